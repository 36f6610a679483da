package notify

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// MayDeliveries lets the system administrator see what could not be sent, and try again.
const MayDeliveries access.Permission = "notify.deliveries"

// Permissions says which roles hold them. An inbox needs none: everybody has their own.
var Permissions = []access.Def{
	{Permission: MayDeliveries, Label: "查看通知发送情况", Roles: []access.Role{access.SystemAdmin}},
}

// Service has the use cases of notices.
type Service struct {
	db     *db.DB
	sender Sender // nil keeps notices in the inbox
	people *identity.Service

	waiting waiting
}

// New returns the service and registers its jobs with q.
func New(d *db.DB, q *jobs.Queue, s Sender, people *identity.Service) *Service {
	n := &Service{db: d, sender: s, people: people, waiting: waiting{woken: d.Listen(changes)}}
	jobs.Handle(q, n.deliver)
	jobs.Handle(q, n.send)
	jobs.Handle(q, n.digest)
	q.Every(digest{}, "08:10")
	return n
}

const noticeCols = `id, account_id, unit_id, need, ref_kind, ref_id, url, subject, urgent, at`

// Notice is one line of an inbox.
type Notice struct {
	ID        string     `db:"id" json:"id"`
	AccountID string     `db:"account_id" json:"-"`
	UnitID    string     `db:"unit_id" json:"-"`
	Need      string     `db:"need" json:"-"`
	RefKind   string     `db:"ref_kind" json:"ref_kind"`
	RefID     string     `db:"ref_id" json:"ref_id"`
	URL       string     `db:"url" json:"url"`
	Subject   string     `db:"subject" json:"subject"`
	Urgent    bool       `db:"urgent" json:"urgent"`
	At        civil.Time `db:"at" json:"at"`
	Read      bool       `db:"-" json:"read"`
}

// Filter narrows an inbox.
type Filter struct {
	Text   string
	Unread bool
	Urgent bool
}

// List returns one page of the person's inbox, newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Notice], error) {
	a := actor.From(ctx)
	open, err := unread(ctx, s.db, a)
	if err != nil {
		return page.Of[Notice]{}, err
	}
	w := mine(a)
	if f.Unread {
		if w, err = unread(ctx, s.db, a); err != nil {
			return page.Of[Notice]{}, err
		}
	}
	w.AddText(f.Text, "n.subject")
	if f.Urgent {
		w.Add("n.urgent = ?", true)
	}
	total, err := db.Get[int](ctx, s.db, `select count(*) from notice n `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Notice]{}, err
	}
	rows, err := db.List[Notice](ctx, s.db, `select n.id, n.account_id, n.unit_id, n.need, n.ref_kind, n.ref_id, n.url, n.subject, n.urgent, n.at
		from notice n `+w.SQL()+` order by n.at desc, n.id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	if err != nil || len(rows) == 0 {
		return page.Of[Notice]{Total: total}, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	db.AddIn(open, "n.id", ids)
	fresh, err := db.List[string](ctx, s.db, `select n.id from notice n `+open.SQL(), open.Args()...)
	for i := range rows {
		rows[i].Read = !slices.Contains(fresh, rows[i].ID)
	}
	return page.Of[Notice]{Rows: rows, Total: total}, err
}

// Read marks a notice as read and returns it; others' notices are not found.
func (s *Service) Read(ctx context.Context, id string) (n Notice, err error) {
	a := actor.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w := mine(a)
		w.Add("n.id = ?", id)
		if n, err = db.Get[Notice](ctx, tx, `select n.id, n.ref_kind, n.ref_id, n.url, n.subject, n.urgent, n.at from notice n `+w.SQL(), w.Args()...); err != nil {
			return err
		}
		n.Read = true
		tx.Notify(changes)
		_, err := tx.Exec(ctx, `insert into notice_read (account_id, notice_id, at) values ($1, $2, $3) on conflict (account_id, notice_id) do nothing`, a.ID, id, tx.Now)
		return err
	})
	return n, err
}

// ReadAll marks everything so far as read.
func (s *Service) ReadAll(ctx context.Context) error {
	a := actor.From(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		tx.Notify(changes)
		_, err := tx.Exec(ctx, `insert into notice_mark (account_id, read_until) values ($1, $2) on conflict (account_id) do update set read_until = excluded.read_until`, a.ID, tx.Now)
		return err
	})
}

// Mode is how a person wants to be told outside the program.
type Mode string

// The modes.
const (
	Each   Mode = "each"   // one mail for each notice
	Digest Mode = "digest" // one mail on the morning of each working day
	None   Mode = "none"   // only what is urgent
)

// Modes lists them for people.
var Modes = []struct {
	Mode  Mode
	Label string
}{{Each, "逐条发送"}, {Digest, "每个工作日早上汇总一封"}, {None, "只发紧急通知"}}

// Preference is what a person chose.
type Preference struct {
	Version int  `db:"version" json:"version"`
	Mode    Mode `db:"mode" json:"mode"`
}

func preference(ctx context.Context, r db.Reader, account string) (Preference, error) {
	rows, err := db.List[Preference](ctx, r, `select version, mode from notify_preference where account_id = $1`, account)
	if err != nil || len(rows) == 0 {
		return Preference{Mode: Each}, err
	}
	return rows[0], nil
}

// Preference returns what the person chose, and whether mail is sent at all.
func (s *Service) Preference(ctx context.Context) (p Preference, sends bool, err error) {
	p, err = preference(ctx, s.db, actor.From(ctx).ID)
	return p, s.sender != nil, err
}

// Prefer stores what the person chose.
func (s *Service) Prefer(ctx context.Context, version int, mode Mode) error {
	a := actor.From(ctx)
	if !slices.ContainsFunc(Modes, func(m struct {
		Mode  Mode
		Label string
	}) bool {
		return m.Mode == mode
	}) {
		return errs.NewField("mode", "请选择通知方式")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := preference(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if old.Version != version {
			return errs.New(errs.Stale, "设置刚刚被修改过，请核对后再提交")
		}
		_, err = tx.Exec(ctx, `insert into notify_preference (account_id, version, mode, at) values ($1, $2, $3, $4)
			on conflict (account_id) do update set version = excluded.version, mode = excluded.mode, at = excluded.at`, a.ID, version+1, mode, tx.Now)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "notify.prefer", Ref: ident.Ref{Kind: "account", ID: a.ID}, UnitPath: a.Scope, Old: old.Mode, New: mode})
	})
}
