package ladder

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
)

// Rung is one rung of the ladder.
type Rung int

// The rungs from the ground up.
const (
	Remind   Rung = iota + 1 // 提醒: recorded at once, needs no decision
	Notice                   // 督办单, with a last day of its own
	Talk                     // 约谈
	Circular                 // 通报
	Account                  // 问责
)

// Info is one rung for people.
type Info struct {
	Rung   Rung
	Label  string
	Clause string
}

// Rungs lists them from the ground up.
var Rungs = []Info{
	{Remind, "逾期提醒", "京教组发〔2020〕5号（三）强化整改制度"},
	{Notice, "督办单", "京教组发〔2020〕5号（三）强化整改制度"},
	{Talk, "约谈", "京教组发〔2020〕5号（三）严肃约谈制度"},
	{Circular, "通报", "京教组发〔2020〕5号（三）建立通报制度"},
	{Account, "问责", "京教组发〔2020〕5号（三）压实问责制度"},
}

// Known reports whether there is such a rung.
func (r Rung) Known() bool { return r >= Remind && r <= Account }

// Label returns the Chinese name.
func (r Rung) Label() string {
	if !r.Known() {
		return ""
	}
	return Rungs[r-1].Label
}

// Clause is the article a rung rests on.
func (r Rung) Clause() string {
	if !r.Known() {
		return ""
	}
	return Rungs[r-1].Clause
}

// Rule is one row: when a rung is proposed, during an interval of time, and why. The row recorded last
// among those that cover a day is in force that day.
type Rule struct {
	ID          string     `db:"id" yaml:"-" json:"id"`
	Rung        Rung       `db:"rung" yaml:"rung" json:"rung"`
	After       int        `db:"after_days" yaml:"after" json:"after"` // days late
	Behind      Rung       `db:"behind" yaml:"behind" json:"behind"`   // 0: the clock's own last day was missed; Notice: that of its 督办单
	Grace       int        `db:"grace" yaml:"grace" json:"grace"`      // days the rung itself gives unless somebody says otherwise; 0 none
	Basis       string     `db:"basis" yaml:"basis" json:"basis"`
	Source      string     `db:"source" yaml:"source" json:"source"`
	Evidence    string     `db:"evidence" yaml:"evidence" json:"evidence"`
	ValidFrom   civil.Date `db:"valid_from" yaml:"valid_from" json:"valid_from"`
	ValidTo     civil.Date `db:"valid_to" yaml:"valid_to" json:"valid_to"`
	Reason      string     `db:"reason" yaml:"-" json:"reason"`
	CreatedBy   string     `db:"created_by" yaml:"-" json:"-"`
	CreatedName string     `db:"created_name" yaml:"-" json:"created_name"`
	CreatedAt   civil.Time `db:"created_at" yaml:"-" json:"created_at"`
}

// Covers reports whether the row holds on a day.
func (r Rule) Covers(on civil.Date) bool {
	return !on.Before(r.ValidFrom) && (r.ValidTo.IsZero() || on.Before(r.ValidTo))
}

// InForce returns the row of each rung that holds on a day; rows are in the order they were recorded.
func InForce(rows []Rule, on civil.Date) map[Rung]Rule {
	out := map[Rung]Rule{}
	for _, r := range rows {
		if r.Covers(on) {
			out[r.Rung] = r
		}
	}
	return out
}

// Shipped returns the rules the program ships with.
func Shipped() ([]Rule, error) {
	var rows []Rule
	dec := yaml.NewDecoder(bytes.NewReader(data.Ladder))
	dec.KnownFields(true)
	if err := dec.Decode(&rows); err != nil {
		return nil, fmt.Errorf("data/ladder.yaml: %w", err)
	}
	for i := range rows {
		rows[i].ID = fmt.Sprintf("ladder.%d@%s", rows[i].Rung, rows[i].ValidFrom)
	}
	return rows, nil
}

// check holds what a new row must be.
func (r Rule) check() error {
	var c errs.Check
	c.That(r.Rung.Known(), "rung", "没有这一级督办措施")
	c.That(r.After >= 1 && r.After <= 3650, "after", "天数须为 1 至 3650")
	c.That(r.Behind == 0 || r.Behind == Notice && r.Rung > Notice, "behind", "提醒和督办单自事项期限届满起算")
	c.That(r.Grace >= 0 && r.Grace <= 3650, "grace", "天数须为 0 至 3650")
	c.That(r.Rung != Notice || r.Grace > 0, "grace", "督办单须给出期限")
	c.That(r.Evidence == clock.Found || r.Evidence == clock.SecondHand || r.Evidence == clock.Understood, "evidence", "请选择证据等级")
	c.That(!r.ValidFrom.IsZero(), "valid_from", "请填写生效日期")
	c.That(r.ValidTo.IsZero() || r.ValidFrom.Before(r.ValidTo), "valid_to", "失效日期须晚于生效日期")
	c.That(strings.TrimSpace(r.Basis) != "", "basis", "请填写依据条款")
	c.That(strings.TrimSpace(r.Reason) != "", "reason", "请说明修改理由")
	return c.Err()
}
