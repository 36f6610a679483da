package identity

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"time"

	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// Parked is a form that was sent without a session: it travels sealed through the sign-in page and is
// offered again afterwards, so that nothing typed is lost and nothing is stored for strangers.
type Parked struct {
	Path      string     `json:"p"`
	Form      url.Values `json:"f"`
	Multipart bool       `json:"m"`
	Files     bool       `json:"x"` // it had files, which have to be chosen again
	AccountID string     `json:"a"` // whose session it was sent in, "" if unknown
	Until     int64      `json:"u"`
}

const (
	parkedFor  = 12 * time.Hour
	parkedMost = 1 << 20 // what the sign-in form can carry back
)

// Park seals the form; token is the session it came with, over or unknown.
func (s *Service) Park(ctx context.Context, token string, p Parked) (string, error) {
	owner, err := db.List[string](ctx, s.db, `select account_id from session where mark = $1`, s.mark(token))
	if err != nil {
		return "", err
	}
	if len(owner) > 0 {
		p.AccountID = owner[0]
	}
	p.Until = s.db.Now().Add(parkedFor).Unix()
	for name := range p.Form {
		if strings.Contains(name, "password") || name == "old" || name == "again" {
			delete(p.Form, name)
		}
	}
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return "", err
	}
	if err := json.NewEncoder(z).Encode(p); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	if b.Len() > parkedMost {
		return "", errs.New(errs.TooLarge, "填写的内容太多，无法在登录后恢复，请用浏览器的“返回”保存")
	}
	return s.box.Seal(b.String(), "parked")
}

// Unpark opens what was parked for the account that signed in; ok is false for somebody else's.
func (s *Service) Unpark(sealed, accountID string) (p Parked, ok bool) {
	text, err := s.box.Open(sealed, "parked")
	if err != nil {
		return p, false
	}
	if err := json.NewDecoder(io.LimitReader(flate.NewReader(strings.NewReader(text)), 8<<20)).Decode(&p); err != nil {
		return p, false
	}
	return p, p.Until >= s.db.Now().Unix() && (p.AccountID == "" || p.AccountID == accountID)
}
