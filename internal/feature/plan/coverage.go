package plan

import (
	"context"

	"dudao/internal/base/lang"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Verdict of a coverage rule: missing data is not coverage.
type Verdict string

const (
	Enough  Verdict = "enough"  // the plan covers the duty
	Short   Verdict = "short"   // it does not
	Unknown Verdict = "unknown" // the data does not say
)

// Coverage says how far a plan fulfils a duty that comes back every year or every few years.
type Coverage struct {
	Rule    string  `json:"rule"`
	Clause  string  `json:"clause"`
	Verdict Verdict `json:"verdict"`
	Planned int     `json:"planned"`
	Due     int     `json:"due"`
	format  string
	args    []any
}

// Text says it in the reader's language.
func (c Coverage) Text(ctx context.Context) string { return lang.T(ctx, c.format, c.args...) }

// coverageOf holds the duties against the plan.
func coverageOf(ctx context.Context, r db.Reader, f Full) ([]Coverage, error) {
	if f.Level == City {
		return []Coverage{annual(f.Items)}, nil
	}
	cycle, err := schoolCycle(ctx, r, f.Plan)
	if err != nil {
		return nil, err
	}
	// The term of a principal is not on record for schools, so whether it is covered cannot be told.
	return []Coverage{cycle, {Rule: "校（园）长任期综合督导", Clause: "京教组发〔2020〕5号（二）督学", Verdict: Unknown,
		format: "校（园）长一个任期内接受 1 次综合督导：尚无任期数据，无法判定"}}, nil
}

// annual: 京教组发〔2020〕5号（一）: at least one comprehensive supervision of the city a year.
func annual(items []Item) Coverage {
	c := Coverage{Rule: "市级综合督导", Clause: "京教组发〔2020〕5号（一）职能", Verdict: Short, Due: 1,
		format: "每年至少组织 1 次综合督导，已列入 %d 次"}
	for _, i := range items {
		if i.Mode == Comprehensive {
			c.Planned++
		}
	}
	if c.Planned >= c.Due {
		c.Verdict = Enough
	}
	c.args = []any{c.Planned}
	return c
}

// schoolCycle: 《教育督导条例》第十四条: each school has a comprehensive supervision every three to five years.
func schoolCycle(ctx context.Context, r db.Reader, p Plan) (Coverage, error) {
	const years = 5
	c := Coverage{Rule: "学校综合督导周期", Clause: "《教育督导条例》第十四条", Verdict: Short,
		format: "每 3 至 5 年对学校实施 1 次综合督导：%d 所学校中，近 %d 年（含本年）已列入 %d 所，尚缺 %d 所"}
	schools, err := db.Get[int](ctx, r, `select count(*) from unit where path >= $1 and path < $2 and kind = $3 and closed_on is null`,
		p.UnitPath, upper(p.UnitPath), org.School)
	if err != nil {
		return c, err
	}
	planned, err := db.Get[int](ctx, r, `select count(distinct t.unit_id) from plan p join plan_item i on i.plan_id = p.id and i.removed = false
		join plan_target t on t.item_id = i.id join unit u on u.id = t.unit_id and u.kind = $1 and u.closed_on is null
		where i.mode = $2 and p.year <= $3 and p.year > $4 and (p.id = $5 or p.state in ('approved', 'filed', 'received'))
		and t.unit_path >= $6 and t.unit_path < $7`, org.School, Comprehensive, p.Year, p.Year-years, p.ID, p.UnitPath, upper(p.UnitPath))
	if err != nil {
		return c, err
	}
	c.Due, c.Planned = schools, planned
	if planned >= schools {
		c.Verdict = Enough
	}
	c.args = []any{schools, years, planned, max(schools-planned, 0)}
	return c, nil
}

func upper(path string) string { return path[:len(path)-1] + "0" }
