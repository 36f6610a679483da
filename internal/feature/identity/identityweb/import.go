package identityweb

import (
	"errors"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity/enrol"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

func (h handler) importForm(w http.ResponseWriter, r *http.Request) error {
	return h.showImportForm(w, r, http.StatusOK, nil)
}

func (h handler) showImportForm(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	f := ui.Form{
		ID: "import", Action: "/account-imports", Submit: lang.T(ctx, "检查文件"), Multipart: true, Cancel: ui.Link{URL: "/accounts"},
		Note:   lang.T(ctx, "先检查，不写入：每一行的问题都会列出来，确认无误后再导入。一次最多 %d 个账号。", enrol.ImportMost),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "XLSX 或 CSV 文件"), Type: "file", Accept: ".xlsx,.csv", Required: true}},
	}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "批量导入账号"), accountsLink(ctx))}
	v.Cards = []ui.Card{{Form: &f, More: []ui.Link{{Text: lang.T(ctx, "下载模板"), URL: "/account-imports/template"}}}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) importTemplate(w http.ResponseWriter, r *http.Request) error {
	ui.Attach(w, lang.T(r.Context(), "账号导入模板")+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	head := make([]any, len(enrol.ImportColumns))
	for i, c := range enrol.ImportColumns {
		head[i] = c
	}
	return xlsx.WriteXLSX(w, xlsx.Sheet{Name: lang.T(r.Context(), "账号"), Rows: xlsx.Of(head)})
}

func (h handler) importCheck(w http.ResponseWriter, r *http.Request) error {
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return h.showImportForm(w, r, http.StatusUnprocessableEntity, errs.NewField("file", "请选择文件"))
	}
	if err != nil {
		return errs.New(errs.Invalid, "文件没有传完，请重试").Because(err)
	}
	defer file.Close()
	id, err := h.enrol.ReadImport(r.Context(), head.Filename, file)
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return h.showImportForm(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/account-imports/"+id)
}

func (h handler) importShow(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	m, err := h.enrol.ImportByID(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "检查结果"), accountsLink(ctx))}
	v.Head.Sub = m.FileName
	if !m.AppliedAt.IsZero() {
		v.Cards = []ui.Card{{Text: []string{lang.T(ctx, "这个文件已于 %s 导入。", moment(m.AppliedAt))}}}
		return cardsPage.Render(w, r, http.StatusOK, v)
	}
	bad := m.Bad()
	t := ui.Table{Caption: lang.T(ctx, "检查结果"), Columns: []ui.Column{{Label: lang.T(ctx, "行"), Num: true}, {Label: lang.T(ctx, "登录名")}, {Label: lang.T(ctx, "姓名")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "检查结果")}}}
	for _, x := range m.Rows {
		if bad > 0 && len(x.Problems) == 0 {
			continue
		}
		last := ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "可以导入"), Tone: ui.Done}}
		if len(x.Problems) > 0 {
			last = ui.Cell{}
			for i, p := range x.Problems {
				if i > 0 {
					last.Text += lang.T(ctx, "；")
				}
				last.Text += lang.T(ctx, "%s：%s", lang.T(ctx, p.Column), p.Text)
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: strconv.Itoa(x.Line), Num: true}, {Text: x.Cells[0]}, {Text: x.Cells[1]}, {Text: x.Cells[2]}, last})
	}
	if bad > 0 {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "共 %d 行，%d 行有问题。请在文件里更正后重新上传，尚未写入任何账号。", len(m.Rows), bad), Tone: ui.Late, More: ui.Link{Text: lang.T(ctx, "重新上传"), URL: "/account-imports"}}
	} else {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "共 %d 行，没有发现问题。", len(m.Rows)), Tone: ui.Done}
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "导入这些账号"), URL: "/account-imports/" + m.ID, Post: true}}
	}
	v.Cards = []ui.Card{{Table: &t}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// importApply creates the accounts and answers with the file of first passwords, which exists once.
func (h handler) importApply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	made, err := h.enrol.ApplyImport(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "已导入 %d 个账号", len(made)), accountsLink(ctx))}
	v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "密码只显示这一次，请用安全的方式交给本人；本人首次登录时必须修改。"), Tone: ui.Soon}
	t := ui.Table{Caption: lang.T(ctx, "初始密码"), Columns: []ui.Column{{Label: lang.T(ctx, "登录名")}, {Label: lang.T(ctx, "姓名")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "初始密码")}}}
	for _, x := range made {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Login}, {Text: x.Name}, {Text: x.Unit}, {Text: x.Password}})
	}
	v.Cards = []ui.Card{{Table: &t}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}
