package ladderweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// list shows the rungs that units reached: what waits for a decision, and what was decided.
func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q, p := r.Context(), r.URL.Query(), ui.Asked(r)
	f := filterOf(q.Get("state"), q.Get("rung"), q.Get("rule"), q.Get("q"), q.Get("late") == "yes", q.Get("mine") == "yes")
	if done, err := ui.Export(w, r, lang.T(ctx, "督办"), func() xlsx.Rows { return h.rows(ctx, f, p) }); done {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督办"))}
	v.Head.Tabs = tabs(ctx, "/escalations")
	v.List = ui.List{Action: "/escalations", Search: ui.SearchBox(r, lang.T(ctx, "查单位、事项、文号")), Total: list.Total, Table: table(ctx, r, list.Rows),
		Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r)}
	if v.List.Filters, err = h.filters(r); err != nil {
		return err
	}
	for _, name := range []string{"sort", "desc", "size"} {
		if s := q.Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func filterOf(state, rung, rule, text string, late, mine bool) ladder.Filter {
	n, _ := strconv.Atoi(rung) // anything else is no filter
	return ladder.Filter{State: ladder.State(state), Rung: ladder.Rung(n), Rule: clock.Rule(rule), Late: late, Mine: mine, Text: text}
}

func (h handler) filters(r *http.Request) ([]ui.Filter, error) {
	ctx := r.Context()
	var states, rungs, rules []ui.Option
	for _, s := range ladder.States {
		states = append(states, ui.Option{Value: string(s.State), Label: lang.T(ctx, s.Label)})
	}
	for _, x := range ladder.Rungs {
		rungs = append(rungs, ui.Option{Value: strconv.Itoa(int(x.Rung)), Label: lang.T(ctx, x.Label)})
	}
	deadlines, err := h.clocks.Rules(ctx, h.s.Today())
	if err != nil {
		return nil, err
	}
	for _, d := range deadlines {
		if d.Ladder {
			rules = append(rules, ui.Option{Value: string(d.Rule), Label: lang.T(ctx, d.Label)})
		}
	}
	yes := ui.Option{Value: "yes", Label: lang.T(ctx, "是")}
	out := []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "rung", lang.T(ctx, "措施"), rungs...),
		ui.Choice(r, "rule", lang.T(ctx, "逾期事项"), rules...), ui.Choice(r, "late", lang.T(ctx, "逾期"), yes)}
	if access.Holds(ctx, ladder.MayDecide) == nil {
		out = append(out, ui.Choice(r, "mine", lang.T(ctx, "待我单位决定"), yes))
	}
	return out, nil
}

func table(ctx context.Context, r *http.Request, rows []ladder.Escalation) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "督办"), Empty: lang.T(ctx, "没有符合条件的督办。单位逾期未办或整改不到位时，系统在这里提出建议，由上一级教育督导机构决定。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, ui.Sortable(r, "unit", lang.T(ctx, "责任单位")), {Label: lang.T(ctx, "措施")}, {Label: lang.T(ctx, "状态")},
			ui.Sortable(r, "days_late", lang.T(ctx, "原因")), ui.Sortable(r, "at", lang.T(ctx, "提出日期"))}}
	for _, e := range rows {
		chip := ui.Chip{Text: lang.T(ctx, e.State.Label()), Tone: tone(e.State)}
		t.Rows = append(t.Rows, []ui.Cell{{Text: e.Title, URL: e.PageURL()}, {Text: e.UnitName}, {Text: lang.T(ctx, e.Rung.Label()), Sub: e.Number}, {Chip: &chip},
			{Text: why(ctx, e)}, {Text: stamp(e.At)}})
	}
	return t
}

// why says in a few words what a rung was reached for.
func why(ctx context.Context, e ladder.Escalation) string {
	if e.Ground == ladder.Late {
		return lang.T(ctx, "已逾期 %d 天", e.DaysLate)
	}
	return lang.T(ctx, e.Ground.Label())
}

// rows are what the filters leave, read page by page, for the export.
func (h handler) rows(ctx context.Context, f ladder.Filter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "事项"), lang.T(ctx, "责任单位"), lang.T(ctx, "措施"), lang.T(ctx, "状态"), lang.T(ctx, "原因"), lang.T(ctx, "事实"), lang.T(ctx, "依据"),
			lang.T(ctx, "原期限"), lang.T(ctx, "提出日期"), lang.T(ctx, "决定人"), lang.T(ctx, "理由"), lang.T(ctx, "文号"), lang.T(ctx, "督办期限"), lang.T(ctx, "报送日期")}, nil) {
			return
		}
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range list.Rows {
				if !yield([]any{e.Title, e.UnitName, lang.T(ctx, e.Rung.Label()), lang.T(ctx, e.State.Label()), why(ctx, e), e.Grounds, e.Clause,
					e.MissedOn.String(), stamp(e.At), e.DecidedName, e.Reason, e.Number, e.DueOn.String(), e.MetOn.String()}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}
