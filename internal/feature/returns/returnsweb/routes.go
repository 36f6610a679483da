// Package returnsweb serves the pages and the API of data returns.
package returnsweb

import (
	"embed"

	"dudao/internal/feature/file"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var pages embed.FS

type handler struct {
	s     *returns.Service
	files *file.Service
}

// page is a record in two columns of cards.
type page struct {
	ui.Frame
	Figures    []ui.Figure
	Lists      []ui.List
	Main, Side []ui.Card
}

var (
	cardsPage = web.MustPage[page](ui.Layout, pages, "cards.html")
	fillPage  = web.MustPage[fillView](ui.Layout, pages, "fill.html")
)

// Routes adds every URL of data returns.
func Routes(rt *web.Router, s *returns.Service, files *file.Service) {
	h := handler{s, files}
	view, open, fill := string(returns.MayView), string(returns.MayOpen), string(returns.MayFill)
	rt.Feature("returns")
	rt.AddNav(web.NavItem{Group: "监测", Label: "数据填报", URL: "/campaigns", Permission: view, Order: 250})
	rt.Handle("GET /campaigns", view, h.campaigns)
	rt.Handle("GET /campaigns/new", open, h.newForm)
	rt.Handle("POST /campaigns", open, h.create)
	rt.Handle("GET /campaigns/{id}", view, h.campaign)
	rt.Handle("GET /campaigns/{id}/sheet.xlsx", view, h.sheet)
	rt.Handle("POST /campaigns/{id}", open, h.edit)
	rt.Handle("POST /campaigns/{id}/close", open, h.close)
	rt.Handle("POST /campaigns/{id}/open", open, h.openAgain)
	rt.Handle("POST /campaigns/{id}/units", open, h.addUnits)
	rt.Handle("GET /campaigns/{id}/upload", fill, h.uploadForm)
	rt.Handle("POST /campaigns/{id}/upload", fill, h.upload)
	rt.Handle("POST /campaigns/{id}/check", string(returns.MayCheck), h.bulk(returns.Check))
	rt.Handle("POST /campaigns/{id}/accept", string(returns.MayAccept), h.bulk(returns.Accept))
	rt.Handle("GET /returns/{id}", view, h.show)
	rt.Handle("POST /returns/{id}", fill, h.save)
	rt.Handle("POST /returns/{id}/try", fill, h.try)
	rt.Handle("POST /returns/{id}/last-year", fill, h.lastYear)
	rt.Handle("GET /returns/{id}/review", view, h.review)
	rt.Handle("GET /returns/{id}/cells/{field}", view, h.cell)
	rt.Handle("POST /returns/{id}/ask", string(returns.MaySubmit), h.ask)
	for _, st := range returns.Steps {
		rt.Handle("POST /returns/{id}/"+path(st.Action), string(st.Need), h.step(st.Action))
	}
	api(rt, s)
}

// path is the end of the URL of a step.
func path(a returns.Action) string {
	if a == returns.Send {
		return "send-back"
	}
	return string(a)
}
