// Package accountabilityweb serves the pages and the API of talks, circulars, accountability, commendations
// and dossiers. The four mechanisms share one list, one record page and one way to take a step; what differs
// is a mech: its fields, its cards and which service takes the step.
package accountabilityweb

import (
	"embed"

	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/dossier"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

// Services are what the pages stand on.
type Services struct {
	All       *accountability.Service
	Talk      *talk.Service
	Circular  *circular.Service
	Liability *liability.Service
	Honour    *honour.Service
	Dossier   *dossier.Service
	Org       *org.Service
}

type handler struct {
	Services
	mechs map[accountability.Kind]mech
}

// Routes adds every URL of accountability.
func Routes(rt *web.Router, s Services) {
	rt.Feature("accountability")
	h := handler{s, map[accountability.Kind]mech{}}
	const view, run, consult, file = string(accountability.MayView), string(accountability.MayRun), string(accountability.MayConsult), string(accountability.MayDossier)
	rt.AddNav(web.NavItem{Group: "闭环", Label: "约谈", URL: "/talks", Permission: view, Icon: "users", Order: 210},
		web.NavItem{Group: "闭环", Label: "督导通报", URL: "/circulars", Permission: view, Icon: "send", Order: 212},
		web.NavItem{Group: "闭环", Label: "问责", URL: "/accountability-cases", Permission: view, Icon: "shield", Order: 214},
		web.NavItem{Group: "闭环", Label: "征求意见", URL: "/consultations", Permission: consult, Icon: "edit", Order: 216},
		web.NavItem{Group: "闭环", Label: "表彰", URL: "/commendations", Permission: view, Icon: "badge", Order: 218},
		web.NavItem{Group: "闭环", Label: "结果档案", URL: "/dossiers", Permission: file, Icon: "file", Order: 219})
	for _, m := range h.all() {
		h.mechs[m.kind] = m
		path := accountability.Paths[m.kind]
		rt.Handle("GET "+path, view, h.list(m))
		if m.create != nil {
			rt.Handle("GET "+path+"/new", run, h.new(m))
			rt.Handle("POST "+path, run, h.create(m))
		}
		rt.Handle("GET "+path+"/{id}", view, h.show(m))
		for _, st := range stepsOf(m.flow) {
			rt.Handle("POST "+path+"/{id}/"+string(st.Action), string(st.Need()), h.do(m, st.Action))
		}
		rt.Handle("POST "+path+"/{id}/points/{point}", run, h.answer(m))
	}
	rt.Handle("GET /consultations", consult, h.questions)
	rt.Handle("GET /consultations/{id}", consult, h.question)
	rt.Handle("POST /consultations/{id}", consult, h.answerQuestion)
	rt.Handle("GET /dossiers", file, h.dossier)
	h.api(rt)
}

// stepsOf lists the steps of people, one for each action.
func stepsOf(f accountability.Flow) (out []accountability.Step) {
	seen := map[accountability.Action]bool{}
	for _, st := range f.Steps {
		if st.By != accountability.Paper && !seen[st.Action] {
			seen[st.Action] = true
			out = append(out, st)
		}
	}
	return out
}
