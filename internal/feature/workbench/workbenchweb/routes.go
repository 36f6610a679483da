// Package workbenchweb serves the desk, the lists of duties behind its figures, and the search.
package workbenchweb

import (
	"context"
	"embed"

	"dudao/internal/base/lang"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *workbench.Service }

// Routes adds every URL of the workbench.
func Routes(rt *web.Router, s *workbench.Service) {
	h := handler{s}
	rt.Feature("workbench")
	rt.AddNav(web.NavItem{Label: "工作台", URL: "/workbench", Permission: web.SignedIn, Icon: "home", Order: 0})
	rt.Handle("GET /workbench", web.SignedIn, h.desk)
	rt.Handle("GET /workbench/duties", web.SignedIn, h.duties)
	rt.Handle("GET /search", string(workbench.MaySearch), h.search)
	api(rt, s)
}

// Counts is what ui.Site shows beside the entries of the navigation.
func Counts(s *workbench.Service) func(context.Context) map[string]ui.Count {
	return func(ctx context.Context) map[string]ui.Count {
		f, err := s.CountMine(ctx)
		if err != nil {
			return nil // the page is worth more than its counts
		}
		return map[string]ui.Count{"/workbench": {N: f.All, Late: f.Late > 0}}
	}
}

func kindIn(ctx context.Context, kind string) string {
	if label := workbench.KindLabel(kind); label != "" {
		return lang.T(ctx, label)
	}
	return kind
}
