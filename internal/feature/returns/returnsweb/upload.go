package returnsweb

import (
	"errors"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

const maxSheet = 32 << 20

func (h handler) uploadForm(w http.ResponseWriter, r *http.Request) error {
	return h.uploadPage(w, r, http.StatusOK, nil)
}

func (h handler) uploadPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	c, err := h.s.Campaign(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := ui.Form{ID: "upload", Action: c.URL() + "/upload", Submit: lang.T(ctx, "检查表格"), Multipart: true, Cancel: ui.Link{URL: c.URL()},
		Note: lang.T(ctx, "先检查，不写入任何内容；检查通过后再确认。空白的单元格保留平台上原有的值。"),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "表格"), Type: "file", Accept: ".xlsx,.csv", Required: true,
			Hint: lang.T(ctx, "XLSX，或 UTF-8、GB18030 编码的 CSV，不超过 32 MB；请使用下载的填报模板")}}}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "导入表格"), ui.Link{Text: c.Title, URL: c.URL()})}
	v.Main = []ui.Card{{Form: &f, More: []ui.Link{{Text: lang.T(ctx, "下载填报模板"), URL: c.URL() + "/sheet.xlsx"}}}}
	return cardsPage.Render(w, r, status, v)
}

// upload checks a sheet and shows everything that is wrong with it; with the id of one that was checked it is
// stored.
func (h handler) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	r.Body = http.MaxBytesReader(w, r.Body, maxSheet+1<<20)
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return h.uploadPage(w, r, http.StatusUnprocessableEntity, errs.NewField("file", "文件没有完整收到，或超过 %d MB；没有写入任何内容，请重新上传", maxSheet>>20))
	}
	if id := r.PostFormValue("upload"); id != "" {
		return h.apply(w, r, id)
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return h.uploadPage(w, r, http.StatusUnprocessableEntity, errs.NewField("file", "请选择文件"))
	}
	defer file.Close()
	u, err := h.s.ReadSheet(ctx, r.PathValue("id"), file)
	if err != nil {
		if errs.KindOf(err) != errs.Invalid {
			return err
		}
		return h.uploadPage(w, r, web.Status(err), errs.Rename(err, "file"))
	}
	c, err := h.s.Campaign(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.uploaded(w, r, c, u)
}

// uploaded shows what a sheet would change and what is wrong with it.
func (h handler) uploaded(w http.ResponseWriter, r *http.Request, c returns.Campaign, u returns.Upload) error {
	ctx := r.Context()
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "导入表格"), ui.Link{Text: c.Title, URL: c.URL()})}
	blocks := 0
	t := ui.Table{Caption: lang.T(ctx, "需要更正或说明的内容"), Columns: []ui.Column{{Label: lang.T(ctx, "位置")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "内容")}, {Label: lang.T(ctx, "影响")}}}
	for _, m := range u.Mistakes {
		place := lang.T(ctx, "第 %d 行", m.Line)
		if m.Column != "" {
			place = lang.T(ctx, "第 %d 行 %s 列", m.Line, m.Column)
		}
		chip := ui.Chip{Text: lang.T(ctx, "提交前须解决"), Tone: ui.Soon}
		if m.Blocks {
			blocks++
			chip = ui.Chip{Text: lang.T(ctx, "不能导入"), Tone: ui.Late}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: place}, {Text: m.Unit}, {Text: m.Field}, {Text: m.Words(ctx)}, {Chip: &chip}})
	}
	status := http.StatusOK
	head := ui.Card{Title: lang.T(ctx, "检查结果"), Facts: []ui.Fact{{Label: lang.T(ctx, "有变化的单位"), Value: strconv.Itoa(len(u.Sheet.V))}, {Label: lang.T(ctx, "有变化的单元格"), Value: strconv.Itoa(u.Changes())},
		{Label: lang.T(ctx, "不能导入的错误"), Value: strconv.Itoa(blocks)}, {Label: lang.T(ctx, "提交前须解决"), Value: strconv.Itoa(len(u.Mistakes) - blocks)}}}
	switch {
	case u.Blocked():
		status = http.StatusUnprocessableEntity
		head.Notice = &ui.Notice{Tone: ui.Late, Text: lang.T(ctx, "表格有 %d 处错误，没有写入任何内容。请在表格里更正后重新上传。", blocks)}
		head.Do = []ui.Button{{Label: lang.T(ctx, "重新上传"), URL: c.URL() + "/upload"}}
	case u.Changes() == 0:
		head.Notice = &ui.Notice{Text: lang.T(ctx, "表格与平台上的数据相同，没有变化。")}
	default:
		head.Notice = &ui.Notice{Tone: ui.Done, Text: lang.T(ctx, "表格可以导入，尚未写入。")}
		head.Form = &ui.Form{ID: "apply", Action: c.URL() + "/upload", Submit: lang.T(ctx, "确认导入"), Cancel: ui.Link{URL: c.URL() + "/upload"}, Hidden: []ui.Hidden{{Name: "upload", Value: u.ID}}}
	}
	v.Main = append(v.Main, head)
	if len(t.Rows) > 0 {
		v.Main = append(v.Main, ui.Card{Title: t.Caption, Note: lang.T(ctx, "共 %d 处", len(t.Rows)), Table: &t})
	}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) apply(w http.ResponseWriter, r *http.Request, id string) error {
	ctx := r.Context()
	_, conflicts, err := h.s.Apply(ctx, id)
	if err != nil {
		if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
			return h.uploadPage(w, r, web.Status(err), err)
		}
		return err
	}
	if len(conflicts) == 0 {
		return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "导入表格"), ui.Link{Text: lang.T(ctx, "数据填报"), URL: "/campaigns/" + r.PathValue("id")})}
	t := ui.Table{Caption: lang.T(ctx, "他人同时改动的单元格"), Columns: []ui.Column{{Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "他人已保存的内容")}, {Label: lang.T(ctx, "表格中的内容")}}}
	for _, c := range conflicts {
		t.Rows = append(t.Rows, []ui.Cell{{Text: c.Field.Label(ctx), URL: "/returns/" + c.Theirs.ReturnID + "/cells/" + c.Field.Code}, {Text: c.Theirs.Value, Sub: c.Theirs.AuthorName}, {Text: c.Mine}})
	}
	v.Main = []ui.Card{{Title: t.Caption, Notice: &ui.Notice{Tone: ui.Soon, Text: lang.T(ctx, "其余单元格已经导入；这些单元格在检查之后被他人改动，保留了他人的内容。")}, Table: &t}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}
