package monitorweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var verdicts = []balance.Verdict{balance.Met, balance.NotMet, balance.CannotTell}

func filterOf(r *http.Request) monitor.Filter {
	q := r.URL.Query()
	f := monitor.Filter{Year: yearOf(r), Stage: balance.Stage(q.Get("stage")), Group: q.Get("group"), Verdict: balance.Verdict(q.Get("verdict")), Text: q.Get("q")}
	if !slices.Contains(balance.Stages, f.Stage) {
		f.Stage = balance.Primary
	}
	if !slices.Contains(verdicts, f.Verdict) {
		f.Verdict = ""
	}
	return f
}

func (h handler) overview(w http.ResponseWriter, r *http.Request) error {
	return h.overviewPage(w, r, http.StatusOK, nil)
}

func (h handler) overviewPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	o, err := h.s.Overview(ctx, filterOf(r))
	if err != nil {
		return err
	}
	ordered(o.Lines, r.URL.Query().Get("sort"), r.URL.Query().Get("desc") == "yes")
	name := lang.T(ctx, "均衡监测")
	done, err := ui.Export(w, r, lang.T(ctx, "均衡监测")+strconv.Itoa(o.Year), func() xlsx.Rows { return exportLines(ctx, h.s.Rules(), o) })
	if done || err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, name)}
	if o.Group != nil {
		v.Frame = ui.NewFrame(r, o.Group.Name, ui.Link{Text: name, URL: ui.With(r, "group", "", "page", "")})
	}
	v.Head.Sub = lang.T(ctx, "义务教育优质均衡：资源配置 7 项指标的每校达标与学生加权差异系数（教督〔2017〕6号）")
	if o.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	if access.Holds(ctx, monitor.MayImport) == nil {
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "导入年度学校表"), URL: "/monitor/tables", Plain: true, Icon: "plus"})
	}
	if len(o.Years) == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "还没有监测数据。学校提交的填报表会自动汇入这里。"), Do: &ui.Button{Label: lang.T(ctx, "数据填报"), URL: "/campaigns"}}}}
		return render(w, r, status, v)
	}
	if err := h.publishing(r, &v, o, refused); err != nil {
		return err
	}
	v.Head.Tabs = stageTabs(r, o.Stage)
	at := func(x balance.Verdict) string { return ui.With(r, "verdict", string(x), "page", "") }
	v.Figures = []ui.Figure{{Label: lang.T(ctx, "达标地区"), Value: ui.Number(o.Tally.Met), Tone: ui.Done, URL: at(balance.Met)}, {Label: lang.T(ctx, "不达标地区"), Value: ui.Number(o.Tally.NotMet), Tone: ui.Late, URL: at(balance.NotMet)},
		{Label: lang.T(ctx, "无法判定"), Value: ui.Number(o.Tally.CannotTell), URL: at(balance.CannotTell), Sub: lang.T(ctx, "缺数或正在更正")}, {Label: lang.T(ctx, "学校"), Value: ui.Number(o.Tally.Schools), Sub: lang.T(ctx, "一贯制学校按学段拆分")},
		{Label: lang.T(ctx, "学生"), Value: ui.Number(int(o.Tally.Students))}}
	areaURL := func(l monitor.Line) string { return areaURL(l.Area.ID, o.Year, o.Stage) }
	if m := drawn(ctx, o.Lines, areaURL); m != nil {
		v.After = append(v.After, chart{Title: lang.T(ctx, "各区结论"), Note: lang.T(ctx, "绿色达标，红色不达标，灰色无法判定。示意图，不表示行政区域界线。"), Map: m})
	}
	if len(o.Groups) > 0 && len(o.Lines) == 0 {
		v.Lists = append(v.Lists, groupList(r, o))
	}
	if len(o.Lines) > 0 || len(o.Groups) == 0 {
		v.Lists = append(v.Lists, lineList(r, h.s.Rules(), o))
	}
	v.Side = append(v.Side, yearsCard(r, o))
	return render(w, r, status, v)
}

func areaURL(id string, year int, stage balance.Stage) string {
	return "/monitor/areas/" + id + "?year=" + strconv.Itoa(year) + "&stage=" + string(stage)
}

func stageTabs(r *http.Request, now balance.Stage) (tabs []ui.Tab) {
	for _, st := range balance.Stages {
		tabs = append(tabs, ui.Tab{Link: ui.Link{Text: lang.T(r.Context(), monitor.StageLabel(st)), URL: ui.With(r, "stage", string(st), "page", "")}, Current: st == now})
	}
	return tabs
}

// publishing offers the city to make the figures of the year public.
func (h handler) publishing(r *http.Request, v *view, o monitor.Overview, refused error) error {
	ctx := r.Context()
	if access.Holds(ctx, monitor.MayPublish) != nil {
		return nil
	}
	f := ui.Form{ID: "publish", Action: "/monitor/publish?year=" + strconv.Itoa(o.Year), Submit: lang.T(ctx, "公布"), Note: lang.T(ctx, "公布 %d 年度各地区两个学段的平均、差异系数与结论，不含任何学校的数据。公布后向公众开放下载，每次更新都有版本和更新记录。", o.Year),
		Fields: []ui.Field{{Name: "note", Label: lang.T(ctx, "说明"), Type: "textarea", Rows: 2}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	last, had, err := h.s.Released(ctx, o.Year)
	if err != nil {
		return err
	}
	label := lang.T(ctx, "公布数据")
	if had {
		label = lang.T(ctx, "更新公布的数据")
		v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "已公布"), Facts: []ui.Fact{{Label: lang.T(ctx, "版本"), Value: strconv.Itoa(last.Seq), URL: last.URL()}, {Label: lang.T(ctx, "发布日期"), Value: last.PublishedOn.String()}}})
	}
	v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: label, Plain: true, Form: f})
	return nil
}

func (h handler) publish(w http.ResponseWriter, r *http.Request) error {
	id, err := h.s.Publish(r.Context(), yearOf(r), r.FormValue("note"))
	if k := errs.KindOf(err); k == errs.Conflict || k == errs.Invalid {
		return h.overviewPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/public/items/"+id)
}

func groupList(r *http.Request, o monitor.Overview) ui.List {
	ctx := r.Context()
	l := ui.List{ID: "groups", Action: "/monitor", Search: ui.SearchBox(r, lang.T(ctx, "查地区")), Filters: lineFilters(r, o), Hidden: []ui.Hidden{{Name: "stage", Value: string(o.Stage)}}, Total: len(o.Groups)}
	l.Table = ui.Table{Caption: lang.T(ctx, "按上级地区"), Columns: []ui.Column{{Label: lang.T(ctx, "地区")}, {Label: lang.T(ctx, "区县"), Num: true}, {Label: lang.T(ctx, "达标"), Num: true},
		{Label: lang.T(ctx, "不达标"), Num: true}, {Label: lang.T(ctx, "无法判定"), Num: true}, {Label: lang.T(ctx, "达标比例"), Num: true}, {Label: lang.T(ctx, "学校"), Num: true}, {Label: lang.T(ctx, "学生"), Num: true}}}
	for _, g := range o.Groups {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: g.Name, URL: ui.With(r, "group", g.ID, "page", "")}, {Text: ui.Number(g.Tally.Areas())}, {Text: ui.Number(g.Tally.Met)}, {Text: ui.Number(g.Tally.NotMet)},
			{Text: ui.Number(g.Tally.CannotTell)}, {Text: percent(g.Tally.Met, g.Tally.Areas())}, {Text: ui.Number(g.Tally.Schools)}, {Text: ui.Number(int(g.Tally.Students))}})
	}
	return l
}

func percent(n, of int) string {
	if of == 0 {
		return "—"
	}
	return strconv.FormatFloat(float64(n)*100/float64(of), 'f', 1, 64) + " %"
}

func lineFilters(r *http.Request, o monitor.Overview) []ui.Filter {
	ctx := r.Context()
	var years, words []ui.Option
	for _, y := range o.Years {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	for _, x := range verdicts {
		words = append(words, ui.Option{Value: string(x), Label: lang.T(ctx, x.Label())})
	}
	return []ui.Filter{ui.Choice(r, "year", lang.T(ctx, "年度"), years...), ui.Choice(r, "verdict", lang.T(ctx, "结论"), words...)}
}

// worst is the coefficient that is highest against the limit.
func worst(l monitor.Line) (at int) {
	for c, s := range l.Result.Stats {
		if s.CV > l.Result.Stats[at].CV {
			at = c
		}
	}
	return at
}

func ordered(list []monitor.Line, key string, desc bool) {
	by := map[string]func(l monitor.Line) float64{
		"verdict": func(l monitor.Line) float64 { return float64(slices.Index(verdicts, l.Verdict)) }, "reached": func(l monitor.Line) float64 { return float64(l.Reached()) },
		"cv": func(l monitor.Line) float64 { return l.Result.Stats[worst(l)].CV }, "fail": func(l monitor.Line) float64 { return float64(len(l.Result.NotMet)) },
		"schools": func(l monitor.Line) float64 { return float64(l.Result.Schools) }, "lacking": func(l monitor.Line) float64 { return float64(l.Lacking) }}[key]
	if by == nil {
		return
	}
	slices.SortStableFunc(list, func(a, b monitor.Line) int {
		if desc {
			a, b = b, a
		}
		return cmp.Compare(by(a), by(b))
	})
}

func lineList(r *http.Request, ru balance.Rules, o monitor.Overview) ui.List {
	ctx := r.Context()
	p := ui.Asked(r)
	l := ui.List{Action: "/monitor", Search: ui.SearchBox(r, lang.T(ctx, "查地区")), Total: len(o.Lines), Pager: ui.PagerOf(r, len(o.Lines), p), Export: ui.Exports(r),
		Filters: lineFilters(r, o), Hidden: []ui.Hidden{{Name: "stage", Value: string(o.Stage)}}}
	if o.Group != nil {
		l.Hidden = append(l.Hidden, ui.Hidden{Name: "group", Value: o.Group.ID})
	}
	l.Table = ui.Table{Caption: lang.T(ctx, "%d 年 %s", o.Year, lang.T(ctx, monitor.StageLabel(o.Stage))), Empty: lang.T(ctx, "没有符合条件的地区"), Columns: []ui.Column{{Label: lang.T(ctx, "地区")}, ui.Sortable(r, "verdict", lang.T(ctx, "资源配置")),
		ui.Sortable(r, "reached", lang.T(ctx, "系数达标")), ui.Sortable(r, "cv", lang.T(ctx, "最大的差异系数")), ui.Sortable(r, "fail", lang.T(ctx, "不达标学校")), ui.Sortable(r, "schools", lang.T(ctx, "学校")), ui.Sortable(r, "lacking", lang.T(ctx, "缺报"))}}
	from := min(p.Offset(), len(o.Lines))
	for _, x := range o.Lines[from:min(from+p.Limit(), len(o.Lines))] {
		c := worst(x)
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.Area.Name, URL: areaURL(x.Area.ID, o.Year, o.Stage)}, {Chip: chipOf(ctx, x.Verdict)}, {Text: strconv.Itoa(x.Reached()) + " / " + strconv.Itoa(len(ru.Items)), Num: true},
			{Text: places(x.Result.Stats[c].CV, 3), Sub: lang.T(ctx, ru.Items[c].Name), Num: true}, {Text: ui.Number(len(x.Result.NotMet)), Num: true}, {Text: ui.Number(x.Result.Schools), Num: true}, {Text: ui.Number(x.Lacking), Num: true}})
	}
	return l
}

// yearsCard is the trend of the verdicts.
func yearsCard(r *http.Request, o monitor.Overview) ui.Card {
	ctx := r.Context()
	t := ui.Table{Caption: lang.T(ctx, "历年结论"), Columns: []ui.Column{{Label: lang.T(ctx, "年度")}, {Label: lang.T(ctx, "达标"), Num: true}, {Label: lang.T(ctx, "不达标"), Num: true}, {Label: lang.T(ctx, "无法判定"), Num: true}}}
	for _, y := range o.Years {
		x := o.Trend[y]
		t.Rows = append(t.Rows, []ui.Cell{{Text: strconv.Itoa(y), URL: ui.With(r, "year", strconv.Itoa(y), "page", "")}, {Text: ui.Number(x.Met)}, {Text: ui.Number(x.NotMet)}, {Text: ui.Number(x.CannotTell)}})
	}
	return ui.Card{Title: t.Caption, Table: &t}
}

func exportLines(ctx context.Context, ru balance.Rules, o monitor.Overview) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		head := []any{lang.T(ctx, "年度"), lang.T(ctx, "学段"), lang.T(ctx, "地区"), lang.T(ctx, "学校"), lang.T(ctx, "学生"), lang.T(ctx, "结论"), lang.T(ctx, "不达标学校"), lang.T(ctx, "缺报")}
		for _, i := range ru.Items {
			head = append(head, lang.T(ctx, "%s 平均", lang.T(ctx, i.Name)), lang.T(ctx, "%s 差异系数", lang.T(ctx, i.Name)))
		}
		if !yield(head, nil) {
			return
		}
		for _, l := range o.Lines {
			row := []any{o.Year, lang.T(ctx, monitor.StageLabel(o.Stage)), l.Area.Name, l.Result.Schools, l.Result.Students, lang.T(ctx, l.Verdict.Label()), len(l.Result.NotMet), l.Lacking}
			for _, s := range l.Result.Stats {
				row = append(row, figure(s.Mean), figure(s.CV))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// figure is a number, or nothing where it cannot be told.
func figure(x float64) any {
	if !balance.Known(x) {
		return ""
	}
	return x
}
