package testkit

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
)

// Password is the password of every account that Account makes.
const Password = "Small-city-26"

// Account makes the account of a person of the small city with their role, through the service, once,
// and returns its id, which is the name. Its login name is the name too.
func (w *World) Account(name string) string {
	w.t.Helper()
	ctx := actor.With(w.t.Context(), actor.System)
	if _, err := w.Identity.Account(ctx, name); err == nil {
		return name
	} else if errs.KindOf(err) != errs.NotFound {
		w.t.Fatal(err)
	}
	p, ok := posts[name]
	if !ok {
		w.t.Fatalf("testkit: nobody is called %q", name)
	}
	_, _, err := w.Identity.Create(ctx, identity.NewAccount{
		ID: name, Password: Password, Demo: true,
		Particulars: identity.Particulars{Login: name, Name: name + "·某", UnitID: org.UnitID(p.unit)},
	})
	w.Must(err)
	_, err = w.Identity.Grant(ctx, identity.NewRole{AccountID: name, Role: p.role, UnitID: org.UnitID(p.unit), Reason: "test"})
	w.Must(err)
	return name
}

// Browser is somebody with cookies in front of the whole program.
type Browser struct {
	w       *World
	h       http.Handler
	cookies map[string]*http.Cookie
}

// Browser returns a browser without cookies.
func (w *World) Browser() *Browser {
	return &Browser{w, w.Handler(), map[string]*http.Cookie{}}
}

// SignIn signs the person in with password and returns their browser.
func (w *World) SignIn(name string) *Browser {
	w.t.Helper()
	w.Account(name)
	b := w.Browser()
	rec := b.Post("/sign-in", url.Values{"login": {name}, "password": {Password}})
	if rec.Code != http.StatusSeeOther {
		w.t.Fatalf("testkit: %s cannot sign in: %d %s", name, rec.Code, rec.Body)
	}
	return b
}

// Get asks for a page.
func (b *Browser) Get(path string) *httptest.ResponseRecorder {
	return b.Do(httptest.NewRequest("GET", path, nil))
}

// Post sends a form.
func (b *Browser) Post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// Do serves the request with the browser's cookies and keeps those it is given.
func (b *Browser) Do(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	b.h.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c
	}
	return rec
}

// Cookie returns the value of a cookie, "" if there is none.
func (b *Browser) Cookie(name string) string {
	if c := b.cookies[name]; c != nil {
		return c.Value
	}
	return ""
}

// SetCookie puts a cookie into the browser.
func (b *Browser) SetCookie(name, value string) {
	b.cookies[name] = &http.Cookie{Name: name, Value: value}
}
