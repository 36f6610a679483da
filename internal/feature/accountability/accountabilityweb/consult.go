package accountabilityweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// questions lists what the person's unit is asked as a member of the committee.
func (h handler) questions(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), ui.Asked(r)
	list, err := h.Liability.Questions(ctx, p)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: lang.T(ctx, "征求意见"), Empty: lang.T(ctx, "没有征求意见的事项。"), Columns: []ui.Column{{Label: lang.T(ctx, "标题")}, {Label: lang.T(ctx, "征求机关")}, {Label: lang.T(ctx, "答复期限")}, {Label: lang.T(ctx, "状态")}}}
	for _, q := range list.Rows {
		chip := ui.Chip{Text: lang.T(ctx, "已答复"), Tone: ui.Done}
		if q.AnsweredOn.IsZero() {
			chip = ui.Chip{Text: lang.T(ctx, "待答复"), Tone: ui.Soon}
		}
		due := q.DueOn.String()
		if due == "" {
			due = "—"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: q.Title, URL: q.URL()}, {Text: q.Office}, {Text: due}, {Chip: &chip}})
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "征求意见")), List: ui.List{Action: "/consultations", Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p)}}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) question(w http.ResponseWriter, r *http.Request) error {
	return h.questionPage(w, r, http.StatusOK, nil)
}

func (h handler) questionPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	q, err := h.Liability.Question(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := showView{Frame: ui.NewFrame(r, q.Title, ui.Link{Text: lang.T(ctx, "征求意见"), URL: "/consultations"})}
	v.Head.Sub = q.Office
	v.Main = []ui.Card{{Title: lang.T(ctx, "拟处理情况"), Facts: facts(ctx, "问责对象", lang.T(ctx, q.Object.Label()), "情形", spoken(ctx, q.Grounds), "认定的事实", q.Found, "拟采取的问责方式", spoken(ctx, q.Measures), "答复期限", q.DueOn.String())}}
	switch {
	case !q.AnsweredOn.IsZero():
		v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "已答复"), Note: q.AnsweredOn.String(), Facts: facts(ctx, "意见", lang.T(ctx, agreeLabel(q.Agree)), "说明", q.Opinion, "答复人", q.AnsweredBy)})
	case q.Open:
		f := ui.Form{Action: q.URL(), Submit: lang.T(ctx, "答复"), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(q.Version)}},
			Fields: []ui.Field{choose(ctx, "agree", "是否同意", "radio", words(ctx, agreeWords, ""), true), hinted(ctx, area(ctx, "text", "意见", "", false), "不同意的，请说明理由")}}
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "答复"), Form: &f})
	default:
		v.Notices = []ui.Notice{{Text: lang.T(ctx, "已不在征求意见阶段"), Tone: ui.Soon}}
	}
	return showPage.Render(w, r, status, v)
}

func agreeLabel(v string) string {
	for _, x := range agreeWords {
		if x.Value == v {
			return x.Label
		}
	}
	return ""
}

func (h handler) answerQuestion(w http.ResponseWriter, r *http.Request) error {
	err := h.Liability.Answer(r.Context(), r.PathValue("id"), version(r), r.FormValue("agree"), r.FormValue("text"))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale || k == errs.Conflict) {
		return h.questionPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, liability.Asked{ID: r.PathValue("id")}.URL())
}

// spoken says grounds or measures that stand in a row in the language of the reader.
func spoken(ctx context.Context, row string) string {
	parts := strings.Split(row, "；")
	for i, p := range parts {
		parts[i] = lang.T(ctx, p)
	}
	return strings.Join(parts, "；")
}
