package rectify

import (
	"context"
	"encoding/json"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const (
	orderCols = `id, version, unit_path, unit_id, unit_name, source_kind, source_id, source_title, number, title, search, state, severity, items,
		office_id, office_name, superior_id, superior_name, author_id, issued_by, issued_on, plan_due_on, due_on, notice_due_on, next_on,
		plan_text, plan_lead, planned_on, result_text, submitted_by, submitted_unit, submitted_on, late_days, returns, return_reason,
		verified_by, verified_unit, verified_on, opinion, portal_id, published_on, withheld_reason, recheck_on, rechecked_on, rechecked_by,
		recheck_result, recheck_note, closed_on, rung, relapse, demo, created_by, created_at, updated_at`
	findingCols = `id, version, unit_path, unit_id, unit_name, source_kind, source_id, source_title, standard, node, clause, severity, text, demand,
		evidence, relapse_of, order_id, no_order_reason, no_order_by, demo, raised_by, raised_on, raised_at`
	itemCols = `id, order_id, finding_id, seq, text, demand, clause, severity, measures, lead, by_on, result, outcome, remark, held`
)

// visibleOrder loads an order in the range of a permission; drafts only for those who may see them.
func visibleOrder(ctx context.Context, r db.Reader, id OrderID, p access.Permission) (Order, error) {
	var w db.Where
	w.Add("id = ?", id)
	if err := within(ctx, &w, p); err != nil {
		return Order{}, err
	}
	return db.Get[Order](ctx, r, `select `+orderCols+` from rectify_order `+w.SQL(), w.Args()...)
}

// within narrows to what the actor may see.
func within(ctx context.Context, w *db.Where, p access.Permission) error {
	rg, err := access.Over(ctx, p)
	if err != nil {
		return err
	}
	w.Add("unit_path >= ? and unit_path < ?", rg.From, rg.To)
	if !actor.From(ctx).May(string(MaySeeDraft)) {
		w.Add("state not in (?, ?)", Draft, Dropped)
	}
	return nil
}

func itemsOf(ctx context.Context, r db.Reader, id OrderID) ([]Item, error) {
	return db.List[Item](ctx, r, `select `+itemCols+` from rectify_item where order_id = $1 order by seq`, id)
}

func findingsOf(ctx context.Context, r db.Reader, cond string, args ...any) ([]Finding, error) {
	rows, err := db.List[findingRow](ctx, r, `select `+findingCols+` from rectify_finding where `+cond, args...)
	out := make([]Finding, len(rows))
	for i, row := range rows {
		out[i] = row.finding()
	}
	return out, err
}

func insertFinding(ctx context.Context, tx *db.Tx, f *Finding) error {
	refs := make([]string, len(f.EvidenceRefs))
	for i, r := range f.EvidenceRefs {
		refs[i] = r.String()
	}
	evidence, err := json.Marshal(refs)
	if err != nil {
		return err
	}
	f.Version = 1
	_, err = tx.Exec(ctx, `insert into rectify_finding (`+findingCols+`, node_key, clause_key)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
		f.ID, f.Version, f.UnitPath, f.UnitID, f.UnitName, f.Source.Kind, f.Source.ID, f.SourceTitle, f.Standard, f.Node, f.Clause,
		f.Severity, f.Text, f.Demand, string(evidence), f.RelapseOf, f.OrderID, f.NoOrderReason, f.NoOrderBy, f.Demo, f.RaisedBy,
		f.RaisedOn, f.RaisedAt, f.nodeKey(), f.clauseKey())
	return err
}

func (o *Order) values() []any {
	return []any{o.ID, o.Version, o.UnitPath, o.UnitID, o.UnitName, o.SourceKind, o.SourceID, o.SourceTitle, o.Number, o.Title, o.Search,
		o.State, o.Severity, o.Items, o.OfficeID, o.OfficeName, o.SuperiorID, o.SuperiorName, o.AuthorID, o.IssuedBy, o.IssuedOn,
		o.PlanDueOn, o.DueOn, o.NoticeDueOn, o.NextOn, o.PlanText, o.PlanLead, o.PlannedOn, o.ResultText, o.SubmittedBy, o.SubmittedUnit,
		o.SubmittedOn, o.LateDays, o.Returns, o.ReturnReason, o.VerifiedBy, o.VerifiedUnit, o.VerifiedOn, o.Opinion, o.PortalID,
		o.PublishedOn, o.WithheldReason, o.RecheckOn, o.RecheckedOn, o.RecheckedBy, o.RecheckResult, o.RecheckNote, o.ClosedOn, o.Rung,
		o.Relapse, o.Demo, o.CreatedBy, o.CreatedAt, o.UpdatedAt}
}

// insertOrder stores a new order.
func insertOrder(ctx context.Context, tx *db.Tx, o *Order) error {
	o.Version, o.CreatedAt, o.UpdatedAt = 1, tx.Now, tx.Now
	o.Search = o.searchText()
	args := o.values()
	_, err := tx.Exec(ctx, `insert into rectify_order (`+orderCols+`) values (`+placeholders(len(args))+`)`, args...)
	if err != nil {
		return err
	}
	return changed(ctx, tx, o.ID)
}

// updateOrder saves o if nobody changed it since version was read.
func updateOrder(ctx context.Context, tx *db.Tx, o *Order, version int) error {
	o.Version, o.UpdatedAt = version+1, tx.Now
	o.Search = o.searchText()
	cols := strings.Split(strings.Join(strings.Fields(orderCols), ""), ",")
	vals := o.values()
	var w db.Where
	sets := make([]string, 0, len(cols))
	for i, c := range cols {
		if c != "id" && c != "created_at" && c != "created_by" {
			sets = append(sets, c+" = "+w.Arg(vals[i]))
		}
	}
	w.Add("id = ? and version = ?", o.ID, version)
	n, err := tx.Exec(ctx, `update rectify_order set `+strings.Join(sets, ", ")+` `+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Stale, "他人刚刚修改了这条整改，请核对后再提交")
	}
	return changed(ctx, tx, o.ID)
}

// changed tells the list in the memory of every node that the order is new.
func changed(ctx context.Context, tx *db.Tx, id OrderID) error {
	tx.Notify(changes)
	_, err := tx.Exec(ctx, `insert into rectify_change (id, order_id, at) values ($1, $2, $3)`, tx.NewID(), id, tx.Now)
	return err
}

func (o *Order) searchText() string {
	return strings.ToLower(strings.Join([]string{o.Title, o.Number, o.UnitName, o.SourceTitle}, " "))
}

func placeholders(n int) string {
	var w db.Where
	out := make([]string, n)
	for i := range n {
		out[i] = w.Arg(nil)
	}
	return strings.Join(out, ", ")
}

func insertItem(ctx context.Context, tx *db.Tx, i *Item) error {
	_, err := tx.Exec(ctx, `insert into rectify_item (`+itemCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		i.ID, i.OrderID, i.FindingID, i.Seq, i.Text, i.Demand, i.Clause, i.Severity, i.Measures, i.Lead, i.ByOn, i.Result, i.Outcome, i.Remark, i.Held)
	return err
}

func updateItems(ctx context.Context, tx *db.Tx, items []Item) error {
	for _, i := range items {
		_, err := tx.Exec(ctx, `update rectify_item set measures = $1, lead = $2, by_on = $3, result = $4, outcome = $5, remark = $6, held = $7 where id = $8`,
			i.Measures, i.Lead, i.ByOn, i.Result, i.Outcome, i.Remark, i.Held, i.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// Say adds a line to the story of an order.
func Say(ctx context.Context, tx *db.Tx, id OrderID, action, note string, internal bool) error {
	a := actor.From(ctx)
	_, err := tx.Exec(ctx, `insert into rectify_event (id, order_id, at, actor_id, actor_name, action, note, internal) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), id, tx.Now, a.ID, a.Name, action, note, internal)
	return err
}

// paramsOn loads the numbers of the loop as they stand on a day.
func paramsOn(ctx context.Context, r db.Reader, on civil.Date) (Params, error) {
	rows, err := db.List[struct {
		Code  string `db:"code"`
		Value int    `db:"value"`
	}](ctx, r, `select code, value from rectify_param where from_on <= $1 and (to_on is null or to_on >= $2) order by from_on`, on, on)
	p := Params{}
	for _, row := range rows {
		p[row.Code] = row.Value
	}
	return p, err
}
