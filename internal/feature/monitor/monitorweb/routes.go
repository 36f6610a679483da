// Package monitorweb serves the pages and the API of monitoring.
package monitorweb

import (
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/feature/monitor"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var pages embed.FS

type handler struct{ s *monitor.Service }

// view is a page of charts, lists and cards.
type view struct {
	ui.Frame
	Figures    []ui.Figure
	Charts     []chart
	Lists      []ui.List
	Main, Side []ui.Card
	After      []chart
}

var page = web.MustPage[view](ui.Layout, pages, "cards.html")

func render(w http.ResponseWriter, r *http.Request, status int, v view) error {
	return page.Render(w, r, status, v)
}

// Routes adds every URL of monitoring.
func Routes(rt *web.Router, s *monitor.Service) {
	h := handler{s}
	see, place := string(monitor.MayView), string(monitor.MayPlace)
	watch, bring, publish := string(monitor.MayWatch), string(monitor.MayImport), string(monitor.MayPublish)
	rt.Feature("monitor")
	rt.AddNav(web.NavItem{Group: "监测", Label: "均衡监测", URL: "/monitor", Permission: see, Order: 260})
	rt.AddNav(web.NavItem{Group: "监测", Label: "学前普及普惠", URL: "/monitor/preschool", Permission: see, Order: 265})
	rt.AddNav(web.NavItem{Group: "监测", Label: "监测预警", URL: "/monitor/warnings", Permission: see, Order: 270})
	rt.Handle("GET /monitor", see, h.overview)
	rt.Handle("GET /monitor/preschool", see, h.preschools)
	rt.Handle("GET /monitor/areas/{id}", see, h.area)
	rt.Handle("GET /monitor/preschool/{id}", see, h.preschool)
	rt.Handle("GET /monitor/areas/{id}/try", see, h.try)
	rt.Handle("GET /monitor/areas/{id}/declaration.xlsx", see, h.declaration)
	rt.Handle("GET /monitor/areas/{id}/declaration.docx", see, h.declaration)
	rt.Handle("GET /monitor/schools/{id}", place, h.school)
	rt.Handle("GET /monitor/warnings", see, h.warnings)
	rt.Handle("POST /monitor/warnings", watch, h.watch)
	rt.Handle("GET /monitor/warnings/{id}", see, h.warning)
	rt.Handle("POST /monitor/warnings/{id}/acknowledge", watch, h.acknowledge)
	rt.Handle("POST /monitor/warnings/{id}/raise", watch, h.raise)
	rt.Handle("POST /monitor/subscriptions", watch, h.subscribe)
	rt.Handle("GET /monitor/tables", bring, h.tables)
	rt.Handle("POST /monitor/tables", bring, h.readTable)
	rt.Handle("GET /monitor/tables/{id}", bring, h.table)
	rt.Handle("POST /monitor/tables/{id}/apply", bring, h.apply)
	rt.Handle("POST /monitor/tables/{id}/withdraw", bring, h.withdraw)
	rt.Handle("POST /monitor/publish", publish, h.publish)
	api(rt, s)
}

func yearOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.URL.Query().Get("year"))
	return n
}

func versionOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("version"))
	return n
}
