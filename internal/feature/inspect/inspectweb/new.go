package inspectweb

import (
	"net/http"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return h.newPage(w, r, h.s.NewID(), nil)
}

// newPage offers the units of approved plan items for which nothing has started.
func (h handler) newPage(w http.ResponseWriter, r *http.Request, id string, refused error) error {
	ctx := r.Context()
	items, err := h.s.Startable(ctx)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "启动督导"), home(ctx))}
	var options []ui.Option
	wanted := r.FormValue("item") + "/" + r.FormValue("unit")
	for _, i := range items {
		for _, t := range i.Targets {
			if t.StartedID != "" {
				continue
			}
			value := i.ID + "/" + string(t.UnitID)
			options = append(options, ui.Option{Value: value, Label: t.UnitName, Chosen: value == wanted,
				Group: i.Title + " · " + lang.T(ctx, i.Mode.Label()) + " · " + i.From.String()})
		}
	}
	if len(options) == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "没有可以启动的计划事项：年度计划须先经批准，且督导对象尚未启动督导。"), Do: &ui.Button{Label: lang.T(ctx, "查看年度计划"), URL: "/plans", Plain: true}}}}
		return cardsPage.Render(w, r, http.StatusOK, v)
	}
	f := ui.Form{ID: "new", Action: "/inspections", Submit: lang.T(ctx, "启动督导"), Cancel: ui.Link{URL: "/inspections"}, Hidden: []ui.Hidden{{Name: "id", Value: id}},
		Note: lang.T(ctx, "启动后固定今天有效的督导标准版本。发出督导通知之前，被督导单位看不到这项督导。"), Fields: []ui.Field{
			{Name: "target", Label: lang.T(ctx, "计划事项与督导对象"), Type: "select", Required: true, Options: options}}}
	status := http.StatusOK
	if refused != nil {
		again(r, &f, refused)
		status = web.Status(refused)
	}
	v.Main = []ui.Card{{Form: &f}}
	v.Side = []ui.Card{{Title: lang.T(ctx, "依据"), Text: []string{lang.T(ctx, "《教育督导条例》第十六条：应当事先确定督导事项，成立督导小组。")}}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	item, unit, _ := strings.Cut(r.FormValue("target"), "/")
	i, err := h.s.Start(r.Context(), inspect.NewInspection{ID: r.FormValue("id"), ItemID: item, UnitID: org.UnitID(unit)})
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.NotFound:
		return h.newPage(w, r, r.FormValue("id"), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, i.URL())
}

// editForm settles matters, basis and dates before the notice.
func (h handler) editForm(r *http.Request, d inspect.Dossier) ui.Form {
	ctx := r.Context()
	return ui.Form{Action: d.URL() + "/edit", Submit: lang.T(ctx, "保存"), Hidden: lock(d.Version), Fields: []ui.Field{
		{Name: "title", Label: lang.T(ctx, "标题"), Value: d.Title, Required: true},
		{Name: "matters", Label: lang.T(ctx, "督导事项"), Type: "textarea", Value: d.Matters, Required: true},
		{Name: "basis", Label: lang.T(ctx, "依据"), Value: d.Basis, Required: true},
		{Name: "from", Label: lang.T(ctx, "现场督导开始日期"), Type: "date", Value: d.From.String(), Required: true},
		{Name: "to", Label: lang.T(ctx, "现场督导结束日期"), Type: "date", Value: d.To.String(), Required: true}}}
}

func (h handler) editPage(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	return h.showForm(w, r, d, lang.T(r.Context(), "督导事项与时间"), h.editForm(r, d), nil)
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, "", func(id string, n int) error {
		from, err := date(r, "from")
		if err != nil {
			return err
		}
		to, err := date(r, "to")
		if err != nil {
			return err
		}
		return h.s.Edit(r.Context(), id, n, r.FormValue("title"), r.FormValue("matters"), r.FormValue("basis"), from, to)
	}, func(d inspect.Dossier, refused error) error {
		return h.showForm(w, r, d, lang.T(r.Context(), "督导事项与时间"), h.editForm(r, d), refused)
	})
}

// change does something with the version of the form; what is refused comes back with what was typed.
// below is where to go afterwards, from the record.
func (h handler) change(w http.ResponseWriter, r *http.Request, below string, do func(id string, version int) error, back func(inspect.Dossier, error) error) error {
	err := do(r.PathValue("id"), version(r))
	if comesBack(err) {
		d, gone := h.load(r)
		if gone != nil {
			return gone
		}
		return back(d, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+below)
}
