package rectifyweb

import (
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, http.StatusOK, h.newForm(r, h.s.DB().NewID()))
}

func (h handler) newForm(r *http.Request, id string) ui.Form {
	ctx := r.Context()
	fields := []ui.Field{{Name: "unit", Label: lang.T(ctx, "责任单位"), Required: true, Pick: "/units/pick", Hint: lang.T(ctx, "填写单位名称、简称或代码")}}
	return ui.Form{Action: "/rectifications", Hidden: []ui.Hidden{{Name: "id", Value: id}}, Fields: append(fields, findingFields(ctx)...),
		Submit: lang.T(ctx, "保存草稿"), Cancel: ui.Link{URL: "/rectifications"}, Draft: "rectification-new"}
}

func (h handler) showNew(w http.ResponseWriter, r *http.Request, status int, f ui.Form) error {
	ctx := r.Context()
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "新建整改通知"), home(ctx))}
	v.Cards = []ui.Card{{Form: &f}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f := findingOf(r)
	id := rectify.OrderID(f.ID)
	f.ID = ""
	unit, err := h.units.Resolve(ctx, r.FormValue("unit"), "")
	if err == nil {
		f.UnitID = unit.ID
		id, err = h.s.Create(ctx, id, f)
	}
	if errs.KindOf(err) == errs.Invalid {
		form := h.newForm(r, string(id))
		form.Keep(r)
		form.Refuse(r, err)
		return h.showNew(w, r, web.Status(err), form)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, id.URL())
}
