// Package jobs runs work after the request, exactly as committed: a job is
// enqueued in the transaction that makes it necessary.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// Args is the payload of one kind of job.
type Args interface{ Kind() string }

// Queue stores jobs and runs the registered workers.
type Queue struct {
	db      *db.DB
	workers map[string]func(context.Context, []byte) error
}

// New returns a queue in d.
func New(d *db.DB) *Queue {
	return &Queue{db: d, workers: map[string]func(context.Context, []byte) error{}}
}

// Handle registers the worker for jobs of type A.
func Handle[A Args](q *Queue, work func(context.Context, A) error) {
	var zero A
	if _, dup := q.workers[zero.Kind()]; dup {
		panic("jobs: two workers for " + zero.Kind())
	}
	q.workers[zero.Kind()] = func(ctx context.Context, payload []byte) error {
		var a A
		if err := json.Unmarshal(payload, &a); err != nil {
			return err
		}
		return work(ctx, a)
	}
}

// Enqueue adds a job that becomes runnable at at, if tx commits.
func Enqueue(ctx context.Context, tx *db.Tx, a Args, at civil.Time) error {
	payload, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into job (id, kind, payload, run_at, attempts) values ($1, $2, $3, $4, 0)`,
		tx.NewID(), a.Kind(), string(payload), at)
	return err
}

type job struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`
	Payload  string `db:"payload"`
	Attempts int    `db:"attempts"`
}

// RunOne runs the next due job; it reports false when none is due.
func (q *Queue) RunOne(ctx context.Context) (bool, error) {
	var j job
	err := q.db.Write(ctx, func(tx *db.Tx) error {
		lock := ""
		if tx.Dialect() == db.Postgres { // SQLite has one writer, so the row is ours already
			lock = " for update skip locked"
		}
		due, err := db.List[job](ctx, tx, `select id, kind, payload, attempts from job
			where run_at <= $1 order by run_at, id limit 1`+lock, tx.Now)
		if err != nil || len(due) == 0 {
			return err
		}
		j = due[0]
		later := civil.At(tx.Now.Add(time.Minute << min(j.Attempts, 10))) // visible again if we crash
		_, err = tx.Exec(ctx, `update job set attempts = attempts + 1, run_at = $1 where id = $2`, later, j.ID)
		return err
	})
	if err != nil || j.ID == "" {
		return false, err
	}
	work, ok := q.workers[j.Kind]
	if !ok {
		return true, fmt.Errorf("jobs: no worker for %q", j.Kind)
	}
	if err := work(ctx, []byte(j.Payload)); err != nil {
		return true, fmt.Errorf("job %s %s: %w", j.Kind, j.ID, err)
	}
	return true, q.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from job where id = $1`, j.ID)
		return err
	})
}
