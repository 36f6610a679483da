package app

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity/identityweb"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// fail answers a request whose handler failed: the API with a problem (RFC 9457), a page with a page.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, status := errs.KindOf(err), web.Status(err)
	ctx, number := r.Context(), ""
	if status >= 500 && ctx.Err() == nil {
		number = web.RequestID(ctx)
		slog.ErrorContext(ctx, "failed", "request", number, "route", r.Pattern, "status", status, "error", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	switch kind {
	case errs.Unavailable:
		w.Header().Set("Retry-After", "5")
	case errs.TooMany:
		w.Header().Set("Retry-After", "60")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		failAPI(w, r, err)
		return
	}
	if r.Header.Get("Tus-Resumable") != "" {
		failUpload(w, r, err)
		return
	}
	if kind == errs.Unauthenticated && r.Method == http.MethodGet {
		toSignIn(w, r)
		return
	}
	if kind == errs.Unauthenticated && identityweb.Stranger(w, r) {
		return // signing in carries the form
	}
	if err := ui.ShowError(w, r, err, number); err != nil {
		slog.ErrorContext(ctx, "error page", "error", err)
	}
}

// toSignIn sends a reader to the sign-in page and back here afterwards; a part of a page asks the
// browser to leave the whole page.
func toSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/sign-in?next=" + url.QueryEscape(r.URL.RequestURI())
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// failUpload answers a script that sends a file in pieces; the page it stands on shows the text.
func failUpload(w http.ResponseWriter, r *http.Request, err error) {
	text := errs.TextIn(lang.From(r.Context()), err)
	if errs.KindOf(err) == errs.Unauthenticated {
		text = lang.T(r.Context(), "登录已超时。请在另一个标签页登录，再回到本页上传；填写的内容还在本页。")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(web.Status(err))
	_, _ = io.WriteString(w, text)
}

func failAPI(w http.ResponseWriter, r *http.Request, err error) {
	p := web.Problem(lang.From(r.Context()), err)
	w.Header().Set("Content-Type", "application/problem+json")
	if errs.KindOf(err) == errs.Unauthenticated {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.GetStatus())
	_ = json.NewEncoder(w).Encode(p)
}
