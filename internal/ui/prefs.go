package ui

import (
	"net/http"

	"dudao/internal/platform/web"
)

// textCookie keeps the size of text a reader prefers: large. It says nothing about who the reader is.
const textCookie = "text"

func isLarge(r *http.Request) bool {
	c, err := r.Cookie(textCookie)
	return err == nil && c.Value == "large"
}

// Preferences keeps the language or the size of text in a cookie and shows the page again.
func Preferences(w http.ResponseWriter, r *http.Request) error {
	set := func(name, value string, allowed ...string) {
		for _, a := range allowed {
			if value == a {
				http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Secure(r)})
			}
		}
	}
	set(web.LangCookie, r.FormValue("lang"), "zh", "en")
	set(textCookie, r.FormValue("text"), "large", "normal")
	return web.SeeOther(w, r, web.Local(r.FormValue("back"), "/"))
}
