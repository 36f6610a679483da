package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"dudao/internal/e2e"
	"dudao/internal/testkit"
)

// Somebody forgets their password, is locked out, waits, comes in, sets up the authenticator, signs in
// with it from two browsers and ends both.
func TestSignIn(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	s.Account("hd_staff")
	b := s.Browser(t)
	b.SignIn("hd_staff", "not it")
	b.WantText(".problems", "登录名或密码不正确")
	b.Check("sign-in-refused")
	for try := 1; !strings.Contains(b.Text(".problems"), "失败次数过多"); try++ {
		if try > 20 {
			t.Fatal("never locked out")
		}
		b.SignIn("hd_staff", "not it")
	}
	b.SignIn("hd_staff", testkit.Password)
	b.WantText(".problems", "失败次数过多") // the right password does not tell itself from a wrong one
	b.Check("sign-in-locked")
	s.Clock.Add(24 * time.Hour)

	b.SignIn("hd_staff", testkit.Password)
	b.Go("/me")
	b.WantText("main", "未启用")
	b.Check("me")
	b.Click("main a[href='/me/totp']")
	secret := b.Text("main code")
	b.Check("totp")
	b.Fill("#totp [name=code]", "000000")
	b.Submit("#totp")
	b.WantText(".problems", "动态口令不正确")
	if again := b.Text("main code"); again != secret {
		t.Errorf("a wrong code changes the secret: %s, %s", secret, again)
	}
	b.Fill("#totp [name=code]", code(t, s, secret))
	b.Submit("#totp")
	b.WantText("main", "恢复码")
	b.Check("recovery-codes")
	signOut(t, b)

	b.SignIn("hd_staff", testkit.Password)
	b.WantText("h1", "动态口令")
	b.Check("second-step")
	b.Fill("#code [name=code]", code(t, s, secret)) // taken already
	b.Submit("#code")
	b.WantText(".problems", "已经用过")
	s.Clock.Add(time.Minute)
	b.Fill("#code [name=code]", code(t, s, secret))
	b.Submit("#code")
	b.Go("/workbench")
	b.WantText("h1", "工作台")

	s.Clock.Add(time.Minute)
	other := s.Browser(t)
	other.SignIn("hd_staff", testkit.Password)
	other.Fill("#code [name=code]", code(t, s, secret))
	other.Submit("#code")
	b.Go("/sessions")
	b.Check("sessions")
	if n := b.Count("#devices tbody tr"); n != 2 {
		t.Errorf("%d browsers signed in, want 2", n)
	}
	b.Click("#devices form[action='/sessions/end'] .danger")
	for name, x := range map[string]*e2e.Browser{"this browser": b, "the other": other} {
		x.Go("/sign-in?next=/workbench")
		if x.Count("#sign-in [name=password]") != 1 {
			t.Errorf("%s is still signed in after leaving everywhere: %s", name, x.Path())
		}
	}
}

func signOut(t *testing.T, b *e2e.Browser) {
	t.Helper()
	b.Open(".who summary")
	b.Click(".who form[action='/sign-out'] button")
	b.Go("/sign-in")
	if b.Count("#sign-in [name=password]") != 1 {
		t.Fatalf("not signed out: %s", b.Path())
	}
}

// code is what the authenticator shows now.
func code(t *testing.T, s *e2e.Site, secret string) string {
	t.Helper()
	c, err := totp.GenerateCode(strings.TrimSpace(secret), s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
