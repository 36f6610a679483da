package inspect

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
)

// Finding is a problem the team found. It stays here, to be weighed against the reply, until the
// opinion is issued; then it becomes a finding of rectify.
type Finding struct {
	ID             string           `db:"id" json:"id"`
	Version        int              `db:"version" json:"version"`
	InspectionID   string           `db:"inspection_id" json:"-"`
	UnitPath       string           `db:"unit_path" json:"-"`
	NodeCode       string           `db:"node_code" json:"node_code"`
	UnitID         org.UnitID       `db:"unit_id" json:"unit_id"` // who is responsible
	UnitName       string           `db:"unit_name" json:"unit_name"`
	Severity       rectify.Severity `db:"severity" json:"severity"`
	Clause         string           `db:"clause" json:"clause"`
	Text           string           `db:"text" json:"text"`
	Demand         string           `db:"demand" json:"demand"`
	WithdrawReason string           `db:"withdraw_reason" json:"withdraw_reason"`
	RaisedBy       string           `db:"raised_by" json:"-"`
	RaisedName     string           `db:"raised_name" json:"raised_name"`
	CreatedAt      civil.Time       `db:"created_at" json:"created_at"`
	UpdatedAt      civil.Time       `db:"updated_at" json:"-"`
}

// Ref returns the finding as a reference.
func (f Finding) Ref() ident.Ref { return ident.Ref{Kind: RefFinding, ID: f.ID} }

// check: 《教育督导条例》第二十一条第二款 (problems come with demands), 京教组发〔2020〕5号（三）(to the unit
// and the clause).
func (f Finding) check() error {
	var c errs.Check
	c.That(strings.TrimSpace(f.Text) != "", "text", "请写明问题")
	c.That(f.Severity.Label() != string(f.Severity), "severity", "请选择问题的严重程度")
	c.That(strings.TrimSpace(f.Clause) != "", "clause", "请填写违反的条款")
	c.That(strings.TrimSpace(f.Demand) != "", "demand", "请写明整改要求")
	return c.Err()
}

// open leaves out the findings that were withdrawn.
func open(list []Finding) []Finding {
	var out []Finding
	for _, f := range list {
		if f.WithdrawReason == "" {
			out = append(out, f)
		}
	}
	return out
}
