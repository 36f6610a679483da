package jobs

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// Item is a job as a person sees it.
type Item struct {
	ID       string     `db:"id"`
	Kind     string     `db:"kind"`
	Payload  string     `db:"payload"`
	RunAt    civil.Time `db:"run_at"`
	Attempts int        `db:"attempts"`
	Error    string     `db:"error"`
	QueuedAt civil.Time `db:"queued_at"`
	DeadAt   civil.Time `db:"dead_at"`
}

// Counts says how many jobs there are of each state.
type Counts struct {
	Waiting int `db:"waiting"`
	Failing int `db:"failing"` // failed at least once and will be tried again
	Dead    int `db:"dead"`
}

const columns = `id, kind, payload, run_at, attempts, error, queued_at, dead_at`

// Dead returns a page of the jobs that were given up, the newest first, and how many there are.
func (q *Queue) Dead(ctx context.Context, limit, offset int) ([]Item, int, error) {
	n, err := db.Get[int](ctx, q.db, `select count(*) from job where dead_at is not null`)
	if err != nil {
		return nil, 0, err
	}
	list, err := db.List[Item](ctx, q.db, `select `+columns+` from job where dead_at is not null order by dead_at desc, id limit $1 offset $2`, limit, offset)
	return list, n, err
}

// Counts counts the jobs.
func (q *Queue) Counts(ctx context.Context) (Counts, error) {
	return db.Get[Counts](ctx, q.db, `select
		coalesce(sum(case when dead_at is null and error = '' then 1 else 0 end), 0) as waiting,
		coalesce(sum(case when dead_at is null and error <> '' then 1 else 0 end), 0) as failing,
		coalesce(sum(case when dead_at is not null then 1 else 0 end), 0) as dead from job`)
}

// Retry lets a dead job run again, as if new.
func (q *Queue) Retry(ctx context.Context, tx *db.Tx, id string) (Item, error) {
	return q.revive(ctx, tx, id, `update job set dead_at = null, attempts = 0, error = '', run_at = $1 where id = $2 and dead_at is not null`)
}

// Discard deletes a dead job that nobody needs any more.
func (q *Queue) Discard(ctx context.Context, tx *db.Tx, id string) (Item, error) {
	return q.revive(ctx, tx, id, `delete from job where dead_at <= $1 and id = $2`)
}

func (q *Queue) revive(ctx context.Context, tx *db.Tx, id, change string) (Item, error) {
	item, err := db.Get[Item](ctx, tx, `select `+columns+` from job where id = $1`, id)
	if err != nil {
		return Item{}, err
	}
	n, err := tx.Exec(ctx, change, tx.Now, id)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "这项任务已在等待或运行，不必重试")
	}
	tx.Notify(topic)
	return item, err
}
