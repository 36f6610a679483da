package returnsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// show is the return as a form for who may fill it in now, and as tables for everybody else.
func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	f, err := h.s.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if h.s.CanFill(r.Context(), f.Return) == nil {
		return h.fill(w, r, http.StatusOK, f, typed{})
	}
	return h.read(w, r, http.StatusOK, f, nil)
}

// head fills title, state, the chain and the steps this person may take.
func (h handler) head(r *http.Request, frame *ui.Frame, f returns.Full, refused error) {
	ctx := r.Context()
	frame.Head.Sub = lang.T(ctx, "%s · %d 年 · 截止 %s", f.Form.Label(ctx), f.Year, f.DueOn.String())
	frame.Head.Chips = []ui.Chip{*stateChip(ctx, f.State)}
	if f.Demo {
		frame.Head.Chips = append(frame.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	frame.Head.Steps = chain(ctx, f)
	if f.Reason != "" && (f.State == returns.Returned || f.State == returns.Waived) {
		frame.Head.Notice = &ui.Notice{Tone: ui.Soon, Text: lang.T(ctx, "理由：%s", f.Reason)}
	}
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}
	for _, st := range f.Possible() {
		if !returns.CanStep(ctx, st, f.Return) {
			continue
		}
		if st.Cells {
			frame.Head.Actions = append(frame.Head.Actions, ui.Button{Label: lang.T(ctx, st.Label), URL: f.URL() + "/review?do=" + path(st.Action), Plain: true})
			continue
		}
		form := ui.Form{ID: path(st.Action), Action: f.URL() + "/" + path(st.Action), Hidden: lock, Submit: lang.T(ctx, st.Label), Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause))}
		if st.Reason {
			form.Fields = []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true}}
		}
		if refused != nil && strings.HasSuffix(r.URL.Path, "/"+path(st.Action)) {
			form.Keep(r)
			form.Refuse(r, refused)
		}
		frame.Head.Asks = append(frame.Head.Asks, ui.Ask{Label: lang.T(ctx, st.Label), Form: form, Plain: st.Reason})
	}
	if f.State.Given() && access.Can(ctx, returns.MaySubmit, f.UnitPath) {
		form := ui.Form{ID: "ask", Action: f.URL() + "/ask", Submit: lang.T(ctx, "申请更正"), Fields: []ui.Field{
			{Name: "fields", Label: lang.T(ctx, "要更正的项目"), Required: true}, {Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true}}}
		if refused != nil && strings.HasSuffix(r.URL.Path, "/ask") {
			form.Keep(r)
			form.Refuse(r, refused)
		}
		frame.Head.Asks = append(frame.Head.Asks, ui.Ask{Label: lang.T(ctx, "申请更正"), Form: form, Plain: true})
	}
}

// chain shows where the return stands.
func chain(ctx context.Context, f returns.Full) []ui.Step {
	states := []returns.State{returns.Filling, returns.Submitted, returns.Checked, returns.Accepted}
	if f.Form.Level == returns.DistrictLevel {
		states = []returns.State{returns.Filling, returns.Checked, returns.Accepted}
	}
	var out []ui.Step
	passed := true
	for _, s := range states {
		step := ui.Step{Text: lang.T(ctx, s.Label())}
		at := s == f.State || s == returns.Filling && f.State == returns.Returned
		switch {
		case at && s == returns.Accepted:
			step.State = "done"
		case at:
			step.State, passed = "now", false
		case passed && f.State != returns.Waived:
			step.State = "done"
		}
		out = append(out, step)
	}
	return out
}

func crumbs(ctx context.Context, f returns.Full) []ui.Link {
	return []ui.Link{{Text: lang.T(ctx, "数据填报"), URL: "/campaigns"}, {Text: f.Campaign.Title, URL: f.Campaign.URL()}}
}

func figures(ctx context.Context, f returns.Full) []ui.Figure {
	tone := func(n int) ui.Tone {
		if n > 0 {
			return ui.Late
		}
		return ui.Done
	}
	return []ui.Figure{{Label: lang.T(ctx, "已填"), Value: part(f.Filled, f.Asked)}, {Label: lang.T(ctx, "错误"), Value: ui.Number(f.Wrong), Tone: tone(f.Wrong)},
		{Label: lang.T(ctx, "待说明的疑点"), Value: ui.Number(f.Doubts), Tone: tone(f.Doubts)}}
}

// read shows the cells as tables.
func (h handler) read(w http.ResponseWriter, r *http.Request, status int, f returns.Full, refused error) error {
	ctx := r.Context()
	v := page{Frame: ui.NewFrame(r, f.UnitName, crumbs(ctx, f)...), Figures: figures(ctx, f)}
	h.head(r, &v.Frame, f, refused)
	values := f.Values()
	for _, g := range f.Form.Groups {
		t := ui.Table{Caption: g.Label(ctx), Columns: []ui.Column{{Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "值"), Num: true}, {Label: lang.T(ctx, "上一年度"), Num: true}, {Label: lang.T(ctx, "备注")}}}
		for _, x := range f.Form.Fields {
			if x.Group != g.Name || !f.Form.Applies(x, values) {
				continue
			}
			c := f.Cells[x.Code]
			value := x.Shown(ctx, c.Value)
			if value == "" {
				value = "—"
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: x.Code + " " + x.Label(ctx), URL: f.URL() + "/cells/" + x.Code, Sub: c.AuthorName}, {Text: value, Sub: lang.T(ctx, x.Unit), Num: true}, {Text: x.Shown(ctx, f.Before[x.Code]), Num: true}, {Text: c.Note, Sub: c.Comment}})
		}
		if len(t.Rows) > 0 {
			v.Main = append(v.Main, ui.Card{ID: "g-" + g.English, Title: g.Label(ctx), Table: &t})
		}
	}
	v.Side = append(v.Side, checkCard(ctx, f, f.Problems, func(x returns.Problem) string { return f.URL() + "/cells/" + x.Field }), aboutCard(ctx, f))
	return cardsPage.Render(w, r, status, v)
}

// aboutCard says who did what.
func aboutCard(ctx context.Context, f returns.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "经办"), Facts: []ui.Fact{{Label: lang.T(ctx, "单位"), Value: f.UnitName, URL: f.UnitID.URL()}}}
	for _, x := range []struct {
		label, who string
		at         civil.Time
	}{{lang.T(ctx, "提交"), f.SubmittedName, f.SubmittedAt}, {lang.T(ctx, "审核"), f.CheckedName, f.CheckedAt}, {lang.T(ctx, "接收"), f.AcceptedName, f.AcceptedAt}} {
		if x.who != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: x.label, Value: lang.T(ctx, "%s，%s", x.who, day(x.at))})
		}
	}
	c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, f.Form.Basis)})
	c.More = []ui.Link{{Text: lang.T(ctx, "下载本单位的表格"), URL: f.Campaign.URL() + "/sheet.xlsx?return=" + f.ID}}
	if f.FormCode == "school" {
		c.More = append(c.More, ui.Link{Text: lang.T(ctx, "在同类学校中的位置"), URL: "/monitor/schools/" + string(f.UnitID)})
	}
	return c
}

// checkCard lists what is wrong; what is missing is only counted.
func checkCard(ctx context.Context, f returns.Full, problems []returns.Problem, link func(returns.Problem) string) ui.Card {
	c := ui.Card{ID: "check", Title: lang.T(ctx, "核对")}
	t := ui.Table{Caption: lang.T(ctx, "核对"), Columns: []ui.Column{{Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "内容")}}}
	absent := 0
	for _, p := range problems {
		if p.Grade == returns.Absent {
			absent++
			continue
		}
		x, _ := f.Form.Field(p.Field)
		chip := ui.Chip{Text: lang.T(ctx, "错误"), Tone: ui.Late}
		if p.Grade == returns.Doubt {
			chip = ui.Chip{Text: lang.T(ctx, "疑点"), Tone: ui.Soon}
			if f.Cells[p.Field].Note != "" {
				chip = ui.Chip{Text: lang.T(ctx, "已说明"), Tone: ui.Done}
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Code + " " + x.Label(ctx), URL: link(p)}, {Text: chip.Text + lang.T(ctx, "：") + p.Words(ctx)}})
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "没有填写的必填项"), Value: ui.Number(absent)}}
	if len(t.Rows) > 0 {
		c.Table = &t
	} else {
		c.Notice = &ui.Notice{Tone: ui.Done, Text: lang.T(ctx, "已填的内容符合核对规则")}
	}
	return c
}

// step takes a step; what was refused comes back with what was typed.
func (h handler) step(a returns.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		if err := r.ParseForm(); err != nil {
			return err
		}
		told := returns.Told{Reason: r.FormValue("reason"), Comments: map[string]string{}}
		for name := range r.Form {
			if field, ok := strings.CutPrefix(name, "comment."); ok && strings.TrimSpace(r.Form.Get(name)) != "" {
				told.Comments[field] = r.Form.Get(name)
			}
		}
		err := h.s.Step(ctx, r.PathValue("id"), versionOf(r), a, told)
		if err == nil {
			return web.SeeOther(w, r, "/returns/"+r.PathValue("id"))
		}
		k := errs.KindOf(err)
		if k != errs.Invalid && k != errs.Stale && k != errs.Conflict {
			return err
		}
		f, missing := h.s.Get(ctx, r.PathValue("id"))
		if missing != nil {
			return missing
		}
		switch st, _ := returns.StepOf(a); {
		case st.Cells:
			return h.reviewPage(w, r, web.Status(err), f, a, err)
		case h.s.CanFill(ctx, f.Return) == nil:
			return h.fill(w, r, web.Status(err), f, typed{err: err})
		}
		return h.read(w, r, web.Status(err), f, err)
	}
}

func (h handler) ask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := h.s.AskCorrection(ctx, r.PathValue("id"), r.FormValue("fields"), r.FormValue("reason"))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict) {
		f, missing := h.s.Get(ctx, r.PathValue("id"))
		if missing != nil {
			return missing
		}
		return h.read(w, r, web.Status(err), f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/returns/"+r.PathValue("id"))
}
