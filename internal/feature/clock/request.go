package clock

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// What may be asked for.
const (
	AskExtend  = "extend"  // more time
	AskSuspend = "suspend" // that the clock stands still
)

// The states of a request.
const (
	Waiting   = "asked"
	Granted   = "granted"
	Refused   = "refused"
	Withdrawn = "withdrawn" // by whoever asked
	Lapsed    = "lapsed"    // the duty was done meanwhile
)

// RequestKind names requests to other features: evidence files hang on it.
const RequestKind = "clock.request"

// Request is what somebody who owes a duty asks for about its deadline; an office grants or refuses it.
type Request struct {
	ID          string     `db:"id" json:"id"`
	Version     int        `db:"version" json:"version"`
	DutyID      string     `db:"duty_id" json:"duty_id"`
	RefKind     string     `db:"ref_kind" json:"ref_kind"`
	RefID       string     `db:"ref_id" json:"ref_id"`
	Step        string     `db:"step" json:"step"`
	Title       string     `db:"title" json:"title"`
	UnitPath    string     `db:"unit_path" json:"unit_path"`
	UnitID      string     `db:"unit_id" json:"unit_id"` // who owes the duty
	What        string     `db:"kind" json:"kind"`
	Until       civil.Date `db:"until_on" json:"until"`
	Reason      string     `db:"reason" json:"reason"`
	Late        bool       `db:"late" json:"late"` // asked after the last day
	State       string     `db:"state" json:"state"`
	AskedBy     string     `db:"asked_by" json:"asked_by"`
	AskedName   string     `db:"asked_name" json:"asked_name"`
	AskedAt     civil.Time `db:"asked_at" json:"asked_at"`
	DecidedBy   string     `db:"decided_by" json:"decided_by"`
	DecidedName string     `db:"decided_name" json:"decided_name"`
	DecidedAt   civil.Time `db:"decided_at" json:"decided_at"`
	GrantedOn   civil.Date `db:"granted_on" json:"granted_on"` // the day that was given, at most the one asked for
	Note        string     `db:"note" json:"note"`             // of the decision
}

const requestCols = `id, version, duty_id, ref_kind, ref_id, step, title, unit_path, unit_id, kind, until_on, reason, late, state, asked_by, asked_name, asked_at,
	decided_by, decided_name, decided_at, granted_on, note`

// Ref names the request to the evidence files.
func (q Request) Ref() ident.Ref { return ident.Ref{Kind: RequestKind, ID: q.ID} }

// DutyURL is where the request is shown and decided.
func (q Request) DutyURL() string { return "/duties/" + q.DutyID + "#requests" }

// Asked is a request that was made, withdrawn or decided, with its duty.
type Asked struct {
	Request
	Duty Running
}

// OnRequest adds what follows when a request is made, withdrawn or decided: app tells people.
func (s *Service) OnRequest(f func(ctx context.Context, tx *db.Tx, a Asked) error) {
	s.onRequest = append(s.onRequest, f)
}

// NewRequest is what somebody fills in to ask.
type NewRequest struct {
	ID     string // made by the form, so that one sent twice is one
	DutyID string
	What   string
	Until  civil.Date
	Reason string
}

// check holds what may be asked about a duty.
func (n NewRequest) check(r Running, today civil.Date) error {
	if err := r.open(); err != nil {
		return err
	}
	var c errs.Check
	c.That(n.What == AskExtend || n.What == AskSuspend, "what", "请选择延期或中止")
	c.That(strings.TrimSpace(n.Reason) != "", "reason", "请说明理由")
	c.That(!r.Due.IsZero(), "what", "该事项没有期限")
	if n.What == AskExtend {
		c.That(!n.Until.IsZero(), "until", "请填写申请延长到的日期")
		c.That(n.Until.IsZero() || r.Due.Before(n.Until), "until", "延长后的期限必须晚于现在的期限")
		c.That(n.Until.IsZero() || today.Before(n.Until), "until", "延长后的期限必须晚于今天")
	}
	if n.What == AskSuspend {
		c.That(r.SuspendedOn.IsZero(), "what", "该期限已经中止计时")
	}
	return c.Err()
}

// MayAsk says why the acting person may not ask about a duty; nil means they may: who owes it does.
func (r Running) MayAsk(ctx context.Context) error {
	a := actor.From(ctx)
	if err := access.Require(ctx, MayAskTime, r.UnitPath); err != nil {
		return err
	}
	owes := r.AccountID == a.ID && a.ID != "" || r.AccountID == "" && r.UnitID != "" && r.UnitID == a.UnitID && (r.Need == "" || a.May(string(r.Need)))
	if !owes {
		return errs.New(errs.Denied, "由承担该事项的单位或本人申请")
	}
	return nil
}

// Ask makes a request about a duty the acting person owes. After the last day it is allowed, and says
// that it is late. One request at a time.
func (s *Service) Ask(ctx context.Context, n NewRequest) (id string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if ident.Valid(n.ID) {
			had, err := requests(ctx, tx, `where id = $1 and asked_by = $2`, n.ID, actor.From(ctx).ID)
			if err != nil || len(had) > 0 {
				id = n.ID
				return err
			}
			id = n.ID
		} else {
			id = tx.NewID()
		}
		r, err := dutyByID(ctx, tx, MayAskTime, n.DutyID)
		if err != nil {
			return err
		}
		if err := r.MayAsk(ctx); err != nil {
			return err
		}
		if err := n.check(r, tx.Today()); err != nil {
			return err
		}
		waiting, err := requests(ctx, tx, `where duty_id = $1 and state = $2`, r.ID, Waiting)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return errs.New(errs.Conflict, "已有一项申请等待决定，可以先撤回")
		}
		a := actor.From(ctx)
		q := Request{ID: id, Version: 1, DutyID: r.ID, RefKind: r.Kind, RefID: r.Ref.ID, Step: r.Step, Title: r.Title, UnitPath: r.UnitPath, UnitID: r.UnitID, What: n.What,
			Until: n.Until, Reason: strings.TrimSpace(n.Reason), Late: r.On(tx.Today()).Late, State: Waiting, AskedBy: a.ID, AskedName: a.Name, AskedAt: tx.Now}
		if n.What == AskSuspend {
			q.Until = civil.Date{}
		}
		_, err = tx.Exec(ctx, `insert into clock_request (`+requestCols+`)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
			q.ID, q.Version, q.DutyID, q.RefKind, q.RefID, q.Step, q.Title, q.UnitPath, q.UnitID, q.What, q.Until, q.Reason, q.Late, q.State, q.AskedBy, q.AskedName, q.AskedAt,
			q.DecidedBy, q.DecidedName, q.DecidedAt, q.GrantedOn, q.Note)
		if err != nil {
			return err
		}
		return s.asked(ctx, tx, q, r, "clock.ask")
	})
	return id, err
}

// asked lets follow what follows, and puts it into the log.
func (s *Service) asked(ctx context.Context, tx *db.Tx, q Request, r Running, action string) error {
	for _, f := range s.onRequest {
		if err := f(ctx, tx, Asked{q, r}); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: r.Ref, UnitPath: q.UnitPath, Note: q.Reason, New: q})
}

// Withdraw takes back a request that waits; who owes the duty may.
func (s *Service) Withdraw(ctx context.Context, id string, version int) error {
	return s.settle(ctx, id, version, MayAskTime, "clock.withdraw", func(_ *db.Tx, q *Request, r *Running) error {
		if err := r.MayAsk(ctx); err != nil {
			return err
		}
		q.State = Withdrawn
		return nil
	})
}

// Grant gives what was asked for: more time up to a day, not later than asked for (a zero day is the one
// asked for), or that the clock stands still.
func (s *Service) Grant(ctx context.Context, id string, version int, on civil.Date, note string) error {
	return s.settle(ctx, id, version, MayExtend, "clock.grant", func(tx *db.Tx, q *Request, r *Running) error {
		if err := mayGrant(ctx, *r); err != nil {
			return err
		}
		q.State, q.Note = Granted, strings.TrimSpace(note)
		if q.What == AskSuspend {
			why := lang.In(lang.Zh, "同意中止申请：%s", q.Reason)
			return s.move(ctx, tx, r, r.Version, "suspend", why, func() error { return r.Suspend(why, tx.Today()) })
		}
		if on.IsZero() {
			on = q.Until
		}
		if q.Until.Before(on) {
			return errs.NewField("on", "同意的期限不能晚于申请的日期 %s", q.Until.String())
		}
		q.GrantedOn = on
		why := lang.In(lang.Zh, "同意延期申请：%s", q.Reason)
		err := s.move(ctx, tx, r, r.Version, "extend", why, func() error { return r.Extend(on, why, tx.Today()) })
		if errs.KindOf(err) == errs.Invalid && err != nil {
			return errs.NewField("on", "同意的期限须晚于原期限，且不早于今天")
		}
		return err
	})
}

// Refuse says no to a request, with a reason.
func (s *Service) Refuse(ctx context.Context, id string, version int, note string) error {
	return s.settle(ctx, id, version, MayExtend, "clock.refuse", func(_ *db.Tx, q *Request, r *Running) error {
		if err := mayGrant(ctx, *r); err != nil {
			return err
		}
		if strings.TrimSpace(note) == "" {
			return errs.NewField("note", "请说明理由")
		}
		q.State, q.Note = Refused, strings.TrimSpace(note)
		return nil
	})
}

// settle is the shape of what ends a request: load, ask permission, apply, save, record.
func (s *Service) settle(ctx context.Context, id string, version int, need access.Permission, action string, rule func(*db.Tx, *Request, *Running) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		q, err := requestByID(ctx, tx, need, id)
		if err != nil {
			return err
		}
		r, err := dutyByID(ctx, tx, need, q.DutyID)
		if err != nil {
			return err
		}
		switch {
		case q.State != Waiting:
			return errs.New(errs.Conflict, "这项申请已不能决定")
		case q.Version != version:
			return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
		}
		if err := rule(tx, &q, &r); err != nil {
			return err
		}
		a := actor.From(ctx)
		q.Version, q.DecidedBy, q.DecidedName, q.DecidedAt = version+1, a.ID, a.Name, tx.Now
		n, err := tx.Exec(ctx, `update clock_request set version = $1, state = $2, decided_by = $3, decided_name = $4, decided_at = $5, granted_on = $6, note = $7
			where id = $8 and version = $9`, q.Version, q.State, q.DecidedBy, q.DecidedName, q.DecidedAt, q.GrantedOn, q.Note, q.ID, version)
		if err == nil && n == 0 {
			err = errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
		}
		if err != nil {
			return err
		}
		return s.asked(ctx, tx, q, r, action)
	})
}

// lapse ends the requests about duties that are done.
func lapse(ctx context.Context, tx *db.Tx, ref ident.Ref, step string) error {
	var w db.Where
	state, at := w.Arg(Lapsed), w.Arg(tx.Now)
	w.Add("ref_kind = ?", ref.Kind)
	w.Add("ref_id = ?", ref.ID)
	w.Add("state = ?", Waiting)
	if step != "" {
		w.Add("step = ?", step)
	}
	_, err := tx.Exec(ctx, `update clock_request set version = version + 1, state = `+state+`, decided_at = `+at+` `+w.SQL(), w.Args()...)
	return err
}

func requests(ctx context.Context, r db.Reader, rest string, args ...any) ([]Request, error) {
	return db.List[Request](ctx, r, `select `+requestCols+` from clock_request `+rest, args...)
}

func requestByID(ctx context.Context, r db.Reader, p access.Permission, id string) (Request, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Request{}, err
	}
	return db.Get[Request](ctx, r, `select `+requestCols+` from clock_request where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

// Requests returns what was asked about the clocks of a record, oldest first. Whoever may see the record
// may see it.
func Requests(ctx context.Context, r db.Reader, ref ident.Ref) ([]Request, error) {
	return requests(ctx, r, `where ref_kind = $1 and ref_id = $2 order by asked_at, id`, ref.Kind, ref.ID)
}

// RequestList returns one page of the requests in the actor's place, those that wait first.
func (s *Service) RequestList(ctx context.Context, state, text string, p page.Req) (out page.Of[Request], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	if state != "" {
		w.Add("state = ?", state)
	}
	w.AddText(text, "title", "reason", "asked_name")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from clock_request `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = requests(ctx, s.db, w.SQL()+` order by case when state = 'asked' then 0 else 1 end, asked_at desc, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// RequestOf returns one request for whoever may see its duty.
func (s *Service) RequestOf(ctx context.Context, id string) (Request, error) {
	return requestByID(ctx, s.db, MayView, id)
}

// StateLabel is how a request stands, in Chinese.
func (q Request) StateLabel() string { return RequestStateLabel(q.State) }

// RequestStates lists the states of a request, what waits first.
var RequestStates = []string{Waiting, Granted, Refused, Withdrawn, Lapsed}

// RequestStateLabel is the Chinese name of a state.
func RequestStateLabel(state string) string {
	switch state {
	case Waiting:
		return "待决定"
	case Granted:
		return "已同意"
	case Refused:
		return "未同意"
	case Withdrawn:
		return "已撤回"
	case Lapsed:
		return "事项已办结"
	}
	return state
}

// RequestsOf returns what was asked about a duty that the acting person has loaded, oldest first.
func (s *Service) RequestsOf(ctx context.Context, d Running) ([]Request, error) {
	return requests(ctx, s.db, `where duty_id = $1 order by asked_at, id`, d.ID)
}
