package docx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/platform/docx"
	"dudao/internal/platform/paper/papertest"
	"dudao/internal/platform/pdf"
)

// LibreOffice sets every form, short and long, where GB/T 9704-2012 wants it.
func TestGeometryInLibreOffice(t *testing.T) {
	dir, forms := t.TempDir(), papertest.Forms()
	for name, l := range forms {
		f, err := os.Create(filepath.Join(dir, name+".docx"))
		if err != nil {
			t.Fatal(err)
		}
		if err := docx.Write(f, l); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	papertest.Office(t, dir)
	for name, l := range forms {
		t.Run(name, func(t *testing.T) { papertest.Measure(t, l, papertest.Read(t, filepath.Join(dir, name+".pdf"))) })
	}
}

// A letter whose colophon would stand alone on an odd page has a blank one before it; neither has a number
// (GB/T 9704-2012 7.5), and LibreOffice counts as many pages as our PDF.
func TestBlankPageBeforeTheColophon(t *testing.T) {
	dir, letters := t.TempDir(), map[string]int{}
	for n := 1; n < 30 && len(letters) < 2; n++ {
		l, err := pdf.Even(papertest.Official(n))
		if err != nil {
			t.Fatal(err)
		}
		if !l.FootBlank {
			continue
		}
		name := strconv.Itoa(n)
		f, err := os.Create(filepath.Join(dir, name+".docx"))
		if err != nil {
			t.Fatal(err)
		}
		if err := docx.Write(f, l); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if letters[name], err = pdf.Pages(l); err != nil {
			t.Fatal(err)
		}
	}
	papertest.Office(t, dir)
	for name, pages := range letters {
		last, text := 0, map[int]string{}
		for _, x := range papertest.Read(t, filepath.Join(dir, name+".pdf")) {
			last = max(last, x.Page)
			text[x.Page] += x.Text
		}
		if last != pages || !strings.Contains(text[last], "抄送") || strings.Contains(text[last], "—") || text[last-1] != "" || !strings.Contains(text[last-2], "—") {
			t.Errorf("%s paragraphs: %d pages, want %d; the last three %q", name, last, pages, []string{text[last-2], text[last-1], text[last]})
		}
	}
}

// BenchmarkLibreOffice converts the same letters of 3 pages, 20 in one call: what stands beside our own PDF.
func BenchmarkLibreOffice(b *testing.B) {
	if _, err := exec.LookPath("soffice"); err != nil {
		b.Skip("no soffice")
	}
	dir := b.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	const letters = 20
	for i := range letters {
		file := filepath.Join(dir, strconv.Itoa(i)+".docx")
		f, err := os.Create(file)
		if err != nil {
			b.Fatal(err)
		}
		if err := docx.Write(f, papertest.Official(9)); err != nil {
			b.Fatal(err)
		}
		f.Close()
		args = append(args, file)
	}
	for b.Loop() {
		if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	b.ReportMetric(float64(b.N*letters)/b.Elapsed().Seconds(), "letters/s")
}
