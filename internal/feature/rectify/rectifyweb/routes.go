// Package rectifyweb serves the pages and the API of rectification.
package rectifyweb

import (
	"embed"

	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/common"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s      *rectify.Service
	issued *common.Service
	checks *integrity.Service
	units  *org.Service
}

// Routes adds every URL of rectification.
func Routes(rt *web.Router, s *rectify.Service, issues *common.Service, checks *integrity.Service, units *org.Service) {
	rt.Feature("rectify")
	rt.AddNav(web.NavItem{Group: "闭环", Label: "整改", URL: "/rectifications", Permission: string(rectify.MayView), Icon: "loop", Order: 200})
	h := handler{s, issues, checks, units}
	const (
		view, issue, plan, submit = string(rectify.MayView), string(rectify.MayIssue), string(rectify.MayPlan), string(rectify.MaySubmit)
		decide, verify, publish   = string(rectify.MayDecide), string(rectify.MayVerify), string(rectify.MayPublish)
		recheck, escalate, check  = string(rectify.MayRecheck), string(rectify.MayEscalate), string(rectify.MayIntegrity)
	)
	rt.Handle("GET /rectifications", view, h.list)
	rt.Handle("GET /rectifications/new", issue, h.new)
	rt.Handle("POST /rectifications", issue, h.create)
	rt.Handle("GET /rectifications/integrity", check, h.integrity)
	rt.Handle("GET /rectifications/{id}", view, h.show)
	h.act(rt, rectify.Add, issue)
	h.act(rt, rectify.Issue, issue)
	h.act(rt, rectify.Drop, issue)
	h.act(rt, rectify.Plan, plan)
	h.act(rt, rectify.Approve, decide)
	h.act(rt, rectify.Reject, decide)
	h.act(rt, rectify.Note, submit)
	h.act(rt, rectify.Submit, submit)
	h.act(rt, rectify.Accept, verify)
	h.act(rt, rectify.Return, verify)
	h.act(rt, rectify.Publish, publish)
	h.act(rt, rectify.Withhold, publish)
	h.act(rt, rectify.Recheck, recheck)
	h.act(rt, rectify.Close, publish)
	rt.Handle("GET /findings", string(rectify.MaySeeDraft), h.findings)
	rt.Handle("GET /findings/{id}", view, h.finding)
	rt.Handle("POST /findings/{id}/draft", issue, h.draft)
	rt.Handle("POST /findings/{id}/dismiss", issue, h.dismiss)
	rt.Handle("GET /district-issues", escalate, h.issues)
	rt.Handle("POST /district-issues/{id}/confirm", escalate, h.confirmIssue)
	rt.Handle("POST /district-issues/{id}/decline", escalate, h.declineIssue)
	api(rt, h)
}

// act adds the page of an action, GET with its form and POST that does it.
func (h handler) act(rt *web.Router, a rectify.Action, permission string) {
	rt.Handle("GET /rectifications/{id}/"+string(a), permission, h.form(a))
	rt.Handle("POST /rectifications/{id}/"+string(a), permission, h.do(a))
}
