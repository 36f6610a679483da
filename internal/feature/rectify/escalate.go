package rectify

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// climb records the rungs an order that is late today has not climbed yet. The caller saves it.
func climb(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.Late(tx.Today()) == 0 {
		return nil
	}
	p, err := paramsOn(ctx, tx, tx.Today())
	if err != nil {
		return err
	}
	have, err := rungsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	late := o.Late(tx.Today())
	for _, rung := range (Loop{Order: *o, Rungs: have}).Missing(tx.Today(), p) {
		e := Escalation{OrderID: o.ID, UnitPath: o.UnitPath, Rung: rung, Ground: GroundLate, MissedOn: o.NextOn, DaysLate: late, State: EscProposed}
		if rung == RungRemind {
			e.State = EscRecorded
			if err := CopySuperior(ctx, tx, o, "整改逾期，主管部门负有督促责任："+o.UnitName+" "+o.Title); err != nil {
				return err
			}
		} else if err := tellOffice(ctx, tx, o, MayEscalate, lang.In(lang.Zh, "建议%s：%s", RungLabel(rung), o.UnitName+" "+o.Title)); err != nil {
			return err
		}
		if err := addRung(ctx, tx, &e); err != nil {
			return err
		}
		o.Rung = max(o.Rung, rung)
	}
	return nil
}

// addRung stores a rung once.
func addRung(ctx context.Context, tx *db.Tx, e *Escalation) error {
	e.ID, e.Version, e.At = tx.NewID(), 1, tx.Now
	n, err := tx.Exec(ctx, `insert into rectify_escalation (`+escCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (order_id, rung, ground, missed_on) do nothing`,
		e.ID, e.Version, e.OrderID, e.UnitPath, e.Rung, e.Ground, e.MissedOn, e.DaysLate, e.State, e.At, e.DecidedBy, e.DecidedAt, e.Reason)
	if err != nil || n == 0 {
		return err
	}
	return Say(actor.With(ctx, actor.System), tx, e.OrderID, "rung", RungLabel(e.Rung), e.State == EscProposed)
}

// Urge changes the days of an order by a decision that is no step of its own: more time, or a rung of
// the ladder. It is the way in for whatever stands on this package: the order lies in the range of
// the permission, its lateness of today is on record before rule changes anything, and the loop is
// whole afterwards.
func (s *Service) Urge(ctx context.Context, tx *db.Tx, id OrderID, need access.Permission, rule func(*Order) error) error {
	o, err := visibleOrder(ctx, tx, id, need)
	if err != nil {
		return err
	}
	if err := climb(ctx, tx, &o); err != nil {
		return err
	}
	if err := rule(&o); err != nil {
		return err
	}
	items, err := itemsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	return s.save(ctx, tx, &o, items, o.Version)
}

// ClimbAll records the rungs of every order that is late, batch by batch, and forgets what no node
// needs any more of the changes.
func (s *Service) ClimbAll(ctx context.Context) error {
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
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from rectify_change where at < $1`, civil.At(tx.Now.AddDate(0, 0, -2)))
		return err
	})
}

// batch is how many orders are looked at in one transaction.
const batch = 500
