package standardweb_test

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dudao/internal/testkit"
)

var checked = regexp.MustCompile(`(?s)type="hidden" name="text" value="(.*?)"`)

// Somebody exports a standard, changes a cell and sends it back without thinking of numbers: it becomes
// the next version, by way of a check that says so; sent back as it was, it is the version there is.
func TestExportEditImport(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	book, err := excelize.OpenReader(bytes.NewReader(w.Get("city_staff", "/standards/resident-eight@1/export?format=xlsx").Body.Bytes()))
	w.Must(err)
	changed := false
	for _, sheet := range book.GetSheetList() {
		found, err := book.SearchSheet(sheet, "校风、教风、学风建设情况")
		w.Must(err)
		for _, cell := range found {
			w.Must(book.SetCellStr(sheet, cell, "校风建设情况"))
			changed = true
		}
	}
	if !changed {
		t.Fatal("the workbook lacks the indicator")
	}
	var file bytes.Buffer
	w.Must(book.Write(&file))
	page := upload(w, "city_staff", file.String()).Body.String()
	has(t, page, "检查通过", "第 1 版次已经发布，不能更改：将导入为第 2 版次。", "校风建设情况")
	text := html.UnescapeString(checked.FindStringSubmatch(page)[1])
	res := w.Post("city_staff", "/standards/import", url.Values{"do": {"import"}, "text": {text}})
	if res.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Code, res.Body)
	}
	draft := w.Get("city_staff", res.Header().Get("Location")).Body.String()
	has(t, draft, "草稿", "校风建设情况")
	has(t, w.Get("hd_staff", "/standards/resident-eight@1").Body.String(), "校风、教风、学风建设情况")

	same := w.Get("city_staff", "/standards/resident-eight@1/export?format=yaml").Body.String()
	if page := upload(w, "city_staff", same).Body.String(); strings.Contains(page, "将导入为") {
		t.Error("an unchanged file becomes a version")
	}
}
