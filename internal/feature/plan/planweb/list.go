package planweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
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

func filterOf(r *http.Request) plan.Filter {
	year, _ := strconv.Atoi(r.FormValue("year"))
	return plan.Filter{Text: r.FormValue("q"), Year: year, State: plan.State(r.FormValue("state")), Level: plan.Level(r.FormValue("level"))}
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, p := filterOf(r), ui.Asked(r)
	done, err := ui.Export(w, r, lang.T(ctx, "年度计划"), func() xlsx.Rows { return h.exported(ctx, f, p) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "年度计划"))}
	v.Head.Sub = lang.T(ctx, "各级督导机构的年度督导计划：编制、批准、报备与变更")
	v.List = ui.List{Action: "/plans", Search: ui.SearchBox(r, lang.T(ctx, "查计划名称或督导机构")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p),
		Filters: h.filters(r), Export: ui.Exports(r)}
	v.List.Table = ui.Table{Caption: lang.T(ctx, "年度计划"), Empty: lang.T(ctx, "没有符合条件的年度计划"), Columns: []ui.Column{
		ui.Sortable(r, "title", lang.T(ctx, "计划")), ui.Sortable(r, "year", lang.T(ctx, "年度")), ui.Sortable(r, "state", lang.T(ctx, "状态")),
		{Label: lang.T(ctx, "事项"), Num: true}, {Label: lang.T(ctx, "督导对象"), Num: true}, {Label: lang.T(ctx, "已启动"), Num: true}, {Label: lang.T(ctx, "报备")}}}
	if mayCreate(ctx) {
		do := ui.Button{Label: lang.T(ctx, "编制年度计划"), URL: "/plans/new", Icon: "plus"}
		v.Head.Actions = []ui.Button{do}
		v.List.Table.EmptyDo = &do
	}
	for _, x := range list.Rows {
		chip := stateChip(ctx, x.State)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{{Text: x.Title, URL: x.URL(), Sub: x.OfficeName}, {Text: strconv.Itoa(x.Year)}, {Chip: &chip},
			{Text: ui.Number(x.Items), Num: true}, {Text: ui.Number(x.Targets), Num: true}, {Text: ui.Number(x.Begun), Num: true}, {Text: x.FiledOn.String(), Sub: x.Receipt}})
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) filters(r *http.Request) []ui.Filter {
	ctx := r.Context()
	var years, states []ui.Option
	for y := h.s.Today().Year() + 1; y > h.s.Today().Year()-5; y-- {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	for _, s := range plan.States {
		states = append(states, ui.Option{Value: string(s), Label: lang.T(ctx, s.Label())})
	}
	return []ui.Filter{ui.Choice(r, "year", lang.T(ctx, "年度"), years...), ui.Choice(r, "state", lang.T(ctx, "状态"), states...),
		ui.Choice(r, "level", lang.T(ctx, "层级"), ui.Option{Value: string(plan.City), Label: lang.T(ctx, "市级")}, ui.Option{Value: string(plan.District), Label: lang.T(ctx, "区级")})}
}

func (h handler) exported(ctx context.Context, f plan.Filter, p paging.Req) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "计划"), lang.T(ctx, "督导机构"), lang.T(ctx, "年度"), lang.T(ctx, "状态"), lang.T(ctx, "事项"), lang.T(ctx, "督导对象"),
			lang.T(ctx, "已启动"), lang.T(ctx, "报备"), lang.T(ctx, "回执")}, nil) {
			return
		}
		p.Size = paging.Max
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.Title, x.OfficeName, x.Year, lang.T(ctx, x.State.Label()), x.Items, x.Targets, x.Begun, x.FiledOn.String(), x.Receipt}, nil) {
					return
				}
			}
			if p.Number*paging.Max >= list.Total {
				return
			}
		}
	}
}

func stateChip(ctx context.Context, s plan.State) ui.Chip {
	tone := ui.Act
	switch s {
	case plan.Draft:
		tone = ui.Quiet
	case plan.Returned:
		tone = ui.Late
	case plan.Received:
		tone = ui.Done
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}
