package accountabilityweb

import (
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability/dossier"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// dossier asks for a unit or a leader and a period, shows what supervision knows, and exports it.
func (h handler) dossier(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	form := ui.Form{Action: "/dossiers", Get: true, Submit: lang.T(ctx, "查看档案"), Fields: []ui.Field{
		{Name: "unit", Label: lang.T(ctx, "单位"), Required: true, Pick: "/units/pick", Value: q.Get("unit")},
		hinted(ctx, text(ctx, "person", "负责人姓名", q.Get("person"), false), "填写姓名为该负责人的档案；不填为单位的档案"),
		{Name: "from", Label: lang.T(ctx, "自"), Type: "date", Value: q.Get("from"), Hint: lang.T(ctx, "不填为截止日期前三年")}, {Name: "to", Label: lang.T(ctx, "至"), Type: "date", Value: q.Get("to"), Hint: lang.T(ctx, "不填为今天")}}}
	v := showView{Frame: ui.NewFrame(r, lang.T(ctx, "结果档案"))}
	status := http.StatusOK
	if q.Get("unit") != "" {
		d, err := h.made(r)
		switch {
		case err != nil && errs.KindOf(err) == errs.Invalid:
			form.Refuse(r, err)
			status = web.Status(err)
		case err != nil:
			return err
		default:
			if done, err := export(w, r, d); done {
				return err
			}
			v.Main = append(v.Main, dossierCard(r, d))
			v.Head.Actions = []ui.Button{{Label: "DOCX", URL: ui.With(r, "format", "docx"), Icon: "download"}, {Label: "XLSX", URL: ui.With(r, "format", "xlsx"), Icon: "download", Plain: true}}
		}
	}
	v.Main = append([]ui.Card{{Title: lang.T(ctx, "查询"), Text: []string{lang.T(ctx, "督导结果及整改情况作为领导干部考核、任免、奖惩的重要参考（京教组发〔2020〕5号）。档案按现有记录即时汇总，每条注明来源。")}, Form: &form}}, v.Main...)
	return showPage.Render(w, r, status, v)
}

func (h handler) made(r *http.Request) (dossier.Dossier, error) {
	unit, err := h.Org.Resolve(r.Context(), r.FormValue("unit"), "")
	if err != nil {
		return dossier.Dossier{}, err
	}
	f := formOf(r)
	ask := dossier.Ask{UnitID: unit.ID, Person: r.FormValue("person"), From: f.day("from"), To: f.day("to")}
	if err := f.err(); err != nil {
		return dossier.Dossier{}, err
	}
	return h.Dossier.Make(r.Context(), ask)
}

func dossierCard(r *http.Request, d dossier.Dossier) ui.Card {
	ctx := r.Context()
	t := ui.Table{Caption: d.Title(), Empty: lang.T(ctx, "这段时间没有记录。"), Columns: []ui.Column{{Label: lang.T(ctx, "日期")}, {Label: lang.T(ctx, "类别")}, {Label: lang.T(ctx, "内容")}, {Label: lang.T(ctx, "结果")}, {Label: lang.T(ctx, "来源")}}}
	for _, l := range d.Lines {
		t.Rows = append(t.Rows, []ui.Cell{{Text: l.On.String()}, {Text: lang.T(ctx, l.What), Sub: l.Person}, {Text: l.Text}, {Text: l.Result}, {Text: or(l.Source, lang.T(ctx, "查看")), URL: l.URL}})
	}
	return ui.Card{ID: "dossier", Title: d.Title(), Note: d.From.String() + " — " + d.To.String(), Table: &t}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func export(w http.ResponseWriter, r *http.Request, d dossier.Dossier) (bool, error) {
	if r.URL.Query().Get("format") == "docx" {
		ui.Attach(w, d.Title()+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
		return true, docx.Write(w, d.Letter())
	}
	ctx := r.Context()
	return ui.Export(w, r, d.Title(), func() xlsx.Rows {
		return func(yield func([]any, error) bool) {
			head := []any{}
			for _, s := range []string{"日期", "类别", "人员", "内容", "结果", "来源"} {
				head = append(head, lang.T(ctx, s))
			}
			if !yield(head, nil) {
				return
			}
			for _, l := range d.Lines {
				if !yield([]any{l.On.String(), lang.T(ctx, l.What), l.Person, l.Text, l.Result, l.Source}, nil) {
					return
				}
			}
		}
	})
}
