package planweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// refusal is what comes back with something to correct: the form it belongs to, and why.
type refusal struct {
	form string
	err  error
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.showPlan(w, r, http.StatusOK, refusal{})
}

func (h handler) showPlan(w http.ResponseWriter, r *http.Request, status int, no refusal) error {
	ctx := r.Context()
	f, err := h.s.Plan(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	duties, err := h.s.Duties(ctx, f.Plan)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, f.Title, ui.Link{Text: lang.T(ctx, "年度计划"), URL: "/plans"})}
	h.head(r, &v, f, duties, no)
	if f.State == plan.Returned || f.State == plan.Draft && f.ReturnReason != "" {
		v.Head.Notice = &ui.Notice{Tone: ui.Late, Text: lang.T(ctx, "退回理由：%s", f.ReturnReason)}
	}
	items := itemsTable(ctx, f)
	v.Main = append(v.Main, ui.Card{ID: "items", Title: lang.T(ctx, "督导事项"), Note: lang.T(ctx, "%d 项", len(f.Items)), Table: &items})
	if t, ok := overlapTable(ctx, f); ok {
		v.Main = append(v.Main, ui.Card{ID: "overlaps", Title: lang.T(ctx, "同期同校提示"), Table: &t, Notice: &ui.Notice{Tone: ui.Soon,
			Text: lang.T(ctx, "以下对象在同一时段有另一项督导。建议合并为一次联合督导：进一次门、查多项事。")}})
	}
	v.Main = append(v.Main, changeCards(r, f, no)...)
	v.Side = append(v.Side, factsCard(ctx, f), coverageCard(ctx, f))
	if len(duties) > 0 {
		v.Side = append(v.Side, dutyCard(ctx, h.s.Today(), duties))
	}
	if plan.CanEdit(ctx, f.Plan) && f.Editable() {
		v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "名称与总体要求"), Asks: []ui.Ask{editAsk(r, f, no)}})
	}
	return cardsPage.Render(w, r, status, v)
}

// head fills title, state, clock, the chain and only the actions this person may take.
func (h handler) head(r *http.Request, v *page, f plan.Full, duties []clock.Running, no refusal) {
	ctx := r.Context()
	v.Head.Number = f.Receipt
	v.Head.Sub = lang.T(ctx, "%s · %d 年", f.OfficeName, f.Year)
	v.Head.Chips = []ui.Chip{stateChip(ctx, f.State)}
	v.Head.Steps = chain(ctx, f.Plan)
	if len(duties) > 0 && !duties[0].Due.IsZero() {
		s := duties[0].On(h.s.Today())
		v.Head.Clock = &ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
	}
	if plan.CanEdit(ctx, f.Plan) && f.State != plan.Submitted {
		label := lang.T(ctx, "添加事项")
		if f.InForce() {
			label = lang.T(ctx, "提出增加事项")
		}
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: label, URL: f.URL() + "/items/new", Plain: len(f.Items) > 0, Icon: "plus"})
	}
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}
	for _, st := range f.Possible() {
		if !plan.CanStep(ctx, st, f.Plan) || st.Action == plan.Submit && len(f.Items) == 0 {
			continue
		}
		form := ui.Form{Action: f.URL() + "/" + string(st.Action), Hidden: lock, Submit: lang.T(ctx, st.Label), Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause))}
		if st.Reason {
			form.Fields = []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true}}
		}
		if no.err != nil && no.form == string(st.Action) {
			form.Keep(r)
			form.Refuse(r, no.err)
		}
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, st.Label), Form: form, Plain: st.Reason, Danger: st.Action == plan.Return})
	}
}

// chain shows where the plan stands in its life.
func chain(ctx context.Context, p plan.Plan) []ui.Step {
	states := []plan.State{plan.Draft, plan.Submitted, plan.Approved}
	if p.Level == plan.District {
		states = append(states, plan.Filed, plan.Received)
	}
	at := slices.Index(states, p.State)
	if p.State == plan.Returned {
		at = 0
	}
	var out []ui.Step
	for i, s := range states {
		step := ui.Step{Text: lang.T(ctx, s.Label())}
		last := i == len(states)-1
		switch {
		case i < at || i == at && last:
			step.State = "done"
		case i == at:
			step.State = "now"
		}
		out = append(out, step)
	}
	return out
}

func itemsTable(ctx context.Context, f plan.Full) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "督导事项"), Empty: lang.T(ctx, "还没有督导事项"), Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "方式")},
		{Label: lang.T(ctx, "时间")}, {Label: lang.T(ctx, "督导对象")}, {Label: lang.T(ctx, "启动")}}}
	for _, i := range f.Items {
		begun := 0
		for _, x := range i.Targets {
			if x.StartedID != "" {
				begun++
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: strconv.Itoa(i.Number) + ". " + i.Title, URL: itemURL(i), Sub: i.Basis},
			{Text: lang.T(ctx, i.Mode.Label()), Sub: lang.T(ctx, i.Field.Label())}, {Text: i.From.String(), Sub: i.To.String()},
			{Text: names(ctx, i.Targets)}, {Text: strconv.Itoa(begun) + " / " + strconv.Itoa(len(i.Targets)), Num: true}})
	}
	return t
}

func itemURL(i plan.Item) string { return "/plans/" + i.PlanID + "/items/" + i.ID }

// names lists the first units and how many more there are.
func names(ctx context.Context, all []plan.Target) string {
	const shown = 3
	var out []string
	for _, t := range all[:min(len(all), shown)] {
		out = append(out, t.UnitName)
	}
	text := strings.Join(out, "、")
	if len(all) > shown {
		text = lang.T(ctx, "%s 等 %d 个", text, len(all))
	}
	return text
}

func overlapTable(ctx context.Context, f plan.Full) (ui.Table, bool) {
	title := map[string]string{}
	for _, i := range f.Items {
		title[i.ID] = i.Title
	}
	t := ui.Table{Caption: lang.T(ctx, "同期同校提示"), Columns: []ui.Column{{Label: lang.T(ctx, "督导对象")}, {Label: lang.T(ctx, "本计划事项")}, {Label: lang.T(ctx, "另一项督导")}, {Label: lang.T(ctx, "时间")}}}
	for _, o := range f.Overlaps {
		t.Rows = append(t.Rows, []ui.Cell{{Text: o.UnitName, URL: "/units/" + string(o.UnitID)}, {Text: title[o.ItemID], URL: f.URL() + "/items/" + o.ItemID},
			{Text: o.OtherTitle, Sub: o.OfficeName}, {Text: o.From.String(), Sub: o.To.String()}})
	}
	return t, len(t.Rows) > 0
}

func factsCard(ctx context.Context, f plan.Full) ui.Card {
	facts := []ui.Fact{{Label: lang.T(ctx, "督导机构"), Value: f.OfficeName, URL: "/units/" + f.OfficeID}, {Label: lang.T(ctx, "年度"), Value: strconv.Itoa(f.Year)}}
	if !f.ApprovedOn.IsZero() {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "批准"), Value: lang.T(ctx, "%s，%s", f.ApprovedName, f.ApprovedOn.String())})
	}
	if !f.FiledOn.IsZero() {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "报备"), Value: f.FiledOn.String()})
	}
	if f.Receipt != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "回执"), Value: lang.T(ctx, "%s，%s", f.Receipt, f.ReceiptOn.String())})
	}
	c := ui.Card{Title: lang.T(ctx, "基本情况"), Facts: facts}
	if f.Goal != "" {
		c.Text = strings.Split(f.Goal, "\n")
	}
	return c
}

func coverageCard(ctx context.Context, f plan.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "覆盖提示")}
	for _, x := range f.Coverage {
		chip := ui.Chip{Text: lang.T(ctx, "无法判定")}
		switch x.Verdict {
		case plan.Enough:
			chip = ui.Chip{Text: lang.T(ctx, "已满足"), Tone: ui.Done}
		case plan.Short:
			chip = ui.Chip{Text: lang.T(ctx, "未满足"), Tone: ui.Soon}
		}
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, x.Rule), Value: x.Text(ctx) + lang.T(ctx, "（%s）", lang.T(ctx, x.Clause)), Chip: &chip})
	}
	return c
}

func dutyCard(ctx context.Context, today civil.Date, duties []clock.Running) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "正在办理")}
	for _, d := range duties {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, d.Action), Value: d.On(today).Words(ctx), URL: d.DutyURL()})
	}
	return c
}

func editAsk(r *http.Request, f plan.Full, no refusal) ui.Ask {
	ctx := r.Context()
	form := ui.Form{ID: "edit", Action: f.URL(), Submit: lang.T(ctx, "保存"), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}, Fields: []ui.Field{
		{Name: "title", Label: lang.T(ctx, "计划名称"), Value: f.Title, Required: true},
		{Name: "goal", Label: lang.T(ctx, "总体要求"), Type: "textarea", Rows: 5, Value: f.Goal}}}
	if no.form == "edit" {
		form.Keep(r)
		if errs.KindOf(no.err) == errs.Stale {
			form.Fields[0].Theirs, form.Fields[1].Theirs = differs(r, "title", f.Title), differs(r, "goal", f.Goal)
		}
		form.Refuse(r, no.err)
	}
	return ui.Ask{Label: lang.T(ctx, "修改"), Form: form, Plain: true}
}

// differs returns what somebody else saved if it is not what was typed.
func differs(r *http.Request, name, now string) string {
	if r.FormValue(name) == now {
		return ""
	}
	return now
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	err := h.s.Edit(r.Context(), r.PathValue("id"), versionOf(r), r.FormValue("title"), r.FormValue("goal"))
	return h.then(w, r, "edit", err)
}

func (h handler) step(a plan.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.then(w, r, string(a), h.s.Step(r.Context(), r.PathValue("id"), versionOf(r), a, r.FormValue("reason")))
	}
}

func (h handler) decide(agree bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.then(w, r, r.PathValue("change"), h.s.Decide(r.Context(), r.PathValue("change"), agree, r.FormValue("decision")))
	}
}

// then shows the plan again, with what was typed if the step was refused.
func (h handler) then(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if err == nil {
		return web.SeeOther(w, r, "/plans/"+r.PathValue("id"))
	}
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Stale {
		return h.showPlan(w, r, web.Status(err), refusal{form, err})
	}
	return err
}

func versionOf(r *http.Request) int { n, _ := strconv.Atoi(r.FormValue("version")); return n }

// mayDecide reports whether the acting person decides about changes of the plan.
func mayDecide(ctx context.Context, p plan.Plan) bool {
	st, _ := plan.StepOf(plan.Approve)
	return access.Can(ctx, plan.MayApprove, p.UnitPath) && plan.CanStep(ctx, st, p)
}
