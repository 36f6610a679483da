package notify

import (
	"context"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/platform/send"
)

// ByMail sends messages through a mail server. base is the address of the program, such as
// "https://dudao.example.org", put before the link; "" leaves the link out.
func ByMail(s send.SMTP, base string) Sender { return byMail{s, strings.TrimSuffix(base, "/")} }

type byMail struct {
	server send.SMTP
	base   string
}

// Send implements Sender. The mail says what the notice is about and where to read it, no more: a
// mailbox is not the program.
func (b byMail) Send(ctx context.Context, address string, m Message) error {
	subject, rest, _ := strings.Cut(m.Subject, "\n")
	text := m.Subject
	if rest != "" {
		text = rest
	}
	text += "\n\n"
	if b.base != "" {
		text += b.base + m.URL + "\n"
	}
	text += lang.In(lang.Zh, "请登录教育督导平台查看。可在“收件箱—通知设置”中更改通知方式。")
	return b.server.Mail(ctx, address, lang.In(lang.Zh, "〔教育督导〕%s", subject), text)
}
