package clock

import (
	"context"
	"errors"
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// Tick is the nightly job that looks for duties due soon and duties overdue.
type Tick struct{}

// Kind names the job.
func (Tick) Kind() string { return "clock.tick" }

// Reminder is what the night found about one duty.
type Reminder struct {
	Running
	Late  bool // overdue; otherwise due soon, or today
	Today civil.Date
}

// OnTick adds what happens with every reminder: app tells people.
func (s *Service) OnTick(f func(ctx context.Context, tx *db.Tx, r Reminder) error) {
	s.onTick = append(s.onTick, f)
}

// OnLate adds what follows when a duty of a rule passes its last day, such as the record of an
// escalation. It runs once for each duty, and again after an extension that is missed too.
func (s *Service) OnLate(rule Rule, f func(ctx context.Context, tx *db.Tx, r Running) error) {
	s.onLate[rule] = append(s.onLate[rule], f)
}

// OnChange adds what follows when the days of a duty of a kind of record are changed, such as a copy
// of the last day that the record keeps.
func (s *Service) OnChange(refKind string, f func(ctx context.Context, tx *db.Tx, m Moved) error) {
	s.onChange[refKind] = append(s.onChange[refKind], f)
}

// BeforeChange adds what has to be on record before the days of any duty are changed.
func (s *Service) BeforeChange(f func(ctx context.Context, tx *db.Tx, r Running) error) {
	s.before = append(s.before, f)
}

// tick takes each duty in a transaction of its own, so that others can write in between and one that
// fails does not stop the rest.
func (s *Service) tick(ctx context.Context, _ Tick) error {
	ctx = actor.With(ctx, actor.System)
	today := civil.DateOf(s.db.Now().Time)
	due, err := running(ctx, s.db, `where remind_on <= $1 order by remind_on, id`, today)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range due {
		err := s.db.Write(ctx, func(tx *db.Tx) error { return s.remind(ctx, tx, r) })
		if err != nil && errs.KindOf(err) != errs.Stale { // stale: closed or changed meanwhile
			failed = append(failed, fmt.Errorf("duty %s: %w", r.ID, err))
		}
	}
	return errors.Join(failed...)
}

// remind raises what is due for r once and sets when to look again.
func (s *Service) remind(ctx context.Context, tx *db.Tx, r Running) error {
	today := tx.Today()
	late := r.Due.Before(today)
	r.RemindOn = civil.Date{}
	switch {
	case late:
	case today.Before(r.Due):
		r.RemindOn = r.Due
	default:
		r.RemindOn = r.Due.AddDays(1)
	}
	if err := updateDuty(ctx, tx, &r, r.Version); err != nil {
		return err
	}
	for _, f := range s.onTick {
		if err := f(ctx, tx, Reminder{r, late, today}); err != nil {
			return err
		}
	}
	if !late {
		return nil
	}
	for _, f := range s.onLate[r.Rule] {
		if err := f(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
