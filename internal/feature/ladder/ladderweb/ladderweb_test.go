package ladderweb_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

type browser struct {
	*testkit.World
	t *testing.T
}

func (b browser) has(who, path string, words ...string) string {
	b.t.Helper()
	rec := b.Get(who, path)
	for _, x := range words {
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), x) {
			b.t.Errorf("%s as %s (%d) lacks %q", path, who, rec.Code, x)
		}
	}
	return rec.Body.String()
}

func (b browser) hasNot(who, path string, words ...string) {
	b.t.Helper()
	body := b.Get(who, path).Body.String()
	for _, x := range words {
		if strings.Contains(body, x) {
			b.t.Errorf("%s as %s has %q", path, who, x)
		}
	}
}

// late is a school that did not hand in its self-evaluation; it returns the page of its clock.
func late(t *testing.T) (browser, string) {
	t.Helper()
	b := browser{testkit.New(t), t}
	ref := ident.Ref{Kind: "test.record", ID: "1"}
	b.Must(b.DB.Write(b.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(b.As("hd_staff"), tx, clock.Duty{Ref: ref, Step: "do", Rule: "inspect.self_eval", UnitPath: "/110000/110108/hd_school1/", UnitID: "hd_school1",
			Title: "海淀第一小学：综合督导", Action: "提交自评报告", URL: "/inspections/1"})
		return err
	}))
	b.Clock.Days(40)
	b.Must(b.DB.Write(t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(t.Context(), tx) }))
	b.RunJobs()
	open, err := clock.Open(t.Context(), b.DB, ref)
	b.Must(err)
	return b, open[0].DutyURL()
}

var page = regexp.MustCompile(`/escalations/[0-9a-f-]{36}`)

// A proposal through the pages: found in the list, read with grounds and facts, confirmed by the office.
func TestAProposalThroughThePages(t *testing.T) {
	t.Parallel()
	b, duty := late(t)
	list := b.has("hd_staff", "/escalations?state=proposed&rung=2&rule=inspect.self_eval&late=yes&mine=yes&q=第一小学", "海淀第一小学", "督办单", "待决定", "已逾期 20 天")
	at := page.FindString(list)
	b.has("hd_staff", "/escalations?format=csv", "应于 2026-09-21 前完成“提交自评报告”")
	b.has("hd_staff", at, "依据与事实", "应于 2026-09-21 前完成", "/deadlines/inspect.self_eval", "强化整改制度", at+"/confirm", at+"/decline", duty)
	b.has("auditor", at, "由上一级教育督导机构或其领导决定")
	if code := b.Get("hd_head1", at).Code; code != 404 {
		t.Errorf("the school opens the proposal: %d", code)
	}
	b.hasNot("hd_head1", duty, "督办单")
	b.hasNot("hd_staff", "/escalations?q=没有的事", at)
	bad := b.Post("hd_staff", at+"/confirm", url.Values{"version": {"1"}, "number": {"海1号"}, "demand": {""}, "due_on": {"someday"}})
	if body := bad.Body.String(); bad.Code != 422 || !strings.Contains(body, "海1号") || !strings.Contains(body, "someday") {
		t.Errorf("%d", bad.Code)
	}
	if rec := b.Post("hd_staff", at+"/decline", url.Values{"version": {"1"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "请说明理由") {
		t.Errorf("declined without a reason: %d", rec.Code)
	}
	if rec := b.Post("hd_staff", at+"/confirm", url.Values{"version": {"7"}, "number": {"海1号"}, "demand": {"报送"}, "due_on": {"2026-11-01"}}); rec.Code != 409 {
		t.Errorf("stale: %d", rec.Code)
	}
	due := civil.DateOf(b.Clock.Now()).AddDays(9).String()
	if rec := b.Post("hd_staff", at+"/confirm", url.Values{"version": {"1"}, "number": {"海1号"}, "demand": {"报送"}, "due_on": {due}}); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	b.has("hd_head1", at, "海1号", "报送", due, "已决定", "hd_staff")
	b.has("hd_head1", duty, "督办记录", "督办单限期", due)
	b.hasNot("hd_staff", at, at+"/confirm")
}

// The rules of the ladder are read by everybody with business and changed by the city office.
func TestRulesThroughThePages(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	b.has("hd_head1", "/ladder", "督办规则", "督办单逾期 15 天", "M 未查到原文", "/ladder/5")
	b.has("city_staff", "/ladder?format=csv", "约谈")
	b.hasNot("hd_staff", "/ladder/4", `name="reason"`)
	form := url.Values{"id": {b.DB.NewID()}, "after": {"20"}, "behind": {"0"}, "evidence": {"C"}, "basis": {"市规定"}, "valid_from": {"2026-09-01"}, "reason": {""}}
	if rec := b.Post("city_staff", "/ladder/4", form); rec.Code != 422 || !strings.Contains(rec.Body.String(), "请说明修改理由") || !strings.Contains(rec.Body.String(), `value="20"`) {
		t.Errorf("%d", rec.Code)
	}
	form.Set("reason", "市规定公布")
	if rec := b.Post("hd_staff", "/ladder/4", form); rec.Code != 403 {
		t.Errorf("a district: %d", rec.Code)
	}
	if rec := b.Post("city_staff", "/ladder/4", form); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	b.has("hd_head1", "/ladder/4", "市规定公布", "逾期 20 天")
	if code := b.Get("hd_head1", "/ladder/9").Code; code != 404 {
		t.Errorf("no such rung: %d", code)
	}
}

// The API does what the pages do.
func TestAPI(t *testing.T) {
	t.Parallel()
	b, _ := late(t)
	rec := b.API("hd_staff", "GET", "/escalations?state=proposed", nil)
	id := regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || id == nil || !strings.Contains(rec.Body.String(), `"total":1`) {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	at := "/escalations/" + id[1]
	if rec := b.API("hd_staff", "POST", at+"/decline", map[string]any{"version": 1}); rec.Code != 422 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.API("hd_head1", "POST", at+"/decline", map[string]any{"version": 1, "reason": "不"}); rec.Code != 403 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.API("hd_leader", "POST", at+"/decline", map[string]any{"version": 1, "reason": "学校停课"}); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"state":"declined"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.API("hd_head1", "GET", "/ladder", nil); rec.Code != 200 || strings.Count(rec.Body.String(), `"rung":`) != 5 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	body := map[string]any{"after": 3, "behind": 2, "basis": "市规定", "evidence": "C", "valid_from": "2026-09-01", "reason": "更快"}
	if rec := b.API("city_staff", "POST", "/ladder/3", body); rec.Code != 200 || !strings.Contains(rec.Body.String(), "更快") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// A rung that a poor result brought says by which article its deadline runs, as one that lateness brought does.
func TestTheDeadlineOfAPoorResultHasItsArticle(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.Returned("hd").Rungs[0].PageURL()
	b.has("hd_staff", at, "《教育督导条例》第二十二条：按督导意见书要求的期限")
	b.hasNot("hd_staff", at, ">rectify.report<")
}
