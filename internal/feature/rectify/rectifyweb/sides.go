package rectifyweb

import (
	"context"

	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/rectify"
	"dudao/internal/ui"
)

// sides are the clocks, who is concerned, what was proposed, and the story.
func (h handler) sides(ctx context.Context, o *rectify.Full) ([]ui.Card, error) {
	clocks, err := h.s.Clocks(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	var out []ui.Card
	for _, r := range clocks {
		s := r.On(h.s.Today())
		c := ui.Card{Title: lang.T(ctx, r.Action)}
		if r.Due.IsZero() {
			c.Text = []string{lang.T(ctx, "没有期限，请尽快办理。")}
		} else {
			c.Clock = &ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
		}
		if step, ok := rectify.StepOf(rectify.Action(r.Step)); ok {
			c.Facts = []ui.Fact{{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, step.Clause)}}
		}
		if r.Article != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "期限依据"), Value: lang.T(ctx, r.Article), URL: "/deadlines"})
		}
		c.More = []ui.Link{{Text: lang.T(ctx, "期限的经过、申请延期或中止"), URL: r.DutyURL()}}
		out = append(out, c)
	}
	out = append(out, concerned(ctx, o))
	out = append(out, h.rungs(ctx, o)...)
	out = append(out, requests(ctx, o)...)
	out = append(out, ui.Follow(ctx, ui.About{UnitPath: o.UnitPath, Unit: o.UnitName, Kind: o.ID.Ref().Kind, ID: string(o.ID), Title: o.Title, URL: o.ID.URL(), Facts: o.Title})...)
	return append(out, timeline(ctx, o)), nil
}

func concerned(ctx context.Context, o *rectify.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "单位"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "责任单位"), Value: o.UnitName, URL: "/units/" + string(o.UnitID)},
		{Label: lang.T(ctx, "组织督导"), Value: o.OfficeName},
		{Label: lang.T(ctx, "抄送主管部门"), Value: lang.T(ctx, "%s（整改不力负连带责任）", o.SuperiorName)},
	}}
	if !o.IssuedOn.IsZero() {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "下达日期"), Value: o.IssuedOn.String()}, ui.Fact{Label: lang.T(ctx, "整改期限"), Value: o.DueOn.String()})
	}
	if !o.RecheckOn.IsZero() {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "回头看日期"), Value: o.RecheckOn.String()})
	}
	return c
}

// rungs show the ladder; what is proposed leads to its decision.
func (h handler) rungs(ctx context.Context, o *rectify.Full) []ui.Card {
	if len(o.Rungs) == 0 {
		return nil
	}
	c := ui.Card{Title: lang.T(ctx, "督办记录")}
	for _, e := range o.Rungs {
		c.Events = append(c.Events, ui.Event{What: lang.T(ctx, e.Rung.Label()) + " · " + lang.T(ctx, e.State.Label()), When: stamp(e.At), Note: e.Reason, Tone: ui.Late, URL: e.PageURL()})
	}
	for _, l := range o.Liable {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "连带责任告知"), Value: lang.T(ctx, "%s，%s", l.UnitName, stamp(l.At)), URL: "/escalations/" + l.EscalationID})
	}
	return []ui.Card{c}
}

// requests show what was asked about the clocks of the order; they are decided on the page of the clock.
func requests(ctx context.Context, o *rectify.Full) []ui.Card {
	if len(o.Requests) == 0 {
		return nil
	}
	c := ui.Card{Title: lang.T(ctx, "延期与中止申请")}
	for _, q := range o.Requests {
		c.Events = append(c.Events, ui.Event{What: lang.T(ctx, clock.ActionLabel(q.What)) + " · " + lang.T(ctx, q.StateLabel()), Who: q.AskedName, When: stamp(q.AskedAt), Note: q.Reason, URL: q.DutyURL()})
	}
	return []ui.Card{c}
}

// said are the lines of the story that are not steps of the life cycle.
var said = map[string]string{
	"create": "新建草稿", "renumber": "重新发文", "rung": "系统记录", "rung_confirmed": "决定督办", "rung_declined": "不采用督办建议",
	"deadline":      "调整期限",
	"request_asked": "申请调整期限", "request_granted": "同意调整期限", "request_refused": "不同意调整期限", "request_withdrawn": "撤回申请",
}

func timeline(ctx context.Context, o *rectify.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "经过")}
	for _, e := range o.Events {
		what := said[e.Action]
		if step, ok := rectify.StepOf(rectify.Action(e.Action)); ok {
			what = step.Label
		}
		x := ui.Event{What: lang.T(ctx, what), Who: lang.T(ctx, e.ActorName), When: stamp(e.At), Note: lang.T(ctx, e.Note)}
		if e.Action == "rung" || e.Action == string(rectify.Return) {
			x.Tone = ui.Late
		}
		c.Events = append(c.Events, x)
	}
	return c
}
