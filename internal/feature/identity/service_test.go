package identity_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// signIn signs in through the service and returns a context in which the person acts.
func signIn(w *testkit.World, login, password string) (context.Context, identity.SignedIn, error) {
	in, err := w.Identity.SignIn(context.Background(), identity.Attempt{Login: login, Password: password, Addr: "192.0.2.7", Agent: "test"})
	if err != nil || in.Stage != identity.Full {
		return context.Background(), in, err
	}
	return as(w, in.Token), in, nil
}

func as(w *testkit.World, token string) context.Context {
	a, _, err := w.Identity.Hold(context.Background(), token, "192.0.2.7")
	w.Must(err)
	return actor.With(context.Background(), a.Actor)
}

func TestLockout(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	for range 5 {
		_, _, err := signIn(w, "hd_staff", "wrong")
		w.WantKind(err, errs.Invalid)
	}
	_, _, err := signIn(w, "hd_staff", testkit.Password)
	w.WantKind(err, errs.TooMany)
	w.Clock.Add(5*time.Minute + time.Second)
	_, _, err = signIn(w, "hd_staff", "wrong")
	w.WantKind(err, errs.Invalid)
	w.Clock.Add(6 * time.Minute) // the second wait is ten minutes
	_, _, err = signIn(w, "hd_staff", testkit.Password)
	w.WantKind(err, errs.TooMany)
	v, err := w.Identity.Account(w.As("security_admin"), "hd_staff")
	w.Must(err)
	if v.Waits != 4 || v.Failures != 6 {
		t.Errorf("waits %d minutes after %d failures", v.Waits, v.Failures)
	}
	w.WantKind(w.Identity.Unlock(w.As("system_admin"), "hd_staff"), errs.Denied)
	w.Must(w.Identity.Unlock(w.As("security_admin"), "hd_staff"))
	_, _, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
}

// A name nobody has locks like one that somebody has, so that a lock tells nothing.
func TestUnknownLoginLocksAlike(t *testing.T) {
	w := testkit.New(t)
	for range 5 {
		_, _, err := signIn(w, "nobody", "wrong")
		w.WantKind(err, errs.Invalid)
	}
	_, _, err := signIn(w, "nobody", "wrong")
	w.WantKind(err, errs.TooMany)
}

func TestAddressIsThrottled(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	for i := range 30 {
		_, _, err := signIn(w, "guess"+string(rune('a'+i)), "wrong")
		w.WantKind(err, errs.Invalid)
	}
	_, _, err := signIn(w, "hd_staff", testkit.Password)
	w.WantKind(err, errs.TooMany)
	w.Clock.Add(16 * time.Minute)
	_, _, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
}

func TestSecondFactor(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	ctx, _, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	f, err := w.Identity.OfferFactor(ctx)
	w.Must(err)
	if f.Size < 30 || !strings.HasPrefix(f.QR, "M") {
		t.Errorf("picture of size %d", f.Size)
	}
	_, err = w.Identity.TakeFactor(ctx, f.Sealed, "000000")
	w.WantKind(err, errs.Invalid)
	codes, err := w.Identity.TakeFactor(ctx, f.Sealed, code(t, w, f.Secret))
	w.Must(err)

	_, in, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	if in.Stage != identity.AwaitsCode {
		t.Fatalf("stage = %s", in.Stage)
	}
	if a, _, _ := w.Identity.Hold(context.Background(), in.Token, ""); a.Known() {
		t.Error("the password alone signs in")
	}
	second := func(code string) error {
		_, err := w.Identity.Second(context.Background(), in.Token, code, identity.Attempt{Addr: "192.0.2.7"})
		return err
	}
	w.WantKind(second(code(t, w, f.Secret)), errs.Invalid) // the one that turned it on: replay
	w.Clock.Add(30 * time.Second)
	now := code(t, w, f.Secret)
	w.Must(second(now))
	_, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.WantKind(second(now), errs.Invalid) // replay
	w.Must(second(codes[0]))
	_, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.WantKind(second(codes[0]), errs.Invalid) // a recovery code opens once
	w.Must(second(strings.ToUpper(strings.ReplaceAll(codes[1], "-", " "))))

	_, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.Clock.Add(6 * time.Minute)
	w.WantKind(second(code(t, w, f.Secret)), errs.Unauthenticated) // too late

	w.WantKind(w.Identity.DropFactor(w.As("system_admin"), "hd_staff", "手机丢失"), errs.Denied)
	w.Must(w.Identity.DropFactor(w.As("security_admin"), "hd_staff", "手机丢失"))
	_, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	if in.Stage != identity.Full {
		t.Errorf("stage = %s", in.Stage)
	}
}

func code(t *testing.T, w *testkit.World, secret string) string {
	c, err := totp.GenerateCode(secret, w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSignOutEverywhere(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	ctx, here, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	_, there, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	list, err := w.Identity.Sessions(ctx)
	w.Must(err)
	if len(list) != 2 {
		t.Fatalf("%d sessions", len(list))
	}
	n, err := w.Identity.EndSessions(ctx, true)
	w.Must(err)
	if n != 1 || !as2(w, here.Token) || as2(w, there.Token) {
		t.Errorf("ended %d, here %v, there %v", n, as2(w, here.Token), as2(w, there.Token))
	}
	_, err = w.Identity.EndSessions(ctx, false)
	w.Must(err)
	if as2(w, here.Token) {
		t.Error("signed out everywhere but here")
	}
	_, other, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.WantKind(w.Identity.Disable(w.As("hd_staff2"), "hd_staff", 0, "调离"), errs.Denied)
	w.Must(w.Identity.Disable(w.As("system_admin"), "hd_staff", 0, "调离"))
	if as2(w, other.Token) {
		t.Error("a disabled account acts")
	}
	_, _, err = signIn(w, "hd_staff", testkit.Password)
	w.WantKind(err, errs.Invalid)
}

// as2 reports whether somebody acts with the token.
func as2(w *testkit.World, token string) bool { return actor.From(as(w, token)).Known() }

func TestPasswordChange(t *testing.T) {
	w := testkit.New(t)
	_, first, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "wang", Name: "王某", UnitID: "hd_office", Phone: "13800001234"}})
	w.Must(err)
	ctx, in, err := signIn(w, "wang", first)
	w.Must(err)
	if a, _, _ := w.Identity.Hold(ctx, in.Token, ""); a.Gate != identity.NewPassword {
		t.Errorf("gate = %q", a.Gate)
	}
	w.WantKind(w.Identity.ChangePassword(ctx, "wrong", "Some-river-71"), errs.Invalid)
	w.WantKind(w.Identity.ChangePassword(ctx, first, first), errs.Invalid)
	old := first
	for _, p := range []string{"Some-river-71", "Some-river-72", "Some-river-73"} {
		w.Must(w.Identity.ChangePassword(ctx, old, p))
		old = p
	}
	w.WantKind(w.Identity.ChangePassword(ctx, old, "Some-river-71"), errs.Invalid) // one of the last five
	if a, _, _ := w.Identity.Hold(ctx, in.Token, ""); a.Gate != identity.Open {
		t.Errorf("gate = %q", a.Gate)
	}
	w.Clock.Days(181)
	_, in, err = signIn(w, "wang", old)
	w.Must(err)
	if a, _, _ := w.Identity.Hold(ctx, in.Token, ""); a.Gate != identity.NewPassword {
		t.Error("a password may be kept for ever")
	}
}

// 三员分立: who creates does not grant, who grants does not create, the auditor does neither.
func TestSeparationOfAdministrators(t *testing.T) {
	w := testkit.New(t)
	li := identity.NewAccount{Particulars: identity.Particulars{Login: "li", Name: "李某", UnitID: "city_office"}}
	for _, who := range []string{"security_admin", "audit_admin", "city_staff", "city_leader", "auditor"} {
		_, _, err := w.Identity.Create(w.As(who), li)
		w.WantKind(err, errs.Denied)
	}
	a, _, err := w.Identity.Create(w.As("system_admin"), li)
	w.Must(err)
	role := identity.NewRole{AccountID: a.ID, Role: access.CityStaff, UnitID: "city_office"}
	for _, who := range []string{"system_admin", "audit_admin", "city_staff", "city_leader"} {
		_, err := w.Identity.Grant(w.As(who), role)
		w.WantKind(err, errs.Denied)
	}
	_, err = w.Identity.Grant(w.As("hd_staff"), role)
	w.WantKind(err, errs.NotFound)
	_, err = w.Identity.Grant(w.As("security_admin"), role)
	w.Must(err)
	role.Role = access.AuditAdmin
	_, err = w.Identity.Grant(w.As("security_admin"), role)
	w.WantKind(err, errs.Invalid)
	w.Account("security_admin")
	_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: "security_admin", Role: access.CityStaff, UnitID: "city_office"})
	w.WantKind(err, errs.Denied) // to themselves
	held, err := w.Identity.Account(w.As("system_admin"), "security_admin")
	w.Must(err)
	sys := actor.With(context.Background(), actor.System)
	w.WantKind(w.Identity.EndRole(sys, "security_admin", held.Held[0].ID, "离任"), errs.Conflict) // the last one
}

// A district office looks after its schools' accounts and nobody else's.
func TestDistrictAndItsSchools(t *testing.T) {
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	n := identity.NewAccount{Particulars: identity.Particulars{Login: "school1", Name: "赵某", UnitID: "hd_school1"}}
	a, password, err := w.Identity.Create(ctx, n)
	w.Must(err)
	n.ID = a.ID
	again, none, err := w.Identity.Create(ctx, n)
	w.Must(err)
	if again.ID != a.ID || none != "" || password == "" {
		t.Errorf("created twice: %v, %q", again.ID, none)
	}
	_, err = w.Identity.Grant(ctx, identity.NewRole{AccountID: a.ID, Role: access.SchoolHead, UnitID: "hd_school1"})
	w.Must(err)
	for _, r := range []identity.NewRole{
		{AccountID: a.ID, Role: access.SchoolHead, UnitID: "xc_school1"},
		{AccountID: a.ID, Role: access.DistrictStaff, UnitID: "hd_office"},
		{AccountID: a.ID, Role: access.SystemAdmin, UnitID: "city_office"},
	} {
		if _, err := w.Identity.Grant(ctx, r); err == nil {
			t.Errorf("granted %+v", r)
		}
	}
	_, _, err = w.Identity.Create(ctx, identity.NewAccount{Particulars: identity.Particulars{Login: "x1", Name: "钱某", UnitID: "xc_school1"}})
	w.WantKind(err, errs.Denied)
	_, _, err = w.Identity.Create(ctx, identity.NewAccount{Particulars: identity.Particulars{Login: "x2", Name: "钱某", UnitID: "hd_office"}})
	w.WantKind(err, errs.Denied)
	_, err = w.Identity.Account(w.As("xc_staff"), a.ID)
	w.WantKind(err, errs.NotFound)
	w.Account("hd_staff2")
	_, err = w.Identity.Reset(ctx, "hd_staff2", 0)
	w.WantKind(err, errs.Denied)
	list, err := w.Identity.List(ctx, identity.Filter{Role: access.SchoolHead}, page.Req{})
	w.Must(err)
	if list.Total != 1 || list.Rows[0].Held[0].Scope != "/110000/110108/hd_school1/" {
		t.Errorf("list = %+v", list)
	}
	at, err := w.Identity.AccountsAt(ctx, w.DB, "hd_school1", "")
	w.Must(err)
	if len(at) != 1 || at[0] != a.ID {
		t.Errorf("at the school: %v", at)
	}
}

func TestDelegationHasAnEnd(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_leader")
	w.Account("hd_staff")
	w.Account("xc_staff")
	w.Account("system_admin")
	leader, _, err := signIn(w, "hd_leader", testkit.Password)
	w.Must(err)
	hats, err := w.Identity.Hats(leader)
	w.Must(err)
	today := civil.DateOf(w.Clock.Now())
	n := identity.NewDelegation{RoleID: hats[0].RoleID, ToLogin: "hd_staff", FromOn: today.AddDays(1), ToOn: today.AddDays(3), Reason: "外出培训"}
	for _, bad := range []string{"xc_staff", "system_admin", "hd_leader", "nobody"} {
		m := n
		m.ToLogin = bad
		_, err := w.Identity.Delegate(leader, m)
		w.WantKind(err, errs.Invalid)
	}
	id, err := w.Identity.Delegate(leader, n)
	w.Must(err)
	staff, in, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.WantKind(w.Identity.Wear(staff, n.RoleID, id), errs.Denied) // not before its first day
	w.Clock.Days(1)
	staff, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	w.Must(w.Identity.Wear(staff, n.RoleID, id))
	a := actor.From(as(w, in.Token))
	if a.ID != "hd_staff" || a.ForID != "hd_leader" || a.Role != string(access.DistrictLead) || a.Scope != "/110000/110108/" {
		t.Errorf("acts as %+v", a)
	}
	w.Clock.Days(3) // the day after its last
	staff, in, err = signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	if a := actor.From(staff); a.ForID != "" || a.Role != string(access.DistrictStaff) {
		t.Errorf("still acts as %+v", a)
	}
	_ = in
	entries, err := db.List[string](t.Context(), w.DB, `select for_id from audit_entry where action = 'identity.wear' or for_id <> ''`)
	w.Must(err)
	if len(entries) == 0 {
		t.Error("nothing in the log")
	}
}

func TestTokens(t *testing.T) {
	w := testkit.New(t)
	w.Account("hd_staff")
	ctx, _, err := signIn(w, "hd_staff", testkit.Password)
	w.Must(err)
	today := civil.DateOf(w.Clock.Now())
	n := identity.NewToken{Name: "报表", May: []access.Permission{"org.view"}, ReadOnly: true, ExpiresOn: today.AddDays(10)}
	more := n
	more.May = []access.Permission{"org.view", identity.MayRule}
	_, err = w.Identity.MakeToken(ctx, more)
	w.WantKind(err, errs.Invalid)
	long := n
	long.ExpiresOn = today.AddDays(4000)
	_, err = w.Identity.MakeToken(ctx, long)
	w.WantKind(err, errs.Invalid)
	token, err := w.Identity.MakeToken(ctx, n)
	w.Must(err)
	a, err := w.Identity.HoldToken(context.Background(), token, "", false)
	w.Must(err)
	if !a.May("org.view") || a.May("org.manage") || a.Scope != "/110000/110108/" || a.ID != "hd_staff" {
		t.Errorf("token acts as %+v", a.Actor)
	}
	_, err = w.Identity.HoldToken(context.Background(), token, "", true)
	w.WantKind(err, errs.Denied)
	_, err = w.Identity.HoldToken(context.Background(), token+"x", "", false)
	w.WantKind(err, errs.Unauthenticated)
	stored, err := db.List[string](t.Context(), w.DB, `select mark from api_token`)
	w.Must(err)
	if len(stored) != 1 || strings.Contains(stored[0], token) {
		t.Errorf("stored %v", stored)
	}
	w.Clock.Days(11)
	_, err = w.Identity.HoldToken(context.Background(), token, "", false)
	w.WantKind(err, errs.Unauthenticated)
}

// Contacts are sealed in the database, found by the whole number, and reading them leaves a trace.
func TestContacts(t *testing.T) {
	w := testkit.New(t)
	a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "wang", Name: "王某", UnitID: "hd_office", Phone: "138 0000 1234", Email: "Wang@example.cn"}})
	w.Must(err)
	raw, err := db.List[string](t.Context(), w.DB, `select phone_sealed || phone_mark || email_sealed from account where id = $1`, a.ID)
	w.Must(err)
	if strings.Contains(raw[0], "13800001234") || strings.Contains(raw[0], "example") {
		t.Errorf("in the database: %s", raw[0])
	}
	v, err := w.Identity.Account(w.As("security_admin"), a.ID)
	w.Must(err)
	if v.Phone != "138****1234" || v.Email != "w***@example.cn" {
		t.Errorf("shown %q %q", v.Phone, v.Email)
	}
	list, err := w.Identity.List(w.As("security_admin"), identity.Filter{Text: "13800001234"}, page.Req{})
	w.Must(err)
	if list.Total != 1 {
		t.Errorf("found %d by phone", list.Total)
	}
	_, err = w.Identity.Contact(w.As("security_admin"), a.ID, "核实身份")
	w.WantKind(err, errs.Denied)
	_, err = w.Identity.Contact(w.As("system_admin"), a.ID, " ")
	w.WantKind(err, errs.Invalid)
	c, err := w.Identity.Contact(w.As("system_admin"), a.ID, "核实身份")
	w.Must(err)
	trace, err := db.List[string](t.Context(), w.DB, `select note from audit_entry where action = 'identity.read_contact'`)
	w.Must(err)
	if c.Phone != "13800001234" || len(trace) != 1 || trace[0] != "核实身份" {
		t.Errorf("contact %+v, trace %v", c, trace)
	}
}
