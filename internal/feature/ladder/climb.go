package ladder

import (
	"context"
	"errors"
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Climb puts the lateness of a clock on record: every rung it has to have reached by today. It returns
// those that are new. What the record itself keeps of them is the caller's, or OnReach's.
func Climb(ctx context.Context, tx *db.Tx, r clock.Running) ([]Escalation, error) {
	today := tx.Today()
	if !r.Ladder || !r.SuspendedOn.IsZero() || r.Due.IsZero() || !r.Due.Before(today) {
		return nil, nil
	}
	rules, err := rulesOn(ctx, tx, today)
	if err != nil {
		return nil, err
	}
	have, err := of(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	var out []Escalation
	for _, rule := range Missing(r.Due, today, have, rules) {
		p, err := lateness(ctx, tx, r, rule)
		if err != nil {
			return nil, err
		}
		e, fresh, err := Propose(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		if fresh {
			out = append(out, e)
			have = append(have, e)
		}
	}
	return out, clock.ClimbNext(ctx, tx, r.ID, next(r.Due, today, have, rules))
}

// of are the rungs reached about one clock.
func of(ctx context.Context, r db.Reader, d clock.Running) ([]Escalation, error) {
	return db.List[Escalation](ctx, r, `select `+cols+` from ladder_escalation where ref_kind = $1 and ref_id = $2 and step = $3 order by at, id`, d.Kind, d.Ref.ID, d.Step)
}

// lateness is the proposal of a rung for a clock that is late, with the facts of today.
func lateness(ctx context.Context, tx *db.Tx, r clock.Running, rule Rule) (Proposal, error) {
	today := tx.Today()
	late := today.Sub(r.Due)
	changes, err := clock.Changes(ctx, tx, r.ID)
	if err != nil {
		return Proposal{}, err
	}
	f := Facts{Action: r.Action, Article: r.Article, Evidence: r.Evidence, From: r.From, FirstDue: r.Due, Due: r.Due, DaysLate: late, After: rule.After, Behind: rule.Behind, RuleID: rule.ID}
	f.Working = -r.WorkingLeft(today)
	for i, c := range changes {
		if i == 0 {
			f.FirstDue = c.OldDue
		}
		f.Changes = append(f.Changes, Moved{civil.DateOf(c.At.Time), c.Action, c.Reason, c.OldDue, c.NewDue})
	}
	words := lang.In(lang.Zh, "应于 %s 前完成“%s”，至 %s 未完成，已逾期 %d 天。", r.Due.String(), r.Action, today.String(), late)
	if rule.Behind == Notice {
		words = lang.In(lang.Zh, "督办单限于 %s 前完成“%s”，至 %s 未完成，已逾期 %d 天。", r.Due.String(), r.Action, today.String(), late)
	}
	return Proposal{Ref: r.Ref, Step: r.Step, Rule: r.Rule, UnitID: org.UnitID(r.UnitID), Need: r.Need, Title: r.Title, URL: r.URL, Rung: rule.Rung, Ground: Late,
		Grounds: words, Facts: f, MissedOn: r.Due, DaysLate: late}, nil
}

// Nightly is the job that climbs the ladder after deadlines.
type Nightly struct{}

// Kind names the job.
func (Nightly) Kind() string { return "ladder.nightly" }

func (s *Service) nightly(ctx context.Context, _ Nightly) error {
	return s.ClimbAll(actor.With(ctx, actor.System))
}

// batch is how many clocks are looked at in one reading.
const batch = 500

// ClimbAll puts the lateness of every clock on record, each in a transaction of its own, so that others
// can write in between and one that fails does not stop the rest.
func (s *Service) ClimbAll(ctx context.Context) error {
	if err := s.settle(ctx); err != nil {
		return err
	}
	today := civil.DateOf(s.db.Now().Time)
	var failed []error
	for {
		list, err := clock.Climbing(ctx, s.db, today, batch+len(failed))
		if err != nil || len(list) == len(failed) {
			return errors.Join(append(failed, err)...)
		}
		failed = failed[:0]
		for _, r := range list {
			err := s.db.Write(ctx, func(tx *db.Tx) error { return s.climb(ctx, tx, r) })
			if err != nil {
				failed = append(failed, fmt.Errorf("duty %s: %w", r.ID, err))
			}
		}
	}
}

// climb records what is late about a clock and lets its record keep it.
func (s *Service) climb(ctx context.Context, tx *db.Tx, r clock.Running) error {
	if !r.Due.Before(tx.Today()) {
		if r.ClimbOn.IsZero() || tx.Today().Before(r.ClimbOn) {
			return nil
		}
		return clock.ClimbNext(ctx, tx, r.ID, r.Due.AddDays(1))
	}
	list, err := Climb(ctx, tx, r)
	if errs.KindOf(err) == errs.NotFound { // the unit is gone
		return clock.ClimbNext(ctx, tx, r.ID, civil.Date{})
	}
	for _, e := range list {
		for _, f := range s.onReach[e.Kind] {
			if err == nil {
				err = f(ctx, tx, e)
			}
		}
	}
	return err
}

// settle notes when a 督办单 was answered: the day its clock was closed.
func (s *Service) settle(ctx context.Context) error {
	open, err := db.List[Escalation](ctx, s.db, `select `+cols+` from ladder_escalation e where due_on is not null and met_on is null and state = 'confirmed'
		and not exists (select 1 from clock_duty d where d.ref_kind = e.ref_kind and d.ref_id = e.ref_id and d.step = e.step and d.closed_at is null)`)
	if err != nil {
		return err
	}
	for _, e := range open {
		on, err := doneOn(ctx, s.db, e)
		if err != nil {
			return err
		}
		if on.IsZero() {
			continue
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return Met(ctx, tx, e.Ref, on) }); err != nil {
			return err
		}
	}
	return nil
}

// EnqueueNightly asks for one run of the nightly job now.
func EnqueueNightly(ctx context.Context, tx *db.Tx) error {
	return jobs.Enqueue(ctx, tx, Nightly{}, tx.Now)
}
