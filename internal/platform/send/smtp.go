// Package send carries messages out of the program.
package send

import (
	"context"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"
)

// SMTP is a mail server. TLS is "starttls" (the default), "tls" from the first byte, or "none" for a
// relay on the same machine.
type SMTP struct {
	Host     string `env:"HOST"`
	Port     int    `env:"PORT"` // 0 is 465 for tls, 587 for starttls, 25 for none
	User     string `env:"USER"`
	Password string `env:"PASSWORD"`
	From     string `env:"FROM"` // such as "教育督导平台 <dudao@example.org>"
	TLS      string `env:"TLS"`
}

// Set reports whether a server is configured.
func (s SMTP) Set() bool { return s.Host != "" }

// Check reports what is wrong with the configuration.
func (s SMTP) Check() error {
	if _, err := s.client(); err != nil {
		return err
	}
	return mail.NewMsg().From(s.From)
}

func (s SMTP) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithTimeout(20 * time.Second)}
	switch s.TLS {
	case "", "starttls":
		options = append(options, mail.WithTLSPortPolicy(mail.TLSMandatory))
	case "tls":
		options = append(options, mail.WithSSLPort(false))
	case "none":
		options = append(options, mail.WithTLSPortPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("send: TLS must be starttls, tls or none, not %q", s.TLS)
	}
	if s.Port != 0 {
		options = append(options, mail.WithPort(s.Port))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, options...)
}

// Mail sends one plain text to one address.
func (s SMTP) Mail(ctx context.Context, to, subject, text string) error {
	m := mail.NewMsg()
	if err := m.From(s.From); err != nil {
		return err
	}
	if err := m.To(to); err != nil {
		return err
	}
	m.Subject(subject)
	m.SetBodyString(mail.TypeTextPlain, text)
	c, err := s.client()
	if err != nil {
		return err
	}
	return c.DialAndSendWithContext(ctx, m)
}
