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

// caseOpening are the fields of a new case about the object that was chosen.
func (h handler) caseOpening(r *http.Request) []ui.Field {
	ctx, object := r.Context(), accountability.Object(r.FormValue("object"))
	out := []ui.Field{{Name: "object", Type: "hidden", Value: string(object)}, groundField(ctx, "grounds", "情形", "case", object, nil),
		area(ctx, "facts", "事实", "", true), hinted(ctx, ui.Field{Name: "ended_on", Label: lang.T(ctx, "督导完成日期"), Type: "date"}, "六十日内成立调查认定工作组；不填为今天")}
	if object.Personal() {
		return append(out, hinted(ctx, area(ctx, "persons", "人员", "", true), "一行一人：姓名，职务，单位；不填身份证号等其他信息"))
	}
	if object == accountability.School {
		out = append(out, tick(ctx, "private", "民办学校或者教育培训机构", false))
	}
	return out
}

func (h handler) caseCreate(r *http.Request, n accountability.NewRecord) (accountability.Record, error) {
	in, err := caseIn(r)
	if err != nil {
		return accountability.Record{}, err
	}
	return h.Liability.Open(r.Context(), n, in)
}

func caseIn(r *http.Request) (liability.CaseIn, error) {
	f := formOf(r)
	in := liability.CaseIn{Object: f.FormValue("object"), EndedOn: f.day("ended_on"), Private: f.FormValue("private") != "", Grounds: r.Form["grounds"], Facts: f.FormValue("facts"), Persons: f.persons("persons"),
		Found: f.FormValue("found"), Proof: f.FormValue("proof"), Worse: r.Form["worse"], WorseNote: f.FormValue("worse_note"), Measure: f.FormValue("measure"), Person: f.FormValue("person"),
		ReferTo: f.FormValue("refer_to"), UntilOn: f.day("until_on"), DueOn: f.day("due_on"), On: f.day("on"), Points: f.lines("points"), Members: append(r.Form["members"], f.lines("others")...),
		Consult: f.FormValue("consult"), Agree: f.FormValue("agree"), Post: f.FormValue("post"), Scope: f.FormValue("scope"), Severe: f.FormValue("severe") != "", Number: f.FormValue("number"),
		Receipt: f.FormValue("receipt"), Result: f.FormValue("result"), Text: f.FormValue("text"), Reason: f.FormValue("reason")}
	for i, row := range f.rows("team") {
		m := liability.Member{Name: row[0], Post: row[1]}
		if i == 0 {
			in.Lead = m
			continue
		}
		in.Team = append(in.Team, m)
	}
	return in, f.err()
}

func (h handler) caseDo(r *http.Request, id string, version int, a accountability.Action) error {
	in, err := caseIn(r)
	if err != nil {
		return err
	}
	return h.Liability.Do(r.Context(), id, version, a, in)
}

func (h handler) caseFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	var d liability.Detail
	if err := f.Read(&d); err != nil {
		return nil, err
	}
	switch a {
	case liability.Edit:
		out := []ui.Field{groundField(ctx, "grounds", "情形", "case", d.Object, accountability.Codes(f.Grounds)), area(ctx, "facts", "事实", f.Facts, true), day(ctx, "ended_on", "督导完成日期", d.EndedOn, true),
			tick(ctx, "private", "民办学校或者教育培训机构", d.Private)}
		if d.Object.Personal() {
			out = append(out, hinted(ctx, area(ctx, "persons", "人员", personLines(f.Persons), true), "一行一人：姓名，职务，单位；不填身份证号等其他信息"))
		}
		return out, nil
	case liability.Team:
		return []ui.Field{hinted(ctx, area(ctx, "team", "工作组", "", true), "第一行为组长；一行一人：姓名，职务")}, nil
	case liability.Find:
		worse := groundField(ctx, "worse", "从重情形", "aggravating", "", d.Worse)
		worse.Required = false
		if len(d.Earlier) > 0 {
			worse.Hint = lang.T(ctx, "一年内已有问责决定：%s，系统自动提出", strings.Join(d.Earlier, "、"))
		}
		return []ui.Field{groundField(ctx, "grounds", "认定的情形", "case", d.Object, accountability.Codes(f.Grounds)), area(ctx, "found", "认定的事实", d.Found, true), area(ctx, "proof", "证据", d.Proof, true),
			worse, area(ctx, "worse_note", "从重的说明", d.WorseNote, false)}, nil
	case liability.Inform:
		return []ui.Field{hinted(ctx, day(ctx, "due_on", "陈述申辩期限", f.DueOn, true), "办法未查到天数，由告知书指定")}, nil
	case liability.Statement, liability.Register:
		return []ui.Field{hinted(ctx, area(ctx, "points", "陈述申辩", "", true), "一行一条，逐条答复")}, nil
	case liability.Approve:
		var posts []ui.Option
		for _, p := range liability.Posts {
			posts = append(posts, ui.Option{Value: p, Label: lang.T(ctx, "教育督导委员会"+p)})
		}
		return []ui.Field{choose(ctx, "post", "审定人职务", "radio", posts, true), hinted(ctx, ui.Field{Name: "on", Label: lang.T(ctx, "生效日期"), Type: "date"}, "不填为决定印发之日")}, nil
	case liability.Consult, liability.Opinion:
		return h.consultFields(ctx, f, a)
	case liability.Measure, liability.Unmeasure, liability.Execute, liability.Correct:
		return measureFields(ctx, f, d, a), nil
	}
	return remedyAsks(ctx, f, a), nil
}

// consultFields name the member units of the committee, and who answers on paper.
func (h handler) consultFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	if a == liability.Opinion {
		list, err := liability.ConsultsOf(ctx, h.All.DB(), f.ID)
		var units []ui.Option
		for _, c := range list {
			if c.AnsweredOn.IsZero() {
				units = append(units, ui.Option{Value: c.ID, Label: c.MemberName})
			}
		}
		return []ui.Field{choose(ctx, "consult", "成员单位", "select", units, true), choose(ctx, "agree", "是否同意", "radio", words(ctx, agreeWords, ""), true), area(ctx, "text", "意见", "", false)}, err
	}
	seats, err := h.Liability.Members(ctx, f.Record)
	var members []ui.Option
	for _, s := range seats {
		members = append(members, ui.Option{Value: string(s.UnitID), Label: s.Name})
	}
	var out []ui.Field
	if len(members) > 0 {
		out = append(out, choose(ctx, "members", "成员单位", "checkbox", members, false))
	}
	return append(out, hinted(ctx, area(ctx, "others", "其他单位", "", false), "不在平台上的成员单位，一行一个；以书面答复，由承办人登记"),
		hinted(ctx, ui.Field{Name: "due_on", Label: lang.T(ctx, "答复期限"), Type: "date"}, "办法未规定天数")), err
}

var agreeWords = []struct{ Value, Label string }{{"yes", "同意"}, {"no", "不同意"}}

// measureFields ask for measures: what applies to the object, for whom, until when.
func measureFields(ctx context.Context, f accountability.Full, d liability.Detail, a accountability.Action) []ui.Field {
	var defs, have []ui.Option
	for _, m := range accountability.MeasuresFor(d.Object, d.Private) {
		hint := lang.T(ctx, m.Article) + " · " + lang.T(ctx, "证据等级 %s", m.Evidence)
		if m.Refer != "" {
			hint = lang.T(ctx, "移送%s", lang.T(ctx, m.Refer)) + " · " + hint
		}
		defs = append(defs, ui.Option{Value: m.Code, Label: lang.T(ctx, m.Label), Hint: hint})
	}
	for _, m := range f.Measures {
		fits := m.State == accountability.MeasureDecided || a == liability.Correct && m.State == accountability.MeasureDone || a == liability.Unmeasure && m.State == accountability.MeasureProposed
		if fits && (a == liability.Unmeasure) == (m.State == accountability.MeasureProposed) {
			have = append(have, ui.Option{Value: m.ID, Label: strings.TrimSpace(lang.T(ctx, m.Label()) + " " + m.Text)})
		}
	}
	person := func() []ui.Field {
		if !d.Object.Personal() {
			return nil
		}
		var people []ui.Option
		for _, p := range f.Persons {
			people = append(people, ui.Option{Value: p.ID, Label: p.Line()})
		}
		return []ui.Field{choose(ctx, "person", "人员", "select", people, true)}
	}
	switch a {
	case liability.Unmeasure:
		return []ui.Field{choose(ctx, "measure", "问责方式", "select", have, true)}
	case liability.Execute:
		return []ui.Field{choose(ctx, "measure", "问责方式", "select", have, true), ui.Field{Name: "on", Label: lang.T(ctx, "执行日期"), Type: "date", Required: true},
			hinted(ctx, text(ctx, "receipt", "回执", "", false), "移送的须登记回执文号"), area(ctx, "text", "执行情况", "", true)}
	case liability.Correct:
		defs = append([]ui.Option{{Label: lang.T(ctx, "不另作问责")}}, defs...)
		out := []ui.Field{choose(ctx, "result", "纠正", "radio", words(ctx, []struct{ Value, Label string }{{liability.Revoke, "撤销原决定"}, {liability.Change, "变更原决定"}}, ""), true),
			hinted(ctx, choose(ctx, "members", "撤销的问责方式", "checkbox", have, false), "变更的选择"), area(ctx, "text", "纠正的内容和理由", d.CorrectText, true), choose(ctx, "measure", "改作的问责方式", "select", defs, false)}
		return append(out, person()...)
	}
	return append(append([]ui.Field{choose(ctx, "measure", "问责方式", "radio", defs, true)}, person()...), area(ctx, "text", "具体内容", "", false), hinted(ctx, text(ctx, "refer_to", "移送机关", "", false), "需要移送的，不填为通常的机关"),
		hinted(ctx, ui.Field{Name: "until_on", Label: lang.T(ctx, "截止日期"), Type: "date"}, "有期限的方式填写"))
}

// remedyAsks are the fields of what follows a decision.
func remedyAsks(ctx context.Context, f accountability.Full, a accountability.Action) []ui.Field {
	points := hinted(ctx, area(ctx, "points", "理由", "", true), "一行一条，逐条答复")
	late := hinted(ctx, ui.Field{Name: "reason", Label: lang.T(ctx, "逾期理由"), Type: "textarea", Rows: 2}, "超过期限的填写，由受理机构决定是否受理")
	switch a {
	case liability.AskReview, liability.AskAppeal:
		return []ui.Field{points, late}
	case liability.LateReview, liability.LateAppeal:
		return []ui.Field{{Name: "on", Label: lang.T(ctx, "收到书面申请的日期"), Type: "date", Required: true}, points, late}
	case liability.OuterAppeal:
		return []ui.Field{text(ctx, "number", "申诉处理决定书文号", "", true), {Name: "on", Label: lang.T(ctx, "收到日期"), Type: "date", Required: true},
			choose(ctx, "result", "处理结果", "radio", words(ctx, liability.AppealResults, ""), true), area(ctx, "text", "应当怎样纠正", "", false)}
	case liability.Publish:
		return []ui.Field{choose(ctx, "scope", "公开范围", "radio", words(ctx, liability.Scopes, ""), true), tick(ctx, "severe", "情节严重或者整改不力", false),
			hinted(ctx, area(ctx, "text", "范围说明", "", false), "在一定范围内公开的填写；公开页面不出现个人姓名")}
	}
	return nil
}
