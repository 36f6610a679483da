package rectifyweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/ladder"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// escalations lists the rungs that orders reached: what waits for a decision, and what was decided.
func (h handler) escalations(w http.ResponseWriter, r *http.Request) error {
	ctx, q, p := r.Context(), r.URL.Query(), ui.Asked(r)
	rung, _ := strconv.Atoi(q.Get("rung")) // anything else is no filter
	f := ladder.EscalationFilter{State: q.Get("state"), Rung: rung, Late: q.Get("late") == "yes", Text: q.Get("q")}
	if done, err := ui.Export(w, r, lang.T(ctx, "督办"), func() xlsx.Rows { return h.escalationRows(ctx, f, p) }); done {
		return err
	}
	list, err := h.ladder.Escalations(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督办"), home(ctx))}
	v.Head.Tabs = h.tabs(ctx, "/escalations")
	v.List = ui.List{Action: "/escalations", Search: ui.SearchBox(r, lang.T(ctx, "查单位、问题、文号")), Total: list.Total, Table: escalationTable(ctx, r, list.Rows),
		Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r), Filters: escalationFilters(r)}
	for _, name := range []string{"sort", "desc", "size"} {
		if s := q.Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func escalationFilters(r *http.Request) []ui.Filter {
	ctx := r.Context()
	var states, rungs []ui.Option
	for _, s := range []string{rectify.EscProposed, rectify.EscConfirmed, rectify.EscDeclined, rectify.EscRecorded} {
		states = append(states, ui.Option{Value: s, Label: lang.T(ctx, escLabels[s])})
	}
	for _, x := range rectify.Ladder {
		rungs = append(rungs, ui.Option{Value: strconv.Itoa(x.Rung), Label: lang.T(ctx, x.Label)})
	}
	return []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "rung", lang.T(ctx, "措施"), rungs...),
		ui.Choice(r, "late", lang.T(ctx, "逾期"), ui.Option{Value: "yes", Label: lang.T(ctx, "是")})}
}

func escalationTable(ctx context.Context, r *http.Request, rows []ladder.EscalationRow) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "督办"), Empty: lang.T(ctx, "没有符合条件的督办。整改逾期或不到位时，系统在这里提出建议，由督导机构决定。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "整改")}, ui.Sortable(r, "unit", lang.T(ctx, "责任单位")), {Label: lang.T(ctx, "措施")}, {Label: lang.T(ctx, "状态")},
			ui.Sortable(r, "days_late", lang.T(ctx, "原因")), ui.Sortable(r, "at", lang.T(ctx, "提出日期"))}}
	for _, e := range rows {
		chip, url := ui.Chip{Text: lang.T(ctx, escLabels[e.State]), Tone: escTone(e.State)}, e.OrderID.URL()
		if e.State == rectify.EscProposed {
			url = "/escalations/" + e.ID
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: e.Title, URL: url, Sub: e.Number}, {Text: e.UnitName}, {Text: lang.T(ctx, rectify.RungLabel(e.Rung)), Sub: e.Notice}, {Chip: &chip},
			{Text: groundIn(ctx, e.Escalation)}, {Text: stamp(e.At)}})
	}
	return t
}

// escTone is how pressing a rung is.
func escTone(state string) ui.Tone {
	switch state {
	case rectify.EscProposed:
		return ui.Soon
	case rectify.EscConfirmed:
		return ui.Act
	}
	return ui.Quiet
}

// groundIn says why a rung was reached.
func groundIn(ctx context.Context, e rectify.Escalation) string {
	if e.Ground == rectify.GroundPoor {
		return lang.T(ctx, "整改不到位：结果被退回")
	}
	return lang.T(ctx, "整改不及时：已逾期 %d 天", e.DaysLate)
}

// escalationRows are what the filters leave, read page by page, for the export.
func (h handler) escalationRows(ctx context.Context, f ladder.EscalationFilter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "文号"), lang.T(ctx, "整改"), lang.T(ctx, "责任单位"), lang.T(ctx, "措施"), lang.T(ctx, "督办单文号"), lang.T(ctx, "状态"), lang.T(ctx, "原因"),
			lang.T(ctx, "原期限"), lang.T(ctx, "提出日期"), lang.T(ctx, "理由")}, nil) {
			return
		}
		for p.Number = 1; ; p.Number++ {
			list, err := h.ladder.Escalations(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range list.Rows {
				if !yield([]any{e.Number, e.Title, e.UnitName, lang.T(ctx, rectify.RungLabel(e.Rung)), e.Notice, lang.T(ctx, escLabels[e.State]), groundIn(ctx, e.Escalation),
					e.MissedOn.String(), stamp(e.At), e.Reason}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}
