package proof

import (
	"context"
	"encoding/csv"
	"strconv"
	"time"

	"dudao/data"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// Rule is one number of the rules of signing in, a row that the security administrator may change.
type Rule struct {
	Code     string `db:"code" json:"code"`
	Value    int    `db:"value" json:"value"`
	Unit     string `db:"unit" json:"unit"`
	Label    string `db:"label" json:"label"`
	Basis    string `db:"basis" json:"basis"`
	Evidence string `db:"evidence" json:"evidence"` // C text of the standard, M experience, P proposal
	Rank     int    `db:"rank" json:"-"`
	Least    int    `db:"least" json:"least"`
	Most     int    `db:"most" json:"most"`
	Version  int    `db:"version" json:"version"`
}

// Rules are the numbers by code.
type Rules map[string]int

// Minutes returns a number as a time.
func (r Rules) Minutes(code string) time.Duration { return time.Duration(r[code]) * time.Minute }

// seedRules puts the rows of data/identity/rules.csv that the database lacks.
func SeedRules(ctx context.Context, d *db.DB) error {
	f, err := data.Files.Open("identity/rules.csv")
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	have, err := db.List[string](ctx, d, `select code from sign_in_rule`)
	if err != nil || len(have) >= len(rows)-1 {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		for i, r := range rows[1:] {
			var n [3]int
			for j, col := range []int{1, 4, 5} {
				if n[j], err = strconv.Atoi(r[col]); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `insert into sign_in_rule (code, value, unit, label, least, most, basis, evidence, rank, version)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) on conflict (code) do nothing`, r[0], n[0], r[2], r[3], n[1], n[2], r[6], r[7], i); err != nil {
				return err
			}
		}
		return nil
	})
}

const ruleQuery = `select code, value, unit, label, basis, evidence, rank, least, most, version from sign_in_rule order by rank`

// RuleList returns every rule in the order of its page.
func RuleList(ctx context.Context, r db.Reader) ([]Rule, error) {
	return db.List[Rule](ctx, r, ruleQuery)
}

// RulesOf returns the numbers in force.
func RulesOf(ctx context.Context, r db.Reader) (Rules, error) {
	list, err := RuleList(ctx, r)
	out := Rules{}
	for _, x := range list {
		out[x.Code] = x.Value
	}
	return out, err
}

// SetRules changes the values given by code; versions are those that were read.
func SetRules(ctx context.Context, tx *db.Tx, values, versions map[string]int) error {
	list, err := db.List[Rule](ctx, tx, ruleQuery)
	if err != nil {
		return err
	}
	var c errs.Check
	for _, r := range list {
		if v, ok := values[r.Code]; ok {
			c.That(v >= r.Least && v <= r.Most, r.Code, "应为 %d 到 %d 的整数", r.Least, r.Most)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	for _, r := range list {
		v, ok := values[r.Code]
		if !ok || v == r.Value {
			continue
		}
		n, err := tx.Exec(ctx, `update sign_in_rule set value = $1, version = version + 1 where code = $2 and version = $3`, v, r.Code, versions[r.Code])
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Stale, "规则已被他人修改，请核对后重新提交")
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "identity.rule", Ref: ident.Ref{Kind: "identity.rule", ID: r.Code}, Old: r.Value, New: v}); err != nil {
			return err
		}
	}
	return nil
}
