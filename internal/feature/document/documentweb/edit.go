package documentweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var editPage = web.MustPage[editView](ui.Layout, files, "edit.html")

type editView struct {
	ui.Frame
	Cards []ui.Card
	Sides []ui.Card
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	return h.editing(w, r, http.StatusOK, nil)
}

func (h handler) editing(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	f, err := h.s.Letter(ctx, id(r))
	if err != nil {
		return err
	}
	if f.State != document.Drafting {
		return errs.New(errs.Conflict, "公文处于“%s”状态，不能进行此操作", f.State.Label())
	}
	v := editView{Frame: frame(r, lang.T(ctx, "修改公文"))}
	v.Crumbs = append(v.Crumbs, ui.Link{Text: f.Title, URL: f.URL()})
	form := ui.Form{Action: f.URL() + "/edit", Submit: lang.T(ctx, "保存"), Cancel: ui.Link{Text: lang.T(ctx, "取消"), URL: f.URL()}, Draft: "letter-" + string(f.ID),
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}, Fields: contentFields(ctx, f.Content)}
	if refused != nil {
		form.Keep(r)
		form.Refuse(r, refused)
		if errs.KindOf(refused) == errs.Stale {
			form.Fields[0].Theirs, form.Fields[1].Theirs = f.Content.Title, f.Content.Body
		}
	}
	v.Cards = []ui.Card{{Form: &form}}
	v.Sides = []ui.Card{h.factsSide(ctx, f), {Title: lang.T(ctx, "重新取数"), Text: []string{lang.T(ctx, "记录有变化时，可以按现在的记录更新比对依据，或者用记录重新生成标题和正文。")},
		Do: []ui.Button{{Label: lang.T(ctx, "只更新比对依据"), URL: f.URL() + "/refresh", Post: true, Plain: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}},
			{Label: lang.T(ctx, "重新生成正文"), URL: f.URL() + "/refresh", Post: true, Plain: true, Danger: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}, {Name: "text", Value: "yes"}}}}}}
	if f.RefKind == document.FreeKind {
		v.Sides = v.Sides[:1]
	}
	layout, err := h.layoutCard(ctx, f)
	if err != nil {
		return err
	}
	v.Sides = append(v.Sides, layout)
	return editPage.Render(w, r, status, v)
}

func contentFields(ctx context.Context, c document.Content) []ui.Field {
	t := func(s string) string { return lang.T(ctx, s) }
	urgency := []ui.Option{{Value: "", Label: t("平件"), Chosen: c.Urgency == ""}}
	for _, u := range []string{"加急", "特急"} {
		urgency = append(urgency, ui.Option{Value: u, Label: t(u), Chosen: c.Urgency == u})
	}
	return []ui.Field{
		{Name: "title", Label: t("标题"), Type: "textarea", Rows: 2, Value: c.Title, Required: true, Hint: t("换行处即为标题回行处；不换行由系统按词意排列")},
		{Name: "body", Label: t("正文"), Type: "textarea", Rows: 22, Value: c.Body, Required: true,
			Hint: t("每行一段，首行自动缩进。以“一、”“（一）”“1.”“（1）”开头的短行为各级标题；以“|”开头的行顶格；“［表：名称］”的行为记录中的表")},
		{Name: "attached", Label: t("附件"), Type: "textarea", Rows: 3, Value: strings.Join(c.Attached, "\n"), Hint: t("每行一个附件名称，不加标点")},
		{Name: "with", Label: t("联合发文机关"), Type: "textarea", Rows: 2, Value: strings.Join(c.With, "\n"), Hint: t("每行一个，本机关为主办、排在最前；没有则不填")},
		{Name: "signers", Label: t("签发人"), Value: strings.Join(c.Signers, "、"), Hint: t("上行文填写，平行文和下行文不填")},
		{Name: "note", Label: t("附注"), Value: c.Note, Hint: t("不加括号，例如：联系人和电话")},
		{Name: "urgency", Label: t("紧急程度"), Type: "radio", Options: urgency},
	}
}

func contentOf(r *http.Request) document.Content {
	split := func(name, marks string) (out []string) {
		for _, s := range strings.FieldsFunc(r.FormValue(name), func(x rune) bool { return strings.ContainsRune(marks, x) }) {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return document.Content{Title: strings.ReplaceAll(strings.TrimSpace(r.FormValue("title")), "\r", ""), Body: strings.ReplaceAll(r.FormValue("body"), "\r", ""), Note: r.FormValue("note"),
		Urgency: r.FormValue("urgency"), Attached: split("attached", "\n\r"), With: split("with", "\n\r"), Signers: split("signers", "、，,\n")}
}

func (h handler) save(w http.ResponseWriter, r *http.Request) error {
	err := h.s.Edit(r.Context(), id(r), version(r), contentOf(r))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.editing(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, id(r).URL())
}

// factsSide shows what the record says, to copy from.
func (h handler) factsSide(ctx context.Context, f document.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "记录中的内容")}
	for _, n := range f.Facts.Names() {
		if v := f.Facts.Values[n]; v != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: n, Value: v})
		} else if b := f.Facts.Blocks[n]; len(b) > 0 {
			c.Facts = append(c.Facts, ui.Fact{Label: n, Value: lang.T(ctx, "%d 段或表，正文中写“［表：%s］”", len(b), n)})
		}
	}
	if len(c.Facts) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "这份公文不是从记录生成的。")}
	}
	return c
}

func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	return h.beginning(w, r, http.StatusOK, nil)
}

func (h handler) beginning(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	t := func(s string) string { return lang.T(ctx, s) }
	var kinds []ui.Option
	for _, k := range document.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k.Kind), Label: t(k.Label), Chosen: string(k.Kind) == r.FormValue("kind")})
	}
	f := ui.Form{Action: "/letters/new", Submit: t("生成草稿"), Cancel: ui.Link{Text: t("取消"), URL: "/letters"}, Draft: "letter-new", Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
		Note: t("督导、整改、约谈、问责等记录的公文，请在记录页生成，内容会自动带入。这里拟写没有记录的公文；选择多个单位时，每个单位一份，正文中的 {{被督导单位}} 换成单位名称。"),
		Fields: []ui.Field{{Name: "kind", Label: t("文种"), Type: "select", Options: kinds, Required: true},
			{Name: "units", Label: t("主送单位"), Type: "textarea", Rows: 4, Required: true, Pick: "/units/pick", Value: r.FormValue("units"), Hint: t("每行一个单位：全称、简称或代码")},
			{Name: "title", Label: t("标题"), Required: true, Value: r.FormValue("title"), Placeholder: t("关于……的通知")},
			{Name: "body", Label: t("正文"), Type: "textarea", Rows: 14, Required: true, Value: r.FormValue("body"), Hint: t("每行一段；以“一、”“（一）”开头的短行为标题")}}}
	if refused != nil {
		if v := r.FormValue("id"); v != "" {
			f.Hidden[0].Value = v
		}
		f.Keep(r)
		f.Refuse(r, refused)
	}
	return editPage.Render(w, r, status, editView{Frame: frame(r, t("拟写公文")), Cards: []ui.Card{{Form: &f}}})
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n := document.NewLetter{ID: r.FormValue("id"), Kind: document.Kind(r.FormValue("kind")), Title: r.FormValue("title"), Body: strings.ReplaceAll(r.FormValue("body"), "\r", "")}
	var c errs.Check
	for i, line := range ui.Lines(r, "units") {
		u, err := h.units.Resolve(ctx, line, "")
		if err != nil {
			if other := c.Add(errs.Rename(err, "units."+strconv.Itoa(i+1))); other != nil {
				return other
			}
			continue
		}
		n.Units = append(n.Units, org.UnitID(u.ID))
	}
	err := c.Err()
	c = errs.Check{}
	c.That(strings.TrimSpace(n.Title) != "", "title", "请填写标题")
	c.That(strings.TrimSpace(n.Body) != "", "body", "请填写正文")
	if err == nil {
		err = c.Err()
	}
	var first document.LetterID
	if err == nil {
		first, err = h.s.New(ctx, n)
	}
	switch k := errs.KindOf(err); {
	case err == nil && len(n.Units) > 1:
		return web.SeeOther(w, r, "/letters?box=drawn&q="+n.Title)
	case err == nil:
		return web.SeeOther(w, r, first.URL())
	case k == errs.Invalid:
		return h.beginning(w, r, web.Status(err), err)
	}
	return err
}
