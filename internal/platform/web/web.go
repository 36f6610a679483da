// Package web is the thin layer between net/http and the features: handlers that return errors,
// routes that name their permission, pages that are type-checked when the program starts, and the
// operations of the API.
package web

import (
	"net/http"
	"slices"
	"strings"

	"dudao/internal/base/errs"
)

// Public is the permission of a route that needs no sign-in.
const Public = ""

// SignedIn is the permission of a route that needs a signed-in person and nothing else.
const SignedIn = "*"

// Handler is an HTTP handler that may fail.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one line of the route table.
type Route struct {
	Pattern    string `json:"pattern"`    // "GET /rectifications/{id}"
	Permission string `json:"permission"` // Public, SignedIn or a permission name
	Feature    string `json:"feature"`    // the first word of the handler's package
}

// NavItem is one entry of the main navigation; it shows to whoever holds Permission.
type NavItem struct {
	Group, Label, URL, Permission, Icon string // Group and Label are Chinese, in the catalogue
	Order                               int
}

// Router collects routes; every route names its permission.
type Router struct {
	Routes  []Route
	Nav     []NavItem
	guard   func(r *http.Request, permission string) error
	fail    func(w http.ResponseWriter, r *http.Request, err error)
	mux     *http.ServeMux
	api     apiState
	feature string
	replies *Replies
	bodies  map[string]int64 // prefix of addresses → most bytes a request may send
}

// NewRouter returns a router that asks guard before every handler and calls fail after an error.
func NewRouter(guard func(*http.Request, string) error, fail func(http.ResponseWriter, *http.Request, error)) *Router {
	rt := &Router{guard: guard, fail: fail, mux: http.NewServeMux(), bodies: map[string]int64{}}
	rt.startAPI()
	return rt
}

// Feature names the feature whose routes follow, for the route table.
func (rt *Router) Feature(name string) { rt.feature = name }

// Handle adds a route.
func (rt *Router) Handle(pattern, permission string, h Handler) {
	rt.Routes = append(rt.Routes, Route{pattern, permission, rt.feature})
	rt.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if a, ok := r.Context().Value(accessKey{}).(*access); ok {
			a.route = pattern
		}
		err := rt.guard(r, permission)
		if err == nil {
			err = rt.replies.once(w, r, h)
		}
		if err != nil {
			rt.fail(w, r, err)
		}
	})
}

// MaxBody lets requests below the prefix send up to n bytes instead of FormLimit.
func (rt *Router) MaxBody(prefix string, n int64) { rt.bodies[prefix] = n }

func (rt *Router) bodyLimit(path string) int64 {
	most, longest := int64(FormLimit), 0
	for prefix, n := range rt.bodies {
		if strings.HasPrefix(path, prefix) && len(prefix) > longest {
			most, longest = n, len(prefix)
		}
	}
	return most
}

// Fail answers a request that failed outside a handler, in the frame of the program.
func (rt *Router) Fail(w http.ResponseWriter, r *http.Request, err error) {
	rt.fail(w, r.WithContext(withRouter(r.Context(), rt)), err)
}

// AddNav adds entries to the main navigation.
func (rt *Router) AddNav(items ...NavItem) {
	rt.Nav = append(rt.Nav, items...)
	slices.SortStableFunc(rt.Nav, func(a, b NavItem) int { return a.Order - b.Order })
}

func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := rt.mux.Handler(r); pattern == "" { // also a known address with another method
		rt.Fail(w, r, errs.New(errs.NotFound, "没有这个页面：%s", tidy(r.URL.Path)))
		return
	}
	r = r.WithContext(withRouter(r.Context(), rt))
	rt.mux.ServeHTTP(w, r)
}

// Status is the only place that maps error kinds to HTTP.
func Status(err error) int {
	switch errs.KindOf(err) {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Denied:
		return http.StatusForbidden
	case errs.Conflict, errs.Stale:
		return http.StatusConflict
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	case errs.Gone:
		return http.StatusGone
	}
	return http.StatusInternalServerError
}

// SeeOther answers a successful POST: the browser shows url.
func SeeOther(w http.ResponseWriter, r *http.Request, url string) error {
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}
