package inspectweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/ui"
)

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "")}
	if d.CancelReason != "" {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "已中止：%s", d.CancelReason), Tone: ui.Soon}
	}
	if n := evaluationNotice(ctx, d); n != nil {
		v.Head.Notice = n
	}
	facts := factsCard(ctx, d)
	if d.May(inspect.MayManage, inspect.Office, inspect.Prepare) {
		facts.Do = append(facts.Do, ui.Button{Label: lang.T(ctx, "修改事项与时间"), URL: d.URL() + "/edit", Plain: true})
	}
	v.Main = append(v.Main, facts)
	if c := letterCard(ctx, d, inspect.LetterNotice); c.Title != "" {
		v.Main = append(v.Main, c)
	}
	if len(d.Orders) > 0 {
		v.Main = append(v.Main, ordersCard(ctx, d))
	}
	b, show, err := h.files(r, lang.T(ctx, "附件"), "whole", d.Ref(), d.URL(), d.May(inspect.MayManage, inspect.Office, inspect.Prepare, inspect.Noticed, inspect.Evaluated, inspect.Onsite, inspect.Review, inspect.Replied))
	if err != nil {
		return err
	}
	if show {
		v.Files = append(v.Files, b)
	}
	v.Side = append(v.Side, h.teamOnPage(ctx, d))
	if len(d.Duties) > 0 {
		v.Side = append(v.Side, h.dutyCard(ctx, d))
	}
	v.Side = append(v.Side, ui.Follow(ctx, ui.About{UnitPath: d.UnitPath, Unit: d.UnitName, Kind: inspect.RefKind, ID: d.ID, Title: d.Title, URL: d.URL()})...)
	v.Side = append(v.Side, h.timeline(ctx, d))
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// evaluationNotice tells the unit to begin, and what has to be supplemented.
func evaluationNotice(ctx context.Context, d inspect.Dossier) *ui.Notice {
	if d.State != inspect.Noticed || !d.Viewer.Ours {
		return nil
	}
	text := lang.T(ctx, "请逐项填写自评，全部填好后提交自评报告。")
	for _, e := range d.Events {
		if e.Action == "inspect.supplement" {
			text = lang.T(ctx, "督导小组要求补充：%s", e.Note)
		}
	}
	return &ui.Notice{Text: text, Tone: ui.Act, More: ui.Link{Text: lang.T(ctx, "填写自评"), URL: d.URL() + "/evaluation"}}
}

func factsCard(ctx context.Context, d inspect.Dossier) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "基本情况")}
	fact := func(label, value, url string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value, URL: url})
		}
	}
	fact(lang.T(ctx, "被督导单位"), d.UnitName, d.UnitID.URL())
	office := ""
	if d.Viewer.Inside { // a school does not see the units above it
		office = d.OfficeID.URL()
	}
	fact(lang.T(ctx, "组织督导的机构"), d.OfficeName, office)
	fact(lang.T(ctx, "方式"), lang.T(ctx, d.Mode.Label())+" · "+lang.T(ctx, d.Field.Label()), "")
	fact(lang.T(ctx, "督导事项"), d.Matters, "")
	fact(lang.T(ctx, "依据"), d.Basis, "")
	if d.StandardID != "" {
		fact(lang.T(ctx, "督导标准"), d.StandardName, "/standards/"+d.StandardID)
	}
	fact(lang.T(ctx, "现场时间"), lang.T(ctx, "%s 至 %s", d.From.String(), d.To.String()), "")
	fact(lang.T(ctx, "自评提交"), d.EvaluatedOn.String(), "")
	if d.Assessed() {
		fact(lang.T(ctx, "初步意见反馈"), d.PrelimOn.String(), "")
	}
	fact(lang.T(ctx, "意见书发出"), d.OpinionOn.String(), "")
	fact(lang.T(ctx, "总评"), lang.T(ctx, d.Outcome), "")
	fact(lang.T(ctx, "报告文号"), d.ReportNumber, "")
	fact(lang.T(ctx, "结案"), d.ClosedOn.String(), "")
	return c
}

func teamCard(ctx context.Context, d inspect.Dossier) ui.Card {
	c := ui.Card{ID: "team", Title: lang.T(ctx, "督导小组"), Note: lang.T(ctx, "%d 人", len(d.Team))}
	for _, m := range d.Team {
		value := m.Name
		if m.Duty == fieldwork.DutyExpert && m.Note != "" {
			value += "（" + m.Note + "）"
		}
		if names := sectionNames(ctx, d, m); names != "" && d.Viewer.Inside {
			value += " · " + names
		}
		c.Facts = append(c.Facts, ui.Fact{Label: label(ctx, fieldwork.Duties, m.Duty), Value: value})
	}
	if len(d.Team) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "还没有成员。督导小组由 3 名以上督学组成。")}
	}
	return c
}

func sectionNames(ctx context.Context, d inspect.Dossier, m fieldwork.Member) string {
	var out []string
	for _, code := range m.Sections {
		if n, ok := d.Standard.Node(code); ok {
			out = append(out, lang.T(ctx, n.Name))
		}
	}
	return strings.Join(out, "、")
}

func (h handler) teamOnPage(ctx context.Context, d inspect.Dossier) ui.Card {
	c := teamCard(ctx, d)
	if d.MayTeam() {
		c.Do = append(c.Do, ui.Button{Label: lang.T(ctx, "组成督导小组"), URL: d.URL() + "/team", Plain: true})
	}
	if d.MayAssign() && len(d.Team) > 0 && len(d.Indicators) > 0 {
		c.Do = append(c.Do, ui.Button{Label: lang.T(ctx, "分工"), URL: d.URL() + "/sections", Plain: true})
	}
	return c
}

func (h handler) dutyCard(ctx context.Context, d inspect.Dossier) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "期限")}
	for _, x := range d.Duties {
		s := x.On(h.s.Today())
		c.Clock = &ui.Clock{Text: lang.T(ctx, x.Action) + " · " + s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
		if x.Article != "" {
			c.Text = append(c.Text, x.Article)
		}
		c.More = append(c.More, ui.Link{Text: lang.T(ctx, "期限说明"), URL: x.DutyURL()})
	}
	return c
}

func ordersCard(ctx context.Context, d inspect.Dossier) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "整改通知"), Columns: []ui.Column{{Label: lang.T(ctx, "整改通知")}, {Label: lang.T(ctx, "责任单位")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "整改期限")}}}
	for _, o := range d.Orders {
		chip := ui.Chip{Text: lang.T(ctx, o.State.Label()), Tone: ui.Act}
		if !o.ClosedOn.IsZero() {
			chip.Tone = ui.Done
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: o.Title, URL: o.ID.URL(), Sub: o.Number}, {Text: o.UnitName}, {Chip: &chip}, {Text: o.DueOn.String()}})
	}
	return ui.Card{ID: "orders", Title: lang.T(ctx, "整改"), Note: lang.T(ctx, "%d 份", len(d.Orders)), Table: &t}
}

// letterCard shows a letter of the office; a draft is marked. No letter is no card.
func letterCard(ctx context.Context, d inspect.Dossier, kind string) ui.Card {
	l, ok := d.Letters[kind]
	if !ok {
		return ui.Card{}
	}
	c := ui.Card{ID: "letter-" + kind, Title: letterName(ctx, kind), Note: l.Number, Text: paragraphs(l.Text)}
	if l.SentOn.IsZero() {
		c.Chips = []ui.Chip{{Text: lang.T(ctx, "草稿"), Tone: ui.Soon}}
	} else {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "发出日期"), Value: l.SentOn.String()})
	}
	add := func(label, value string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	switch kind {
	case inspect.LetterNotice:
		add(lang.T(ctx, "需要准备的材料"), l.Extra)
		add(lang.T(ctx, "自评报告截止日期"), l.DueOn.String())
	case inspect.LetterOpinion:
		add(lang.T(ctx, "建议"), l.Extra)
		add(lang.T(ctx, "整改期限"), l.DueOn.String())
		add(lang.T(ctx, "审定"), l.ApprovedName)
	}
	return c
}

func paragraphs(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' })
}

// timeline is who did what when, in the words of the steps. What one person did several times in a
// row is one line.
func (h handler) timeline(ctx context.Context, d inspect.Dossier) ui.Card {
	c := ui.Card{ID: "timeline", Title: lang.T(ctx, "经过")}
	const most = 40
	last, times := "", 0
	for n := len(d.Events) - 1; n >= 0 && len(c.Events) <= most; n-- {
		e := d.Events[n]
		note := letterName(ctx, e.Note) // a saved draft notes which letter it is
		if key := e.Action + e.WhoID; key != last || inspect.IsStep(e.Action) {
			last, times = key, 1
			c.Events = append(c.Events, ui.Event{What: happened(ctx, e.Action), Who: e.Who, When: at(e.At), Note: note})
			continue
		}
		times++
		line := &c.Events[len(c.Events)-1]
		line.Note = lang.T(ctx, "%d 次", times)
	}
	if len(c.Events) > most {
		c.Events = c.Events[:most]
		c.Note = lang.T(ctx, "最近 %d 条", most)
	}
	return c
}

// others are the actions beside the steps.
var others = map[string]string{
	"inspect.start": "启动督导", "inspect.edit": "修改事项与时间", "inspect.join": "加入督导小组", "inspect.leave": "退出督导小组", "inspect.assign": "分工", "inspect.claim": "填写自评",
	"inspect.look": "标注查看要点", "inspect.record": "填写现场记录", "inspect.record_edit": "修改现场记录", "inspect.record_void": "作废现场记录", "inspect.verify": "核验指标",
	"inspect.finding": "提出问题", "inspect.finding_edit": "修改问题", "inspect.finding_withdraw": "撤回问题", "inspect.draft": "保存文稿", "inspect.answer": "答复申辩",
	"file.add": "添加文件", "file.version": "更换文件", "file.remove": "删除文件",
}

func happened(ctx context.Context, action string) string {
	if s, ok := others[action]; ok {
		return lang.T(ctx, s)
	}
	if st, ok := inspect.StepOf(inspect.Action(strings.TrimPrefix(action, "inspect."))); ok {
		return lang.T(ctx, st.Label)
	}
	return action
}

// letterName is the kind of a letter in words; other texts stay as they are.
func letterName(ctx context.Context, kind string) string {
	switch kind {
	case inspect.LetterNotice:
		return lang.T(ctx, "督导通知")
	case inspect.LetterPreliminary:
		return lang.T(ctx, "初步督导意见")
	case inspect.LetterOpinion:
		return lang.T(ctx, "督导意见书")
	}
	return lang.T(ctx, kind)
}

// replyRef is what the files of a reply belong to.
func replyRef(d inspect.Dossier) ident.Ref { return ident.Ref{Kind: inspect.RefReply, ID: d.ID} }
