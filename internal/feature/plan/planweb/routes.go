// Package planweb serves the pages and the API of year plans.
package planweb

import (
	"embed"

	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s         *plan.Service
	standards *standard.Service
	people    *people.Service
}

// page is a record in two columns of cards.
type page struct {
	ui.Frame
	Main, Side []ui.Card
}

var cardsPage = web.MustPage[page](ui.Layout, files, "cards.html")

// Routes adds every URL of year plans.
func Routes(rt *web.Router, s *plan.Service, standards *standard.Service, people *people.Service) {
	h := handler{s, standards, people}
	view, edit := string(plan.MayView), string(plan.MayEdit)
	rt.Feature("plan")
	rt.AddNav(web.NavItem{Group: "督导", Label: "年度计划", URL: "/plans", Permission: view, Order: 100})
	rt.Handle("GET /plans", view, h.list)
	rt.Handle("GET /plans/new", edit, h.newForm)
	rt.Handle("POST /plans", edit, h.create)
	rt.Handle("GET /plans/{id}", view, h.show)
	rt.Handle("POST /plans/{id}", edit, h.edit)
	for _, st := range plan.Steps {
		rt.Handle("POST /plans/{id}/"+string(st.Action), string(st.Need), h.step(st.Action))
	}
	rt.Handle("GET /plans/{id}/items/new", edit, h.newItem)
	rt.Handle("POST /plans/{id}/items", edit, h.addItem)
	rt.Handle("GET /plans/{id}/items/{item}", view, h.item)
	rt.Handle("GET /plans/{id}/items/{item}/edit", edit, h.editItemForm)
	rt.Handle("POST /plans/{id}/items/{item}", edit, h.editItem)
	rt.Handle("POST /plans/{id}/items/{item}/remove", edit, h.removeItem)
	rt.Handle("POST /plans/{id}/changes/{change}/agree", string(plan.MayApprove), h.decide(true))
	rt.Handle("POST /plans/{id}/changes/{change}/refuse", string(plan.MayApprove), h.decide(false))
	api(rt, s, people)
}
