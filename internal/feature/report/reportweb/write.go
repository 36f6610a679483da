package reportweb

import (
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/report"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var writePage = web.MustPage[writeView](ui.Layout, files, "write.html")

type writeView struct {
	ui.Frame
	Form ui.Form
}

// edit shows the form of one statement: its text, and everything it may rest on.
func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	return h.writing(w, r, http.StatusOK, r.FormValue("statement"), nil)
}

func (h handler) writing(w http.ResponseWriter, r *http.Request, status int, statementID string, refused error) error {
	ctx, id := r.Context(), r.PathValue("id")
	full, err := h.s.Load(ctx, id)
	if err != nil {
		return err
	}
	m, err := h.s.Material(ctx, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(full.Statements, func(s report.Statement) bool { return s.ID == statementID })
	st := report.Statement{Section: report.Section(r.FormValue("section"))}
	title := lang.T(ctx, "添加表述")
	if at >= 0 {
		st, title = full.Statements[at], lang.T(ctx, "修改表述")
	} else if statementID == "" {
		statementID = h.s.NewID()
	}
	f := ui.Form{Action: full.URL() + "/write", Submit: lang.T(ctx, "保存"), Cancel: ui.Link{Text: lang.T(ctx, "取消"), URL: full.URL()}, Draft: "report-" + statementID,
		Hidden: []ui.Hidden{{Name: "statement", Value: statementID}, {Name: "version", Value: strconv.Itoa(st.Version)}}}
	var parts, grounds []ui.Option
	for _, x := range report.Sections {
		parts = append(parts, ui.Option{Value: string(x.Section), Label: lang.T(ctx, x.Heading), Chosen: x.Section == st.Section})
	}
	for _, g := range m.Grounds() {
		chosen := slices.ContainsFunc(st.Grounds, func(have report.Ground) bool { return have.Key() == g.Key() })
		grounds = append(grounds, ui.Option{Value: g.Key(), Label: g.Label, Hint: g.Said, Chosen: chosen})
	}
	f.Fields = []ui.Field{
		{Name: "section", Label: lang.T(ctx, "所属部分"), Type: "select", Options: parts, Required: true},
		{Name: "text", Label: lang.T(ctx, "表述"), Type: "textarea", Rows: 6, Value: st.Text, Required: true},
		{Name: "grounds", Label: lang.T(ctx, "依据"), Type: "checkbox", Options: grounds, Multiple: true, Hint: lang.T(ctx, "至少选择一项；没有依据的表述不能提交审定")},
	}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
		if errs.KindOf(refused) == errs.Stale {
			f.Fields[1].Theirs = st.Text
		}
	}
	return writePage.Render(w, r, status, writeView{frame(r, title), f})
}

func (h handler) write(w http.ResponseWriter, r *http.Request) error {
	id := r.FormValue("statement")
	err := h.s.WriteStatement(r.Context(), r.PathValue("id"), report.Write{ID: id, Version: version(r), Section: report.Section(r.FormValue("section")),
		Text: r.FormValue("text"), Grounds: r.Form["grounds"]})
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.writing(w, r, web.Status(err), id, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, report.URLOf(r.PathValue("id"))+"#s-"+id)
}
