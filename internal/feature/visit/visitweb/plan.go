package visitweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// monthOf is the month that is asked for, as a day in it: today in this month, else its last day.
func (h handler) monthOf(r *http.Request) civil.Date {
	today := h.s.Today()
	first, err := civil.ParseDate(r.URL.Query().Get("month") + "-01")
	if err != nil || first.Year() == today.Year() && first.Month() == today.Month() {
		return today
	}
	return civil.DateOf(first.Time().AddDate(0, 1, 0)).AddDays(-1)
}

func monthText(d civil.Date) string { return d.String()[:7] }

// plan shows the month: which schools were visited, which are due, who has never been in this term.
func (h handler) plan(w http.ResponseWriter, r *http.Request) error {
	ctx, q, on := r.Context(), r.URL.Query(), h.monthOf(r)
	p, err := h.s.PlanOf(ctx, on)
	if err != nil {
		return err
	}
	var rows []visit.School
	for _, x := range p.Schools {
		if (q.Get("state") == "" || q.Get("state") == x.State) && (strings.Contains(x.UnitName, q.Get("q")) || strings.Contains(x.InspectorName, q.Get("q"))) {
			rows = append(rows, x)
		}
	}
	done, err := ui.Export(w, r, lang.T(ctx, "随访安排")+monthText(on), func() xlsx.Rows { return exportPlan(ctx, rows) })
	if done || err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "随访安排"))}
	term, _, _ := visit.TermOn(on)
	v.Head.Sub = lang.T(ctx, "%s，%s · 在学月份每校至少 %d 次，每学期至少 %d 次（国教督办〔2013〕2号，《教育督导条例》第十四条）", monthText(on), lang.T(ctx, term.Name), visit.ParamOn("month_least", on), visit.ParamOn("term_least", on))
	if access.Holds(ctx, visit.MayMake) == nil {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "手机随访"), URL: "/visit-app"}}
	}
	for _, s := range visit.CoverStates {
		f := ui.Figure{Label: lang.T(ctx, s.Label), Value: ui.Number(p.Count(s.Value)), URL: ui.With(r, "state", s.Value, "page", "")}
		switch s.Value {
		case "never":
			f.Tone = ui.Late
		case "due":
			f.Tone = ui.Soon
		case "done":
			f.Tone = ui.Done
		}
		if s.Value != "free" || p.Count("free") > 0 {
			v.Figures = append(v.Figures, f)
		}
	}
	v.Lists = []ui.List{h.planList(r, on, rows)}
	if access.Holds(ctx, visit.MayMake) != nil {
		v.Main = []ui.Card{loadCard(ctx, p)}
	}
	v.Side = []ui.Card{h.monthCard(r, on)}
	return page.Render(w, r, http.StatusOK, v)
}

func coverChip(ctx context.Context, state string) *ui.Chip {
	tone := map[string]ui.Tone{"never": ui.Late, "due": ui.Soon, "done": ui.Done}[state]
	return &ui.Chip{Text: lang.T(ctx, org.LabelOf(visit.CoverStates, state)), Tone: tone}
}

func (h handler) planList(r *http.Request, on civil.Date, rows []visit.School) ui.List {
	ctx, p := r.Context(), ui.Asked(r)
	l := ui.List{ID: "plan", Action: "/visits/plan", Search: ui.SearchBox(r, lang.T(ctx, "查学校或督学")), Total: len(rows), Pager: ui.PagerOf(r, len(rows), p), Export: ui.Exports(r), Hidden: []ui.Hidden{{Name: "month", Value: monthText(on)}},
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), options(ctx, visit.CoverStates)...)}}
	empty := lang.T(ctx, "没有符合条件的学校")
	l.Table = ui.Table{Caption: lang.T(ctx, "随访安排"), Empty: empty, Columns: []ui.Column{{Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "责任督学")}, {Label: lang.T(ctx, "上次随访")}, {Label: lang.T(ctx, "本月"), Num: true}, {Label: lang.T(ctx, "本学期"), Num: true}, {Label: lang.T(ctx, "未办结问题"), Num: true}}}
	if len(rows) == 0 && access.Holds(ctx, visit.MayCharge) == nil && r.URL.Query().Get("state") == "" && r.URL.Query().Get("q") == "" {
		l.Table.Empty, l.Table.EmptyDo = lang.T(ctx, "还没有学校安排责任督学。先划分责任区，再为每所学校安排督学。"), &ui.Button{Label: lang.T(ctx, "责任区"), URL: "/zones"}
	}
	for _, x := range rows[min(p.Offset(), len(rows)):min(p.Offset()+p.Limit(), len(rows))] {
		open := ui.Cell{Text: ui.Number(x.Open), URL: "/visit-findings?unit=" + string(x.UnitID)}
		if x.Open == 0 {
			open.URL = ""
		}
		if x.Late > 0 {
			open.Sub = lang.T(ctx, "%d 项逾期", x.Late)
		}
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.UnitName, URL: "/visits?unit=" + string(x.UnitID)}, {Chip: coverChip(ctx, x.State)}, {Text: x.InspectorName}, {Text: shown(x.Last)}, {Text: ui.Number(x.Month)}, {Text: ui.Number(x.Term)}, open})
	}
	return l
}

// loadCard shows how the schools are spread over the inspectors.
func loadCard(ctx context.Context, p visit.Plan) ui.Card {
	about := visit.ParamOn("charge_about", p.On)
	t := ui.Table{Caption: lang.T(ctx, "督学工作量"), Empty: lang.T(ctx, "还没有安排责任督学"), Columns: []ui.Column{{Label: lang.T(ctx, "责任督学")}, {Label: lang.T(ctx, "负责学校"), Num: true}, {Label: lang.T(ctx, "本月已随访"), Num: true}, {Label: lang.T(ctx, "本学期次数"), Num: true}, {Label: lang.T(ctx, "未办结问题"), Num: true}}}
	for _, l := range p.Loads() {
		schools := ui.Cell{Text: ui.Number(l.Schools)}
		if l.Schools > 2*about {
			schools.Sub = lang.T(ctx, "明显偏多")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: l.Name}, schools, {Text: strconv.Itoa(l.Done) + " / " + strconv.Itoa(l.Schools)}, {Text: ui.Number(l.Visits)}, {Text: ui.Number(l.Open)}})
	}
	return ui.Card{ID: "loads", Title: lang.T(ctx, "督学工作量"), Note: lang.T(ctx, "一名督学负责 %d 所左右", about), Table: &t}
}

// monthCard leads to the months around.
func (h handler) monthCard(r *http.Request, on civil.Date) ui.Card {
	c := ui.Card{Title: lang.T(r.Context(), "月份")}
	for n := range 6 {
		m := civil.DateOf(civil.NewDate(h.s.Today().Year(), h.s.Today().Month(), 1).Time().AddDate(0, -n, 0))
		if monthText(m) != monthText(on) {
			c.More = append(c.More, ui.Link{Text: monthText(m), URL: ui.With(r, "month", monthText(m), "page", "")})
		}
	}
	themes := ""
	for i, code := range visit.ThemeOf(int(on.Month())) {
		if i > 0 {
			themes += lang.T(r.Context(), "；")
		}
		themes += itemName(r.Context(), code)
	}
	if themes != "" {
		c.Facts = []ui.Fact{{Label: lang.T(r.Context(), "本月主题"), Value: themes}}
	}
	return c
}

func exportPlan(ctx context.Context, rows []visit.School) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "学校"), lang.T(ctx, "状态"), lang.T(ctx, "责任督学"), lang.T(ctx, "自"), lang.T(ctx, "上次随访"), lang.T(ctx, "本月"), lang.T(ctx, "本学期"), lang.T(ctx, "未办结问题"), lang.T(ctx, "逾期")}, nil) {
			return
		}
		for _, x := range rows {
			if !yield([]any{x.UnitName, coverChip(ctx, x.State).Text, x.InspectorName, x.From.String(), x.Last.String(), x.Month, x.Term, x.Open, x.Late}, nil) {
				return
			}
		}
	}
}
