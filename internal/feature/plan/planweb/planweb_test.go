package planweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/page"
	"dudao/internal/feature/plan"
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

func lacks(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, x := range words {
		if strings.Contains(body, x) {
			t.Errorf("page has %q", x)
		}
	}
}

// post sends a form and returns where it leads; it must succeed.
func post(t *testing.T, w *testkit.World, who, path string, form url.Values) string {
	t.Helper()
	res := w.Post(who, path, form)
	if res.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", path, res.Code, res.Body)
	}
	return res.Header().Get("Location")
}

func itemForm() url.Values {
	return url.Values{"title": {"<b>秋季综合督导"}, "mode": {"comprehensive"}, "field": {"school"}, "from": {"2026-10-12"}, "to": {"2026-10-23"},
		"standard_code": {"yw-school"}, "basis": {"《教育督导条例》第十四条"}, "lead_name": {"张组长"}, "targets": {"海淀第一小学\r\n海淀第一初级中学"}}
}

func version(t *testing.T, w *testkit.World, who, at string) string {
	t.Helper()
	p, err := w.Plan.Plan(w.As(who), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	return string(rune('0' + p.Version))
}

func TestAPlanFromTheFormToTheReceipt(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	has(t, w.Get("hd_staff", "/plans").Body.String(), "没有符合条件的年度计划", "/plans/new")
	if code := w.Get("hd_head1", "/plans").Code; code != http.StatusForbidden {
		t.Errorf("school: %d", code)
	}
	form := url.Values{"id": {w.DB.NewID()}, "year": {"2026"}, "title": {""}, "goal": {"聚焦控辍保学"}}
	at := post(t, w, "hd_staff", "/plans", form)
	if again := post(t, w, "hd_staff", "/plans", form); again != at {
		t.Errorf("sent twice: %s and %s", at, again)
	}
	form.Set("id", w.DB.NewID())
	if res := w.Post("hd_staff2", "/plans", form); res.Code != http.StatusUnprocessableEntity || !strings.Contains(res.Body.String(), "聚焦控辍保学") {
		t.Errorf("second plan of the year: %d", res.Code)
	}

	has(t, w.Get("hd_staff", at+"/items/new").Body.String(), "每行一个单位", "义务教育学校综合督导标准")
	bad := itemForm()
	bad.Set("to", "2026-10-01")
	bad.Set("targets", "不存在的学校")
	res := w.Post("hd_staff", at+"/items", bad)
	if res.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", res.Code)
	}
	has(t, res.Body.String(), "不存在的学校", "张组长", "&lt;b&gt;秋季综合督导", `value="2026-10-01"`)
	post(t, w, "hd_staff", at+"/items", itemForm())
	page := w.Get("hd_staff", at).Body.String()
	has(t, page, "海淀第一小学、海淀第一初级中学", "&lt;b&gt;秋季", "/submit", "尚缺 1 所", "无法判定")
	lacks(t, page, "/approve", "/receive")

	post(t, w, "hd_staff", at+"/submit", url.Values{"version": {version(t, w, "hd_staff", at)}})
	has(t, w.Get("hd_leader", at).Body.String(), "待批准", "/approve", "/reject")
	res = w.Post("hd_leader", at+"/reject", url.Values{"version": {version(t, w, "hd_staff", at)}, "reason": {""}})
	if res.Code != http.StatusUnprocessableEntity {
		t.Errorf("reject without a reason: %d", res.Code)
	}
	if code := w.Post("city_leader", at+"/approve", url.Values{"version": {"2"}}).Code; code != http.StatusNotFound {
		t.Errorf("the city's leader approves a district's plan: %d", code)
	}
	post(t, w, "hd_leader", at+"/approve", url.Values{"version": {version(t, w, "hd_staff", at)}})
	post(t, w, "hd_staff", at+"/file", url.Values{"version": {version(t, w, "hd_staff", at)}})
	page = w.Get("city_staff", at).Body.String()
	has(t, page, "已报市待回执", "/receive", "/return", "还剩 10 个工作日")
	lacks(t, page, "/items/new")
	post(t, w, "city_staff", at+"/receive", url.Values{"version": {version(t, w, "hd_staff", at)}})
	has(t, w.Get("hd_staff", at).Body.String(), "市已接收", "计划回执〔2026〕110108号", "提出增加事项")
	if code := w.Get("xc_staff", at).Code; code != http.StatusNotFound {
		t.Errorf("another district: %d", code)
	}
	csv := w.Get("city_staff", "/plans?format=csv&year=2026").Body.String()
	has(t, csv, "海淀区人民政府教育督导室", "110108号")
}

func TestChangeOfAnApprovedPlan(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	at := post(t, w, "hd_staff", "/plans", url.Values{"id": {w.DB.NewID()}, "year": {"2026"}})
	post(t, w, "hd_staff", at+"/items", itemForm())
	post(t, w, "hd_staff", at+"/submit", url.Values{"version": {"1"}})
	post(t, w, "hd_leader", at+"/approve", url.Values{"version": {"2"}})
	full, err := w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	item := at + "/items/" + full.Items[0].ID
	has(t, w.Get("hd_staff", item+"/edit").Body.String(), "变更理由", "提出变更")
	form := itemForm()
	form.Set("version", "1")
	form.Set("to", "2026-10-30")
	if res := w.Post("hd_staff", item, form); res.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", res.Code)
	}
	form.Set("reason", "考试周顺延")
	if to := post(t, w, "hd_staff", item, form); !strings.HasSuffix(to, "#changes") {
		t.Error(to)
	}
	page := w.Get("hd_leader", at).Body.String()
	has(t, page, "考试周顺延", "2026-10-23", "2026-10-30", "/agree")
	full, err = w.Plan.Plan(w.As("hd_leader"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	change := at + "/changes/" + full.Changes[0].ID
	if res := w.Post("hd_leader", change+"/refuse", url.Values{"decision": {""}}); res.Code != http.StatusUnprocessableEntity {
		t.Errorf("refused without a reason: %d", res.Code)
	}
	if code := w.Post("hd_staff", change+"/agree", nil).Code; code != http.StatusForbidden {
		t.Errorf("the office approves its own change: %d", code)
	}
	post(t, w, "hd_leader", change+"/agree", url.Values{"decision": {"同意"}})
	has(t, w.Get("hd_staff", item).Body.String(), "2026-10-30")
	has(t, w.Get("hd_staff", at).Body.String(), "2026-10-23", "同意")
}

// Two people edit: the second sees what the first saved beside what was typed.
func TestStaleItemShowsBothTexts(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	at := post(t, w, "hd_staff", "/plans", url.Values{"id": {w.DB.NewID()}, "year": {"2026"}})
	post(t, w, "hd_staff", at+"/items", itemForm())
	full, err := w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	item := at + "/items/" + full.Items[0].ID
	one, two := itemForm(), itemForm()
	one.Set("version", "1")
	one.Set("title", "甲写的")
	two.Set("version", "1")
	two.Set("title", "乙写的")
	post(t, w, "hd_staff", item, one)
	res := w.Post("hd_staff2", item, two)
	if res.Code != http.StatusConflict {
		t.Errorf("%d", res.Code)
	}
	has(t, res.Body.String(), "甲写的", "乙写的", "他人已保存的内容", `name="version" value="2"`)
}

func TestPlanAPI(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	res := w.JSON("hd_staff", "POST", "/api/v1/plans", `{"year":2026}`)
	if res.Code != 200 {
		t.Fatalf("%d %s", res.Code, res.Body)
	}
	list, err := w.Plan.List(w.As("hd_staff"), plan.Filter{}, page.Req{})
	w.Must(err)
	id := list.Rows[0].ID
	res = w.JSON("hd_staff", "POST", "/api/v1/plans/"+id+"/items", `{"title":"综合督导","mode":"comprehensive","field":"school","from":"2026-10-12","to":"2026-10-13","standard_code":"yw-school","basis":"条例","targets":["hd_school1"]}`)
	if res.Code != 200 || !strings.Contains(res.Body.String(), `"proposed":false`) {
		t.Errorf("%d %s", res.Code, res.Body)
	}
	res = w.JSON("hd_staff", "POST", "/api/v1/plans/"+id+"/items", `{"title":"","mode":"special","field":"school","from":"2026-10-12","to":"2026-10-01","basis":"","targets":[]}`)
	if res.Code != http.StatusUnprocessableEntity || !strings.Contains(res.Body.String(), `"targets"`) {
		t.Errorf("%d %s", res.Code, res.Body)
	}
	res = w.JSON("hd_staff", "GET", "/api/v1/plans/"+id, "")
	has(t, res.Body.String(), `"unit_name":"海淀第一小学"`, `"verdict":"short"`)
	if code := w.JSON("xc_staff", "GET", "/api/v1/plans/"+id, "").Code; code != http.StatusNotFound {
		t.Errorf("another district: %d", code)
	}
}
