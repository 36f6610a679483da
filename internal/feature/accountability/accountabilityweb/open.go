package accountabilityweb

import (
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// new shows the form that begins a record. source, title and url in the address say what it comes from.
func (h handler) new(m mech) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if o := accountability.Object(r.FormValue("object")); m.kind == accountability.Case && o.Label() == string(o) {
			return h.whom(w, r, m)
		}
		f := h.newForm(r, m, h.All.NewID())
		return h.opening(w, r, http.StatusOK, m, f)
	}
}

func (h handler) newForm(r *http.Request, m mech, id string) ui.Form {
	ctx, q := r.Context(), r.URL.Query()
	path := accountability.Paths[m.kind]
	unit := ui.Field{Name: "unit", Label: lang.T(ctx, "单位"), Required: true, Pick: "/units/pick", Hint: lang.T(ctx, "填写单位名称、简称或代码"), Value: q.Get("unit")}
	f := ui.Form{Action: path, Submit: lang.T(ctx, "立项"), Cancel: ui.Link{URL: path}, Draft: string(m.kind) + "-new", Hidden: []ui.Hidden{{Name: "id", Value: id}}, Fields: append([]ui.Field{unit}, m.opening(r)...)}
	for _, name := range []string{"source_kind", "source_id", "source_title", "source_url"} {
		if v := q.Get(name); v != "" {
			f.Hidden = append(f.Hidden, ui.Hidden{Name: name, Value: v})
		}
	}
	for i := range f.Fields {
		if x := &f.Fields[i]; x.Name == "facts" && x.Value == "" {
			x.Value = q.Get("facts")
		}
	}
	return f
}

func (h handler) opening(w http.ResponseWriter, r *http.Request, status int, m mech, f ui.Form) error {
	ctx := r.Context()
	v := showView{Frame: ui.NewFrame(r, lang.T(ctx, m.begin), ui.Link{Text: lang.T(ctx, m.title), URL: accountability.Paths[m.kind]})}
	v.Main = []ui.Card{{Form: &f}}
	return showPage.Render(w, r, status, v)
}

func (h handler) create(m mech) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		n := accountability.NewRecord{ID: r.FormValue("id"), Grounds: r.Form["grounds"], Facts: r.FormValue("facts"), Source: ident.Ref{Kind: r.FormValue("source_kind"), ID: r.FormValue("source_id")},
			SourceTitle: r.FormValue("source_title"), SourceURL: r.FormValue("source_url")}
		if !local(n.SourceURL) {
			n.SourceURL = ""
		}
		unit, err := h.Org.Resolve(ctx, r.FormValue("unit"), "")
		var rec accountability.Record
		if err == nil {
			n.UnitID = unit.ID
			rec, err = m.create(r, n)
		}
		if err != nil && errs.KindOf(err) == errs.Invalid {
			f := h.newForm(r, m, n.ID)
			for _, x := range []ui.Hidden{{Name: "source_kind", Value: n.Source.Kind}, {Name: "source_id", Value: n.Source.ID}, {Name: "source_title", Value: n.SourceTitle}, {Name: "source_url", Value: n.SourceURL}} {
				if x.Value != "" {
					f.Hidden = append(f.Hidden, x)
				}
			}
			f.Keep(r)
			f.Refuse(r, err)
			return h.opening(w, r, web.Status(err), m, f)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, rec.URL())
	}
}

// local reports whether an address leads to a page of ours.
func local(url string) bool {
	return url == "" || len(url) > 1 && url[0] == '/' && url[1] != '/' && url[1] != '\\'
}

// whom asks what a case is about before its form: grounds and measures differ.
func (h handler) whom(w http.ResponseWriter, r *http.Request, m mech) error {
	ctx := r.Context()
	v := showView{Frame: ui.NewFrame(r, lang.T(ctx, m.begin), ui.Link{Text: lang.T(ctx, m.title), URL: accountability.Paths[m.kind]})}
	c := ui.Card{Title: lang.T(ctx, "问责对象"), Text: []string{lang.T(ctx, "先选择对象，情形和问责方式随对象而不同。")}}
	for _, o := range accountability.Objects {
		c.Do = append(c.Do, ui.Button{Label: lang.T(ctx, o.Label), URL: ui.With(r, "object", string(o.Object)), Plain: true})
	}
	v.Main = []ui.Card{c}
	return showPage.Render(w, r, http.StatusOK, v)
}
