package app

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/accountabilityweb"
	"dudao/internal/feature/casefile/casefileweb"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/documentweb"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/standard"
	"dudao/internal/feature/workbench"
	"dudao/internal/feature/workbench/workbenchweb"
	"dudao/internal/platform/db"
	"dudao/internal/ui"
)

// connectWorkbench makes the desk and tells its search where to look, one source a feature.
func (a *App) connectWorkbench() {
	s := workbench.New(a.DB, a.Audit)
	a.Workbench = s
	s.AddSource(source("单位", "/units", func(ctx context.Context, text string, p page.Req) (page.Of[org.Row], error) {
		return a.Org.List(ctx, org.Filter{Text: text}, p)
	}, func(u org.Row) workbench.Hit {
		return workbench.Hit{Text: u.Name, Sub: u.DistrictName, URL: u.ID.URL()}
	}))
	s.AddSource(source("督导", "/inspections", func(ctx context.Context, text string, p page.Req) (page.Of[inspect.Row], error) {
		return a.Inspect.List(ctx, inspect.Filter{Text: text}, p)
	}, func(i inspect.Row) workbench.Hit {
		return workbench.Hit{Text: i.Title, Sub: join(i.Number, i.UnitName), URL: i.URL()}
	}))
	s.AddSource(source("整改", "/rectifications", func(ctx context.Context, text string, p page.Req) (page.Of[rectify.Row], error) {
		return a.Rectify.List(ctx, rectify.Filter{Text: text}, p)
	}, func(o rectify.Row) workbench.Hit {
		return workbench.Hit{Text: o.Title, Sub: join(o.Number, o.UnitName), URL: o.ID.URL()}
	}))
	for _, k := range []accountability.Kind{accountability.Talk, accountability.Circular, accountability.Case} {
		s.AddSource(source(a.Accountability.Engine.Flow(k).Label, accountability.Paths[k], func(ctx context.Context, text string, p page.Req) (page.Of[accountability.Record], error) {
			return a.Accountability.Engine.List(ctx, k, accountability.Filter{Text: text}, p)
		}, func(r accountability.Record) workbench.Hit {
			return workbench.Hit{Text: r.Title, Sub: join(r.Number, r.UnitName), URL: r.URL()}
		}))
	}
	s.AddSource(source("年度计划", "/plans", func(ctx context.Context, text string, p page.Req) (page.Of[plan.Row], error) {
		return a.Plan.List(ctx, plan.Filter{Text: text}, p)
	}, func(x plan.Row) workbench.Hit { return workbench.Hit{Text: x.Title, Sub: x.OfficeName, URL: x.URL()} }))
	s.AddSource(source("督导标准", "/standards", func(ctx context.Context, text string, p page.Req) (page.Of[standard.Row], error) {
		return a.Standard.List(ctx, standard.Filter{Text: text}, p)
	}, func(x standard.Row) workbench.Hit {
		return workbench.Hit{Text: x.Title, Sub: x.Code, URL: "/standards/" + x.ID}
	}))
	workbenchweb.Routes(a.Web, s)
}

func source[T any](label, url string, list func(context.Context, string, page.Req) (page.Of[T], error), hit func(T) workbench.Hit) workbench.Source {
	return workbench.Source{Label: label, URL: url, Find: func(ctx context.Context, text string, limit int) ([]workbench.Hit, int, error) {
		found, err := list(ctx, text, page.Req{Size: limit})
		out := make([]workbench.Hit, len(found.Rows))
		for i, r := range found.Rows {
			out[i] = hit(r)
		}
		return out, found.Total, err
	}}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// framed lets every page know what stands around it: the counts of the navigation and the role in words.
func (a *App) framed(next http.Handler) http.Handler {
	site := &ui.Site{
		Demo:   a.hasDemo(),
		Counts: a.counts,
		Follow: func(ctx context.Context, about ui.About) []ui.Card {
			return slices.Concat(casefileweb.Follow(ctx, about), documentweb.Cards(ctx, a.Letters, about), accountabilityweb.Follow(ctx, about))
		},
		Search: string(workbench.MaySearch),
		Roles:  func(ctx context.Context, role string) string { return lang.T(ctx, access.Role(role).Label()) },
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := ui.WithSite(r.Context(), site)
		if reason := excuseOf(r); reason != "" {
			ctx = document.Excused(ctx, reason)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// excuseOf is why warnings of the check before issue are let pass: of a form its field, of the API a header with
// percent-encoded UTF-8.
func excuseOf(r *http.Request) string {
	if reason := r.PostForm.Get(ui.Excuse); reason != "" {
		return reason
	}
	reason, err := url.QueryUnescape(r.Header.Get("Excuse"))
	if err != nil {
		return ""
	}
	return reason
}

// counts stand beside the entries of the navigation: what is due, and what is not read yet.
func (a *App) counts(ctx context.Context) map[string]ui.Count {
	counts := workbenchweb.Counts(a.Workbench)(ctx)
	n, err := a.Notify.Waiting(ctx)
	if err != nil || counts == nil {
		return counts // the page is worth more than its counts
	}
	counts["/inbox"] = ui.Count{N: n}
	return counts
}

// hasDemo reports whether the accounts are those of the demo: then every page says that its figures
// are made up.
func (a *App) hasDemo() bool {
	n, err := db.Get[int](context.Background(), a.DB, `select count(*) from account where demo = true`)
	return err == nil && n > 0
}

// signIn puts the signed-in person into the context, and around that what the frame of a page knows.
func (a *App) signIn(next http.Handler) http.Handler {
	h := a.framed(next)
	if a.SignIn != nil {
		h = a.SignIn(h)
	}
	return h
}
