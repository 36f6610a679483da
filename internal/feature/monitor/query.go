package monitor

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
)

// Line is a stage of an area with its verdict.
type Line struct {
	Area    Area
	Stage   balance.Stage
	Result  balance.Result
	Meta    Meta
	Lacking int             // units that were asked and have not given, or correct
	Late    int             // of these, whose day has passed; told by the watch only
	Verdict balance.Verdict // of the resources; met is only told when nobody lacks
}

func (l *Line) settle() {
	l.Verdict = l.Result.Verdict
	if l.Lacking > 0 && (l.Verdict == balance.Met || l.Result.Lines != balance.NotMet) {
		l.Verdict = balance.CannotTell
	}
}

// Reached counts the coefficients within the limit.
func (l Line) Reached() (n int) {
	for _, v := range l.Result.Each {
		if v == balance.Met {
			n++
		}
	}
	return n
}

// Tally counts areas by their verdict.
type Tally struct {
	Met, NotMet, CannotTell int
	Schools                 int
	Students                float64
}

func (t *Tally) add(l *Line) {
	switch l.Verdict {
	case balance.Met:
		t.Met++
	case balance.NotMet:
		t.NotMet++
	default:
		t.CannotTell++
	}
	t.Schools += l.Result.Schools
	t.Students += l.Result.Students
}

// Areas is how many areas there are.
func (t Tally) Areas() int { return t.Met + t.NotMet + t.CannotTell }

// Group is the areas below a province or city that stands between them and the unit looked from.
type Group struct {
	ID    string
	Path  string
	Name  string
	Tally Tally
}

// Overview is a stage of a year.
type Overview struct {
	Year   int
	Years  []int
	Stage  balance.Stage
	Tally  Tally
	Groups []Group // several: the areas of one are asked for by its id
	Group  *Group
	Lines  []Line
	Trend  map[int]Tally // by year
	Demo   bool
}

// Filter says what is looked at; zero values are the last year, primary, all.
type Filter struct {
	Year    int
	Stage   balance.Stage
	Group   string // id of a unit
	Verdict balance.Verdict
	Text    string
	All     bool // the areas too, however many there are
}

// pick makes the year one there is.
func (p *picture) pick(year int) int {
	if p.years[year] != nil || len(p.years) == 0 {
		return year
	}
	return p.list()[0]
}

// Overview lists the areas the acting person may see, in groups when there are many.
func (s *Service) Overview(ctx context.Context, f Filter) (out Overview, err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	p, err := s.now(ctx)
	if err != nil {
		return out, err
	}
	if f.Stage == "" {
		f.Stage = balance.Primary
	}
	out = Overview{Year: p.pick(f.Year), Years: p.list(), Stage: f.Stage, Trend: map[int]Tally{}}
	all, err := s.lines(ctx, p, over, out.Year, f.Stage)
	if err != nil {
		return out, err
	}
	groups, err := s.groups(ctx, all)
	if err != nil {
		return out, err
	}
	if f.Group != "" {
		for _, g := range groups {
			if g.ID == f.Group {
				out.Group = &g
			}
		}
		if out.Group == nil {
			return out, errs.New(errs.NotFound, "没有找到这个地区")
		}
		over = over.Within(out.Group.Path)
	}
	grouped := len(groups) > 1 && out.Group == nil
	if grouped {
		out.Groups = groups
	}
	out.pick(all, f, !grouped || f.Verdict != "" || f.Text != "" || f.All)
	return out, s.trend(ctx, p, over, &out)
}

// pick counts the lines of the group and keeps those that the filter leaves, when they are to be listed.
func (o *Overview) pick(all []Line, f Filter, listed bool) {
	for i := range all {
		l := &all[i]
		if o.Group != nil && !strings.HasPrefix(l.Area.Path, o.Group.Path) {
			continue
		}
		o.Tally.add(l)
		o.Demo = o.Demo || l.Meta.Demo
		if listed && (f.Verdict == "" || l.Verdict == f.Verdict) && strings.Contains(l.Area.Name, f.Text) {
			o.Lines = append(o.Lines, *l)
		}
	}
}

// trend counts the verdicts of every year.
func (s *Service) trend(ctx context.Context, p *picture, over access.Range, out *Overview) error {
	for _, y := range out.Years {
		list, err := s.lines(ctx, p, over, y, out.Stage)
		if err != nil {
			return err
		}
		var t Tally
		for i := range list {
			t.add(&list[i])
		}
		out.Trend[y] = t
	}
	return nil
}

// lines are the areas of a range in a year and stage.
func (s *Service) lines(ctx context.Context, p *picture, over access.Range, year int, stage balance.Stage) ([]Line, error) {
	if p.years[year] == nil {
		return nil, nil
	}
	lacking, err := s.lacking(ctx, year, over, civil.NewDate(9999, 12, 31))
	if err != nil {
		return nil, err
	}
	if len(lacking) > 0 {
		return p.linesOf(over, year, stage, lacking), nil
	}
	return derive(p, "lines/"+strconv.Itoa(year)+"/"+string(stage)+"/"+over.From, func() ([]Line, error) { return p.linesOf(over, year, stage, nil), nil })
}

// linesOf are the areas of a range; what is returned is shared.
func (p *picture) linesOf(over access.Range, year int, stage balance.Stage, lacking map[string]int) (out []Line) {
	y, results := p.years[year], p.verdicts(year)
	for _, a := range p.within(over) {
		k := columns.Key{Area: a.ID, Stage: stage}
		i, ok := y.Index(k)
		if !ok {
			continue
		}
		l := Line{Area: a, Stage: stage, Result: results[i], Meta: p.meta[year][k], Lacking: lacking[a.Path]}
		l.settle()
		out = append(out, l)
	}
	return out
}

// lacking counts by the path of districts who was due before a day.
func (s *Service) lacking(ctx context.Context, year int, over access.Range, due civil.Date) (map[string]int, error) {
	paths, err := returns.LackingPaths(ctx, s.db, Set().SchoolForm, year, over, due)
	out := map[string]int{}
	for _, path := range paths {
		out[org.DistrictPath(path)]++
	}
	return out, err
}

// groups parts areas by the unit that stands above them.
func (s *Service) groups(ctx context.Context, lines []Line) (out []Group, err error) {
	at := map[string]int{}
	var ids []string
	for n := range lines {
		l := &lines[n]
		path := strings.TrimSuffix(l.Area.Path, "/")
		path = path[:strings.LastIndexByte(path, '/')+1]
		i, ok := at[path]
		if !ok {
			i = len(out)
			at[path] = i
			code := strings.Trim(path, "/")
			ids = append(ids, code[strings.LastIndexByte(code, '/')+1:])
			out = append(out, Group{ID: ids[i], Path: path})
		}
		out[i].Tally.add(l)
	}
	if len(out) < 2 {
		return out, nil
	}
	units, err := org.OpenWith(ctx, s.db, "id", ids)
	for i := range out {
		for _, u := range units {
			if string(u.ID) == out[i].ID {
				out[i].Name = u.Name
			}
		}
	}
	return out, err
}

// School is a school with what it has and what it does to its area.
type School struct {
	columns.School
	Ratio   [columns.K]float64 // per student or hundred students
	Met     [columns.K]balance.Verdict
	Short   [columns.K]float64 // what it lacks to the line
	Share   [columns.K]float64 // its part of the variance
	Verdict balance.Verdict    // six lines and 85 % of the rest
}

// URL is where its own page is, "" if it is no unit here.
func (s School) URL() string {
	if s.ID == "" {
		return ""
	}
	return "/monitor/schools/" + s.ID
}

// Stage is a stage of an area, whole.
type Stage struct {
	Line
	Schools []School
	Gaps    [columns.K]*columns.Gap // what would bring each coefficient to its limit
	Gini    [columns.K]float64
	Theil   [columns.K]float64
	Trend   map[int]balance.Result
}

// stageOf computes a stage of an area.
func (s *Service) stageOf(ctx context.Context, p *picture, over access.Range, a Area, year int, stage balance.Stage) (*Stage, error) {
	lacking, err := returns.Lacking(ctx, s.db, Set().SchoolForm, year, over)
	if err != nil {
		return nil, err
	}
	k := columns.Key{Area: a.ID, Stage: stage}
	y := p.years[year]
	if y == nil {
		return nil, nil
	}
	b, ok := y.Block(k)
	if !ok || b.Len() == 0 {
		return nil, nil
	}
	out, err := derive(p, "stage/"+strconv.Itoa(year)+"/"+a.ID+"/"+string(stage), func() (*Stage, error) { return whole(p, a, year, b), nil })
	if err != nil {
		return nil, err
	}
	copied := *out
	copied.Lacking = lacking
	copied.settle()
	return &copied, nil
}

func whole(p *picture, a Area, year int, b *columns.Block) *Stage {
	ru := rules()
	out := &Stage{Line: Line{Area: a, Stage: b.Stage, Result: b.Judge(ru, noRounding), Meta: p.meta[year][b.Key]}, Trend: map[int]balance.Result{}, Schools: schoolsIn(ru, b)}
	for c := range columns.K {
		if g, ok := b.Gap(c, ru.Limit[b.Stage]); ok {
			out.Gaps[c] = &g
		}
		out.Gini[c], out.Theil[c] = balance.Gini(b.Students(), b.Totals(c)), balance.Theil(b.Students(), b.Totals(c))
	}
	for y, v := range p.years {
		if i, ok := v.Index(b.Key); ok {
			out.Trend[y] = p.verdicts(y)[i]
		}
	}
	return out
}

// schoolsIn are the schools of a block, those that fail first.
func schoolsIn(ru balance.Rules, b *columns.Block) []School {
	st := b.Stats()
	out := make([]School, b.Len())
	room := make([]float64, b.Len())
	for i := range out {
		out[i] = School{School: b.School(i)}
		out[i].Verdict = ru.School(b.Stage, balance.School{Name: out[i].Name, Students: out[i].Students, Totals: out[i].Totals})
	}
	for c, item := range ru.Items {
		b.Contributions(c, st.Of[c], room)
		line, _ := item.Line(b.Stage)
		for i := range out {
			x := &out[i]
			x.Ratio[c], x.Share[c] = x.Totals[c]/x.Students*item.Per, room[i]
			x.Short[c], x.Met[c] = b.Short(ru, i, c), balance.CannotTell
			if balance.Known(x.Totals[c]) && line > 0 {
				x.Met[c] = balance.Met
				if !balance.Reaches(x.Totals[c], x.Students, item.Per, line) {
					x.Met[c] = balance.NotMet
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b School) int { return order(a.Verdict) - order(b.Verdict) })
	return out
}

func order(v balance.Verdict) int {
	return map[balance.Verdict]int{balance.NotMet: 0, balance.CannotTell: 1, balance.Met: 2}[v]
}
