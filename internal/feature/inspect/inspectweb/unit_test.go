package inspectweb_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/feature/access"
	"dudao/internal/feature/document"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/testkit"
)

// told brings the supervision to its preliminary opinion with one finding, through the services.
func (b browser) told(at string) {
	b.t.Helper()
	id := strings.TrimPrefix(at, "/inspections/")
	b.ready(id)
	staff := b.As("hd_staff")
	d, err := b.Inspect.Show(staff, id)
	b.Must(err)
	b.Must(b.Inspect.SendPreliminaryOpinion(document.Excused(staff, "证据另附"), id, d.Version, "节假日学生不在校"))
}

// ready brings it to where the preliminary opinion may be sent, with a finding that rests on no evidence.
func (b browser) ready(id string) {
	b.t.Helper()
	staff, one := b.As("hd_staff"), b.As("hd_inspector1")
	v := func() int {
		d, err := b.Inspect.Show(staff, id)
		b.Must(err)
		return d.Version
	}
	b.on("2026-10-12") // the self-evaluation is overdue
	b.Must(b.Inspect.BeginWork(one, id, v()))
	_, err := b.Inspect.AddRecord(one, id, fieldwork.Record{Kind: fieldwork.Tour, On: b.Inspect.Today(), Text: "巡视食堂"})
	b.Must(err)
	_, err = b.Inspect.RaiseFinding(one, id, inspect.NewFinding{Severity: "general", Clause: "《义务教育法》第三十五条", Text: "体育课时不足", Demand: "开足"})
	b.Must(err)
	d, err := b.Inspect.Show(staff, id)
	b.Must(err)
	for _, x := range d.Indicators {
		b.Must(b.Inspect.VerifyIndicator(one, id, inspect.Verification{Node: x.NodeCode, Version: x.Version, Grade: "b", Reason: "查看原件"}))
	}
	b.Must(b.Inspect.FinishWork(one, id, v()))
	b.Must(b.Inspect.SaveDraft(staff, id, inspect.LetterPreliminary, 0, inspect.LetterDraft{Text: "总体良好。"}))
}

// 《教育督导条例》第十八条第一款: two people of the school fill in the same section; nobody's text is
// lost, and only what really changed stands beside.
func TestTwoPeopleEvaluate(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.notified()
	page := at + "/evaluation?section=a1"
	b.do("hd_clerk1", page, at+"/evaluation", url.Values{"grade-b1": {"b"}, "text-b1": {"甲写的"}})
	rec := b.send("hd_head1", page, at+"/evaluation", url.Values{"grade-b1": {"c"}, "text-b1": {"乙写的"}, "grade-b2": {"a"}, "text-b2": {"乙写的第二项"}, "version-b1": {"1"}})
	html := rec.Body.String()
	if rec.Code != 409 {
		t.Fatalf("code = %d\n%s", rec.Code, html)
	}
	for _, want := range []string{"乙写的", "甲写的", "乙写的第二项", " · hd_clerk1", `name="version-b1" value="2"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(html, "他人已保存的内容"); n != 2 {
		t.Errorf("%d fields say that somebody else saved them, want grade and text of the first indicator", n)
	}
	b.do("hd_head1", page, at+"/evaluation", url.Values{"grade-b1": {"c"}, "text-b1": {"合起来写的"}})
	b.has("hd_clerk1", page, "合起来写的")
	b.on("2026-09-28")
	b.has("hd_clerk1", page, "已过 3 天")
}

// 《教育督导条例》第二十条第二款: the reply goes point by point, with as many points as the unit wants.
func TestReplyPointByPoint(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.notified()
	b.told(at)
	page := at + "/reply"
	if html := b.open("hd_head1", page, 200); !strings.Contains(html, `name="more-3"`) || strings.Contains(html, `name="more-4"`) || !strings.Contains(html, "体育课时不足") {
		t.Fatalf("the form of the reply\n%s", html)
	}
	b.open("hd_staff", at, 200)
	rec := b.send("hd_head1", page, page, url.Values{})
	if rec.Code != 422 {
		t.Errorf("an empty reply: %d", rec.Code)
	}
	typed := url.Values{"text": {"总体认可"}, "more-1": {"第一点"}, "more-2": {""}, "more-3": {"第三点"}}
	rec = b.Post("hd_head1", page+"?more=1", typed)
	if html := rec.Body.String(); rec.Code != 200 || !strings.Contains(html, `name="more-6"`) || !strings.Contains(html, "第三点") || !strings.Contains(html, "总体认可") {
		t.Fatalf("more points: %d\n%s", rec.Code, html)
	}
	typed.Set("more-6", "第六点")
	b.do("hd_head1", page, page, typed)
	html := b.has("hd_head1", at+"/opinion", "总体认可", "第一点", "第三点", "第六点", "第 4 点")
	if strings.Contains(html, "第 5 点") {
		t.Error("empty points were kept")
	}
	b.open("hd_head2", page, 404)
}

// After its last day a reply is refused in plain words, and what was typed is shown, not lost.
func TestReplyTooLate(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.notified()
	b.told(at)
	page := at + "/reply"
	html := b.open("hd_head1", page, 200)
	b.Clock.Days(120)
	late := b.has("hd_head1", page, "申辩期已于", "海淀区人民政府教育督导室")
	if strings.Contains(late, "<textarea") {
		t.Error("the form is offered though it cannot be sent")
	}
	typed := url.Values{"text": {"来晚了的意见"}}
	for _, m := range hidden.FindAllStringSubmatch(html, -1) {
		typed.Set(m[1], m[2])
	}
	rec := b.Post("hd_head1", page, typed)
	if body := rec.Body.String(); rec.Code != 409 || !strings.Contains(body, "申辩期已于") || !strings.Contains(body, "来晚了的意见") {
		t.Errorf("code = %d\n%s", rec.Code, body)
	}
	b.has("hd_head1", at+"/waive", "申辩期已于")
}

// The unit that has nothing to say confirms so.
func TestWaive(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.notified()
	b.told(at)
	b.has("hd_head1", at+"/waive", "没有异议", "总体良好。")
	b.step("hd_head1", at, "waive", url.Values{})
	b.has("hd_head1", at+"/opinion", "单位表示不申辩")
	b.has("hd_head1", at+"/reply", "拟意见书")
}

// An expert is invited by name; with an account the person is in the team and may look.
func TestExpertByName(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	b := browser{w, t}
	a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "qian", Name: "钱专家", UnitID: "city_office"}})
	w.Must(err)
	_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: a.ID, Role: access.Expert, UnitID: "city_office", Reason: "聘请"})
	w.Must(err)
	s := b.begun()
	at := s + "/team"
	text := b.open("hd_staff", at, 200)
	if !strings.Contains(text, `data-pick="/people/pick?role=expert"`) || strings.Contains(text, "账号编号") {
		t.Error("no picker")
	}
	for _, form := range []url.Values{{"name": {"钱专家"}, "note": {"食品安全"}}, {"name": {"孙老师"}, "note": {"消防"}}} {
		b.do("hd_staff", at, at+"/experts", form)
	}
	d, err := w.Inspect.Show(w.As("hd_staff"), strings.TrimPrefix(s, "/inspections/"))
	w.Must(err)
	found := map[string]string{}
	for _, m := range d.Team {
		found[m.Name] = m.AccountID
	}
	if found["钱专家"] != a.ID || found["孙老师"] != "" || len(found) != 2 {
		t.Errorf("%v", found)
	}
}

// A warning of the check before issue asks for a reason on the form that was refused; with it the step is taken
// and the reason stays with the letter.
func TestWarningAsksForAReason(t *testing.T) {
	t.Parallel()
	b := browser{testkit.New(t), t}
	at := b.notified()
	id := strings.TrimPrefix(at, "/inspections/")
	b.ready(id)
	b.Account("hd_staff")
	signed := b.SignIn("hd_staff")
	d, err := b.Inspect.Show(b.As("hd_staff"), id)
	b.Must(err)
	form := url.Values{"version": {strconv.Itoa(d.Version)}, "hearing_reason": {"节假日学生不在校"}}
	rec := signed.Post(at+"/send", form)
	if html := rec.Body.String(); rec.Code != 422 || !strings.Contains(html, `name="excuse"`) || !strings.Contains(html, "问题没有证据") {
		t.Fatalf("%d: no reason is asked for\n%s", rec.Code, html)
	}
	form.Set("excuse", "证据另附")
	if rec := signed.Post(at+"/send", form); rec.Code != 303 {
		t.Fatalf("with a reason: %d %s", rec.Code, rec.Body)
	}
	letters, err := b.Letters.Shown(b.As("hd_staff"), d.Ref())
	b.Must(err)
	for _, l := range letters {
		if l.Kind == document.Preliminary && l.Excuse != "证据另附" {
			t.Errorf("the letter keeps %q", l.Excuse)
		}
	}
}
