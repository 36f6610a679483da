package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

type job struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`
	Payload  string `db:"payload"`
	Attempts int    `db:"attempts"`
}

// Workers is how many jobs a node runs at once: one long job does not keep the others waiting.
const Workers = 2

// poll is how long a node waits before it looks for jobs of other nodes and jobs that became due.
const poll = time.Second

// Run runs due jobs until ctx ends, then waits for those under way.
func (q *Queue) Run(ctx context.Context) {
	var group sync.WaitGroup
	for range Workers {
		woken := q.db.Listen(topic)
		group.Go(func() { q.loop(ctx, woken) })
	}
	group.Wait()
}

func (q *Queue) loop(ctx context.Context, woken <-chan struct{}) {
	timer := time.NewTicker(poll)
	defer timer.Stop()
	for ctx.Err() == nil {
		q.beat.Store(time.Now().Unix())
		ran, err := q.RunOne(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("job", "error", err)
		}
		if ran {
			continue
		}
		select {
		case <-ctx.Done():
		case <-woken:
		case <-timer.C:
		}
	}
}

// Alive reports whether this node looked for work lately.
func (q *Queue) Alive() bool {
	return time.Since(time.Unix(q.beat.Load(), 0)) < time.Minute
}

// RunOne runs the next due job; it reports false when none is due.
func (q *Queue) RunOne(ctx context.Context) (bool, error) {
	if err := q.enqueuePeriods(ctx); err != nil {
		return false, err
	}
	j, err := q.claim(ctx)
	if err != nil || j.ID == "" {
		return false, err
	}
	if err := q.work(ctx, j); err != nil {
		err = fmt.Errorf("job %s %s: %w", j.Kind, j.ID, err)
		if again := q.failed(context.WithoutCancel(ctx), j, err); again != nil {
			return true, fmt.Errorf("%w (and: %v)", err, again)
		}
		return true, err
	}
	return true, q.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from job where id = $1 and attempts = $2`, j.ID, j.Attempts)
		return err
	})
}

// claim takes the next due job for the length of a lease. Its key is free again, so that what
// happens from now on enqueues the next one.
func (q *Queue) claim(ctx context.Context) (job, error) {
	if due, err := db.List[string](ctx, q.db, `select id from job where dead_at is null and run_at <= $1 limit 1`, q.db.Now()); err != nil || len(due) == 0 {
		return job{}, err // without disturbing the writer
	}
	var j job
	err := q.db.Write(ctx, func(tx *db.Tx) error {
		lock := ""
		if tx.Dialect() == db.Postgres { // SQLite has one writer, so the row is ours already
			lock = " for update skip locked"
		}
		due, err := db.List[job](ctx, tx, `select id, kind, payload, attempts from job
			where dead_at is null and run_at <= $1 order by run_at, id limit 1`+lock, tx.Now)
		if err != nil || len(due) == 0 {
			return err
		}
		j = due[0]
		j.Attempts++
		_, err = tx.Exec(ctx, `update job set attempts = $1, run_at = $2, unique_key = null where id = $3`,
			j.Attempts, civil.At(tx.Now.Add(Lease)), j.ID)
		return err
	})
	return j, err
}

// work runs the worker of j, renewing the lease meanwhile; a panic is a failure.
func (q *Queue) work(ctx context.Context, j job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if j.Attempts > Attempts { // its node died every time
		return fmt.Errorf("given up after %d attempts", Attempts)
	}
	work, ok := q.workers[j.Kind]
	if !ok {
		return fmt.Errorf("no worker for %q", j.Kind)
	}
	ctx, stop := context.WithCancel(actor.With(ctx, actor.System))
	defer stop()
	go q.renew(ctx, j)
	return work(ctx, []byte(j.Payload))
}

// renew keeps the lease of a job that runs long.
func (q *Queue) renew(ctx context.Context, j job) {
	t := time.NewTicker(Lease / 4)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			q.beat.Store(time.Now().Unix())
			err := q.db.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `update job set run_at = $1 where id = $2 and attempts = $3`, civil.At(tx.Now.Add(Lease)), j.ID, j.Attempts)
				return err
			})
			if err != nil && ctx.Err() == nil {
				slog.Warn("job lease", "kind", j.Kind, "job", j.ID, "error", err)
			}
		}
	}
}

// failed puts the job off, or aside after the last attempt.
func (q *Queue) failed(ctx context.Context, j job, cause error) error {
	text := []rune(cause.Error())
	text = text[:min(len(text), 2000)]
	return q.db.Write(ctx, func(tx *db.Tx) error {
		if j.Attempts >= Attempts {
			_, err := tx.Exec(ctx, `update job set dead_at = $1, error = $2 where id = $3 and attempts = $4`, tx.Now, string(text), j.ID, j.Attempts)
			return err
		}
		later := civil.At(tx.Now.Add(Backoff(j.Attempts)))
		_, err := tx.Exec(ctx, `update job set run_at = $1, error = $2 where id = $3 and attempts = $4`, later, string(text), j.ID, j.Attempts)
		return err
	})
}

// Backoff is how long a job waits after its n-th failed attempt: 15 s, 1 min, 4 min … 6 h.
func Backoff(n int) time.Duration {
	return min(15*time.Second<<(2*max(n-1, 0)), 6*time.Hour)
}
