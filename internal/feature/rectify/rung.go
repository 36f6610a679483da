package rectify

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
)

// SupervisionNotice is a confirmed 督办单 of an order, visible to the unit and published with the result.
type SupervisionNotice struct {
	ID       string     `json:"id"`
	Number   string     `json:"number"`
	Text     string     `json:"text"`
	DueOn    civil.Date `json:"due_on"`
	IssuedOn civil.Date `json:"issued_on"`
	MetOn    civil.Date `json:"met_on"`
}

// noticesIn picks the 督办单 out of the rungs of an order.
func noticesIn(rungs []ladder.Escalation) (out []SupervisionNotice) {
	for _, e := range rungs {
		if e.Rung == ladder.Notice && e.State == ladder.Confirmed {
			out = append(out, SupervisionNotice{e.ID, e.Number, e.Demand, e.DueOn, civil.DateOf(e.DecidedAt.Time), e.MetOn})
		}
	}
	return out
}

// Params are the numbers of the loop as they stand on a day: rows of rectify_param.
type Params map[string]int

// climb puts on record what is late about an order today. The caller saves it.
func climb(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.Late(tx.Today()) == 0 {
		return nil
	}
	open, err := clock.Open(ctx, tx, o.ID.Ref())
	if err != nil {
		return err
	}
	for _, r := range open {
		list, err := ladder.Climb(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := reach(ctx, tx, o, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// reach lets the order keep a rung it has come to; what its office is late with is no rung of the order.
// The caller saves the order.
func reach(ctx context.Context, tx *db.Tx, o *Order, e ladder.Escalation) error {
	if e.UnitID != o.UnitID {
		return nil
	}
	o.Rung = max(o.Rung, int(e.Rung))
	if e.Rung == ladder.Remind {
		if err := CopySuperior(ctx, tx, o, "整改逾期，主管部门负有督促责任："+o.UnitName+" "+o.Title); err != nil {
			return err
		}
	}
	return Say(actor.With(ctx, actor.System), tx, o.ID, "rung", e.Rung.Label(), e.State == ladder.Proposed)
}

// follows registers what an order keeps of the ladder, and what its rungs bring: the story of the order,
// and the joint liability of the superior department (京教组发〔2020〕5号 (三) 强化整改制度).
func follows(l *ladder.Service) {
	kind := OrderID("").Ref().Kind
	l.OnReach(kind, func(ctx context.Context, tx *db.Tx, e ladder.Escalation) error {
		list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where id = $1`, e.Ref.ID)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := reach(ctx, tx, &list[0], e); err != nil {
			return err
		}
		return updateOrder(ctx, tx, &list[0], list[0].Version)
	})
	say := func(ctx context.Context, tx *db.Tx, e ladder.Escalation) error {
		return Say(ctx, tx, OrderID(e.Ref.ID), "rung_"+string(e.State), e.Rung.Label()+" "+e.Reason, e.State == ladder.Declined)
	}
	for _, i := range ladder.Rungs {
		l.OnConfirm(i.Rung, func(ctx context.Context, tx *db.Tx, e ladder.Escalation, _ ladder.Decision) error {
			if e.Kind != kind {
				return nil
			}
			return say(ctx, tx, e)
		})
		l.OnDecline(i.Rung, func(ctx context.Context, tx *db.Tx, e ladder.Escalation) error {
			if e.Kind != kind {
				return nil
			}
			return say(ctx, tx, e)
		})
	}
}

// fallsShort proposes a rung for a reason of the order's own: a poor result, a problem that came back.
func fallsShort(ctx context.Context, tx *db.Tx, o *Order, rung ladder.Rung, ground ladder.Ground, missed civil.Date, why string) error {
	e, fresh, err := ladder.Propose(ctx, tx, ladder.Proposal{Ref: o.ID.Ref(), Step: string(Submit), Rule: "rectify.report", UnitID: o.UnitID, OfficeID: o.OfficeID, Need: MayView,
		Title: o.UnitName + "：" + o.Title, URL: o.ID.URL(), Rung: rung, Ground: ground, Grounds: why, MissedOn: missed,
		Facts: ladder.Facts{Action: "报送整改结果", From: o.IssuedOn, Due: missed}})
	if err != nil || !fresh {
		return err
	}
	return Say(actor.With(ctx, actor.System), tx, o.ID, "rung", e.Rung.Label(), true)
}
