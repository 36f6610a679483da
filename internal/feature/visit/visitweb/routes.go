// Package visitweb serves the pages of school visits, and what the phone of an inspector talks to.
package visitweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/file"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var pages embed.FS

type handler struct {
	s     *visit.Service
	files *file.Service
}

type view struct {
	ui.Frame
	Figures    []ui.Figure
	Lists      []ui.List
	Main, Side []ui.Card
	HasFiles   bool
	Files      ui.Files
}

var page = web.MustPage[view](ui.Layout, pages, "cards.html")

// Routes adds every URL of visits.
func Routes(rt *web.Router, s *visit.Service, files *file.Service) {
	h := handler{s, files}
	see, charge, make := string(visit.MayView), string(visit.MayCharge), string(visit.MayMake)
	rt.Feature("visit")
	rt.AddNav(web.NavItem{Group: "督导", Label: "手机随访", URL: "/visit-app", Permission: make, Order: 130},
		web.NavItem{Group: "督导", Label: "随访安排", URL: "/visits/plan", Permission: see, Order: 132},
		web.NavItem{Group: "督导", Label: "随访记录", URL: "/visits", Permission: see, Order: 134},
		web.NavItem{Group: "督导", Label: "随访问题", URL: "/visit-findings", Permission: see, Order: 136},
		web.NavItem{Group: "支撑", Label: "责任区", URL: "/zones", Permission: charge, Order: 430})
	rt.Handle("GET /visits", see, h.list)
	rt.Handle("GET /visits/plan", see, h.plan)
	rt.Handle("GET /visits/{id}", see, h.show)
	for _, st := range visit.Steps {
		rt.Handle("POST /visits/{id}/"+string(st.Action), string(st.Need), h.step(st))
	}
	rt.Handle("GET /visit-findings", see, h.findings)
	rt.Handle("GET /visit-findings/{id}", see, h.finding)
	for _, st := range visit.FollowSteps {
		rt.Handle("POST /visit-findings/{id}/"+st.Action, string(st.Need), h.follow(st))
	}
	rt.Handle("GET /zones", see, h.zones)
	rt.Handle("POST /zones", charge, h.addZone)
	rt.Handle("GET /zones/{id}", see, h.zone)
	rt.Handle("POST /zones/{id}/charge", charge, h.charge)
	rt.Handle("POST /zones/{id}/relieve", charge, h.relieve)
	rt.Handle("GET /visit-app", make, h.app)
	rt.Handle("GET /visit-app/sw.js", make, h.worker)
	rt.Handle("GET /visit-app/day", make, h.day)
	rt.Handle("POST /visit-app/put", make, h.put)
	rt.Handle("POST /visit-app/photos", make, h.photo)
	rt.Handle("POST /visit-app/emergency", make, h.emergency)
}

func options(ctx context.Context, list []visit.Word) (out []ui.Option) {
	for _, w := range list {
		out = append(out, ui.Option{Value: w.Value, Label: lang.T(ctx, w.Label)})
	}
	return out
}

// itemOptions are the eight matters.
func itemOptions(ctx context.Context) (out []ui.Option) {
	for _, i := range visit.Items() {
		out = append(out, ui.Option{Value: i.Code, Label: i.Label(ctx)})
	}
	return out
}

func itemName(ctx context.Context, code string) string {
	if i, ok := visit.ItemOf(code); ok {
		return i.Label(ctx)
	}
	return lang.T(ctx, "其他")
}

// dayOf reads a date; what is none is the zero date.
func dayOf(s string) civil.Date {
	d, _ := civil.ParseDate(s)
	return d
}

func shown(d civil.Date) string {
	if d.IsZero() {
		return "—"
	}
	return d.String()
}

func at(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Time.In(civil.Beijing).Format("2006-01-02 15:04")
}

func versionOf(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		return -1
	}
	return n
}
