package monitor

import (
	"context"
	gopath "path"
	"slices"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
)

// Preschool is 学前教育普及普惠 of a district in a year (教督〔2020〕1号): every item with its figures, and how many
// kindergartens gave.
type Preschool struct {
	District org.Unit
	Year     int
	Years    []int
	Items    []indicator.Judged
	ReturnID string // of the district, "" if it has not given
	Gave     int    // kindergartens
	Lacking  int    // kindergartens that have not given, or correct
	Verdict  balance.Verdict
	Demo     bool
}

// Count is how many items have a verdict.
func (p Preschool) Count(v balance.Verdict) (n int) {
	for _, j := range p.Items {
		if j.Verdict == v {
			n++
		}
	}
	return n
}

func preschool() *indicator.Set {
	set, ok := indicator.SetOf("preschool")
	if !ok {
		panic("monitor: data/indicators has no set preschool")
	}
	return set
}

// Preschools judges every district of the acting person that was asked in a year, 0 for the last one; with the years
// that were asked for, the last first.
func (s *Service) Preschools(ctx context.Context, year int) ([]Preschool, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	return s.preschools(ctx, over, year)
}

// Preschool judges one district.
func (s *Service) Preschool(ctx context.Context, id string, year int) (Preschool, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Preschool{}, err
	}
	u, err := org.UnitByID(ctx, s.db, org.UnitID(id))
	if err != nil || u.Path < over.From || u.Path >= over.To || org.DistrictPath(u.Path) != u.Path {
		return Preschool{}, errs.New(errs.NotFound, "没有找到这个地区的学前教育数据")
	}
	list, err := s.preschools(ctx, over.Within(u.Path), year)
	if err != nil || len(list) > 0 {
		return append(list, Preschool{})[0], err
	}
	return Preschool{District: u, Verdict: balance.CannotTell}, nil
}

func (s *Service) preschools(ctx context.Context, over access.Range, year int) (out []Preschool, err error) {
	set := preschool()
	years, err := db.List[int](ctx, s.db, `select year from returns_return where form_code in ($1, $2) and unit_path >= $3 and unit_path < $4 group by year order by year desc`,
		set.SchoolForm, set.DistrictForm, over.From, over.To)
	if err != nil || len(years) == 0 {
		return nil, err
	}
	if !slices.Contains(years, year) {
		year = years[0]
	}
	paths, err := db.List[string](ctx, s.db, `select unit_path from returns_return where form_code in ($1, $2) and year = $3 and unit_path >= $4 and unit_path < $5 group by unit_path order by unit_path`,
		set.SchoolForm, set.DistrictForm, year, over.From, over.To)
	if err != nil {
		return nil, err
	}
	last := ""
	for _, path := range paths {
		at := org.DistrictPath(path)
		if at == last {
			continue
		}
		last = at
		u, err := org.UnitByID(ctx, s.db, org.UnitID(gopath.Base(at)))
		if err != nil {
			return nil, err
		}
		x, err := s.preschool(ctx, u, year, over.Within(at))
		if err != nil {
			return nil, err
		}
		x.Years = years
		out = append(out, x)
	}
	return out, nil
}

func (s *Service) preschool(ctx context.Context, u org.Unit, year int, over access.Range) (Preschool, error) {
	out := Preschool{District: u, Year: year}
	set := preschool()
	x, err := s.judge(ctx, set, year, over)
	if err != nil {
		return out, err
	}
	out.Items, out.ReturnID, out.Gave, out.Demo = x.items, x.returns, x.schools, x.demo
	if out.Lacking, err = returns.Lacking(ctx, s.db, set.SchoolForm, year, over); err != nil {
		return out, err
	}
	out.Verdict = indicator.All(x.items)
	if out.Lacking > 0 && out.Verdict == balance.Met {
		out.Verdict = balance.CannotTell // who has not answered may fail
	}
	return out, nil
}

// given is what a district and its schools were judged to be.
type given struct {
	items   []indicator.Judged
	returns string // the return of the district
	schools int    // that gave
	demo    bool
}

// judge applies a set to what a district and its schools gave for a year.
func (s *Service) judge(ctx context.Context, set *indicator.Set, year int, over access.Range) (x given, err error) {
	units, err := returns.GivenIn(ctx, s.db, set.SchoolForm, year, over)
	if err != nil {
		return x, err
	}
	district, err := returns.GivenIn(ctx, s.db, set.DistrictForm, year, over)
	if err != nil {
		return x, err
	}
	schools := make([]indicator.Unit, len(units))
	for i, u := range units {
		schools[i] = indicator.Unit{ID: u.ReturnID, Name: u.UnitName, Values: u.Values}
		x.demo = x.demo || u.Demo
	}
	var values map[string]string
	if len(district) > 0 {
		values, x.returns, x.demo = district[0].Values, district[0].ReturnID, x.demo || district[0].Demo
	}
	x.schools = len(units)
	x.items, err = set.Judge(values, schools)
	return x, err
}
