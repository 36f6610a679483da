package workbenchweb

import (
	"context"
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var dutiesPage = web.MustPage[dutiesView](ui.Layout, files, "duties.html")

type dutiesView struct {
	ui.Frame
	List ui.List
}

func filterOf(r *http.Request) workbench.Filter {
	q := r.URL.Query()
	f := workbench.Filter{Whose: workbench.Mine, When: workbench.Urgency(q.Get("when")), Kind: q.Get("kind"), Text: q.Get("q")}
	if q.Get("whose") == string(workbench.Others) {
		f.Whose = workbench.Others
	}
	return f
}

func (h handler) duties(w http.ResponseWriter, r *http.Request) error {
	ctx, f, p := r.Context(), filterOf(r), ui.Asked(r)
	if done, err := ui.Export(w, r, lang.T(ctx, "待办事项"), func() xlsx.Rows { return h.rows(ctx, f) }); done {
		return err
	}
	list, err := h.s.Duties(ctx, f, p)
	if err != nil {
		return err
	}
	v := dutiesView{Frame: ui.NewFrame(r, lang.T(ctx, "待办事项"), ui.Link{Text: lang.T(ctx, "工作台"), URL: "/workbench"})}
	v.Head.Tabs = tabs(ctx, f.Whose)
	kindFilter, err := h.kindFilter(r, f)
	if err != nil {
		return err
	}
	t := table(ctx, f.Whose, list.Rows, h.s.Today())
	t.Columns[0] = ui.Sortable(r, "title", t.Columns[0].Label)
	t.Columns[2] = ui.Sortable(r, "due", t.Columns[2].Label)
	t.Caption, t.Empty = v.Title, lang.T(ctx, "没有符合条件的事项。")
	v.List = ui.List{
		Action: "/workbench/duties", Hidden: []ui.Hidden{{Name: "whose", Value: string(f.Whose)}}, Clear: "/workbench/duties?whose=" + string(f.Whose),
		Search: ui.SearchBox(r, lang.T(ctx, "事项或下一步")), Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{
			ui.Choice(r, "when", lang.T(ctx, "期限"), ui.Option{Value: "late", Label: lang.T(ctx, "逾期")}, ui.Option{Value: "soon", Label: lang.T(ctx, "三日内到期")},
				ui.Option{Value: "later", Label: lang.T(ctx, "三日以后")}, ui.Option{Value: "dateless", Label: lang.T(ctx, "无期限")}),
			kindFilter,
		},
	}
	return dutiesPage.Render(w, r, http.StatusOK, v)
}

func (h handler) kindFilter(r *http.Request, f workbench.Filter) (ui.Filter, error) {
	ctx := r.Context()
	found, err := h.s.Kinds(ctx, f)
	if err != nil {
		return ui.Filter{}, err
	}
	var options []ui.Option
	for _, k := range found {
		options = append(options, ui.Option{Value: k, Label: kindIn(ctx, k)})
	}
	return ui.Choice(r, "kind", lang.T(ctx, "类别"), options...), nil
}

func tabs(ctx context.Context, now workbench.Whose) []ui.Tab {
	out := []ui.Tab{{Link: ui.Link{Text: lang.T(ctx, "等我办理"), URL: "/workbench/duties?whose=mine"}, Current: now == workbench.Mine}}
	if workbench.Waits(ctx) {
		out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, "等别人办理"), URL: "/workbench/duties?whose=others"}, Current: now == workbench.Others})
	}
	return out
}

// rows is the whole filtered list for export, read page by page.
func (h handler) rows(ctx context.Context, f workbench.Filter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		head := []any{}
		for _, x := range []string{"事项", "类别", "单位", "下一步", "等谁办理", "起算日", "期限", "状态"} {
			head = append(head, lang.T(ctx, x))
		}
		if !yield(head, nil) {
			return
		}
		for n := 1; ; n++ {
			list, err := h.s.Duties(ctx, f, page.Req{Number: n, Size: page.Max})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, i := range list.Rows {
				if !yield([]any{i.Title, kindIn(ctx, i.Kind), i.UnitName, lang.T(ctx, i.Action), i.OwnerName, i.From.String(), i.Due.String(), i.On(h.s.Today()).Words(ctx)}, nil) {
					return
				}
			}
			if len(list.Rows) < page.Max {
				return
			}
		}
	}
}
