package web

import (
	"crypto/rand"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
)

// LangCookie keeps the chosen language.
const LangCookie = "lang"

// language puts the language of the request into its context: ?lang= (kept), the cookie, or for the
// API Accept-Language; Chinese otherwise.
func language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := lang.Zh
		if c, err := r.Cookie(LangCookie); err == nil {
			l = known(c.Value)
		} else if isAPI(r) && strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
			l = lang.En
		}
		if strings.Contains(r.URL.RawQuery, "lang=") && r.Method == http.MethodGet {
			if asked := r.URL.Query().Get("lang"); asked != "" {
				l = known(asked)
				keepLang(w, r, l)
			}
		}
		if l != lang.Zh {
			r = r.WithContext(lang.With(r.Context(), l))
		}
		next.ServeHTTP(w, r)
	})
}

func known(s string) lang.Lang {
	if lang.Lang(s) == lang.En {
		return lang.En
	}
	return lang.Zh
}

func keepLang(w http.ResponseWriter, r *http.Request, l lang.Lang) {
	http.SetCookie(w, &http.Cookie{Name: LangCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: Secure(r)})
}

// LanguageRoutes adds the switch of languages as a link; the form is POST /preferences.
func (rt *Router) LanguageRoutes() {
	rt.Handle("GET /lang/{lang}", Public, func(w http.ResponseWriter, r *http.Request) error {
		keepLang(w, r, known(r.PathValue("lang")))
		return SeeOther(w, r, Local(r.URL.Query().Get("back"), "/"))
	})
}

// Local returns back if it is an address of this site, otherwise other: a link must not send people
// to a foreign site through us.
func Local(back, other string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return other
	}
	return back
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

func shortID() string { return rand.Text()[:12] }
