package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// largeFile is a CSV that is too large to be checked while a person waits.
func largeFile(header string, rows int) string {
	var b strings.Builder
	b.WriteString(header)
	for i := range rows {
		fmt.Fprintf(&b, "作业第%d小学,海淀区,,小学,公办,%d,J%06d,,%s\n", i, i%3000, i, strings.Repeat("别", 100))
	}
	return b.String()
}

func kept(t *testing.T, w *testkit.World) (parts, rows int) {
	t.Helper()
	parts, err := db.Get[int](t.Context(), w.DB, `select count(*) from unit_import_part`)
	w.Must(err)
	rows, err = db.Get[int](t.Context(), w.DB, `select count(*) from unit_import_row`)
	w.Must(err)
	return parts, rows
}

// A large file is taken at once and checked by a job, which any node may run; its page tells how far it is.
func TestLargeFileIsCheckedByAJob(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	im := upload(t, w, largeFile(head, 4000))
	if parts, rows := kept(t, w); im.State != roster.Checking || parts != 2 || rows != 0 {
		t.Fatalf("%+v: %d parts, %d rows", im, parts, rows)
	}
	if rec := w.Get("city_staff", "/unit-imports/"+im.ID); !strings.Contains(rec.Body.String(), "正在逐行检查") || !strings.Contains(rec.Body.String(), "data-poll") {
		t.Errorf("page: %s", rec.Body)
	}
	_, err := w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.WantKind(err, errs.Conflict)

	// a node died in the middle: its rows are read again
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into unit_import_row (import_id, line, action, unit_id, name, cells, row_after, row_before, problems) values ($1, 2, 'add', '', '', '[]', '', '', '')`, im.ID)
		return err
	}))
	w.RunJobs()
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	if parts, rows := kept(t, w); im.State != roster.Checked || im.Adds != 4000 || parts != 0 || rows != 4000 {
		t.Fatalf("%+v: %d parts, %d rows", im, parts, rows)
	}
}

func TestLargeFileWithoutItsColumnsFailsWithAReason(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := lang.With(w.As("city_staff"), lang.En)
	im, err := w.Roster.Upload(ctx, "large", "x.csv", strings.NewReader(largeFile("单位名称,学段\n", 4000)))
	w.Must(err)
	w.RunJobs()
	im, err = w.Roster.Import(ctx, im.ID)
	w.Must(err)
	if parts, rows := kept(t, w); im.State != roster.Failed || !strings.Contains(im.Message, "Missing columns") || parts != 0 || rows != 0 {
		t.Errorf("%+v: %d parts, %d rows", im, parts, rows)
	}
	if rec := w.Get("city_staff", "/unit-imports/"+im.ID); !strings.Contains(rec.Body.String(), "文件没有导入") {
		t.Errorf("page: %s", rec.Body)
	}
	list, err := w.Roster.Imports(ctx, page.Req{})
	w.Must(err)
	if list.Total != 1 || list.Rows[0].State != roster.Failed {
		t.Errorf("%+v", list)
	}
}

func TestGivenUpCheckLeavesNothing(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("city_staff")
	im := upload(t, w, largeFile(head, 4000))
	w.Must(w.Roster.Discard(ctx, im.ID, im.Version))
	w.RunJobs()
	im, err := w.Roster.Import(ctx, im.ID)
	w.Must(err)
	if parts, rows := kept(t, w); im.State != roster.Discarded || parts != 0 || rows != 0 {
		t.Errorf("%+v: %d parts, %d rows", im, parts, rows)
	}
}
