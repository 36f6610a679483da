package monitorweb

import (
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// try shows what a stage of an area would be if a school had other figures. Nothing is stored.
func (h handler) try(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := r.URL.Query()
	ru := h.s.Rules()
	totals, students, bad := map[int]float64{}, 0.0, error(nil)
	number := func(name string, put func(float64)) {
		text := strings.TrimSpace(q.Get(name))
		if text == "" {
			return
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v < 0 || v > 1e12 {
			bad = errs.NewField(name, "请填写不小于 0 的数")
			return
		}
		put(v)
	}
	number("students", func(v float64) { students = v })
	for c, item := range ru.Items {
		number(item.Code, func(v float64) { totals[c] = v })
	}
	if bad != nil {
		totals, students = nil, 0
	}
	stage := balance.Stage(q.Get("stage"))
	t, err := h.s.Try(ctx, r.PathValue("id"), yearOf(r), stage, q.Get("school"), students, totals)
	if err != nil && errs.KindOf(err) == errs.Invalid && t.Stage != nil && q.Get("students") != "" {
		bad = err
		t, err = h.s.Try(ctx, r.PathValue("id"), yearOf(r), stage, q.Get("school"), 0, nil)
	}
	if err != nil {
		return err
	}
	if t.Stage == nil {
		return errs.New(errs.NotFound, "没有这个学段的监测数据")
	}
	a, year := t.Stage.Area, strconv.Itoa(yearOf(r))
	stage = t.Stage.Stage
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "试算：%s", t.School.Name), ui.Link{Text: lang.T(ctx, "均衡监测"), URL: "/monitor"}, ui.Link{Text: a.Name, URL: areaURL(a.ID, yearOf(r), stage)})}
	v.Head.Sub = lang.T(ctx, "改变这所学校的数值，看全区的结论。不保存任何内容。")
	f := ui.Form{ID: "try", Get: true, Action: r.URL.Path, Submit: lang.T(ctx, "试算"), Cancel: ui.Link{URL: areaURL(a.ID, yearOf(r), stage)},
		Hidden: []ui.Hidden{{Name: "year", Value: year}, {Name: "stage", Value: string(stage)}, {Name: "school", Value: q.Get("school")}},
		Fields: []ui.Field{{Name: "students", Label: lang.T(ctx, "学生数"), InputMode: "decimal", Value: shown(q.Get("students"), t.School.Students), Unit: lang.T(ctx, "人")}}}
	for c, item := range ru.Items {
		f.Fields = append(f.Fields, ui.Field{Name: item.Code, Label: item.Code + " " + lang.T(ctx, item.Name), InputMode: "decimal", Value: shown(q.Get(item.Code), t.School.Totals[c]), Hint: lang.T(ctx, "总量；现为 %s，每校应达 %s", places(t.School.Ratio[c], 2), lineText(item, stage))})
	}
	status := http.StatusOK
	if bad != nil {
		f.Refuse(r, bad)
		status = web.Status(bad)
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "改变数值"), Form: &f}}
	v.Side = []ui.Card{trialCard(r, ru, t)}
	return render(w, r, status, v)
}

func lineText(item balance.Item, stage balance.Stage) string {
	line, ok := item.Line(stage)
	if !ok {
		return "—"
	}
	return places(line, 2)
}

func shown(typed string, now float64) string {
	if typed != "" {
		return typed
	}
	if !balance.Known(now) {
		return ""
	}
	return strconv.FormatFloat(now, 'f', -1, 64)
}

// trialCard compares before and after.
func trialCard(r *http.Request, ru balance.Rules, t monitor.Trial) ui.Card {
	ctx := r.Context()
	table := ui.Table{Caption: lang.T(ctx, "试算结果"), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "现在"), Num: true}, {Label: lang.T(ctx, "试算后"), Num: true}, {Label: lang.T(ctx, "结论")}}}
	for c, item := range ru.Items {
		table.Rows = append(table.Rows, []ui.Cell{{Text: item.Code}, {Text: places(t.Before.Stats[c].CV, 4)}, {Text: places(t.After.Stats[c].CV, 4)}, {Chip: chipOf(ctx, t.After.Each[c])}})
	}
	return ui.Card{Title: lang.T(ctx, "试算结果"), Facts: []ui.Fact{{Label: lang.T(ctx, "这所学校"), Value: lang.T(ctx, t.School.Verdict.Label()) + " → " + lang.T(ctx, t.Other.Verdict.Label())},
		{Label: lang.T(ctx, "不达标学校"), Value: ui.Number(len(t.Before.NotMet)) + " → " + ui.Number(len(t.After.NotMet))},
		{Label: lang.T(ctx, "资源配置"), Value: lang.T(ctx, t.Before.Verdict.Label()) + " → " + lang.T(ctx, t.After.Verdict.Label())}}, Table: &table}
}
