package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"dudao/internal/platform/docx"
	"dudao/internal/platform/paper"
	"dudao/internal/platform/paper/papertest"
)

// parts reads every part of a file.
func parts(t *testing.T, l paper.Letter) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, l); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// Every part is XML, whatever people typed, and what they typed is in it.
func TestEveryPartIsXML(t *testing.T) {
	letters := papertest.Forms()
	odd := papertest.Official(1)
	odd.Title, odd.Mark, odd.Proof = "<关于>&\"督导\"\x00的通知", "草稿", paper.Proof{URL: "https://dudao.example/public/proof/1", Lines: []string{"核验"}}
	odd.Body = append(odd.Body, paper.Block{Kind: paper.Para, Text: "a<b>&c \x01 䶮𬱖"})
	letters["odd"] = odd
	for name, l := range letters {
		for part, text := range parts(t, l) {
			if !strings.HasSuffix(part, ".xml") && !strings.HasSuffix(part, ".rels") {
				continue
			}
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s %s: %v", name, part, err)
				}
			}
		}
	}
	if main := parts(t, odd)["word/document.xml"]; !strings.Contains(main, "a&lt;b&gt;&amp;c  䶮𬱖") {
		t.Error("the odd text is not in the file")
	}
}

// The same letter gives the same bytes: its hash is signed.
func TestSameLetterSameBytes(t *testing.T) {
	for name, l := range papertest.Forms() {
		var a, b bytes.Buffer
		if err := errors.Join(docx.Write(&a, l), docx.Write(&b, l)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two writings differ, %v", name, err)
		}
	}
}

// BenchmarkWrite writes letters of 3 pages on all processors.
func BenchmarkWrite(b *testing.B) {
	l := papertest.Official(9)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := docx.Write(io.Discard, l); err != nil {
				b.Error(err)
			}
		}
	})
}
