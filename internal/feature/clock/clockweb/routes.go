// Package clockweb serves the pages and the API of deadlines, duties and the working-day calendar.
package clockweb

import (
	"context"
	"embed"

	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s     *clock.Service
	rungs Rungs
}

// Rungs returns what followed when a duty was late, as a card; nil without any. The ladder stands above
// the clock.
type Rungs func(ctx context.Context, d clock.Running) (*ui.Card, error)

// cardsView is a record in two columns of cards.
type cardsView struct {
	ui.Frame
	Main, Side []ui.Card
}

var cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")

// dutyView is a clock with what was asked about it and the evidence for that.
type dutyView struct {
	cardsView
	Proofs []proofs
}

// proofs are the evidence files of one request.
type proofs struct {
	Title string
	Files ui.Files
}

var dutyPage = web.MustPage[dutyView](ui.Layout, files, "duty.html")

// Routes adds every URL of the clock.
func Routes(rt *web.Router, s *clock.Service, rungs Rungs) {
	h := handler{s, rungs}
	rt.Feature("clock")
	rt.AddNav(web.NavItem{Group: "支撑", Label: "期限规则", URL: "/deadlines", Permission: string(clock.MayView), Order: 330},
		web.NavItem{Group: "闭环", Label: "延期与中止申请", URL: "/clock-requests", Permission: string(clock.MayView), Order: 206},
		web.NavItem{Group: "支撑", Label: "工作日历", URL: "/calendar", Permission: string(clock.MayView), Order: 331})
	rt.Handle("GET /deadlines", string(clock.MayView), h.rules)
	rt.Handle("GET /deadlines/{rule}", string(clock.MayView), h.rule)
	rt.Handle("POST /deadlines/{rule}", string(clock.MayManage), h.change)
	rt.Handle("GET /calendar", string(clock.MayView), h.calendar)
	rt.Handle("POST /calendar", string(clock.MayManage), h.correct)
	rt.Handle("POST /calendar/preview", string(clock.MayManage), h.preview)
	rt.Handle("POST /calendar/import", string(clock.MayManage), h.apply)
	rt.Handle("GET /calendar/recounts/{id}", string(clock.MayView), h.recount)
	rt.Handle("GET /duties/{id}", string(clock.MayView), h.duty)
	rt.Handle("POST /duties/{id}/ask", string(clock.MayAskTime), h.ask)
	rt.Handle("GET /clock-requests", string(clock.MayView), h.requests)
	rt.Handle("GET /clock-requests/{id}", string(clock.MayView), h.request)
	rt.Handle("POST /clock-requests/{id}/grant", string(clock.MayExtend), h.grant)
	rt.Handle("POST /clock-requests/{id}/refuse", string(clock.MayExtend), h.refuse)
	rt.Handle("POST /clock-requests/{id}/withdraw", string(clock.MayAskTime), h.withdraw)
	rt.Handle("POST /duties/{id}/extend", string(clock.MayExtend), h.extend)
	rt.Handle("POST /duties/{id}/suspend", string(clock.MayExtend), h.suspend)
	rt.Handle("POST /duties/{id}/resume", string(clock.MayExtend), h.resume)
	api(rt, s)
}
