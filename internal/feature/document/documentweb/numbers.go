package documentweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/document"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// numbers is the register: each series of a year with every number, used or void, without a gap.
func (h handler) numbers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 1900 || year > 2200 {
		year = h.s.Today().Year()
	}
	series, list, err := h.s.Numbers(ctx, year)
	if err != nil {
		return err
	}
	head := []string{lang.T(ctx, "文号"), lang.T(ctx, "标题"), lang.T(ctx, "状态"), lang.T(ctx, "取号日期"), lang.T(ctx, "签发人")}
	state := func(n document.Number) string {
		if n.State == "void" {
			return lang.T(ctx, "已作废：%s", n.Reason)
		}
		return lang.T(ctx, "在用")
	}
	done, err := ui.Export(w, r, lang.T(ctx, "文号登记")+strconv.Itoa(year), func() xlsx.Rows {
		return func(yield func([]any, error) bool) {
			if !yield([]any{head[0], head[1], head[2], head[3], head[4]}, nil) {
				return
			}
			for _, n := range list {
				if !yield([]any{n.Number, n.Title, state(n), n.TakenOn.String(), n.TakenBy}, nil) {
					return
				}
			}
		}
	})
	if done {
		return err
	}
	v := editView{Frame: frame(r, lang.T(ctx, "文号登记 %d", year))}
	v.Head.Tabs = tabs(ctx, r, "-")
	v.Head.Sub = lang.T(ctx, "每个机关代字每年一个序列，逐号登记，作废的号保留")
	if len(series) == 0 {
		v.Cards = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "这一年还没有编过文号。签发公文时自动取号。")}}}
	}
	for _, s := range series {
		v.Cards = append(v.Cards, seriesCard(ctx, s, list, head, state))
	}
	v.Sides = []ui.Card{{Title: lang.T(ctx, "导出与年度"), More: append(ui.Exports(r), ui.Link{Text: lang.T(ctx, "上一年"), URL: "/letter-numbers?year=" + strconv.Itoa(year-1)},
		ui.Link{Text: lang.T(ctx, "下一年"), URL: "/letter-numbers?year=" + strconv.Itoa(year+1)})}}
	return editPage.Render(w, r, http.StatusOK, v)
}

// seriesCard is one series with every number of it.
func seriesCard(ctx context.Context, s document.Series, list []document.Number, head []string, state func(document.Number) string) ui.Card {
	t := ui.Table{Caption: s.Word}
	for _, x := range head {
		t.Columns = append(t.Columns, ui.Column{Label: x})
	}
	voided := 0
	for _, n := range list {
		if n.SeriesID != s.ID {
			continue
		}
		cell := ui.Chip{Text: state(n), Tone: ui.Done}
		if n.State == "void" {
			cell.Tone = ui.Late
			voided++
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: n.Number}, {Text: n.Title, URL: n.LetterID.URL()}, {Chip: &cell}, {Text: n.TakenOn.String()}, {Text: n.TakenBy}})
	}
	return ui.Card{Title: s.Word + "〔" + strconv.Itoa(s.Year) + "〕", Note: lang.T(ctx, "已编 %d 个，作废 %d 个", s.Next-1, voided), Table: &t}
}

// words are the codes of the office in its numbers, a form a kind.
func (h handler) words(w http.ResponseWriter, r *http.Request) error {
	return h.showWords(w, r, http.StatusOK, nil)
}

func (h handler) showWords(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	list, err := h.o.Words(ctx)
	if err != nil {
		return err
	}
	v := editView{Frame: frame(r, lang.T(ctx, "机关代字"))}
	v.Head.Tabs = tabs(ctx, r, "-")
	v.Head.Sub = lang.T(ctx, "文号由机关代字、年份和序号组成；修改后只影响以后取的号")
	may := access.Holds(ctx, document.MayTemplate) == nil
	for _, x := range list {
		c := ui.Card{Title: lang.T(ctx, x.Kind.Label()), Facts: []ui.Fact{{Label: lang.T(ctx, "机关代字"), Value: dash(x.Word)}}}
		if x.ChangedBy != "" {
			c.Note = lang.T(ctx, "%s 修改：%s", x.ChangedBy, x.Reason)
		}
		if may {
			f := ui.Form{ID: "word-" + string(x.Kind), Action: "/letter-words/" + string(x.Kind), Submit: lang.T(ctx, "保存"), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(x.Version)}},
				Fields: []ui.Field{{Name: "word", Label: lang.T(ctx, "机关代字"), Value: x.Word, Required: true, In: string(x.Kind)}, {Name: "reason", Label: lang.T(ctx, "理由"), Required: true, In: string(x.Kind)}}}
			if refused != nil && r.PathValue("kind") == string(x.Kind) {
				f.Keep(r)
				f.Refuse(r, refused)
			}
			c.Asks = []ui.Ask{{Label: lang.T(ctx, "修改"), Plain: true, Form: f}}
		}
		v.Cards = append(v.Cards, c)
	}
	return editPage.Render(w, r, status, v)
}

func (h handler) setWord(w http.ResponseWriter, r *http.Request) error {
	err := h.o.SetWord(r.Context(), document.Kind(r.PathValue("kind")), version(r), r.FormValue("word"), r.FormValue("reason"))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.showWords(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/letter-words")
}

// approveMany approves the letters that were chosen in the list.
func (h handler) approveMany(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.New(errs.Invalid, "表单已失效，请刷新页面后重新填写").Because(err)
	}
	var ids []document.LetterID
	for _, s := range r.Form["pick"] {
		ids = append(ids, document.LetterID(s))
	}
	batch, err := h.s.ApproveMany(r.Context(), r.FormValue("batch"), ids)
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict || k == errs.Denied) {
		r.URL.RawQuery = "box=todo"
		return h.showList(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/letter-batches/"+batch)
}

// batch shows how far a batch is, with the way to stop what is not begun.
func (h handler) batch(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := h.s.Batch(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := batchView{Frame: frame(r, lang.T(ctx, "批量签发"))}
	url := "/letter-batches/" + p.ID
	v.Progress = &ui.Progress{Title: lang.T(ctx, "签发 %d 份公文", p.Total), Done: p.Done, Total: p.Total, State: ui.Act, Text: lang.T(ctx, "待编号 %d 份，正在成文 %d 份，已完成 %d 份", p.Waiting, p.Making, p.Done)}
	switch p.State {
	case document.Running:
		v.Progress.Poll = url
		if access.Can(ctx, document.MayApprove, p.SeatPath) {
			v.Progress.Cancel = &ui.Button{Label: lang.T(ctx, "停止未开始的"), URL: url + "/cancel", Post: true, Plain: true}
		}
	case document.Cancelled:
		v.Progress.State, v.Progress.Text = ui.Late, lang.T(ctx, "已停止：完成 %d 份，其余退回待签发", p.Done)
	default:
		v.Progress.State = ui.Done
	}
	v.Cards = []ui.Card{{More: []ui.Link{{Text: lang.T(ctx, "查看本级公文"), URL: "/letters?box=own"}, {Text: lang.T(ctx, "文号登记"), URL: "/letter-numbers"}}}}
	return batchPage.Render(w, r, http.StatusOK, v)
}

var batchPage = web.MustPage[batchView](ui.Layout, files, "batch.html")

type batchView struct {
	ui.Frame
	Progress *ui.Progress
	Cards    []ui.Card
}

func (h handler) cancelBatch(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.CancelBatch(r.Context(), r.PathValue("id")); err != nil && errs.KindOf(err) != errs.Conflict {
		return err
	}
	return web.SeeOther(w, r, "/letter-batches/"+r.PathValue("id"))
}
