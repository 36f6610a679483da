package rectify

import (
	"context"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Nightly is the job that reminds before deadlines, climbs the ladder after them, and checks the
// invariants of every loop.
type Nightly struct{}

// Kind names the job.
func (Nightly) Kind() string { return "rectify.nightly" }

// batch is how many orders are looked at in one transaction.
const batch = 500

func (s *Service) nightly(ctx context.Context, _ Nightly) error {
	ctx = actor.With(ctx, actor.System)
	if err := s.remind(ctx); err != nil {
		return err
	}
	if err := s.climbAll(ctx); err != nil {
		return err
	}
	if err := s.forget(ctx); err != nil {
		return err
	}
	_, err := s.CheckAll(ctx)
	return err
}

// remind tells units whose deadline is near, once for each deadline.
func (s *Service) remind(ctx context.Context) error {
	return s.eachOpen(ctx, func(tx *db.Tx, p Params) (string, []any) {
		today := tx.Today()
		return `next_on >= $1 and next_on <= $2`, []any{today, today.AddDays(p["remind_days"])}
	}, func(tx *db.Tx, o *Order) error {
		const cond = `order_id = $1 and action = 'remind' and note = $2`
		had, err := db.List[string](ctx, tx, `select id from rectify_event where `+cond, o.ID, o.NextOn.String())
		if err != nil || len(had) > 0 {
			return err
		}
		if err := tellUnit(ctx, tx, o, MaySubmit, "整改即将到期（"+o.NextOn.String()+"):"+o.Title); err != nil {
			return err
		}
		return say(ctx, tx, o.ID, "remind", o.NextOn.String(), false)
	})
}

// climbAll records the rungs of every order that is late.
func (s *Service) climbAll(ctx context.Context) error {
	return s.eachOpen(ctx, func(tx *db.Tx, _ Params) (string, []any) {
		return `next_on < $1`, []any{tx.Today()}
	}, func(tx *db.Tx, o *Order) error {
		had := o.Rung
		if err := climb(ctx, tx, o); err != nil || o.Rung == had {
			return err
		}
		return updateOrder(ctx, tx, o, o.Version)
	})
}

// eachOpen walks the orders whose unit owes something and that meet a condition, batch by batch.
func (s *Service) eachOpen(ctx context.Context, cond func(*db.Tx, Params) (string, []any), do func(*db.Tx, *Order) error) error {
	last := OrderID("")
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			n = 0
			p, err := paramsOn(ctx, tx, tx.Today())
			if err != nil {
				return err
			}
			c, args := cond(tx, p)
			args = append(args, last)
			after := "$" + strconv.Itoa(len(args))
			list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where `+c+`
				and state in ('issued', 'planned', 'doing', 'returned') and id > `+after+` order by id limit 500`, args...)
			if err != nil {
				return err
			}
			for i := range list {
				if err := do(tx, &list[i]); err != nil {
					return err
				}
				last = list[i].ID
			}
			n = len(list)
			return nil
		})
		if err != nil || n < batch {
			return err
		}
	}
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
