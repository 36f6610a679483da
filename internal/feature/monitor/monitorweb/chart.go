package monitorweb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dudao/data"
	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/ui"
)

// chart is a card with a drawing; whatever it shows stands in a table too.
type chart struct {
	ID, Title, Note string
	Bars            *bars
	Marks           *marks
	Lines           *lines
	Map             *areaMap
	Tabs            []ui.Tab
	Table           ui.Table
}

type bars struct {
	Label, LimitText string
	Height, Limit    int
	Rows             []bar
}

type bar struct {
	Name, Value          string
	Y, Top, Width, After int
	Tone                 ui.Tone
}

// tone is the colour of a verdict: the name of a token.
func tone(v balance.Verdict) ui.Tone {
	switch v {
	case balance.Met:
		return "done"
	case balance.NotMet:
		return "late"
	}
	return "edge"
}

// coefficients draws the coefficients of a stage with their limit.
func coefficients(ctx context.Context, ru balance.Rules, l monitor.Line) *bars {
	limit := ru.Limit[l.Stage]
	const left, wide = 250, 320
	most := limit * 1.5
	for _, s := range l.Result.Stats {
		if s.CV > most {
			most = s.CV
		}
	}
	at := func(v float64) int { return int(math.Round(v / most * wide)) }
	b := &bars{Label: lang.T(ctx, "差异系数与界限"), LimitText: lang.T(ctx, "界限 %s", places(limit, 2)), Limit: left + at(limit), Height: 22 + 24*len(ru.Items)}
	for c, item := range ru.Items {
		x := bar{Name: short(lang.T(ctx, item.Name)), Value: places(l.Result.Stats[c].CV, 3), Y: 36 + 24*c, Top: 25 + 24*c, Tone: tone(l.Result.Each[c])}
		if balance.Known(l.Result.Stats[c].CV) {
			x.Width = at(l.Result.Stats[c].CV)
		}
		x.After = left + x.Width + 6
		b.Rows = append(b.Rows, x)
	}
	return b
}

func short(s string) string {
	if r := []rune(s); len(r) > 36 {
		return string(r[:35]) + "…"
	}
	return s
}

type marks struct {
	Label string
	Bars  []mark
	Areas []area // the bars of many schools, all of a colour in one
	Line  *level
	Mean  *level
}

type mark struct {
	X, Y, Width, Height float64
	Tone                ui.Tone
	Title, URL          string
}

type area struct {
	Path string
	Tone ui.Tone
}

type level struct {
	Y, Over float64
	Text    string
}

// schools draws what the schools of a stage have of one indicator, the poorest first: a bar is as wide as its
// students and as high as what each of them has.
func schools(ctx context.Context, ru balance.Rules, st *monitor.Stage, c int, url func(monitor.School) string) *marks {
	var list []*monitor.School
	for i := range st.Schools {
		if balance.Known(st.Schools[i].Ratio[c]) {
			list = append(list, &st.Schools[i])
		}
	}
	slices.SortFunc(list, func(a, b *monitor.School) int { return cmp.Compare(a.Ratio[c], b.Ratio[c]) })
	if len(list) == 0 {
		return nil
	}
	line, has := ru.Items[c].Line(st.Stage)
	mean := st.Result.Stats[c].Mean
	students, most := 0.0, max(list[len(list)-1].Ratio[c], line)
	for _, x := range list {
		students += x.Students
	}
	y := func(v float64) float64 { return round1(235 - v/most*215) }
	m := &marks{Label: lang.T(ctx, "各校%s", lang.T(ctx, ru.Items[c].Name))}
	at, many := 0.0, len(list) > linked
	paths := map[ui.Tone][]byte{}
	for _, x := range list {
		w, top, tone := x.Students/students*640, y(x.Ratio[c]), tone(x.Met[c])
		if many {
			paths[tone] = fmt.Appendf(paths[tone], "M%g 235V%gh%gV235z", round1(at), top, round1(w))
		} else {
			m.Bars = append(m.Bars, mark{X: round1(at), Y: top, Width: round1(w), Height: round1(235 - top), Tone: tone, URL: url(*x),
				Title: lang.T(ctx, "%s：%s，占差异的 %s%%", x.Name, places(x.Ratio[c], 2), places(x.Share[c]*100, 1))})
		}
		at += w
	}
	for _, tone := range slices.Sorted(maps.Keys(paths)) {
		m.Areas = append(m.Areas, area{string(paths[tone]), tone})
	}
	if has {
		m.Line = &level{y(line), y(line) - 4, lang.T(ctx, "每校 %s", places(line, 2))}
	}
	if balance.Known(mean) {
		m.Mean = &level{y(mean), y(mean) - 4, lang.T(ctx, "平均 %s", places(mean, 2))}
	}
	return m
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

type lines struct {
	Label, LimitText string
	Series           []series
	Years            []tick
	Limit, LimitY    float64
}

type series struct {
	Name, Points string
	Tone         ui.Tone
	Dots         []dot
	EndX, EndY   float64
}

type dot struct {
	X, Y  float64
	Tone  ui.Tone
	Title string
}

type tick struct {
	X    float64
	Text string
}

// trend draws coefficients over years.
func trend(ctx context.Context, ru balance.Rules, st *monitor.Stage) *lines {
	years := sorted(st.Trend)
	if len(years) < 2 {
		return nil
	}
	limit := ru.Limit[st.Stage]
	most := limit * 1.3
	for _, r := range st.Trend {
		for _, s := range r.Stats {
			if s.CV > most {
				most = s.CV
			}
		}
	}
	x := func(i int) float64 { return round1(40 + float64(i)*520/float64(len(years)-1)) }
	y := func(v float64) float64 { return round1(195 - v/most*180) }
	out := &lines{Label: lang.T(ctx, "差异系数的变化"), Limit: y(limit), LimitY: y(limit) - 4, LimitText: places(limit, 2)}
	for i, year := range years {
		out.Years = append(out.Years, tick{x(i), strconv.Itoa(year)})
	}
	taken := map[int]int{} // how many names end at a height
	for c, item := range ru.Items {
		s := series{Name: item.Code, Tone: tone(st.Result.Each[c])}
		var points []string
		for i, year := range years {
			v := st.Trend[year].Stats[c].CV
			if !balance.Known(v) {
				continue
			}
			points = append(points, fmt.Sprintf("%g,%g", x(i), y(v)))
			s.Dots = append(s.Dots, dot{x(i), y(v), s.Tone, fmt.Sprintf("%s %d %s", lang.T(ctx, item.Name), year, places(v, 3))})
			s.EndX, s.EndY = x(i)+8, y(v)+4
		}
		s.Points = strings.Join(points, " ")
		s.EndX += 24 * float64(taken[int(s.EndY)/12])
		taken[int(s.EndY)/12]++
		out.Series = append(out.Series, s)
	}
	return out
}

func sorted[V any](m map[int]V) (years []int) {
	for y := range m {
		years = append(years, y)
	}
	slices.Sort(years)
	return years
}

type areaMap struct {
	Label         string
	Width, Height int
	Areas         []outline
}

type outline struct {
	Name, Code, Path, URL, Title string
	X, Y                         int
	Tone                         string
}

// atlas reads the outlines of a city, by its code.
var atlas = sync.OnceValue(func() map[string]areaMap {
	out := map[string]areaMap{}
	files, err := data.Maps.ReadDir("maps")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		text, err := data.Maps.ReadFile("maps/" + f.Name())
		if err != nil {
			panic(err)
		}
		var m areaMap
		if err := json.Unmarshal(text, &m); err != nil {
			panic("data/maps/" + f.Name() + ": " + err.Error())
		}
		out[strings.TrimSuffix(f.Name(), ".json")] = m
	}
	return out
})

// drawn is the map of a city with the verdicts of its districts, nil when there is none or fewer than half of them.
func drawn(ctx context.Context, list []monitor.Line, url func(monitor.Line) string) *areaMap {
	if len(list) == 0 {
		return nil
	}
	city, _, _ := strings.Cut(strings.TrimPrefix(list[0].Area.Path, "/"), "/")
	m, ok := atlas()[city]
	if !ok {
		return nil
	}
	by := map[string]monitor.Line{}
	for _, l := range list {
		by[l.Area.ID] = l
	}
	m.Areas = slices.Clone(m.Areas)
	m.Label = lang.T(ctx, "各区资源配置结论（示意图）")
	found := 0
	for i := range m.Areas {
		a := &m.Areas[i]
		l, ok := by[a.Code]
		a.Tone, a.Title = "ground", lang.T(ctx, "%s：没有数据", a.Name)
		if ok {
			found++
			a.Tone = map[balance.Verdict]string{balance.Met: "done-ground", balance.NotMet: "late-ground", balance.CannotTell: "hover"}[l.Verdict]
			a.Title = fmt.Sprintf("%s：%s，%s", a.Name, lang.T(ctx, l.Verdict.Label()), lang.T(ctx, "%d 项系数达标", l.Reached()))
			a.URL = url(l)
		}
		a.Name = strings.TrimSuffix(a.Name, "区")
	}
	if found*2 < len(list) {
		return nil
	}
	return &m
}

// places is a figure with n places, a dash where it cannot be told.
func places(x float64, n int) string {
	if !balance.Known(x) {
		return "—"
	}
	return strconv.FormatFloat(x, 'f', n, 64)
}

func chipOf(ctx context.Context, v balance.Verdict) *ui.Chip {
	c := ui.Chip{Text: lang.T(ctx, v.Label())}
	switch v {
	case balance.Met:
		c.Tone = ui.Done
	case balance.NotMet:
		c.Tone = ui.Late
	}
	return &c
}
