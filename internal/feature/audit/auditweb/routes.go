// Package auditweb serves the pages and the API of the audit log: the list with its filters and its
// export, one entry with old → new and its proof, and the signed checkpoints. Looking is an entry of
// the log, too.
package auditweb

import (
	"context"
	"embed"
	"net/url"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

// Units names units; the log stands below package org, so the program brings it.
type Units struct {
	Find func(ctx context.Context, text string) (path string, err error) // a unit by name or code
	Name func(ctx context.Context, path string) string                   // "" if unknown
}

type handler struct {
	log   *audit.Service
	units Units
}

// Routes adds every URL of the audit log.
func Routes(rt *web.Router, s *audit.Service, u Units) {
	h := handler{s, u}
	rt.Feature("audit")
	rt.Handle("GET /audit", string(MayView), h.list)
	rt.Handle("GET /audit/export", string(MayExport), h.export)
	rt.Handle("GET /audit/checkpoints", string(MayView), h.checkpoints)
	rt.Handle("POST /audit/checkpoints", string(MaySign), h.sign)
	rt.Handle("GET /audit/checkpoints/{size}", string(MayView), h.checkpoint)
	rt.Handle("GET /audit/{id}", string(MayView), h.show)
	rt.AddNav(web.NavItem{Group: "系统管理", Label: "审计日志", URL: "/audit", Permission: string(MayView), Order: 420})
	h.api(rt)
}

// scope returns which entries the reader may see. Whoever reads the whole city also sees what belongs
// to no unit: sign-ins, settings, jobs.
func scope(ctx context.Context, p access.Permission) (audit.Scope, error) {
	r, err := access.Over(ctx, p)
	return audit.Scope{From: r.From, To: r.To, Whole: strings.Count(actor.From(ctx).Scope, "/") <= 2}, err
}

// with returns the address of the list with one value of its query changed; "" removes it.
func with(path string, q url.Values, name, value string) string {
	c := url.Values{}
	for k, v := range q {
		if k != name && len(v) > 0 && v[0] != "" {
			c[k] = v[:1]
		}
	}
	if value != "" {
		c.Set(name, value)
	}
	if len(c) == 0 {
		return path
	}
	return path + "?" + c.Encode()
}
