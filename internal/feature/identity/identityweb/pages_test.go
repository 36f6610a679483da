package identityweb_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/identity"
	"dudao/internal/testkit"
)

func has(t *testing.T, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q:\n%s", want, body)
		}
	}
}

func lacks(t *testing.T, body string, bads ...string) {
	t.Helper()
	for _, bad := range bads {
		if strings.Contains(body, bad) {
			t.Errorf("has %q", bad)
		}
	}
}

// The system administrator creates, the security administrator grants; each sees their own steps only.
func TestAccountPages(t *testing.T) {
	w := testkit.New(t)
	has(t, w.Get("system_admin", "/accounts").Body.String(), "没有符合条件的账号", "/accounts/new")
	form := url.Values{"id": {w.DB.NewID()}, "login": {"Wang Lei"}, "name": {"王某<b>"}, "unit": {"海淀区督导室"}, "phone": {"13800001234"}}
	rec := w.Post("system_admin", "/accounts", form)
	if rec.Code != 422 {
		t.Fatalf("code = %d", rec.Code)
	}
	has(t, rec.Body.String(), "登录名为 2 至 32 位", `value="Wang Lei"`, "王某&lt;b&gt;", `value="海淀区督导室"`)
	form.Set("login", "wanglei")
	form.Set("unit", "没有的单位")
	has(t, w.Post("system_admin", "/accounts", form).Body.String(), "没有找到单位")
	form.Set("unit", "海淀区督导室")
	rec = w.Post("system_admin", "/accounts", form)
	has(t, rec.Body.String(), "初始密码", "wanglei")
	if again := w.Post("system_admin", "/accounts", form); again.Code != 303 {
		t.Errorf("sent twice: %d", again.Code)
	}
	list, err := w.Identity.List(w.As("system_admin"), identity.Filter{Text: "wang"}, page.Req{})
	w.Must(err)
	if list.Total != 1 {
		t.Fatalf("%d accounts", list.Total)
	}
	url1 := list.Rows[0].URL()
	sys, sec := w.Get("system_admin", url1).Body.String(), w.Get("security_admin", url1).Body.String()
	has(t, sys, "重置密码", "停用", "138****1234", "还没有角色")
	lacks(t, sys, "13800001234", url1+"/roles")
	has(t, sec, url1+"/roles", "授予角色")
	lacks(t, sec, "重置密码", url1+"/disable", url1+"/contact")

	role := url.Values{"role": {"system_admin"}, "unit": {"海淀区督导室"}, "from_on": {"2026-13-01"}}
	rec = w.Post("security_admin", url1+"/roles", role)
	has(t, rec.Body.String(), "日期应写成", `value="2026-13-01"`)
	role.Set("from_on", "")
	has(t, w.Post("security_admin", url1+"/roles", role).Body.String(), "应设在市级单位")
	role.Set("role", "district_staff")
	if rec := w.Post("security_admin", url1+"/roles", role); rec.Code != 303 {
		t.Errorf("grant: %d %s", rec.Code, rec.Body)
	}
	has(t, w.Post("system_admin", url1+"/contact", url.Values{"reason": {"核对"}}).Body.String(), "13800001234")
	rec = w.Post("system_admin", url1+"/disable", url.Values{"version": {"99"}, "reason": {"调离"}})
	if rec.Code != 409 {
		t.Errorf("an old version: %d", rec.Code)
	}
	rec = w.Get("system_admin", "/accounts?format=csv")
	has(t, rec.Body.String(), "wanglei", "区督导室经办")
	lacks(t, rec.Body.String(), "1380000")
	has(t, w.Get("security_admin", "/accounts/rules").Body.String(), "连续失败几次后锁定账号", `name="lock_after"`)
	has(t, w.Get("audit_admin", "/roles").Body.String(), "identity.grant", "授予和收回角色")
}

// The stale form keeps what was typed and shows what the other saved.
func TestTwoEditAnAccount(t *testing.T) {
	w := testkit.New(t)
	a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "li", Name: "李某", UnitID: "hd_office"}})
	w.Must(err)
	form := url.Values{"version": {"1"}, "login": {"li"}, "name": {"李甲"}, "unit": {"hd_office"}}
	if rec := w.Post("system_admin", a.URL(), form); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	form.Set("name", "李乙")
	rec := w.Post("system_admin", a.URL(), form)
	if rec.Code != 409 {
		t.Errorf("code = %d", rec.Code)
	}
	has(t, rec.Body.String(), `value="李乙"`, "李甲", `name="version" value="2"`)
}

func TestSecondFactorInTheBrowser(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	body := b.Get("/me/totp").Body.String()
	has(t, body, "<path d=\"M")
	offer, secret := between(body, `name="offer" value="`, `"`), between(body, "<code>", "</code>")
	wrong := b.Post("/me/totp", url.Values{"offer": {offer}, "code": {"12345"}})
	if wrong.Code != 422 || between(wrong.Body.String(), "<code>", "</code>") != secret {
		t.Errorf("a wrong code starts over: %d", wrong.Code)
	}
	code, err := totp.GenerateCode(secret, w.Clock.Now())
	w.Must(err)
	has(t, b.Post("/me/totp", url.Values{"offer": {offer}, "code": {code}}).Body.String(), "恢复码只显示这一次")

	b = w.Browser()
	rec := b.Post("/sign-in", url.Values{"login": {"hd_staff"}, "password": {testkit.Password}, "next": {"/sessions"}})
	has(t, rec.Body.String(), "第二步", `value="/sessions"`)
	if rec := b.Get("/sessions"); rec.Code != 303 {
		t.Errorf("in with the password alone: %d", rec.Code)
	}
	if rec := b.Post("/sign-in/code", url.Values{"code": {code}}); rec.Code != 422 {
		t.Errorf("a code is taken twice: %d", rec.Code)
	}
	w.Clock.Add(30e9)
	code, err = totp.GenerateCode(secret, w.Clock.Now())
	w.Must(err)
	if rec := b.Post("/sign-in/code", url.Values{"code": {code}, "next": {"/sessions"}}); rec.Header().Get("Location") != "/sessions" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	has(t, b.Get("/sessions").Body.String(), "区督导室经办", "本设备", "当前身份")
}

// Acting for somebody shows, and a program can act with a token.
func TestDelegationAndTokenInTheBrowser(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	leader := w.SignIn("hd_leader")
	role := between(leader.Get("/sessions").Body.String(), `<option value="`, `"`)
	form := url.Values{"role": {role}, "to": {"hd_staff"}, "from_on": {"2026-09-01"}, "to_on": {"2026-09-03"}}
	has(t, leader.Post("/sessions/delegations", form).Body.String(), "请填写代理原因", `value="hd_staff"`)
	form.Set("reason", "出差")
	if rec := leader.Post("/sessions/delegations", form); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	staff := w.SignIn("hd_staff")
	body := staff.Get("/sessions").Body.String()
	has(t, body, "代 hd_leader·某")
	staff.Post("/sessions/role", url.Values{"hat": {between(body, `name="hat" value="`, `"`)}})
	has(t, staff.Get("/sessions").Body.String(), "（代 hd_leader·某）")

	own := w.SignIn("hd_leader")
	made := own.Post("/me/tokens", url.Values{"name": {"统计"}, "may": {"org.view"}, "read_only": {"true"}, "expires_on": {"2026-10-01"}}).Body.String()
	token := "dudao_" + between(made, "dudao_", "<")
	ask := func(method, path string) int {
		r := httptest.NewRequest(method, path, strings.NewReader("{}"))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		return w.Browser().Do(r).Code
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/api/v1/me", 200}, {"POST", "/api/v1/sessions/end", 403}, {"GET", "/sessions", 303}} {
		if got := ask(c.method, c.path); got != c.want {
			t.Errorf("%s %s with a token: %d, want %d", c.method, c.path, got, c.want)
		}
	}
	lacks(t, own.Get("/me/tokens").Body.String(), token)
}

// A given password opens nothing but the page that changes it.
func TestGate(t *testing.T) {
	w := testkit.New(t)
	_, password, err := w.Identity.Create(actor.With(context.Background(), actor.System), identity.NewAccount{Particulars: identity.Particulars{Login: "new1", Name: "新人", UnitID: "hd_office"}})
	w.Must(err)
	b := w.Browser()
	b.Post("/sign-in", url.Values{"login": {"new1"}, "password": {password}})
	if rec := b.Get("/sessions"); rec.Header().Get("Location") != "/me/password" {
		t.Errorf("%d to %s", rec.Code, rec.Header().Get("Location"))
	}
	has(t, b.Post("/me/password", url.Values{"old": {password}, "password": {"Some-river-71"}, "again": {"Some-river-72"}}).Body.String(), "两次输入的新密码不一致")
	if rec := b.Post("/me/password", url.Values{"old": {password}, "password": {"Some-river-71"}, "again": {"Some-river-71"}}); rec.Code != 303 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.Get("/sessions"); rec.Code != 200 {
		t.Errorf("after the change: %d", rec.Code)
	}
}

func TestImport(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	bad := "登录名,姓名,单位,角色\ns1,赵某,海淀第一小学,学校负责人\ns1,钱某,海淀第一小学,\ns3,孙某,西城第一小学,\ns4,李某,海淀第一小学,市级领导\n"
	at := upload(t, b, bad)
	has(t, b.Get(at).Body.String(), "与第 2 行的登录名重复", "没有找到单位", "导入时只能授予学校角色", "4 行，3 行有问题")
	if rec := b.Post(at, nil); rec.Code != 409 {
		t.Errorf("imported with errors: %d", rec.Code)
	}
	at = upload(t, b, "登录名,姓名,单位,角色\ns1,赵某,海淀第一小学,学校负责人\ns2,钱某,海淀第一小学,\n")
	has(t, b.Get(at).Body.String(), "没有发现问题")
	has(t, b.Post(at, nil).Body.String(), "已导入 2 个账号", "s2")
	if rec := b.Post(at, nil); rec.Code != 409 {
		t.Errorf("imported twice: %d", rec.Code)
	}
	list, err := w.Identity.List(w.As("hd_staff"), identity.Filter{Role: "school_head"}, page.Req{})
	w.Must(err)
	if list.Total != 1 || !list.Rows[0].Held[0].On(civil.DateOf(w.Clock.Now())) {
		t.Errorf("%+v", list)
	}
}

func upload(t *testing.T, b *testkit.Browser, text string) string {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	f, err := m.CreateFormFile("file", "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(text))
	m.Close()
	r := httptest.NewRequest("POST", "/account-imports", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	rec := b.Do(r)
	if rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

func BenchmarkHold(b *testing.B) {
	w := testkit.New(b)
	token := w.SignIn("hd_staff").Cookie("dudao_session")
	for b.Loop() {
		if _, ok, err := w.Identity.Hold(b.Context(), token, ""); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}
