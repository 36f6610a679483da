// Package identityweb serves signing in, one's own account and sessions, and the accounts of others.
package identityweb

import (
	"embed"

	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *identity.Service }

// Routes adds every URL of accounts and sessions.
func Routes(rt *web.Router, s *identity.Service, units *org.Service) {
	rt.Feature("identity")
	h := handler{s}
	rt.Handle("GET /sign-in", web.Public, h.signIn)
	rt.Handle("POST /sign-in", web.Public, h.enter)
	rt.Handle("GET /sign-in/code", web.Public, h.code)
	rt.Handle("POST /sign-in/code", web.Public, h.second)
	rt.Handle("POST /sign-out", web.Public, h.signOut)

	rt.Handle("POST /sessions/role", web.SignedIn, h.wear)
}
