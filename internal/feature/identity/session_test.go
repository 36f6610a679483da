package identity_test

import (
	"context"
	"testing"
	"time"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/testkit"
)

// GB/T 22239—2019 8.1.4.1 b): a session ends after half an hour without use, and after half a day
// however much it is used.
func TestSessionEnds(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Account("hd_staff")
	open := func() string {
		_, in, err := signIn(w, "hd_staff", testkit.Password)
		w.Must(err)
		return in.Token
	}
	for idle, alive := range map[time.Duration]bool{29 * time.Minute: true, 30 * time.Minute: false} {
		token := open()
		w.Clock.Add(idle)
		if got := as2(w, token); got != alive {
			t.Errorf("idle for %v: %v", idle, got)
		}
	}
	token := open()
	for used := 20 * time.Minute; used < 12*time.Hour; used += 20 * time.Minute {
		w.Clock.Add(20 * time.Minute)
		if !as2(w, token) {
			t.Fatalf("ended after %v of use", used)
		}
	}
	w.Clock.Add(19 * time.Minute)
	if !as2(w, token) {
		t.Error("ended before twelve hours")
	}
	w.Clock.Add(time.Minute)
	if as2(w, token) {
		t.Error("goes on after twelve hours")
	}
}

// GB/T 22239—2019 8.1.4.1 d): an administrator does nothing before the second factor; the code is
// waited for five minutes.
func TestAdministratorNeedsASecondFactor(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	a, first, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "sun", Name: "孙某", UnitID: "city_office"}})
	w.Must(err)
	_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: a.ID, Role: access.SystemAdmin, UnitID: "city_office"})
	w.Must(err)
	ctx, in, err := signIn(w, "sun", first)
	w.Must(err)
	gate := func(want identity.Gate) {
		t.Helper()
		if x, ok, err := w.Identity.Hold(ctx, in.Token, ""); err != nil || !ok || x.Gate != want {
			t.Fatalf("gate = %q, want %q (%v, %v)", x.Gate, want, ok, err)
		}
	}
	gate(identity.NewPassword)
	w.Must(w.Identity.ChangePassword(ctx, first, "Some-river-71"))
	gate(identity.SecondFactor)
	f, err := w.Identity.OfferFactor(ctx)
	w.Must(err)
	_, err = w.Identity.TakeFactor(ctx, f.Sealed, code(t, w, f.Secret))
	w.Must(err)
	gate(identity.Open)

	second := func(after time.Duration) error {
		_, in, err := signIn(w, "sun", "Some-river-71")
		w.Must(err)
		if in.Stage != identity.AwaitsCode {
			t.Fatalf("stage = %s", in.Stage)
		}
		w.Clock.Add(after)
		_, err = w.Identity.Second(context.Background(), in.Token, code(t, w, f.Secret), identity.Attempt{Addr: "192.0.2.7"})
		return err
	}
	w.Must(second(4 * time.Minute))
	w.WantKind(second(5*time.Minute), errs.Unauthenticated)
}

// A login name is one word, whatever is typed around it.
func TestLoginName(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for login, want := range map[string]string{"Zhang Wei": "", " ZhangWei ": "zhangwei", "张伟": "", "-x": "", "z": ""} {
		a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: login, Name: "张某", UnitID: "city_office"}})
		if want == "" {
			w.WantKind(err, errs.Invalid)
			continue
		}
		w.Must(err)
		if a.Login != want {
			t.Errorf("%q becomes %q", login, a.Login)
		}
	}
}
