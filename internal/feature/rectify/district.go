package rectify

import (
	"cmp"
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// DistrictIssue is the same clause found at many units of a district: proposed by the system,
// confirmed or declined by a person.
type DistrictIssue struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	DistrictPath string     `db:"district_path" json:"district_path"`
	SameKey      string     `db:"same_key" json:"same_key"`
	Clause       string     `db:"clause" json:"clause"`
	Units        int        `db:"units" json:"units"`
	SinceOn      civil.Date `db:"since_on" json:"since_on"`
	State        string     `db:"state" json:"state"`
	FindingID    string     `db:"finding_id" json:"finding_id"`
	DecidedBy    string     `db:"decided_by" json:"decided_by"`
	Reason       string     `db:"reason" json:"reason"`
	At           civil.Time `db:"at" json:"at"`
}

const issueCols = `id, version, district_path, same_key, clause, units, since_on, state, finding_id, decided_by, reason, at`

// proposeIssue proposes a district-level issue once enough units have the same clause within the
// time of relapse. An open proposal only learns the new number.
func proposeIssue(ctx context.Context, tx *db.Tx, f *Finding, p Params) error {
	district := org.DistrictPath(f.UnitPath)
	key := cmp.Or(f.nodeKey(), f.clauseKey())
	if key == "" || district == f.UnitPath || p["district_units"] == 0 {
		return nil
	}
	rows, err := districtSame(ctx, tx, f, district, p["relapse_months"])
	if err != nil {
		return err
	}
	units := map[org.UnitID]bool{}
	for _, g := range rows {
		units[g.UnitID] = true
	}
	if len(units) < p["district_units"] {
		return nil
	}
	since := MonthsBefore(f.RaisedOn, p["relapse_months"])
	had, err := db.List[DistrictIssue](ctx, tx, `select `+issueCols+` from rectify_issue where district_path = $1 and same_key = $2 and since_on > $3`, district, key, since)
	if err != nil {
		return err
	}
	if len(had) > 0 {
		_, err := tx.Exec(ctx, `update rectify_issue set units = $1, version = version + 1 where id = $2 and state = $3`, len(units), had[0].ID, string(ladder.Proposed))
		return err
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, `insert into rectify_issue (`+issueCols+`) values ($1, 1, $2, $3, $4, $5, $6, $7, '', '', '', $8)`,
		id, district, key, cmp.Or(f.Clause, key), len(units), f.RaisedOn, string(ladder.Proposed), tx.Now)
	if err != nil {
		return err
	}
	office, err := org.OfficeOf(ctx, tx, f.UnitPath)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(office.ID), Need: MayEscalate, Ref: ident.Ref{Kind: "rectify.issue", ID: id},
		URL: "/district-issues", Subject: "多所学校出现同类问题：" + cmp.Or(f.Clause, f.Title())})
}

func districtSame(ctx context.Context, r db.Reader, f *Finding, district string, months int) ([]Finding, error) {
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", district, strings.TrimSuffix(district, "/")+"0")
	if k := f.nodeKey(); k != "" {
		w.Add("node_key = ?", k)
	} else {
		w.Add("clause_key = ?", f.clauseKey())
	}
	w.Add("raised_on > ?", MonthsBefore(f.RaisedOn, months))
	return findingsOf(ctx, r, strings.TrimPrefix(w.SQL(), "where ")+` order by raised_at, id`, w.Args()...)
}
