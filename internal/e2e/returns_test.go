package e2e_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"dudao/internal/e2e"
	"dudao/internal/testkit"
)

// 教督〔2017〕6号, in the browser: a campaign of the city, a school that gets figures wrong and is told while it types,
// a district that sends one cell back, a city that accepts.
func TestReturnInTheBrowser(t *testing.T) {
	t.Parallel()
	l := &loop{Site: e2e.Start(t), t: t, b: map[string]*e2e.Browser{}}
	l.send("city_staff", "/campaigns/new", "#new", "form", "school", "year", "2026", "title", "2026 年义务教育学校填报", "due_on", l.Returns.Today().AddDays(30).String())

	clerk := l.see("hd_clerk1", "/campaigns")
	clerk.Click("main a[href^='/campaigns/']")
	clerk.Check("campaign")
	l.at = l.links("hd_clerk1", clerk.Path(), "a[href^='/returns/']")[0]
	values := testkit.PrimarySchool()
	values["S10"], values["S13"] = "40", "380" // a digit forgotten
	clerk.Go(l.at)
	for _, code := range slices.Sorted(maps.Keys(values)) {
		if clerk.Count("#fill [name='"+code+"']:not([readonly])") > 0 {
			clerk.Fill("#fill [name='"+code+"']", values[code])
		}
	}
	clerk.WaitFor(`document.querySelector("#checks").textContent.includes("划片范围内的小学生不能超过小学学生数")`) // told while typing, nothing is saved
	clerk.Check("return-checked")
	clerk.Submit("#fill")
	clerk.WantText("#checks", "划片范围内的小学生不能超过小学学生数")

	head := l.see("hd_head1", l.at)
	head.Open("details.act:has(form[action$='/submit']) > summary")
	head.Submit("form[action$='/submit']")
	head.WantText("main", "不能提交") // an error blocks
	head.Check("return-refused")
	l.fillIn("hd_clerk1", "S10", "400")
	l.explained("hd_clerk1")
	l.asked("hd_head1", l.at, "submit")

	staff := l.send("hd_staff", l.at+"/review?do=send-back", "#review", "reason", "请核对场馆面积", "comment.S47", "与房产证不符")
	staff.WantText("main", "退回")
	clerk.Go(l.at)
	clerk.Check("return-sent-back")
	clerk.WantText("main", "与房产证不符")
	if n := clerk.Count("#fill input[name='S47']:not([readonly])"); n != 1 {
		t.Errorf("%d cells S47 to correct", n)
	}
	if n := clerk.Count("#fill input[name='S45']:not([readonly])"); n != 0 {
		t.Errorf("a cell that nobody sent back can be changed")
	}
	l.fillIn("hd_clerk1", "S47", "620")
	l.explained("hd_clerk1")
	l.asked("hd_head1", l.at, "submit")
	l.asked("hd_staff", l.at, "check")
	l.asked("city_staff", l.at, "accept")
	l.see("hd_head1", l.at).WantText("main", "已接收")
	l.see("city_staff", l.at+"/cells/S47").WantText("main", "620")
	l.see("hd_staff", "/monitor/areas/110108?year=2026").WantText("main", "海淀第一小学")
}

// fillIn changes cells of the return and saves them.
func (l *loop) fillIn(who string, typed ...string) {
	l.t.Helper()
	b := l.as(who)
	b.Go(l.at)
	fill(b, "#fill", typed...)
	b.Submit("#fill")
	if text := b.Text("main"); strings.Contains(text, "没有保存") {
		l.t.Fatal(text)
	}
}

// explained says why wherever the checks have a doubt.
func (l *loop) explained(who string) {
	l.t.Helper()
	b := l.as(who)
	b.Go(l.at)
	for _, name := range e2e.Eval[[]string](b, `[...document.querySelectorAll("#fill details[open] [name$='.note']")].map(e => e.name)`) {
		b.Fill("#fill [name='"+name+"']", "已核对")
	}
	b.Submit("#fill")
}
