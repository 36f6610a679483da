package inspectweb

import (
	"net/http"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// act is how a step of the life cycle is done on a page: the fields it asks for, and the use case.
type act struct {
	note   string // what will happen
	fields func(r *http.Request, d inspect.Dossier) []ui.Field
	do     func(r *http.Request, id string, version int) error
}

// act returns the page of a step; do is nil for the steps of package report.
func (h handler) act(a inspect.Action) act {
	s := h.s
	plain := func(note string, f func(*http.Request, string, int) error) act { return act{note: note, do: f} }
	reason := func(note string, f func(*http.Request, string, int) error) act {
		return act{note: note, fields: func(r *http.Request, _ inspect.Dossier) []ui.Field { return []ui.Field{reasonField(r)} }, do: f}
	}
	switch a {
	case inspect.Notify:
		return act{"通知发出后，被督导单位可以看到这项督导并开始自评。", noticeFields, h.notify}
	case inspect.Submit:
		return act{"提交后不能再修改，除非督导小组要求补充。", submitFields, func(r *http.Request, id string, n int) error {
			return s.SubmitEvaluation(r.Context(), id, n, r.FormValue("eval_text"))
		}}
	case inspect.Supplement:
		return act{"自评退回单位补充，已填内容保留。", supplementFields, func(r *http.Request, id string, n int) error {
			due, err := date(r, "due")
			if err != nil {
				return err
			}
			return s.AskSupplement(r.Context(), id, n, r.FormValue("reason"), due)
		}}
	case inspect.Begin:
		return plain("开始后督导小组可以填写现场记录、核验指标。", func(r *http.Request, id string, n int) error { return s.BeginWork(r.Context(), id, n) })
	case inspect.Finish:
		return plain("结束后进入评议，不能再补现场记录。", func(r *http.Request, id string, n int) error { return s.FinishWork(r.Context(), id, n) })
	case inspect.Reopen:
		return reason("回到现场阶段补充记录。", func(r *http.Request, id string, n int) error {
			return s.ReopenWork(r.Context(), id, n, r.FormValue("reason"))
		})
	case inspect.Cancel:
		return reason("中止后不能恢复，理由留存在记录中。", func(r *http.Request, id string, n int) error {
			return s.CancelWork(r.Context(), id, n, r.FormValue("reason"))
		})
	case inspect.Close:
		return plain("全部整改通知办结后结案。", func(r *http.Request, id string, n int) error { return s.CloseWork(r.Context(), id, n) })
	}
	return h.opinionAct(a, plain, reason)
}

// opinionAct is act for the steps around the opinion.
func (h handler) opinionAct(a inspect.Action, plain, reason func(string, func(*http.Request, string, int) error) act) act {
	s := h.s
	switch a {
	case inspect.Send:
		return act{"发出后被督导单位可以看到初步意见、核验结果和问题，申辩期开始计时。", hearingFields, func(r *http.Request, id string, n int) error {
			return s.SendPreliminaryOpinion(r.Context(), id, n, r.FormValue("hearing_reason"))
		}}
	case inspect.Reply:
		return act{"申辩意见将逐点得到答复。提交后不能修改。", replyFields, h.reply}
	case inspect.Waive:
		return plain("表示对初步督导意见没有异议。", func(r *http.Request, id string, n int) error { return s.WaiveReply(r.Context(), id, n) })
	case inspect.Lapse:
		return plain("申辩期届满未收到申辩意见的，继续办理。", func(r *http.Request, id string, n int) error { return s.LapseReply(r.Context(), id, n) })
	case inspect.Propose:
		return plain("提请领导审定督导意见书。", func(r *http.Request, id string, n int) error { return s.ProposeTheOpinion(r.Context(), id, n) })
	case inspect.Return:
		return reason("意见书退回起草人修改。", func(r *http.Request, id string, n int) error {
			return s.ReturnOpinion(r.Context(), id, n, r.FormValue("reason"))
		})
	case inspect.Issue:
		return act{"意见书发给被督导单位，并向每个责任单位下达一份整改通知。", issueFields, func(r *http.Request, id string, n int) error {
			return s.IssueTheOpinion(r.Context(), id, n, r.FormValue("number"))
		}}
	}
	return act{}
}

func reasonField(r *http.Request) ui.Field {
	return ui.Field{Name: "reason", Label: lang.T(r.Context(), "理由"), Type: "textarea", Rows: 3, Required: true}
}

func (h handler) stepForm(st inspect.Step) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := h.load(r)
		if err != nil {
			return err
		}
		return h.showStep(w, r, d, st, nil)
	}
}

// showStep shows the form of a step, or why it cannot be taken now.
func (h handler) showStep(w http.ResponseWriter, r *http.Request, d inspect.Dossier, st inspect.Step, refused error) error {
	ctx := r.Context()
	possible := false
	for _, x := range d.Actions() {
		possible = possible || x.Action == st.Action
	}
	late := h.tooLate(ctx, d, st.Action)
	if !possible || late != "" {
		v := page{Frame: h.frame(r, d, of(d))}
		text := lang.T(ctx, "督导处于“%s”阶段，或不由您办理，不能进行此操作", lang.T(ctx, d.State.Label()))
		if late != "" {
			text = late
		}
		if refused != nil {
			text = refusal(ctx, refused)
		}
		v.Main = []ui.Card{{Title: lang.T(ctx, st.Label), Notice: &ui.Notice{Text: text, Tone: ui.Soon, More: ui.Link{Text: lang.T(ctx, "返回"), URL: d.URL()}}}}
		if sent := typed(r); len(sent) > 0 {
			v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "您填写的内容"), Text: sent})
		}
		status := http.StatusOK
		if refused != nil {
			status = web.Status(refused)
		}
		return cardsPage.Render(w, r, status, v)
	}
	a := h.act(st.Action)
	f := ui.Form{Action: d.URL() + "/" + string(st.Action), Submit: lang.T(ctx, st.Label), Hidden: lock(d.Version), Note: lang.T(ctx, a.note), Danger: st.Action == inspect.Cancel}
	if a.fields != nil {
		f.Fields = a.fields(r, d)
		f.Draft = "inspect-" + string(st.Action) + "-" + d.ID
	}
	if st.Action == inspect.Reply {
		f.Also = []ui.Button{{Label: lang.T(ctx, "再加 %d 点", rowsAtOnce), URL: f.Action + "?more=1", Plain: true}}
		if r.URL.Query().Has("more") {
			f.Keep(r)
		}
	}
	side := []ui.Card{{Title: lang.T(ctx, "依据"), Text: []string{lang.T(ctx, st.Clause)}}}
	return h.showForm(w, r, d, lang.T(ctx, st.Label), f, refused, append(side, h.beside(r, d, st)...)...)
}

// beside is what a person wants to see while taking a step.
func (h handler) beside(r *http.Request, d inspect.Dossier, st inspect.Step) []ui.Card {
	ctx := r.Context()
	switch st.Action {
	case inspect.Notify:
		return []ui.Card{teamCard(ctx, d)}
	case inspect.Send:
		return []ui.Card{letterCard(ctx, d, inspect.LetterPreliminary), hearingCard(ctx, d)}
	case inspect.Reply, inspect.Waive:
		proof := ui.Card{Title: lang.T(ctx, "申辩材料"), More: []ui.Link{{Text: lang.T(ctx, "查看或上传申辩材料"), URL: d.URL() + "/opinion"}}}
		return []ui.Card{letterCard(ctx, d, inspect.LetterPreliminary), proof}
	case inspect.Propose, inspect.Return, inspect.Issue:
		out := []ui.Card{letterCard(ctx, d, inspect.LetterOpinion)}
		for n, f := range d.Findings {
			out = append(out, findingCard(ctx, d, f, n+1))
		}
		return out
	}
	return nil
}

func (h handler) step(st inspect.Step) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if st.Action == inspect.Reply && r.URL.Query().Has("more") {
			return h.moreRows(w, r, st)
		}
		return h.change(w, r, "", func(id string, n int) error { return h.act(st.Action).do(r, id, n) },
			func(d inspect.Dossier, refused error) error { return h.showStep(w, r, d, st, refused) })
	}
}

func noticeFields(r *http.Request, d inspect.Dossier) []ui.Field {
	ctx := r.Context()
	due := d.From.AddDays(-3)
	if d.From.IsZero() {
		due = civil.Date{}
	}
	text := lang.In(lang.Zh, "根据%s，定于 %s 至 %s 对%s实施%s。督导事项：%s。请按要求组织自评，并配合督导小组工作。",
		d.Basis, d.From.String(), d.To.String(), d.UnitName, d.Mode.Label(), d.Matters)
	return []ui.Field{
		{Name: "number", Label: lang.T(ctx, "文号"), Hint: lang.T(ctx, "不填由平台按文号序列自动编号并生成公文；已有纸质文号的填写原文号")},
		{Name: "text", Label: lang.T(ctx, "通知内容"), Type: "textarea", Rows: 6, Value: text, Required: true},
		{Name: "extra", Label: lang.T(ctx, "需要准备的材料"), Type: "textarea", Rows: 3},
		{Name: "due_on", Label: lang.T(ctx, "自评报告截止日期"), Type: "date", Value: due.String(), Required: true},
	}
}

func (h handler) notify(r *http.Request, id string, n int) error {
	due, err := date(r, "due_on")
	if err != nil {
		return err
	}
	return h.s.SendNotice(r.Context(), id, n, inspect.NoticeDraft{Number: r.FormValue("number"), Text: r.FormValue("text"), Extra: r.FormValue("extra"), DueOn: due})
}

func submitFields(r *http.Request, d inspect.Dossier) []ui.Field {
	return []ui.Field{{Name: "eval_text", Label: lang.T(r.Context(), "自评报告概述"), Type: "textarea", Rows: 10, Value: d.EvalText, Required: true,
		Hint: lang.T(r.Context(), "办学（履职）基本情况、主要成效、存在问题和改进打算")}}
}

func supplementFields(r *http.Request, _ inspect.Dossier) []ui.Field {
	ctx := r.Context()
	return []ui.Field{{Name: "reason", Label: lang.T(ctx, "需要补充的内容"), Type: "textarea", Rows: 3, Required: true},
		{Name: "due", Label: lang.T(ctx, "补充截止日期"), Type: "date", Required: true}}
}

func hearingFields(r *http.Request, d inspect.Dossier) []ui.Field {
	ctx := r.Context()
	missing := fieldwork.HearingOf(d.Records).Missing()
	if len(missing) == 0 || !d.Formal() {
		return nil
	}
	for n := range missing {
		missing[n] = lang.T(ctx, missing[n])
	}
	return []ui.Field{{Name: "hearing_reason", Label: lang.T(ctx, "未听取意见的理由"), Type: "textarea", Rows: 3, Required: true,
		Hint: lang.T(ctx, "尚未听取意见：%s。可先补充现场督导", strings.Join(missing, "、"))}}
}

func issueFields(r *http.Request, d inspect.Dossier) []ui.Field {
	return []ui.Field{{Name: "number", Label: lang.T(r.Context(), "文号"), Hint: lang.T(r.Context(), "不填由平台按文号序列自动编号并生成公文；已有纸质文号的填写原文号"), Value: d.OpinionNumber}}
}
