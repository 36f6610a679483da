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
)

// fontsConf shows the fonts of the standard with those every machine of ours has.
const fontsConf = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir><cachedir>CACHE</cachedir>` +
	`<match target="pattern"><test name="family"><string>黑体</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match>` +
	`<match target="pattern"><edit name="family" mode="append_last"><string>Noto Serif CJK SC</string></edit></match></fontconfig>`

// LibreOffice sets every form, short and long, where GB/T 9704-2012 wants it.
func TestGeometryInLibreOffice(t *testing.T) {
	for _, tool := range []string{"soffice", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("NEED_OFFICE") != "" {
				t.Fatal(err)
			}
			t.Skip("no " + tool)
		}
	}
	dir := t.TempDir()
	conf := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(conf, []byte(strings.ReplaceAll(fontsConf, "CACHE", filepath.Join(dir, "cache"))), 0o600); err != nil {
		t.Fatal(err)
	}
	forms := papertest.Forms()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for name, l := range forms {
		file := filepath.Join(dir, name+".docx")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := docx.Write(f, l); err != nil {
			t.Fatal(err)
		}
		f.Close()
		args = append(args, file)
	}
	c := exec.Command("soffice", args...)
	c.Env = append(os.Environ(), "FONTCONFIG_FILE="+conf, "HOME="+dir)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
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
