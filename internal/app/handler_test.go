package app_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

// outer serves a request through everything that stands before the routes.
func outer(t *testing.T, add func(*web.Router)) func(r *http.Request) *httptest.ResponseRecorder {
	w := testkit.New(t)
	if add != nil {
		add(w.Web)
	}
	h := w.Handler()
	return func(r *http.Request) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		return rec
	}
}

func TestSecurityHeaders(t *testing.T) {
	do := outer(t, nil)
	rec := do(httptest.NewRequest("GET", "/healthz", nil))
	if rec.Code != 200 {
		t.Fatalf("code = %d", rec.Code)
	}
	csp := rec.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("policy %q lacks %q", csp, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q allows inline code", csp)
	}
	if rec.Header().Get("X-Content-Type-Options") != "nosniff" || rec.Header().Get("Referrer-Policy") == "" {
		t.Errorf("headers = %v", rec.Header())
	}
	if rec.Header().Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without TLS")
	}
	r := httptest.NewRequest("GET", "/healthz", nil)
	r.Header.Set("X-Forwarded-Proto", "https")
	if do(r).Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS behind TLS")
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	do := outer(t, nil)
	for site, want := range map[string]int{"same-origin": 303, "none": 303, "cross-site": 403, "same-site": 403} {
		r := httptest.NewRequest("POST", "/preferences", strings.NewReader("lang=en&back=/x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		if rec := do(r); rec.Code != want {
			t.Errorf("%s: code = %d, want %d", site, rec.Code, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	do := outer(t, nil)
	rec := do(httptest.NewRequest("GET", "/lang/en?back=//evil.example/", nil))
	if rec.Code != 303 || rec.Header().Get("Location") != "/" {
		t.Errorf("code = %d, to %q", rec.Code, rec.Header().Get("Location"))
	}
	cookie := rec.Result().Cookies()[0]
	r := httptest.NewRequest("GET", "/nowhere", nil)
	if got := do(r).Body.String(); !strings.Contains(got, "没有这个页面") || !strings.Contains(got, `lang="zh-CN"`) {
		t.Errorf("Chinese page: %s", got)
	}
	r = httptest.NewRequest("GET", "/nowhere", nil)
	r.AddCookie(cookie)
	if got := do(r).Body.String(); strings.Contains(got, "没有这个页面") || !strings.Contains(got, `lang="en"`) {
		t.Errorf("English page: %s", got)
	}
}

func TestFailures(t *testing.T) {
	do := outer(t, func(rt *web.Router) {
		rt.Handle("GET /panic", web.Public, func(http.ResponseWriter, *http.Request) error { panic("boom") })
		rt.Handle("GET /locked", web.Public, func(http.ResponseWriter, *http.Request) error {
			return errs.New(errs.Unavailable, "数据库正忙，请稍后重试")
		})
		rt.Handle("POST /locked", web.Public, func(http.ResponseWriter, *http.Request) error {
			return errs.New(errs.Unavailable, "数据库正忙，请稍后重试")
		})
		rt.Handle("POST /moved-on", web.Public, func(http.ResponseWriter, *http.Request) error {
			return errs.New(errs.Conflict, "记录的状态已经变化")
		})
		rt.Handle("GET /mine", web.SignedIn, func(http.ResponseWriter, *http.Request) error { return nil })
		rt.Handle("POST /mine", web.SignedIn, func(http.ResponseWriter, *http.Request) error { return nil })
		rt.Handle("GET /api/v1/mine", web.SignedIn, func(http.ResponseWriter, *http.Request) error { return nil })
	})
	if rec := do(httptest.NewRequest("GET", "/panic", nil)); rec.Code != 500 || strings.Contains(rec.Body.String(), "boom") || !strings.Contains(rec.Body.String(), rec.Header().Get("X-Request-Id")) {
		t.Errorf("panic: %d %s", rec.Code, rec.Body)
	}
	if rec := do(httptest.NewRequest("GET", "/locked", nil)); rec.Code != 503 || rec.Header().Get("Retry-After") == "" {
		t.Errorf("unavailable: %d %v", rec.Code, rec.Header())
	}
	form := func(body string) *http.Request {
		r := httptest.NewRequest("POST", "/locked?a=1", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	if text := do(form("text=%E5%85%AC%E7%A4%BA%3C&version=3")).Body.String(); !strings.Contains(text, `action="/locked?a=1"`) || !strings.Contains(text, `name="text" value="公示&lt;"`) || !strings.Contains(text, `name="version" value="3"`) {
		t.Errorf("what was filled in is lost: %s", text)
	}
	late := form("text=%E5%85%AC%E7%A4%BA%3C&id=019b86bb&password=%E5%AF%86%E7%A0%81")
	late.URL.Path = "/moved-on"
	if text := do(late).Body.String(); !strings.Contains(text, `readonly>公示&lt;</textarea>`) || strings.Contains(text, "019b86bb") || strings.Contains(text, "密码") {
		t.Errorf("what was filled in cannot be copied: %s", text)
	}
	if text := do(form("login=a&password=secret")).Body.String(); strings.Contains(text, "secret") {
		t.Errorf("a password came back: %s", text)
	}
	if rec := do(httptest.NewRequest("GET", "/mine?a=1", nil)); rec.Code != 303 || rec.Header().Get("Location") != "/sign-in?next=%2Fmine%3Fa%3D1" {
		t.Errorf("sign in: %d %v", rec.Code, rec.Header())
	}
	if rec := do(httptest.NewRequest("POST", "/mine", nil)); rec.Code != 401 {
		t.Errorf("form of nobody: %d", rec.Code)
	}
	rec := do(httptest.NewRequest("GET", "/api/v1/mine", nil))
	var problem struct {
		Status        int
		Title, Detail string
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil || problem.Status != 401 || problem.Detail != "请先登录" ||
		rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("problem: %v %+v %v", err, problem, rec.Header())
	}
}

func TestLargeAndStrangeForms(t *testing.T) {
	got := ""
	do := outer(t, func(rt *web.Router) {
		rt.MaxBody("/large", 8<<20)
		keep := func(w http.ResponseWriter, r *http.Request) error { got = r.FormValue("a"); return nil }
		rt.Handle("POST /form", web.Public, keep)
		rt.Handle("POST /large", web.Public, keep)
		rt.Handle("GET /form", web.Public, keep)
	})
	post := func(path, body string, known bool) int {
		r := httptest.NewRequest("POST", path, io.NopCloser(strings.NewReader(body)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.ContentLength = -1
		if known {
			r.ContentLength = int64(len(body))
		}
		return do(r).Code
	}
	big := "a=" + strings.Repeat("x", web.FormLimit+1)
	if a, b, c := post("/form", big, true), post("/form", big, false), post("/large", big, true); a != 413 || b != 413 || c != 200 {
		t.Errorf("codes = %d %d %d", a, b, c)
	}
	if code := post("/form", "a=%zz", true); code != 422 {
		t.Errorf("broken form: %d", code)
	}
	if code := post("/form", "a=x%00%ffy", true); code != 200 || got != "xy" {
		t.Errorf("NUL: %d %q", code, got)
	}
	if rec := do(httptest.NewRequest("GET", "/form?a=x%00y", nil)); rec.Code != 200 || got != "xy" {
		t.Errorf("NUL in a query: %d %q", rec.Code, got)
	}
	if rec := do(httptest.NewRequest("GET", "/form%00", nil)); rec.Code != 404 {
		t.Errorf("NUL in a path: %d", rec.Code)
	}
}

func TestCompression(t *testing.T) {
	do := outer(t, func(rt *web.Router) {
		rt.Handle("GET /long", web.Public, func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, err := io.WriteString(w, strings.Repeat("督导 ", 1000))
			return err
		})
	})
	r := httptest.NewRequest("GET", "/long", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	rec := do(r)
	z, err := gzip.NewReader(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || len(b) != 7000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestReady(t *testing.T) {
	do := outer(t, nil)
	if rec := do(httptest.NewRequest("GET", "/readyz", nil)); rec.Code != 503 || !strings.Contains(rec.Body.String(), `"migrations":"ok"`) || !strings.Contains(rec.Body.String(), `"jobs":"not running"`) {
		t.Errorf("without a worker: %d %s", rec.Code, rec.Body)
	}
}
