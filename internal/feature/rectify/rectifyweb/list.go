package rectifyweb

import (
	"context"
	"net/http"

	"dudao/internal/base/actor"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

// sources names the kinds of records that raise findings.
var sources = []struct{ kind, label string }{
	{"inspect.supervision", "督导"}, {"visit.visit", "挂牌督导"}, {"rectify.manual", "日常督导"}, {"rectify.recheck", "回头看"}, {"rectify.issue", "同类问题汇总"},
}

// asked reads the filters and the page from the URL.
func (h handler) asked(r *http.Request) (rectify.Filter, page.Req, error) {
	q := r.URL.Query()
	f := rectify.Filter{Text: q.Get("q"), State: rectify.State(q.Get("state")), Late: q.Get("late") == "yes",
		Severity: rectify.Severity(q.Get("severity")), Source: q.Get("source"), Relapse: q.Get("relapse") == "yes"}
	if id := q.Get("unit"); id != "" {
		u, err := h.units.Unit(r.Context(), org.UnitID(id))
		if err != nil {
			return f, page.Req{}, err
		}
		f.Below = u.Path
	}
	return f, ui.Asked(r), nil
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, p, err := h.asked(r)
	if err != nil {
		return err
	}
	if done, err := ui.Export(w, r, lang.T(ctx, "整改"), func() xlsx.Rows { return h.rows(ctx, f, p) }); done {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "整改"))}
	v.Head.Tabs = h.tabs(ctx, "/rectifications")
	if access.Holds(ctx, rectify.MayIssue) == nil {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "新建整改通知"), URL: "/rectifications/new", Icon: "plus"}}
	}
	v.List = ui.List{
		Action: "/rectifications", Search: &ui.Field{Name: "q", Label: lang.T(ctx, "查单位、问题、文号"), Value: f.Text},
		Total: list.Total, Table: h.table(ctx, r, list.Rows), Pager: ui.PagerOf(r, list.Total, p),
		Export: ui.Exports(r),
	}
	v.List.Filters, err = h.filters(r, f)
	if err != nil {
		return err
	}
	for _, name := range []string{"sort", "desc", "size"} {
		if s := r.URL.Query().Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

// tabs lead to the lists around rectification.
func (h handler) tabs(ctx context.Context, now string) (out []ui.Tab) {
	add := func(p access.Permission, label, url string) {
		if access.Holds(ctx, p) == nil {
			out = append(out, ui.Tab{Link: ui.Link{Text: label, URL: url}, Current: url == now})
		}
	}
	add(rectify.MayView, lang.T(ctx, "整改通知"), "/rectifications")
	add(rectify.MaySeeDraft, lang.T(ctx, "待处理问题"), "/findings")
	add(ladder.MayView, lang.T(ctx, "督办"), "/escalations")
	add(rectify.MayEscalate, lang.T(ctx, "区级共性问题"), "/district-issues")
	add(rectify.MayIntegrity, lang.T(ctx, "闭环核验"), "/rectifications/integrity")
	if len(out) == 1 {
		return nil
	}
	return out
}

func (h handler) table(ctx context.Context, r *http.Request, rows []rectify.Row) ui.Table {
	today := h.s.Today()
	t := ui.Table{
		Caption: lang.T(ctx, "整改通知"), Empty: lang.T(ctx, "没有符合条件的整改通知。可以减少筛选条件，或等待督导意见书下达后自动生成。"),
		Columns: []ui.Column{ui.Sortable(r, "title", lang.T(ctx, "问题")), ui.Sortable(r, "unit", lang.T(ctx, "责任单位")), {Label: lang.T(ctx, "状态")},
			{Label: lang.T(ctx, "程度")}, ui.Sortable(r, "next_on", lang.T(ctx, "下一期限")), ui.Sortable(r, "issued_on", lang.T(ctx, "下达日期"))},
	}
	for _, o := range rows {
		state, severity := stateChip(ctx, o.State), severityChip(ctx, o.Severity)
		sub := o.Number
		if o.Relapse {
			sub += " " + lang.T(ctx, "问题反弹")
		}
		due := ui.Cell{Clock: dueClock(ctx, o.IssuedOn, o.NextOn, today, o.Late(today) > 0)}
		if due.Clock == nil {
			due.Text = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: o.Title, URL: o.ID.URL(), Sub: sub}, {Text: o.UnitName, Sub: o.SourceTitle}, {Chip: &state}, {Chip: &severity}, due,
			{Text: o.IssuedOn.String()}})
	}
	return t
}

func (h handler) filters(r *http.Request, f rectify.Filter) ([]ui.Filter, error) {
	ctx, q := r.Context(), r.URL.Query()
	sel := func(name, label string, options []ui.Option) ui.Filter {
		x := ui.Filter{Field: ui.Field{Name: name, Label: label, Type: "select", Value: q.Get(name), Options: append([]ui.Option{{Label: lang.T(ctx, "全部")}}, options...)}}
		for i := range x.Options {
			if o := &x.Options[i]; o.Value != "" && o.Value == x.Value {
				o.Chosen, x.Shown, x.Remove = true, o.Label, ui.With(r, name, "", "page", "")
			}
		}
		return x
	}
	var states, severities, from []ui.Option
	inside := actor.From(ctx).May(string(rectify.MaySeeDraft))
	for _, s := range rectify.States {
		if inside || s.State != rectify.Draft && s.State != rectify.Dropped {
			states = append(states, ui.Option{Value: string(s.State), Label: lang.T(ctx, s.Label)})
		}
	}
	for _, s := range rectify.Severities {
		severities = append(severities, ui.Option{Value: string(s.Severity), Label: lang.T(ctx, s.Label)})
	}
	for _, s := range sources {
		from = append(from, ui.Option{Value: s.kind, Label: lang.T(ctx, s.label)})
	}
	yes := []ui.Option{{Value: "yes", Label: lang.T(ctx, "是")}}
	out := []ui.Filter{
		sel("state", lang.T(ctx, "状态"), states), sel("late", lang.T(ctx, "逾期"), yes), sel("severity", lang.T(ctx, "程度"), severities),
		sel("source", lang.T(ctx, "来源"), from), sel("relapse", lang.T(ctx, "问题反弹"), yes),
	}
	districts, err := h.units.Search(ctx, "", org.Filter{Kind: org.District})
	if err != nil || len(districts) < 2 && q.Get("unit") == "" {
		return out, nil // nobody but the city chooses among districts
	}
	var units []ui.Option
	known := false
	for _, d := range districts {
		units = append(units, ui.Option{Value: string(d.ID), Label: d.Name})
		known = known || string(d.ID) == q.Get("unit")
	}
	if id := q.Get("unit"); id != "" && !known {
		if u, err := h.units.Unit(ctx, org.UnitID(id)); err == nil {
			units = append(units, ui.Option{Value: id, Label: u.Name})
		}
	}
	return append(out, sel("unit", lang.T(ctx, "区或单位"), units)), nil
}

// rows are what the filters leave, read page by page, for the export.
func (h handler) rows(ctx context.Context, f rectify.Filter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		head := []any{lang.T(ctx, "文号"), lang.T(ctx, "问题"), lang.T(ctx, "责任单位"), lang.T(ctx, "来源"), lang.T(ctx, "状态"), lang.T(ctx, "程度"),
			lang.T(ctx, "下达日期"), lang.T(ctx, "整改期限"), lang.T(ctx, "下一期限"), lang.T(ctx, "逾期天数"), lang.T(ctx, "问题反弹"), lang.T(ctx, "演示数据")}
		if !yield(head, nil) {
			return
		}
		mark := map[bool]string{true: lang.T(ctx, "是")}
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, o := range list.Rows {
				row := []any{o.Number, o.Title, o.UnitName, o.SourceTitle, lang.T(ctx, o.State.Label()), lang.T(ctx, o.Severity.Label()), o.IssuedOn.String(),
					o.DueOn.String(), o.NextOn.String(), o.Late(h.s.Today()), mark[o.Relapse], mark[o.Demo]}
				if !yield(row, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}
