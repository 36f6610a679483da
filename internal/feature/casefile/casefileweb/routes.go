// Package casefileweb serves the page of a case: the graph, and the same as a table.
package casefileweb

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/casefile"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *casefile.Service }

// Routes adds the pages of cases.
func Routes(rt *web.Router, s *casefile.Service) {
	h := handler{s}
	rt.Feature("casefile")
	may := string(casefile.MayView)
	rt.Handle("GET /cases/inspections/{id}", may, h.show(func(ctx context.Context, r *http.Request) (casefile.Case, error) {
		return s.Inspection(ctx, r.PathValue("id"))
	}))
	rt.Handle("GET /cases/rectifications/{id}", may, h.show(func(ctx context.Context, r *http.Request) (casefile.Case, error) {
		return s.Order(ctx, rectify.OrderID(r.PathValue("id")))
	}))
	rt.Handle("GET /cases/accountability/{id}", may, h.show(func(ctx context.Context, r *http.Request) (casefile.Case, error) {
		return s.Record(ctx, r.PathValue("id"))
	}))
	rt.Handle("GET /cases/units/{id}", may, h.show(func(ctx context.Context, r *http.Request) (casefile.Case, error) {
		return s.Unit(ctx, org.UnitID(r.PathValue("id")), h.year(r))
	}))
}

// year is the year that was asked for, or this one.
func (h handler) year(r *http.Request) int {
	if y, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil {
		return y
	}
	return h.s.Today().Year()
}

// paths are where the case of a kind of record is.
var paths = map[string]string{inspect.RefKind: "inspections", rectify.RefKind: "rectifications"}

// Follow leads from a record or a unit to its case.
func Follow(ctx context.Context, a ui.About) []ui.Card {
	if !access.Can(ctx, casefile.MayView, a.UnitPath) {
		return nil
	}
	at := paths[a.Kind]
	id := a.ID
	if a.Kind == "" && a.UnitID != "" {
		at, id = "units", a.UnitID
	}
	if strings.HasPrefix(a.Kind, "accountability.") {
		at = "accountability"
	}
	if at == "" {
		return nil
	}
	return []ui.Card{{Title: lang.T(ctx, "案卷图"), More: []ui.Link{{Text: lang.T(ctx, "从标准到公开的全过程"), URL: "/cases/" + at + "/" + url.PathEscape(id)}}}}
}
