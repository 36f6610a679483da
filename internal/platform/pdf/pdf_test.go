package pdf_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dudao/internal/platform/paper"
	"dudao/internal/platform/paper/papertest"
	"dudao/internal/platform/pdf"
)

// said is what a PDF says, without blanks.
func said(t *testing.T, l paper.Letter) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext")
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, l); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-raw", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// The same letter gives the same bytes: its hash is signed.
func TestSameLetterSameBytes(t *testing.T) {
	for name, l := range papertest.Forms() {
		var a, b bytes.Buffer
		if err := pdf.Write(&a, l); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := pdf.Write(&b, l); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two writings differ", name)
		}
	}
}

// No character is lost at the end of a line, in a table of 3,000 rows or in a letter of 40 pages.
func TestNothingIsLost(t *testing.T) {
	l := papertest.Official(260)
	l.Body = append(l.Body, papertest.Table(3000))
	if n, err := pdf.Pages(l); err != nil || n < 100 {
		t.Fatalf("%d pages, %v", n, err)
	}
	text := said(t, l)
	for _, b := range l.Body {
		if got := strings.Join(strings.Fields(b.Text), ""); !strings.Contains(without(text), got) {
			t.Fatalf("lost: %s", got)
		}
	}
	for _, row := range l.Body[len(l.Body)-1].Rows {
		if !strings.Contains(without(text), row[1]) {
			t.Fatalf("lost: %v", row)
		}
	}
}

// without takes the page numbers out of a text, which stand between two halves of a paragraph.
func without(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "—")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		j := strings.Index(s[i+len("—"):], "—")
		if j < 0 || j > 4 {
			b.WriteString("—")
			s = s[i+len("—"):]
			continue
		}
		s = s[i+2*len("—")+j:]
	}
}

// Rare characters of names show and can be found; what no font has is shown as 〓 and named.
func TestRareNames(t *testing.T) {
	l := papertest.Official(1)
	l.Body = append(l.Body, paper.Block{Kind: paper.Para, Text: "负责人：䶮某、㛃某、𬱖某、𫖯某、𬀪某、喆某。"})
	text := said(t, l)
	for _, r := range "䶮㛃𬱖𫖯𬀪喆" {
		if !strings.ContainsRune(text, r) {
			t.Errorf("%c is not in the text", r)
		}
	}
	if missing, err := pdf.Missing(l); err != nil || len(missing) > 0 {
		t.Errorf("missing %q %v", missing, err)
	}
	l.Body = append(l.Body, paper.Block{Kind: paper.Para, Text: "负责人：\U0003134A\U00010380某。"})
	missing, err := pdf.Missing(l)
	if err != nil || !slices.Equal(missing, []rune{0x10380, 0x3134A}) && !slices.Equal(missing, []rune{0x10380}) {
		t.Errorf("missing %q %v", missing, err)
	}
	if !strings.Contains(said(t, l), "〓") {
		t.Error("an absent character leaves no mark")
	}
}

// BenchmarkWrite sets letters of 3 pages on all processors.
func BenchmarkWrite(b *testing.B) {
	l := papertest.Official(9)
	if n, err := pdf.Pages(l); err != nil || n != 3 {
		b.Fatalf("%d pages, %v", n, err)
	}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := pdf.Write(io.Discard, l); err != nil {
				b.Error(err)
			}
		}
	})
}

// Every form, short and long, stands where GB/T 9704-2012 wants it.
func TestGeometryOfTheStandard(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext")
	}
	for name, l := range papertest.Forms() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.pdf")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := pdf.Write(f, l); err != nil {
				t.Fatal(err)
			}
			f.Close()
			papertest.Measure(t, l, papertest.Read(t, file))
		})
	}
}

// The colophon stands on the last page, which is even, whatever the length of the text; after a blank page neither
// has a number (GB/T 9704-2012 7.4, 7.5).
func TestColophonOnTheLastEvenPage(t *testing.T) {
	blank := 0
	for n := 1; n < 30; n++ {
		l, err := pdf.Even(papertest.Official(n))
		if err != nil {
			t.Fatal(err)
		}
		pages, err := pdf.Pages(l)
		if err != nil || pages%2 != 0 {
			t.Errorf("%d paragraphs: %d pages, %v", n, pages, err)
		}
		if l.FootBlank {
			blank++
		}
	}
	if blank == 0 {
		t.Error("no letter of these needs a blank page: the rule was not tried")
	}
}
