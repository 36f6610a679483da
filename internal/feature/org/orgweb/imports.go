package orgweb

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// maxUpload is the largest file an import takes.
const maxUpload = 64 << 20

func (h handler) imports(w http.ResponseWriter, r *http.Request) error {
	v, err := h.importsView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) importsView(r *http.Request) (cardsView, error) {
	ctx, p := r.Context(), pageOf(r)
	p.Size = 20
	list, err := h.files.Imports(ctx, p)
	if err != nil {
		return cardsView{}, err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "导入单位"), crumbs(ctx, ui.Link{Text: lang.T(ctx, "导入")})...)}
	v.Head.Tabs = tabs(ctx, "/units/import")
	f := &ui.Form{Action: "/units/import", Multipart: true, Submit: lang.T(ctx, "上传并检查"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
		Note: lang.T(ctx, "上传后先逐行检查，不改动任何单位；确认无误后再应用，应用后可以撤销。"),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "文件"), Type: "file", Accept: ".xlsx,.csv,.txt", Required: true,
			Hint: lang.T(ctx, "XLSX，或 UTF-8、GB18030 编码的 CSV；最多 200,000 行")}}}
	v.Cards = []ui.Card{{Title: lang.T(ctx, "新的导入"), Form: f, More: []ui.Link{{Text: lang.T(ctx, "下载 XLSX 模板"), URL: "/units/import/template.xlsx"},
		{Text: lang.T(ctx, "下载 CSV 模板"), URL: "/units/import/template.csv"}}}}
	t := ui.Table{Caption: lang.T(ctx, "导入记录"), Empty: lang.T(ctx, "还没有导入过"), Columns: []ui.Column{{Label: lang.T(ctx, "文件")}, {Label: lang.T(ctx, "状态")},
		{Label: lang.T(ctx, "新增"), Num: true}, {Label: lang.T(ctx, "变更"), Num: true}, {Label: lang.T(ctx, "有错"), Num: true}, {Label: lang.T(ctx, "上传")}}}
	for _, im := range list.Rows {
		chip := importChip(ctx, im.State)
		t.Rows = append(t.Rows, []ui.Cell{{Text: im.FileName, URL: "/unit-imports/" + im.ID}, {Chip: &chip}, {Text: ui.Number(im.Adds)}, {Text: ui.Number(im.Changes)},
			{Text: ui.Number(im.Errors)}, {Text: im.ActorName, Sub: minute(im.CreatedAt)}})
	}
	v.Lists = []ui.List{{Action: "/units/import", Total: list.Total, Table: t, Pager: pager(r, list.Total, p)}}
	return v, nil
}

func minute(t civil.Time) string { return t.In(civil.Beijing).Format("2006-01-02 15:04") }

func importChip(ctx context.Context, s roster.ImportState) ui.Chip {
	switch s {
	case roster.Checking:
		return ui.Chip{Text: lang.T(ctx, "检查中"), Tone: ui.Act}
	case roster.Checked:
		return ui.Chip{Text: lang.T(ctx, "待应用"), Tone: ui.Soon}
	case roster.Applying:
		return ui.Chip{Text: lang.T(ctx, "正在应用"), Tone: ui.Act}
	case roster.Applied:
		return ui.Chip{Text: lang.T(ctx, "已应用"), Tone: ui.Done}
	case roster.Undone:
		return ui.Chip{Text: lang.T(ctx, "已撤回")}
	case roster.Discarded:
		return ui.Chip{Text: lang.T(ctx, "已放弃")}
	}
	return ui.Chip{Text: lang.T(ctx, "失败"), Tone: ui.Late}
}

func (h handler) upload(w http.ResponseWriter, r *http.Request) error {
	im, err := h.receive(w, r)
	if err == nil {
		return web.SeeOther(w, r, "/unit-imports/"+im.ID)
	}
	if !shown(err) {
		return err
	}
	v, verr := h.importsView(r)
	if verr != nil {
		return verr
	}
	v.Cards[0].Form.Refuse(r, err)
	return cardsPage.Render(w, r, web.Status(err), v)
}

// receive takes the file of the request and checks it.
func (h handler) receive(w http.ResponseWriter, r *http.Request) (roster.Import, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		if _, ok := err.(*http.MaxBytesError); ok || strings.Contains(err.Error(), "too large") {
			return roster.Import{}, errs.New(errs.TooLarge, "文件超过 %d MB，请拆成几个文件", maxUpload>>20).Because(err)
		}
		return roster.Import{}, errs.NewField("file", "没有收到完整的文件，请重新上传").Because(err)
	}
	defer r.MultipartForm.RemoveAll()
	file, head, err := r.FormFile("file")
	if err != nil {
		return roster.Import{}, errs.NewField("file", "请选择文件").Because(err)
	}
	defer file.Close()
	return h.files.Upload(r.Context(), r.FormValue("id"), head.Filename, file)
}

func (h handler) templateXLSX(w http.ResponseWriter, r *http.Request) error {
	table, help := roster.Template()
	download(w, "units-template.xlsx", xlsxType)
	return xlsx.WriteXLSX(w, table, help)
}

func (h handler) templateCSV(w http.ResponseWriter, r *http.Request) error {
	table, _ := roster.Template()
	download(w, "units-template.csv", "text/csv; charset=utf-8")
	return xlsx.WriteCSV(w, table.Rows)
}

func (h handler) showImport(w http.ResponseWriter, r *http.Request) error {
	v, err := h.importView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) importView(r *http.Request) (cardsView, error) {
	ctx := r.Context()
	im, err := h.files.Import(ctx, r.PathValue("import"))
	if err != nil {
		return cardsView{}, err
	}
	url := "/unit-imports/" + im.ID
	v := cardsView{Frame: ui.NewFrame(r, im.FileName, crumbs(ctx, ui.Link{Text: lang.T(ctx, "导入"), URL: "/units/import"}, ui.Link{Text: im.FileName})...)}
	v.Head.Chips = []ui.Chip{importChip(ctx, im.State)}
	v.Head.Sub = im.ActorName + " · " + minute(im.CreatedAt)
	only := roster.RowAction(r.URL.Query().Get("rows"))
	if only == "" && im.Errors > 0 && im.State == roster.Checked {
		only = roster.RowError
	}
	figure := func(label string, n int, a roster.RowAction, tone ui.Tone) {
		v.Figures = append(v.Figures, ui.Figure{Label: label, Value: ui.Number(n), URL: url + "?rows=" + string(a), Tone: tone})
	}
	bad := ui.Quiet
	if im.Errors > 0 {
		bad = ui.Late
	}
	figure(lang.T(ctx, "新增"), im.Adds, roster.RowAdd, ui.Quiet)
	figure(lang.T(ctx, "变更"), im.Changes, roster.RowChange, ui.Quiet)
	figure(lang.T(ctx, "相同"), im.Sames, roster.RowSame, ui.Quiet)
	figure(lang.T(ctx, "有错"), im.Errors, roster.RowError, bad)
	h.importActs(ctx, &v, im, url)
	if im.State == roster.Discarded || im.State == roster.Checking || im.State == roster.Failed {
		return v, nil
	}
	rows, err := h.rowsList(r, im, only, url)
	v.Lists = []ui.List{rows}
	return v, err
}

// importActs says what can be done with an import now.
func (h handler) importActs(ctx context.Context, v *cardsView, im roster.Import, url string) {
	version := []ui.Hidden{{Name: "version", Value: strconv.Itoa(im.Version)}}
	switch im.State {
	case roster.Checking:
		v.Progress = &ui.Progress{Title: lang.T(ctx, "正在逐行检查"), Done: im.Done, Text: lang.T(ctx, "已检查的行数如上。检查不改动任何单位；可以离开，稍后再看"), State: ui.Act, Poll: url,
			Cancel: &ui.Button{Label: lang.T(ctx, "放弃"), URL: url + "/discard", Post: true, Hidden: version, Plain: true, Small: true}}
	case roster.Failed:
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "文件没有导入：%s", im.Message), Tone: ui.Late}
	case roster.Checked:
		if im.Message != "" {
			v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "注意：%s", im.Message), Tone: ui.Soon}
		}
		apply := ui.Form{Action: url + "/apply", Submit: lang.T(ctx, "应用"), Hidden: version, Note: lang.T(ctx, "将新增 %d 个单位、变更 %d 个单位，要么全部成功，要么一个不改。", im.Adds, im.Changes)}
		if im.Errors > 0 {
			apply.Fields = []ui.Field{{Name: "skip", Label: lang.T(ctx, "有错的行"), Type: "checkbox", Options: []ui.Option{{Value: "yes", Label: lang.T(ctx, "跳过 %d 行有错的行", im.Errors)}}}}
		}
		if im.Adds+im.Changes > 0 {
			v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, "应用"), Form: apply})
		}
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "放弃"), URL: url + "/discard", Post: true, Hidden: version, Plain: true})
	case roster.Applying:
		total := im.Adds + im.Changes
		v.Progress = &ui.Progress{Title: lang.T(ctx, "正在应用"), Done: im.Done, Total: total, Text: lang.T(ctx, "第 2 步，共 2 步：写入单位"), Left: h.left(ctx, im, total), State: ui.Act, Poll: url,
			Cancel: &ui.Button{Label: lang.T(ctx, "取消"), URL: url + "/cancel", Post: true, Plain: true, Small: true}}
	case roster.Applied:
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, "撤回这次导入"), Plain: true, Danger: true, Form: ui.Form{Action: url + "/undo", Submit: lang.T(ctx, "撤回"), Hidden: version, Danger: true,
			Note: lang.T(ctx, "新增的单位将删除，变更的单位恢复原样。导入后又有变更或已被使用的，不能撤回。")}})
	}
}

// left guesses how long an import goes on from how long it took so far.
func (h handler) left(ctx context.Context, im roster.Import, total int) string {
	if im.Done == 0 || im.StartedAt.IsZero() {
		return lang.T(ctx, "正在计算剩余时间")
	}
	took := h.s.Now().Sub(im.StartedAt.Time)
	rest := time.Duration(float64(took) * float64(total-im.Done) / float64(im.Done))
	if rest < time.Minute {
		return lang.T(ctx, "约剩 %d 秒", int(rest.Seconds())+1)
	}
	return lang.T(ctx, "约剩 %d 分钟", int(rest.Minutes())+1)
}

func (h handler) rowsList(r *http.Request, im roster.Import, only roster.RowAction, url string) (ui.List, error) {
	ctx, p := r.Context(), pageOf(r)
	rows, err := h.files.ImportRows(ctx, im.ID, only, p)
	if err != nil {
		return ui.List{}, err
	}
	t := ui.Table{Caption: lang.T(ctx, "逐行检查结果"), Empty: lang.T(ctx, "没有这样的行"),
		Columns: []ui.Column{{Label: lang.T(ctx, "行"), Num: true}, {Label: lang.T(ctx, "结果")}, {Label: lang.T(ctx, "单位名称")}, {Label: lang.T(ctx, "所属区")}, {Label: lang.T(ctx, "问题")}, {}}}
	heads := roster.ImportHeads()
	for _, x := range rows.Rows {
		chip := rowChip(ctx, x.Action)
		var said []string
		for _, pr := range x.Problems {
			said = append(said, fmt.Sprintf("%s\uff1a%s", lang.T(ctx, heads[pr.Column]), pr.Text(ctx)))
		}
		row := []ui.Cell{{Text: strconv.Itoa(x.Line), Num: true}, {Chip: &chip}, {Text: x.Cells[0]}, {Text: x.Cells[3], Sub: x.Cells[4]}, {Text: strings.Join(said, "\uff1b")}, {}}
		if im.State == roster.Checked && x.Action == roster.RowError {
			row[5].Buttons = []ui.Button{{Label: lang.T(ctx, "更正"), URL: url + "/rows/" + strconv.Itoa(x.Line), Small: true, Plain: true}}
		}
		if im.State == roster.Applied && x.UnitID != "" {
			row[2].URL = x.UnitID.URL()
		}
		t.Rows = append(t.Rows, row)
	}
	l := ui.List{Action: url, Total: rows.Total, Table: t, Pager: pager(r, rows.Total, p)}
	if im.Errors > 0 {
		l.Export = []ui.Link{{Text: lang.T(ctx, "有错的行 XLSX"), URL: url + "/errors.xlsx"}}
	}
	return l, nil
}

func rowChip(ctx context.Context, a roster.RowAction) ui.Chip {
	switch a {
	case roster.RowAdd:
		return ui.Chip{Text: lang.T(ctx, "新增"), Tone: ui.Act}
	case roster.RowChange:
		return ui.Chip{Text: lang.T(ctx, "变更"), Tone: ui.Soon}
	case roster.RowError:
		return ui.Chip{Text: lang.T(ctx, "有错"), Tone: ui.Late}
	}
	return ui.Chip{Text: lang.T(ctx, "相同")}
}

// errorsXLSX is the rows with errors in the columns of the template, with what is wrong beside them:
// corrected, the file can be uploaded as it is.
func (h handler) errorsXLSX(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), r.PathValue("import")
	if _, err := h.files.Import(ctx, id); err != nil {
		return err
	}
	heads := roster.ImportHeads()
	download(w, "units-errors.xlsx", xlsxType)
	return xlsx.WriteXLSX(w, xlsx.Sheet{Name: lang.T(ctx, "有错的行"), Rows: func(yield func([]any, error) bool) {
		var first []any
		for _, s := range heads {
			first = append(first, s)
		}
		if !yield(append(first, lang.T(ctx, "行"), lang.T(ctx, "问题")), nil) {
			return
		}
		for p := (page.Req{Number: 1, Size: page.Max}); ; p.Number++ {
			rows, err := h.files.ImportRows(ctx, id, roster.RowError, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range rows.Rows {
				var out []any
				for _, c := range x.Cells {
					out = append(out, c)
				}
				var said []string
				for _, pr := range x.Problems {
					said = append(said, fmt.Sprintf("%s\uff1a%s", lang.T(ctx, heads[pr.Column]), pr.Text(ctx)))
				}
				if !yield(append(out, x.Line, strings.Join(said, "\uff1b")), nil) {
					return
				}
			}
			if len(rows.Rows) < page.Max {
				return
			}
		}
	}})
}
