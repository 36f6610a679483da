package clockweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var rulesPage = web.MustPage[rulesView](ui.Layout, files, "rules.html")

type rulesView struct {
	ui.Frame
	Note ui.Notice
	List ui.List
}

func (h handler) rules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := h.s.Rules(ctx, h.s.Today())
	if err != nil {
		return err
	}
	rows := narrow(all, r.FormValue("q"), r.FormValue("evidence"))
	done, err := ui.Export(w, r, lang.T(ctx, "期限规则"), func() xlsx.Rows { return exported(ctx, rows) })
	if done || err != nil {
		return err
	}
	v := rulesView{Frame: ui.NewFrame(r, lang.T(ctx, "期限规则"))}
	v.Note = ui.Notice{Text: lang.T(ctx, "期限是数据：每一行写明依据与证据等级。国家条例多数环节未规定天数，未查到原文的由市督导室核定；修改以新行记录，正在计时的事项不受影响。")}
	v.List = ui.List{Action: "/deadlines", Search: ui.SearchBox(r, lang.T(ctx, "查规则名称、代码或依据")), Total: len(rows),
		Filters: []ui.Filter{ui.Choice(r, "evidence", lang.T(ctx, "证据等级"), evidenceOptions(ctx)...)}, Export: ui.Exports(r), Pager: ui.Pager{Now: 1, Last: 1}}
	v.List.Table = ui.Table{Caption: lang.T(ctx, "期限规则"), Empty: lang.T(ctx, "没有符合条件的规则"), Columns: []ui.Column{
		{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "期限")}, {Label: lang.T(ctx, "从何时起")}, {Label: lang.T(ctx, "依据")},
		{Label: lang.T(ctx, "证据等级")}, {Label: lang.T(ctx, "生效")}, {Label: lang.T(ctx, "修改")}}}
	for _, d := range rows {
		chip := evidenceChip(ctx, d.Evidence)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{
			{Text: lang.T(ctx, d.Label), URL: ruleURL(d.Rule), Sub: string(d.Rule)}, {Text: length(ctx, d.Deadline)}, {Text: lang.T(ctx, d.From)},
			{Text: lang.T(ctx, d.Article)}, {Chip: &chip}, {Text: d.ValidFrom.String()}, {Text: strconv.Itoa(d.Changes), Num: true}})
	}
	return rulesPage.Render(w, r, http.StatusOK, v)
}

func narrow(all []clock.RuleRow, text, evidence string) (out []clock.RuleRow) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, d := range all {
		hay := strings.ToLower(d.Label + " " + string(d.Rule) + " " + d.Article)
		if strings.Contains(hay, text) && (evidence == "" || d.Evidence == evidence) {
			out = append(out, d)
		}
	}
	return out
}

func exported(ctx context.Context, rows []clock.RuleRow) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "代码"), lang.T(ctx, "事项"), lang.T(ctx, "期限"), lang.T(ctx, "计日方式"), lang.T(ctx, "从何时起"), lang.T(ctx, "依据"),
			lang.T(ctx, "证据等级"), lang.T(ctx, "提前提醒"), lang.T(ctx, "生效"), lang.T(ctx, "失效"), lang.T(ctx, "来源")}, nil) {
			return
		}
		for _, d := range rows {
			if !yield([]any{string(d.Rule), d.Label, d.Length, unitName(ctx, d.Days), d.From, d.Article, d.Evidence, d.Warn,
				d.ValidFrom.String(), d.ValidTo.String(), d.Source}, nil) {
				return
			}
		}
	}
}

func ruleURL(r clock.Rule) string { return "/deadlines/" + string(r) }

func unitName(ctx context.Context, u clock.DayUnit) string {
	if u == clock.Working {
		return lang.T(ctx, "工作日")
	}
	return lang.T(ctx, "自然日")
}

func length(ctx context.Context, d clock.Deadline) string {
	text := lang.T(ctx, "%d 个自然日", d.Length)
	if d.Days == clock.Working {
		text = lang.T(ctx, "%d 个工作日", d.Length)
	}
	if d.Roll {
		text += lang.T(ctx, "（节假日顺延）")
	}
	return text
}

func evidenceOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, e := range []string{clock.Found, clock.SecondHand, clock.Understood} {
		out = append(out, ui.Option{Value: e, Label: evidenceLabel(ctx, e)})
	}
	return out
}

func evidenceLabel(ctx context.Context, e string) string {
	switch e {
	case clock.Found:
		return lang.T(ctx, "C 查到来源")
	case clock.SecondHand:
		return lang.T(ctx, "C-2nd 二手来源")
	}
	return lang.T(ctx, "M 未查到原文")
}

func evidenceChip(ctx context.Context, e string) ui.Chip {
	tone := ui.Soon
	if e == clock.Found {
		tone = ui.Done
	}
	return ui.Chip{Text: evidenceLabel(ctx, e), Tone: tone}
}
