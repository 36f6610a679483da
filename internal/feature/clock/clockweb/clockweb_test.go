package clockweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
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

func TestDeadlinePages(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	list := w.Get("hd_head1", "/deadlines?q=申辩")
	has(t, list.Body.String(), "对初步督导意见申辩", "inspect.reply", "C-2nd", "/deadlines/inspect.reply")
	if strings.Contains(list.Body.String(), "rectify.plan") {
		t.Error("the search did not narrow")
	}
	if code := w.Get("system_admin", "/deadlines").Code; code != http.StatusForbidden {
		t.Errorf("system administrator: %d", code)
	}
	if file := w.Get("hd_head1", "/deadlines?format=csv"); !strings.Contains(file.Body.String(), "rectify.plan,") {
		t.Errorf("csv: %d %.100s", file.Code, file.Body)
	}
	if page := w.Get("hd_head1", "/deadlines/inspect.reply").Body.String(); strings.Contains(page, `name="reason"`) {
		t.Error("a school may change a deadline")
	}
	form := url.Values{"id": {w.DB.NewID()}, "length": {"15"}, "days": {"working"}, "warn": {"3"}, "valid_from": {"2026-10-01"}, "article": {"《规定》"}, "evidence": {"C"}, "reason": {""}}
	bad := w.Post("city_staff", "/deadlines/inspect.reply", form)
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", bad.Code)
	}
	has(t, bad.Body.String(), "请说明修改理由", `value="15"`, "《规定》")
	form.Set("reason", "北京市规定公布")
	if code := w.Post("hd_staff", "/deadlines/inspect.reply", form).Code; code != http.StatusForbidden {
		t.Errorf("district: %d", code)
	}
	if ok := w.Post("city_staff", "/deadlines/inspect.reply", form); ok.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", ok.Code, ok.Body)
	}
	has(t, w.Get("hd_head1", "/deadlines/inspect.reply").Body.String(), "北京市规定公布", "15 个工作日", "10 个自然日")
	if code := w.Get("hd_head1", "/deadlines/nothing").Code; code != http.StatusNotFound {
		t.Errorf("unknown rule: %d", code)
	}
}

func TestCalendarPage(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	has(t, w.Get("hd_head1", "/calendar").Body.String(), "2026 年工作日历", "国庆", `<td class="soon">10<small>班</small></td>`)
	has(t, w.Get("hd_head1", "/calendar?year=2031").Body.String(), "推算", "没有这一年的节假日数据")
}

func TestDutyPage(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	ref := ident.Ref{Kind: "test.record", ID: "1"}
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(w.As("hd_staff"), tx, clock.Duty{Ref: ref, Step: "reply", Rule: "inspect.reply", UnitPath: "/110000/110108/hd_school1/",
			UnitID: "hd_school1", Title: "督导：海淀第一小学", Action: "提交申辩", URL: "/x"})
		return err
	}))
	open, err := clock.Open(t.Context(), w.DB, ref)
	w.Must(err)
	at := open[0].DutyURL()
	has(t, w.Get("hd_head1", at).Body.String(), "还剩 10 天", "2026-09-11", "/deadlines/inspect.reply")
	if code := w.Get("xc_staff", at).Code; code != http.StatusNotFound {
		t.Errorf("another district: %d", code)
	}
	bad := w.Post("hd_staff", at+"/extend", url.Values{"version": {"1"}, "to": {"someday"}, "reason": {"校舍维修"}})
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", bad.Code)
	}
	has(t, bad.Body.String(), "校舍维修", "someday")
	if ok := w.Post("hd_staff", at+"/extend", url.Values{"version": {"1"}, "to": {"2026-09-30"}, "reason": {"校舍维修"}}); ok.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", ok.Code, ok.Body)
	}
	has(t, w.Get("hd_head1", at).Body.String(), "2026-09-30", "校舍维修", "延长期限")
	if res := w.JSON("hd_staff", "GET", "/api/v1"+at, ""); res.Code != 200 || !strings.Contains(res.Body.String(), `"due":"2026-09-30"`) {
		t.Errorf("%d %s", res.Code, res.Body)
	}
}
