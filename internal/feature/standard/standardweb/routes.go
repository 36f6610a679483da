// Package standardweb serves the pages and the API of standards.
package standardweb

import (
	"embed"

	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *standard.Service }

// page is a record in two columns of cards.
type page struct {
	ui.Frame
	Main, Side []ui.Card
}

var cardsPage = web.MustPage[page](ui.Layout, files, "cards.html")

// Routes adds every URL of standards.
func Routes(rt *web.Router, s *standard.Service) {
	h := handler{s}
	view, manage := string(standard.MayView), string(standard.MayManage)
	rt.Feature("standard")
	rt.AddNav(web.NavItem{Group: "支撑", Label: "督导标准", URL: "/standards", Permission: view, Order: 310})
	rt.Handle("GET /standards", view, h.list)
	rt.Handle("GET /standards/import", manage, h.importForm)
	rt.Handle("POST /standards/import", manage, h.importFile)
	rt.Handle("GET /standards/diff", view, h.diff)
	rt.Handle("GET /standards/{id}", view, h.show)
	rt.Handle("GET /standards/{id}/export", view, h.export)
	rt.Handle("POST /standards/{id}/publish", manage, h.publish)
	rt.Handle("POST /standards/{id}/retire", manage, h.retire)
	rt.Handle("POST /standards/{id}/drop", manage, h.drop)
	api(rt, s)
}
