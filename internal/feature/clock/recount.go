package clock

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Recount is the job that computes the open clocks anew after the calendar was corrected.
type Recount struct {
	ID string `json:"id"`
}

// Kind names the job.
func (Recount) Kind() string { return "clock.recount" }

// Recounted is one run of it.
type Recounted struct {
	ID         string     `db:"id" json:"id"`
	At         civil.Time `db:"at" json:"at"`
	ByID       string     `db:"by_id" json:"-"`
	ByName     string     `db:"by_name" json:"by_name"`
	Reason     string     `db:"reason" json:"reason"`
	Source     string     `db:"source" json:"source"`
	DaysJSON   string     `db:"days" json:"-"`
	State      string     `db:"state" json:"state"` // running, done
	LastID     string     `db:"last_id" json:"-"`
	Total      int        `db:"total" json:"total"`
	Done       int        `db:"done" json:"done"`
	Changed    int        `db:"changed" json:"changed"`
	FinishedAt civil.Time `db:"finished_at" json:"finished_at"`
}

const recountCols = `id, at, by_id, by_name, reason, source, days, state, last_id, total, done, changed, finished_at`

// recountable are the clocks whose last day the calendar decides: open, computed from a row, counting
// working days or rolling. A day that a letter gave is left alone.
const recountable = `closed_at is null and deadline_id <> '' and (days = 'working' or roll = true)`

// recountBatch is how many clocks are computed in one transaction.
const recountBatch = 500

// recount goes through the clocks in the order of their ids and keeps how far it came: a node that dies
// loses nothing, and what was done is not done twice.
func (s *Service) recount(ctx context.Context, job Recount) error {
	ctx = actor.With(ctx, actor.System)
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			run, err := db.Get[Recounted](ctx, tx, `select `+recountCols+` from clock_recount where id = $1`, job.ID)
			if err != nil || run.State != "running" {
				more = false
				return err
			}
			list, err := running(ctx, tx, `where `+recountable+` and id > $1 order by id limit $2`, run.LastID, recountBatch)
			if err != nil {
				return err
			}
			for _, r := range list {
				changed, err := s.recountOne(ctx, tx, r, run)
				if err != nil {
					return err
				}
				run.Done++
				run.LastID = r.ID
				if changed {
					run.Changed++
				}
			}
			if more = len(list) == recountBatch; !more {
				run.State, run.FinishedAt = "done", tx.Now
			}
			_, err = tx.Exec(ctx, `update clock_recount set state = $1, last_id = $2, done = $3, changed = $4, finished_at = $5 where id = $6`,
				run.State, run.LastID, run.Done, run.Changed, run.FinishedAt, run.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recountOne computes one clock anew; it reports whether its last day is another one.
func (s *Service) recountOne(ctx context.Context, tx *db.Tx, r Running, run Recounted) (bool, error) {
	changes, err := Changes(ctx, tx, r.ID)
	if err != nil {
		return false, err
	}
	counted, due, sure, ok := r.recount(changes)
	if !ok {
		return false, nil
	}
	if due == r.Due {
		if counted == r.Counted && sure == r.Sure {
			return false, nil
		}
		r.Counted, r.Sure = counted, sure
		return false, updateDuty(ctx, tx, &r, r.Version)
	}
	words := lang.In(lang.Zh, "因%s，期限由 %s 改为 %s（%s）", run.Reason, r.Due.String(), due.String(), run.Source)
	old := r
	err = s.moveIn(ctx, tx, &r, r.Version, "calendar", words, run.ID, func() error {
		r.Due, r.Counted, r.Sure = due, counted, sure
		r.schedule(tx.Today())
		return nil
	})
	for _, f := range s.onRecount {
		if err == nil {
			err = f(ctx, tx, Moved{r, "calendar", words, old.Due})
		}
	}
	return err == nil, err
}

// OnRecount adds what follows when the calendar moved the last day of a duty: app tells people.
func (s *Service) OnRecount(f func(ctx context.Context, tx *db.Tx, m Moved) error) {
	s.onRecount = append(s.onRecount, f)
}

// RecountRow is one clock that a correction moved.
type RecountRow struct {
	Change
	DutyID string `db:"duty_id"`
	Title  string `db:"title"`
	Doing  string `db:"doing"`
}

// Recounts lists the runs, the newest first.
func (s *Service) Recounts(ctx context.Context, limit int) ([]Recounted, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, err
	}
	return db.List[Recounted](ctx, s.db, `select `+recountCols+` from clock_recount order by at desc, id desc limit $1`, limit)
}

// Recounted returns one run, and a page of the clocks it moved that the acting person may see.
func (s *Service) Recounted(ctx context.Context, id string, p page.Req) (Recounted, page.Of[RecountRow], error) {
	var out page.Of[RecountRow]
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Recounted{}, out, err
	}
	run, err := db.Get[Recounted](ctx, s.db, `select `+recountCols+` from clock_recount where id = $1`, id)
	if err != nil {
		return run, out, err
	}
	const from = ` from clock_change c join clock_duty d on d.id = c.duty_id where c.run_id = $1 and d.unit_path >= $2 and d.unit_path < $3`
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*)`+from, id, over.From, over.To); err != nil {
		return run, out, err
	}
	out.Rows, err = db.List[RecountRow](ctx, s.db, `select c.at, c.actor_name, c.action, c.reason, c.old_due, c.new_due, c.duty_id, d.title, d.action as doing`+from+
		` order by c.id limit $4 offset $5`, id, over.From, over.To, p.Limit(), p.Offset())
	return run, out, err
}

// lost is how many counted days a clock stood still: from the day it was suspended up to the day before
// it goes on. The day the clock starts is never counted.
func (r Running) lost(suspended, resumed civil.Date) (n int, known bool) {
	if !r.From.Before(suspended) {
		suspended = r.From.AddDays(1)
	}
	if !suspended.Before(resumed) {
		return 0, true
	}
	if r.Days == Working {
		return r.calendar().Workdays(suspended.AddDays(-1), resumed.AddDays(-1))
	}
	return resumed.Sub(suspended), true
}

// later moves the last counted day by the days a clock stood still, and the last day with it.
func (r Running) later(counted, due, suspended, resumed civil.Date) (newCounted, newDue civil.Date, known bool) {
	cal := r.calendar()
	if r.Roll && counted.Before(suspended) && !due.Before(suspended) { // all days are counted, only the next working day is waited for
		if due.Before(resumed) {
			due, known = cal.AddWorkdays(resumed.AddDays(-1), 1)
			return counted, due, known
		}
		return counted, due, true
	}
	lost, known := r.lost(suspended, resumed)
	sure := true
	if r.Days == Working {
		counted, sure = cal.AddWorkdays(counted, lost)
		return counted, counted, known && sure
	}
	counted = counted.AddDays(lost)
	due = counted
	if r.Roll {
		due, sure = cal.Roll(counted)
	}
	return counted, due, known && sure
}

// recount computes the last day anew by the calendar of today: the days of the row from the start, and
// the days it stood still since. ok is false if a letter, an extension or a 督办单 gave the day.
func (r Running) recount(changes []Change) (counted, due civil.Date, sure, ok bool) {
	if r.DeadlineID == "" {
		return counted, due, false, false
	}
	counted, due, sure = Deadline{Length: r.Length, Days: r.Days, Roll: r.Roll}.last(r.calendar(), r.From)
	var suspended civil.Date
	for _, c := range changes {
		on := civil.DateOf(c.At.Time)
		switch c.Action {
		case "suspend":
			suspended = on
		case "resume":
			var known bool
			counted, due, known = r.later(counted, due, suspended, on)
			sure = sure && known
		case "calendar":
		default:
			return counted, due, false, false
		}
	}
	return counted, due, sure, true
}

// calendar is the calendar the duty is counted by.
func (r Running) calendar() *Calendar {
	if r.cal == nil {
		return ShippedCalendar()
	}
	return r.cal
}

var errSuspended = errs.New(errs.Conflict, "该期限已经中止计时")
