package inspectweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

func (h handler) asked(r *http.Request) (inspect.Filter, error) {
	q := r.URL.Query()
	f := inspect.Filter{Text: q.Get("q"), Mode: plan.Mode(q.Get("mode")), Field: plan.Field(q.Get("field")), Mine: q.Get("mine") == "yes"}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	if f.State = inspect.State(q.Get("state")); f.State == "open" {
		f.State, f.Open = "", true
	}
	if id := q.Get("unit"); id != "" {
		u, err := h.units.Unit(r.Context(), org.UnitID(id))
		if err != nil {
			return f, err
		}
		f.Below = u.Path
	}
	return f, nil
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := ui.Asked(r)
	f, err := h.asked(r)
	if err != nil {
		return err
	}
	done, err := ui.Export(w, r, lang.T(ctx, "督导"), func() xlsx.Rows { return h.exported(ctx, f, p) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督导"))}
	v.Head.Sub = lang.T(ctx, "综合督导、专项督导的全过程：通知、自评、现场、意见、整改与报告")
	v.List = ui.List{Action: "/inspections", Search: ui.SearchBox(r, lang.T(ctx, "查督导名称、单位、文号")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r)}
	if v.List.Filters, err = h.filters(r); err != nil {
		return err
	}
	v.List.Table = ui.Table{Caption: lang.T(ctx, "督导"), Empty: lang.T(ctx, "没有符合条件的督导。督导从已批准的年度计划事项启动。"), Columns: []ui.Column{
		ui.Sortable(r, "title", lang.T(ctx, "督导")), ui.Sortable(r, "unit", lang.T(ctx, "被督导单位")), {Label: lang.T(ctx, "方式")}, ui.Sortable(r, "state", lang.T(ctx, "阶段")),
		ui.Sortable(r, "from", lang.T(ctx, "现场时间")), {Label: lang.T(ctx, "总评")}, ui.Sortable(r, "updated", lang.T(ctx, "更新"))}}
	if access.Holds(ctx, inspect.MayManage) == nil {
		do := ui.Button{Label: lang.T(ctx, "启动督导"), URL: "/inspections/new", Icon: "plus"}
		v.Head.Actions, v.List.Table.EmptyDo = []ui.Button{do}, &do
	}
	for _, x := range list.Rows {
		chip := stateChip(ctx, x.State)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{{Text: x.Title, URL: x.URL(), Sub: x.Number}, {Text: x.UnitName, Sub: x.OfficeName},
			{Text: lang.T(ctx, x.Mode.Label()), Sub: lang.T(ctx, x.Field.Label())}, {Chip: &chip}, {Text: x.From.String(), Sub: x.To.String()},
			{Text: lang.T(ctx, x.Outcome)}, {Text: at(x.UpdatedAt)}})
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) filters(r *http.Request) ([]ui.Filter, error) {
	ctx := r.Context()
	states := []ui.Option{{Value: "open", Label: lang.T(ctx, "进行中")}}
	for _, s := range inspect.States {
		states = append(states, ui.Option{Value: string(s.State), Label: lang.T(ctx, s.Label)})
	}
	var modes, fields, years, units []ui.Option
	for _, m := range plan.Modes {
		modes = append(modes, ui.Option{Value: string(m), Label: lang.T(ctx, m.Label())})
	}
	for _, f := range plan.Fields {
		fields = append(fields, ui.Option{Value: string(f), Label: lang.T(ctx, f.Label())})
	}
	list, err := h.s.Years(ctx)
	if err != nil {
		return nil, err
	}
	for _, y := range list {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	out := []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "阶段"), states...), ui.Choice(r, "mode", lang.T(ctx, "方式"), modes...),
		ui.Choice(r, "field", lang.T(ctx, "领域"), fields...), ui.Choice(r, "year", lang.T(ctx, "年度"), years...)}
	if access.Holds(ctx, inspect.MayWork) == nil {
		out = append(out, ui.Choice(r, "mine", lang.T(ctx, "我参加的"), ui.Option{Value: "yes", Label: lang.T(ctx, "是")}))
	}
	districts, err := h.units.Search(ctx, "", org.Filter{Kind: org.District})
	if err != nil && errs.KindOf(err) != errs.Denied {
		return nil, err
	}
	if len(districts) > 1 {
		for _, d := range districts {
			units = append(units, ui.Option{Value: string(d.ID), Label: d.Name})
		}
		out = append(out, ui.Choice(r, "unit", lang.T(ctx, "区"), units...))
	}
	return out, nil
}

func (h handler) exported(ctx context.Context, f inspect.Filter, p paging.Req) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "督导"), lang.T(ctx, "被督导单位"), lang.T(ctx, "督导机构"), lang.T(ctx, "方式"), lang.T(ctx, "领域"), lang.T(ctx, "年度"), lang.T(ctx, "阶段"),
			lang.T(ctx, "开始日期"), lang.T(ctx, "结束日期"), lang.T(ctx, "文号"), lang.T(ctx, "总评"), lang.T(ctx, "演示数据")}, nil) {
			return
		}
		demo := map[bool]string{true: lang.T(ctx, "是")}
		p.Size = paging.Max
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.Title, x.UnitName, x.OfficeName, lang.T(ctx, x.Mode.Label()), lang.T(ctx, x.Field.Label()), x.Year, lang.T(ctx, x.State.Label()),
					x.From.String(), x.To.String(), x.Number, lang.T(ctx, x.Outcome), demo[x.Demo]}, nil) {
					return
				}
			}
			if p.Number*paging.Max >= list.Total {
				return
			}
		}
	}
}
