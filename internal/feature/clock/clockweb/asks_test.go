package clockweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func running(t *testing.T, rule clock.Rule) (*testkit.World, string) {
	t.Helper()
	w := testkit.New(t)
	ref := ident.Ref{Kind: "test.record", ID: "1"}
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(w.As("hd_staff"), tx, clock.Duty{Ref: ref, Step: "reply", Rule: rule, UnitPath: "/110000/110108/hd_school1/",
			UnitID: "hd_school1", Title: "督导：海淀第一小学", Action: "提交自评报告", URL: "/x"})
		return err
	}))
	open, err := clock.Open(t.Context(), w.DB, ref)
	w.Must(err)
	return w, open[0].DutyURL()
}

// A school asks for more time on the page of its clock, the office decides there, the story tells it.
func TestRequestThroughThePages(t *testing.T) {
	t.Parallel()
	w, at := running(t, "inspect.self_eval")
	has(t, w.Get("hd_head1", at).Body.String(), at+"/ask", "申请延期或中止")
	if strings.Contains(w.Get("hd_staff", at).Body.String(), at+"/ask") || strings.Contains(w.Get("hd_head1", at).Body.String(), at+"/extend") {
		t.Error("the wrong side is offered a form")
	}
	form := url.Values{"id": {w.DB.NewID()}, "what": {"extend"}, "until": {"2026-09-01"}, "reason": {"校舍维修"}}
	if bad := w.Post("hd_head1", at+"/ask", form); bad.Code != 422 || !strings.Contains(bad.Body.String(), "校舍维修") || !strings.Contains(bad.Body.String(), "延长后的期限必须晚于") {
		t.Errorf("%d", bad.Code)
	}
	form.Set("until", "2026-10-10")
	if rec := w.Post("hd_head1", at+"/ask", form); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	q := "/clock-requests/" + form.Get("id")
	has(t, w.Get("hd_head1", at).Body.String(), q+"/withdraw", "待决定", "证明材料", "申请延期至 2026-10-10")
	has(t, w.Get("hd_staff", at).Body.String(), q+"/grant", q+"/refuse")
	has(t, w.Get("hd_staff", "/clock-requests?state=asked&q=校舍").Body.String(), "督导：海淀第一小学", "延期申请")
	has(t, w.Get("hd_staff", "/clock-requests?format=csv").Body.String(), "校舍维修", "2026-10-10")
	if strings.Contains(w.Get("xc_staff", "/clock-requests").Body.String(), "校舍维修") {
		t.Error("another district sees the request")
	}
	has(t, w.Get("hd_staff", "/inbox").Body.String(), "申请调整期限：督导：海淀第一小学")
	if bad := w.Post("hd_staff", q+"/refuse", url.Values{"version": {"1"}}); bad.Code != 422 || !strings.Contains(bad.Body.String(), "请说明理由") {
		t.Errorf("refused without a reason: %d", bad.Code)
	}
	if bad := w.Post("hd_staff", q+"/grant", url.Values{"version": {"1"}, "on": {"2026-12-01"}}); bad.Code != 422 || !strings.Contains(bad.Body.String(), "不能晚于申请的日期 2026-10-10") {
		t.Errorf("more than asked: %d", bad.Code)
	}
	if rec := w.Post("hd_staff", q+"/grant", url.Values{"version": {"1"}, "on": {"2026-10-05"}, "note": {"给到国庆前"}}); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	has(t, w.Get("hd_head1", at).Body.String(), "已同意", "2026-10-05", "给到国庆前", "2026-09-21 → 2026-10-05", "开始计时")
	has(t, w.Get("hd_head1", "/inbox").Body.String(), "申请已同意")
	if rec := w.Get("hd_head1", q); rec.Code != 303 || !strings.HasPrefix(rec.Header().Get("Location"), at) {
		t.Errorf("%d %s", rec.Code, rec.Header())
	}
}

// The city office corrects the calendar on its page, and imports a year after a preview.
func TestCalendarIsCorrectedThroughThePages(t *testing.T) {
	t.Parallel()
	w, at := running(t, "plan.file")
	if strings.Contains(w.Get("hd_staff", "/calendar").Body.String(), `action="/calendar"`) {
		t.Error("a district may correct the calendar")
	}
	form := url.Values{"on": {"2026-09-08"}, "to": {"2026-09-09"}, "kind": {"holiday"}, "name": {"临时放假"}, "source": {"国办发明电〔2026〕9号"}, "reason": {""}}
	if bad := w.Post("city_staff", "/calendar", form); bad.Code != 422 || !strings.Contains(bad.Body.String(), "请说明理由") || !strings.Contains(bad.Body.String(), "国办发明电〔2026〕9号") {
		t.Errorf("%d", bad.Code)
	}
	if bad := w.Post("city_staff", "/calendar", url.Values{"on": {"2026-09-08"}, "to": {"2026-09-01"}}); bad.Code != 422 {
		t.Errorf("%d", bad.Code)
	}
	form.Set("reason", "大型活动")
	rec := w.Post("city_staff", "/calendar", form)
	if rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	run := rec.Header().Get("Location")
	has(t, w.Get("city_staff", run).Body.String(), "正在重算：0 / 1", "刷新进度", "2026-09-08")
	w.RunJobs()
	has(t, w.Get("hd_head1", run).Body.String(), "重算 1 项期限，改变 1 项", "2026-09-15", "2026-09-17", at)
	if strings.Contains(w.Get("xc_head1", run).Body.String(), at) {
		t.Error("another school sees the clock")
	}
	has(t, w.Get("hd_head1", at).Body.String(), "节假日调整", "因大型活动，期限由 2026-09-15 改为 2026-09-17")
	has(t, w.Get("hd_head1", "/calendar").Body.String(), "临时放假", "市督导室的调整")

	text := "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-06,holiday,春节\n"
	if bad := w.Post("city_staff", "/calendar/preview", url.Values{"text": {"不是日历"}}); bad.Code != 422 || !strings.Contains(bad.Body.String(), "不是日历") {
		t.Errorf("%d", bad.Code)
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", "2027.csv")
	w.Must(err)
	_, err = f.Write([]byte(text))
	w.Must(err)
	w.Must(m.Close())
	r := httptest.NewRequest("POST", "/calendar/preview", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	has(t, w.Do("city_staff", r).Body.String(), "文件中 2 天，改变 2 天", "2027-02-06", "确认导入并重算")
	if strings.Contains(w.Get("city_staff", "/calendar?year=2027").Body.String(), "2027-02-06") {
		t.Error("the preview was applied")
	}
	if bad := w.Post("city_staff", "/calendar/import", url.Values{"text": {text}, "reason": {"安排"}}); bad.Code != 422 || !strings.Contains(bad.Body.String(), "请填写来源") {
		t.Errorf("%d", bad.Code)
	}
	if rec := w.Post("city_staff", "/calendar/import", url.Values{"text": {text}, "source": {"国办发明电〔2026〕10号"}, "reason": {"2027 年安排"}}); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	has(t, w.Get("hd_head1", "/calendar?year=2027").Body.String(), "2027-02-06", "国办发明电〔2026〕10号")
}

// The API does what the pages do.
func TestRequestsAndCalendarByAPI(t *testing.T) {
	t.Parallel()
	w, at := running(t, "plan.file")
	rec := w.API("hd_head1", "POST", at+"/ask", map[string]any{"what": "extend", "until": "2026-10-10", "reason": "校舍维修"})
	id := regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || id == nil {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "GET", "/clock-requests?state=asked", nil); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"total":1`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_head1", "POST", "/clock-requests/"+id[1]+"/grant", map[string]any{"version": 1}); rec.Code != 403 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "POST", "/clock-requests/"+id[1]+"/grant", map[string]any{"version": 1, "on": "2026-10-08"}); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"granted_on":"2026-10-08"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	body := map[string]any{"days": []map[string]any{{"on": "2026-09-08", "kind": "holiday", "name": "临时放假"}}, "source": "国办", "reason": "活动"}
	rec = w.API("city_staff", "POST", "/calendar", body)
	id = regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || id == nil {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "POST", "/calendar", body); rec.Code != 403 {
		t.Errorf("%d", rec.Code)
	}
	w.RunJobs()
	if rec := w.API("hd_head1", "GET", "/calendar/recounts/"+id[1], nil); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"state":"done"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_head1", "GET", "/calendar/2026-09-08", nil); !strings.Contains(rec.Body.String(), `"workday":false`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
