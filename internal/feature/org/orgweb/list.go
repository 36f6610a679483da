package orgweb

import (
	"context"
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// asked reads the filters and the page from the URL.
func (h handler) asked(r *http.Request) (org.Filter, page.Req, error) {
	q := r.URL.Query()
	f := org.Filter{Text: q.Get("q"), Kind: org.Kind(q.Get("kind")), Stage: q.Get("stage"), Ownership: q.Get("ownership"), State: org.State(q.Get("state")),
		Unplaced: q.Get("unplaced") == "yes", Group: q.Get("group")}
	var err error
	if f.AsOf, err = dateOf(r, "as_of"); err != nil {
		return f, pageOf(r), err
	}
	if id := q.Get("district"); id != "" {
		u, err := h.s.Unit(r.Context(), org.UnitID(id))
		if err != nil {
			return f, pageOf(r), err
		}
		f.Below = u.Path
	}
	return f, pageOf(r), nil
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, p, err := h.asked(r)
	if err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "单位"))}
	v.Head.Tabs = tabs(ctx, "/units")
	if access.Holds(ctx, org.MayManage) == nil {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "新增单位"), URL: "/units/new", Icon: "plus"}}
	}
	v.List = ui.List{
		Action: "/units", Search: &ui.Field{Name: "q", Label: lang.T(ctx, "名称、简称、拼音或代码"), Value: f.Text},
		Total: list.Total, Table: h.table(ctx, r, list.Rows, f), Pager: pager(r, list.Total, p),
		Export: []ui.Link{{Text: "CSV", URL: with(r, "/units/export.csv")}, {Text: "XLSX", URL: with(r, "/units/export.xlsx")}},
	}
	if v.List.Filters, err = h.filters(r, f); err != nil {
		return err
	}
	for _, name := range []string{"sort", "desc", "size"} {
		if s := r.URL.Query().Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

// tabs lead to the pages around units.
func tabs(ctx context.Context, now string) []ui.Tab {
	out := []ui.Tab{
		{Link: ui.Link{Text: lang.T(ctx, "单位名录"), URL: "/units"}}, {Link: ui.Link{Text: lang.T(ctx, "组织架构"), URL: "/units/chart"}}, {Link: ui.Link{Text: lang.T(ctx, "分组"), URL: "/units/groups"}},
	}
	if access.Holds(ctx, org.MayImport) == nil {
		out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, "导入"), URL: "/units/import"}})
	}
	for i := range out {
		out[i].Current = out[i].URL == now
	}
	return out
}

func (h handler) table(ctx context.Context, r *http.Request, rows []org.Row, f org.Filter) ui.Table {
	t := ui.Table{
		Caption: lang.T(ctx, "单位名录"), Empty: lang.T(ctx, "没有符合条件的单位。可以减少筛选条件，或换个写法查找。"),
		Columns: []ui.Column{column(r, "name", lang.T(ctx, "单位名称")), {Label: lang.T(ctx, "单位类型")}, {Label: lang.T(ctx, "所属区")}, {Label: lang.T(ctx, "学段")},
			{Label: lang.T(ctx, "办学性质")}, column(r, "students", lang.T(ctx, "学生数")), {Label: lang.T(ctx, "状态")}},
	}
	t.Columns[5].Num = true
	for _, u := range rows {
		url := u.ID.URL()
		if !f.AsOf.IsZero() {
			url += "?as_of=" + f.AsOf.String()
		}
		place := ui.Cell{Text: u.DistrictName, Sub: u.PlaceName}
		switch {
		case u.Unplaced():
			c := unplaced(ctx)
			place = ui.Cell{Chip: &c}
		case u.DistrictName == "":
			place.Text = u.CityName
		}
		students := "—"
		if u.Students > 0 {
			students = ui.Number(u.Students)
		}
		kind := word(ctx, org.Kinds, string(u.Kind))
		state := stateChip(ctx, u.Unit)
		t.Rows = append(t.Rows, []ui.Cell{{Text: u.Name, URL: url, Sub: u.Code}, {Text: kind}, place, {Text: word(ctx, org.Stages, u.Stage)},
			{Text: word(ctx, org.Ownerships, u.Ownership)}, {Text: students, Num: true}, {Chip: state}})
	}
	return t
}

func (h handler) filters(r *http.Request, f org.Filter) ([]ui.Filter, error) {
	ctx, q := r.Context(), r.URL.Query()
	choose := func(name, label string, opts []ui.Option) ui.Filter {
		x := ui.Filter{Field: ui.Field{Name: name, Label: label, Type: "select", Value: q.Get(name), Options: append([]ui.Option{{Label: lang.T(ctx, "全部")}}, opts...)}}
		for i := range x.Options {
			if o := &x.Options[i]; o.Value != "" && o.Value == x.Value {
				o.Chosen, x.Shown, x.Remove = true, o.Label, set(r, name, "", "page", "")
			}
		}
		return x
	}
	districts, err := h.s.Districts(ctx)
	if err != nil {
		return nil, err
	}
	var in []ui.Option
	for _, d := range districts {
		in = append(in, ui.Option{Value: string(d.ID), Label: d.Name})
	}
	groups, err := h.s.Groups(ctx, "")
	if err != nil {
		return nil, err
	}
	var of []ui.Option
	for _, g := range groups {
		of = append(of, ui.Option{Value: g.ID, Label: g.Name, Group: g.SetName})
	}
	out := []ui.Filter{choose("kind", lang.T(ctx, "单位类型"), options(ctx, org.Kinds, ""))}
	if len(in) > 1 {
		out = append(out, choose("district", lang.T(ctx, "所属区"), in))
	}
	out = append(out, choose("stage", lang.T(ctx, "学段"), options(ctx, org.Stages, "")), choose("ownership", lang.T(ctx, "办学性质"), options(ctx, org.Ownerships, "")))
	if len(of) > 0 {
		out = append(out, choose("group", lang.T(ctx, "分组"), of))
	}
	out = append(out,
		choose("state", lang.T(ctx, "状态"), []ui.Option{{Value: "open", Label: lang.T(ctx, "在办")}, {Value: "closed", Label: lang.T(ctx, "已撤销")}, {Value: "all", Label: lang.T(ctx, "在办和已撤销")}}),
		choose("unplaced", lang.T(ctx, "区未定"), []ui.Option{{Value: "yes", Label: lang.T(ctx, "是")}}),
	)
	asOf := ui.Filter{Field: ui.Field{Name: "as_of", Label: lang.T(ctx, "某日的样子"), Type: "date", Value: q.Get("as_of")}}
	if !f.AsOf.IsZero() {
		asOf.Shown, asOf.Remove = f.AsOf.String(), set(r, "as_of", "", "page", "")
	}
	return append(out, asOf), nil
}

func (h handler) exportCSV(w http.ResponseWriter, r *http.Request) error {
	f, p, err := h.asked(r)
	if err != nil {
		return err
	}
	download(w, "units.csv", "text/csv; charset=utf-8")
	return xlsx.WriteCSV(w, roster.ExportRows(h.s.Export(r.Context(), f, p)))
}

func (h handler) exportXLSX(w http.ResponseWriter, r *http.Request) error {
	f, p, err := h.asked(r)
	if err != nil {
		return err
	}
	download(w, "units.xlsx", xlsxType)
	return xlsx.WriteXLSX(w, xlsx.Sheet{Name: lang.T(r.Context(), "单位"), Rows: roster.ExportRows(h.s.Export(r.Context(), f, p)), Widths: []float64{36, 16, 12, 14, 16, 16, 10, 12, 10, 20, 36, 14, 24, 10}})
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func download(w http.ResponseWriter, name, kind string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
