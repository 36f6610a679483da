package rectifyweb_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

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

// send posts a form, with the version the page carries, and returns the answer.
func (b browser) send(who, page, action string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	html := b.open(who, page, 200)
	for _, m := range regexp.MustCompile(`name="(version|id)" value="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if form.Get(m[1]) == "" {
			form.Set(m[1], m[2])
		}
	}
	return b.Post(who, action, form)
}

func (b browser) done(rec *httptest.ResponseRecorder) string {
	b.t.Helper()
	if rec.Code != 303 {
		b.t.Fatalf("code = %d\n%s", rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

func item(html, prefix string) string {
	m := regexp.MustCompile(`name="` + prefix + `-([0-9a-f-]{36})"`).FindStringSubmatch(html)
	if m == nil {
		return ""
	}
	return m[1]
}

// draft makes and issues an order through the pages and returns its URL.
func (b browser) issued() string {
	b.t.Helper()
	at := b.done(b.send("hd_staff", "/rectifications/new", "/rectifications", url.Values{"unit": {"海淀第一小学"}, "text": {"公示栏缺少收费标准"},
		"clause": {"《义务教育法》第二十五条"}, "severity": {"general"}, "demand": {"更正公示"}}))
	b.done(b.send("hd_staff", at+"/issue", at+"/issue", url.Values{"number": {"海教督整〔2026〕1号"}, "due_on": {"2026-10-20"}}))
	return at
}

// A letter without its clause is refused by the check before issue: on the form, with what was typed, and with a
// paper number the order goes out all the same. 《教育督导条例》第二十一条.
func TestARefusedLetterComesBackInItsForm(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.done(b.send("hd_staff", "/rectifications/new", "/rectifications", url.Values{"unit": {"海淀第一小学"}, "text": {"公示栏缺少收费标准"}, "severity": {"general"}}))
	rec := b.send("hd_staff", at+"/issue", at+"/issue", url.Values{"due_on": {"2026-10-20"}})
	if html := rec.Body.String(); rec.Code != 409 || !strings.Contains(html, "问题没有写明依据条款") || !strings.Contains(html, `value="2026-10-20"`) || !strings.Contains(html, `action="`+at+`/issue"`) {
		t.Fatalf("refused: %d\n%s", rec.Code, html)
	}
	b.done(b.send("hd_staff", at+"/issue", at+"/issue", url.Values{"number": {"海教督整〔2026〕1号"}, "due_on": {"2026-10-20"}}))
	if rec := b.Post("hd_staff", at+"/issue", url.Values{"version": {"9"}, "due_on": {"2026-10-20"}}); rec.Code == 303 || !strings.Contains(rec.Body.String(), "不能进行此操作") {
		t.Errorf("issued twice: %d", rec.Code)
	}
}

// The loop through the pages, without script, as office and school.
func TestLoopThroughThePages(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.issued()
	if html := b.open("hd_head1", at, 200); !strings.Contains(html, at+"/plan") || strings.Contains(html, at+"/accept") {
		t.Error("the school is offered something else than its plan")
	}
	id := item(b.open("hd_head1", at+"/plan", 200), "measures")
	form := url.Values{"lead": {"副校长"}, "measures-" + id: {"更正公示"}, "lead-" + id: {"总务主任"}}
	rec := b.send("hd_head1", at+"/plan", at+"/plan", form)
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "总务主任") || !strings.Contains(rec.Body.String(), "请填写第 1 项的完成日期") {
		t.Fatalf("incomplete plan: %d\n%s", rec.Code, rec.Body)
	}
	form.Set("by_on-"+id, "2026-09-20")
	b.done(b.send("hd_head1", at+"/plan", at+"/plan", form))
	b.done(b.send("hd_staff2", at+"/approve", at+"/approve", url.Values{}))
	result := url.Values{"text": {"已整改"}, "result-" + id: {"已更正"}}
	if rec := b.send("hd_head1", at+"/submit", at+"/submit", result); rec.Code != 422 {
		t.Fatalf("a result without evidence: %d", rec.Code)
	}
	result.Set("evidence-"+id, "公示照片")
	b.done(b.send("hd_head1", at+"/submit", at+"/submit", result))
	if html := b.open("hd_staff", at, 200); strings.Contains(html, at+"/accept") || !strings.Contains(html, "整改由他人验收") {
		t.Error("the author is offered the verification")
	}
	b.done(b.send("hd_staff2", at+"/accept", at+"/accept", url.Values{"opinion": {"看了照片原件"}}))
	b.done(b.send("hd_staff2", at+"/publish", at+"/publish", url.Values{}))
	html := b.open("hd_staff", at, 200)
	if !strings.Contains(html, "/public/items/") {
		t.Error("no link to the public page")
	}
	b.Clock.Days(100)
	b.done(b.send("hd_inspector1", at+"/recheck", at+"/recheck", url.Values{"note": {"又被撤下"}, "item": {id}}))
	b.done(b.send("hd_staff", at+"/close", at+"/close", url.Values{}))
	b.inOrder(at, "办结", "登记回头看结果", "公布整改情况", "验收通过", "报送整改结果", "同意整改方案", "提交整改方案", "下达整改通知", "新建草稿")
	finding := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(b.open("hd_staff", at, 200))
	if html := b.open("hd_staff", finding, 200); !strings.Contains(html, "此后再次出现") {
		t.Error("the finding does not lead to its relapse")
	}
	if html := b.open("hd_head1", finding, 200); !strings.Contains(html, "看了照片原件") {
		t.Error("the school does not see the chain of its finding")
	}
}

// inOrder checks that the timeline of an order says these things one after another; the clock stands
// still between most of them, so only their ids tell which was first.
func (b browser) inOrder(at string, want ...string) {
	b.t.Helper()
	_, line, _ := strings.Cut(b.open("hd_staff", at, 200), "经过</h2>")
	rest := line
	for _, w := range want {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			b.t.Errorf("the timeline does not say %q there:\n%s", w, line)
			return
		}
		rest = after
	}
}

// Two editors: the second keeps what was typed and sees what the first saved.
func TestTwoEditors(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.issued()
	id := item(b.open("hd_head1", at+"/plan", 200), "measures")
	plan := func(measures string) url.Values {
		return url.Values{"lead": {"副校长"}, "measures-" + id: {measures}, "lead-" + id: {"总务主任"}, "by_on-" + id: {"2026-09-20"}, "version": {"2"}}
	}
	b.done(b.send("hd_head1", at+"/plan", at+"/plan", plan("甲的措施")))
	b.done(b.send("hd_staff2", at+"/reject", at+"/reject", url.Values{"reason": {"太笼统"}, "due_on": {"2026-09-15"}}))
	rec := b.Post("hd_clerk1", at+"/plan", plan("乙的措施"))
	if body := rec.Body.String(); rec.Code != 409 || !strings.Contains(body, "乙的措施") || !strings.Contains(body, "甲的措施") || !strings.Contains(body, `name="version" value="4"`) {
		t.Errorf("code = %d\n%s", rec.Code, body)
	}
}

// Lists: filters narrow and show as chips, others' records are not there, the export is what is filtered.
func TestList(t *testing.T) {
	b := browser{testkit.New(t), t}
	at := b.issued()
	for _, c := range []struct {
		who, path string
		want      bool
	}{
		{"hd_staff", "/rectifications", true}, {"hd_head1", "/rectifications", true}, {"hd_head2", "/rectifications", false}, {"xc_staff", "/rectifications", false},
		{"hd_staff", "/rectifications?state=issued&severity=general&source=rectify.manual", true}, {"hd_staff", "/rectifications?state=closed", false},
		{"hd_staff", "/rectifications?late=yes", false}, {"hd_staff", "/rectifications?q=收费", true}, {"hd_staff", "/rectifications?q=食堂", false},
		{"city_staff", "/rectifications?unit=110108", true}, {"city_staff", "/rectifications?unit=110102", false}, {"auditor", "/rectifications", true},
	} {
		if got := strings.Contains(b.open(c.who, c.path, 200), at); got != c.want {
			t.Errorf("%s %s shows it: %v", c.who, c.path, got)
		}
	}
	csv := b.open("hd_staff", "/rectifications?state=issued&format=csv", 200)
	if !strings.Contains(csv, "海教督整〔2026〕1号") || strings.Count(csv, "\n") != 2 {
		t.Errorf("csv = %q", csv)
	}
	if x := b.open("hd_staff", "/rectifications?format=xlsx", 200); !strings.HasPrefix(x, "PK") {
		t.Error("no workbook")
	}
	b.open("hd_head2", at, 404)
	b.open("system_admin", "/rectifications", 403)
	b.open("hd_head1", "/rectifications/integrity", 403)
	for _, p := range []string{"/rectifications/integrity", "/district-issues", "/findings"} {
		b.open("hd_leader", p, 200)
	}
}

// The API does what the pages do.
func TestAPI(t *testing.T) {
	b := browser{testkit.New(t), t}
	rec := b.JSON("hd_staff", "POST", "/api/v1/rectifications", `{"unit_id":"hd_school1","text":"问题","severity":"minor"}`)
	id := regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || id == nil {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	at := "/api/v1/rectifications/" + id[1]
	if rec := b.JSON("hd_staff", "POST", at+"/issue", `{"version":1,"in":{"number":"海1号","due_on":"2026-10-20"}}`); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"state":"issued"`) {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.JSON("hd_staff", "POST", at+"/approve", `{"version":2,"in":{}}`); rec.Code != 409 {
		t.Errorf("approving what was not planned: %d %s", rec.Code, rec.Body)
	}
	if rec := b.JSON("hd_head1", "GET", "/api/v1/rectifications?state=issued", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"total":1`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := b.JSON("xc_staff", "GET", at, ""); rec.Code != 404 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
