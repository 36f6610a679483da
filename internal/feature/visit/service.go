package visit

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/file"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service has the use cases of school visits.
type Service struct {
	db    *db.DB
	org   *org.Service
	files *file.Service
}

// New returns the service.
func New(d *db.DB, units *org.Service, files *file.Service) *Service {
	return &Service{d, units, files}
}

// Today is the day the service lives in.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// byID loads a visit in the actor's range: drafts are seen by who makes them and by nobody else.
func byID(ctx context.Context, r db.Reader, p access.Permission, id string) (Visit, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Visit{}, err
	}
	return db.Get[Visit](ctx, r, `select `+visitColumns+` from visit_visit where id = $1 and unit_path >= $2 and unit_path < $3 and (state in ('sent', 'signed') or account_id = $4)`,
		id, over.From, over.To, actor.From(ctx).ID)
}

// Get returns a visit with its properties and what followed.
func (s *Service) Get(ctx context.Context, id string) (v Visit, values map[string]Value, follows []Follow, err error) {
	if v, err = byID(ctx, s.db, MayView, id); err != nil {
		return v, nil, nil, err
	}
	if values, err = valuesOf(ctx, s.db, id); err != nil {
		return v, nil, nil, err
	}
	follows, err = db.List[Follow](ctx, s.db, `select `+followColumns+` from visit_follow where visit_id = $1 order by id`, id)
	return v, values, follows, err
}

func valuesOf(ctx context.Context, r db.Reader, id string) (map[string]Value, error) {
	list, err := db.List[Value](ctx, r, `select visit_id, name, value, version, by_name, at from visit_value where visit_id = $1`, id)
	out := map[string]Value{}
	for _, v := range list {
		out[v.Name] = v
	}
	return out, err
}

// Filter narrows the list of visits; zero fields do not.
type Filter struct {
	State   State
	Text    string
	Unit    string // id
	Account string // of the inspector
	From    civil.Date
	To      civil.Date
	Found   bool // with findings
}

// List lists visits, the last first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Visit], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ? and (state in ('sent', 'signed') or account_id = ?)", over.From, over.To, actor.From(ctx).ID)
	w.AddText(f.Text, "unit_name", "inspector_name", "theme", "receipt")
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if f.Unit != "" {
		w.Add("unit_id = ?", f.Unit)
	}
	if f.Account != "" {
		w.Add("account_id = ?", f.Account)
	}
	if !f.From.IsZero() {
		w.Add("on_date >= ?", f.From)
	}
	if !f.To.IsZero() {
		w.Add("on_date <= ?", f.To)
	}
	if f.Found {
		w.Add("findings > 0")
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from visit_visit `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = db.List[Visit](ctx, s.db, `select `+visitColumns+` from visit_visit `+w.SQL()+` order by on_date desc, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Action is a step of a visit on a page.
type Action string

// Step is a row of the table of steps.
type Step struct {
	Action Action
	From   []State
	To     State
	Need   access.Permission
	Label  string
	Clause string
}

// Steps of a visit. The phone sends it (Put); the school signs and may reply; who makes it may discard a draft.
var Steps = []Step{
	{"sign", []State{Sent}, Signed, MaySign, "签收反馈单", "国教督办〔2013〕2号"},
	{"reply", []State{Sent, Signed}, "", MaySign, "对随访结果提出意见", "教督〔2019〕3号"},
	{"discard", []State{Draft}, Discarded, MayMake, "作废草稿", "平台规则"},
}

// Take takes a step; version is that of the page, below 0 whatever there is.
func (s *Service) Take(ctx context.Context, id string, version int, a Action, said string) error {
	i := slices.IndexFunc(Steps, func(x Step) bool { return x.Action == a })
	if i < 0 {
		return errs.New(errs.NotFound, "没有这个步骤")
	}
	st, said := Steps[i], strings.TrimSpace(said)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := byID(ctx, tx, st.Need, id)
		if err != nil {
			return err
		}
		if version >= 0 && version != v.Version {
			return errs.New(errs.Stale, "他人刚刚办理了这次随访，请核对后再提交")
		}
		who, was := actor.From(ctx), v.State
		switch {
		case !slices.Contains(st.From, v.State):
			return errs.New(errs.Conflict, "现在不能“%s”", st.Label)
		case a != "sign" && said == "":
			return errs.NewField("said", "请写明意见或理由")
		case len([]rune(said)) > 2000:
			return errs.NewField("said", "不能超过 %d 个字", 2000)
		case a == "discard" && v.AccountID != who.ID:
			return errs.New(errs.Denied, "只有随访人可以作废草稿")
		case a == "sign":
			v.SignedName, v.SignedAt = who.Name, tx.Now
		case a == "reply":
			v.Reply, v.RepliedName, v.RepliedAt = said, who.Name, tx.Now
		}
		if st.To != "" {
			v.State = st.To
		}
		if err := update(ctx, tx, &v, v.Version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit." + string(a), Ref: v.Ref(), UnitPath: v.UnitPath, Old: was, New: v.State, Note: said})
	})
}

func update(ctx context.Context, tx *db.Tx, v *Visit, version int) error {
	v.Version, v.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update visit_visit set version = $1, state = $2, receipt = $3, on_date = $4, theme = $5, findings = $6, sent_at = $7, signed_name = $8, signed_at = $9, reply = $10,
		replied_name = $11, replied_at = $12, updated_at = $13 where id = $14 and version = $15`,
		v.Version, v.State, v.Receipt, v.On, v.Theme, v.Findings, v.SentAt, v.SignedName, v.SignedAt, v.Reply, v.RepliedName, v.RepliedAt, v.UpdatedAt, v.ID, version)
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "他人刚刚办理了这次随访，请核对后再提交")
	}
	return err
}

// Rights of the files of a visit: photos of who makes it, while it is a draft.
func (s *Service) Rights() (string, file.Rights) {
	return RefKind, file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := byID(ctx, r, MayView, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			v, err := byID(ctx, r, MayMake, id)
			if err != nil {
				return err
			}
			if v.AccountID != actor.From(ctx).ID {
				return errs.New(errs.Denied, "只有随访人可以添加照片")
			}
			if v.State != Draft {
				return errs.New(errs.Conflict, "随访已经发送，不能再添加照片")
			}
			return nil
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			return db.Get[string](ctx, r, `select unit_path from visit_visit where id = $1`, id)
		},
	}
}

// mine is the record of the acting inspector, also of one who has left: what they saw before may still be sent.
func mine(ctx context.Context, r db.Reader) (inspector.Inspector, error) {
	return inspector.Last(ctx, r, actor.From(ctx).ID)
}
