package inspectweb_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/testkit"
)

// browser walks pages like a person without JavaScript.
type browser struct {
	*testkit.World
	t *testing.T
}

func (b browser) open(who, path string, want int) string {
	b.t.Helper()
	rec := b.Get(who, path)
	if rec.Code != want {
		b.t.Fatalf("GET %s as %s: %d, want %d\n%s", path, who, rec.Code, want, rec.Body)
	}
	return rec.Body.String()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// send posts the form of a page that goes to action, with what the page hides in it.
func (b browser) send(who, page, action string, typed url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	html := b.open(who, page, 200)
	at := strings.Index(html, `action="`+action+`"`)
	if at < 0 {
		b.t.Fatalf("%s has no form for %s as %s\n%s", page, action, who, html)
	}
	form, _, _ := strings.Cut(html[at:], "</form>")
	for _, m := range hidden.FindAllStringSubmatch(form, -1) {
		if !typed.Has(m[1]) {
			typed.Set(m[1], m[2])
		}
	}
	return b.Post(who, action, typed)
}

// do sends a form and follows to where it leads.
func (b browser) do(who, page, action string, typed url.Values) string {
	b.t.Helper()
	rec := b.send(who, page, action, typed)
	if rec.Code != 303 {
		b.t.Fatalf("%s as %s: %d\n%s", action, who, rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

// step takes a step of the life on its own page.
func (b browser) step(who, at, action string, typed url.Values) {
	b.t.Helper()
	b.do(who, at+"/"+action, at+"/"+action, typed)
}

func (b browser) has(who, path string, want ...string) string {
	b.t.Helper()
	html := b.open(who, path, 200)
	for _, w := range want {
		if !strings.Contains(html, w) {
			b.t.Errorf("%s as %s lacks %q", path, who, w)
		}
	}
	return html
}

func (b browser) on(day string) {
	d, err := civil.ParseDate(day)
	b.Must(err)
	b.Clock.Set(d.Time().Add(9 * time.Hour))
}

var target = regexp.MustCompile(`<option value="([0-9a-f-]{36}/hd_school1)"`)

// begun starts a supervision through the pages and returns its URL.
func (b browser) begun() string {
	b.t.Helper()
	b.PlanItem("hd")
	m := target.FindStringSubmatch(b.open("hd_staff", "/inspections/new", 200))
	if m == nil {
		b.t.Fatal("the plan item is not offered")
	}
	return b.do("hd_staff", "/inspections/new", "/inspections", url.Values{"target": {m[1]}})
}

// notified also puts the team together and sends the notice.
func (b browser) notified() string {
	b.t.Helper()
	at := b.begun()
	for n, id := range b.Inspectors("hd") {
		duty := "member"
		if n == 0 {
			duty = "leader"
		}
		b.do("hd_staff", at+"/team", at+"/team/inspectors", url.Values{"inspector_id": {id}, "duty": {duty}})
	}
	b.step("hd_staff", at, "notify", url.Values{"number": {"海教督〔2026〕1号"}, "text": {"定于十月实施综合督导。"}, "due_on": {"2026-09-25"}})
	return at
}

// 《教育督导条例》第十六条至第二十三条 through the pages, without script.
func TestLifeThroughThePages(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.notified()
	b.evaluation(at)
	b.on("2026-10-12")
	b.step("hd_inspector1", at, "begin", url.Values{})
	b.site(at)
	b.on("2026-10-16")
	b.step("hd_inspector1", at, "finish", url.Values{})
	b.opinions(at)
	b.report(at)
}

// evaluation: the unit fills in each section as a draft and hands it in.
func (b browser) evaluation(at string) {
	t := b.t
	b.has("hd_head1", at, "填写自评", "海教督〔2026〕1号")
	sections := regexp.MustCompile(`evaluation\?section=([a-z0-9]+)`).FindAllStringSubmatch(b.open("hd_head1", at+"/evaluation", 200), -1)
	seen := map[string]bool{"a1": true}
	for _, s := range sections {
		seen[s[1]] = true
	}
	if len(seen) != 5 {
		t.Fatalf("sections = %v", seen)
	}
	for s := range seen {
		page := at + "/evaluation?section=" + s
		typed := url.Values{}
		for _, m := range regexp.MustCompile(`name="grade-([a-z0-9]+)"`).FindAllStringSubmatch(b.open("hd_clerk1", page, 200), -1) {
			typed.Set("grade-"+m[1], "b")
			typed.Set("text-"+m[1], "说明"+m[1])
		}
		b.do("hd_clerk1", page, at+"/evaluation", typed)
	}
	b.has("hd_clerk1", at+"/evaluation?section=a1", "说明b1")
	rec := b.send("hd_head1", at+"/submit", at+"/submit", url.Values{"eval_text": {" "}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "请填写自评报告概述") {
		t.Errorf("an empty report: %d", rec.Code)
	}
	b.step("hd_head1", at, "submit", url.Values{"eval_text": {"自评总体良好。"}})
	b.do("hd_inspector1", at+"/indicators/b1", at+"/indicators/b1/look", url.Values{"look": {"核对会议记录原件"}})
	if strings.Contains(b.open("hd_head1", at+"/indicators/b1", 200), "核对会议记录原件") {
		t.Error("the school reads an internal note")
	}
}

// site: records, verification beside the claim, a finding in one step.
func (b browser) site(at string) {
	t := b.t
	rec := b.send("hd_inspector2", at+"/records/new?kind=class", at+"/records", url.Values{"on": {"2026-10-12"}, "text": {"语文两节，记得很全"}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "语文两节，记得很全") || !strings.Contains(rec.Body.String(), "请填写数量") {
		t.Errorf("a record without its number: %d\n%s", rec.Code, rec.Body)
	}
	record := b.do("hd_inspector2", at+"/records/new?kind=class", at+"/records", url.Values{"on": {"2026-10-12"}, "items": {"2"}, "text": {"语文两节"}, "nodes": {"b3"}})
	b.do("hd_inspector1", at+"/records/new?kind=meeting", at+"/records", url.Values{"on": {"2026-10-12"}, "people": {"12"}, "heard": {"students", "parents", "teachers", "public"}, "text": {"座谈"}})
	b.has("hd_inspector1", record, "语文两节", "2 节")
	b.has("hd_staff", at+"/site", "已听取", "语文两节")
	b.open("hd_head1", at+"/site", 403)
	b.open("hd_head1", record, 403)
	id := record[strings.LastIndex(record, "/")+1:]
	var pages []string
	for _, m := range regexp.MustCompile(`indicators/(b[0-9]+)"`).FindAllStringSubmatch(b.open("hd_inspector1", at+"/indicators", 200), -1) {
		pages = append(pages, at+"/indicators/"+m[1])
	}
	b.has("hd_inspector1", pages[1], "第 2 项，共 "+strconv.Itoa(len(pages))+" 项", `href="`+pages[0]+`"`, `href="`+pages[2]+`"`)
	for i, page := range pages { // from one to the next that is open, and to the list after the last
		next := at + "/indicators"
		if i+1 < len(pages) {
			next = pages[i+1]
		}
		if got := b.do("hd_inspector1", page, page, url.Values{"verified": {"b"}, "reason": {"一致"}, "records": {id}, "next": {"open"}}); got != next {
			t.Errorf("after %s comes %s, want %s", page, got, next)
		}
	}
	rec = b.send("hd_inspector1", at+"/indicators/b3", at+"/indicators/b3", url.Values{"verified": {"d"}, "reason": {""}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "请写明理由") {
		t.Errorf("a verification without reason: %d", rec.Code)
	}
	b.do("hd_inspector1", at+"/findings/new?node=b3", at+"/findings", url.Values{"node": {"b3"}, "severity": {"serious"}, "text": {"体育课时不足"},
		"clause": {"《义务教育法》第三十五条"}, "demand": {"开足体育课"}, "unit": {"海淀第一小学"}})
	b.has("hd_inspector1", at+"/findings", "体育课时不足", "海淀第一小学")
	b.open("hd_head1", at+"/findings", 200)
	if strings.Contains(b.open("hd_head1", at+"/findings", 200), "体育课时不足") {
		t.Error("the school sees a finding before the preliminary opinion")
	}
}

// opinions: preliminary opinion, reply, answer, opinion, orders.
func (b browser) opinions(at string) {
	t := b.t
	b.do("hd_staff", at+"/letters/preliminary", at+"/letters/preliminary", url.Values{"text": {"总体良好，体育课时不足。"}})
	rec := b.Post("hd_staff2", at+"/letters/preliminary", url.Values{"text": {"另一人的稿子"}, "version": {"0"}})
	if body := rec.Body.String(); rec.Code != 409 || !strings.Contains(body, "另一人的稿子") || !strings.Contains(body, "总体良好，体育课时不足。") {
		t.Errorf("two editors: %d\n%s", rec.Code, body)
	}
	b.step("hd_staff", at, "send", url.Values{})
	b.has("hd_head1", at+"/opinion", "总体良好，体育课时不足。")
	b.has("hd_head1", at+"/findings", "体育课时不足")
	finding := regexp.MustCompile(`name="(point-[0-9a-f-]{36})"`).FindStringSubmatch(b.open("hd_head1", at+"/reply", 200))
	if finding == nil {
		t.Fatal("the reply does not ask about the finding")
	}
	b.step("hd_head1", at, "reply", url.Values{finding[1]: {"场地正在改造"}})
	point := regexp.MustCompile(`action="(` + at + `/points/[0-9a-f-]{36})"`).FindStringSubmatch(b.has("hd_staff", at+"/opinion", "场地正在改造"))
	b.do("hd_staff", at+"/letters/opinion", at+"/letters/opinion", url.Values{"text": {"评价：良好。"}, "extra": {"加强师资"}, "due_on": {"2026-12-31"}})
	rec = b.send("hd_staff", at+"/propose", at+"/propose", url.Values{})
	if rec.Code != 409 || !strings.Contains(rec.Body.String(), "还没有答复") {
		t.Errorf("an unanswered point: %d", rec.Code)
	}
	b.do("hd_staff", at+"/opinion", point[1], url.Values{"verdict": {"rejected"}, "answer": {"改造不影响课时"}})
	b.step("hd_staff", at, "propose", url.Values{})
	b.step("hd_leader", at, "issue", url.Values{"number": {"海教督意〔2026〕1号"}})
	b.has("hd_head1", at+"/opinion", "改造不影响课时", "评价：良好。")
	b.has("hd_head1", at, "海教督意〔2026〕1号", "/rectifications/")
	b.has("hd_staff", at, at+"/report")
}

// report: composed, approved by the leader, filed, published; closed only with its orders.
func (b browser) report(at string) {
	page := at + "/report"
	b.do("hd_staff", page, page+"/compose", url.Values{})
	b.has("hd_staff", page, "听课2节", "体育课时不足")
	b.do("hd_staff", page, page+"/submit", url.Values{})
	b.do("hd_leader", page, page+"/approve", url.Values{"number": {"海教督报〔2026〕1号"}})
	b.do("hd_staff", page, page+"/file", url.Values{"government": {"海淀区人民政府"}, "on": {"2026-10-16"}})
	b.do("hd_staff", page, page+"/publish", url.Values{})
	b.has("hd_head1", at, "海教督报〔2026〕1号", "已公布")
	rec := b.send("hd_staff", at+"/close", at+"/close", url.Values{})
	if rec.Code != 409 || !strings.Contains(rec.Body.String(), "没有办结") {
		b.t.Errorf("closed with an open order: %d", rec.Code)
	}
}

// The list narrows, exports what is filtered, and holds nothing of others.
func TestList(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.notified()
	for _, c := range []struct {
		who, path string
		want      bool
	}{
		{"hd_staff", "/inspections", true}, {"hd_head1", "/inspections", true}, {"hd_head2", "/inspections", false}, {"xc_staff", "/inspections", false}, {"city_staff", "/inspections", true},
		{"hd_inspector1", "/inspections?mine=yes", true}, {"hd_staff", "/inspections?mine=yes", false}, {"expert", "/inspections", false}, {"auditor", "/inspections", true},
		{"hd_staff", "/inspections?state=noticed&mode=comprehensive&field=school&year=2026", true}, {"hd_staff", "/inspections?state=closed", false}, {"hd_staff", "/inspections?state=open", true},
		{"city_staff", "/inspections?unit=110108", true}, {"city_staff", "/inspections?unit=110102", false}, {"hd_staff", "/inspections?q=第一小学", true}, {"hd_staff", "/inspections?q=中学", false},
	} {
		if got := strings.Contains(b.open(c.who, c.path, 200), at); got != c.want {
			t.Errorf("%s %s shows it: %v", c.who, c.path, got)
		}
	}
	if csv := b.open("hd_staff", "/inspections?state=noticed&format=csv", 200); !strings.Contains(csv, "海淀第一小学") || strings.Count(csv, "\n") != 2 {
		t.Errorf("csv = %q", csv)
	}
	b.open("system_admin", "/inspections", 403)
	b.open("xc_staff", at, 404)
	if rec := b.JSON("hd_staff", "GET", "/api/v1"+at, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"state":"noticed"`) {
		t.Errorf("API: %d %s", rec.Code, rec.Body)
	}
}

// Who must stay away is shown with the reason and its article, and cannot be chosen.
func TestRecusalOnThePage(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.begun()
	ids := b.Inspectors("hd")
	tie := b.do("hd_inspector1", "/inspectors/"+ids[0]+"/ties", "/inspectors/"+ids[0]+"/ties", url.Values{"unit": {"海淀第一小学"}, "kind": {"near_relative"}})
	b.has("hd_staff", tie, "近亲属")
	html := b.has("hd_staff", at+"/team", "主要负责人是本人近亲属", "《教育督导条例》第十条")
	if strings.Contains(html, `<option value="`+ids[0]) {
		t.Error("a recused inspector is offered")
	}
	rec := b.send("hd_staff", at+"/team", at+"/team/inspectors", url.Values{"inspector_id": {ids[0]}, "duty": {"member"}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "应当回避") {
		t.Errorf("a recused inspector: %d", rec.Code)
	}
	b.open("xc_staff", "/inspectors/"+ids[0], 404)
}
