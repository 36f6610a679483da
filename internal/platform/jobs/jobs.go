// Package jobs runs work after the request, exactly as committed: a job is enqueued in the
// transaction that makes it necessary, and runs at least once, so that what it does must be harmless
// twice.
//
//	waiting ──claim──▶ running ──done──▶ (deleted)
//	   ▲                 │ fails
//	   ├───backoff───────┤ attempts < Attempts
//	   │                 ▼ otherwise
//	   └─────retry───── dead, until a person looks at it
//
// A claim moves run_at into the future by Lease: a node that dies gives its job back by doing
// nothing, a node that lives renews. jobs.go is what callers see, run.go the workers, schedule.go
// what runs by the clock, dead.go what people see of it.
package jobs

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// Lease is how long a running job belongs to its node without being renewed.
const Lease = 2 * time.Minute

// Attempts is how often a job is tried before it is left to a person.
const Attempts = 8

// Args is the payload of one kind of job. Kind is a name such as "rectify.escalate_overdue".
type Args interface{ Kind() string }

// Unique is an Args of which at most one with the same key waits at a time.
type Unique interface {
	Args
	UniqueKey() string
}

// Queue stores jobs and runs the registered workers.
type Queue struct {
	db      *db.DB
	workers map[string]func(context.Context, []byte) error
	periods []period
	beat    atomic.Int64 // when the loop last looked for work, in Unix seconds of the machine
}

// New returns a queue in d.
func New(d *db.DB) *Queue {
	return &Queue{db: d, workers: map[string]func(context.Context, []byte) error{}}
}

// Handle registers the worker for jobs of type A. It runs as actor.System.
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

const topic = "jobs"

// Enqueue adds a job that becomes runnable at at, if tx commits. A Unique job that waits already
// under the same key is not added again.
func Enqueue(ctx context.Context, tx *db.Tx, a Args, at civil.Time) error {
	payload, err := json.Marshal(a)
	if err != nil {
		return err
	}
	var key *string
	if u, ok := a.(Unique); ok && u.UniqueKey() != "" {
		k := a.Kind() + "/" + u.UniqueKey()
		key = &k
	}
	_, err = tx.Exec(ctx, `insert into job (id, kind, payload, unique_key, run_at, attempts, error, queued_at)
		values ($1, $2, $3, $4, $5, 0, '', $6) on conflict (unique_key) do nothing`,
		tx.NewID(), a.Kind(), string(payload), key, at, tx.Now)
	tx.Notify(topic)
	return err
}
