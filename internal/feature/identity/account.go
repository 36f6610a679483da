package identity

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/org"
)

// RefKind names accounts in references.
const RefKind = "identity.account"

// State is whether an account may be used.
type State string

// The states of an account.
const (
	Active   State = "active"
	Disabled State = "disabled"
)

// Label returns the Chinese name of the state.
func (s State) Label() string {
	if s == Disabled {
		return "已停用"
	}
	return "正常"
}

// Account is one person's access to the platform. Contacts are sealed; see Service.Contact.
type Account struct {
	ID          string     `db:"id"`
	Version     int        `db:"version"`
	Login       string     `db:"login"`
	Name        string     `db:"name"`
	UnitID      org.UnitID `db:"unit_id"` // where the person works
	UnitPath    string     `db:"unit_path"`
	State       State      `db:"state"`
	Why         string     `db:"why"` // it was disabled
	PhoneSealed string     `db:"phone_sealed"`
	PhoneMark   string     `db:"phone_mark"`
	EmailSealed string     `db:"email_sealed"`
	Hash        string     `db:"password_hash"`
	PasswordAt  civil.Time `db:"password_at"`
	MustChange  bool       `db:"must_change"` // the password was given by somebody else
	TOTPSealed  string     `db:"totp_sealed"`
	TOTPOnAt    civil.Time `db:"totp_on_at"`
	TOTPStep    int64      `db:"totp_step"` // of the last code that was taken: none is taken twice
	Lang        string     `db:"lang"`
	Large       bool       `db:"large"` // large text
	Demo        bool       `db:"demo"`  // made up; exempt from changing its published password
	CreatedAt   civil.Time `db:"created_at"`
	CreatedBy   string     `db:"created_by"`
	SignedInAt  civil.Time `db:"signed_in_at"`
}

// URL returns the address of the account's page.
func (a Account) URL() string { return "/accounts/" + a.ID }

// HasTOTP reports whether sign-in asks for a code of the authenticator.
func (a Account) HasTOTP() bool { return !a.TOTPOnAt.IsZero() }

// Particulars are what a person fills in about an account.
type Particulars struct {
	Login, Name, Phone, Email string
	UnitID                    org.UnitID
}

var (
	loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	phoneShape = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?)$`)
)

// Tidy removes what people type around names and numbers without meaning it.
func (p Particulars) Tidy() Particulars {
	p.Login = strings.ToLower(strings.TrimSpace(p.Login))
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	p.Phone = strings.NewReplacer(" ", "", "+86", "").Replace(strings.TrimSpace(p.Phone))
	p.Email = strings.ToLower(strings.TrimSpace(p.Email))
	return p
}

// Check applies the rules of an account's particulars. Phone and e-mail are voluntary: only what is
// needed is collected (《个人信息保护法》第六条).
func (p Particulars) Check() error {
	var c errs.Check
	c.That(loginShape.MatchString(p.Login), "login", "登录名为 2 至 32 位小写字母、数字、点、横线或下划线，以字母或数字开头")
	c.That(p.Name != "", "name", "请填写姓名")
	c.That(utf8.RuneCountInString(p.Name) <= 50, "name", "姓名不能超过 %d 个字", 50)
	c.That(p.Phone == "" || phoneShape.MatchString(p.Phone), "phone", "电话号码不正确")
	c.That(p.Email == "" || isMail(p.Email), "email", "电子邮箱不正确")
	c.That(p.UnitID != "", "unit", "请填写所在单位")
	return c.Err()
}

func isMail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254
}

// MaskPhone hides the middle of a number: 138****1234.
func MaskPhone(p string) string {
	if len(p) < 7 {
		return strings.Repeat("*", len(p))
	}
	return p[:3] + strings.Repeat("*", len(p)-7) + p[len(p)-4:]
}

// MaskMail hides the name of an address: z***@example.cn.
func MaskMail(m string) string {
	name, host, ok := strings.Cut(m, "@")
	if !ok {
		return ""
	}
	return name[:1] + "***@" + host
}
