package ladder

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of the ladder.
type Service struct {
	db     *db.DB
	clocks *clock.Service

	onConfirm map[Rung][]func(context.Context, *db.Tx, Escalation, Decision) error
	onDecline map[Rung][]func(context.Context, *db.Tx, Escalation) error
	onReach   map[string][]func(context.Context, *db.Tx, Escalation) error
}

// New returns the service, registers its job with q and adds the rules of data/ladder.yaml that the
// database does not have. What is late goes on record before anybody changes the days of a clock.
func New(ctx context.Context, d *db.DB, q *jobs.Queue, clocks *clock.Service) (*Service, error) {
	s := &Service{db: d, clocks: clocks, onConfirm: map[Rung][]func(context.Context, *db.Tx, Escalation, Decision) error{},
		onDecline: map[Rung][]func(context.Context, *db.Tx, Escalation) error{}, onReach: map[string][]func(context.Context, *db.Tx, Escalation) error{}}
	jobs.Handle(q, s.nightly)
	q.Every(Nightly{}, "00:20") // after the reminders of the clock
	clocks.BeforeChange(s.climb)
	return s, s.seed(ctx)
}

func (s *Service) seed(ctx context.Context) error {
	rows, err := Shipped()
	if err != nil {
		return err
	}
	have, err := db.List[string](ctx, s.db, `select id from ladder_rule where created_by = $1`, actor.System.ID)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, id := range have {
		known[id] = true
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, r := range rows {
			if known[r.ID] {
				continue
			}
			r.CreatedBy, r.CreatedName = actor.System.ID, actor.System.Name
			r.CreatedAt = civil.At(r.ValidFrom.Time()) // before every row of the office, also when shipped later
			if err := insertRule(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// cityPath is the unit whose office keeps the rules.
const cityPath = "/110000/"

// ChangeRule records a new row of a rung; the rows before it stay as they are. Clocks that are late are
// looked at again in the next night.
func (s *Service) ChangeRule(ctx context.Context, n Rule) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		rows, err := allRules(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if n.ID != "" && r.ID == n.ID { // sent twice
				return nil
			}
		}
		if err := n.check(); err != nil {
			return err
		}
		if !ident.Valid(n.ID) {
			n.ID = tx.NewID()
		}
		a := actor.From(ctx)
		n.CreatedBy, n.CreatedName, n.CreatedAt = a.ID, a.Name, tx.Now
		if err := insertRule(ctx, tx, n); err != nil {
			return err
		}
		if err := clock.ClimbAgain(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: string(MayManage), Ref: ident.Ref{Kind: "ladder.rule", ID: n.ID}, UnitPath: cityPath, Note: n.Reason,
			Old: InForce(rows, n.ValidFrom)[n.Rung], New: n})
	})
}

// Confirm decides for a proposed rung. A 督办单 gives the clock its own last day and reaches the unit
// (京教组发〔2020〕5号 (三): 要发督办单,限期整改并公布整改情况). What else a rung brings is registered
// with OnConfirm.
func (s *Service) Confirm(ctx context.Context, id string, version int, d Decision) error {
	return s.decide(ctx, id, version, Confirmed, d.Reason, func(tx *db.Tx, e *Escalation) error {
		if err := d.check(e.Rung, tx.Today()); err != nil {
			return err
		}
		e.Number, e.Demand, e.DueOn = strings.TrimSpace(d.Number), strings.TrimSpace(d.Demand), d.DueOn
		if e.Rung == Notice {
			if err := letter(ctx, tx, e); err != nil {
				return err
			}
			return s.clocks.Limit(ctx, tx, e.Ref, e.Step, d.DueOn, lang.In(lang.Zh, "督办单 %s", e.Number))
		}
		return nil
	}, func(tx *db.Tx, e Escalation) error {
		subject := lang.In(lang.Zh, "决定%s：%s", e.Rung.Label(), e.Title)
		if e.Rung == Notice {
			subject = lang.In(lang.Zh, "收到督办单：%s", e.Title)
		}
		err := notify.Tell(ctx, tx, notify.Message{UnitID: string(e.UnitID), Need: e.Need, Ref: e.Ref, URL: e.URL, Subject: subject, Urgent: true})
		if err == nil {
			err = liable(ctx, tx, e)
		}
		for _, f := range s.onConfirm[e.Rung] {
			if err == nil {
				err = f(ctx, tx, e, d)
			}
		}
		return err
	})
}

// Decline decides against a proposed rung, with a reason.
func (s *Service) Decline(ctx context.Context, id string, version int, reason string) error {
	return s.decide(ctx, id, version, Declined, reason, func(*db.Tx, *Escalation) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		return nil
	}, func(tx *db.Tx, e Escalation) error {
		for _, f := range s.onDecline[e.Rung] {
			if err := f(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// decide is the shape of both decisions: load, ask permission, apply the rule, save with the version
// that was read, let follow what follows, record.
func (s *Service) decide(ctx context.Context, id string, version int, state State, reason string, rule func(*db.Tx, *Escalation) error, then func(*db.Tx, Escalation) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := visible(ctx, tx, id, MayDecide)
		if err != nil {
			return err
		}
		a := actor.From(ctx)
		if err := e.decidable(a); err != nil {
			return err
		}
		if e.Version != version {
			return errs.New(errs.Stale, "他人刚刚修改了这项建议，请核对后再提交")
		}
		old := e
		if err := rule(tx, &e); err != nil {
			return err
		}
		e.Version, e.State, e.Reason = version+1, state, strings.TrimSpace(reason)
		e.DecidedBy, e.DecidedName, e.DecidedAt = a.ID, a.Name, tx.Now
		n, err := tx.Exec(ctx, `update ladder_escalation set version = $1, state = $2, reason = $3, decided_by = $4, decided_name = $5, decided_at = $6, number = $7, demand = $8, due_on = $9
			where id = $10 and version = $11`, e.Version, e.State, e.Reason, e.DecidedBy, e.DecidedName, e.DecidedAt, e.Number, e.Demand, e.DueOn, e.ID, version)
		if err == nil && n == 0 {
			err = errs.New(errs.Stale, "他人刚刚修改了这项建议，请核对后再提交")
		}
		if err != nil {
			return err
		}
		if err := then(tx, e); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "ladder." + string(state), Ref: e.Self(), UnitPath: e.UnitPath, Note: reason, Old: old, New: e})
	})
}

// Liability is the notice of joint liability that the superior department of a unit got.
type Liability struct {
	ID           string     `db:"id" json:"id"`
	EscalationID string     `db:"escalation_id" json:"escalation_id"`
	ident.Ref    `json:"-"` // the record
	UnitPath     string     `db:"unit_path" json:"-"`
	UnitID       org.UnitID `db:"unit_id" json:"unit_id"` // the superior department
	UnitName     string     `db:"unit_name" json:"unit_name"`
	At           civil.Time `db:"at" json:"at"`
}

// liable tells the superior department of the unit of its joint liability, once for each rung that is decided
// (京教组发〔2020〕5号 (三): 被督导单位的主管部门要履行主体责任……整改不力要负连带责任); with a 督办单 goes an official
// letter.
func liable(ctx context.Context, tx *db.Tx, e Escalation) error {
	up, err := superior(ctx, tx, e)
	if err != nil || up.ID == "" {
		return err
	}
	n, err := tx.Exec(ctx, `insert into ladder_liability (id, escalation_id, ref_kind, ref_id, unit_path, unit_id, unit_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (escalation_id, unit_id) do nothing`, tx.NewID(), e.ID, e.Kind, e.Ref.ID, up.Path, up.ID, up.Name, tx.Now)
	if err != nil || n == 0 {
		return err
	}
	if e.Rung == Notice {
		if _, err := jointLetter(ctx, tx, e, up); err != nil {
			return err
		}
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(up.ID), Need: MayView, Ref: e.Ref, URL: e.PageURL(), Urgent: true,
		Subject: lang.In(lang.Zh, "连带责任告知（%s）：%s", e.Rung.Label(), named(e))})
}

// Liabilities returns the notices of joint liability about a record, oldest first. Whoever may see the
// record may ask.
func Liabilities(ctx context.Context, r db.Reader, ref ident.Ref) ([]Liability, error) {
	return db.List[Liability](ctx, r, `select id, escalation_id, ref_kind, ref_id, unit_path, unit_id, unit_name, at from ladder_liability
		where ref_kind = $1 and ref_id = $2 order by at, id`, ref.Kind, ref.ID)
}
