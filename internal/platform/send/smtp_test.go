package send_test

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"

	"dudao/internal/platform/send"
)

// server speaks enough SMTP on a local port to take one mail.
func server(t *testing.T, refuse string) (port int, got <-chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	out := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		r := bufio.NewReader(c)
		fmt.Fprint(c, "220 test\r\n")
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch {
			case verb == refuse:
				fmt.Fprint(c, "550 no such user\r\n")
			case verb == "DATA":
				fmt.Fprint(c, "354 go\r\n")
				var b strings.Builder
				for {
					line, err := r.ReadString('\n')
					if err != nil || line == ".\r\n" {
						break
					}
					b.WriteString(line)
				}
				out <- b.String()
				fmt.Fprint(c, "250 ok\r\n")
			case verb == "QUIT":
				fmt.Fprint(c, "221 bye\r\n")
				return
			default:
				fmt.Fprint(c, "250 ok\r\n")
			}
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, out
}

func TestMailArrives(t *testing.T) {
	port, got := server(t, "")
	s := send.SMTP{Host: "127.0.0.1", Port: port, From: "教育督导平台 <dudao@example.org>", TLS: "none"}
	if err := s.Mail(t.Context(), "a@example.org", "收到整改通知：海淀第一小学", "请登录查看"); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-got))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "收到整改通知：海淀第一小学" {
		t.Errorf("subject = %q %v", subject, err)
	}
	if body, _ := io.ReadAll(m.Body); len(body) == 0 {
		t.Error("no text")
	}
}

func TestRefusalIsAnError(t *testing.T) {
	port, _ := server(t, "RCPT")
	s := send.SMTP{Host: "127.0.0.1", Port: port, From: "dudao@example.org", TLS: "none"}
	if err := s.Mail(t.Context(), "nobody@example.org", "x", "y"); err == nil {
		t.Error("a refused mail was sent")
	}
}

func TestCheck(t *testing.T) {
	for _, s := range []send.SMTP{{Host: "x", From: "no address"}, {Host: "x", From: "a@example.org", TLS: "ssl"}} {
		if s.Check() == nil {
			t.Errorf("%+v is fine", s)
		}
	}
}
