package e2e_test

import (
	"strings"
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/e2e"
)

// loop is the whole life of a supervision, walked by its people through the pages.
type loop struct {
	*e2e.Site
	t  *testing.T
	b  map[string]*e2e.Browser
	at string // the supervision
}

// as is the browser of a person; "" is nobody.
func (l *loop) as(who string) *e2e.Browser {
	if l.b[who] == nil {
		l.b[who] = l.Browser(l.t)
		if who != "" {
			l.b[who].As(who)
		}
	}
	return l.b[who]
}

// see opens a page as somebody and checks that everybody can use it.
func (l *loop) see(who, path string) *e2e.Browser {
	l.t.Helper()
	b := l.as(who)
	b.Go(path)
	if b.Count("main .form, main .card, main table, main article") == 0 {
		l.t.Fatalf("%s shows %s nothing: %s", path, who, b.Text("main"))
	}
	b.Check(strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(path, l.at), "/"), "/", "-"))
	return b
}

// send opens the page at path, fills in its form and submits it; the form has to be taken.
func (l *loop) send(who, path, form string, typed ...string) *e2e.Browser {
	l.t.Helper()
	b := l.see(who, path)
	fill(b, form, typed...)
	b.Submit(form)
	if b.Count("form[data-failed], .notice.late[role=alert]") > 0 {
		l.t.Fatalf("%s refuses %s: %s", path, who, b.Text("form[data-failed], .notice.late[role=alert]"))
	}
	return b
}

// fill puts values into fields: name, value, …; a name that ends in * means every field that begins so,
// and one with = ticks that choice.
func fill(b *e2e.Browser, form string, typed ...string) {
	for i := 0; i+1 < len(typed); i += 2 {
		name, value := typed[i], typed[i+1]
		switch {
		case strings.HasSuffix(name, "="):
			b.Open(form + " label:has([name='" + strings.TrimSuffix(name, "=") + "'][value='" + value + "'])")
		case strings.HasSuffix(name, "*"):
			b.Fill(form+" [name^='"+strings.TrimSuffix(name, "*")+"']", value)
		default:
			b.Fill(form+" [name='"+name+"']", value)
		}
	}
}

// step takes a step of the supervision on its own page.
func (l *loop) step(who, action string, typed ...string) {
	l.t.Helper()
	l.send(who, l.at+"/"+action, "form[action='"+l.at+"/"+action+"']", typed...)
}

// asked opens the panel of a step on a page and takes it.
func (l *loop) asked(who, path, action string, typed ...string) {
	l.t.Helper()
	b := l.see(who, path)
	b.Open("details.act:has(form[action$='/" + action + "']) > summary")
	fill(b, "form[action$='/"+action+"']", typed...)
	b.Submit("form[action$='/" + action + "']")
	if b.Count("form[data-failed], .notice.late[role=alert]") > 0 {
		l.t.Fatalf("%s refuses %s: %s", path, who, b.Text("main"))
	}
}

// links are the addresses on a page.
func (l *loop) links(who, path, css string) []string {
	b := l.as(who)
	b.Go(path)
	return e2e.Eval[[]string](b, `[...new Set([...document.querySelectorAll("main `+css+`")].map(a => a.getAttribute("href")))]`)
}

func (l *loop) on(d civil.Date) { l.Clock.Set(d.Time().Add(9 * time.Hour)) }

// From the year's plan to what everybody may read: 《教育督导条例》第十四条至第二十三条.
func TestWholeLoop(t *testing.T) {
	t.Parallel()
	l := &loop{Site: e2e.Start(t), t: t, b: map[string]*e2e.Browser{}}
	inspectors := l.Inspectors("hd") // through the service: the register, which is there before any supervision
	l.planned()
	l.prepared(inspectors)
	l.evaluated()
	l.onSite()
	l.opinion()
	order := l.rectified()
	l.reported()
	l.everybodyReads(order)
}

// planned: the plan with its item, approved.
func (l *loop) planned() {
	b := l.send("hd_staff", "/plans/new", "#new", "goal", "聚焦五育并举")
	p := b.Path()
	l.send("hd_staff", p+"/items/new", "#item", "title", "秋季学校综合督导", "mode=", "comprehensive", "field=", "school", "from", "2026-10-12", "to", "2026-10-23",
		"targets", "海淀第一小学", "standard_code", "yw-school", "lead_name", "张组长", "basis", "《教育督导条例》第十四条")
	l.asked("hd_staff", p, "submit")
	l.asked("hd_leader", p, "approve")
	b.Go("/inspections/new")
	b.Check("inspection-new")
	b.Submit("#new")
	l.at = b.Path()
	b.WantText("h1", "秋季学校综合督导")
}

// prepared: the team and the notice.
func (l *loop) prepared(inspectors []string) {
	for i, id := range inspectors {
		duty := "member"
		if i == 0 {
			duty = "leader"
		}
		l.send("hd_staff", l.at+"/team", "#inspectors", "inspector_id", id, "duty=", duty)
	}
	l.step("hd_staff", "notify", "number", "海教督〔2026〕1号", "due_on", "2026-09-25")
}

// evaluated: every indicator of every section, and the report of the school on itself.
func (l *loop) evaluated() {
	l.see("hd_head1", l.at).WantText("main", "海教督〔2026〕1号")
	clerk := l.see("hd_clerk1", l.at+"/evaluation")
	sections := append(l.links("hd_clerk1", l.at+"/evaluation", "a[href*='section=']"), l.at+"/evaluation")
	for _, s := range sections {
		clerk.Go(s)
		for _, name := range e2e.Eval[[]string](clerk, `[...document.querySelectorAll("#claims [name^=grade-]")].map(e => e.name.slice(6))`) {
			fill(clerk, "#claims", "grade-"+name, "b", "text-"+name, "有制度、有记录")
		}
		clerk.Submit("#claims")
	}
	l.step("hd_head1", "submit", "eval_text", "自评总体良好，体育场地不足。")
}

// onSite: records, what was verified, a finding.
func (l *loop) onSite() {
	l.on(civil.NewDate(2026, 10, 12))
	l.step("hd_inspector1", "begin")
	l.send("hd_inspector2", l.at+"/records/new?kind=class", "#record", "items", "2", "text", "体育两节，一节被语文占用", "nodes=", "b3")
	l.send("hd_inspector1", l.at+"/records/new?kind=meeting", "#record", "people", "12", "text", "座谈",
		"heard=", "students", "heard=", "parents", "heard=", "teachers", "heard=", "public")
	l.see("hd_inspector1", l.at+"/site").WantText("main", "体育两节")
	for _, page := range l.links("hd_inspector1", l.at+"/indicators", "a[href*='/indicators/']") {
		b := l.as("hd_inspector1")
		b.Go(page)
		grade, reason := "b", "与自评一致"
		if strings.HasSuffix(page, "/b3") {
			grade, reason = "d", "体育课被占用"
			b.Check("indicator")
		}
		fill(b, "#verify", "verified", grade, "reason", reason)
		b.Submit("#verify")
	}
	l.see("hd_inspector1", l.at+"/indicators")
	l.send("hd_inspector1", l.at+"/findings/new?node=b3", "#finding", "severity=", "serious", "text", "三年级体育课被其他学科占用", "clause", "《义务教育法》第三十五条", "demand", "开足体育课")
	l.see("hd_inspector1", l.at+"/findings").WantText("main", "三年级体育课")
	l.on(civil.NewDate(2026, 10, 16))
	l.step("hd_inspector1", "finish")
}

// opinion: preliminary opinion, reply, answer, opinion with the order.
func (l *loop) opinion() {
	l.send("hd_staff", l.at+"/letters/preliminary", "#letter", "text", "总体良好，体育课时不足。")
	l.step("hd_staff", "send")
	l.see("hd_head1", l.at+"/opinion").WantText("main", "体育课时不足")
	l.step("hd_head1", "reply", "point-*", "场地正在改造")
	l.send("hd_staff", l.at+"/letters/opinion", "#letter", "text", "总体评价良好。", "extra", "加强体育师资。", "due_on", "2026-12-31")
	b := l.see("hd_staff", l.at+"/opinion")
	b.WantText("main", "场地正在改造")
	b.Open("details.act:has(form[action*='/points/']) > summary")
	fill(b, "form[action*='/points/']", "verdict=", "rejected", "answer", "改造不影响课时")
	b.Submit("form[action*='/points/']")
	l.step("hd_staff", "propose")
	l.step("hd_leader", "issue", "number", "海教督意〔2026〕1号")
	l.see("hd_head1", l.at+"/opinion").WantText("main", "改造不影响课时")
}

// rectified: the order that came with the opinion, up to its publication.
func (l *loop) rectified() (order string) {
	orders := l.links("hd_head1", l.at, "#orders a[href^='/rectifications/']")
	if len(orders) != 1 {
		l.t.Fatalf("orders = %v", orders)
	}
	order = orders[0]
	act := func(who, action string, typed ...string) {
		l.t.Helper()
		l.send(who, order+"/"+action, "form[action='"+order+"/"+action+"']", typed...)
	}
	act("hd_head1", "plan", "lead", "副校长", "measures-*", "调整课表，补足课时", "lead-*", "教务主任", "by_on-*", "2026-11-20")
	act("hd_staff", "approve")
	l.on(civil.NewDate(2026, 11, 20))
	act("hd_head1", "submit", "result-*", "课表已调整，补课 16 节", "evidence-*", "新课表")
	act("hd_inspector2", "accept", "opinion", "随机看了六个班的课表，体育课时足额")
	act("hd_staff", "publish")
	l.see("hd_head1", order).WantText("main .top", "已公布")
	return order
}

// reported: the report from its first draft to its publication.
func (l *loop) reported() {
	page := l.at + "/report"
	b := l.see("hd_staff", page)
	b.Submit("form[action='" + page + "/compose']")
	b.WantText("main", "听课2节")
	l.asked("hd_staff", page, "report/submit")
	l.asked("hd_leader", page, "report/approve", "number", "海教督报〔2026〕1号")
	l.asked("hd_staff", page, "report/file", "government", "海淀区人民政府", "on", "2026-11-20")
	l.asked("hd_staff", page, "report/publish")
	l.see("hd_head1", l.at).WantText("main .top", "已公布")
}

// everybodyReads: nobody signs in and reads the report and how the problem was put right.
func (l *loop) everybodyReads(order string) {
	l.see("", "/public")
	for title, want := range map[string][]string{"综合督导的报告": {"海教督报〔2026〕1号", "三年级体育课被其他学科占用"}, "整改": {"补课 16 节", "体育课时足额"}} {
		b := l.see("", "/public/units/hd_school1")
		items := e2e.Eval[[]string](b, `[...document.querySelectorAll("main a[href^='/public/items/']")].filter(a => a.textContent.includes("`+title+`")).map(a => a.getAttribute("href"))`)
		if len(items) != 1 {
			l.t.Fatalf("%d entries called %s: %s", len(items), title, b.Text("main"))
		}
		l.see("", items[0])
		for _, w := range want {
			b.WantText("main", w)
		}
	}
	b := l.as("")
	b.Go(order)
	if strings.Contains(b.Text("main"), "补课 16 节") {
		l.t.Error("nobody reads the record of the order without signing in")
	}
}
