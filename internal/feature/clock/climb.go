package clock

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// Climbing returns duties that the ladder has to look at by today, the longest waiting first. It asks
// nobody: the night reads all.
func Climbing(ctx context.Context, r db.Reader, today civil.Date, limit int) ([]Running, error) {
	return running(ctx, r, `where climb_on <= $1 order by climb_on, id limit $2`, today, limit)
}

// ClimbNext sets the day the ladder looks at a duty next; the zero date is never, until its days are
// changed.
func ClimbNext(ctx context.Context, tx *db.Tx, id string, on civil.Date) error {
	_, err := tx.Exec(ctx, `update clock_duty set climb_on = $1 where id = $2 and closed_at is null`, on, id)
	return err
}

// ClimbAgain has the ladder look at every late duty again, because its rules have changed.
func ClimbAgain(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `update clock_duty set climb_on = $1 where ladder = true and closed_at is null and suspended_on is null and due_on < $2`, tx.Today(), tx.Today())
	return err
}

// Of returns every duty of a record for one step, those that are closed included, oldest first.
func Of(ctx context.Context, r db.Reader, refKind, refID, step string) ([]Running, error) {
	return running(ctx, r, `where ref_kind = $1 and ref_id = $2 and step = $3 order by opened_at, id`, refKind, refID, step)
}

// Changes returns what happened to the days of a duty, oldest first.
func Changes(ctx context.Context, r db.Reader, dutyID string) ([]Change, error) {
	return db.List[Change](ctx, r, `select at, actor_name, action, reason, old_due, new_due from clock_change where duty_id = $1 order by at, id`, dutyID)
}
