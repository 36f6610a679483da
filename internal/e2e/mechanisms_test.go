package e2e_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"dudao/internal/e2e"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// mechanisms is one order of a school that is never done, and all that follows from it.
type mechanisms struct {
	*loop
	order rectify.OrderID
}

// 京教组发〔2020〕5号（三）, all in the browser: an order runs late, is urged, and the office decides rung after
// rung: 督办单, 约谈, 通报, 问责 with review, appeal and correction; then a commendation, and the dossier of the school.
func TestMechanismsInTheBrowser(t *testing.T) {
	t.Parallel()
	m := &mechanisms{loop: &loop{Site: e2e.Start(t), t: t, b: map[string]*e2e.Browser{}}}
	m.lateOrder()
	m.urged()
	talk := m.decide(ladder.Talk, "hd_leader")
	m.talked(talk)
	m.later(15)
	m.circulated(m.decide(ladder.Circular, "hd_leader"))
	m.later(15)
	c := m.decide(ladder.Account, "hd_leader")
	m.heldToAccount(c)
	m.reviewed(c)
	m.appealed(c)
	m.commended()
	m.dossier()
}

// lateOrder: the office writes an order, sends it, and its day passes.
func (m *mechanisms) lateOrder() {
	b := m.send("hd_staff", "/rectifications/new", "form[action='/rectifications']", "unit", "海淀第一小学", "clause", "《消防法》第二十八条", "severity=", "serious", "text", "疏散通道堆放杂物", "demand", "清空疏散通道")
	m.at = b.Path()
	m.order = rectify.OrderID(m.at[strings.LastIndexByte(m.at, '/')+1:])
	m.send("hd_staff", m.at+"/issue", "form[action='"+m.at+"/issue']", "due_on", m.Rectify.Today().AddDays(30).String())
	m.RunJobs()
	m.see("hd_head1", m.at).WantText("main", "清空疏散通道")
	m.later(31)
}

// later lets days pass, and their night.
func (m *mechanisms) later(days int) {
	m.t.Helper()
	m.Clock.Days(days)
	m.Must(m.DB.Write(m.t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(m.t.Context(), tx) }))
	m.RunJobs()
}

// rung is a measure of the ladder as it stands on the order.
func (m *mechanisms) rung(r ladder.Rung) ladder.Escalation {
	m.t.Helper()
	o, err := m.Rectify.Order(m.As("hd_staff"), m.order)
	m.Must(err)
	i := slices.IndexFunc(o.Rungs, func(e ladder.Escalation) bool { return e.Rung == r })
	if i < 0 {
		m.t.Fatalf("%s is not there: %+v", r.Label(), o.Rungs)
	}
	return o.Rungs[i]
}

// urged: the reminder was recorded by itself, the 督办单 is decided and names a day of its own, which passes.
func (m *mechanisms) urged() {
	if e := m.rung(ladder.Remind); e.State != ladder.Recorded {
		m.t.Errorf("the reminder is %s", e.State)
	}
	m.see("hd_head1", m.at).WantText("main", "逾期提醒")
	at := m.rung(ladder.Notice).PageURL()
	m.english("hd_staff", at)
	due := m.Rectify.Today().AddDays(10)
	m.send("hd_staff", at, "#confirm", "demand", "十日内清空疏散通道", "due_on", due.String()).WantText("main", "十日内清空疏散通道")
	m.RunJobs()
	m.see("hd_head1", at).WantText("main", "海教督")
	m.later(11)
}

// decide confirms a rung, and leads to the record of the mechanism that it opened.
func (m *mechanisms) decide(r ladder.Rung, who string) *consequence {
	m.t.Helper()
	at := m.rung(r).PageURL()
	m.english(who, at)
	m.send(who, at, "#confirm", "reason", "督办期限届满仍未整改").WantText("main", "督办期限届满仍未整改")
	k := map[ladder.Rung]accountability.Kind{ladder.Talk: accountability.Talk, ladder.Circular: accountability.Circular, ladder.Account: accountability.Case}[r]
	opened := m.links("hd_staff", accountability.Paths[k], "tbody a[href^='"+accountability.Paths[k]+"/']")
	if len(opened) != 1 {
		m.t.Fatalf("%s opened %v", r.Label(), opened)
	}
	c := &consequence{m.loop, k, opened[0]}
	if b := m.see("hd_staff", c.at); b.Count("main a[href='"+at+"']") != 1 {
		m.t.Errorf("%s does not lead back to what was decided", c.at)
	}
	return c
}

// talked: notice, talk, signatures, filing, report.
func (m *mechanisms) talked(c *consequence) {
	today := m.Rectify.Today()
	c.step("hd_staff", "edit", "on", today.AddDays(2).String(), "time", "9:30", "place", "区督导室", "speakers", "甲某，主任\n乙某，督学", "persons", "丙某，校长")
	if got := e2e.Eval[string](m.see("hd_staff", c.at), `document.querySelector("[name=persons]").value`); got != "丙某，校长，海淀第一小学" {
		m.t.Errorf("the person comes back as %q", got)
	}
	c.step("hd_staff", "notify")
	c.letter("hd_staff", "hd_leader")
	m.see("hd_head1", c.at).WantText("main", "区督导室")
	m.Clock.Days(2)
	today = m.Rectify.Today()
	c.step("hd_staff", "hold", "warning", "立即清空。", "demands", "清空疏散通道\n每日巡查", "due_on", today.AddDays(20).String())
	c.step("hd_staff", "sign_office")
	c.step("hd_head1", "sign")
	c.step("hd_staff", "file")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_head1", "report", "text", "正在清理。")
	c.step("hd_staff", "verify", "met=", "yes", "text", "现场核实。")
	m.see("hd_head1", c.at).WantText("main .top", "办结")
	m.english("hd_staff", c.at)
}

// circulated: shown to the school, answered, approved, printed, published.
func (m *mechanisms) circulated(c *consequence) {
	c.step("hd_staff", "edit", "performance", "推进缓慢", "rectification", "一项未完成")
	c.step("hd_staff", "show", "due_on", m.Rectify.Today().AddDays(5).String())
	c.step("hd_head1", "state", "points", "施工审批未下达。")
	c.answers("hd_staff", "refused")
	c.step("hd_staff", "submit")
	c.step("hd_leader", "approve")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_staff", "publish")
	m.see("", "/public/items/"+m.Record("hd_staff", c.k, c.id()).PortalID).WantText("main", "推进缓慢")
	m.english("hd_staff", c.at)
}

// heldToAccount: 《教育督导问责办法》 from the working group to the publication of the decision.
func (m *mechanisms) heldToAccount(c *consequence) {
	c.step("hd_staff", "team", "team", "甲某，主任\n乙某，督学")
	c.step("hd_staff", "find", "found", "疏散通道至今未清空。", "proof", "现场照片")
	c.step("hd_staff", "measure", "measure=", "unit.criticise")
	c.step("hd_staff", "inform", "due_on", m.Rectify.Today().AddDays(9).String())
	c.step("hd_head1", "state", "points", "资金未到位。")
	c.answers("hd_staff", "refused")
	c.step("hd_staff", "consult", "others", "区财政局")
	c.step("hd_staff", "opinion", "consult", m.asks(c.id()), "agree=", "yes")
	c.step("hd_staff", "submit")
	c.step("hd_leader", "approve", "post=", "副主任")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_staff", "publish", "scope=", "site")
	m.see("hd_head1", c.at).WantText("main .top", "已决定")
	m.english("hd_staff", c.at)
}

// below is the youngest review or appeal of a case.
func (m *mechanisms) below(c *consequence, k accountability.Kind) *consequence {
	m.t.Helper()
	for _, x := range m.Record("hd_staff", c.k, c.id()).Below {
		if x.Kind == k {
			return &consequence{m.loop, k, x.URL()}
		}
	}
	m.t.Fatalf("no %s below %s", k, c.at)
	return nil
}

// reviewed: the office that decided looks again and upholds.
func (m *mechanisms) reviewed(c *consequence) {
	c.step("hd_head1", "ask_review", "points", "问责方式过重。")
	r := m.below(c, accountability.Review)
	r.answers("hd_staff", "refused")
	r.step("hd_staff", "propose", "result=", "uphold", "text", "事实清楚，方式适当。")
	r.step("hd_leader", "approve")
	r.letter("hd_staff", "hd_leader")
	m.see("hd_head1", r.at).WantText("main", "维持原决定")
	m.english("hd_staff", r.at)
}

// appealed: the office above finds the decision wrong, and it is corrected in public, too.
func (m *mechanisms) appealed(c *consequence) {
	c.step("hd_head1", "ask_appeal", "points", "验收记录未采信。")
	a := m.below(c, accountability.Appeal)
	a.answers("city_staff", "accepted")
	a.step("city_staff", "propose", "result=", "wrong", "text", "验收记录属实。", "demand", "撤销公开批评。")
	a.step("city_leader", "approve")
	a.letter("city_staff", "city_leader")
	m.english("city_staff", a.at)
	c.step("hd_staff", "correct", "result=", "revoke", "text", "撤销公开批评。")
	c.letter("hd_staff", "hd_leader")
	m.see("hd_head1", c.at).WantText("main", "已撤销")
	m.see("", "/public/items/"+m.Record("hd_staff", c.k, c.id()).PortalID).WantText("main", "已纠正")
}

// commended: another school did well.
func (m *mechanisms) commended() {
	c := m.begin(accountability.Honour, "unit", "海淀第一初级中学", "facts", "综合督导结果优秀。")
	c.step("hd_staff", "edit", "merits", "办学规范", "priority", "设备更新优先安排", "until", m.Rectify.Today().AddDays(300).String())
	c.step("hd_staff", "submit")
	c.step("hd_leader", "approve")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_staff", "publish")
	m.see("", "/public/items/"+m.Record("hd_staff", c.k, c.id()).PortalID).WantText("main", "办学规范")
	m.english("hd_staff", c.at)
}

// dossier: everything of the school on one page and in two files, in both languages.
func (m *mechanisms) dossier() {
	at := "/dossiers?unit=" + url.QueryEscape("海淀第一小学")
	b := m.see("hd_leader", at)
	for _, want := range []string{"约谈", "督导通报", "问责", "清空疏散通道", "公开批评", "已撤销"} {
		b.WantText("#dossier", want)
	}
	if text := m.file(b, at+"&format=docx", "word/document.xml"); !strings.Contains(text, "清空疏散通道") {
		m.t.Error("the letter of the dossier does not know the talk")
	}
	if text := m.file(b, at+"&format=xlsx", "xl/"); !strings.Contains(text, "督导通报") {
		m.t.Error("the table of the dossier does not know the circular")
	}
	b.English()
	if text := m.file(b, at+"&format=xlsx", "xl/"); !strings.Contains(text, "Formal talk") {
		m.t.Error("the kinds of the dossier are not in English")
	}
	b.Cookie("lang", "")
}

// file downloads an Office file with the cookies of a window and returns what is inside below a path.
func (m *mechanisms) file(b *e2e.Browser, path, under string) (text string) {
	m.t.Helper()
	raw, err := base64.StdEncoding.DecodeString(e2e.Eval[string](b, `fetch("`+path+`").then(r => r.arrayBuffer()).then(a => btoa(Array.from(new Uint8Array(a), c => String.fromCharCode(c)).join("")))`))
	m.Must(err)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		m.t.Fatalf("%s: %v", path, err)
	}
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, under) {
			r, err := f.Open()
			m.Must(err)
			part, err := io.ReadAll(r)
			m.Must(err)
			text += string(part)
		}
	}
	return text
}

// english looks at a page in English: what the program says by itself, labels and the law, has no Chinese left.
func (m *mechanisms) english(who, path string) {
	m.t.Helper()
	b := m.as(who)
	b.English()
	b.Go(path)
	b.Check("en-" + strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "-"))
	left := e2e.Eval[[]string](b, `[...document.querySelectorAll("main :is(dt, label, legend, summary, button, h2, th, option, .hint, .chip, .chain li, .note, form .notice)")].map(e => e.textContent.trim()).filter(s => /[\u4e00-\u9fff]/.test(s))`)
	if len(left) > 0 {
		m.t.Errorf("%s in English still says %q", path, left)
	}
	b.Cookie("lang", "")
}
