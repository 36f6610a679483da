package monitorweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var stateLabels = map[string]string{monitor.Open: "待核查", monitor.Acked: "已核查", monitor.Found: "已转为问题", monitor.Over: "已消除"}

func warningChip(ctx context.Context, state string) *ui.Chip {
	return &ui.Chip{Text: lang.T(ctx, stateLabels[state]), Tone: map[string]ui.Tone{monitor.Open: ui.Soon, monitor.Acked: ui.Act, monitor.Found: ui.Late, monitor.Over: ui.Done}[state]}
}

func (h handler) warnings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q, p := r.URL.Query(), ui.Asked(r)
	list, err := h.s.Warnings(ctx, monitor.WarningFilter{Rule: q.Get("rule"), State: q.Get("state"), Stage: q.Get("stage"), Area: q.Get("area"), Text: q.Get("q"), Year: yearOf(r)}, p)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "监测预警"))}
	v.Head.Sub = lang.T(ctx, "按规则每天夜间检查最近一个年度；提示供核查，不是结论")
	var rules, states, stages []ui.Option
	for _, x := range monitor.WarningRules {
		rules = append(rules, ui.Option{Value: x.Code, Label: x.Label(ctx)})
	}
	for _, x := range []string{monitor.Open, monitor.Acked, monitor.Found, monitor.Over} {
		states = append(states, ui.Option{Value: x, Label: lang.T(ctx, stateLabels[x])})
	}
	for _, x := range balance.Stages {
		stages = append(stages, ui.Option{Value: string(x), Label: lang.T(ctx, monitor.StageLabel(x))})
	}
	l := ui.List{Action: "/monitor/warnings", Search: ui.SearchBox(r, lang.T(ctx, "查地区或内容")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p),
		Filters: []ui.Filter{ui.Choice(r, "rule", lang.T(ctx, "规则"), rules...), ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "stage", lang.T(ctx, "学段"), stages...)}}
	if a := q.Get("area"); a != "" {
		l.Hidden = []ui.Hidden{{Name: "area", Value: a}}
	}
	l.Table = ui.Table{Caption: lang.T(ctx, "监测预警"), Empty: lang.T(ctx, "没有符合条件的预警"), Columns: []ui.Column{{Label: lang.T(ctx, "地区")}, {Label: lang.T(ctx, "规则")}, {Label: lang.T(ctx, "内容")}, {Label: lang.T(ctx, "状态")}}}
	for _, x := range list.Rows {
		rule, _ := monitor.RuleOf(x.Rule)
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.AreaName, URL: x.URL(), Sub: lang.T(ctx, "%d 年 %s", x.Year, lang.T(ctx, monitor.StageLabel(balance.Stage(x.Stage))))}, {Text: rule.Label(ctx)}, {Text: x.Text}, {Chip: warningChip(ctx, x.State)}})
	}
	v.Lists = []ui.List{l}
	if access.Holds(ctx, monitor.MayWatch) == nil {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "立即检查"), URL: "/monitor/warnings", Post: true, Plain: true}}
		subscribed, err := h.s.Subscribed(ctx)
		if err != nil {
			return err
		}
		field := ui.Field{Name: "rules", Label: lang.T(ctx, "有新的预警时通知我"), Type: "checkbox"}
		for _, x := range monitor.WarningRules {
			field.Options = append(field.Options, ui.Option{Value: x.Code, Label: x.Label(ctx), Hint: lang.T(ctx, x.Basis), Chosen: subscribed[x.Code]})
		}
		v.Side = []ui.Card{{Title: lang.T(ctx, "订阅"), Form: &ui.Form{ID: "subscribe", Action: "/monitor/subscriptions", Submit: lang.T(ctx, "保存订阅"), Fields: []ui.Field{field}}}}
	}
	return render(w, r, http.StatusOK, v)
}

func (h handler) watch(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.s.Watch(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/monitor/warnings")
}

func (h handler) subscribe(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := h.s.Subscribe(r.Context(), r.PostForm["rules"]); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/monitor/warnings")
}

func (h handler) warning(w http.ResponseWriter, r *http.Request) error {
	return h.warningPage(w, r, http.StatusOK, nil)
}

func (h handler) warningPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	x, err := h.s.Warning(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	rule, _ := monitor.RuleOf(x.Rule)
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "%s：%s", x.AreaName, rule.Label(ctx)), ui.Link{Text: lang.T(ctx, "监测预警"), URL: "/monitor/warnings"})}
	v.Head.Chips = []ui.Chip{*warningChip(ctx, x.State)}
	if x.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	facts := []ui.Fact{{Label: lang.T(ctx, "地区"), Value: x.AreaName, URL: areaURL(x.AreaID, x.Year, balance.Stage(x.Stage))}, {Label: lang.T(ctx, "年度"), Value: strconv.Itoa(x.Year)}, {Label: lang.T(ctx, "学段"), Value: lang.T(ctx, monitor.StageLabel(balance.Stage(x.Stage)))},
		{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, rule.Basis)}, {Label: lang.T(ctx, "证据等级"), Value: rule.Evidence}}
	if x.Note != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "核查情况"), Value: x.Note})
	}
	if x.ByName != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "办理人"), Value: x.ByName})
	}
	if x.FindingID != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "问题"), Value: lang.T(ctx, "查看"), URL: rectify.FindingURL(x.FindingID)})
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "内容"), Text: []string{x.Text}, Facts: facts}}
	if access.Can(ctx, monitor.MayWatch, x.AreaPath) && x.State != monitor.Found && x.State != monitor.Over {
		v.Head.Asks = warningAsks(r, x, rule, refused)
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "列入专项督导计划"), URL: "/plans", Plain: true}}
	}
	return render(w, r, status, v)
}

func warningAsks(r *http.Request, x monitor.Warning, rule monitor.Rule, refused error) []ui.Ask {
	ctx := r.Context()
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(x.Version)}}
	var grades []ui.Option
	for _, s := range rectify.Severities {
		grades = append(grades, ui.Option{Value: string(s.Severity), Label: lang.T(ctx, s.Label)})
	}
	raise := ui.Form{ID: "raise", Action: x.URL() + "/raise", Hidden: lock, Submit: lang.T(ctx, "转为问题"), Note: lang.T(ctx, "问题的责任单位是%s，可以据此下达整改通知。", x.AreaName),
		Fields: []ui.Field{{Name: "severity", Label: lang.T(ctx, "严重程度"), Type: "select", Options: grades, Value: string(rule.Severity), Required: true}, {Name: "demand", Label: lang.T(ctx, "整改要求"), Type: "textarea", Rows: 3, Required: true}}}
	ack := ui.Form{ID: "acknowledge", Action: x.URL() + "/acknowledge", Hidden: lock, Submit: lang.T(ctx, "记录核查情况"), Fields: []ui.Field{{Name: "note", Label: lang.T(ctx, "核查情况"), Type: "textarea", Rows: 3, Required: true}}}
	if refused != nil {
		f := &ack
		if r.URL.Path == raise.Action {
			f = &raise
		}
		f.Keep(r)
		f.Refuse(r, refused)
	}
	return []ui.Ask{{Label: lang.T(ctx, "转为问题"), Form: raise}, {Label: lang.T(ctx, "记录核查情况"), Form: ack, Plain: true}}
}

func (h handler) acknowledge(w http.ResponseWriter, r *http.Request) error {
	return h.decided(w, r, h.s.Acknowledge(r.Context(), r.PathValue("id"), versionOf(r), r.FormValue("note")))
}

func (h handler) raise(w http.ResponseWriter, r *http.Request) error {
	_, err := h.s.Raise(r.Context(), r.PathValue("id"), versionOf(r), rectify.Severity(r.FormValue("severity")), r.FormValue("demand"))
	return h.decided(w, r, err)
}

func (h handler) decided(w http.ResponseWriter, r *http.Request, err error) error {
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale || k == errs.Conflict) {
		return h.warningPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/monitor/warnings/"+r.PathValue("id"))
}
