package e2e_test

import (
	"strings"
	"testing"

	"dudao/internal/e2e"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
)

// consequence walks one record of accountability through its pages.
type consequence struct {
	*loop
	k  accountability.Kind
	at string
}

// begin opens a record by its form.
func (l *loop) begin(k accountability.Kind, typed ...string) *consequence {
	path, from := accountability.Paths[k], ""
	if k == accountability.Case {
		l.see("hd_staff", path+"/new")
		from = "?object=school"
	}
	b := l.send("hd_staff", path+"/new"+from, "form[action='"+path+"']", typed...)
	return &consequence{l, k, b.Path()}
}

func (c *consequence) id() string { return c.at[strings.LastIndexByte(c.at, '/')+1:] }

func (c *consequence) step(who, action string, typed ...string) {
	c.t.Helper()
	c.asked(who, c.at, action, typed...)
}

// answers answers the first point of the reply.
func (c *consequence) answers(who, verdict string) {
	c.t.Helper()
	f := c.Record(who, c.k, c.id())
	c.step(who, "points/"+f.Points[0].ID, "verdict=", verdict, "answer", "经核对，证据充分。")
}

// letter takes the letter of the record through the house.
func (c *consequence) letter(staff, leader string) {
	c.t.Helper()
	c.Dispatch(c.Record(staff, c.k, c.id()).Ref(), staff, leader)
}

// 京教组发〔2020〕5号（三）严肃约谈制度, in the browser from the form to its end.
func TestTalkInTheBrowser(t *testing.T) {
	t.Parallel()
	l := &loop{Site: e2e.Start(t), t: t, b: map[string]*e2e.Browser{}}
	c := l.begin(accountability.Talk, "unit", "海淀第一小学", "grounds=", "talk.safety", "facts", "疏散通道堆放杂物。")
	c.step("hd_staff", "edit", "grounds=", "talk.duty", "on", l.Rectify.Today().AddDays(3).String(), "time", "9:30", "place", "区督导室", "speakers", "甲某，主任\n乙某，督学", "persons", "丙某，校长")
	c.step("hd_staff", "notify")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_head1", "state", "points", "杂物已清理。")
	l.Clock.Days(3)
	today := l.Rectify.Today()
	c.step("hd_staff", "hold", "warning", "立即消除隐患。", "demands", "清空通道\n每日巡查", "due_on", today.AddDays(20).String())
	c.step("hd_staff", "sign_office")
	c.step("hd_head1", "sign")
	c.answers("hd_staff", "accepted")
	c.step("hd_staff", "file")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_head1", "report", "text", "已落实。")
	c.step("hd_staff", "verify", "met=", "yes", "text", "现场核实。")
	l.see("hd_head1", c.at).WantText("main", "办结")
	l.see("hd_staff", "/talks").WantText("main", "约谈海淀第一小学相关负责人")
	l.see("hd_staff", "/dossiers?unit=%E6%B5%B7%E6%B7%80%E7%AC%AC%E4%B8%80%E5%B0%8F%E5%AD%A6").WantText("main", "清空通道")
}

// 《教育督导问责办法》, in the browser: from the lead to the decision, an appeal and its correction.
func TestCaseInTheBrowser(t *testing.T) {
	t.Parallel()
	l := &loop{Site: e2e.Start(t), t: t, b: map[string]*e2e.Browser{}}
	today := l.Rectify.Today()
	c := l.begin(accountability.Case, "unit", "海淀第一小学", "grounds=", "school.rectify", "facts", "逾期未整改。")
	c.step("hd_staff", "team", "team", "甲某，主任\n乙某，督学")
	c.step("hd_staff", "find", "found", "三项未整改。", "proof", "现场记录")
	c.step("hd_staff", "measure", "measure=", "unit.criticise")
	c.step("hd_staff", "inform", "due_on", today.AddDays(9).String())
	c.step("hd_head1", "state", "points", "资金未到位。")
	c.answers("hd_staff", "refused")
	c.step("hd_staff", "consult", "others", "区财政局")
	c.step("hd_staff", "opinion", "consult", l.asks(c.id()), "agree=", "yes")
	c.step("hd_staff", "submit")
	c.step("hd_leader", "approve", "post=", "副主任")
	c.letter("hd_staff", "hd_leader")
	c.step("hd_staff", "publish", "scope=", "site")
	c.step("hd_head1", "ask_appeal", "points", "验收记录未采信。")
	appeal := &consequence{l, accountability.Appeal, l.Record("hd_staff", c.k, c.id()).Below[0].URL()}
	appeal.answers("city_staff", "accepted")
	appeal.step("city_staff", "propose", "result=", "wrong", "text", "验收记录属实。", "demand", "撤销公开批评。")
	appeal.step("city_leader", "approve")
	appeal.letter("city_staff", "city_leader")
	c.step("hd_staff", "correct", "result=", "revoke", "text", "撤销公开批评。")
	c.letter("hd_staff", "hd_leader")
	l.see("hd_head1", c.at).WantText("main", "已撤销")
	l.see("", "/public/items/"+l.Record("hd_staff", c.k, c.id()).PortalID).WantText("main", "已纠正")
}

// asks is the question of a case to its only member unit.
func (l *loop) asks(id string) string {
	list, err := liability.ConsultsOf(l.t.Context(), l.DB, id)
	l.Must(err)
	return list[0].ID
}
