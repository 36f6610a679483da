package standardweb

import (
	"context"
	"net/http"

	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f := standard.Filter{Text: r.FormValue("q"), State: standard.State(r.FormValue("state"))}
	p := ui.Asked(r)
	done, err := ui.Export(w, r, lang.T(ctx, "督导标准"), func() xlsx.Rows { return h.exported(ctx, f) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督导标准"))}
	v.Head.Sub = lang.T(ctx, "市定标准、区为主实施；正在进行的督导沿用启动时的版次")
	var states []ui.Option
	for _, s := range []standard.State{standard.Draft, standard.Published, standard.Retired} {
		states = append(states, ui.Option{Value: string(s), Label: stateLabel(ctx, s)})
	}
	v.List = ui.List{Action: "/standards", Search: ui.SearchBox(r, lang.T(ctx, "查标准名称或代码")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...)}, Export: ui.Exports(r)}
	v.List.Table = ui.Table{Caption: lang.T(ctx, "督导标准"), Empty: lang.T(ctx, "没有符合条件的标准"), Columns: []ui.Column{
		ui.Sortable(r, "title", lang.T(ctx, "标准")), {Label: lang.T(ctx, "版次"), Num: true}, {Label: lang.T(ctx, "状态")},
		ui.Sortable(r, "valid_from", lang.T(ctx, "生效")), {Label: lang.T(ctx, "末级指标"), Num: true}}}
	if access.Can(ctx, standard.MayManage, "/110000/") {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "导入标准"), URL: "/standards/import", Icon: "upload"}}
		v.List.Table.EmptyDo = &ui.Button{Label: lang.T(ctx, "导入标准"), URL: "/standards/import"}
	}
	for _, s := range list.Rows {
		chip := stateChip(ctx, s.State)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{{Text: lang.T(ctx, s.Title), URL: "/standards/" + s.ID, Sub: s.Code}, {Text: ui.Number(s.Number), Num: true},
			{Chip: &chip}, {Text: s.ValidFrom.String()}, {Text: ui.Number(s.Leaves), Num: true}})
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) exported(ctx context.Context, f standard.Filter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		list, err := h.s.List(ctx, f, paging.Req{Size: paging.Max})
		if err != nil {
			yield(nil, err)
			return
		}
		if !yield([]any{lang.T(ctx, "代码"), lang.T(ctx, "版次"), lang.T(ctx, "标准"), lang.T(ctx, "状态"), lang.T(ctx, "生效"), lang.T(ctx, "失效"), lang.T(ctx, "末级指标")}, nil) {
			return
		}
		for _, s := range list.Rows {
			if !yield([]any{s.Code, s.Number, s.Title, stateLabel(ctx, s.State), s.ValidFrom.String(), s.ValidTo.String(), s.Leaves}, nil) {
				return
			}
		}
	}
}

func stateLabel(ctx context.Context, s standard.State) string {
	switch s {
	case standard.Draft:
		return lang.T(ctx, "草稿")
	case standard.Published:
		return lang.T(ctx, "已发布")
	}
	return lang.T(ctx, "已停用")
}

func stateChip(ctx context.Context, s standard.State) ui.Chip {
	tone := ui.Quiet
	switch s {
	case standard.Draft:
		tone = ui.Soon
	case standard.Published:
		tone = ui.Done
	}
	return ui.Chip{Text: stateLabel(ctx, s), Tone: tone}
}
