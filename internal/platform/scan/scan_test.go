package scan_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"

	"dudao/internal/platform/scan"
)

// fakeClamd answers one INSTREAM: infected if the stream contains "EICAR".
func fakeClamd(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			head := make([]byte, len("zINSTREAM\x00"))
			io.ReadFull(c, head)
			var all bytes.Buffer
			for {
				var n uint32
				if binary.Read(c, binary.BigEndian, &n) != nil || n == 0 {
					break
				}
				io.CopyN(&all, c, int64(n))
			}
			answer := "stream: OK\x00"
			if strings.Contains(all.String(), "EICAR") {
				answer = "stream: Eicar-Test-Signature FOUND\x00"
			}
			io.WriteString(c, answer)
			c.Close()
		}
	}()
	return "tcp://" + l.Addr().String()
}

func TestScanners(t *testing.T) {
	for _, address := range []string{fakeClamd(t), "cmd:grep -qv EICAR"} { // grep ends with 0 when a line without it is there, otherwise with 1
		s, err := scan.New(address)
		if err != nil {
			t.Fatal(err)
		}
		if finding, err := s.Scan(t.Context(), strings.NewReader(strings.Repeat("clean ", 100_000))); finding != "" || err != nil {
			t.Errorf("%s: clean file: %q, %v", address, finding, err)
		}
		if finding, err := s.Scan(t.Context(), strings.NewReader("X EICAR")); finding == "" || err != nil {
			t.Errorf("%s: infected file: %q, %v", address, finding, err)
		}
	}
	for _, address := range []string{"tcp://127.0.0.1:1", "cmd:/nowhere/scanner"} {
		s, err := scan.New(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Scan(t.Context(), strings.NewReader("x")); err == nil {
			t.Errorf("%s: no error", address)
		}
	}
	if s, err := scan.New(""); s != nil || err != nil {
		t.Errorf("no scanner: %v, %v", s, err)
	}
	if _, err := scan.New("nonsense"); err == nil {
		t.Error("nonsense is accepted")
	}
}
