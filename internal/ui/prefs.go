package ui

import (
	"net/http"
	"net/url"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
)

// The cookies of what a reader prefers. They say nothing about who the reader is.
const (
	langCookie = "lang" // zh or en
	textCookie = "text" // large
)

func isLarge(r *http.Request) bool {
	c, err := r.Cookie(textCookie)
	return err == nil && c.Value == "large"
}

// LangOf is the language a reader chose, or the browser's if it prefers English to Chinese.
func LangOf(r *http.Request) lang.Lang {
	if c, err := r.Cookie(langCookie); err == nil && (c.Value == "zh" || c.Value == "en") {
		return lang.Lang(c.Value)
	}
	first, _, _ := strings.Cut(strings.ToLower(r.Header.Get("Accept-Language")), ",")
	if strings.HasPrefix(first, "en") && !strings.Contains(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		return lang.En
	}
	return lang.Zh
}

// WithPreferences puts the reader's language into the context of every request.
func WithPreferences(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(lang.With(r.Context(), LangOf(r))))
	})
}

// Preferences keeps the language or the size of text in a cookie and shows the page again.
func Preferences(w http.ResponseWriter, r *http.Request) error {
	set := func(name, value string, allowed ...string) {
		for _, a := range allowed {
			if value == a {
				http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
			}
		}
	}
	set(langCookie, r.FormValue("lang"), "zh", "en")
	set(textCookie, r.FormValue("text"), "large", "normal")
	return web.SeeOther(w, r, Back(r.FormValue("back"), "/"))
}

// Back is a path of ours to return to, or otherwise: what a form carries may lead to another host.
func Back(path, otherwise string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return otherwise
	}
	return path
}
