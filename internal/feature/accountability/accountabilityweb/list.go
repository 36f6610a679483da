package accountabilityweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

func (h handler) asked(r *http.Request) (accountability.Filter, page.Req, error) {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	f := accountability.Filter{Text: q.Get("q"), State: accountability.State(q.Get("state")), Ground: q.Get("ground"), Year: year, InForce: q.Get("force") == "yes"}
	if id := q.Get("unit"); id != "" {
		u, err := h.Org.Unit(r.Context(), org.UnitID(id))
		if err != nil {
			return f, page.Req{}, err
		}
		f.Below = u.Path
	}
	return f, ui.Asked(r), nil
}

func (h handler) list(m mech) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		f, p, err := h.asked(r)
		if err != nil {
			return err
		}
		if done, err := ui.Export(w, r, lang.T(ctx, m.title), func() xlsx.Rows { return h.rows(ctx, m, f, p) }); done {
			return err
		}
		list, err := h.All.List(ctx, m.kind, f, p)
		if err != nil {
			return err
		}
		path := accountability.Paths[m.kind]
		v := listView{Frame: ui.NewFrame(r, lang.T(ctx, m.title))}
		if m.create != nil && access.Holds(ctx, accountability.MayRun) == nil {
			v.Head.Actions = []ui.Button{{Label: lang.T(ctx, m.begin), URL: path + "/new", Icon: "plus"}}
		}
		v.Head.Tabs = tabs(ctx, m.kind)
		v.List = ui.List{Action: path, Search: ui.SearchBox(r, lang.T(ctx, "查单位、标题、文号")), Filters: h.filters(r, m), Total: list.Total, Table: h.table(r, m, list.Rows),
			Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r)}
		for _, name := range []string{"sort", "desc", "size"} {
			if s := r.URL.Query().Get(name); s != "" {
				v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
			}
		}
		return listPage.Render(w, r, http.StatusOK, v)
	}
}

// tabs join the case with its reviews and appeals.
func tabs(ctx context.Context, now accountability.Kind) (out []ui.Tab) {
	group := []struct {
		k     accountability.Kind
		label string
	}{{accountability.Case, "问责"}, {accountability.Review, "复核"}, {accountability.Appeal, "申诉"}}
	for _, g := range group {
		out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, g.label), URL: accountability.Paths[g.k]}, Current: g.k == now})
	}
	if now != accountability.Case && now != accountability.Review && now != accountability.Appeal {
		return nil
	}
	return out
}

func (h handler) filters(r *http.Request, m mech) []ui.Filter {
	ctx := r.Context()
	var states, grounds, years []ui.Option
	for _, s := range m.flow.States {
		states = append(states, ui.Option{Value: string(s.State), Label: lang.T(ctx, s.Label)})
	}
	out := []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...)}
	if m.ground != "" {
		for _, g := range accountability.GroundsFor(m.ground, "") {
			grounds = append(grounds, ui.Option{Value: g.Code, Label: lang.T(ctx, g.Label)})
		}
		out = append(out, ui.Choice(r, "ground", lang.T(ctx, "情形"), grounds...))
	}
	if m.kind == accountability.Circular {
		out = append(out, ui.Choice(r, "force", lang.T(ctx, "建议执行中"), ui.Option{Value: "yes", Label: lang.T(ctx, "是")}))
	}
	if m.kind == accountability.Honour {
		out = append(out, ui.Choice(r, "force", lang.T(ctx, "优先支持期内"), ui.Option{Value: "yes", Label: lang.T(ctx, "是")}))
	}
	for y := h.All.Today().Year(); y > h.All.Today().Year()-4; y-- {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	out = append(out, ui.Choice(r, "year", lang.T(ctx, "年份"), years...))
	districts, err := h.Org.Search(ctx, "", org.Filter{Kind: org.District})
	if err != nil || len(districts) < 2 {
		return out
	}
	var units []ui.Option
	for _, d := range districts {
		units = append(units, ui.Option{Value: string(d.ID), Label: d.Name})
	}
	return append(out, ui.Choice(r, "unit", lang.T(ctx, "区"), units...))
}

func (h handler) table(r *http.Request, m mech, rows []accountability.Record) ui.Table {
	ctx, today := r.Context(), h.All.Today()
	t := ui.Table{Caption: lang.T(ctx, m.title), Empty: lang.T(ctx, m.empty), Columns: []ui.Column{ui.Sortable(r, "title", lang.T(ctx, "标题")), ui.Sortable(r, "unit", lang.T(ctx, "单位")),
		{Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "办理机构")}, ui.Sortable(r, "created", lang.T(ctx, "立项日期")), ui.Sortable(r, "done", lang.T(ctx, "作出日期"))}}
	for _, x := range rows {
		chip := stateChip(ctx, m.flow, x.State)
		sub := x.Number
		if x.InForce(today) {
			sub = joined(sub, lang.T(ctx, "执行至 %s", x.UntilOn.String()))
		}
		done := x.DoneOn.String()
		if done == "" {
			done = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Title, URL: x.URL(), Sub: sub}, {Text: x.UnitName}, {Chip: &chip}, {Text: x.OfficeName}, {Text: x.CreatedOn.String()}, {Text: done}})
	}
	return t
}

// rows are what the filters leave, read page by page, for the export.
func (h handler) rows(ctx context.Context, m mech, f accountability.Filter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		head := []any{}
		for _, s := range []string{"文号", "标题", "单位", "状态", "情形", "办理机构", "立项日期", "作出日期", "执行至", "公布日期", "演示数据"} {
			head = append(head, lang.T(ctx, s))
		}
		if !yield(head, nil) {
			return
		}
		mark := map[bool]string{true: lang.T(ctx, "是")}
		for p.Number = 1; ; p.Number++ {
			list, err := h.All.List(ctx, m.kind, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.Number, x.Title, x.UnitName, lang.T(ctx, m.flow.Info(x.State).Label), accountability.GroundWords(x), x.OfficeName, x.CreatedOn.String(), x.DoneOn.String(),
					x.UntilOn.String(), x.PublishedOn.String(), mark[x.Demo]}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}

func stateChip(ctx context.Context, f accountability.Flow, s accountability.State) ui.Chip {
	i := f.Info(s)
	return ui.Chip{Text: lang.T(ctx, i.Label), Tone: ui.Tone(i.Tone)}
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
