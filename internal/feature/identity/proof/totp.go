package proof

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"dudao/internal/base/errs"
	"dudao/internal/platform/qrcode"
)

const (
	totpPeriod = 30 // seconds
	totpIssuer = "dudao 督导"
)

// NewFactor is an authenticator about to be set up.
type NewFactor struct {
	Sealed string // the secret, to be sent back with the first code; opens for this account only
	Secret string // to type when the picture cannot be read
	URL    string // otpauth://…
	QR     string // the picture as an SVG path in a box of Size × Size
	Size   int
}

// newFactor makes a secret and its picture.
func MakeFactor(login string) (NewFactor, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: totpIssuer, AccountName: login, Period: totpPeriod, SecretSize: 20, Rand: rand.Reader})
	if err != nil {
		return NewFactor{}, err
	}
	return FactorOf(key.URL())
}

// factorOf draws the picture of an otpauth URL.
func FactorOf(url string) (NewFactor, error) {
	key, err := otp.NewKeyFromURL(url)
	if err != nil {
		return NewFactor{}, err
	}
	code, err := qrcode.Make(url)
	if err != nil {
		return NewFactor{}, err
	}
	const quiet = 4 // modules of margin that readers need
	var path strings.Builder
	for _, b := range code.Bars() {
		fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", b.X+quiet, b.Y+quiet, b.N, b.N)
	}
	return NewFactor{Secret: key.Secret(), URL: url, QR: path.String(), Size: code.Side + 2*quiet}, nil
}

// stepOf returns the time step that the code belongs to, the one before or after included for clocks
// that differ; 0 if none.
func stepOf(secret, code string, now time.Time) (int64, error) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if len(code) != 6 {
		return 0, nil
	}
	for _, skew := range []int64{0, -1, 1} {
		step := now.Unix()/totpPeriod + skew
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*totpPeriod, 0), totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, nil
		}
	}
	return 0, nil
}

// takeCode checks a code of the authenticator and returns its step; a code is taken once, after the
// last, so that one that was looked at over a shoulder is worth nothing.
func TakeCode(last int64, secret, code string, now time.Time) (int64, error) {
	step, err := stepOf(secret, code, now)
	switch {
	case err != nil:
		return last, err
	case step == 0:
		return last, errs.NewField("code", "动态口令不正确")
	case step <= last:
		return last, errs.NewField("code", "这个动态口令已经用过，请等下一个")
	}
	return step, nil
}

const recoveryCodes = 10

// newRecoveryCodes makes codes for the day the phone is lost: each opens the account once.
func NewRecoveryCodes() ([]string, error) {
	out := make([]string, recoveryCodes)
	for i := range out {
		b := make([]byte, 10)
		if _, err := rand.Read(b); err != nil {
			return nil, err
		}
		s := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		out[i] = s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
	}
	return out, nil
}

// plainCode is a recovery code as it is marked: without what people type around it.
func PlainCode(s string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToLower(strings.TrimSpace(s)))
}
