package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/platform/db"
)

// A file large enough to be checked by a job is imported by the command all the same, and one that
// cannot be read is an error.
func TestImportOfALargeFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.db")
	in := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"import", "-database", file, "-data", dir, "-log", "off", "units"}, args...), &out)
		return out.String(), err
	}
	if _, err := in(); err != nil {
		t.Fatal(err)
	}
	const schools = 600
	var text strings.Builder
	text.WriteString("单位名称,所属区,学段\n")
	for i := range schools {
		fmt.Fprintf(&text, "海淀测试%d小学,海淀区,小学%s\n", i, strings.Repeat(" ", 2000))
	}
	name := filepath.Join(dir, "many.csv")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := in(name)
	if err != nil || !strings.HasPrefix(out, "600 行：新增 600，") {
		t.Fatalf("%q, %v", out, err)
	}
	d, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if n, err := db.Get[int](t.Context(), d, `select count(*) from unit where name like '海淀测试%'`); err != nil || n != schools {
		t.Errorf("%d units, %v", n, err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(text.String(), "单位名称", "名字", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := in(name); err == nil {
		t.Errorf("a file without the column of names: %q", out)
	}
}
