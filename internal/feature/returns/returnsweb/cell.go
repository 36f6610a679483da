package returnsweb

import (
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

type cellView struct {
	ui.Frame
	Main, Side []ui.Card
	Files      ui.Files
}

var cellPage = web.MustPage[cellView](ui.Layout, pages, "cell.html")

// cell is one value with its history and its proof: the end of every "why this number".
func (h handler) cell(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	x, ok := f.Form.Field(r.PathValue("field"))
	if !ok {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	history, err := h.s.History(ctx, f.ID, x.Code)
	if err != nil {
		return err
	}
	ref := returns.CellRef(f.ID, x.Code)
	items, err := h.files.List(ctx, ref)
	if err != nil {
		return err
	}
	c := f.Cells[x.Code]
	back := f.URL() + "/cells/" + x.Code
	v := cellView{Frame: ui.NewFrame(r, x.Label(ctx), append(crumbs(ctx, f), ui.Link{Text: f.UnitName, URL: f.URL()})...)}
	v.Head.Number = x.Code
	value := x.Shown(ctx, c.Value)
	if value == "" {
		value = lang.T(ctx, "还没有填写")
	}
	v.Head.Sub = value + " " + lang.T(ctx, x.Unit)
	card := ui.Card{Title: lang.T(ctx, "这个数从哪里来"), Facts: []ui.Fact{{Label: lang.T(ctx, "单位"), Value: f.UnitName, URL: f.URL()}, {Label: lang.T(ctx, "年度"), Value: strconv.Itoa(f.Year)},
		{Label: lang.T(ctx, "值"), Value: value + " " + lang.T(ctx, x.Unit)}, {Label: lang.T(ctx, "上一年度"), Value: x.Shown(ctx, f.Before[x.Code])}, {Label: lang.T(ctx, "状态"), Value: lang.T(ctx, f.State.Label())}}}
	if c.AuthorName != "" {
		card.Facts = append(card.Facts, ui.Fact{Label: lang.T(ctx, "填写人"), Value: lang.T(ctx, "%s，%s", c.AuthorName, day(c.At))}, ui.Fact{Label: lang.T(ctx, "来源"), Value: lang.T(ctx, c.Origin.Label())})
	}
	if c.Note != "" {
		card.Facts = append(card.Facts, ui.Fact{Label: lang.T(ctx, "备注"), Value: c.Note})
	}
	if c.Comment != "" {
		card.Facts = append(card.Facts, ui.Fact{Label: lang.T(ctx, "退回意见"), Value: c.Comment})
	}
	events := ui.Card{Title: lang.T(ctx, "历史")}
	for _, e := range history {
		events.Events = append(events.Events, ui.Event{What: happened(r, x, e), Who: e.AuthorName, When: day(e.At), Note: e.Note})
	}
	if len(history) == 0 {
		events.Empty = &ui.Empty{Text: lang.T(ctx, "没有更改过")}
	}
	v.Main, v.Side = []ui.Card{card}, []ui.Card{events}
	v.Files = ui.NewFiles(r, items, ui.FilesOptions{Ref: ref, Back: back, MayAdd: h.s.CanFill(ctx, f.Return) == nil, NewID: h.s.NewID()})
	return cellPage.Render(w, r, http.StatusOK, v)
}

func happened(r *http.Request, x returns.Field, e returns.Change) string {
	ctx := r.Context()
	switch e.What {
	case "note":
		return lang.T(ctx, "修改备注")
	case string(returns.Send):
		return lang.T(ctx, "退回更正")
	case string(returns.Reopen):
		return lang.T(ctx, "重新打开单元格")
	}
	old := x.Shown(ctx, e.Old)
	if old == "" {
		old = lang.T(ctx, "空白")
	}
	return lang.T(ctx, "%s 改为 %s（%s）", old, x.Shown(ctx, e.New), lang.T(ctx, e.Origin.Label()))
}

// review lists every cell with a place for a comment: what is named is sent back or reopened, the rest stays.
func (h handler) review(w http.ResponseWriter, r *http.Request) error {
	f, err := h.s.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, st := range f.Possible() {
		if st.Cells && returns.CanStep(r.Context(), st, f.Return) {
			return h.reviewPage(w, r, http.StatusOK, f, st.Action, nil)
		}
	}
	return web.SeeOther(w, r, f.URL())
}

func (h handler) reviewPage(w http.ResponseWriter, r *http.Request, status int, f returns.Full, a returns.Action, refused error) error {
	ctx := r.Context()
	st, _ := returns.StepOf(a)
	form := ui.Form{ID: "review", Action: f.URL() + "/" + path(a), Submit: lang.T(ctx, st.Label), Cancel: ui.Link{URL: f.URL()}, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}},
		Note: lang.T(ctx, "在要更正的单元格旁写明意见。单位只能更改写了意见的单元格，其余保持不变。")}
	form.Fields = append(form.Fields, ui.Field{Name: "reason", Label: lang.T(ctx, "总的意见"), Type: "textarea", Rows: 2, Required: st.Reason})
	at := byField(ctx, f.Problems)
	values := f.Values()
	for _, x := range f.Form.Fields {
		if !f.Form.Applies(x, values) || x.From != "" {
			continue
		}
		c := f.Cells[x.Code]
		hint := lang.T(ctx, "值 %s", x.Shown(ctx, c.Value))
		if before := f.Before[x.Code]; before != "" {
			hint += " · " + lang.T(ctx, "上一年度 %s", x.Shown(ctx, before))
		}
		if c.Note != "" {
			hint += " · " + lang.T(ctx, "备注：%s", c.Note)
		}
		for _, p := range at[x.Code] {
			hint += " · " + p.Words(ctx)
		}
		form.Fields = append(form.Fields, ui.Field{Name: "comment." + x.Code, Label: x.Code + " " + x.Label(ctx), Hint: hint, MaxLength: 300})
	}
	if refused != nil {
		form.Keep(r)
		form.Refuse(r, refused)
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, st.Label), append(crumbs(ctx, f), ui.Link{Text: f.UnitName, URL: f.URL()})...)}
	v.Main = []ui.Card{{Form: &form}}
	v.Side = []ui.Card{checkCard(ctx, f, f.Problems, func(p returns.Problem) string { return "#f-review-comment." + p.Field })}
	return cardsPage.Render(w, r, status, v)
}
