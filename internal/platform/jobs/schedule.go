package jobs

import (
	"context"
	"fmt"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// period is a job that runs by the clock.
type period struct {
	args  Args
	every time.Duration // or, if 0,
	at    time.Duration // daily, this long after midnight in Beijing
}

// Every enqueues args again and again: at is a time of day in Beijing ("02:30") or a length of time
// ("15m"). Runs that were missed, because no node was up, are made up for by one.
func (q *Queue) Every(args Args, at string) {
	p := period{args: args}
	if t, err := time.Parse("15:04", at); err == nil {
		p.at = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	} else if p.every, err = time.ParseDuration(at); err != nil || p.every <= 0 {
		panic(fmt.Sprintf("jobs: %s: neither a time of day nor a length of time: %q", args.Kind(), at))
	}
	q.periods = append(q.periods, p)
}

// next returns the first run after now.
func (p period) next(now civil.Time) civil.Time {
	if p.every > 0 {
		return civil.At(now.Add(p.every))
	}
	day := civil.DateOf(now.Time)
	if at := day.Time().Add(p.at); at.After(now.Time) {
		return civil.At(at)
	}
	return civil.At(day.AddDays(1).Time().Add(p.at))
}

type scheduled struct {
	Name   string     `db:"name"`
	NextAt civil.Time `db:"next_at"`
}

// Schedule writes down when the jobs registered with Every run first. The program calls it once it
// is put together.
func (q *Queue) Schedule(ctx context.Context) error {
	if len(q.periods) == 0 {
		return nil
	}
	return q.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range q.periods {
			if _, err := tx.Exec(ctx, `insert into job_schedule (name, next_at) values ($1, $2) on conflict (name) do nothing`,
				p.args.Kind(), p.next(tx.Now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// enqueuePeriods enqueues what the clock asks for. Of several nodes one does: the first to move next_at.
func (q *Queue) enqueuePeriods(ctx context.Context) error {
	if len(q.periods) == 0 {
		return nil
	}
	due, err := db.List[scheduled](ctx, q.db, `select name, next_at from job_schedule where next_at <= $1`, q.db.Now())
	if err != nil || len(due) == 0 {
		return err
	}
	return q.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range q.periods {
			for _, s := range due {
				if s.Name != p.args.Kind() {
					continue
				}
				n, err := tx.Exec(ctx, `update job_schedule set next_at = $1 where name = $2 and next_at = $3`, p.next(tx.Now), s.Name, s.NextAt)
				if err != nil {
					return err
				}
				if n == 1 {
					if err := Enqueue(ctx, tx, p.args, tx.Now); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}
