package roster_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
	"dudao/internal/testkit"
)

var why = org.Change{Reason: "布局调整", Basis: "海教发〔2026〕1号"}

const head = "单位名称,所属区,街道(乡镇),学段,办学性质,学生数,单位代码,成立日期,别名\n"

func upload(t *testing.T, w *testkit.World, text string) roster.Import {
	t.Helper()
	im, err := w.Roster.Upload(w.As("city_staff"), w.DB.NewID(), "学校.csv", strings.NewReader(text))
	w.Must(err)
	return im
}

func problems(t *testing.T, w *testkit.World, im roster.Import) string {
	t.Helper()
	rows, err := w.Roster.ImportRows(w.As("city_staff"), im.ID, roster.RowError, page.Req{})
	w.Must(err)
	var b strings.Builder
	for _, r := range rows.Rows {
		for _, p := range r.Problems {
			fmt.Fprintf(&b, "%d %s: %s\n", r.Line, roster.ImportHeads()[p.Column], p.Text(t.Context()))
		}
	}
	return b.String()
}

// The whole story: errors by row and column, corrected, applied, undone.
func TestImportWithErrorsCorrectedAppliedUndone(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	before, err := w.Org.List(ctx, org.Filter{Kind: org.School}, page.Req{})
	w.Must(err)
	text := head +
		"海淀新一小学,海淀区,四季青镇,小学,公办,500,T001,2001-09-01,新一小\n" + // an alias of the town
		"海淀新二小学,海淀,万寿路街道办事处,小学,公办,6百,T002,2001/9/1,\n" +
		"海淀新三小学,海淀区,西长安街街道,小学,公办,,T003,,\n" +
		"海淀新一小学,海淀区,,小学,公办,,T004,,\n" +
		"海淀新五小学,海定区,,小学,公办,,T005,,\n" +
		"海淀新六小学,海淀区,,大学堂,公立,,T001,明天,\n" +
		"=cmd|' /C calc'!A0,海淀区,,小学,公办,,,,\n" +
		"海淀第一小学,海淀区,,,,1300,,,海一小\n" + // there already: a change
		"海淀第一初级中学,海淀区,,,,900,,,\n" // there already: the same
	im := upload(t, w, text)
	if im.State != roster.Checked || im.Total != 9 || im.Adds != 1 || im.Changes != 1 || im.Sames != 1 || im.Errors != 6 {
		t.Fatalf("import = %+v\n%s", im, problems(t, w, im))
	}
	for _, want := range []string{
		"3 学生数: “6百”不是", "4 街道（乡镇）: 海淀区没有“西长安街街道”", "5 单位名称: 与第 2 行重复", "6 所属区: 没有叫“海定区”的区",
		"7 学段: 没有“大学堂”", "7 办学性质: “公立”", "7 单位代码: 代码与第 2 行重复", "7 成立日期: “明天”不是日期", "8 单位名称: 不能以 = 开头",
	} {
		if !strings.Contains(problems(t, w, im), want) {
			t.Errorf("no %q in\n%s", want, problems(t, w, im))
		}
	}
	_, err = w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.WantKind(err, errs.Conflict)
	fixed, err := w.Roster.Correct(ctx, im.ID, 3, []string{"海淀新二小学", "", "", "海淀", "万寿路街道办事处", "小学", "公办", "", "600", "T002", "", "2001/9/1"})
	w.Must(err)
	if fixed.Action != roster.RowAdd {
		t.Errorf("corrected row is %+v", fixed)
	}
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	im, err = w.Roster.Apply(ctx, im.ID, im.Version, true)
	w.Must(err)
	if im.State != roster.Applied || im.Done != 3 {
		t.Errorf("applied = %+v", im)
	}
	u, err := w.Org.Resolve(ctx, "新一小", org.School)
	w.Must(err)
	if u.PlaceID != "110108027" || u.Students != 500 || u.Path != "/110000/110108/"+string(u.ID)+"/" || u.OpenedOn.String() != "2001-09-01" {
		t.Errorf("added %+v", u)
	}
	changed, err := org.UnitByID(ctx, w.DB, "hd_school1")
	w.Must(err)
	if changed.Students != 1300 || changed.Stage != "primary" {
		t.Errorf("changed %+v", changed)
	}
	again := upload(t, w, text)
	if again.Adds != 0 || again.Sames != 3 {
		t.Errorf("the same file again: %+v\n%s", again, problems(t, w, again))
	}

	w.Must(w.Roster.Undo(ctx, im.ID, im.Version))
	after, err := w.Org.List(ctx, org.Filter{Kind: org.School}, page.Req{})
	w.Must(err)
	back, err := org.UnitByID(ctx, w.DB, "hd_school1")
	w.Must(err)
	history, err := db.Get[int](ctx, w.DB, `select count(*) from unit_history`)
	w.Must(err)
	if after.Total != before.Total || back.Students != 1200 || history != 0 {
		t.Errorf("after undo %d schools (before %d), %d pupils, %d in the history", after.Total, before.Total, back.Students, history)
	}
	w.WantKind(w.Roster.Undo(ctx, im.ID, im.Version+1), errs.Conflict)
}

func TestUndoRefusesWhatWentOn(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	im := upload(t, w, head+"新甲小学,海淀区,,小学,公办,,,,\n新乙小学,海淀区,,小学,公办,,,,\n")
	im, err := w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.Must(err)
	u, err := w.Org.Resolve(ctx, "新甲小学", org.School)
	w.Must(err)
	w.Must(w.Org.Rename(ctx, u.ID, 1, "新丙小学", "", why))
	err = w.Roster.Undo(ctx, im.ID, im.Version)
	w.WantKind(err, errs.Conflict)
	if !strings.Contains(errs.TextOf(err), "新丙小学") {
		t.Errorf("says %q", errs.TextOf(err))
	}
}

func TestImportRefusesWhatChangedSinceTheCheck(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	im := upload(t, w, head+"新甲小学,海淀区,,小学,公办,,,,\n海淀第一小学,海淀区,,,,99,,,\n")
	w.Must(w.Org.Rename(ctx, "hd_school1", 1, "另名小学", "", why))
	_, err := w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.WantKind(err, errs.Conflict)
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	list, err := w.Org.List(ctx, org.Filter{Text: "新甲小学"}, page.Req{})
	w.Must(err)
	if im.State != roster.Checked || im.Message == "" || list.Total != 0 {
		t.Errorf("import = %+v, %d added", im, list.Total)
	}
}

func TestImportSaysWhatIsWrongWithTheFile(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(head + "石景山新校,石景山区,八宝山街道,小学,公办,,,,\n")
	w.Must(err)
	if im := upload(t, w, gb); im.Adds != 1 {
		t.Errorf("GB18030: %+v %s", im, problems(t, w, im))
	}
	if im := upload(t, w, "某某区学校名录\n\n"+head+"石景山新校,石景山区,,小学,公办,,,,\n"); im.Adds != 1 {
		t.Errorf("title above the header: %+v", im)
	}
	for text, want := range map[string]string{
		"姓名,年龄\n甲,3\n":      "单位名称",
		"单位名称,学段\n甲小学,小学\n": "所属区",
		head: "没有数据行",
		"":   "空",
	} {
		_, err := w.Roster.Upload(ctx, w.DB.NewID(), "x.csv", strings.NewReader(text))
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.FieldsIn(lang.Zh, err)[0].Text, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err = w.Roster.Upload(w.As("hd_staff"), "", "x.csv", strings.NewReader(head))
	w.WantKind(err, errs.Denied)
	left, err := db.Get[int](ctx, w.DB, `select count(*) from unit_import`)
	w.Must(err)
	if left != 2 {
		t.Errorf("%d imports left, want 2", left)
	}
}

// What is exported can be imported again and changes nothing.
func TestExportComesBackTheSame(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	var b bytes.Buffer
	w.Must(xlsx.WriteXLSX(&b, xlsx.Sheet{Name: "单位", Rows: roster.ExportRows(w.Org.Export(ctx, org.Filter{Kind: org.School}, page.Req{}))}))
	im, err := w.Roster.Upload(ctx, "", "导出.xlsx", bytes.NewReader(b.Bytes()))
	w.Must(err)
	if im.Total != 1232 || im.Sames != im.Total {
		t.Errorf("%+v\n%s", im, problems(t, w, im))
	}
}

// Big imports go on as a job; nobody sees half of one. With DUDAO_BIG=1 it has 200,000 rows.
func TestBigImport(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	n := 3000
	if os.Getenv("DUDAO_BIG") != "" {
		n = 200_000
	}
	path := filepath.Join(t.TempDir(), "big.xlsx")
	f, err := os.Create(path)
	w.Must(err)
	defer f.Close()
	districts := []string{"海淀区", "西城区", "朝阳区", "经开区", "昌平区"}
	w.Must(xlsx.WriteXLSX(f, xlsx.Sheet{Name: "单位", Rows: func(yield func([]any, error) bool) {
		if !yield([]any{"单位名称", "简称", "所属区", "学段", "办学性质", "学生数", "单位代码", "地址", "成立日期", "别名", "举办方式", "单位类型"}, nil) {
			return
		}
		for i := range n {
			if !yield([]any{fmt.Sprintf("示范第%d小学", i), "", districts[i%5], "小学", "公办", i % 3000, fmt.Sprintf("X%07d", i), fmt.Sprintf("学院路%d号", i), "2001-09-01", "", "", "学校"}, nil) {
				return
			}
		}
	}}))
	start := time.Now()
	im, err := w.Roster.Upload(ctx, "", "big.xlsx", f)
	w.Must(err)
	taken := time.Since(start)
	w.RunJobs()
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	checked := time.Since(start)
	im, err = w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.Must(err)
	if im.State != roster.Applying {
		t.Fatalf("state %s", im.State)
	}
	w.RunJobs()
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d rows: taken in %v, checked in %v, applied in %v, %d MB from the system", n, taken, checked, time.Since(start)-checked, m.Sys>>20)
	if im.State != roster.Applied || im.Adds != n {
		t.Fatalf("%+v", im)
	}
	list, err := w.Org.List(ctx, org.Filter{Text: "示范第", Below: "/110000/110115K/"}, page.Req{})
	w.Must(err)
	if list.Total != n/5 {
		t.Errorf("%d of 经开区, want %d", list.Total, n/5)
	}
	w.Must(w.Roster.Undo(ctx, im.ID, im.Version))
}
