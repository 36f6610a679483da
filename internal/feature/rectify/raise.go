package rectify

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Raise stores a finding of a supervision, links it to the earlier one it repeats, and proposes a
// district-level issue when many units of a district have the same. The caller has asked for its own
// permission. Raising twice with the same id returns the first.
func Raise(ctx context.Context, tx *db.Tx, f Finding) (string, error) {
	if f.ID == "" {
		f.ID = tx.NewID()
	} else if had, err := findingsOf(ctx, tx, `id = $1`, f.ID); err != nil || len(had) > 0 {
		return f.ID, err
	}
	if err := f.valid(); err != nil {
		return "", err
	}
	unit, err := org.UnitByID(ctx, tx, f.UnitID)
	if err != nil {
		return "", err
	}
	f.UnitPath, f.UnitName = unit.Path, unit.Name
	f.RaisedBy, f.RaisedOn, f.RaisedAt = actor.From(ctx).ID, tx.Today(), tx.Now
	p, err := paramsOn(ctx, tx, tx.Today())
	if err != nil {
		return "", err
	}
	if f.RelapseOf == "" {
		if f.RelapseOf, err = relapseOf(ctx, tx, &f, p["relapse_months"]); err != nil {
			return "", err
		}
	}
	if err := insertFinding(ctx, tx, &f); err != nil {
		return "", err
	}
	if err := proposeIssue(ctx, tx, &f, p); err != nil {
		return "", err
	}
	return f.ID, audit.Record(ctx, tx, audit.Entry{Action: "rectify.raise", Ref: ident.Ref{Kind: RefFinding, ID: f.ID}, UnitPath: f.UnitPath, New: f})
}

// relapseOf returns the latest earlier finding that f repeats, "" if none.
func relapseOf(ctx context.Context, r db.Reader, f *Finding, months int) (string, error) {
	earlier, err := sameAs(ctx, r, f, "unit_path = ?", f.UnitPath, months)
	if err != nil {
		return "", err
	}
	for _, g := range slices.Backward(earlier) {
		if f.RelapseFrom(&g, months) {
			return g.ID, nil
		}
	}
	return "", nil
}

// sameAs lists the findings with the same clause in a place within so many months, oldest first.
func sameAs(ctx context.Context, r db.Reader, f *Finding, place, path string, months int) ([]Finding, error) {
	var same []string
	var args []any
	if k := f.nodeKey(); k != "" {
		same, args = append(same, "node_key = ?"), append(args, k)
	}
	if k := f.clauseKey(); k != "" {
		same, args = append(same, "clause_key = ?"), append(args, k)
	}
	if len(same) == 0 {
		return nil, nil
	}
	var w db.Where
	w.Add(place, path)
	w.Add("("+strings.Join(same, " or ")+")", args...)
	w.Add("raised_on > ?", MonthsBefore(f.RaisedOn, months))
	return findingsOf(ctx, r, strings.TrimPrefix(w.SQL(), "where ")+` order by raised_at, id`, w.Args()...)
}

// By says who is answerable for orders when that is not the acting person.
type By struct {
	AuthorID string     // who wrote the opinion; "" is the acting person
	OfficeID org.UnitID // who organised the supervision; "" is the office of the acting person
}

// IssueOrders turns the findings of a source that have no order yet into one issued order per
// responsible unit. A zero due takes the rule rectify.report. Orders after the first get -2, -3 … behind
// the number.
func IssueOrders(ctx context.Context, tx *db.Tx, source ident.Ref, due civil.Date, number string) ([]OrderID, error) {
	return IssueOrdersBy(ctx, tx, source, due, number, By{})
}

// IssueOrdersBy is IssueOrders with the author and the office named.
func IssueOrdersBy(ctx context.Context, tx *db.Tx, source ident.Ref, due civil.Date, number string, by By) ([]OrderID, error) {
	open, err := findingsOf(ctx, tx, `source_kind = $1 and source_id = $2 and order_id = '' and no_order_reason = '' order by unit_path, raised_at, id`, source.Kind, source.ID)
	if err != nil {
		return nil, err
	}
	var out []OrderID
	for len(open) > 0 {
		n := 1
		for n < len(open) && open[n].UnitID == open[0].UnitID {
			n++
		}
		o, err := draft(ctx, tx, "", open[:n], by)
		if err != nil {
			return nil, err
		}
		numbered := number
		if len(out) > 0 && number != "" {
			numbered += "-" + strconv.Itoa(len(out)+1)
		}
		if err := send(ctx, tx, &o, numbered, due); err != nil {
			return nil, err
		}
		out = append(out, o.ID)
		open = open[n:]
	}
	return out, nil
}

// OrdersOf lists the orders of a source, oldest first. The caller has asked for its own permission.
func OrdersOf(ctx context.Context, r db.Reader, source ident.Ref) ([]Order, error) {
	return db.List[Order](ctx, r, `select `+orderCols+` from rectify_order where source_kind = $1 and source_id = $2 order by created_at, id`, source.Kind, source.ID)
}

// FindingsOf lists the findings of a source, oldest first. The caller has asked for its own permission.
func FindingsOf(ctx context.Context, r db.Reader, source ident.Ref) ([]Finding, error) {
	return findingsOf(ctx, r, `source_kind = $1 and source_id = $2 order by raised_at, id`, source.Kind, source.ID)
}

// ItemsOf lists the items of an order with what was planned, reported and found. The caller has
// asked for its own permission.
func ItemsOf(ctx context.Context, r db.Reader, id OrderID) ([]Item, error) {
	return itemsOf(ctx, r, id)
}

// draft makes a draft order of findings of one unit and one source.
func draft(ctx context.Context, tx *db.Tx, id OrderID, list []Finding, by By) (Order, error) {
	a := actor.From(ctx)
	f := list[0]
	if id == "" {
		id = OrderID(tx.NewID())
	}
	o := Order{ID: id, UnitPath: f.UnitPath, UnitID: f.UnitID, UnitName: f.UnitName, SourceKind: f.Source.Kind, SourceID: f.Source.ID,
		SourceTitle: f.SourceTitle, State: Draft, AuthorID: by.AuthorID, CreatedBy: a.ID, Demo: f.Demo}
	if o.AuthorID == "" {
		o.AuthorID = a.ID
	}
	office, err := officeFor(ctx, tx, by.OfficeID, a.UnitID, f.UnitPath)
	if err != nil {
		return o, err
	}
	o.OfficeID, o.OfficeName = office.ID, office.Name
	superior, err := org.SuperiorOf(ctx, tx, f.UnitID)
	if err != nil {
		return o, err
	}
	o.SuperiorID, o.SuperiorName = superior.ID, superior.Name
	for i := range list {
		if err := addItem(ctx, tx, &o, &list[i]); err != nil {
			return o, err
		}
	}
	return o, insertOrder(ctx, tx, &o)
}

// officeFor returns the office that is answerable: the one named, the acting person's, or the one
// of the place.
func officeFor(ctx context.Context, r db.Reader, named org.UnitID, own, path string) (org.Unit, error) {
	if named != "" {
		return org.UnitByID(ctx, r, named)
	}
	if own != "" {
		u, err := org.UnitByID(ctx, r, org.UnitID(own))
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return u, err
		}
		if err == nil {
			if u.Kind == org.Office {
				return u, nil
			}
			return org.OfficeOf(ctx, r, u.Path)
		}
	}
	return org.OfficeOf(ctx, r, path)
}

// addItem makes the finding the next item of the order; the caller saves the order.
func addItem(ctx context.Context, tx *db.Tx, o *Order, f *Finding) error {
	o.Items++
	if o.Title == "" {
		o.Title = f.Title()
	}
	if f.Severity.rank() > o.Severity.rank() {
		o.Severity = f.Severity
	}
	o.Relapse = o.Relapse || f.RelapseOf != ""
	i := Item{ID: tx.NewID(), OrderID: o.ID, FindingID: f.ID, Seq: o.Items, Text: f.Text, Demand: f.Demand, Clause: f.Clause, Severity: f.Severity}
	if err := insertItem(ctx, tx, &i); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update rectify_finding set order_id = $1, version = version + 1 where id = $2 and order_id = ''`, o.ID, f.ID)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "这个问题已经在另一份整改通知中")
	}
	f.OrderID = o.ID
	return err
}

// send issues a draft: number, deadline, clocks, the unit told, the superior department copied.
func send(ctx context.Context, tx *db.Tx, o *Order, number string, due civil.Date) error {
	today := tx.Today()
	var err error
	if due.IsZero() {
		if due, err = clock.DueBy(ctx, tx, "rectify.report", today); err != nil {
			return err
		}
	}
	if err := o.Issue(number, due, today); err != nil {
		return err
	}
	o.IssuedBy = actor.From(ctx).ID
	if o.PlanDueOn, err = clock.DueBy(ctx, tx, "rectify.plan", today); err != nil {
		return err
	}
	if due.Before(o.PlanDueOn) {
		o.PlanDueOn = due
	}
	o.NextOn = o.owed(civil.Date{})
	if err := o.letter(ctx, tx); err != nil {
		return err
	}
	if err := updateOrder(ctx, tx, o, o.Version); err != nil {
		return err
	}
	if err := owe(ctx, tx, o, Plan, o.PlanDueOn); err != nil {
		return err
	}
	err = notify.Tell(ctx, tx, notify.Message{UnitID: string(o.UnitID), Need: MayPlan, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: "收到整改通知：" + o.Title})
	if err != nil {
		return err
	}
	if err := CopySuperior(ctx, tx, o, "抄送整改通知："+o.UnitName+" "+o.Title); err != nil {
		return err
	}
	if err := Say(ctx, tx, o.ID, string(Issue), o.Number, false); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "rectify.issue", Ref: o.ID.Ref(), UnitPath: o.UnitPath, Note: o.Number, New: o})
}

// CopySuperior tells the superior department, which is jointly liable (京教组发〔2020〕5号 (三):
// 同时抄送被督导单位业务主管部门; 整改不力要负连带责任).
func CopySuperior(ctx context.Context, tx *db.Tx, o *Order, subject string) error {
	if o.SuperiorID == "" || o.SuperiorID == o.UnitID {
		return nil
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(o.SuperiorID), Need: MayView, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: subject})
}

// short cuts a text to so many characters.
func short(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n]) + "…"
}
