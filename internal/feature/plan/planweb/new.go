package planweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func mayCreate(ctx context.Context) bool { return access.Holds(ctx, plan.MayEdit) == nil }

func (h handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return cardsPage.Render(w, r, http.StatusOK, h.newPage(r, h.s.NewID(), nil))
}

func (h handler) newPage(r *http.Request, id string, refused error) page {
	ctx := r.Context()
	year := h.s.Today().Year()
	if h.s.Today().Month() >= 11 {
		year++
	}
	f := ui.Form{ID: "new", Action: "/plans", Submit: lang.T(ctx, "建立草稿"), Cancel: ui.Link{URL: "/plans"}, Draft: "plan-new", Hidden: []ui.Hidden{{Name: "id", Value: id}}, Fields: []ui.Field{
		{Name: "year", Label: lang.T(ctx, "年度"), Type: "number", Value: strconv.Itoa(year), Required: true, InputMode: "numeric"},
		{Name: "title", Label: lang.T(ctx, "计划名称"), Hint: lang.T(ctx, "不填则按督导机构和年度自动命名")},
		{Name: "goal", Label: lang.T(ctx, "总体要求"), Type: "textarea", Rows: 5, Hint: lang.T(ctx, "这一年督导工作的重点")}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "编制年度计划"), ui.Link{Text: lang.T(ctx, "年度计划"), URL: "/plans"})}
	v.Main = []ui.Card{{Form: &f}}
	return v
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	year, _ := strconv.Atoi(r.FormValue("year"))
	p, err := h.s.Create(r.Context(), plan.NewPlan{ID: r.FormValue("id"), Year: year, Title: r.FormValue("title"), Goal: r.FormValue("goal")})
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return cardsPage.Render(w, r, web.Status(err), h.newPage(r, r.FormValue("id"), err))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, p.URL())
}
