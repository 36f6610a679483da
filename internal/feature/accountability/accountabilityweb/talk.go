package accountabilityweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/ui"
)

func (h handler) talkCreate(r *http.Request, n accountability.NewRecord) (accountability.Record, error) {
	return h.Talk.Open(r.Context(), n)
}

func (h handler) talkFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	var d talk.Detail
	if err := f.Read(&d); err != nil {
		return nil, err
	}
	speakers := hinted(ctx, area(ctx, "speakers", "约谈人", speakerLines(d.Speakers), true), "不少于两人；一行一人：姓名，职务")
	switch a {
	case talk.Edit:
		return []ui.Field{groundField(ctx, "grounds", "情形", "talk", "", accountability.Codes(f.Grounds)), area(ctx, "facts", "事实", f.Facts, true),
			day(ctx, "on", "约谈日期", d.On, true), hinted(ctx, text(ctx, "time", "约谈时间", d.Time, true), "例如 9:30"), text(ctx, "place", "约谈地点", d.Place, true), speakers,
			hinted(ctx, area(ctx, "persons", "被约谈的相关负责人", personLines(f.Persons), true), "一行一人：姓名，职务，单位；不填身份证号等其他信息")}, nil
	case talk.Move:
		return append([]ui.Field{day(ctx, "on", "约谈日期", d.On, true), text(ctx, "time", "约谈时间", d.Time, true), text(ctx, "place", "约谈地点", d.Place, true)}, reasonField(ctx)...), nil
	case talk.Statement:
		return []ui.Field{hinted(ctx, area(ctx, "points", "书面说明", "", true), "一行一条，逐条答复")}, nil
	case talk.Hold:
		return []ui.Field{day(ctx, "on", "实际约谈日期", d.On, true), speakers, area(ctx, "warning", "告诫内容", "", true), area(ctx, "said", "被约谈人表态", "", false),
			hinted(ctx, area(ctx, "demands", "要求", "", true), "一行一条"), day(ctx, "due_on", "落实期限", d.DueOn, true)}, nil
	case talk.SignOffice, talk.Sign:
		return []ui.Field{hinted(ctx, text(ctx, "name", "签字人", "", false), "不填为本人")}, nil
	case talk.Refuse:
		return append(reasonField(ctx), text(ctx, "witness", "见证人", "", true)), nil
	case talk.Report:
		return []ui.Field{area(ctx, "text", "落实情况", d.Result, true)}, nil
	case talk.Verify:
		return []ui.Field{choose(ctx, "met", "是否落实", "radio", words(ctx, []struct{ Value, Label string }{{"yes", "已落实"}, {"no", "未落实"}}, ""), true),
			area(ctx, "text", "核实情况", "", true), hinted(ctx, ui.Field{Name: "due_on", Label: lang.T(ctx, "新的落实期限"), Type: "date"}, "未落实的填写")}, nil
	}
	return nil, nil
}

func speakerLines(list []talk.Speaker) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Name+"，"+s.Post)
	}
	return strings.Join(out, "\n")
}

func (h handler) talkDo(r *http.Request, id string, version int, a accountability.Action) error {
	f := formOf(r)
	in := talk.TalkIn{Grounds: r.Form["grounds"], Facts: f.FormValue("facts"), On: f.day("on"), Time: f.FormValue("time"), Place: f.FormValue("place"), Persons: f.persons("persons"),
		Points: f.lines("points"), Warning: f.FormValue("warning"), Said: f.FormValue("said"), Demands: f.lines("demands"), DueOn: f.day("due_on"), Name: f.FormValue("name"),
		Witness: f.FormValue("witness"), Text: f.FormValue("text"), Met: f.FormValue("met"), Reason: f.FormValue("reason")}
	for _, row := range f.rows("speakers") {
		in.Speakers = append(in.Speakers, talk.Speaker{Name: row[0], Post: row[1]})
	}
	if err := f.err(); err != nil {
		return err
	}
	return h.Talk.Do(r.Context(), id, version, a, in)
}

func (h handler) talkCards(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error) {
	var d talk.Detail
	if err := f.Read(&d); err != nil {
		return nil, nil, err
	}
	main = []ui.Card{why(ctx, f)}
	var speakers []string
	for _, s := range d.Speakers {
		speakers = append(speakers, s.Line())
	}
	plan := ui.Card{Title: lang.T(ctx, "约谈安排"), Facts: facts(ctx, "约谈日期", d.On.String(), "约谈时间", d.Time, "约谈地点", d.Place, "约谈人", strings.Join(speakers, "、"))}
	if len(plan.Facts) == 0 {
		plan.Notice = &ui.Notice{Text: lang.T(ctx, "还没有安排时间、地点和人员。"), Tone: ui.Soon}
	}
	main = append(main, plan)
	if !d.HeldOn.IsZero() {
		c := ui.Card{Title: lang.T(ctx, "约谈记录"), Note: d.HeldOn.String(), Facts: facts(ctx, "告诫内容", d.Warning, "被约谈人表态", d.Said)}
		for i, s := range d.Demands {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "要求 %d", i+1), Value: s})
		}
		c.Facts = append(c.Facts, facts(ctx, "落实期限", d.DueOn.String(), "约谈人签字", joined(d.Office.Name, d.Office.On.String()), "被约谈方签字", joined(d.Unit.Name, d.Unit.On.String()),
			"拒签理由", d.Refused, "见证人", d.Witness, "报送备案", d.FiledOn.String())...)
		main = append(main, c)
	}
	if d.Result != "" {
		main = append(main, ui.Card{Title: lang.T(ctx, "落实情况"), Text: []string{d.Result}, Facts: facts(ctx, "核实情况", d.Opinion)})
	}
	return main, nil, nil
}
