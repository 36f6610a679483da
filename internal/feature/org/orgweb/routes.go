// Package orgweb serves the pages and the API of units.
package orgweb

import (
	"embed"

	"dudao/internal/feature/org"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/web"
)

//go:embed *.html
var pages embed.FS

type handler struct {
	s     *org.Service
	files *roster.Service
}

// Routes adds every URL of units.
func Routes(rt *web.Router, s *org.Service, files *roster.Service) {
	rt.Feature("org")
	rt.AddNav(web.NavItem{Group: "支撑", Label: "单位", URL: "/units", Permission: string(org.MayView), Icon: "building", Order: 300})
	h := handler{s, files}
	const view, manage, structure, imports = string(org.MayView), string(org.MayManage), string(org.MayStructure), string(org.MayImport)
	rt.Handle("GET /units", view, h.list)
	rt.Handle("GET /units/export.csv", view, h.exportCSV)
	rt.Handle("GET /units/export.xlsx", view, h.exportXLSX)
	rt.Handle("GET /units/pick", view, h.pick)
	rt.Handle("GET /units/chart", view, h.chart)
	rt.Handle("GET /units/new", manage, h.new)
	rt.Handle("POST /units", manage, h.create)
	rt.Handle("GET /units/{id}", view, h.show)
	for _, a := range acts {
		rt.Handle("GET /units/{id}/"+string(a.action), manage, h.form(a))
		rt.Handle("POST /units/{id}/"+string(a.action), manage, h.do(a))
	}
	rt.Handle("POST /units/{id}/posts", structure, h.addPost)
	rt.Handle("POST /units/{id}/posts/{post}/appoint", structure, h.appoint)
	rt.Handle("POST /units/{id}/posts/{post}/end", structure, h.endPost)
	rt.Handle("POST /units/{id}/seats", structure, h.addSeat)
	rt.Handle("POST /units/{id}/seats/{seat}/end", structure, h.endSeat)
	rt.Handle("GET /units/groups", view, h.groups)
	rt.Handle("POST /units/groups", manage, h.addGroup)
	rt.Handle("GET /unit-groups/{group}", view, h.group)
	rt.Handle("POST /unit-groups/{group}/edit", manage, h.editGroup)
	rt.Handle("POST /unit-groups/{group}/join", manage, h.join)
	rt.Handle("POST /unit-groups/{group}/leave", manage, h.leave)
	rt.Handle("POST /unit-groups/{group}/close", manage, h.closeGroup)
	rt.Handle("GET /units/import", imports, h.imports)
	rt.Handle("POST /units/import", imports, h.upload)
	rt.Handle("GET /units/import/template.xlsx", imports, h.templateXLSX)
	rt.Handle("GET /units/import/template.csv", imports, h.templateCSV)
	rt.Handle("GET /unit-imports/{import}", imports, h.showImport)
	rt.Handle("GET /unit-imports/{import}/errors.xlsx", imports, h.errorsXLSX)
	rt.Handle("GET /unit-imports/{import}/rows/{line}", imports, h.row)
	rt.Handle("POST /unit-imports/{import}/rows/{line}", imports, h.correct)
	rt.Handle("POST /unit-imports/{import}/apply", imports, h.apply)
	rt.Handle("POST /unit-imports/{import}/cancel", imports, h.cancel)
	rt.Handle("POST /unit-imports/{import}/discard", imports, h.discard)
	rt.Handle("POST /unit-imports/{import}/undo", imports, h.undo)
	api(rt, s, files)
}
