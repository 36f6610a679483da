package dropout

import (
	"context"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
)

// line is what the retention of a county must reach, in percent (教督〔2017〕6号 教育质量第 1 项).
const line = 95

// Retention is 初中三年巩固率 of a district.
type Retention struct {
	Name    string
	Path    string
	Schools int     // that gave
	Missing int     // of these, without one of the five figures
	Waiting int     // schools with a junior stage that were asked and have not given, or correct
	Rate    float64 // percent; with Known
	Known   bool    // somebody entered three years ago and no figure is missing of the schools that gave
	Met     bool    // with Whole
}

// Whole reports whether every school gave, so that there is a verdict.
func (r Retention) Whole() bool { return r.Known && r.Waiting == 0 }

// fields are the figures of the school return: graduates, pupils when they entered, transferred in, out, died.
var fields = [5]string{"S64", "S65", "S66", "S67", "S68"}

// Rate is (graduates − in + out) ÷ (entered − died) × 100; false when the divisor is not above 0.
func Rate(graduates, entered, in, out, died float64) (float64, bool) {
	if entered-died <= 0 {
		return 0, false
	}
	return (graduates - in + out) / (entered - died) * 100, true
}

// Retention computes it for every district of the acting person, from what its schools returned for a year.
func (s *Service) Retention(ctx context.Context, year int) ([]Retention, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	given, err := returns.GivenIn(ctx, s.db, "school", year, over)
	if err != nil {
		return nil, err
	}
	form, _ := returns.FormOf("school")
	var out []Retention
	at, sums := map[string]int{}, map[string]*[5]float64{}
	for _, g := range given {
		if x, ok := form.Field("S64"); !ok || !form.Applies(x, g.Values) {
			continue // no junior stage
		}
		path := org.DistrictPath(g.UnitPath)
		i, ok := at[path]
		if !ok {
			i = len(out)
			at[path], sums[path] = i, &[5]float64{}
			out = append(out, Retention{Path: path})
		}
		out[i].Schools++
		missing := false
		for n, f := range fields {
			v, err := strconv.ParseFloat(g.Values[f], 64)
			missing = missing || err != nil
			sums[path][n] += v
		}
		if missing {
			out[i].Missing++
		}
	}
	lacking, err := s.lacking(ctx, year, over)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Waiting = lacking[out[i].Path]
		t := sums[out[i].Path]
		out[i].Rate, out[i].Known = Rate(t[0], t[1], t[2], t[3], t[4])
		out[i].Known = out[i].Known && out[i].Missing == 0
		out[i].Met = out[i].Whole() && out[i].Rate >= line-1e-9
		if out[i].Name, err = nameOf(ctx, s.db, out[i].Path); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lacking counts by district the schools with a junior stage that have not given. A district none of whose schools gave
// has no line.
func (s *Service) lacking(ctx context.Context, year int, over access.Range) (map[string]int, error) {
	paths, err := returns.LackingPaths(ctx, s.db, "school", year, over, civil.NewDate(9999, 12, 31))
	if err != nil {
		return nil, err
	}
	junior, err := db.List[string](ctx, s.db, `select path from unit where path >= $1 and path < $2 and stage in ('junior', 'nine_year', 'complete', 'twelve_year', 'secondary')`, over.From, over.To)
	if err != nil {
		return nil, err
	}
	out, has := map[string]int{}, map[string]bool{}
	for _, path := range junior {
		has[path] = true
	}
	for _, path := range paths {
		if has[path] {
			out[org.DistrictPath(path)]++
		}
	}
	return out, nil
}

func nameOf(ctx context.Context, r db.Reader, path string) (string, error) {
	return db.Get[string](ctx, r, `select name from unit where path = $1`, path)
}

// Years are those with returns of schools, the last first.
func (s *Service) Years(ctx context.Context) ([]int, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	return db.List[int](ctx, s.db, `select year from returns_return where form_code = 'school' and unit_path >= $1 and unit_path < $2 and state in ('submitted', 'checked', 'accepted') group by year order by year desc`, over.From, over.To)
}
