package documentweb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/office"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/docx/fill"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var templatePage = web.MustPage[templateView](ui.Layout, files, "template.html")

// templateView is a page about a file of the office; Pages are sketches of its sample.
type templateView struct {
	ui.Frame
	Pages []sketch
	Cards []ui.Card
	Sides []ui.Card
}

// sketch is a drawn page with its name, read aloud.
type sketch struct {
	fill.Page
	Label string
}

// templates are the files of the office, by kind.
func (h handler) templates(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := h.o.List(ctx)
	if err != nil {
		return err
	}
	v := editView{Frame: frame(r, lang.T(ctx, "公文模板"))}
	v.Head.Tabs = tabs(ctx, r, "-")
	v.Head.Sub = lang.T(ctx, "本机关自己设计的 DOCX 版式；没有启用模板的文种用国家标准版式")
	may := access.Holds(ctx, document.MayTemplate) == nil
	if may {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "上传模板"), URL: "/letter-templates/new", Icon: "plus"}}
	}
	t := ui.Table{Caption: lang.T(ctx, "公文模板"), Columns: []ui.Column{{Label: lang.T(ctx, "文种")}, {Label: lang.T(ctx, "名称")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "上传人")}, {Label: lang.T(ctx, "上传时间")}}}
	for _, x := range list {
		state := templateChip(ctx, x.State)
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, x.Kind.Label())}, {Text: x.Name, URL: x.URL()}, {Chip: &state}, {Text: x.AddedBy}, {Text: stamp(x.AddedAt)}})
	}
	card := ui.Card{Title: lang.T(ctx, "模板"), Table: &t}
	if len(list) == 0 {
		card = ui.Card{Empty: &ui.Empty{Text: lang.T(ctx, "还没有自己的模板，公文都用国家标准版式。可以先下载起始文件，用 Word 或 WPS 修改后上传。")}}
	}
	v.Cards = []ui.Card{card}
	v.Sides = []ui.Card{starters(ctx)}
	return editPage.Render(w, r, http.StatusOK, v)
}

func templateChip(ctx context.Context, s office.State) ui.Chip {
	tone := ui.Soon
	switch s {
	case office.Active:
		tone = ui.Done
	case office.Retired:
		tone = ui.Quiet
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

// starters are files to begin with: the standard layout with placeholders.
func starters(ctx context.Context) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "起始文件"), Text: []string{lang.T(ctx, "国家标准版式，各部分已放好占位符。修改后上传，检查通过才能启用。")}}
	for _, k := range document.Kinds {
		c.More = append(c.More, ui.Link{Text: lang.T(ctx, k.Label), URL: "/letter-starters/" + string(k.Kind)})
	}
	return c
}

// starter sends the file to begin with for a kind.
func (h handler) starter(w http.ResponseWriter, r *http.Request) error {
	k := document.Kind(r.PathValue("kind"))
	if !k.Known() {
		return errs.New(errs.NotFound, "没有这个文种：%s", string(k))
	}
	name, err := h.o.OfficeName(r.Context())
	if err != nil {
		return err
	}
	ui.Attach(w, k.Label()+"-"+lang.T(r.Context(), "模板")+".docx", docx.Mime)
	return docx.Starter(w, k.Info().Form, name, func(part string) string { return "{{" + part + "}}" })
}

func (h handler) newTemplate(w http.ResponseWriter, r *http.Request) error {
	v := h.templateForm(r, nil)
	return templatePage.Render(w, r, http.StatusOK, v)
}

func (h handler) templateForm(r *http.Request, refused error) templateView {
	ctx := r.Context()
	t := func(s string) string { return lang.T(ctx, s) }
	var kinds []ui.Option
	for _, k := range document.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k.Kind), Label: t(k.Label), Chosen: string(k.Kind) == r.FormValue("kind")})
	}
	f := ui.Form{Action: "/letter-templates/new", Multipart: true, Submit: t("检查并保存"), Cancel: ui.Link{Text: t("取消"), URL: "/letter-templates"},
		Note: t("先检查，有错误的模板不保存。保存后先看样张，再决定是否启用。"), Hidden: []ui.Hidden{{Name: "id", Value: h.o.NewID()}},
		Fields: []ui.Field{{Name: "kind", Label: t("文种"), Type: "select", Options: kinds, Required: true}, {Name: "name", Label: t("模板名称"), Required: true, MaxLength: 60, Value: r.FormValue("name")},
			{Name: "file", Label: t("文件"), Type: "file", Accept: ".docx", Required: true, Hint: lang.T(ctx, "DOCX，不超过 %d MB，不能带宏、嵌入对象和外部链接", fill.MaxFile>>20)}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := templateView{Frame: frame(r, t("上传模板")), Cards: []ui.Card{{Form: &f}}}
	v.Crumbs = append(v.Crumbs, ui.Link{Text: t("公文模板"), URL: "/letter-templates"})
	list := ui.Table{Caption: t("占位符"), Columns: []ui.Column{{Label: t("占位符")}, {Label: t("内容")}}}
	for _, p := range fill.Parts {
		list.Rows = append(list.Rows, []ui.Cell{{Text: "{{" + p.Name + "}}"}, {Text: t(p.About)}})
	}
	parts := ui.Card{Title: t("占位符"), Note: t("写在两对半角花括号里，例如 {{标题}}。一段中的占位符都没有内容时，这一段不印。"), Table: &list}
	v.Sides = []ui.Card{parts, starters(ctx)}
	return v
}

func (h handler) addTemplate(w http.ResponseWriter, r *http.Request) error {
	n, err := uploadedTemplate(r)
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	var t office.Template
	if err == nil {
		t, err = h.o.Add(r.Context(), n)
	}
	if err == nil {
		return web.SeeOther(w, r, t.URL())
	}
	if errs.KindOf(err) != errs.Invalid {
		return err
	}
	v := h.templateForm(r, err)
	if len(n.File) > 0 && n.Kind.Known() {
		report, _ := office.Check(n.Kind, n.File, lang.From(r.Context()))
		v.Cards = append(reportCards(r.Context(), report), v.Cards...)
	}
	return templatePage.Render(w, r, web.Status(err), v)
}

// maxUpload is more than a template may be, so that one too large is told what makes it so.
const maxUpload = 64 << 20

// uploadedTemplate reads the form; a file that is too large is read as far as it is needed to say why.
func uploadedTemplate(r *http.Request) (n office.NewTemplate, err error) {
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		if big := new(http.MaxBytesError); errors.As(err, &big) {
			return n, errs.NewField("file", "文件过大，不能超过 %d MB", fill.MaxFile>>20).Because(err)
		}
		return n, errs.NewField("file", "没有收到完整的文件，请重新上传").Because(err)
	}
	n = office.NewTemplate{ID: r.FormValue("id"), Kind: document.Kind(r.FormValue("kind")), Name: r.FormValue("name")}
	f, _, err := r.FormFile("file")
	if err != nil {
		return n, errs.NewField("file", "请选择文件").Because(err)
	}
	defer f.Close()
	n.File, err = io.ReadAll(io.LimitReader(f, maxUpload))
	return n, err
}

// reportCards say what the check found.
func reportCards(ctx context.Context, rep office.Report) []ui.Card {
	l := lang.From(ctx)
	c := ui.Card{Title: lang.T(ctx, "检查结果")}
	for _, p := range rep.Problems {
		x := ui.Event{What: p.In(l), Who: lang.T(ctx, "提醒，说明理由后可以启用"), Tone: ui.Soon}
		if p.Bad {
			x.Who, x.Tone = lang.T(ctx, "错误，须改正"), ui.Late
		}
		c.Events = append(c.Events, x)
	}
	if len(rep.Problems) == 0 {
		c.Notice = &ui.Notice{Tone: ui.Done, Text: lang.T(ctx, "占位符齐全，没有危险内容")}
	}
	out := []ui.Card{c}
	if len(rep.Measures) > 0 {
		t := ui.Table{Caption: lang.T(ctx, "与 GB/T 9704-2012 的比较"), Columns: []ui.Column{{Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "模板")}, {Label: lang.T(ctx, "标准")}, {Label: lang.T(ctx, "条款")}, {Label: lang.T(ctx, "比较")}}}
		for _, m := range rep.Measures {
			chip := ui.Chip{Text: lang.T(ctx, "一致"), Tone: ui.Done}
			if !m.OK {
				chip = ui.Chip{Text: lang.T(ctx, "不一致"), Tone: ui.Soon}
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: m.What}, {Text: m.Got}, {Text: m.Want}, {Text: m.Article}, {Chip: &chip}})
		}
		out = append(out, ui.Card{Title: t.Caption, Note: lang.T(ctx, "%d 项不一致", fill.Off(rep.Measures)), Table: &t})
	}
	return out
}

func (h handler) showTemplate(w http.ResponseWriter, r *http.Request) error {
	return h.oneTemplate(w, r, http.StatusOK, nil)
}

// oneTemplate shows a file: what the check says, its sample as a sketch, what can be done.
func (h handler) oneTemplate(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	t, err := h.o.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	b, err := h.o.Bytes(ctx, t)
	if err != nil {
		return err
	}
	report, _ := office.Check(t.Kind, b, lang.From(ctx))
	v := templateView{Frame: frame(r, t.Name)}
	v.Crumbs = append(v.Crumbs, ui.Link{Text: lang.T(ctx, "公文模板"), URL: "/letter-templates"})
	v.Head.Chips = []ui.Chip{templateChip(ctx, t.State)}
	v.Cards = reportCards(ctx, report)
	var sample bytes.Buffer
	if err := h.o.Sample(ctx, t, &sample); err == nil {
		if x, _ := fill.Open(sample.Bytes()); x != nil {
			v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "样张示意"), Text: []string{lang.T(ctx, "只示意各部分的位置，字体和换行以 Word 或 WPS 打开样张为准")}})
			for i, p := range x.Sketch() {
				v.Pages = append(v.Pages, sketch{p, lang.T(ctx, "样张第 %d 页", i+1)})
			}
		}
	}
	side := ui.Card{Title: lang.T(ctx, "概况"), Facts: []ui.Fact{{Label: lang.T(ctx, "文种"), Value: lang.T(ctx, t.Kind.Label())}, {Label: lang.T(ctx, "大小"), Value: strconv.Itoa((t.Size+1023)/1024) + " KB"},
		{Label: lang.T(ctx, "上传人"), Value: t.AddedBy}, {Label: lang.T(ctx, "上传时间"), Value: stamp(t.AddedAt)}},
		Do: []ui.Button{{Label: lang.T(ctx, "下载样张"), URL: t.URL() + "/sample.docx", Plain: true, Icon: "file"}, {Label: lang.T(ctx, "下载模板"), URL: t.URL() + "/original.docx", Plain: true, Icon: "file"}}}
	if t.Reason != "" {
		side.Facts = append(side.Facts, ui.Fact{Label: lang.T(ctx, "理由"), Value: t.Reason})
	}
	if access.Can(ctx, document.MayTemplate, t.SeatPath) {
		side.Asks = templateAsks(r, t, report, refused)
	}
	if len(side.Asks) == 0 && refused != nil {
		v.Head.Notice = &ui.Notice{Text: text(ctx, refused), Tone: ui.Late}
	}
	v.Sides = []ui.Card{side, {Title: lang.T(ctx, "说明"), Text: []string{lang.T(ctx, "启用后，新拟的%s用这个版式生成 DOCX；已经拟好的不变。同一文种只启用一个模板，原来的自动停用。签名和发送的 PDF 用国家标准版式。", lang.T(ctx, t.Kind.Label()))}}}
	events, err := h.o.Events(ctx, t)
	if err != nil {
		return err
	}
	history := ui.Card{Title: lang.T(ctx, "经过")}
	for _, e := range events {
		history.Events = append(history.Events, ui.Event{What: lang.T(ctx, h.s.Label(e.Action)), Who: e.Who, When: e.At.In(civil.Beijing).Format("2006-01-02 15:04"), Note: e.Note})
	}
	v.Sides = append(v.Sides, history)
	return templatePage.Render(w, r, status, v)
}

// templateAsks are what may be done with a file now.
func templateAsks(r *http.Request, t office.Template, report office.Report, refused error) []ui.Ask {
	ctx := r.Context()
	form := func(do, label string, need bool) ui.Ask {
		f := ui.Form{ID: do, Action: t.URL() + "/" + do, Submit: label, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(t.Version)}},
			Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Required: need, In: do}}}
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		return ui.Ask{Label: label, Form: f, Plain: do == "retire"}
	}
	switch {
	case t.State == office.Active:
		return []ui.Ask{form("retire", lang.T(ctx, "停用"), true)}
	case report.Bad():
		return nil
	}
	return []ui.Ask{form("enable", lang.T(ctx, "启用"), report.Odd())}
}

// setTemplate enables or retires a file.
func (h handler) setTemplate(do func(ctx context.Context, id string, version int, reason string) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := do(r.Context(), r.PathValue("id"), version(r), r.FormValue("reason"))
		switch k := errs.KindOf(err); {
		case err == nil:
			return web.SeeOther(w, r, "/letter-templates/"+r.PathValue("id"))
		case k == errs.Invalid || k == errs.Stale || k == errs.Conflict:
			return h.oneTemplate(w, r, web.Status(err), err)
		}
		return err
	}
}

// templateFile sends a file as it came, or its sample.
func (h handler) templateFile(sample bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		t, err := h.o.Get(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if sample {
			err = h.o.Sample(ctx, t, &b)
		} else {
			var file []byte
			file, err = h.o.Bytes(ctx, t)
			b.Write(file)
		}
		if err != nil {
			return err
		}
		ui.Attach(w, t.Name+".docx", docx.Mime)
		_, err = b.WriteTo(w)
		return err
	}
}

// layoutCard lets the author of a draft choose the layout of its DOCX.
func (h handler) layoutCard(ctx context.Context, f document.Full) (ui.Card, error) {
	c := ui.Card{Title: lang.T(ctx, "DOCX 版式")}
	list, err := h.o.List(ctx)
	if err != nil {
		return c, err
	}
	options := []ui.Option{{Value: "", Label: lang.T(ctx, "国家标准版式"), Chosen: f.TemplateID == ""}}
	for _, t := range list {
		if t.Kind == f.Kind && (t.State == office.Active || t.ID == f.TemplateID) {
			options = append(options, ui.Option{Value: t.ID, Label: t.Name, Chosen: t.ID == f.TemplateID})
		}
	}
	if len(options) == 1 {
		c.Text = []string{lang.T(ctx, "国家标准版式。本机关没有为这个文种启用模板。")}
		c.More = []ui.Link{{Text: lang.T(ctx, "公文模板"), URL: "/letter-templates"}}
		return c, nil
	}
	c.Form = &ui.Form{ID: "layout", Action: f.URL() + "/template", Submit: lang.T(ctx, "采用"), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}},
		Fields: []ui.Field{{Name: "template", Label: lang.T(ctx, "版式"), Type: "radio", Options: options, In: "layout"}}}
	return c, nil
}

// chooseLayout gives a draft the chosen layout.
func (h handler) chooseLayout(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.SetTemplate(r.Context(), id(r), version(r), r.FormValue("template")); err != nil {
		if k := errs.KindOf(err); k == errs.Stale || k == errs.Conflict || k == errs.Invalid {
			return h.editing(w, r, web.Status(err), err)
		}
		return err
	}
	return web.SeeOther(w, r, id(r).URL()+"/edit")
}
