package plan

import (
	"context"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

const planColumns = `id, version, office_id, office_name, unit_path, level, year, title, goal, state, created_by, created_at, updated_at,
	submitted_by, approved_by, approved_name, approved_on, filed_on, receipt, receipt_on, return_reason`

const itemColumns = `id, version, plan_id, unit_path, number, title, mode, field, from_on, to_on, standard_code, lead_id, lead_name,
	basis, note, removed, created_at, updated_at`

// byID loads a plan the acting person may see: their own level's, and from the levels below what is
// no longer a draft.
func byID(ctx context.Context, r db.Reader, id string) (Plan, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Plan{}, err
	}
	var w db.Where
	w.Add("id = ?", id)
	visible(&w, over)
	return db.Get[Plan](ctx, r, `select `+planColumns+` from plan `+w.SQL(), w.Args()...)
}

// visible narrows to the range, leaving out the drafts of levels below.
func visible(w *db.Where, over access.Range) {
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	w.Add("(unit_path = ? or state not in ('draft', 'submitted'))", over.From)
}

func insertPlan(ctx context.Context, tx *db.Tx, p *Plan) error {
	p.Version, p.CreatedAt, p.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into plan (`+planColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		p.ID, p.Version, p.OfficeID, p.OfficeName, p.UnitPath, p.Level, p.Year, p.Title, p.Goal, p.State, p.CreatedBy, p.CreatedAt, p.UpdatedAt,
		p.SubmittedBy, p.ApprovedBy, p.ApprovedName, p.ApprovedOn, p.FiledOn, p.Receipt, p.ReceiptOn, p.ReturnReason)
	return err
}

// updatePlan saves p if nobody changed it since version was read.
func updatePlan(ctx context.Context, tx *db.Tx, p *Plan, version int) error {
	p.Version, p.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update plan set version = $1, title = $2, goal = $3, state = $4, updated_at = $5, submitted_by = $6, approved_by = $7,
		approved_name = $8, approved_on = $9, filed_on = $10, receipt = $11, receipt_on = $12, return_reason = $13 where id = $14 and version = $15`,
		p.Version, p.Title, p.Goal, p.State, p.UpdatedAt, p.SubmittedBy, p.ApprovedBy, p.ApprovedName, p.ApprovedOn, p.FiledOn, p.Receipt,
		p.ReceiptOn, p.ReturnReason, p.ID, version)
	return stale(n, err)
}

func stale(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}

func insertItem(ctx context.Context, tx *db.Tx, i *Item) error {
	i.Version, i.CreatedAt, i.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into plan_item (`+itemColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		i.ID, i.Version, i.PlanID, i.UnitPath, i.Number, i.Title, i.Mode, i.Field, i.From, i.To, i.StandardCode, i.LeadAccountID, i.LeadName,
		i.Basis, i.Note, i.Removed, i.CreatedAt, i.UpdatedAt)
	if err != nil {
		return err
	}
	return insertTargets(ctx, tx, *i)
}

func insertTargets(ctx context.Context, tx *db.Tx, i Item) error {
	for _, t := range i.Targets {
		_, err := tx.Exec(ctx, `insert into plan_target (item_id, unit_id, unit_path, unit_name, started_kind, started_id, started_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			i.ID, t.UnitID, t.UnitPath, t.UnitName, t.StartedKind, t.StartedID, t.StartedAt)
		if err != nil {
			return err
		}
	}
	return nil
}

// updateItem saves i with its targets if nobody changed it since version was read.
func updateItem(ctx context.Context, tx *db.Tx, i *Item, version int) error {
	i.Version, i.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update plan_item set version = $1, title = $2, mode = $3, field = $4, from_on = $5, to_on = $6, standard_code = $7,
		lead_id = $8, lead_name = $9, basis = $10, note = $11, removed = $12, updated_at = $13 where id = $14 and version = $15`,
		i.Version, i.Title, i.Mode, i.Field, i.From, i.To, i.StandardCode, i.LeadAccountID, i.LeadName, i.Basis, i.Note, i.Removed, i.UpdatedAt, i.ID, version)
	if err := stale(n, err); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from plan_target where item_id = $1`, i.ID); err != nil {
		return err
	}
	return insertTargets(ctx, tx, *i)
}

// itemsOf returns the items of a plan with their targets, removed ones left out.
func itemsOf(ctx context.Context, r db.Reader, planID string) ([]Item, error) {
	items, err := db.List[Item](ctx, r, `select `+itemColumns+` from plan_item where plan_id = $1 and removed = false order by number, id`, planID)
	if err != nil {
		return nil, err
	}
	targets, err := db.List[Target](ctx, r, `select t.item_id, t.unit_id, t.unit_path, t.unit_name, t.started_kind, t.started_id, t.started_at
		from plan_target t join plan_item i on i.id = t.item_id where i.plan_id = $1 order by t.unit_path`, planID)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for n := range items {
		at[items[n].ID] = n
	}
	for _, t := range targets {
		if n, ok := at[t.ItemID]; ok {
			items[n].Targets = append(items[n].Targets, t)
		}
	}
	return items, nil
}

// ItemByID returns an item with its targets; who may see it is asked of the plan by the pages and of
// the supervised unit by who starts a supervision.
func ItemByID(ctx context.Context, r db.Reader, id string) (Item, error) {
	i, err := db.Get[Item](ctx, r, `select `+itemColumns+` from plan_item where id = $1`, id)
	if err != nil {
		return i, err
	}
	i.Targets, err = db.List[Target](ctx, r, `select item_id, unit_id, unit_path, unit_name, started_kind, started_id, started_at
		from plan_target where item_id = $1 order by unit_path`, id)
	return i, err
}

// MarkStarted records that a supervision of a unit came of an item. The plan must be approved, the
// unit one of the item's, and nothing started for it before: 《教育督导条例》第十六条.
func MarkStarted(ctx context.Context, tx *db.Tx, itemID string, unitID org.UnitID, ref ident.Ref) error {
	i, err := ItemByID(ctx, tx, itemID)
	if err != nil {
		return err
	}
	p, err := db.Get[Plan](ctx, tx, `select `+planColumns+` from plan where id = $1`, i.PlanID)
	if err != nil {
		return err
	}
	if !p.InForce() || i.Removed {
		return errs.New(errs.Conflict, "年度计划尚未批准，不能启动督导")
	}
	t, ok := i.Target(unitID)
	if !ok {
		return errs.New(errs.Conflict, "该单位不是此计划事项的督导对象")
	}
	if t.Started() == ref {
		return nil
	}
	if t.StartedID != "" {
		return errs.New(errs.Conflict, "%s的这项督导已经启动", t.UnitName)
	}
	n, err := tx.Exec(ctx, `update plan_target set started_kind = $1, started_id = $2, started_at = $3 where item_id = $4 and unit_id = $5 and started_id = ''`,
		ref.Kind, ref.ID, tx.Now, itemID, unitID)
	return stale(n, err)
}
