package standardweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dudao/data"
	"dudao/internal/testkit"
)

func has(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, x := range words {
		if !strings.Contains(body, x) {
			t.Errorf("page lacks %q", x)
		}
	}
}

// upload sends a file to the import page.
func upload(w *testkit.World, who, text string) *httptest.ResponseRecorder {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", "standard.yaml")
	w.Must(err)
	_, err = f.Write([]byte(text))
	w.Must(err)
	w.Must(m.Close())
	r := httptest.NewRequest("POST", "/standards/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.Do(who, r)
}

func TestReadStandards(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	has(t, w.Get("hd_head1", "/standards").Body.String(), "义务教育学校综合督导标准", "责任督学挂牌督导八项", "/standards/yw-school@1")
	page := w.Get("hd_head1", "/standards/yw-school@1")
	has(t, page.Body.String(), "保障学生平等权益", "12 项末级指标", "等级制", "导出 XLSX")
	if strings.Contains(page.Body.String(), "停用") && strings.Contains(page.Body.String(), "/retire") {
		t.Error("a school may retire a standard")
	}
	has(t, w.Get("hd_head1", "/standards/district-duty@1").Body.String(), "优先发展", "10 分", "得分率不低于 90%")
	text, _ := data.Standards.ReadFile("standards/yw-school.yaml")
	if got := w.Get("hd_head1", "/standards/yw-school@1/export?format=yaml").Body.Bytes(); !bytes.Equal(got, text) {
		t.Error("the export differs from the file")
	}
	if code := w.Get("audit_admin", "/standards").Code; code != http.StatusForbidden {
		t.Errorf("audit administrator: %d", code)
	}
	if res := w.JSON("hd_head1", "GET", "/api/v1/standards/yw-school@1", ""); res.Code != 200 || !strings.Contains(res.Body.String(), `"withheld"`) {
		t.Errorf("%d %.200s", res.Code, res.Body)
	}
}

func TestImportPublishCompare(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	text, _ := data.Standards.ReadFile("standards/resident-eight.yaml")
	next := strings.NewReplacer("number: 1", "number: 2", `"2013-09-01"`, `"2026-10-01"`, "校风、教风、学风建设情况", "校风教风学风建设情况").Replace(string(text))
	if code := upload(w, "hd_staff", next).Code; code != http.StatusForbidden {
		t.Errorf("district: %d", code)
	}
	bad := upload(w, "city_staff", strings.Replace(next, "code: r2", "code: r1", 1))
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", bad.Code)
	}
	has(t, bad.Body.String(), "指标代码重复：r1", "第 ")
	dry := upload(w, "city_staff", next)
	has(t, dry.Body.String(), "检查通过", "校风教风学风建设情况", "与现行版次相比")
	if list := w.Get("city_staff", "/standards?state=draft"); strings.Contains(list.Body.String(), "/standards/0") {
		t.Error("a check wrote something")
	}
	res := w.Post("city_staff", "/standards/import", url.Values{"do": {"import"}, "text": {next}})
	if res.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Code, res.Body)
	}
	at := res.Header().Get("Location")
	has(t, w.Get("city_staff", at).Body.String(), "草稿", at+"/publish")
	if code := w.Get("hd_staff", at).Code; code != http.StatusNotFound {
		t.Errorf("draft for the district: %d", code)
	}
	if res := w.Post("city_staff", at+"/publish", url.Values{"version": {"1"}}); res.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Code, res.Body)
	}
	diff := w.Get("hd_staff", "/standards/diff?from=resident-eight@1&to="+strings.TrimPrefix(at, "/standards/"))
	has(t, diff.Body.String(), "校风、教风、学风建设情况", "校风教风学风建设情况", "2026-10-01")
	bad = w.Post("city_staff", at+"/retire", url.Values{"version": {"2"}, "on": {"2027-01-01"}, "reason": {""}})
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", bad.Code)
	}
	if none := w.Post("city_staff", "/standards/import", url.Values{}); none.Code != http.StatusUnprocessableEntity || !strings.Contains(none.Body.String(), "请选择文件") {
		t.Errorf("no file: %d", none.Code)
	}
}
