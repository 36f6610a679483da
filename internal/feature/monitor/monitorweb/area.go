package monitorweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

func (h handler) area(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.s.Area(ctx, r.PathValue("id"), yearOf(r))
	if err != nil {
		return err
	}
	ru := h.s.Rules()
	st := chosen(a.Stages, balance.Stage(r.URL.Query().Get("stage")))
	if st != nil {
		done, err := ui.Export(w, r, a.Area.Name+strconv.Itoa(a.Year)+lang.T(ctx, monitor.StageLabel(st.Stage)), func() xlsx.Rows { return exportSchools(ctx, ru, st) })
		if done || err != nil {
			return err
		}
	}
	v := view{Frame: ui.NewFrame(r, a.Area.Name, ui.Link{Text: lang.T(ctx, "均衡监测"), URL: "/monitor?year=" + strconv.Itoa(a.Year)})}
	v.Head.Sub = lang.T(ctx, "%d 年度义务教育优质均衡（教督〔2017〕6号）", a.Year)
	v.Head.Chips = []ui.Chip{*chipOf(ctx, a.Verdict)}
	if a.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	if st == nil {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "%d 年度没有这个地区的学校数据。", a.Year)}}}
	} else {
		for _, x := range a.Stages {
			v.Head.Tabs = append(v.Head.Tabs, ui.Tab{Link: ui.Link{Text: lang.T(ctx, monitor.StageLabel(x.Stage)), URL: ui.With(r, "stage", string(x.Stage), "page", "")}, Current: x == st})
		}
		stageView(r, ru, a, st, &v)
	}
	v.Main = append(v.Main, itemCards(ctx, a)...)
	v.Side = append(v.Side, sourceCard(r, a, st), yearCard(r, a.Year, a.Years))
	return render(w, r, http.StatusOK, v)
}

func chosen(list []*monitor.Stage, stage balance.Stage) *monitor.Stage {
	if i := slices.IndexFunc(list, func(x *monitor.Stage) bool { return x.Stage == stage }); i >= 0 {
		return list[i]
	}
	if len(list) > 0 {
		return list[0]
	}
	return nil
}

// itemOf is the indicator that the page looks at, the one furthest from its limit if none is asked for.
func itemOf(r *http.Request, ru balance.Rules, l monitor.Line) int {
	code := r.URL.Query().Get("item")
	if i := slices.IndexFunc(ru.Items, func(x balance.Item) bool { return x.Code == code }); i >= 0 {
		return i
	}
	return worst(l)
}

// stageView shows a stage: coefficients with their limit, schools of one indicator, trend, the list of schools.
func stageView(r *http.Request, ru balance.Rules, a monitor.Judged, st *monitor.Stage, v *view) {
	ctx := r.Context()
	c := itemOf(r, ru, st.Line)
	v.Figures = []ui.Figure{{Label: lang.T(ctx, "资源配置"), Value: lang.T(ctx, st.Verdict.Label()), Tone: figureTone(st.Verdict)},
		{Label: lang.T(ctx, "系数达标"), Value: strconv.Itoa(st.Reached()) + " / " + strconv.Itoa(len(ru.Items))},
		{Label: lang.T(ctx, "不达标学校"), Value: ui.Number(len(st.Result.NotMet)), Sub: lang.T(ctx, "共 %d 所", st.Result.Schools)}, {Label: lang.T(ctx, "学生"), Value: ui.Number(int(st.Result.Students))}}
	if st.Lacking > 0 {
		v.Figures = append(v.Figures, ui.Figure{Label: lang.T(ctx, "缺报"), Value: ui.Number(st.Lacking), Tone: ui.Late, Sub: lang.T(ctx, "结论暂定")})
	}
	v.Charts = append(v.Charts, chart{ID: "cv", Title: lang.T(ctx, "差异系数"), Note: lang.T(ctx, "每项差异系数%s不超过 %s，按学生数加权，未舍入后判定", lang.T(ctx, monitor.StageLabel(st.Stage)), places(ru.Limit[st.Stage], 2)),
		Bars: coefficients(ctx, ru, st.Line), Table: cvTable(r, ru, a, st)})
	one := chart{ID: "item", Title: lang.T(ctx, "各校%s", lang.T(ctx, ru.Items[c].Name)), Note: lang.T(ctx, "从少到多，宽度为学生数；点击学校可以试算"), Marks: schools(ctx, ru, st, c, func(x monitor.School) string { return tryURL(a, st, x) })}
	if len(st.Schools) > linked {
		one.Note = lang.T(ctx, "从少到多，宽度为学生数")
	}
	for i, item := range ru.Items {
		one.Tabs = append(one.Tabs, ui.Tab{Link: ui.Link{Text: item.Code, URL: ui.With(r, "item", item.Code, "page", "") + "#item"}, Current: i == c})
	}
	v.Charts = append(v.Charts, one)
	if t := trend(ctx, ru, st); t != nil {
		v.Charts = append(v.Charts, chart{Title: lang.T(ctx, "差异系数的变化"), Lines: t, Table: trendTable(ctx, ru, st)})
	}
	v.Lists = append(v.Lists, schoolList(r, ru, a, st, c))
}

// linked is how many schools a drawing leads to; with more their bars are too narrow to be chosen.
const linked = 80

func figureTone(v balance.Verdict) ui.Tone {
	switch v {
	case balance.Met:
		return ui.Done
	case balance.NotMet:
		return ui.Late
	}
	return ui.Quiet
}

func tryURL(a monitor.Judged, st *monitor.Stage, x monitor.School) string {
	name := x.ID
	if name == "" {
		name = x.Name
	}
	return a.Area.URL() + "/try?year=" + strconv.Itoa(a.Year) + "&stage=" + string(st.Stage) + "&school=" + url.QueryEscape(name)
}

// cvTable says every coefficient, its distance to the limit and what would close it.
func cvTable(r *http.Request, ru balance.Rules, a monitor.Judged, st *monitor.Stage) ui.Table {
	ctx := r.Context()
	t := ui.Table{Caption: lang.T(ctx, "差异系数"), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "平均"), Num: true}, {Label: lang.T(ctx, "标准差"), Num: true}, {Label: lang.T(ctx, "差异系数"), Num: true},
		{Label: lang.T(ctx, "距界限"), Num: true}, {Label: lang.T(ctx, "结论")}, {Label: lang.T(ctx, "怎样达标")}}}
	limit := ru.Limit[st.Stage]
	for c, item := range ru.Items {
		s := st.Result.Stats[c]
		how, chip := "", chipOf(ctx, st.Result.Each[c])
		if g := st.Gaps[c]; g != nil {
			how = lang.T(ctx, "把最低的 %d 所提高到 %s，共增加 %s", g.Schools, places(g.Level*item.Per, 2), places(g.Add, 0))
		}
		distance := "—"
		if balance.Known(s.CV) {
			distance = strconv.FormatFloat(limit-s.CV, 'f', 4, 64)
		}
		if st.Result.Edge[c] {
			chip.Tone = ui.Soon
			how = lang.T(ctx, "边界：%s，舍入到三位小数结论不同", strconv.FormatFloat(s.CV, 'f', 6, 64))
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: item.Code + " " + lang.T(ctx, item.Name), URL: ui.With(r, "item", item.Code, "page", "") + "#item", Sub: lang.T(ctx, "单位：%s", lang.T(ctx, item.Unit))}, {Text: places(s.Mean, 2)}, {Text: places(s.SD, 3)},
			{Text: places(s.CV, 3), Sub: lang.T(ctx, "基尼 %s，泰尔 %s", places(st.Gini[c], 3), places(st.Theil[c], 3))}, {Text: distance}, {Chip: chip}, {Text: how}})
	}
	return t
}

func trendTable(ctx context.Context, ru balance.Rules, st *monitor.Stage) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "差异系数的变化"), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}}}
	years := sorted(st.Trend)
	for _, y := range years {
		t.Columns = append(t.Columns, ui.Column{Label: strconv.Itoa(y), Num: true})
	}
	for c, item := range ru.Items {
		row := []ui.Cell{{Text: item.Code + " " + lang.T(ctx, item.Name)}}
		for _, y := range years {
			row = append(row, ui.Cell{Text: places(st.Trend[y].Stats[c].CV, 3)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// schoolList lists the schools, those that do not meet their lines first.
func schoolList(r *http.Request, ru balance.Rules, a monitor.Judged, st *monitor.Stage, c int) ui.List {
	ctx := r.Context()
	p := ui.Asked(r)
	q := r.URL.Query()
	var list []*monitor.School
	want, text := q.Get("verdict"), q.Get("q")
	for i := range st.Schools {
		if x := &st.Schools[i]; (want == "" || string(x.Verdict) == want) && strings.Contains(x.Name, text) {
			list = append(list, x)
		}
	}
	if q.Get("sort") == "share" {
		slices.SortStableFunc(list, func(a, b *monitor.School) int { return cmp.Compare(b.Share[c], a.Share[c]) })
	}
	var words []ui.Option
	for _, x := range verdicts {
		words = append(words, ui.Option{Value: string(x), Label: lang.T(ctx, x.Label())})
	}
	l := ui.List{Action: r.URL.Path, Search: ui.SearchBox(r, lang.T(ctx, "查学校")), Total: len(list), Pager: ui.PagerOf(r, len(list), p), Export: ui.Exports(r), Filters: []ui.Filter{ui.Choice(r, "verdict", lang.T(ctx, "结论"), words...)},
		Hidden: []ui.Hidden{{Name: "year", Value: strconv.Itoa(a.Year)}, {Name: "stage", Value: string(st.Stage)}, {Name: "item", Value: ru.Items[c].Code}}, Clear: areaURL(a.Area.ID, a.Year, st.Stage)}
	l.Table = ui.Table{Caption: lang.T(ctx, "学校"), Empty: lang.T(ctx, "没有符合条件的学校"), Columns: []ui.Column{{Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "每校达标")}, {Label: lang.T(ctx, "不足的指标")}, ui.Sortable(r, "share", lang.T(ctx, "占差异 %s", ru.Items[c].Code)), {Label: lang.T(ctx, "试算")}}}
	from := min(p.Offset(), len(list))
	for _, x := range list[from:min(from+p.Limit(), len(list))] {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.Name, URL: schoolURL(*x, a.Year), Sub: lang.T(ctx, "%s 名学生", places(x.Students, 0))}, {Chip: chipOf(ctx, x.Verdict)}, {Text: missing(ctx, ru, x)},
			{Text: places(x.Share[c]*100, 1) + " %", Num: true}, {Text: lang.T(ctx, "试算"), URL: tryURL(a, st, *x)}})
	}
	return l
}

func schoolURL(x monitor.School, year int) string {
	if x.URL() == "" {
		return ""
	}
	return x.URL() + "?year=" + strconv.Itoa(year)
}

// missing says which lines a school misses and by how much.
func missing(ctx context.Context, ru balance.Rules, x *monitor.School) (out string) {
	for c, item := range ru.Items {
		if x.Met[c] == balance.Met {
			continue
		}
		if out != "" {
			out += lang.T(ctx, "；")
		}
		if x.Met[c] == balance.CannotTell {
			out += lang.T(ctx, "%s 缺数", item.Code)
			continue
		}
		out += lang.T(ctx, "%s 为 %s，差 %s", item.Code, places(x.Ratio[c], 2), places(x.Short[c], 1))
	}
	return out
}

func exportSchools(ctx context.Context, ru balance.Rules, st *monitor.Stage) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		head := []any{lang.T(ctx, "学校"), lang.T(ctx, "类型"), lang.T(ctx, "学生"), lang.T(ctx, "每校达标")}
		for _, i := range ru.Items {
			head = append(head, lang.T(ctx, i.Name), lang.T(ctx, "%s 差额", i.Code), lang.T(ctx, "%s 占差异", i.Code))
		}
		if !yield(head, nil) {
			return
		}
		for _, x := range st.Schools {
			row := []any{x.Name, lang.T(ctx, x.Kind), x.Students, lang.T(ctx, x.Verdict.Label())}
			for c := range columns.K {
				row = append(row, figure(x.Ratio[c]), figure(x.Short[c]), figure(x.Share[c]))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// itemCards are the guarantees, the items of quality, recognition and vetoes.
func itemCards(ctx context.Context, a monitor.Judged) (cards []ui.Card) {
	if !a.Asked {
		return []ui.Card{{Title: lang.T(ctx, "政府保障、教育质量与社会认可度"), Empty: &ui.Empty{Text: lang.T(ctx, "没有布置县（市、区）填报表，这三部分无法判定。"), Do: &ui.Button{Label: lang.T(ctx, "数据填报"), URL: "/campaigns"}}}}
	}
	return partCards(ctx, a.Items, part{"4", "政府保障程度"}, part{"5", "教育质量"}, part{"6", "社会认可度"}, part{"veto", "一票否决"})
}

// part is a section of a set of indicators.
type part struct{ table, title string }

// partCards are the items of a set, section by section.
func partCards(ctx context.Context, items []indicator.Judged, parts ...part) (cards []ui.Card) {
	for _, part := range parts {
		t := ui.Table{Caption: lang.T(ctx, part.title), Columns: []ui.Column{{Label: lang.T(ctx, "内容")}, {Label: lang.T(ctx, "数值")}, {Label: lang.T(ctx, "结论")}, {Label: lang.T(ctx, "说明")}}}
		met := 0
		for _, j := range items {
			if j.Item.Table != part.table {
				continue
			}
			if j.Verdict == balance.Met {
				met++
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: j.Item.Label(ctx)}, {Text: figuresOf(ctx, j)}, {Chip: chipOf(ctx, j.Verdict)}, {Text: whyOf(ctx, j)}})
		}
		cards = append(cards, ui.Card{Title: lang.T(ctx, part.title), Note: lang.T(ctx, "%d 项中 %d 项达标", len(t.Rows), met), Table: &t})
	}
	return cards
}

// figuresOf says the figures of an item with their lines.
func figuresOf(ctx context.Context, j indicator.Judged) (out string) {
	for _, f := range j.Figures {
		if out != "" {
			out += lang.T(ctx, "；")
		}
		sign := "≥"
		if f.Ratio.Op == "<=" {
			sign = "≤"
		}
		out += places(f.Value, 1) + " " + lang.T(ctx, f.Ratio.Unit) + lang.T(ctx, "（应 %s %s）", sign, strconv.FormatFloat(f.Ratio.Line, 'f', -1, 64))
	}
	if out == "" {
		out = lang.T(ctx, j.Said)
	}
	return out
}

// whyOf says why an item is not met or cannot be told.
func whyOf(ctx context.Context, j indicator.Judged) string {
	if len(j.Failing) > 0 {
		out, soft := "", 0
		for i, f := range j.Failing {
			if i < 3 {
				if i > 0 {
					out += lang.T(ctx, "、")
				}
				out += f.Unit.Name
			}
			if f.Kept.Transition {
				soft++
			}
		}
		out = lang.T(ctx, "%d 所：%s", len(j.Failing), out)
		if soft > 0 {
			out += lang.T(ctx, "；其中 %d 所符合过渡口径", soft)
		}
		return out
	}
	for _, f := range j.Figures {
		if f.Zero {
			return lang.T(ctx, "分母为 0")
		}
		if len(f.Missing) > 0 {
			return lang.T(ctx, "缺少 %s", f.Missing[0])
		}
	}
	if j.Verdict == balance.CannotTell {
		return lang.T(ctx, "区县没有填报")
	}
	return ""
}

func sourceCard(r *http.Request, a monitor.Judged, st *monitor.Stage) ui.Card {
	ctx := r.Context()
	c := ui.Card{Title: lang.T(ctx, "数据来源")}
	if st != nil {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "来源"), Value: lang.T(ctx, st.Meta.Source.Label())}, ui.Fact{Label: lang.T(ctx, "缺报或更正中"), Value: ui.Number(st.Lacking)})
	}
	if a.ReturnID != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "县（市、区）填报表"), Value: lang.T(ctx, "查看"), URL: "/returns/" + a.ReturnID})
	}
	year := "?year=" + strconv.Itoa(a.Year)
	c.More = []ui.Link{{Text: lang.T(ctx, "申报表Ⅰ–Ⅵ（XLSX）"), URL: a.Area.URL() + "/declaration.xlsx" + year}, {Text: lang.T(ctx, "申报表Ⅰ–Ⅵ（DOCX）"), URL: a.Area.URL() + "/declaration.docx" + year}, {Text: lang.T(ctx, "监测预警"), URL: "/monitor/warnings?area=" + a.Area.ID}}
	return c
}

func yearCard(r *http.Request, now int, years []int) ui.Card {
	c := ui.Card{Title: lang.T(r.Context(), "年度")}
	for _, y := range years {
		if y != now {
			c.More = append(c.More, ui.Link{Text: strconv.Itoa(y), URL: ui.With(r, "year", strconv.Itoa(y), "page", "")})
		}
	}
	if len(c.More) == 0 {
		c.Text = []string{strconv.Itoa(now)}
	}
	return c
}
