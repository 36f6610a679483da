package monitor

import (
	"context"
	"math"
	"slices"
	"sort"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
)

// Judged is everything that is asked of an area (教督〔2017〕6号): resources of both stages, fifteen guarantees, nine
// items of quality, recognition, vetoes.
type Judged struct {
	Area     Area
	Year     int
	Years    []int
	Stages   []*Stage // primary, junior; those the area has
	Items    []indicator.Judged
	Asked    bool   // the district was asked for its own return
	ReturnID string // of the district, "" if it has not given
	Schools  int    // that gave
	Verdict  balance.Verdict
	Demo     bool
}

// Areas finds an area the acting person may see.
func (s *Service) area(ctx context.Context, p *picture, id string) (Area, access.Range, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Area{}, over, err
	}
	a, ok := p.areas[id]
	if !ok || a.Path < over.From || a.Path >= over.To {
		return Area{}, over, errs.New(errs.NotFound, "没有找到这个地区的监测数据")
	}
	return a, over.Within(a.Path), nil
}

// Area returns an area of a year with its verdict.
func (s *Service) Area(ctx context.Context, id string, year int) (out Judged, err error) {
	p, err := s.now(ctx)
	if err != nil {
		return out, err
	}
	a, over, err := s.area(ctx, p, id)
	if err != nil {
		return out, err
	}
	out = Judged{Area: a, Year: p.pick(year), Years: p.list(), Verdict: balance.Met}
	for _, stage := range balance.Stages {
		x, err := s.stageOf(ctx, p, over, a, out.Year, stage)
		if err != nil {
			return out, err
		}
		if x != nil {
			out.Stages = append(out.Stages, x)
			out.Verdict = indicator.Worse(out.Verdict, x.Verdict)
			out.Demo = out.Demo || x.Meta.Demo
		}
	}
	if len(out.Stages) == 0 {
		out.Verdict = balance.CannotTell
	}
	return out, s.items(ctx, p, over, &out)
}

// items judges what the district and its schools gave besides.
func (s *Service) items(ctx context.Context, p *picture, over access.Range, out *Judged) error {
	set := Set()
	latest, err := db.Get[string](ctx, s.db, `select coalesce(max(cast(updated_at as text)), '') from returns_return where form_code = $1 and year = $2 and unit_path >= $3 and unit_path < $4`,
		set.DistrictForm, out.Year, over.From, over.To)
	if err != nil {
		return err
	}
	out.Asked = latest != ""
	if !out.Asked {
		out.Verdict = indicator.Worse(out.Verdict, balance.CannotTell)
		return nil
	}
	x, err := derive(p, "items/"+strconv.Itoa(out.Year)+"/"+out.Area.ID+"/"+latest, func() (given, error) { return s.judge(ctx, set, out.Year, over) })
	if err != nil {
		return err
	}
	out.Items, out.ReturnID, out.Schools = x.items, x.returns, x.schools
	out.Verdict = indicator.Worse(out.Verdict, indicator.All(x.items))
	return nil
}

// Trial is what would be if a school had other figures.
type Trial struct {
	Stage         *Stage
	School        School // as it is
	Other         School // as it would be
	Before, After balance.Result
}

// Try computes a stage of an area with other figures of one school: totals by indicator, and students. Nothing is
// stored.
func (s *Service) Try(ctx context.Context, id string, year int, stage balance.Stage, school string, students float64, totals map[int]float64) (Trial, error) {
	p, err := s.now(ctx)
	if err != nil {
		return Trial{}, err
	}
	a, over, err := s.area(ctx, p, id)
	if err != nil {
		return Trial{}, err
	}
	year = p.pick(year)
	out := Trial{}
	if stage == "" { // the first the area has
		stage = balance.Primary
		if _, ok := p.years[year].Block(columns.Key{Area: id, Stage: stage}); !ok {
			stage = balance.Junior
		}
	}
	if out.Stage, err = s.stageOf(ctx, p, over, a, year, stage); err != nil || out.Stage == nil {
		return out, err
	}
	b, _ := p.years[year].Block(columns.Key{Area: id, Stage: stage})
	i := b.Find(school)
	if school == "" {
		i = b.Find(out.Stage.Schools[0].Name)
	}
	if i < 0 {
		return out, errs.NewField("school", "没有找到这所学校")
	}
	other := b.School(i)
	if students > 0 {
		other.Students = students
	}
	for c, v := range totals {
		other.Totals[c] = v
	}
	if !(other.Students > 0) || math.IsInf(other.Students, 0) {
		return out, errs.NewField("students", "学生数应大于 0")
	}
	changed := b.Changed(i, other)
	out.Before, out.After = out.Stage.Result, changed.Judge(rules(), noRounding)
	find := func(list []School) School {
		j := slices.IndexFunc(list, func(x School) bool { return x.Name == other.Name && x.ID == other.ID })
		return list[j]
	}
	out.School, out.Other = find(out.Stage.Schools), find(schoolsIn(rules(), changed))
	return out, nil
}

// Among is where a figure of a school stands among its like.
type Among struct {
	Value  float64
	Known  bool
	Rank   int // 1 is the most
	Of     int
	Lowest float64
	Lower  float64 // quartile
	Middle float64
	Upper  float64
	Most   float64
	Line   float64
	Met    balance.Verdict
}

// Place is a school among its like in one stage.
type Place struct {
	Stage    balance.Stage
	Students float64
	Kind     string
	Like     string // what the compared have in common, in Chinese
	Figures  [columns.K]Among
	Verdict  balance.Verdict
	Area     Area
}

// Places is a school in a year.
type Places struct {
	Unit     org.Unit
	Year     int
	Years    []int
	Stages   []Place
	ReturnID string
	Values   map[string]string
	Kept     []indicator.Kept
	Trend    map[int]map[balance.Stage]School
	Demo     bool
}

// sizes are the upper ends of the classes of size; a convention of the platform to compare like with like.
var sizes = []float64{200, 600, 1200, 2000, math.Inf(1)}

func sizeOf(students float64) int { return sort.SearchFloat64s(sizes, students) }

// SizeLabel says a class of size.
func sizeLabel(i int) string {
	return [...]string{"不超过 200 人", "201–600 人", "601–1200 人", "1201–2000 人", "超过 2000 人"}[i]
}

// Place returns where a school stands among its like: of others only how they are spread.
func (s *Service) Place(ctx context.Context, id org.UnitID, year int) (out Places, err error) {
	over, err := access.Over(ctx, MayPlace)
	if err != nil {
		return out, err
	}
	u, err := org.UnitByID(ctx, s.db, id)
	if err != nil {
		return out, err
	}
	if u.Path < over.From || u.Path >= over.To || u.Kind != org.School {
		return out, errs.New(errs.NotFound, "没有找到这所学校")
	}
	p, err := s.now(ctx)
	if err != nil {
		return out, err
	}
	out = Places{Unit: u, Year: p.pick(year), Years: p.list(), Trend: map[int]map[balance.Stage]School{}}
	a, err := areaOf(ctx, s.db, id)
	if err != nil {
		return out, err
	}
	for y, v := range p.years {
		for _, stage := range balance.Stages {
			b, ok := v.Block(columns.Key{Area: a.ID, Stage: stage})
			if !ok || b.Find(string(id)) < 0 {
				continue
			}
			list := schoolsIn(rules(), b)
			x := list[slices.IndexFunc(list, func(x School) bool { return x.ID == string(id) })]
			if out.Trend[y] == nil {
				out.Trend[y] = map[balance.Stage]School{}
			}
			out.Trend[y][stage] = x
			if y == out.Year {
				out.Demo = out.Demo || p.meta[y][b.Key].Demo
				out.Stages = append(out.Stages, s.among(v, a, stage, x))
			}
		}
	}
	given, err := returns.GivenIn(ctx, s.db, Set().SchoolForm, out.Year, over.Within(u.Path))
	if err != nil {
		return out, err
	}
	for _, g := range given {
		if g.UnitID == id { // not a campus of it
			out.ReturnID, out.Values = g.ReturnID, g.Values
			out.Kept, err = Set().School(indicator.Unit{ID: string(id), Name: u.Name, Values: g.Values})
		}
	}
	return out, err
}

// fewest is how many like schools there have to be: fewer would tell the figures of one.
const fewest = 5

// among compares with schools of the whole year of the same stage, kind and size; with fewer than fewest of these the
// size, then the kind is let go.
func (s *Service) among(y *columns.Year, a Area, stage balance.Stage, x School) Place {
	out := Place{Stage: stage, Students: x.Students, Kind: x.Kind, Verdict: x.Verdict, Area: a}
	var kind, size []columns.School
	var all []columns.School
	for _, b := range y.Blocks() {
		if b.Stage != stage {
			continue
		}
		for i := range b.Len() {
			o := b.School(i)
			all = append(all, o)
			if o.Kind == x.Kind {
				kind = append(kind, o)
				if sizeOf(o.Students) == sizeOf(x.Students) {
					size = append(size, o)
				}
			}
		}
	}
	like := size
	out.Like = sizeLabel(sizeOf(x.Students))
	if len(like) < fewest {
		like, out.Like = kind, ""
	}
	if len(like) < fewest {
		like, out.Like, out.Kind = all, "", ""
	}
	for c, item := range rules().Items {
		f := Among{Value: x.Ratio[c], Known: balance.Known(x.Ratio[c]), Met: x.Met[c]}
		f.Line, _ = item.Line(stage)
		var values []float64
		for _, o := range like {
			if v := o.Totals[c] / o.Students * item.Per; balance.Known(v) {
				values = append(values, v)
			}
		}
		slices.Sort(values)
		f.Of = len(values)
		if f.Of >= fewest {
			f.Lowest, f.Most = values[0], values[f.Of-1]
			f.Lower, f.Middle, f.Upper = values[f.Of/4], values[f.Of/2], values[f.Of*3/4]
			at, _ := slices.BinarySearchFunc(values, f.Value, func(a, b float64) int {
				if a <= b { // the first above
					return -1
				}
				return 1
			})
			f.Rank = f.Of - at + 1
		}
		out.Figures[c] = f
	}
	return out
}
