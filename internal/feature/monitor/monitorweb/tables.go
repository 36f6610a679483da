package monitorweb

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// maxTable is the largest table people may upload; larger ones are for the command line.
const maxTable = 256 << 20

var tableStates = map[string]string{monitor.Read: "已检查，未写入", monitor.Applied: "已导入", monitor.Withdrawn: "已撤销"}

func (h handler) tables(w http.ResponseWriter, r *http.Request) error {
	return h.tablesPage(w, r, http.StatusOK, nil, nil)
}

func (h handler) tablesPage(w http.ResponseWriter, r *http.Request, status int, refused error, mistakes []monitor.Mistake) error {
	ctx := r.Context()
	list, err := h.s.Tables(ctx)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "导入年度学校表"), ui.Link{Text: lang.T(ctx, "均衡监测"), URL: "/monitor"})}
	f := ui.Form{ID: "table", Action: "/monitor/tables", Submit: lang.T(ctx, "检查表格"), Multipart: true, Note: lang.T(ctx, "先检查，不写入任何内容；检查通过后再确认。由学校填报生成的数据不会被表格替换。"),
		Fields: []ui.Field{{Name: "year", Label: lang.T(ctx, "年度"), Type: "number", InputMode: "numeric", Required: true, Value: strconv.Itoa(h.s.Today().Year() - 1)},
			{Name: "file", Label: lang.T(ctx, "学校表"), Type: "file", Accept: ".xlsx,.csv", Required: true, Hint: lang.T(ctx, "XLSX，或 UTF-8、GB18030 编码的 CSV。列：county（地区名称或代码）、stage、school、students、students_primary、students_junior、students_senior、r1–r7（总量）")}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v.Main = []ui.Card{{Form: &f}}
	if len(mistakes) > 0 {
		t := ui.Table{Caption: lang.T(ctx, "需要更正的内容"), Columns: []ui.Column{{Label: lang.T(ctx, "内容")}}}
		for _, m := range mistakes {
			text := ""
			switch {
			case m.Area == "":
				text = m.Problem.In(lang.From(ctx))
			case len(m.Several) > 0:
				text = lang.T(ctx, "“%s”有多个单位：%s；请改用代码", m.Area, strings.Join(m.Several, lang.T(ctx, "、")))
			default:
				text = lang.T(ctx, "没有找到地区“%s”", m.Area)
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: text}})
		}
		v.Main = append(v.Main, ui.Card{Title: t.Caption, Notice: &ui.Notice{Tone: ui.Late, Text: lang.T(ctx, "表格有 %d 处错误，没有写入任何内容。请更正后重新上传。", len(mistakes))}, Table: &t})
	}
	t := ui.Table{Caption: lang.T(ctx, "导入的学校表"), Empty: lang.T(ctx, "还没有导入过学校表"), Columns: []ui.Column{{Label: lang.T(ctx, "名称")}, {Label: lang.T(ctx, "年度")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "地区"), Num: true}, {Label: lang.T(ctx, "学校"), Num: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Name, URL: x.URL(), Sub: x.AuthorName}, {Text: strconv.Itoa(x.Year)}, {Text: lang.T(ctx, tableStates[x.State])}, {Text: ui.Number(x.Areas)}, {Text: ui.Number(x.Schools)}})
	}
	v.Main = append(v.Main, ui.Card{Title: t.Caption, Table: &t})
	return render(w, r, status, v)
}

func (h handler) readTable(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	r.Body = http.MaxBytesReader(w, r.Body, maxTable+1<<20)
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return h.tablesPage(w, r, http.StatusUnprocessableEntity, errs.NewField("file", "文件没有完整收到，或超过 %d MB；没有写入任何内容，请重新上传", maxTable>>20), nil)
	}
	file, head, err := r.FormFile("file")
	if err != nil {
		return h.tablesPage(w, r, http.StatusUnprocessableEntity, errs.NewField("file", "请选择文件"), nil)
	}
	defer file.Close()
	year, _ := strconv.Atoi(r.FormValue("year"))
	t, mistakes, err := h.s.ReadTable(ctx, head.Filename, year, file, false)
	switch k := errs.KindOf(err); {
	case err != nil && (k == errs.Invalid || k == errs.Conflict):
		return h.tablesPage(w, r, web.Status(err), err, nil)
	case err != nil:
		return err
	case len(mistakes) > 0:
		return h.tablesPage(w, r, http.StatusUnprocessableEntity, nil, mistakes)
	}
	return web.SeeOther(w, r, t.URL())
}

func (h handler) table(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, err := h.s.Table(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, t.Name, ui.Link{Text: lang.T(ctx, "导入年度学校表"), URL: "/monitor/tables"})}
	v.Head.Chips = []ui.Chip{{Text: lang.T(ctx, tableStates[t.State])}}
	c := ui.Card{Title: lang.T(ctx, "检查结果"), Facts: []ui.Fact{{Label: lang.T(ctx, "年度"), Value: strconv.Itoa(t.Year)}, {Label: lang.T(ctx, "地区"), Value: ui.Number(t.Areas)}, {Label: lang.T(ctx, "学校"), Value: ui.Number(t.Schools)},
		{Label: lang.T(ctx, "替换以前导入的数据"), Value: lang.T(ctx, "%d 个地区学段", t.Replaces)}, {Label: lang.T(ctx, "经办"), Value: t.AuthorName}}}
	switch t.State {
	case monitor.Read:
		c.Notice = &ui.Notice{Tone: ui.Done, Text: lang.T(ctx, "表格可以导入，尚未写入。")}
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "确认导入"), URL: t.URL() + "/apply", Post: true}}
	case monitor.Applied:
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "撤销导入"), Plain: true, Form: ui.Form{ID: "withdraw", Action: t.URL() + "/withdraw", Submit: lang.T(ctx, "撤销导入"), Danger: true, Note: lang.T(ctx, "这张表格带来的 %d 年度数据将全部移除。", t.Year)}}}
		c.More = []ui.Link{{Text: lang.T(ctx, "均衡监测"), URL: "/monitor?year=" + strconv.Itoa(t.Year)}}
	}
	v.Main = []ui.Card{c}
	return render(w, r, http.StatusOK, v)
}

func (h handler) apply(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.Apply(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/monitor/tables/"+r.PathValue("id"))
}

func (h handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.Withdraw(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/monitor/tables/"+r.PathValue("id"))
}
