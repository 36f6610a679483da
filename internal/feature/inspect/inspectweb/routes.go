// Package inspectweb serves the pages and the API of supervisions.
package inspectweb

import (
	"embed"

	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s      *inspect.Service
	units  *org.Service
	people *people.Service
}

// page is a record, or a form beside what it is about: cards in two columns, files below the main one.
type page struct {
	ui.Frame
	Main, Side []ui.Card
	Files      []fileBlock
}

// fileBlock is the files of one thing under their heading.
type fileBlock struct {
	Title string
	Files ui.Files
}

var cardsPage = web.MustPage[page](ui.Layout, files, "cards.html")

// Routes adds every URL of supervisions. The tab 报告 is a page of package report.
func Routes(rt *web.Router, s *inspect.Service, units *org.Service, people *people.Service) {
	rt.Feature("inspect")
	view, manage, work := string(inspect.MayView), string(inspect.MayManage), string(inspect.MayWork)
	answer, internal := string(inspect.MayAnswer), string(inspect.MayInternal)
	rt.AddNav(web.NavItem{Group: "督导", Label: "督导", URL: "/inspections", Permission: view, Icon: "clipboard", Order: 110})
	h := handler{s, units, people}
	rt.Handle("GET /inspections", view, h.list)
	rt.Handle("GET /inspections/new", manage, h.newForm)
	rt.Handle("POST /inspections", manage, h.create)
	rt.Handle("GET /inspections/{id}", view, h.show)
	rt.Handle("GET /inspections/{id}/evaluation", view, h.evaluation)
	rt.Handle("POST /inspections/{id}/evaluation", answer, h.saveClaims)
	rt.Handle("GET /inspections/{id}/site", internal, h.site)
	rt.Handle("GET /inspections/{id}/indicators", view, h.indicators)
	rt.Handle("GET /inspections/{id}/findings", view, h.findings)
	rt.Handle("GET /inspections/{id}/opinion", view, h.opinion)
	rt.Handle("GET /inspections/{id}/team", manage, h.team)
	rt.Handle("POST /inspections/{id}/team/inspectors", manage, h.addInspector)
	rt.Handle("POST /inspections/{id}/team/experts", manage, h.addExpert)
	rt.Handle("POST /inspections/{id}/team/{member}/remove", manage, h.removeMember)
	rt.Handle("GET /inspections/{id}/sections", work, h.sections)
	rt.Handle("POST /inspections/{id}/sections", work, h.assign)
	rt.Handle("GET /inspections/{id}/records/new", work, h.newRecord)
	rt.Handle("POST /inspections/{id}/records", work, h.addRecord)
	rt.Handle("GET /inspections/{id}/records/{record}", internal, h.record)
	rt.Handle("POST /inspections/{id}/records/{record}", work, h.editRecord)
	rt.Handle("POST /inspections/{id}/records/{record}/void", work, h.voidRecord)
	rt.Handle("GET /inspections/{id}/indicators/{node}", view, h.indicator)
	rt.Handle("POST /inspections/{id}/indicators/{node}", work, h.verify)
	rt.Handle("POST /inspections/{id}/indicators/{node}/look", work, h.look)
	rt.Handle("GET /inspections/{id}/findings/new", work, h.newFinding)
	rt.Handle("POST /inspections/{id}/findings", work, h.raise)
	rt.Handle("GET /inspections/{id}/findings/{finding}", work, h.finding)
	rt.Handle("POST /inspections/{id}/findings/{finding}", work, h.editFinding)
	rt.Handle("POST /inspections/{id}/findings/{finding}/withdraw", work, h.withdraw)
	rt.Handle("GET /inspections/{id}/letters/{kind}", manage, h.letter)
	rt.Handle("POST /inspections/{id}/letters/{kind}", manage, h.saveLetter)
	rt.Handle("POST /inspections/{id}/points/{point}", manage, h.answerPoint)
	rt.Handle("GET /inspections/{id}/edit", manage, h.editPage)
	rt.Handle("POST /inspections/{id}/edit", manage, h.edit)
	for _, st := range inspect.Steps {
		if h.act(st.Action).do == nil { // those of package report
			continue
		}
		rt.Handle("GET /inspections/{id}/"+string(st.Action), string(st.Need), h.stepForm(st))
		rt.Handle("POST /inspections/{id}/"+string(st.Action), string(st.Need), h.step(st))
	}
	api(rt, s, people)
}
