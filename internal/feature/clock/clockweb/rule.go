package clockweb

import (
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) rule(w http.ResponseWriter, r *http.Request) error {
	return h.showRule(w, r, http.StatusOK, nil)
}

// showRule is the page of one rule: the row in force, every row there was, and the form for a new one.
func (h handler) showRule(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	rows, err := h.s.History(ctx, clock.Rule(r.PathValue("rule")))
	if err != nil {
		return err
	}
	now, ok := clock.InForce(rows, h.s.Today())
	if !ok {
		now = rows[len(rows)-1]
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, now.Label), ui.Link{Text: lang.T(ctx, "期限规则"), URL: "/deadlines"})}
	v.Head.Number = string(now.Rule)
	chip := evidenceChip(ctx, now.Evidence)
	v.Head.Chips = []ui.Chip{chip}
	cal, err := h.s.Calendar(ctx)
	if err != nil {
		return err
	}
	due, known := now.Last(cal, h.s.Today())
	facts := []ui.Fact{
		{Label: lang.T(ctx, "期限"), Value: length(ctx, now)},
		{Label: lang.T(ctx, "从何时起"), Value: lang.T(ctx, now.From)},
		{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, now.Article)},
		{Label: lang.T(ctx, "来源"), Value: lang.T(ctx, now.Source)},
		{Label: lang.T(ctx, "提前提醒"), Value: lang.T(ctx, "到期前 %d 天", now.Warn)},
		{Label: lang.T(ctx, "今天起算的到期日"), Value: due.String()},
	}
	v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "现行规则"), Facts: facts, Notice: unsure(r, cal, known)})
	table := ui.Table{Caption: lang.T(ctx, "历次规则"), Columns: []ui.Column{{Label: lang.T(ctx, "生效")}, {Label: lang.T(ctx, "失效")},
		{Label: lang.T(ctx, "期限")}, {Label: lang.T(ctx, "依据")}, {Label: lang.T(ctx, "理由")}, {Label: lang.T(ctx, "记录人")}}}
	for i := len(rows) - 1; i >= 0; i-- {
		d := rows[i]
		table.Rows = append(table.Rows, []ui.Cell{{Text: d.ValidFrom.String()}, {Text: d.ValidTo.String()}, {Text: length(ctx, d), Sub: d.Evidence},
			{Text: lang.T(ctx, d.Article)}, {Text: d.Reason}, {Text: lang.T(ctx, d.CreatedName)}})
	}
	v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "历次规则"), Note: lang.T(ctx, "后记录的行优先；任何一行都不会被改写"), Table: &table})
	if access.Can(ctx, clock.MayManage, "/110000/") {
		f := ruleForm(r, now, h.s.Today())
		f.Hidden = []ui.Hidden{{Name: "id", Value: h.s.NewID()}}
		if refused != nil {
			f.Hidden[0].Value = r.FormValue("id")
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "修改规则"), Form: &f})
	}
	return cardsPage.Render(w, r, status, v)
}

// unsure says that a year on the way has no holiday data.
func unsure(r *http.Request, cal *clock.Calendar, known bool) *ui.Notice {
	if known {
		return nil
	}
	years := cal.Years()
	return &ui.Notice{Tone: ui.Soon, Text: lang.T(r.Context(), "节假日数据只到 %d 年：之后的工作日按周一至周五推算，仅供参考", years[len(years)-1])}
}

func ruleForm(r *http.Request, d clock.Deadline, today civil.Date) ui.Form {
	ctx := r.Context()
	days := ui.Field{Name: "days", Label: lang.T(ctx, "计日方式"), Type: "radio", Required: true}
	for _, u := range []clock.DayUnit{clock.Natural, clock.Working} {
		days.Options = append(days.Options, ui.Option{Value: string(u), Label: unitName(ctx, u), Chosen: d.Days == u})
	}
	grade := ui.Field{Name: "evidence", Label: lang.T(ctx, "证据等级"), Type: "select", Required: true, Options: evidenceOptions(ctx)}
	for i := range grade.Options {
		grade.Options[i].Chosen = grade.Options[i].Value == d.Evidence
	}
	roll := ui.Field{Name: "roll", Label: lang.T(ctx, "最后一日为节假日时顺延"), Type: "checkbox"}
	if d.Roll {
		roll.Value = "true"
	}
	return ui.Form{Action: ruleURL(d.Rule), Submit: lang.T(ctx, "记录新规则"),
		Note: lang.T(ctx, "将新增一行，自生效日期起适用；此前开始计时的事项保留原来的期限。"),
		Fields: []ui.Field{
			{Name: "length", Label: lang.T(ctx, "期限"), Type: "number", Unit: lang.T(ctx, "天"), Min: "1", Max: "3650", Value: strconv.Itoa(d.Length), Required: true},
			days, roll,
			{Name: "warn", Label: lang.T(ctx, "提前提醒"), Type: "number", Unit: lang.T(ctx, "天"), Min: "0", Value: strconv.Itoa(d.Warn), Required: true},
			{Name: "valid_from", Label: lang.T(ctx, "生效日期"), Type: "date", Value: today.String(), Required: true},
			{Name: "valid_to", Label: lang.T(ctx, "失效日期"), Type: "date", Hint: lang.T(ctx, "不填为长期有效；失效后恢复此前的规则")},
			{Name: "article", Label: lang.T(ctx, "依据"), Type: "textarea", Rows: 2, Value: d.Article, Required: true},
			{Name: "source", Label: lang.T(ctx, "来源"), Value: d.Source}, grade,
			{Name: "reason", Label: lang.T(ctx, "修改理由"), Type: "textarea", Rows: 2, Required: true},
		}}
}

func (h handler) change(w http.ResponseWriter, r *http.Request) error {
	err := r.ParseForm()
	if err != nil {
		return errs.New(errs.Invalid, "请更正标出的内容").Because(err)
	}
	n := clock.NewDeadline{ID: r.FormValue("id"), Rule: clock.Rule(r.PathValue("rule")), Days: clock.DayUnit(r.FormValue("days")), Roll: r.FormValue("roll") != "",
		Article: r.FormValue("article"), Source: r.FormValue("source"), Evidence: r.FormValue("evidence"), Reason: r.FormValue("reason")}
	n.Length, _ = strconv.Atoi(r.FormValue("length"))
	n.Warn, _ = strconv.Atoi(r.FormValue("warn"))
	var c errs.Check
	n.ValidFrom = dateOf(r, &c, "valid_from")
	n.ValidTo = dateOf(r, &c, "valid_to")
	if err = c.Err(); err == nil {
		err = h.s.Change(r.Context(), n)
	}
	if errs.KindOf(err) == errs.Invalid && err != nil {
		return h.showRule(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ruleURL(n.Rule))
}

// dateOf reads a date typed into a form.
func dateOf(r *http.Request, c *errs.Check, name string) civil.Date {
	text := r.FormValue(name)
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	c.That(err == nil, name, "日期格式应为 2026-09-01")
	return d
}
