package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// duties closes what was owed for the order and opens what is owed now.
func duties(ctx context.Context, tx *db.Tx, o *Order) error {
	if err := clock.Stop(ctx, tx, o.ID.Ref(), ""); err != nil {
		return err
	}
	switch o.State {
	case Issued:
		return owe(ctx, tx, o, Plan, o.NextOn)
	case Planned:
		if err := owe(ctx, tx, o, Approve, civil.Date{}); err != nil {
			return err
		}
		return owe(ctx, tx, o, Submit, o.NextOn)
	case Doing, Returned:
		return owe(ctx, tx, o, Submit, o.NextOn)
	case Submitted:
		return owe(ctx, tx, o, Accept, o.NextOn)
	case Accepted:
		return owe(ctx, tx, o, Publish, civil.Date{})
	case Published, Withheld:
		return owe(ctx, tx, o, Recheck, o.RecheckOn)
	case Rechecked:
		return owe(ctx, tx, o, Close, civil.Date{})
	}
	return nil
}

// owe opens one duty: of the unit for its own steps, of the office for the others.
func owe(ctx context.Context, tx *db.Tx, o *Order, a Action, due civil.Date) error {
	step, _ := StepOf(a)
	unit := o.OfficeID
	if step.Own {
		unit = o.UnitID
	}
	_, err := clock.Start(ctx, tx, clock.Duty{
		Ref: o.ID.Ref(), Step: string(a), Rule: ruleOf(step, due), From: tx.Today(), Due: due, UnitPath: o.UnitPath, UnitID: string(unit), Need: step.Need,
		Title: o.UnitName + ":" + o.Title, Action: step.Label, URL: o.ID.URL(),
	})
	return err
}

// addEvidence stores what proves an item.
func addEvidence(ctx context.Context, tx *db.Tx, o *Order, items []Item, e Evidence) error {
	known := false
	for _, i := range items {
		known = known || i.ID == e.ItemID
	}
	var c errs.Check
	c.That(known, "item", "没有这个整改项")
	c.That(strings.TrimSpace(e.Title) != "", "evidence-"+e.ItemID, "请填写证据名称")
	c.That(!tx.Today().Before(e.HappenedOn), "happened_on-"+e.ItemID, "证据日期不能晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = tx.NewID()
	}
	a := actor.From(ctx)
	_, err := tx.Exec(ctx, `insert into rectify_evidence (id, order_id, item_id, title, note, happened_on, by_id, by_name, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
		e.ID, o.ID, e.ItemID, strings.TrimSpace(e.Title), strings.TrimSpace(e.Note), e.HappenedOn, a.ID, a.Name, tx.Now)
	return err
}

// evidenceCount counts what proves each item: described documents and files.
func (s *Service) evidenceCount(ctx context.Context, r db.Reader, items []Item) (map[string]int, error) {
	out := map[string]int{}
	if len(items) == 0 {
		return out, nil
	}
	var w db.Where
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	db.AddIn(&w, "item_id", ids)
	rows, err := db.List[struct {
		Item string `db:"item_id"`
		N    int    `db:"n"`
	}](ctx, r, `select item_id, count(*) as n from rectify_evidence `+w.SQL()+` group by item_id`, w.Args()...)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		out[row.Item] += row.N
	}
	files, err := file.Counts(ctx, r, itemKind, ids)
	for id, n := range files {
		out[id] += n
	}
	return out, err
}

// ruleOf is the deadline a duty follows; a step without a day has no clock.
func ruleOf(s Step, due civil.Date) clock.Rule {
	if due.IsZero() {
		return ""
	}
	return s.Clock
}

// DeadlineMoved keeps the order's own days in step when an office extends or resumes one of its duties.
func DeadlineMoved(ctx context.Context, tx *db.Tx, r clock.Running) error {
	list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where id = $1`, r.Ref.ID)
	if err != nil || len(list) == 0 || r.Due.IsZero() {
		return err
	}
	o := list[0]
	switch Action(r.Step) {
	case Plan:
		o.PlanDueOn = r.Due
		if o.DueOn.Before(r.Due) {
			o.DueOn = r.Due
		}
	case Submit:
		o.DueOn = r.Due
	case Recheck:
		o.RecheckOn = r.Due
	}
	o.NextOn = o.owed(r.Due)
	if err := Say(ctx, tx, o.ID, "deadline", r.Due.String(), false); err != nil {
		return err
	}
	return updateOrder(ctx, tx, &o, o.Version)
}
