//lang:document

package papertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fontsConf shows the fonts of the standard with those every machine of ours has.
const fontsConf = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir><cachedir>CACHE</cachedir>` +
	`<match target="pattern"><test name="family"><string>黑体</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match>` +
	`<match target="pattern"><edit name="family" mode="append_last"><string>Noto Serif CJK SC</string></edit></match></fontconfig>`

// Office converts every DOCX of a folder to a PDF beside it, with LibreOffice. Without it the test is skipped,
// or fails when NEED_OFFICE is set.
func Office(t *testing.T, dir string) {
	t.Helper()
	for _, tool := range []string{"soffice", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("NEED_OFFICE") != "" {
				t.Fatal(err)
			}
			t.Skip("no " + tool)
		}
	}
	home := t.TempDir()
	conf := filepath.Join(home, "fonts.conf")
	if err := os.WriteFile(conf, []byte(strings.ReplaceAll(fontsConf, "CACHE", filepath.Join(home, "cache"))), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.docx"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	c := exec.Command("soffice", append([]string{"-env:UserInstallation=file://" + filepath.Join(home, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}, files...)...)
	c.Env = append(os.Environ(), "FONTCONFIG_FILE="+conf, "HOME="+home)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
