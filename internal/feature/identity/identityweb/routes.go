// Package identityweb serves signing in, one's own account and sessions, and the accounts of others.
package identityweb

import (
	"embed"

	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/enrol"
	"dudao/internal/feature/identity/people"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s      *identity.Service
	enrol  *enrol.Service
	people *people.Service
}

// Permissions as the router wants them.
const (
	view   = string(identity.MayView)
	manage = string(identity.MayManage)
	grant  = string(identity.MayGrant)
	unlock = string(identity.MayUnlock)
	rule   = string(identity.MayRule)
)

// Routes adds every URL of accounts and sessions.
func Routes(rt *web.Router, s *identity.Service, e *enrol.Service, named *people.Service) {
	rt.Feature("identity")
	h := handler{s, e, named}
	rt.Handle("GET /sign-in", web.Public, h.signIn)
	rt.Handle("POST /sign-in", web.Public, h.enter)
	rt.Handle("GET /sign-in/code", web.Public, h.code)
	rt.Handle("POST /sign-in/code", web.Public, h.second)
	rt.Handle("POST /sign-out", web.Public, h.signOut)

	rt.Handle("GET /sessions", web.SignedIn, h.sessions)
	rt.Handle("POST /sessions/role", web.SignedIn, h.wear)
	rt.Handle("POST /sessions/end", web.SignedIn, h.endSessions)
	rt.Handle("POST /sessions/{id}/end", web.SignedIn, h.endSession)
	rt.Handle("POST /sessions/delegations", web.SignedIn, h.delegate)
	rt.Handle("POST /sessions/delegations/{id}/end", web.SignedIn, h.endDelegation)

	rt.Handle("GET /me", web.SignedIn, h.me)
	rt.Handle("POST /me/preferences", web.SignedIn, h.prefer)
	rt.Handle("GET /me/password", web.SignedIn, h.password)
	rt.Handle("POST /me/password", web.SignedIn, h.changePassword)
	rt.Handle("GET /me/totp", web.SignedIn, h.factor)
	rt.Handle("POST /me/totp", web.SignedIn, h.takeFactor)
	rt.Handle("POST /me/totp/off", web.SignedIn, h.dropFactor)
	rt.Handle("GET /me/tokens", web.SignedIn, h.tokens)
	rt.Handle("POST /me/tokens", web.SignedIn, h.makeToken)
	rt.Handle("POST /me/tokens/{id}/revoke", web.SignedIn, h.revokeToken)

	rt.Handle("GET /people/pick", string(people.MayName), h.pick)
	rt.Handle("GET /accounts", view, h.list)
	rt.Handle("GET /accounts/new", manage, h.new)
	rt.Handle("POST /accounts", manage, h.create)
	rt.Handle("GET /account-imports", manage, h.importForm)
	rt.Handle("GET /account-imports/template", manage, h.importTemplate)
	rt.Handle("POST /account-imports", manage, h.importCheck)
	rt.Handle("GET /account-imports/{id}", manage, h.importShow)
	rt.Handle("POST /account-imports/{id}", manage, h.importApply)
	rt.Handle("GET /accounts/rules", rule, h.rules)
	rt.Handle("POST /accounts/rules", rule, h.setRules)
	rt.Handle("GET /accounts/delegations", rule, h.delegations)
	rt.Handle("GET /accounts/{id}", view, h.show)
	rt.Handle("GET /accounts/{id}/edit", manage, h.edit)
	rt.Handle("POST /accounts/{id}", manage, h.save)
	rt.Handle("POST /accounts/{id}/disable", manage, h.disable)
	rt.Handle("POST /accounts/{id}/enable", manage, h.enable)
	rt.Handle("POST /accounts/{id}/reset", manage, h.reset)
	rt.Handle("POST /accounts/{id}/contact", manage, h.contact)
	rt.Handle("POST /accounts/{id}/unlock", unlock, h.unlock)
	rt.Handle("POST /accounts/{id}/expel", unlock, h.expel)
	rt.Handle("POST /accounts/{id}/totp/off", unlock, h.takeOffFactor)
	rt.Handle("POST /accounts/{id}/roles", grant, h.grant)
	rt.Handle("POST /accounts/{id}/roles/{role}/end", grant, h.endRole)

	rt.AddNav(web.NavItem{Group: "系统管理", Label: "账号", URL: "/accounts", Permission: view, Icon: "users", Order: 400})
	api(rt, h)
}
