package accountabilityweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/ui"
)

func (h handler) circularCreate(r *http.Request, n accountability.NewRecord) (accountability.Record, error) {
	return h.Circular.Open(r.Context(), n)
}

func (h handler) circularFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	var d circular.Detail
	if err := f.Read(&d); err != nil {
		return nil, err
	}
	switch a {
	case circular.Edit:
		media := groundField(ctx, "media_grounds", "媒体曝光的情形", "media", "", d.MediaGrounds)
		media.Required = false
		return []ui.Field{groundField(ctx, "grounds", "情形", "circular", "", accountability.Codes(f.Grounds)), area(ctx, "facts", "督导结果", f.Facts, true),
			area(ctx, "performance", "工作表现", d.Performance, true), area(ctx, "rectification", "整改情况", d.Rectification, true), area(ctx, "demand", "要求", d.Demand, false),
			tick(ctx, "recommend", "建议其领导班子成员不得评优评先、提拔使用或者转任重要职务", d.Recommend), hinted(ctx, day(ctx, "rec_until", "建议截止日期", d.RecUntil, false), "附建议的须填写；到期自动失效，也可以提前解除"),
			tick(ctx, "media", "拟在新闻媒体曝光", d.Media), media, hinted(ctx, area(ctx, "outlets", "拟曝光的媒体", strings.Join(d.Outlets, "\n"), false), "一行一家；曝光须经领导批准")}, nil
	case circular.Show:
		return []ui.Field{hinted(ctx, day(ctx, "due_on", "反馈期限", f.DueOn, true), "文件未规定天数，由通报机关指定")}, nil
	case circular.Statement:
		return []ui.Field{hinted(ctx, area(ctx, "points", "意见", "", true), "一行一条，逐条答复")}, nil
	case circular.Exposed:
		return []ui.Field{day(ctx, "on", "曝光日期", d.ExposedOn, true), area(ctx, "text", "媒体和内容", d.ExposedNote, true)}, nil
	}
	return nil, nil
}

func (h handler) circularDo(r *http.Request, id string, version int, a accountability.Action) error {
	f := formOf(r)
	in := circular.CircularIn{Grounds: r.Form["grounds"], Facts: f.FormValue("facts"), Performance: f.FormValue("performance"), Rectification: f.FormValue("rectification"), Demand: f.FormValue("demand"),
		Recommend: f.FormValue("recommend") != "", RecUntil: f.day("rec_until"), Media: f.FormValue("media") != "", MediaGrounds: r.Form["media_grounds"], Outlets: f.lines("outlets"),
		Points: f.lines("points"), DueOn: f.day("due_on"), On: f.day("on"), Text: f.FormValue("text"), Reason: f.FormValue("reason")}
	if err := f.err(); err != nil {
		return err
	}
	return h.Circular.Do(r.Context(), id, version, a, in)
}

func (h handler) circularCards(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error) {
	var d circular.Detail
	if err := f.Read(&d); err != nil {
		return nil, nil, err
	}
	main = []ui.Card{why(ctx, f), {Title: lang.T(ctx, "通报内容"), Facts: facts(ctx, "工作表现", d.Performance, "整改情况", d.Rectification, "要求", d.Demand, "单位反馈", lang.T(ctx, d.NoReply), "审定", d.ApprovedName)}}
	if len(main[1].Facts) == 0 {
		main[1].Notice = &ui.Notice{Text: lang.T(ctx, "还没有写工作表现和整改情况。"), Tone: ui.Soon}
	}
	if d.Recommend {
		c := ui.Card{Title: lang.T(ctx, "建议"), Text: []string{lang.T(ctx, "建议其领导班子成员不得评优评先、提拔使用或者转任重要职务。")},
			Facts: facts(ctx, "自", d.RecFrom.String(), "截止日期", d.RecUntil.String(), "解除日期", d.LiftedOn.String(), "解除理由", d.LiftReason)}
		chip := ui.Chip{Text: lang.T(ctx, "未生效")}
		switch {
		case f.InForce(h.All.Today()):
			chip = ui.Chip{Text: lang.T(ctx, "执行中"), Tone: ui.Late}
		case !d.LiftedOn.IsZero():
			chip = ui.Chip{Text: lang.T(ctx, "已解除"), Tone: ui.Done}
		case !d.RecFrom.IsZero():
			chip = ui.Chip{Text: lang.T(ctx, "已期满"), Tone: ui.Done}
		}
		c.Chips = []ui.Chip{chip}
		main = append(main, c)
	}
	if d.Media && f.Inside {
		var grounds []string
		for _, g := range accountability.GroundsOf(d.MediaGrounds) {
			grounds = append(grounds, lang.T(ctx, g.Label))
		}
		main = append(main, ui.Card{Title: lang.T(ctx, "媒体曝光"), Facts: facts(ctx, "情形", strings.Join(grounds, "；"), "拟曝光的媒体", strings.Join(d.Outlets, "、"), "批准", joined(d.MediaBy, d.MediaOn.String()),
			"曝光日期", d.ExposedOn.String(), "媒体和内容", d.ExposedNote)})
	}
	return main, nil, nil
}

func (h handler) honourCreate(r *http.Request, n accountability.NewRecord) (accountability.Record, error) {
	return h.Honour.Open(r.Context(), n)
}

func (h handler) honourFields(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error) {
	var d honour.Detail
	if err := f.Read(&d); err != nil || a != honour.Edit {
		return nil, err
	}
	return []ui.Field{area(ctx, "facts", "表彰缘由", f.Facts, true), area(ctx, "merits", "主要成绩", d.Merits, true),
		hinted(ctx, area(ctx, "priority", "优先支持", d.Priority, false), "例如 在政策支持、资源配置等方面优先考虑的具体事项"), hinted(ctx, day(ctx, "until", "优先支持截止日期", d.Until, false), "填写优先支持的须填写")}, nil
}

func (h handler) honourDo(r *http.Request, id string, version int, a accountability.Action) error {
	f := formOf(r)
	in := honour.HonourIn{Facts: f.FormValue("facts"), Merits: f.FormValue("merits"), Priority: f.FormValue("priority"), Until: f.day("until"), Reason: f.FormValue("reason")}
	if err := f.err(); err != nil {
		return err
	}
	return h.Honour.Do(r.Context(), id, version, a, in)
}

func (h handler) honourCards(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error) {
	var d honour.Detail
	if err := f.Read(&d); err != nil {
		return nil, nil, err
	}
	c := ui.Card{Title: lang.T(ctx, "表彰缘由"), Text: []string{f.Facts}, Facts: facts(ctx, "主要成绩", d.Merits, "优先支持", d.Priority, "自", d.From.String(), "截止日期", d.Until.String(), "审定", d.Leader)}
	return []ui.Card{c}, nil, nil
}
