package ladderweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// show is one rung: what was owed, what happened, the facts as they were, and the two ways out of a
// proposal.
func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, http.StatusOK, nil, false)
}

func (h handler) page(w http.ResponseWriter, r *http.Request, status int, bad error, declined bool) error {
	ctx := r.Context()
	e, err := h.s.Escalation(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	rung := lang.T(ctx, e.Rung.Label())
	title := lang.T(ctx, "%s：%s", rung, e.Title)
	if e.State == ladder.Proposed {
		title = lang.T(ctx, "建议%s：%s", rung, e.Title)
	}
	v := cardsView{Frame: ui.NewFrame(r, title, ui.Link{Text: lang.T(ctx, "督办"), URL: "/escalations"})}
	v.Head.Number, v.Head.Sub, v.Head.Chips = e.Number, e.UnitName, []ui.Chip{{Text: lang.T(ctx, e.State.Label()), Tone: tone(e.State)}}
	v.Main = []ui.Card{grounds(ctx, e)}
	switch {
	case e.MayDecide(actor.From(ctx)):
		v.Main = append(v.Main, h.ways(r, e, bad, declined)...)
	case e.State == ladder.Proposed:
		v.Main = append(v.Main, ui.Card{Notice: &ui.Notice{Text: lang.T(ctx, "由上一级教育督导机构或其领导决定")}})
	case !e.DecidedAt.IsZero():
		v.Main = append(v.Main, decision(ctx, e))
	}
	v.Side = sides(ctx, e, h.s.Today())
	return cardsPage.Render(w, r, status, v)
}

// grounds is why: the article, and what happened, with the facts as they were when it was proposed.
func grounds(ctx context.Context, e ladder.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "依据与事实"), Note: lang.T(ctx, "提出时的情况，此后不再改变")}
	if e.Grounds != "" {
		c.Text = []string{e.Grounds}
	}
	fact := func(label, value string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "记录"), Value: e.Title, URL: e.URL}, ui.Fact{Label: lang.T(ctx, "责任单位"), Value: e.UnitName, URL: "/units/" + string(e.UnitID)})
	fact(lang.T(ctx, "原因"), lang.T(ctx, e.Ground.Label()))
	fact(lang.T(ctx, "依据"), lang.T(ctx, e.Clause))
	f := e.Facts
	fact(lang.T(ctx, "应办事项"), lang.T(ctx, f.Action))
	if e.Rule != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "期限依据"), Value: some(lang.T(ctx, f.Article), string(e.Rule)), URL: "/deadlines/" + string(e.Rule)})
	}
	fact(lang.T(ctx, "起算日"), f.From.String())
	if !f.FirstDue.IsZero() && f.FirstDue != e.MissedOn {
		fact(lang.T(ctx, "最初的到期日"), f.FirstDue.String())
	}
	fact(lang.T(ctx, "到期日"), e.MissedOn.String())
	if e.DaysLate > 0 {
		fact(lang.T(ctx, "逾期"), lang.T(ctx, "%d 天（%d 个工作日）", e.DaysLate, max(f.Working, 0)))
	}
	if f.After > 0 {
		words := lang.T(ctx, "逾期 %d 天提出", f.After)
		if f.Behind == ladder.Notice {
			words = lang.T(ctx, "督办单逾期 %d 天提出", f.After)
		}
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "督办规则"), Value: words, URL: "/ladder/" + strconv.Itoa(int(e.Rung))})
	}
	fact(lang.T(ctx, "提出日期"), stamp(e.At))
	for _, m := range f.Changes {
		fact(lang.T(ctx, "期限调整"), lang.T(ctx, "%s %s：%s → %s，%s", m.On.String(), lang.T(ctx, clock.ActionLabel(m.Action)), m.Old.String(), m.New.String(), m.Reason))
	}
	for _, s := range f.Earlier {
		fact(lang.T(ctx, "此前的措施"), lang.T(ctx, "%s %s（%s）", s.On.String(), lang.T(ctx, s.Rung.Label()), lang.T(ctx, s.State.Label()))+" "+s.Number)
	}
	return c
}

func some(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// ways are the two ways out of a proposal.
func (h handler) ways(r *http.Request, e ladder.Full, bad error, declined bool) []ui.Card {
	ctx := r.Context()
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(e.Version)}}
	rung := lang.T(ctx, e.Rung.Label())
	yes := ui.Form{ID: "confirm", Action: e.PageURL() + "/confirm", Hidden: hidden, Submit: lang.T(ctx, "决定%s", rung), Note: lang.T(ctx, "责任单位将收到通知，其主管部门同时收到连带责任告知；发督办单时告知书以公文送达。")}
	if e.Rung == ladder.Notice {
		yes.Fields = []ui.Field{{Name: "number", Label: lang.T(ctx, "文号"), Hint: lang.T(ctx, "不填由平台按文号序列自动编号并生成公文；已有纸质文号的填写原文号")}, {Name: "demand", Label: lang.T(ctx, "督办要求"), Type: "textarea", Required: true},
			{Name: "due_on", Label: lang.T(ctx, "督办期限"), Type: "date", Required: true, Value: h.s.Today().AddDays(e.Grace).String(), Hint: lang.T(ctx, "按督办规则给出 %d 天，可以修改", e.Grace)}}
	}
	yes.Fields = append(yes.Fields, ui.Field{Name: "reason", Label: lang.T(ctx, "说明"), Type: "textarea", Rows: 2})
	no := ui.Form{ID: "decline", Action: e.PageURL() + "/decline", Hidden: hidden, Submit: lang.T(ctx, "不采用建议"),
		Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true}}}
	if bad != nil {
		f := &yes
		if declined {
			f = &no
		}
		f.Keep(r)
		f.Refuse(r, bad)
	}
	out := []ui.Card{{Title: rung, Form: &yes}, {Title: lang.T(ctx, "不采用"), Form: &no}}
	if e.Clock == nil && e.Rung == ladder.Notice {
		out = append([]ui.Card{{Notice: &ui.Notice{Text: lang.T(ctx, "该事项已经办结，不能再发督办单；请说明理由，不采用这项建议。"), Tone: ui.Soon}}}, out[1:]...)
	} else if !e.DoneOn.IsZero() {
		out = append([]ui.Card{{Notice: &ui.Notice{Text: lang.T(ctx, "该事项已于 %s 办结。是否仍有必要采取这项措施，由您决定。", e.DoneOn.String()), Tone: ui.Soon}}}, out...)
	}
	return out
}

func decision(ctx context.Context, e ladder.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "决定"), Chips: []ui.Chip{{Text: lang.T(ctx, e.State.Label()), Tone: tone(e.State)}},
		Facts: []ui.Fact{{Label: lang.T(ctx, "决定人"), Value: e.DecidedName}, {Label: lang.T(ctx, "决定时间"), Value: stamp(e.DecidedAt)}}}
	for _, f := range []ui.Fact{{Label: lang.T(ctx, "文号"), Value: e.Number}, {Label: lang.T(ctx, "督办要求"), Value: e.Demand}, {Label: lang.T(ctx, "督办期限"), Value: e.DueOn.String()},
		{Label: lang.T(ctx, "报送日期"), Value: e.MetOn.String()}, {Label: lang.T(ctx, "理由"), Value: e.Reason}} {
		if f.Value != "" {
			c.Facts = append(c.Facts, f)
		}
	}
	return c
}

// sides are the clock as it stands, whose joint liability was told, and the other rungs of the record.
func sides(ctx context.Context, e ladder.Full, today civil.Date) (out []ui.Card) {
	if e.Clock != nil {
		s := e.Clock.On(today)
		out = append(out, ui.Card{Title: lang.T(ctx, e.Clock.Action), Clock: &ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()},
			More: []ui.Link{{Text: lang.T(ctx, "查看期限的经过"), URL: e.Clock.DutyURL()}}})
	}
	if len(e.Liabilities) > 0 {
		c := ui.Card{Title: lang.T(ctx, "连带责任告知"), Note: lang.T(ctx, "京教组发〔2020〕5号（三）强化整改制度")}
		for _, l := range e.Liabilities {
			c.Facts = append(c.Facts, ui.Fact{Label: l.UnitName, Value: stamp(l.At)})
		}
		out = append(out, c)
	}
	if len(e.Others) > 0 {
		out = append(out, ui.Card{Title: lang.T(ctx, "同一记录的其他措施"), Events: events(ctx, e.Others, "")})
	}
	return out
}

func (h handler) confirm(w http.ResponseWriter, r *http.Request) error {
	due, err := date(r, "due_on")
	if err == nil {
		d := ladder.Decision{Number: r.FormValue("number"), Demand: r.FormValue("demand"), DueOn: due, Reason: r.FormValue("reason")}
		err = h.s.Confirm(r.Context(), r.PathValue("id"), version(r), d)
	}
	return h.decided(w, r, err, false)
}

func (h handler) decline(w http.ResponseWriter, r *http.Request) error {
	return h.decided(w, r, h.s.Decline(r.Context(), r.PathValue("id"), version(r), r.FormValue("reason")), true)
}

func (h handler) decided(w http.ResponseWriter, r *http.Request, err error, declined bool) error {
	switch k := errs.KindOf(err); {
	case err == nil:
		return web.SeeOther(w, r, "/escalations/"+r.PathValue("id"))
	case k == errs.Invalid || k == errs.Stale:
		return h.page(w, r, web.Status(err), err, declined)
	}
	return err
}
