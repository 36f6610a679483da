package identity

import (
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
)

var numbers = proof.Rules{
	"password_min": 10, "lock_after": 5, "lock_minutes": 5, "lock_most_minutes": 60, "address_after": 3, "address_minutes": 15,
	"idle_minutes": 30, "session_hours": 12, "password_days": 180, "second_factor": 1,
}

// GB/T 22239—2019 8.1.4.1 a)
func TestPasswordRules(t *testing.T) {
	common := func(s string) bool { return s == "woaibeijing2026" }
	for password, ok := range map[string]bool{
		"Tong-zhou 7": true, "蓝色的河流穿过1座桥城市": true,
		"short-1": false, "zhangwei-2026": false, "abcdefghij": false, "1234567890a": false, "aaaaaaaaaaa1": false,
		"qwertyuiop1": false, "WoAiBeijing2026": false, "onlyletters": false, "张伟的密码-2026": false,
	} {
		err := proof.CheckPassword(numbers, "zhangwei", "张伟", password, common)
		if (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// GB/T 22239—2019 8.1.4.1 b): the wait doubles and has a limit.
func TestLockGrows(t *testing.T) {
	now := civil.At(time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC))
	var x proof.Try
	for i, want := range []int{0, 0, 0, 0, 5, 10, 20, 40, 60, 60} {
		x = x.Fail(numbers, now)
		if got := int(x.Wait(now).Minutes()); got != want {
			t.Errorf("failure %d waits %d minutes, want %d", i+1, got, want)
		}
	}
	x = x.Fail(numbers, civil.At(now.Add(26*time.Hour)))
	if x.Failures != 1 {
		t.Errorf("a day later: %d failures", x.Failures)
	}
}

// GB/T 22239—2019 8.1.4.2: separation of the three administrators.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		have []access.Role
		add  access.Role
		ok   bool
	}{
		{nil, access.SystemAdmin, true},
		{[]access.Role{access.SystemAdmin}, access.SecurityAdmin, false},
		{[]access.Role{access.SecurityAdmin}, access.AuditAdmin, false},
		{[]access.Role{access.AuditAdmin}, access.CityStaff, false},
		{[]access.Role{access.CityStaff}, access.SystemAdmin, false},
		{[]access.Role{access.SystemAdmin}, access.SystemAdmin, true},
		{[]access.Role{access.CityStaff}, access.Inspector, true},
	} {
		if err := Apart(c.have, c.add); (err == nil) != c.ok {
			t.Errorf("%v and %s: %v", c.have, c.add, err)
		}
	}
}

// No role of the three administrators holds a permission of another one, nor do system and security
// administrator share the doing of anything but looking.
func TestAdministratorsShareNothing(t *testing.T) {
	p := access.NewPolicy(Permissions)
	for _, d := range p.Defs {
		if d.Permission == MayView || d.Permission == MayAll {
			continue
		}
		n := 0
		for _, r := range Administrators {
			if p.Grants(r)[string(d.Permission)] {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s is held by %d administrators", d.Permission, n)
		}
	}
}

// GB/T 22239—2019 8.1.4.1 b): idle and absolute limit.
func TestSessionEnds(t *testing.T) {
	at := func(m int) civil.Time {
		return civil.At(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(m) * time.Minute))
	}
	for _, c := range []struct {
		x     Session
		now   int
		alive bool
	}{
		{Session{Stage: Full, CreatedAt: at(0), SeenAt: at(10)}, 39, true},
		{Session{Stage: Full, CreatedAt: at(0), SeenAt: at(10)}, 40, false},
		{Session{Stage: Full, CreatedAt: at(0), SeenAt: at(719)}, 720, false},
		{Session{Stage: Full, CreatedAt: at(0), SeenAt: at(0), EndedAt: at(1)}, 2, false},
		{Session{Stage: AwaitsCode, CreatedAt: at(0), SeenAt: at(0)}, 4, true},
		{Session{Stage: AwaitsCode, CreatedAt: at(0), SeenAt: at(4)}, 5, false},
	} {
		if got := c.x.alive(numbers, at(c.now)); got != c.alive {
			t.Errorf("%+v at %d: %v", c.x, c.now, got)
		}
	}
}

// GB/T 22239—2019 8.1.4.1 d): two factors for administrators.
func TestGate(t *testing.T) {
	now := civil.At(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	admin, staff := []Hat{{Role: access.SystemAdmin}}, []Hat{{Role: access.CityStaff}}
	for _, c := range []struct {
		a    Account
		hats []Hat
		want Gate
	}{
		{Account{PasswordAt: now}, staff, Open},
		{Account{PasswordAt: now, MustChange: true}, staff, NewPassword},
		{Account{PasswordAt: civil.At(now.AddDate(0, 0, -181))}, staff, NewPassword},
		{Account{PasswordAt: now}, admin, SecondFactor},
		{Account{PasswordAt: now, TOTPOnAt: now}, admin, Open},
		{Account{PasswordAt: now, MustChange: true, Demo: true}, admin, Open},
	} {
		if got := c.a.gate(numbers, c.hats, now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.a, got, c.want)
		}
	}
}

func TestMasks(t *testing.T) {
	if got := MaskPhone("13800001234"); got != "138****1234" {
		t.Error(got)
	}
	if got := MaskMail("zhang@example.cn"); got != "z***@example.cn" {
		t.Error(got)
	}
	if errs.KindOf((Particulars{Login: "Zhang Wei", Name: "x", UnitID: "1"}).tidy().check()) != errs.Invalid {
		t.Error("a login with a space is taken")
	}
}
