package identity

import (
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/feature/org"
)

// Stage is how far a sign-in has come.
type Stage string

// The stages of a session.
const (
	AwaitsCode Stage = "code" // the password was right, the code of the authenticator is still to come
	Full       Stage = "full"
)

// codeWithin is how long the second step may take.
const codeWithin = 5 * time.Minute

// Session is one signed-in browser.
type Session struct {
	Mark         string     `db:"mark"` // of the token in the cookie
	ID           string     `db:"id"`
	AccountID    string     `db:"account_id"`
	Stage        Stage      `db:"stage"`
	RoleID       string     `db:"role_id"` // the role acted in
	DelegationID string     `db:"delegation_id"`
	Addr         string     `db:"addr"`
	Agent        string     `db:"agent"`
	CreatedAt    civil.Time `db:"created_at"`
	SeenAt       civil.Time `db:"seen_at"`
	EndedAt      civil.Time `db:"ended_at"`
	EndedWhy     string     `db:"ended_why"`
}

// alive applies the idle and the absolute limit: GB/T 22239—2019 8.1.4.1 b).
func (x Session) alive(r proof.Rules, now civil.Time) bool {
	if !x.EndedAt.IsZero() {
		return false
	}
	if x.Stage == AwaitsCode {
		return now.Sub(x.CreatedAt.Time) < codeWithin
	}
	return now.Sub(x.SeenAt.Time) < r.Minutes("idle_minutes") && now.Sub(x.CreatedAt.Time) < time.Duration(r["session_hours"])*time.Hour
}

// Hat is a role a person can act in: one of their own, or one that was handed to them.
type Hat struct {
	RoleID       string
	DelegationID string
	Role         access.Role
	UnitID       org.UnitID
	UnitName     string
	Scope        string
	ForID        string // who handed it over
	ForName      string
	ToOn         civil.Date // its last day, zero if open
}

// Key names the hat in a form.
func (h Hat) Key() string { return h.RoleID + "/" + h.DelegationID }

// Gate is what a person has to do before anything else.
type Gate string

// The gates.
const (
	Open         Gate = ""
	NewPassword  Gate = "password" // given by somebody else, or too old
	SecondFactor Gate = "totp"     // the role demands an authenticator
)

// gate applies the rules about passwords and authenticators to somebody who signed in.
func (a Account) gate(r proof.Rules, hats []Hat, now civil.Time) Gate {
	if a.Demo {
		return Open
	}
	days := r["password_days"]
	if a.MustChange || days > 0 && now.Sub(a.PasswordAt.Time) > time.Duration(days)*24*time.Hour {
		return NewPassword
	}
	need := r["second_factor"] >= 2
	for _, h := range hats {
		need = need || r["second_factor"] >= 1 && IsAdministrator(h.Role)
	}
	if need && !a.HasTOTP() {
		return SecondFactor
	}
	return Open
}
