package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/file"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// owes lists what is owed for the order in its state, by whomever; a zero day has no clock.
func (o *Order) owes() map[Action]civil.Date {
	switch o.State {
	case Issued:
		return map[Action]civil.Date{Plan: o.NextOn}
	case Planned:
		return map[Action]civil.Date{Approve: {}, Submit: o.NextOn}
	case Doing, Returned:
		return map[Action]civil.Date{Submit: o.NextOn}
	case Submitted:
		return map[Action]civil.Date{Accept: o.NextOn}
	case Accepted:
		return map[Action]civil.Date{Publish: {}}
	case Published, Withheld:
		return map[Action]civil.Date{Recheck: o.RecheckOn}
	case Rechecked:
		return map[Action]civil.Date{Close: {}}
	}
	return nil
}

// paused reports whether the clock of what is owed next stands still.
func paused(o *Order, open []clock.Running) bool {
	owes := o.owes()
	for _, r := range open {
		if _, ok := owes[Action(r.Step)]; ok && !r.SuspendedOn.IsZero() {
			return true
		}
	}
	return false
}

// duties brings the clocks of the order to what it owes now. One that runs on is left alone, with its
// history; open are those that run.
func duties(ctx context.Context, tx *db.Tx, o *Order, open []clock.Running) error {
	owes := o.owes()
	for _, r := range open {
		due, ok := owes[Action(r.Step)]
		if ok && (r.Due == due || !r.SuspendedOn.IsZero()) {
			delete(owes, Action(r.Step))
			continue
		}
		if err := clock.Stop(ctx, tx, o.ID.Ref(), r.Step); err != nil {
			return err
		}
	}
	for _, s := range Steps { // in their order: ids and times follow it
		if due, ok := owes[s.Action]; ok {
			if err := owe(ctx, tx, o, s.Action, due); err != nil {
				return err
			}
		}
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
	from := tx.Today()
	if a == Recheck {
		from = o.VerifiedOn // 整改验收通过之日
	}
	_, err := clock.Start(ctx, tx, clock.Duty{
		Ref: o.ID.Ref(), Step: string(a), Rule: ruleOf(step, due), From: from, Due: due, UnitPath: o.UnitPath, UnitID: string(unit), Need: step.Need,
		Title: o.UnitName + "：" + o.Title, Action: step.Label, URL: o.ID.URL(),
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

// deadlineMoved keeps the order's own days in step when one of its clocks is moved: more time, a 督办单,
// another calendar. While a clock is suspended nothing is owed next.
func deadlineMoved(ctx context.Context, tx *db.Tx, r clock.Moved) error {
	list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where id = $1`, r.Ref.ID)
	if err != nil || len(list) == 0 || r.Due.IsZero() {
		return err
	}
	o := list[0]
	switch step := Action(r.Step); {
	case r.Action == "notice":
		o.NoticeDueOn, o.PlanDueOn = r.Due, civil.Date{}
	case step == Plan:
		o.PlanDueOn = r.Due
		if o.DueOn.Before(r.Due) {
			o.DueOn = r.Due
		}
	case step == Submit:
		o.DueOn = r.Due
	case step == Recheck:
		o.RecheckOn = r.Due
	}
	o.NextOn = o.owed(r.Due)
	if !r.SuspendedOn.IsZero() {
		o.NextOn = civil.Date{}
	}
	if err := Say(ctx, tx, o.ID, "deadline", r.Due.String()+" "+r.Reason, false); err != nil {
		return err
	}
	return updateOrder(ctx, tx, &o, o.Version)
}

// requested keeps in the story of the order what its unit asked about its clocks, and tells the office
// that organised, if that is not the office of the place.
func requested(ctx context.Context, tx *db.Tx, q clock.Asked) error {
	if q.RefKind != OrderID("").Ref().Kind {
		return nil
	}
	list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where id = $1`, q.RefID)
	if err != nil || len(list) == 0 {
		return err
	}
	note := q.Reason
	if q.State != clock.Waiting {
		note = q.Note
	}
	if err := Say(ctx, tx, list[0].ID, "request_"+q.State, note, false); err != nil {
		return err
	}
	office, err := org.OfficeOf(ctx, tx, q.UnitPath)
	if errs.KindOf(err) == errs.NotFound || err == nil && (office.ID == list[0].OfficeID || q.State != clock.Waiting) {
		return nil
	}
	if err != nil {
		return err
	}
	return tellOffice(ctx, tx, &list[0], MayDecide, "申请调整期限："+list[0].UnitName+" "+list[0].Title)
}
