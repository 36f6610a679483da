package identity

import (
	"context"
	"encoding/csv"
	"strconv"
	"time"

	"dudao/data"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
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

func (r Rules) minutes(code string) time.Duration { return time.Duration(r[code]) * time.Minute }

// seedRules puts the rows of data/identity/rules.csv that the database lacks.
func seedRules(ctx context.Context, d *db.DB) error {
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

const rulesFor = time.Minute // how long a node may go by rules that another node changed

// rules returns the numbers in force.
func (s *Service) rules(ctx context.Context) (Rules, error) {
	now := s.db.Now()
	s.mu.Lock()
	r, at := s.ruleCache, s.rulesAt
	s.mu.Unlock()
	if age := now.Sub(at.Time); r != nil && age >= 0 && age < rulesFor {
		return r, nil
	}
	list, err := db.List[Rule](ctx, s.db, ruleQuery)
	if err != nil {
		return nil, err
	}
	r = Rules{}
	for _, x := range list {
		r[x.Code] = x.Value
	}
	s.mu.Lock()
	s.ruleCache, s.rulesAt = r, now
	s.mu.Unlock()
	return r, nil
}

const ruleQuery = `select code, value, unit, label, basis, evidence, rank, least, most, version from sign_in_rule order by rank`

// RuleList returns every rule for the security administrator.
func (s *Service) RuleList(ctx context.Context) ([]Rule, error) {
	if err := access.Holds(ctx, MayRule); err != nil {
		return nil, err
	}
	return db.List[Rule](ctx, s.db, ruleQuery)
}

// SetRules changes the values given by code; versions are those that were read.
func (s *Service) SetRules(ctx context.Context, values, versions map[string]int) error {
	if err := access.Holds(ctx, MayRule); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
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
		s.forget(tx)
		return nil
	})
}
