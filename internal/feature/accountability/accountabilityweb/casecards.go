package accountabilityweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/ui"
)

func (h handler) caseCards(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error) {
	var d liability.Detail
	if err := f.Read(&d); err != nil {
		return nil, nil, err
	}
	first := why(ctx, f)
	first.Facts = append(facts(ctx, "问责对象", lang.T(ctx, d.Object.Label()), "督导完成日期", d.EndedOn.String()), first.Facts...)
	if d.Private {
		first.Chips = append(first.Chips, ui.Chip{Text: lang.T(ctx, "民办")})
	}
	main = append(main, first)
	if len(d.Earlier) > 0 {
		main = append(main, ui.Card{Notice: &ui.Notice{Text: lang.T(ctx, "一年内已有问责决定：%s。依《教育督导问责办法》从重处理，由系统自动提出。", strings.Join(d.Earlier, "、")), Tone: ui.Soon}})
	}
	if f.Inside && d.Lead.Name != "" {
		team := []string{d.Lead.Name + " " + d.Lead.Post}
		for _, m := range d.Team {
			team = append(team, m.Name+" "+m.Post)
		}
		main = append(main, ui.Card{Title: lang.T(ctx, "调查认定工作组"), Note: d.TeamOn.String(), Facts: facts(ctx, "组长", team[0], "成员", strings.Join(team[1:], "、"))})
	}
	if d.Found != "" && (f.Inside || !f.ShownOn.IsZero()) {
		c := ui.Card{Title: lang.T(ctx, "调查认定"), Text: []string{d.Found}, Facts: facts(ctx, "证据", d.Proof)}
		for _, g := range accountability.GroundsOf(d.Worse) {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "从重情形"), Value: lang.T(ctx, g.Label)})
		}
		c.Facts = append(c.Facts, facts(ctx, "从重的说明", d.WorseNote, "陈述申辩", lang.T(ctx, d.NoStatement))...)
		main = append(main, c)
	}
	if len(f.Measures) > 0 {
		main = append(main, measureCard(ctx, f))
	}
	if f.Inside {
		asked, err := liability.ConsultsOf(ctx, h.All.DB(), f.ID)
		if err != nil {
			return nil, nil, err
		}
		if len(asked) > 0 {
			main = append(main, consultCard(ctx, asked))
		}
	}
	if !d.ApprovedOn.IsZero() {
		main = append(main, ui.Card{Title: lang.T(ctx, "决定"), Note: f.Number, Facts: facts(ctx, "审定", joined(lang.T(ctx, "教育督导委员会"+d.ApproverAs), joined(d.Approver, d.ApprovedOn.String())), "生效日期", d.EffectiveOn.String(),
			"送达日期", d.DecidedOn.String(), "公开范围", scopeLabel(ctx, d.Scope), "范围说明", d.ScopeNote, "原决定", d.First, "复核申诉与纠正", lang.T(ctx, d.Outcome), "认为有误的申诉处理决定", d.WrongBy, "纠正期限", d.CorrectBy.String(), "纠正内容", d.CorrectText)})
	}
	if c := remedyList(ctx, f, d); c != nil {
		main = append(main, *c)
	}
	return main, nil, nil
}

func scopeLabel(ctx context.Context, v string) string {
	for _, s := range liability.Scopes {
		if s.Value == v {
			return lang.T(ctx, s.Label)
		}
	}
	return ""
}

func measureCard(ctx context.Context, f accountability.Full) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "问责方式"), Columns: []ui.Column{{Label: lang.T(ctx, "方式")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "移送")}, {Label: lang.T(ctx, "执行")}}}
	for _, m := range f.Measures {
		sub := m.Text
		for _, p := range f.Persons {
			if p.ID == m.PersonID {
				sub = joined(p.Line(), sub)
			}
		}
		if !m.UntilOn.IsZero() {
			sub = joined(sub, lang.T(ctx, "至 %s", m.UntilOn.String()))
		}
		tone := map[string]ui.Tone{accountability.MeasureDecided: ui.Act, accountability.MeasureDone: ui.Done}[m.State]
		refer := joined(lang.T(ctx, m.ReferTo), m.Receipt)
		if refer == "" {
			refer = "—"
		}
		done := m.DoneOn.String()
		if done == "" {
			done = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, m.Label()), Sub: sub}, {Chip: &ui.Chip{Text: lang.T(ctx, m.StateLabel()), Tone: tone}}, {Text: refer}, {Text: done, Sub: m.Note}})
	}
	return ui.Card{Title: lang.T(ctx, "问责方式"), Table: &t}
}

func consultCard(ctx context.Context, asked []liability.Asked) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "成员单位意见"), Columns: []ui.Column{{Label: lang.T(ctx, "成员单位")}, {Label: lang.T(ctx, "意见")}, {Label: lang.T(ctx, "答复日期")}}}
	for _, a := range asked {
		chip := ui.Chip{Text: lang.T(ctx, "待答复"), Tone: ui.Soon}
		switch a.Agree {
		case "yes":
			chip = ui.Chip{Text: lang.T(ctx, "同意"), Tone: ui.Done}
		case "no":
			chip = ui.Chip{Text: lang.T(ctx, "不同意"), Tone: ui.Late}
		}
		on := a.AnsweredOn.String()
		if on == "" {
			on = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: a.MemberName, Sub: a.Opinion}, {Chip: &chip}, {Text: on}})
	}
	return ui.Card{Title: lang.T(ctx, "成员单位意见"), Table: &t}
}

// remedyList leads to the reviews and appeals of a case.
func remedyList(ctx context.Context, f accountability.Full, d liability.Detail) *ui.Card {
	c := ui.Card{Title: lang.T(ctx, "复核与申诉")}
	flows := map[accountability.Kind]accountability.Flow{accountability.Review: liability.ReviewFlow, accountability.Appeal: liability.AppealFlow}
	for _, x := range f.Below {
		result := flows[x.Kind].Info(x.State).Label
		for _, done := range d.Remedies {
			if done.ID == x.ID {
				result = liability.ResultLabel(done.Result)
			}
		}
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, flows[x.Kind].Label), Value: joined(lang.T(ctx, result), joined(x.Number, x.CreatedOn.String())), URL: x.URL()})
	}
	for _, x := range d.Remedies {
		if x.ID != "" {
			continue
		}
		c.Facts = append(c.Facts, ui.Fact{Label: joined(lang.T(ctx, flows[x.Kind].Label), x.Number), Value: joined(lang.T(ctx, liability.ResultLabel(x.Result)), x.On.String())})
	}
	if len(c.Facts) == 0 {
		return nil
	}
	c.Text = []string{lang.T(ctx, "复核、申诉期间，不停止决定的执行。")}
	return &c
}

func (h handler) remedyFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	if a != liability.Propose {
		return nil, nil
	}
	var d liability.Remedy
	if err := f.Read(&d); err != nil {
		return nil, err
	}
	reasons := area(ctx, "text", "理由", d.Reasons, true)
	if f.Kind == accountability.Appeal {
		return []ui.Field{choose(ctx, "result", "处理结果", "radio", words(ctx, liability.AppealResults, d.Result), true), reasons, hinted(ctx, area(ctx, "demand", "应当怎样纠正", d.Demand, false), "认为原决定有误的填写")}, nil
	}
	list, err := accountability.MeasuresOf(ctx, h.All.DB(), f.ParentID)
	var have []ui.Option
	for _, m := range list {
		if m.State == accountability.MeasureDecided || m.State == accountability.MeasureDone {
			have = append(have, ui.Option{Value: m.ID, Label: strings.TrimSpace(lang.T(ctx, m.Label()) + " " + m.Text), Chosen: contains(d.Revoked, m.ID)})
		}
	}
	return []ui.Field{choose(ctx, "result", "处理结果", "radio", words(ctx, liability.ReviewResults, d.Result), true), reasons, hinted(ctx, choose(ctx, "revoked", "撤销的问责方式", "checkbox", have, false), "变更的选择")}, err
}

func (h handler) remedyDo(k accountability.Kind) func(*http.Request, string, int, accountability.Action) error {
	return func(r *http.Request, id string, version int, a accountability.Action) error {
		return h.Liability.DoRemedy(r.Context(), k, id, version, a, liability.RemedyIn{Result: r.FormValue("result"), Text: r.FormValue("text"), Demand: r.FormValue("demand"), Revoked: r.Form["revoked"], Reason: r.FormValue("reason")})
	}
}

func (h handler) remedyCards(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error) {
	var d liability.Remedy
	if err := f.Read(&d); err != nil {
		return nil, nil, err
	}
	c := ui.Card{Title: lang.T(ctx, "申请"), Facts: facts(ctx, "原决定", d.Decision, "申请日期", d.AppliedOn.String(), "申请期限", d.LastDay.String(), "逾期理由", d.LateWhy, "逾期受理", d.Admitted)}
	if d.OnPaper {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "方式"), Value: lang.T(ctx, "书面申请，由承办人登记")})
	}
	main = []ui.Card{c}
	if d.Result != "" && (f.Inside || f.State == liability.RemedyDecided) {
		main = append(main, ui.Card{Title: lang.T(ctx, "处理意见"), Text: []string{d.Reasons}, Facts: facts(ctx, "处理结果", lang.T(ctx, liability.ResultLabel(d.Result)), "应当怎样纠正", d.Demand, "审定", d.Approver, "送达日期", d.DecidedOn.String())})
	}
	return main, nil, nil
}
