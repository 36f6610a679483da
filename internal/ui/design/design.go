// Package design is the page /design: every component of the design system in every state, on
// invented samples. Whoever changes the look looks here; the browser tests do, too.
package design

import (
	"context"
	"embed"
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed design.html
var files embed.FS

var page = web.MustPage[view](ui.Layout, files, "design.html")

type view struct {
	ui.Frame
	Icons    []string
	Chips    []ui.Chip
	Clocks   []ui.Clock
	Buttons  []ui.Button
	Notices  []ui.Notice
	Figures  []ui.Figure
	List     ui.List
	None     ui.Table
	Cards    []ui.Card
	Sides    []ui.Card
	Form     ui.Form
	Failed   ui.Form
	Working  ui.Progress
	Finished ui.Progress
	Ask      ui.Ask
	Files    ui.Files
}

// Routes adds the page.
func Routes(rt *web.Router) {
	rt.Feature("design")
	rt.Handle("GET /design", web.Public, show)
	rt.Handle("POST /design", web.Public, func(w http.ResponseWriter, r *http.Request) error { return web.SeeOther(w, r, "/design") })
}

func show(w http.ResponseWriter, r *http.Request) error {
	s := samples{r.Context()}
	v := view{
		Frame: s.frame(r), Icons: ui.Icons(),
		Chips: s.chips(), Clocks: s.clocks(), Buttons: s.buttons(), Notices: s.notices(), Figures: s.figures(),
		List: s.list(), None: ui.Table{Empty: s.t("还没有督导。先在年度计划中列项，批准后即可启动。"), EmptyDo: &ui.Button{Label: s.t("去列计划"), URL: "#"}},
		Cards: s.cards(), Sides: s.sides(), Form: s.form(), Failed: s.failed(), Ask: s.ask(), Files: s.files(r),
		Working: ui.Progress{Title: s.t("导入单位"), Done: 61240, Total: 200000, Text: s.t("第 2 步，共 3 步：逐行校验"), Left: s.t("约剩 20 秒"), State: ui.Act,
			Cancel: &ui.Button{Label: s.t("取消"), URL: "/design", Post: true, Plain: true, Small: true}, Poll: "/design"},
		Finished: ui.Progress{Title: s.t("导入单位"), Done: 1223, Total: 1225, Text: s.t("完成，2 行未导入"), State: ui.Late,
			Problems: []ui.Row{{Where: "C12", What: s.t("没有“四季轻镇”，是否为四季青镇？")}, {Where: "A907", What: s.t("学校代码重复")}}},
	}
	return page.Render(w, r, http.StatusOK, v)
}

// samples says invented things in the reader's language.
type samples struct{ ctx context.Context }

func (s samples) t(zh string, args ...any) string { return lang.T(s.ctx, zh, args...) }

func (s samples) frame(r *http.Request) ui.Frame {
	f := ui.NewFrame(r, s.t("课后服务收费公示不全"), ui.Link{Text: s.t("界面规范"), URL: "/design"}, ui.Link{Text: s.t("海淀区")})
	f.Shell.Demo = true
	f.User, f.Shell.Role = "hd_staff", s.t("区督导室经办")
	link := func(icon, text, count string, late, now bool) ui.NavLink {
		return ui.NavLink{Link: ui.Link{Text: s.t(text), URL: "#"}, Icon: icon, Count: count, Late: late, Current: now}
	}
	f.Nav = []ui.NavGroup{
		{Items: []ui.NavLink{link("home", "工作台", "3", true, false)}},
		{Head: s.t("督导"), Items: []ui.NavLink{link("plan", "年度计划", "", false, false), link("clipboard", "督导任务", "12", false, false)}},
		{Head: s.t("闭环"), Items: []ui.NavLink{link("loop", "整改", "2", true, true)}},
		{Head: s.t("支撑"), Items: []ui.NavLink{link("building", "单位", "", false, false), link("tree", "督导标准", "", false, false), link("badge", "督学队伍", "", false, false)}},
	}
	f.Head.Number = "海教督整〔2026〕14号"
	f.Head.Sub = s.t("示范第一小学")
	f.Head.Chips = []ui.Chip{{Text: s.t("待验收"), Tone: ui.Act}}
	f.Head.Clock = &ui.Clock{Text: s.t("逾期 %d 天", 4), Tone: ui.Late, Percent: 100}
	f.Head.Actions = []ui.Button{{Label: s.t("验收通过"), URL: "/design", Post: true}}
	f.Head.Asks = []ui.Ask{{Label: s.t("退回"), Plain: true, Form: ui.Form{Action: "/design", Submit: s.t("退回"), Fields: []ui.Field{
		{Name: "reason", Label: s.t("退回理由"), Type: "textarea", Required: true, Hint: s.t("写明缺什么、依据哪一条")}}}}}
	for i, x := range []string{"问题", "整改通知", "整改方案", "整改结果", "验收", "回头看", "公开"} {
		f.Head.Steps = append(f.Head.Steps, ui.Step{Text: s.t(x), State: []string{"done", "done", "done", "now", "", "", ""}[i]})
	}
	f.Head.Tabs = []ui.Tab{{Link: ui.Link{Text: s.t("概况"), URL: "/design"}, Current: true}, {Link: ui.Link{Text: s.t("材料"), URL: "#"}, Count: "6"}, {Link: ui.Link{Text: s.t("经过"), URL: "#"}}}
	return f
}

func (s samples) chips() []ui.Chip {
	return []ui.Chip{{Text: s.t("草稿")}, {Text: s.t("待验收"), Tone: ui.Act}, {Text: s.t("三日内到期"), Tone: ui.Soon}, {Text: s.t("逾期 %d 天", 4), Tone: ui.Late}, {Text: s.t("已验收"), Tone: ui.Done}}
}

func (s samples) clocks() []ui.Clock {
	return []ui.Clock{
		{Text: s.t("还剩 %d 天", 18), Percent: 40, Due: "2026-12-10"}, {Text: s.t("还剩 %d 个工作日", 2), Tone: ui.Soon, Percent: 85, Due: "2026-11-24"},
		{Text: s.t("逾期 %d 天", 4), Tone: ui.Late, Percent: 100, Due: "2026-11-18"}, {Text: s.t("按期办结"), Tone: ui.Done, Percent: 100},
	}
}

func (s samples) buttons() []ui.Button {
	return []ui.Button{
		{Label: s.t("验收通过"), URL: "#"}, {Label: s.t("退回"), URL: "#", Plain: true}, {Label: s.t("撤销"), URL: "#", Danger: true}, {Label: s.t("撤销"), URL: "#", Danger: true, Plain: true},
		{Label: s.t("办理"), URL: "#", Small: true}, {Label: s.t("查看"), URL: "#", Small: true, Plain: true}, {Label: s.t("新建"), URL: "#", Icon: "plus"}, {Label: s.t("提交"), URL: "/design", Post: true},
	}
}

func (s samples) notices() []ui.Notice {
	return []ui.Notice{
		{Text: s.t("本月还有 26 所学校未到校督导。"), More: ui.Link{Text: s.t("查看"), URL: "#"}}, {Text: s.t("已保存，通知已送达示范第一小学。"), Tone: ui.Done},
		{Text: s.t("2027 年节假日安排尚未公布，期限按现有数据计算。"), Tone: ui.Soon}, {Text: s.t("整改期限已过，请尽快提交。"), Tone: ui.Late},
	}
}

func (s samples) figures() []ui.Figure {
	return []ui.Figure{
		{Label: s.t("等我办理"), Value: "14", URL: "#", Tone: ui.Act}, {Label: s.t("逾期"), Value: "3", URL: "#", Tone: ui.Late}, {Label: s.t("三日内到期"), Value: "5", URL: "#", Tone: ui.Soon},
		{Label: s.t("本年办结"), Value: "1,286", Sub: s.t("按期率 %s", "92.4 %"), Tone: ui.Done},
	}
}
