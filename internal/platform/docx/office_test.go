package docx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"dudao/internal/platform/docx"
	"dudao/internal/platform/paper/papertest"
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
