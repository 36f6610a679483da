package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/e2e"
	"dudao/internal/feature/org"
)

// The city imports schools: errors are shown by row and column, corrected on the page, applied and undone.
func TestImportOfUnits(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	ctx := s.As("city_staff")
	name := filepath.Join(t.TempDir(), "学校.csv")
	s.Must(os.WriteFile(name, []byte("单位名称,所属区,学段,办学性质,学生数\n"+
		"海淀新一小学,海淀区,小学,公办,500\n"+
		"海淀新二小学,海定区,小学,公办,6百\n"+ // two errors
		"海淀第一小学,海淀区,小学,公办,1300\n"), 0o600)) // there already
	b := s.Browser(t)
	b.As("city_staff")
	b.Go("/units/import")
	b.Check("imports")
	b.Attach("main [name=file]", name)
	b.Submit("main form[action='/units/import'][method=post]")
	b.WantText("h1", "学校.csv")
	b.Check("import-errors")
	const line = "main tbody tr"
	if n := b.Count(line); n != 1 {
		t.Fatalf("%d lines with errors, want 1", n)
	}
	for _, want := range []string{"3", "海淀新二小学", "所属区：没有叫“海定区”的区；学生数：“6百”不是"} {
		b.WantText(line, want)
	}

	b.Click(line + " a.btn")
	b.Check("import-row")
	b.Fill("main [name=c3]", "海淀区")
	b.Submit("main form.form")
	b.WantText(".problems", "学生数") // one of the two is left, what was typed stays
	if v := e2e.Eval[string](b, `document.querySelector("main [name=c3]").value`); v != "海淀区" {
		t.Errorf("the correction is lost: %q", v)
	}
	b.Check("import-row-refused")
	b.Fill("main [name=c8]", "600")
	b.Submit("main form.form")
	b.WantText("h1", "学校.csv")

	ask(b, "/apply")
	b.WantText("main .top", "已应用")
	b.Check("import-applied")
	added, err := s.Org.Resolve(ctx, "海淀新二小学", org.School)
	s.Must(err)
	if added.Students != 600 || added.Path != "/110000/110108/"+string(added.ID)+"/" {
		t.Errorf("added %+v", added)
	}
	if u, err := org.UnitByID(ctx, s.DB, "hd_school1"); err != nil || u.Students != 1300 {
		t.Errorf("changed %+v, %v", u, err)
	}

	ask(b, "/undo")
	b.WantText("main .top", "已撤回")
	b.Check("import-undone")
	_, err = org.UnitByID(ctx, s.DB, added.ID)
	s.WantKind(err, errs.NotFound)
	if u, err := org.UnitByID(ctx, s.DB, "hd_school1"); err != nil || u.Students != 1200 {
		t.Errorf("after undo %+v, %v", u, err)
	}
}

// ask opens the panel whose form leads to a path with that end, and submits it as it is.
func ask(b *e2e.Browser, end string) {
	form := "details.act form[action$='" + end + "']"
	b.Open("details.act:has(form[action$='" + end + "']) > summary")
	b.Submit(form)
}
