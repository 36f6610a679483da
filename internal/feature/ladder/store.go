package ladder

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

const cols = `id, version, ref_kind, ref_id, step, rule, unit_path, unit_id, unit_name, seat_path, office_id, need, title, url, rung, ground, clause, grounds,
	facts, missed_on, days_late, state, at, decided_by, decided_name, decided_at, reason, number, demand, due_on, met_on`

const ruleCols = `id, rung, after_days, behind, grace, basis, source, evidence, valid_from, valid_to, reason, created_by, created_name, created_at`

// insert stores an escalation once; it reports whether it is new.
func insert(ctx context.Context, tx *db.Tx, e *Escalation) (bool, error) {
	n, err := tx.Exec(ctx, `insert into ladder_escalation (`+cols+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
		on conflict (ref_kind, ref_id, step, rung, ground, missed_on) do nothing`,
		e.ID, e.Version, e.Kind, e.Ref.ID, e.Step, e.Rule, e.UnitPath, e.UnitID, e.UnitName, e.SeatPath, e.OfficeID, e.Need, e.Title, e.URL, e.Rung, e.Ground,
		e.Clause, e.Grounds, e.FactsJSON, e.MissedOn, e.DaysLate, e.State, e.At, e.DecidedBy, e.DecidedName, e.DecidedAt, e.Reason, e.Number, e.Demand, e.DueOn, e.MetOn)
	return n > 0, err
}

// Of returns the rungs reached about a record, oldest first. Whoever may see the record may ask; what is
// only proposed is for those who may see it: Visible.
func Of(ctx context.Context, r db.Reader, ref ident.Ref) ([]Escalation, error) {
	return db.List[Escalation](ctx, r, `select `+cols+` from ladder_escalation where ref_kind = $1 and ref_id = $2 order by at, rung, id`, ref.Kind, ref.ID)
}

// OfMany returns the rungs of many records of a kind, by record. It asks nobody: for checks that read all.
func OfMany(ctx context.Context, r db.Reader, kind string, ids []string) (map[string][]Escalation, error) {
	var w db.Where
	w.Add("ref_kind = ?", kind)
	db.AddIn(&w, "ref_id", ids)
	list, err := db.List[Escalation](ctx, r, `select `+cols+` from ladder_escalation `+w.SQL()+` order by at, rung, id`, w.Args()...)
	out := map[string][]Escalation{}
	for _, e := range list {
		out[e.Ref.ID] = append(out[e.Ref.ID], e)
	}
	return out, err
}

// Met notes the day on which the unit answered the 督办单 of a record.
func Met(ctx context.Context, tx *db.Tx, ref ident.Ref, on civil.Date) error {
	_, err := tx.Exec(ctx, `update ladder_escalation set met_on = $1 where ref_kind = $2 and ref_id = $3 and due_on is not null and met_on is null`, on, ref.Kind, ref.ID)
	return err
}

func insertRule(ctx context.Context, tx *db.Tx, r Rule) error {
	_, err := tx.Exec(ctx, `insert into ladder_rule (`+ruleCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.ID, r.Rung, r.After, r.Behind, r.Grace, r.Basis, r.Source, r.Evidence, r.ValidFrom, r.ValidTo, r.Reason, r.CreatedBy, r.CreatedName, r.CreatedAt)
	return err
}

// allRules returns every row in the order they were recorded.
func allRules(ctx context.Context, r db.Reader) ([]Rule, error) {
	return db.List[Rule](ctx, r, `select `+ruleCols+` from ladder_rule order by created_at, id`)
}

func rulesOn(ctx context.Context, r db.Reader, on civil.Date) (map[Rung]Rule, error) {
	rows, err := allRules(ctx, r)
	return InForce(rows, on), err
}
