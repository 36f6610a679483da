package app_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/feature/access"
	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

// oddQueries are values no page asks for.
var oddQueries = []string{
	"page=-1", "page=0", "page=99999999999999999999", "page=1e9", "size=1000000000", "size=-5", "sort=nonsense", "as_of=x", "as_of=0000-00-00",
	"as_of=9999-99-99", "as_of=2026-02-30", "q=%00%ff%27%22%25", "state=nonsense&kind=zzz", "year=99999999999999999999", "year=-1", "below=/../", "version=99999999999999999999",
	"unit=nonsense", "from=x&to=y", "lang=xx", "id=%ff",
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// No address fails with 5xx, whoever asks it, whatever stands in the query or in place of an id.
func TestNoAddressFailsOnOddValues(t *testing.T) {
	w := testkit.New(t)
	people := []string{"city_staff", "hd_staff", "hd_head1", "audit_admin"}
	asked := 0
	for _, route := range w.Web.Routes {
		path, ok := strings.CutPrefix(route.Pattern, "GET ")
		if !ok || path == "/readyz" { // no jobs run here
			continue
		}
		for _, id := range []string{"nonexist", url.PathEscape("'\"%_\\"), strings.Repeat("x", 300)} {
			for _, q := range oddQueries {
				at := placeholder.ReplaceAllString(path, id)
				for _, who := range people {
					if rec := w.Get(who, at+"?"+q); rec.Code >= 500 {
						t.Errorf("%s asks %s?%s: %d", who, at, q, rec.Code)
					}
					asked++
				}
			}
			if !strings.Contains(path, "{") {
				break
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d addresses", asked)
	}
}

// oddTexts are what no honest browser sends.
var oddTexts = []string{"a\x00b", "\xff\xfe\xc0\x80", "\x01\x1b\ufffe", strings.Repeat("长", 20_000), "99999999999999999999", "-1", "0000-00-00", "9999-12-31", "0001-01-01", "=1+1'\"%_"}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*\saction="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<(?:input|select|textarea)\s[^>]*>`)
	nameAttr = regexp.MustCompile(`\sname="([^"]*)"`)
	valAttr  = regexp.MustCompile(`\svalue="([^"]*)"`)
)

// formsOf returns the forms of pages with what stands in them, by action.
func formsOf(pages ...string) map[string]url.Values {
	all := map[string]url.Values{}
	for _, p := range pages {
		for _, f := range formTag.FindAllStringSubmatch(p, -1) {
			v := url.Values{}
			for _, in := range inputTag.FindAllString(f[2], -1) {
				if n := nameAttr.FindStringSubmatch(in); n != nil {
					v.Set(n[1], "")
					if x := valAttr.FindStringSubmatch(in); x != nil {
						v.Set(n[1], x[1])
					}
				}
			}
			all[f[1]] = v
		}
	}
	return all
}

// No form of any page fails with 5xx, whichever of its fields holds an odd text; the same for every
// operation of the API, which refuses what cannot be stored.
func TestNoWriteFailsOnOddTexts(t *testing.T) {
	w := testkit.New(t)
	asked := 0
	who := ""
	h := web.Outer{SignIn: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(rw, r.WithContext(actor.With(r.Context(), w.Actor(who))))
		})
	}}.Wrap(w.Web)
	send := func(method, at, kind, body string) {
		r := httptest.NewRequest(method, at, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		asked++
		if rec.Code >= 500 {
			t.Errorf("%s %s as %s with %.200q: %d %.300s", method, at, who, body, rec.Code, rec.Body)
		}
		if strings.Contains(body, `\u0000`) && rec.Code < 400 {
			t.Errorf("%s %s as %s takes NUL: %d", method, at, who, rec.Code)
		}
	}
	all := lines(t, w)
	for _, who = range []string{"hd_staff", "city_staff", "hd_head1", "security_admin"} {
		for _, l := range all {
			if !w.Policy.Grants(access.Role(w.Actor(who).Role))[l.Permission] {
				continue
			}
			var values map[string]string
			if l.pair != nil {
				values = l.pair.HD
			}
			if l.api && l.method != "GET" && strings.Contains(l.body, `"`) {
				for _, odd := range []string{`a\u0000b`, `\u0001`, strings.Repeat("长", 20_000), `\ud800`} {
					if strings.Contains(l.body, `":"`) {
						send(l.method, l.at(values), "application/json", jsonText.ReplaceAllLiteralString(l.body, `":"`+odd+`"`))
					}
				}
			}
			if l.api || l.method != "GET" {
				continue
			}
			for action, form := range formsOf(w.Get(who, l.at(values)).Body.String()) {
				for name, old := range form {
					for _, odd := range oddTexts {
						form[name] = []string{odd}
						send("POST", html.UnescapeString(action), "application/x-www-form-urlencoded", form.Encode())
					}
					form[name] = old
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d requests", asked)
	}
	t.Logf("%d requests", asked)
}

var jsonText = regexp.MustCompile(`":"[^"]*"`)
