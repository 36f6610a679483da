package standardweb

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) importForm(w http.ResponseWriter, r *http.Request) error {
	return cardsPage.Render(w, r, http.StatusOK, h.importPage(r, nil))
}

func (h handler) importPage(r *http.Request, refused error) page {
	ctx := r.Context()
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "导入标准"), ui.Link{Text: lang.T(ctx, "督导标准"), URL: "/standards"})}
	f := ui.Form{Action: "/standards/import", Submit: lang.T(ctx, "检查文件"), Multipart: true, Cancel: ui.Link{URL: "/standards"},
		Note: lang.T(ctx, "先检查，不写入任何内容；检查通过后再确认导入为草稿。"), Fields: []ui.Field{
			{Name: "file", Label: lang.T(ctx, "文件"), Type: "file", Accept: ".yaml,.yml,.xlsx", Required: true, Hint: lang.T(ctx, "YAML 或 XLSX，不超过 4 MB；可先从现有标准导出一份作为模板")}}}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "选择文件"), Form: &f}}
	return v
}

// importFile checks a file and shows what it would do; with the checked text and do=import it stores
// the draft.
func (h handler) importFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	file, err := uploaded(w, r)
	if err != nil {
		if errs.KindOf(err) != errs.Invalid {
			return err
		}
		return cardsPage.Render(w, r, web.Status(err), h.importPage(r, err))
	}
	version, problems := standard.Read(file)
	if len(problems) > 0 {
		v := h.importPage(r, errs.New(errs.Invalid, "文件有 %d 处错误，没有导入", len(problems)))
		t := ui.Table{Caption: lang.T(ctx, "错误"), Columns: []ui.Column{{Label: lang.T(ctx, "位置")}, {Label: lang.T(ctx, "错误")}}}
		for _, p := range problems {
			t.Rows = append(t.Rows, []ui.Cell{{Text: place(r, p)}, {Text: p.Text(ctx)}})
		}
		v.Main = append([]ui.Card{{Title: lang.T(ctx, "需要更正的内容"), Note: lang.T(ctx, "共 %d 处", len(problems)), Table: &t}}, v.Main...)
		return cardsPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if r.FormValue("do") == "import" {
		id, err := h.s.Import(ctx, version)
		if err != nil {
			if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
				return cardsPage.Render(w, r, web.Status(err), h.importPage(r, err))
			}
			return err
		}
		return web.SeeOther(w, r, "/standards/"+id)
	}
	return h.preview(w, r, version)
}

func place(r *http.Request, p standard.Problem) string {
	ctx := r.Context()
	switch {
	case p.Line == 0 && p.Sheet == "":
		return lang.T(ctx, "整个文件")
	case p.Line == 0:
		return lang.T(ctx, "工作表“%s”", p.Sheet)
	case p.Sheet != "":
		return lang.T(ctx, "工作表“%s”第 %d 行 %s 列", p.Sheet, p.Line, p.Column)
	}
	return lang.T(ctx, "第 %d 行", p.Line)
}

// preview shows what an import would change and asks to confirm.
func (h handler) preview(w http.ResponseWriter, r *http.Request, version standard.Version) error {
	ctx := r.Context()
	notice := lang.T(ctx, "文件没有错误，尚未写入。")
	now, missing := h.s.Find(ctx, version.Code)
	if missing == nil && now.Number == version.Number && len(standard.Diff(now, version)) > 0 { // exported, edited, sent back
		version.Number++
		notice += lang.T(ctx, "第 %d 版次已经发布，不能更改：将导入为第 %d 版次。", now.Number, version.Number)
	}
	text, err := standard.ToYAML(version)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "导入标准"), ui.Link{Text: lang.T(ctx, "督导标准"), URL: "/standards"})}
	f := ui.Form{Action: "/standards/import", Submit: lang.T(ctx, "导入为草稿"), Cancel: ui.Link{URL: "/standards/import"},
		Hidden: []ui.Hidden{{Name: "do", Value: "import"}, {Name: "text", Value: string(text)}}}
	v.Main = []ui.Card{{Title: lang.T(ctx, "检查通过"), Notice: &ui.Notice{Tone: ui.Done, Text: notice}, Facts: []ui.Fact{
		{Label: lang.T(ctx, "标准"), Value: version.Name()}, {Label: lang.T(ctx, "代码"), Value: version.Code},
		{Label: lang.T(ctx, "评定方式"), Value: methodLabel(ctx, version.Method)}, {Label: lang.T(ctx, "末级指标"), Value: strconv.Itoa(len(version.Leaves()))},
		{Label: lang.T(ctx, "生效"), Value: version.ValidFrom.String()}}, Form: &f}}
	switch {
	case missing == nil:
		t := diffTable(r, standard.Diff(now, version))
		v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "与现行版次相比"), Note: now.Name(), Table: &t})
	case errs.KindOf(missing) != errs.NotFound:
		return missing
	}
	v.Side = []ui.Card{{Title: lang.T(ctx, "指标"), Tree: tree(ctx, version, "")}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// uploaded returns the file of the form, or the text that was checked before.
func uploaded(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, 3*standard.MaxFile)
	err := r.ParseMultipartForm(standard.MaxFile)
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, errs.NewField("file", "文件过大，不能超过 %d MB", standard.MaxFile>>20)
	}
	if text := r.PostFormValue("text"); text != "" {
		return []byte(text), nil
	}
	f, _, err := r.FormFile("file")
	if err != nil {
		return nil, errs.NewField("file", "请选择文件")
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, standard.MaxFile+1))
}

func dateOf(name, text string) (civil.Date, error) {
	d, err := civil.ParseDate(text)
	if err != nil {
		return d, errs.NewField(name, "日期格式应为 2026-09-01")
	}
	return d, nil
}
