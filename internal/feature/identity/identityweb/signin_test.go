package identityweb_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"dudao/internal/feature/identity/identityweb"
	"dudao/internal/testkit"
)

func TestSignInAndOut(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	if rec := b.Get("/sign-in?next=/units"); rec.Code != 303 || rec.Header().Get("Location") != "/units" {
		t.Errorf("signed in: %d to %s", rec.Code, rec.Header().Get("Location"))
	}
	if rec := b.Get("/sign-in?next=//evil.example/"); rec.Header().Get("Location") != "/" {
		t.Errorf("leads to %s", rec.Header().Get("Location"))
	}
	token := b.Cookie(identityweb.Cookie)
	b.Post("/sign-out", nil)
	b.SetCookie(identityweb.Cookie, token)
	if rec := b.Get("/sign-in"); rec.Code != 200 {
		t.Errorf("the token works after signing out: %d", rec.Code)
	}
}

// A token put into the browser before signing in means nothing afterwards.
func TestSessionFixation(t *testing.T) {
	w := testkit.New(t)
	victim := w.SignIn("hd_staff")
	planted := victim.Cookie(identityweb.Cookie)
	w.Account("xc_staff")
	rec := victim.Post("/sign-in", url.Values{"login": {"xc_staff"}, "password": {testkit.Password}})
	if rec.Code != 303 || victim.Cookie(identityweb.Cookie) == planted {
		t.Fatalf("code = %d, same token: %v", rec.Code, victim.Cookie(identityweb.Cookie) == planted)
	}
	attacker := w.Browser()
	attacker.SetCookie(identityweb.Cookie, planted)
	if rec := attacker.Get("/sign-in"); rec.Code != 200 {
		t.Errorf("the old token still signs in: %d", rec.Code)
	}
}

func TestIdleAndAbsoluteLimit(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	for range 20 { // in use all the time
		w.Clock.Add(20 * time.Minute)
		if rec := b.Get("/sign-in"); rec.Code != 303 {
			t.Fatalf("signed out while in use: %d", rec.Code)
		}
	}
	w.Clock.Add(31 * time.Minute)
	if rec := b.Get("/sign-in"); rec.Code != 200 {
		t.Errorf("idle for 31 minutes: %d", rec.Code)
	}
	b = w.SignIn("hd_staff")
	for range 37 {
		w.Clock.Add(20 * time.Minute)
		b.Get("/sign-in")
	}
	if rec := b.Get("/sign-in"); rec.Code != 200 {
		t.Errorf("after 12 hours: %d", rec.Code)
	}
}

// A form that was sent after the session ended comes back after signing in.
func TestNothingTypedIsLost(t *testing.T) {
	w := testkit.New(t)
	w.Web.Feature("test")
	b := w.SignIn("hd_staff")
	w.Clock.Add(time.Hour)
	rec := b.Post("/sessions/role", url.Values{"note": {"写了很久的 <b>文字"}, "password": {"secret"}})
	body := rec.Body.String()
	if rec.Code != 401 || !strings.Contains(body, `name="parked"`) || strings.Contains(body, "secret") || strings.Contains(body, "写了很久") {
		t.Fatalf("code = %d: %s", rec.Code, body)
	}
	parked := between(body, `name="parked" value="`, `"`)
	rec = b.Post("/sign-in", url.Values{"login": {"hd_staff"}, "password": {"wrong"}, "parked": {parked}})
	if rec.Code != 422 || between(rec.Body.String(), `name="parked" value="`, `"`) != parked {
		t.Fatalf("a wrong password loses the form: %d %s", rec.Code, rec.Body)
	}
	w.Account("xc_staff")
	other := w.Browser().Post("/sign-in", url.Values{"login": {"xc_staff"}, "password": {testkit.Password}, "parked": {parked}})
	if other.Code != 303 {
		t.Errorf("another account is offered the form: %d", other.Code)
	}
	rec = b.Post("/sign-in", url.Values{"login": {"hd_staff"}, "password": {testkit.Password}, "parked": {parked}})
	body = rec.Body.String()
	for _, want := range []string{`action="/sessions/role"`, `name="note" value="写了很久的 &lt;b&gt;文字"`, "重新提交", `<p class="prose">写了很久的 &lt;b&gt;文字</p>`} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s: %s", want, body)
		}
	}
	if strings.Contains(body, "secret") {
		t.Error("a password came back")
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}
