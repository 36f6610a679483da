package identity

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Filter narrows the list of accounts.
type Filter struct {
	Text  string // in login name or name; a whole phone number finds its owner
	Role  access.Role
	State State
	Under string // path of a unit
}

// Row is one line of the list of accounts.
type Row struct {
	Account
	UnitName *string `db:"unit_name"`
	Held     []HeldRow
}

// HeldRow is a role for people.
type HeldRow struct {
	Held
	UnitName  *string `db:"unit_name"`
	GrantName *string `db:"grant_name"` // who gave it
}

// sorts are the columns a list of accounts can be sorted by.
var sorts = map[string]string{"": "a.login", "login": "a.login", "name": "a.name", "unit": "a.unit_path", "signed_in": "a.signed_in_at", "created": "a.created_at"}

// List returns one page of accounts in the actor's subtree.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Row], error) {
	var out page.Of[Row]
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	rg = rg.Within(f.Under)
	var w db.Where
	w.Add("a.unit_path >= ? and a.unit_path < ?", rg.From, rg.To)
	if f.State != "" {
		w.Add("a.state = ?", f.State)
	}
	if f.Role != "" {
		w.Add("exists (select 1 from account_role r where r.account_id = a.id and r.role = ? and r.ended_at is null)", f.Role)
	}
	if phoneShape.MatchString(f.Text) {
		w.Add("a.phone_mark = ?", s.mark("phone "+f.Text))
	} else {
		w.AddText(f.Text, "a.login", "a.name")
	}
	n, err := db.Get[int](ctx, s.db, `select count(*) from account a `+w.SQL(), w.Args()...)
	if err != nil {
		return out, err
	}
	out.Total = n
	order, ok := sorts[p.Sort]
	if !ok {
		order = sorts[""]
	}
	if p.Desc {
		order += " desc"
	}
	out.Rows, err = db.List[Row](ctx, s.db, `select `+accountColumnsOf("a")+`, u.name as unit_name from account a left join unit u on u.id = a.unit_id `+
		w.SQL()+` order by `+order+`, a.id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	if err != nil {
		return out, err
	}
	return out, s.withRoles(ctx, out.Rows)
}

func (s *Service) withRoles(ctx context.Context, rows []Row) error {
	ids := make([]string, len(rows))
	at := map[string]*Row{}
	for i := range rows {
		ids[i] = rows[i].ID
		at[ids[i]] = &rows[i]
	}
	var w db.Where
	db.AddIn(&w, "h.account_id", ids)
	held, err := db.List[HeldRow](ctx, s.db, heldRows+w.SQL()+` order by h.granted_at, h.id`, w.Args()...)
	if err != nil {
		return err
	}
	today := civil.DateOf(s.db.Now().Time)
	for _, h := range held {
		if h.open(today) {
			r := at[h.AccountID]
			r.Held = append(r.Held, h)
		}
	}
	return nil
}

const heldRows = `select h.id, h.account_id, h.role, h.unit_id, h.unit_path, h.from_on, h.to_on, h.reason, h.granted_by, h.granted_at, h.ended_by, h.ended_at,
	u.name as unit_name, g.name as grant_name from account_role h left join unit u on u.id = h.unit_id left join account g on g.id = h.granted_by `

func accountColumnsOf(t string) string {
	return t + ".id, " + t + ".version, " + t + ".login, " + t + ".name, " + t + ".unit_id, " + t + ".unit_path, " + t + ".state, " + t + ".why, " +
		t + ".phone_sealed, " + t + ".phone_mark, " + t + ".email_sealed, " + t + ".password_at, " + t + ".must_change, " + t + ".totp_on_at, " +
		t + ".lang, " + t + ".large, " + t + ".demo, " + t + ".created_at, " + t + ".created_by, " + t + ".signed_in_at"
}

// Shown is an account with everything its page shows; contacts are masked.
type Shown struct {
	Row
	Phone, Email string // masked
	Ended        []HeldRow
	Waits        int // minutes until it can sign in again, 0 if it is not locked
	Failures     int
	Sessions     int // open
}

// Account returns one account for its page.
func (s *Service) Account(ctx context.Context, id string) (v Shown, err error) {
	a, err := visible(ctx, s.db, id, MayView)
	if err != nil {
		return v, err
	}
	c, err := s.contact(a)
	if err != nil {
		return v, err
	}
	v.Account = a
	if c.Phone != "" {
		v.Phone = MaskPhone(c.Phone)
	}
	if c.Email != "" {
		v.Email = MaskMail(c.Email)
	}
	names, err := db.List[string](ctx, s.db, `select name from unit where id = $1`, a.UnitID)
	if err != nil {
		return v, err
	}
	if len(names) > 0 {
		v.UnitName = &names[0]
	}
	held, err := db.List[HeldRow](ctx, s.db, heldRows+`where h.account_id = $1 order by h.granted_at, h.id`, id)
	if err != nil {
		return v, err
	}
	now := s.db.Now()
	for _, h := range held {
		if h.open(civil.DateOf(now.Time)) {
			v.Held = append(v.Held, h)
		} else {
			v.Ended = append(v.Ended, h)
		}
	}
	for _, source := range []string{proof.LoginSource(a.Login), proof.SecondSource(a.Login)} {
		t, err := proof.TryOf(ctx, s.db, source)
		if err != nil {
			return v, err
		}
		v.Failures += t.Failures
		v.Waits = max(v.Waits, int((t.Wait(now).Minutes())+0.999))
	}
	open, err := s.open(ctx, id)
	v.Sessions = len(open)
	return v, err
}

// open lists the sessions of an account that still hold.
func (s *Service) open(ctx context.Context, accountID string) ([]Session, error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	all, err := db.List[Session](ctx, s.db, `select `+sessionColumns+` from session where account_id = $1 and ended_at is null and stage = $2 order by seen_at desc, id`, accountID, Full)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	var out []Session
	for _, x := range all {
		if x.alive(rules, now) {
			out = append(out, x)
		}
	}
	return out, nil
}

// Sessions lists the signed-in person's open sessions, the last used first.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	a := actor.From(ctx)
	if !a.Known() {
		return nil, errs.New(errs.Unauthenticated, "请先登录")
	}
	return s.open(ctx, a.ID)
}

// EndSession signs one of the person's own browsers out.
func (s *Service) EndSession(ctx context.Context, id string) error {
	a := actor.From(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update session set ended_at = $1, ended_why = 'one' where id = $2 and account_id = $3 and ended_at is null`, tx.Now, id, a.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		s.forget(tx)
		return record(ctx, tx, "end_session", Account{ID: a.ID, UnitPath: a.Scope}, "", nil, nil)
	})
}

// EndSessions signs the person out everywhere; others keeps the session at hand.
func (s *Service) EndSessions(ctx context.Context, others bool) (n int64, err error) {
	a := actor.From(ctx)
	if !a.Known() {
		return 0, errs.New(errs.Unauthenticated, "请先登录")
	}
	except := ""
	if others {
		except = a.Session
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if n, err = endSessions(ctx, tx, a.ID, except, "everywhere"); err != nil {
			return err
		}
		s.forget(tx)
		return record(ctx, tx, "end_sessions", Account{ID: a.ID, UnitPath: a.Scope}, "", nil, nil)
	})
	return n, err
}

// Policy is what every role may do, for the page that shows it.
func (s *Service) Policy() *access.Policy { return s.policy }

// Unit finds the unit that people mean by a name or code, in the actor's subtree. Administrators may
// not look around among the units, but have to say where somebody works.
func (s *Service) Unit(ctx context.Context, text string) (org.Unit, error) {
	me := actor.From(ctx)
	if err := access.Holds(ctx, MayView); err != nil {
		return org.Unit{}, err
	}
	me.All = true
	return s.units.Resolve(actor.With(ctx, me), text, "")
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID makes the id of a record that a form is about to create.
func (s *Service) NewID() string { return s.db.NewID() }
