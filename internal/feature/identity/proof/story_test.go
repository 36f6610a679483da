package proof_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"dudao/internal/base/errs"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// The numbers ship with the program, with their basis; what the security administrator made of them
// stays when the program starts again, within the bounds, once per version, in the log.
func TestNumbersAreData(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	ctx := w.As("security_admin")
	list, err := proof.RuleList(ctx, w.DB)
	w.Must(err)
	versions := map[string]int{}
	for _, r := range list {
		versions[r.Code] = r.Version
		if r.Value < r.Least || r.Value > r.Most || r.Label == "" || !strings.Contains("CMP", r.Evidence) || r.Basis == "" {
			t.Errorf("shipped: %+v", r)
		}
	}
	set := func(values map[string]int) error {
		return w.DB.Write(ctx, func(tx *db.Tx) error { return proof.SetRules(ctx, tx, values, versions) })
	}
	w.WantKind(set(map[string]int{"lock_after": 4, "password_min": 3}), errs.Invalid) // none of them
	w.Must(set(map[string]int{"lock_after": 4, "lock_minutes": 5}))
	w.WantKind(set(map[string]int{"lock_after": 6}), errs.Stale)
	w.Must(proof.SeedRules(ctx, w.DB))
	now, err := proof.RulesOf(ctx, w.DB)
	w.Must(err)
	if now["lock_after"] != 4 || now["password_min"] != 10 || len(now) != len(list) || now.Minutes("lock_minutes") != 5*time.Minute {
		t.Errorf("in force: %v", now)
	}
	logged, err := db.List[string](ctx, w.DB, `select ref_id from audit_entry where action = 'identity.rule'`)
	w.Must(err)
	if len(logged) != 1 || logged[0] != "lock_after" {
		t.Errorf("in the log: %v", logged)
	}
}

// Tries at the same moment are counted one after the other; a success gives the address its try back.
func TestTriesAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	ctx := t.Context()
	login, addr := proof.LoginSource("hd_staff"), proof.AddrSource("192.0.2.7")
	fail := func() error {
		return w.DB.Write(ctx, func(tx *db.Tx) error {
			a, err := proof.LockTry(ctx, tx, addr)
			if err != nil {
				return err
			}
			l, err := proof.LockTry(ctx, tx, login)
			if err != nil {
				return err
			}
			if err := proof.SaveTry(ctx, tx, a.FailAddr(numbers, tx.Now)); err != nil {
				return err
			}
			return proof.SaveTry(ctx, tx, l.Fail(numbers, tx.Now))
		})
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if err := fail(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	of := func(source string) proof.Try {
		x, err := proof.TryOf(ctx, w.DB, source)
		w.Must(err)
		return x
	}
	if x := of(login); x.Failures != 6 || x.Wait(w.DB.Now()) != 10*time.Minute {
		t.Errorf("login: %+v", x)
	}
	if x := of(addr); x.Failures != 6 || x.Wait(w.DB.Now()) != 15*time.Minute {
		t.Errorf("address: %+v", x)
	}
	if x := of(proof.SecondSource("hd_staff")); x.Failures != 0 || x.Wait(w.DB.Now()) != 0 {
		t.Errorf("the second step was never tried: %+v", x)
	}
	w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
		if err := proof.Forgive(ctx, tx, "192.0.2.7"); err != nil {
			return err
		}
		return proof.ClearTry(ctx, tx, login)
	}))
	if l, a := of(login), of(addr); l.Failures != 0 || a.Failures != 5 {
		t.Errorf("after a success: %+v, %+v", l, a)
	}
}

// A password is proved by its hash alone; one without a hash proves nothing.
func TestHash(t *testing.T) {
	t.Parallel()
	h := proof.NewHasher(2)
	made, hashes, err := h.Fresh(t.Context(), 3, 12)
	if err != nil {
		t.Fatal(err)
	}
	common, err := proof.CommonPasswords()
	if err != nil || !common("!@#1314520") || common(made[0]) {
		t.Fatalf("the list of common passwords: %v", err)
	}
	for i, password := range made {
		if err := proof.CheckPassword(numbers, "zhangwei", "张伟", password, common); err != nil {
			t.Errorf("%q is made and refused: %v", password, err)
		}
		for hash, want := range map[string]bool{hashes[i]: true, hashes[(i+1)%3]: false, "": false, "$argon2id$v=19$x": false} {
			if got, err := h.Proves(t.Context(), hash, password); err != nil || got != want {
				t.Errorf("%q by %q: %v %v", password, hash, got, err)
			}
		}
	}
}

// GB/T 22239—2019 8.1.4.1 d): a code is taken once, within a step before and after.
func TestCodes(t *testing.T) {
	t.Parallel()
	f, err := proof.MakeFactor("zhangwei")
	if err != nil || !strings.HasPrefix(f.URL, "otpauth://totp/") || f.QR == "" {
		t.Fatalf("%+v: %v", f, err)
	}
	now := testkit.Start
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(f.Secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, c := range map[string]struct {
		code string
		ok   bool
	}{
		"now": {code(now), true}, "with a space": {code(now)[:3] + " " + code(now)[3:], true},
		"a step ago": {code(now.Add(-30 * time.Second)), true}, "a step ahead": {code(now.Add(30 * time.Second)), true},
		"too old": {code(now.Add(-90 * time.Second)), false}, "too short": {"12345", false}, "none": {"", false},
	} {
		step, err := proof.TakeCode(0, f.Secret, c.code, now)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if again, err := proof.TakeCode(step, f.Secret, c.code, now); err == nil || again != step {
			t.Errorf("%s: taken twice", name)
		}
	}
	codes, err := proof.NewRecoveryCodes()
	seen := map[string]bool{}
	for _, c := range codes {
		plain := proof.PlainCode(" " + strings.ToUpper(c) + " ")
		seen[plain] = true
		if len(plain) != 16 || strings.ContainsAny(plain, "- ") {
			t.Errorf("%q is %q", c, plain)
		}
	}
	if err != nil || len(seen) != 10 {
		t.Errorf("%d recovery codes: %v", len(seen), err)
	}
}
