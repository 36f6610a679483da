// Package accessweb shows what every role may do.
package accessweb

import (
	"embed"

	"dudao/internal/feature/access"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct{ policy *access.Policy }

// Routes adds every URL of roles and permissions.
func Routes(rt *web.Router, p *access.Policy) {
	rt.Feature("access")
	h := handler{p}
	rt.Handle("GET /roles", string(access.MayView), h.roles)
	rt.AddNav(web.NavItem{Group: "系统管理", Label: "角色与权限", URL: "/roles", Permission: string(access.MayView), Icon: "shield", Order: 410})
	web.Op(rt, "GET", "/roles", string(access.MayView), "access.roles", "角色与权限", h.apiRoles)
}
