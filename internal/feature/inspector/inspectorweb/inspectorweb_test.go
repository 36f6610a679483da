package inspectorweb_test

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

// send fills the form of a page with what it hides, and posts it.
func (b browser) send(who, page, action string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	for _, m := range regexp.MustCompile(`name="(version|id)" value="([^"]*)"`).FindAllStringSubmatch(b.open(who, page, 200), -1) {
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

func particulars(name string) url.Values {
	return url.Values{"unit": {"海淀区督导室"}, "name": {name}, "kind": {"part"}, "field": {"school"}, "post": {"某小学校长"}, "certificate_no": {"京督001"},
		"term_from": {"2026-01-01"}, "term_to": {"2028-12-31"}, "terms": {"1"}, "stages": {"primary", "junior"}}
}

// registered puts hd_inspector1 into the register through the pages and returns the URL.
func (b browser) registered(name string) string {
	b.t.Helper()
	b.Account("hd_inspector1")
	form := particulars(name)
	form.Set("account_id", "hd_inspector1")
	return b.done(b.send("hd_staff", "/inspectors/new", "/inspectors", form))
}

// From the appointment to the end, as the office.
func TestRegister(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	if html := b.open("hd_staff", "/inspectors", 200); !strings.Contains(html, "没有符合条件的督学") || !strings.Contains(html, `href="/inspectors/new"`) {
		t.Error("the empty list does not say what to do")
	}
	form := particulars("张督学")
	form.Set("term_to", "2030-12-31")
	rec := b.send("hd_staff", "/inspectors/new", "/inspectors", form)
	if body := rec.Body.String(); rec.Code != 422 || !strings.Contains(body, "张督学") || !strings.Contains(body, "第六条") || !strings.Contains(body, `value="primary" checked`) && !strings.Contains(body, `value="primary" id="f-inspectors-stages" checked`) {
		t.Fatalf("five years of a part-time inspector: %d\n%s", rec.Code, body)
	}
	b.Account("hd_inspector1")
	if !strings.Contains(b.open("hd_staff", "/inspectors/new", 200), `value="hd_inspector1"`) {
		t.Error("the account of the inspector is not offered")
	}
	at := b.registered("张督学")
	html := b.open("hd_staff", at, 200)
	for _, want := range []string{"张督学", "京督001", "2026-01-01 至 2028-12-31", "聘期还有", at + "/edit", at + "/end", at + "/ties", "第六条"} {
		if !strings.Contains(html, want) {
			t.Errorf("the record lacks %s", want)
		}
	}
	// renewed
	next := particulars("张督学")
	next.Set("terms", "4")
	if rec := b.send("hd_staff", at+"/edit", at+"/edit", next); rec.Code != 422 || !strings.Contains(rec.Body.String(), "不得超过 3 个任期") {
		t.Errorf("a fourth term: %d", rec.Code)
	}
	next.Set("terms", "2")
	next.Set("term_to", "20281231")
	if rec := b.send("hd_staff", at+"/edit", at+"/edit", next); rec.Code != 422 || !strings.Contains(rec.Body.String(), "20281231") && !strings.Contains(rec.Body.String(), "日期请写成") {
		t.Errorf("no day: %d", rec.Code)
	}
	next.Set("term_to", "2028-12-31")
	b.done(b.send("hd_staff", at+"/edit", at+"/edit", next))
	// ended
	if rec := b.send("hd_staff", at+"/end", at+"/end", url.Values{}); rec.Code != 422 {
		t.Errorf("an end without a reason: %d", rec.Code)
	}
	b.done(b.send("hd_staff", at+"/end", at+"/end", url.Values{"reason": {"工作调动"}}))
	html = b.open("hd_staff", at, 200)
	if !strings.Contains(html, "工作调动") || strings.Contains(html, at+"/edit") {
		t.Error("after the end the record is not as it should be")
	}
	if rec := b.Post("hd_staff", at+"/edit", func() url.Values { next.Set("version", "3"); return next }()); rec.Code != 409 {
		t.Errorf("an edit after the end: %d", rec.Code)
	}
}

// 《教育督导条例》第十条: the inspector declares, the office ends; each tie names its article.
func TestTies(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.registered("张督学")
	if html := b.open("hd_inspector1", at, 200); !strings.Contains(html, at+"/ties") || strings.Contains(html, at+"/edit") {
		t.Error("the inspector is offered something else than declaring")
	}
	tie := url.Values{"unit": {"海淀第一小学"}, "kind": {"other"}, "note": {""}}
	rec := b.send("hd_inspector1", at+"/ties", at+"/ties", tie)
	if body := rec.Body.String(); rec.Code != 422 || !strings.Contains(body, "请说明情形") || !strings.Contains(body, "海淀第一小学") {
		t.Fatalf("another tie without words: %d\n%s", rec.Code, body)
	}
	tie.Set("kind", "family_at")
	b.done(b.send("hd_inspector1", at+"/ties", at+"/ties", tie))
	again := url.Values{"unit": {"海淀第一小学"}, "kind": {"family_at"}, "id": tie["id"]}
	b.done(b.Post("hd_inspector1", at+"/ties", again))
	html := b.open("hd_staff", at, 200)
	if !strings.Contains(html, "应当回避") || !strings.Contains(html, "《浙江省教育督导条例》第二十条") || strings.Contains(html, "tie-2") {
		t.Error("the tie does not show once with its article")
	}
	if html := b.open("hd_inspector2", at, 200); strings.Contains(html, "海淀第一小学") || strings.Contains(html, at+"/ties") {
		t.Error("another inspector sees the tie or may declare one")
	}
	if rec := b.Post("hd_inspector2", at+"/ties", url.Values{"unit": {"海淀第一小学"}, "kind": {"family_at"}}); rec.Code != 403 {
		t.Errorf("a tie of somebody else: %d", rec.Code)
	}
	b.open("hd_inspector2", at+"/ties", 403)
	end := regexp.MustCompile(at + `/ties/[0-9a-f-]{36}/end`).FindString(html)
	if rec := b.send("hd_staff", end, end, url.Values{}); rec.Code != 422 {
		t.Errorf("a tie ended without a reason: %d", rec.Code)
	}
	b.done(b.send("hd_staff", end, end, url.Values{"reason": {"子女已毕业"}}))
	if html := b.open("hd_staff", at, 200); !strings.Contains(html, "不再回避") || !strings.Contains(html, "子女已毕业") || strings.Contains(html, end) {
		t.Error("the end of the tie does not show")
	}
}

// Two people of the office: the second keeps what was typed and sees what the first saved.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.registered("张督学")
	first, second := particulars("张督学"), particulars("张督学")
	first.Set("certificate_no", "甲号")
	first.Set("kind", "full")
	second.Set("certificate_no", "乙号")
	second.Set("version", "1")
	b.done(b.send("hd_staff", at+"/edit", at+"/edit", first))
	rec := b.Post("hd_staff2", at+"/edit", second)
	if body := rec.Body.String(); rec.Code != 409 || !strings.Contains(body, "甲号") || !strings.Contains(body, "乙号") || !strings.Contains(body, `name="version" value="2"`) || !strings.Contains(body, "<p>专职</p>") {
		t.Errorf("code = %d\n%s", rec.Code, body)
	}
}

// The list narrows, exports what is filtered, and shows no other district.
func TestList(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.registered("张督学")
	for _, c := range []struct {
		who, path string
		want      bool
	}{
		{"hd_staff", "/inspectors", true}, {"xc_staff", "/inspectors", false}, {"city_staff", "/inspectors", true}, {"auditor", "/inspectors", true}, {"hd_leader", "/inspectors", true},
		{"hd_staff", "/inspectors?kind=part&field=school&state=valid", true}, {"hd_staff", "/inspectors?kind=full", false}, {"hd_staff", "/inspectors?field=government", false},
		{"hd_staff", "/inspectors?state=expired", false}, {"hd_staff", "/inspectors?q=京督001", true}, {"hd_staff", "/inspectors?q=李", false}, {"hd_staff", "/inspectors?level=city", false},
		{"city_staff", "/inspectors?unit=110108&level=district&sort=term_to&desc=yes", true}, {"city_staff", "/inspectors?unit=110102", false},
	} {
		if got := strings.Contains(b.open(c.who, c.path, 200), at); got != c.want {
			t.Errorf("%s %s shows it: %v", c.who, c.path, got)
		}
	}
	if csv := b.open("hd_staff", "/inspectors?format=csv", 200); strings.Count(csv, "\n") != 2 || !strings.Contains(csv, "张督学") {
		t.Errorf("csv = %q", csv)
	}
	if x := b.open("hd_staff", "/inspectors?format=xlsx", 200); !strings.HasPrefix(x, "PK") {
		t.Error("no workbook")
	}
	b.open("xc_staff", at, 404)
	b.open("hd_head1", "/inspectors", 403)
	b.Clock.Days(900)
	if !strings.Contains(b.open("hd_staff", "/inspectors?state=expired", 200), at) || !strings.Contains(b.open("hd_staff", at, 200), "聘期已满") {
		t.Error("the end of the term does not show")
	}
}

// The API does what the pages do, and answers as its document says.
func TestAPI(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	person := map[string]any{"name": "张督学", "kind": "full", "field": "both", "certificate_no": "1", "term_from": "2026-01-01", "term_to": "2028-12-31", "terms": 1, "account_id": "hd_inspector1"}
	rec := w.API("hd_staff", "POST", "/inspectors", person)
	id := regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || id == nil || !strings.Contains(rec.Body.String(), `"state":"valid"`) {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	at := "/inspectors/" + id[1]
	person["version"], person["name"] = 1, "张三"
	if rec := w.API("hd_staff", "POST", at+"/edit", person); rec.Code != 200 || !strings.Contains(rec.Body.String(), "张三") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "POST", at+"/edit", person); rec.Code != 409 {
		t.Errorf("stale: %d %s", rec.Code, rec.Body)
	}
	rec = w.API("hd_inspector1", "POST", at+"/ties", map[string]any{"unit_id": "hd_school1", "kind": "family_at"})
	tie := regexp.MustCompile(`"ties":\[\{"id":"([0-9a-f-]{36})"`).FindStringSubmatch(rec.Body.String())
	if rec.Code != 200 || tie == nil {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_inspector2", "GET", at, nil); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"ties":[]`) {
		t.Errorf("another inspector: %d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "POST", at+"/ties/"+tie[1]+"/end", map[string]any{"reason": "毕业"}); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("hd_staff", "POST", at+"/end", map[string]any{"version": 2, "reason": "调动"}); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"state":"ended"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("city_staff", "GET", "/inspectors?state=ended", nil); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"total":1`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.API("xc_staff", "GET", at, nil); rec.Code != 404 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
