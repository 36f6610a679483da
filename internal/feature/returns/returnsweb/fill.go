package returnsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// fillView is the return as a form.
type fillView struct {
	ui.Frame
	Figures       []ui.Figure
	Action, Draft string
	Error         string
	Bad           []ui.Link
	Groups        []fillGroup
	Checks        ui.Card
	Side          []ui.Card
}

type fillGroup struct {
	Name, Note string
	Rows       []fillRow
}

// fillRow is one cell: its value, and below it what is known about it with its note.
type fillRow struct {
	Field, Note ui.Field
	Hidden      []ui.Hidden
	About, URL  string
	Proof       int
	Open        bool
}

// typed is what a person sent that was not stored, and why.
type typed struct {
	form      bool // the request holds the values
	err       error
	problems  []returns.Problem
	conflicts []returns.Conflict
	saved     bool
}

func (h handler) fill(w http.ResponseWriter, r *http.Request, status int, f returns.Full, t typed) error {
	ctx := r.Context()
	v := fillView{Frame: ui.NewFrame(r, f.UnitName, crumbs(ctx, f)...), Figures: figures(ctx, f), Action: f.URL(), Draft: "return-" + f.ID}
	h.head(r, &v.Frame, f, t.err)
	if f.State == returns.Returned {
		v.Frame.Head.Notice = &ui.Notice{Tone: ui.Soon, Text: lang.T(ctx, "退回更正：只有标出的 %d 个单元格可以更改。%s", len(f.Marked), f.Reason)}
	}
	problems := f.Problems
	if t.problems != nil {
		problems = t.problems
	}
	if t.err != nil {
		v.Error = errs.TextIn(lang.From(ctx), t.err)
	}
	if len(t.conflicts) > 0 {
		v.Error = lang.T(ctx, "其余内容已经保存；%d 个单元格被他人同时改动，请选择保留哪个值后再保存", len(t.conflicts))
	}
	at := byField(ctx, problems)
	for _, g := range f.Form.Groups {
		if fg := h.group(r, f, g, at, t); len(fg.Rows) > 0 {
			v.Groups = append(v.Groups, fg)
		}
	}
	for _, g := range v.Groups {
		for _, x := range g.Rows {
			if x.Field.Theirs != "" || t.err != nil && x.Field.Problem != "" {
				v.Bad = append(v.Bad, ui.Link{Text: x.Field.Label, URL: "#" + x.Field.ID()})
			}
		}
	}
	v.Checks = checkCard(ctx, f, problems, func(p returns.Problem) string { return "#f-" + p.Field })
	v.Side = []ui.Card{h.tools(ctx, f), aboutCard(ctx, f)}
	return fillPage.Render(w, r, status, v)
}

// byField gathers the words of problems by the cell they are shown at.
func byField(ctx context.Context, problems []returns.Problem) map[string][]returns.Problem {
	out := map[string][]returns.Problem{}
	for _, p := range problems {
		if p.Grade != returns.Absent {
			out[p.Field] = append(out[p.Field], p)
		}
	}
	return out
}

func (h handler) group(r *http.Request, f returns.Full, g returns.Group, at map[string][]returns.Problem, t typed) fillGroup {
	ctx := r.Context()
	out := fillGroup{Name: g.Label(ctx)}
	values := f.Values()
	if t.form {
		for _, x := range f.Form.Fields {
			if _, sent := r.Form[x.Code]; sent {
				values[x.Code] = r.Form.Get(x.Code)
			}
		}
	}
	open := 0
	for _, x := range f.Form.Fields {
		if x.Group != g.Name || !f.Form.Applies(x, values) {
			continue
		}
		row := cellRow(r, f, x, at[x.Code], t)
		if x.Required && values[x.Code] == "" {
			open++
		}
		out.Rows = append(out.Rows, row)
	}
	if open > 0 {
		out.Note = lang.T(ctx, "还有 %d 项", open)
	}
	return out
}

func cellRow(r *http.Request, f returns.Full, x returns.Field, problems []returns.Problem, t typed) fillRow {
	ctx := r.Context()
	c := f.Cells[x.Code]
	field := ui.Field{Name: x.Code, Label: x.Code + " " + x.Label(ctx), Value: c.Value, Unit: lang.T(ctx, x.Unit), Required: x.Required, ReadOnly: !f.Editable(c) || c.Origin == returns.Register && c.Value != ""}
	note := ui.Field{Name: x.Code + ".note", Label: lang.T(ctx, "备注（说明原因或来源）"), Value: c.Note, ReadOnly: !f.Editable(c)}
	switch x.Type {
	case returns.Yes:
		field.Type, field.Options = "select", options(ctx, x, []string{"是", "否"})
	case returns.Choice:
		field.Type, field.Options = "select", options(ctx, x, x.Options)
	case returns.Count, returns.Year:
		field.InputMode = "numeric"
	case returns.Number:
		field.InputMode = "decimal"
	}
	if field.ReadOnly {
		field.Type, field.Required, field.Value = "", false, x.Shown(ctx, field.Value) // a select cannot be read-only
	}
	row := fillRow{Field: field, Note: note, URL: f.URL() + "/cells/" + x.Code, Proof: f.Proof[x.Code], About: about(ctx, f, x, c)}
	if c.Comment != "" && c.Mark != "" {
		row.Field.Hint = lang.T(ctx, "退回意见：%s", c.Comment)
	}
	version := strconv.Itoa(c.Version)
	if t.form {
		row.Field.Value, row.Note.Value = sent(r, x.Code, field.Value), sent(r, x.Code+".note", note.Value)
		if v := r.Form.Get(x.Code + ".version"); v != "" {
			version = v
		}
	}
	for _, k := range t.conflicts {
		if k.Field.Code == x.Code {
			row.Field.Theirs, version = x.Shown(ctx, k.Theirs.Value)+lang.T(ctx, "（%s）", k.Theirs.AuthorName), strconv.Itoa(k.Theirs.Version)
		}
	}
	row.problem(ctx, f, problems, t)
	if !field.ReadOnly || f.Editable(c) {
		row.Hidden = []ui.Hidden{{Name: x.Code + ".version", Value: version}}
	}
	return row
}

// problem puts what is wrong at the cell: an error in its field, a doubt as a question beside the note.
func (row *fillRow) problem(ctx context.Context, f returns.Full, problems []returns.Problem, t typed) {
	for _, p := range problems {
		switch {
		case p.Grade == returns.Wrong:
			row.Field.Problem = p.Words(ctx)
		case row.Note.Value == "":
			row.Open, row.Note.Problem = true, p.Words(ctx)
		default:
			row.Open, row.Note.Hint = true, p.Words(ctx)
		}
	}
	if t.err == nil {
		return
	}
	for _, bad := range errs.FieldsIn(lang.From(ctx), t.err) {
		if bad.Name == row.Field.Name {
			row.Field.Problem = bad.Text
		}
	}
}

// about says in one line what is known about a cell.
func about(ctx context.Context, f returns.Full, x returns.Field, c returns.Cell) string {
	var parts []string
	if before := f.Before[x.Code]; before != "" {
		parts = append(parts, lang.T(ctx, "上一年度 %s", x.Shown(ctx, before)))
	}
	if c.AuthorName != "" {
		parts = append(parts, lang.T(ctx, c.Origin.Label()), lang.T(ctx, c.AuthorName), day(c.At))
	}
	if len(parts) == 0 {
		parts = []string{lang.T(ctx, "备注与佐证")}
	}
	return strings.Join(parts, " · ")
}

func sent(r *http.Request, name, or string) string {
	if v, ok := r.Form[name]; ok {
		return v[0]
	}
	return or
}

func options(ctx context.Context, x returns.Field, values []string) []ui.Option {
	out := []ui.Option{{}}
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: x.Shown(ctx, v)})
	}
	return out
}

// tools are the other ways to fill in.
func (h handler) tools(ctx context.Context, f returns.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "用表格填报"), More: []ui.Link{{Text: lang.T(ctx, "下载带有现有数据的表格"), URL: f.Campaign.URL() + "/sheet.xlsx?return=" + f.ID}, {Text: lang.T(ctx, "导入表格"), URL: f.Campaign.URL() + "/upload"}}}
	if len(f.Before) > 0 && f.State == returns.Filling {
		c.Do = []ui.Button{{Label: lang.T(ctx, "空白项沿用上一年度"), URL: f.URL() + "/last-year", Post: true, Plain: true}}
	}
	return c
}

// entries are the cells of the form that was sent.
func entries(r *http.Request, f *returns.Form) (out []returns.Entry) {
	for _, x := range f.Fields {
		if _, sent := r.Form[x.Code]; !sent {
			continue
		}
		base, err := strconv.Atoi(r.Form.Get(x.Code + ".version"))
		if err != nil {
			continue // shown, not to be changed
		}
		out = append(out, returns.Entry{Field: x.Code, Value: r.Form.Get(x.Code), Note: r.Form.Get(x.Code + ".note"), Base: base})
	}
	return out
}

func (h handler) save(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	out, err := h.s.Save(ctx, f.ID, entries(r, f.Form), returns.Typed)
	if k := errs.KindOf(err); err != nil && k != errs.Invalid && k != errs.Conflict {
		return err
	}
	if err == nil && len(out.Conflicts) == 0 {
		return web.SeeOther(w, r, f.URL())
	}
	status := http.StatusConflict
	if err != nil {
		status = web.Status(err)
	}
	if f, missing := h.s.Get(ctx, f.ID); missing == nil {
		return h.fill(w, r, status, f, typed{form: true, err: err, conflicts: out.Conflicts})
	}
	return err
}

// try shows what would be wrong with what was typed; nothing is stored.
func (h handler) try(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	problems, err := h.s.Try(ctx, f.ID, entries(r, f.Form))
	if err != nil {
		return err
	}
	if problems == nil {
		problems = []returns.Problem{}
	}
	return h.fill(w, r, http.StatusOK, f, typed{form: true, problems: problems})
}

// lastYear fills empty cells with the values of the year before.
func (h handler) lastYear(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	var list []returns.Entry
	for _, x := range f.Form.Fields {
		if c := f.Cells[x.Code]; c.Value == "" && f.Before[x.Code] != "" && x.From == "" {
			list = append(list, returns.Entry{Field: x.Code, Value: f.Before[x.Code], Base: c.Version, Note: c.Note})
		}
	}
	if _, err := h.s.Save(ctx, f.ID, list, returns.LastYear); err != nil {
		return err
	}
	return web.SeeOther(w, r, f.URL())
}
