// Package inspectorweb serves the pages and the API of the register of inspectors.
package inspectorweb

import (
	"context"
	"embed"

	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

// Outside is what the pages ask of the rest of the program.
type Outside struct {
	// People lists the accounts of an office that can be inspectors, with their names.
	People func(ctx context.Context, office org.UnitID) ([]inspector.Word, error)
	// Work counts the supervisions of an inspector that the acting person may see, and those going on.
	Work func(ctx context.Context, inspectorID string) (all, open int, err error)
}

type handler struct {
	s     *inspector.Service
	units *org.Service
	out   Outside
}

// Routes adds every URL of the register.
func Routes(rt *web.Router, s *inspector.Service, units *org.Service, out Outside) {
	rt.Feature("inspector")
	const view, manage, declare = string(inspector.MayView), string(inspector.MayManage), string(inspector.MayDeclare)
	rt.AddNav(web.NavItem{Group: "支撑", Label: "督学队伍", URL: "/inspectors", Permission: view, Icon: "badge", Order: 320})
	h := handler{s, units, out}
	rt.Handle("GET /inspectors", view, h.list)
	rt.Handle("GET /inspectors/new", manage, h.new)
	rt.Handle("POST /inspectors", manage, h.create)
	rt.Handle("GET /inspectors/{id}", view, h.show)
	rt.Handle("GET /inspectors/{id}/edit", manage, h.editForm)
	rt.Handle("POST /inspectors/{id}/edit", manage, h.edit)
	rt.Handle("GET /inspectors/{id}/end", manage, h.endForm)
	rt.Handle("POST /inspectors/{id}/end", manage, h.end)
	rt.Handle("GET /inspectors/{id}/ties", declare, h.declareForm)
	rt.Handle("POST /inspectors/{id}/ties", declare, h.declare)
	rt.Handle("GET /inspectors/{id}/ties/{tie}/end", manage, h.endTieForm)
	rt.Handle("POST /inspectors/{id}/ties/{tie}/end", manage, h.endTie)
	api(rt, s)
}
