package rectify

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Nightly is the job that climbs the ladder after deadlines and checks the invariants of every loop.
// Reminders before a deadline come from the clock.
type Nightly struct{}

// Kind names the job.
func (Nightly) Kind() string { return "rectify.nightly" }

// batch is how many orders are looked at in one transaction.
const batch = 500

func (s *Service) nightly(ctx context.Context, _ Nightly) error {
	ctx = actor.With(ctx, actor.System)
	if err := s.climbAll(ctx); err != nil {
		return err
	}
	if err := s.forget(ctx); err != nil {
		return err
	}
	_, err := s.CheckAll(ctx)
	return err
}

// climbAll records the rungs of every order that is late, batch by batch.
func (s *Service) climbAll(ctx context.Context) error {
	for last, n := OrderID(""), batch; n == batch; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			late, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order
				where state in ('issued', 'planned', 'doing', 'returned') and next_on < $1 and id > $2 order by id limit $3`, tx.Today(), last, batch)
			for i := range late {
				o := &late[i]
				had := o.Rung
				if err := climb(ctx, tx, o); err != nil {
					return err
				}
				if o.Rung != had {
					if err := updateOrder(ctx, tx, o, o.Version); err != nil {
						return err
					}
				}
				last = o.ID
			}
			n = len(late)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forget deletes what no node needs any more of the changes.
func (s *Service) forget(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from rectify_change where at < $1`, civil.At(tx.Now.AddDate(0, 0, -2)))
		return err
	})
}

// EnqueueNightly asks for one run of the nightly job now.
func EnqueueNightly(ctx context.Context, tx *db.Tx) error {
	return jobs.Enqueue(ctx, tx, Nightly{}, tx.Now)
}
