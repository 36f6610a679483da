package inspectorweb

import (
	"context"
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/inspector"
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

// asked reads the filters of the URL.
func (h handler) asked(r *http.Request) (inspector.Filter, error) {
	q := r.URL.Query()
	f := inspector.Filter{Text: q.Get("q"), Level: inspector.Level(q.Get("level")), Kind: q.Get("kind"), Field: q.Get("field"), State: q.Get("state")}
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
	ctx, p := r.Context(), ui.Asked(r)
	f, err := h.asked(r)
	if err != nil {
		return err
	}
	if done, err := ui.Export(w, r, lang.T(ctx, "督学队伍"), func() xlsx.Rows { return h.rows(ctx, f, p) }); done {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督学队伍"))}
	v.Head.Sub = lang.T(ctx, "督学名册：聘任、聘期与回避关系")
	v.List = ui.List{Action: "/inspectors", Search: ui.SearchBox(r, lang.T(ctx, "查姓名、督学证号或单位")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p),
		Export: ui.Exports(r), Table: h.table(r, list.Rows)}
	if v.List.Filters, err = h.filters(r); err != nil {
		return err
	}
	for _, name := range []string{"sort", "desc", "size"} {
		if s := r.URL.Query().Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	if access.Holds(ctx, inspector.MayManage) == nil {
		do := ui.Button{Label: lang.T(ctx, "登记督学"), URL: "/inspectors/new", Icon: "plus"}
		v.Head.Actions = []ui.Button{do}
		v.List.Table.EmptyDo = &do
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) table(r *http.Request, rows []inspector.Inspector) ui.Table {
	ctx, today := r.Context(), h.s.Today()
	t := ui.Table{
		Caption: lang.T(ctx, "督学队伍"), Empty: lang.T(ctx, "没有符合条件的督学。可以减少筛选条件，或登记新聘的督学。"),
		Columns: []ui.Column{ui.Sortable(r, "name", lang.T(ctx, "姓名")), ui.Sortable(r, "level", lang.T(ctx, "级别")), {Label: lang.T(ctx, "专兼职")}, {Label: lang.T(ctx, "领域")},
			{Label: lang.T(ctx, "督学证号")}, {Label: lang.T(ctx, "状态")}, ui.Sortable(r, "term_to", lang.T(ctx, "聘期"))},
	}
	for _, i := range rows {
		chip := stateChip(ctx, i.State(today))
		term := ui.Cell{Clock: termClock(ctx, i, today)}
		if term.Clock == nil {
			term.Text = lang.T(ctx, "%s 至 %s", i.TermFrom.String(), i.TermTo.String())
		}
		number := i.CertificateNo
		if number == "" {
			number = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: i.Name, URL: i.URL(), Sub: i.UnitName}, {Text: word(ctx, inspector.Levels, string(i.Level))}, {Text: word(ctx, inspector.Kinds, i.Kind), Sub: i.Post},
			{Text: word(ctx, inspector.Fields, i.Field)}, {Text: number}, {Chip: &chip}, term})
	}
	return t
}

func (h handler) filters(r *http.Request) ([]ui.Filter, error) {
	ctx := r.Context()
	out := []ui.Filter{
		ui.Choice(r, "state", lang.T(ctx, "状态"), options(ctx, inspector.States, "")...), ui.Choice(r, "kind", lang.T(ctx, "专兼职"), options(ctx, inspector.Kinds, "")...),
		ui.Choice(r, "field", lang.T(ctx, "领域"), options(ctx, inspector.Fields, "")...),
	}
	districts, err := h.units.Districts(ctx)
	if err != nil || len(districts) < 2 { // nobody but the city chooses among districts and levels
		return out, err
	}
	var units []ui.Option
	for _, d := range districts {
		units = append(units, ui.Option{Value: string(d.ID), Label: d.Name})
	}
	return append(out, ui.Choice(r, "level", lang.T(ctx, "级别"), options(ctx, inspector.Levels, "")...), ui.Choice(r, "unit", lang.T(ctx, "区"), units...)), nil
}

// rows are what the filters leave, read page by page, for the export.
func (h handler) rows(ctx context.Context, f inspector.Filter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "姓名"), lang.T(ctx, "督导机构"), lang.T(ctx, "级别"), lang.T(ctx, "专兼职"), lang.T(ctx, "领域"), lang.T(ctx, "原单位及职务"),
			lang.T(ctx, "督学证号"), lang.T(ctx, "聘期开始"), lang.T(ctx, "聘期结束"), lang.T(ctx, "届次"), lang.T(ctx, "学段"), lang.T(ctx, "状态")}, nil) {
			return
		}
		today := h.s.Today()
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, i := range list.Rows {
				if !yield([]any{i.Name, i.UnitName, word(ctx, inspector.Levels, string(i.Level)), word(ctx, inspector.Kinds, i.Kind), word(ctx, inspector.Fields, i.Field), i.Post,
					i.CertificateNo, i.TermFrom.String(), i.TermTo.String(), i.Terms, stages(ctx, i), word(ctx, inspector.States, i.State(today))}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}
