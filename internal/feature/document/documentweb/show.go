package documentweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/differ"
	"dudao/internal/feature/document/xray"
	"dudao/internal/platform/paper"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var showPage = web.MustPage[showView](ui.Layout, files, "show.html")

type showView struct {
	ui.Frame
	Notices []ui.Notice
	Sheet   sheet
	Sides   []ui.Card
	Below   []ui.Card
}

// sheet is the letter as it will look, in the words of the page: what people wrote, in the layout of its
// kind. The files are what counts; this is to read on a screen.
type sheet struct {
	Plain              bool
	Mark               string
	Heads              []string
	HeadWord           string
	Number, Urgency    string
	Signers            []string
	Title              []string
	To                 string
	Blocks             []block
	Attached           []string
	Signature          []string
	Date, Note         string
	Copies             string
	Printed, PrintedOn string
}

type block struct {
	Kind  string
	Text  string
	Lead  string
	Table *ui.Table
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, http.StatusOK, "", nil)
}

// page shows the letter; action and refused put a refused step back into its form.
func (h handler) page(w http.ResponseWriter, r *http.Request, status int, action string, refused error) error {
	ctx := r.Context()
	f, err := h.s.Letter(ctx, document.LetterID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := showView{Frame: frame(r, f.Title)}
	v.Head = ui.Head{Number: f.Number, Sub: lang.T(ctx, f.Kind.Label()) + " · " + f.OfficeName, Chips: []ui.Chip{chip(ctx, f.State)}, Steps: steps(ctx, f.State)}
	inside := document.Inside(ctx, f.Letter)
	var problems []xray.Problem
	if f.State == document.Drafting || f.State == document.Countersign || f.State == document.Approval {
		if problems, err = h.s.Problems(ctx, f.Letter); err != nil {
			return err
		}
	}
	a := &asks{h: h, r: r, f: f, problems: problems, action: action, refused: refused}
	v.Head.Asks, v.Head.Actions = a.head()
	v.Notices = notices(ctx, f, refused, a.used)
	v.Sheet = sheetOf(ctx, f)
	v.Sides = append(v.Sides, filesCard(ctx, f))
	if len(problems) > 0 || f.State == document.Drafting {
		v.Sides = append(v.Sides, problemsCard(ctx, problems))
	}
	v.Sides = append(v.Sides, a.recipients())
	if inside || len(f.Signers) > 0 {
		v.Sides = append(v.Sides, a.signers())
	}
	v.Sides = append(v.Sides, factsCard(ctx, f, inside))
	if inside {
		if f.Differs() {
			v.Below = append(v.Below, compareCard(ctx, f))
		}
		events, err := h.events(ctx, f)
		if err != nil {
			return err
		}
		v.Below = append(v.Below, ui.Card{Title: lang.T(ctx, "经过"), Events: events})
	}
	return showPage.Render(w, r, status, v)
}

func frame(r *http.Request, title string) ui.Frame {
	return ui.NewFrame(r, title, ui.Link{Text: lang.T(r.Context(), "公文"), URL: "/letters"})
}

func notices(ctx context.Context, f document.Full, refused error, shown bool) (out []ui.Notice) {
	if refused != nil && !shown {
		out = append(out, ui.Notice{Text: text(ctx, refused), Tone: ui.Late})
	}
	switch f.State {
	case document.Withdrawn:
		out = append(out, ui.Notice{Text: lang.T(ctx, "这份公文已于 %s 撤回：%s", f.EndedOn.String(), f.EndReason), Tone: ui.Late})
	case document.Voided:
		out = append(out, ui.Notice{Text: lang.T(ctx, "这个文号已于 %s 作废：%s", f.EndedOn.String(), f.EndReason), Tone: ui.Late})
	case document.Drafting:
		if f.ReturnReason != "" {
			out = append(out, ui.Notice{Text: lang.T(ctx, "退回修改：%s", f.ReturnReason), Tone: ui.Soon})
		}
	case document.Numbered:
		out = append(out, ui.Notice{Text: lang.T(ctx, "正在生成正式文件并签名，通常几秒钟完成，请稍后刷新。"), Tone: ui.Act})
	}
	return out
}

func text(ctx context.Context, err error) string { return errs.TextIn(lang.From(ctx), err) }

// stations are the states a letter passes, in short words.
var stations = []struct {
	state document.State
	label string
}{{document.Drafting, "拟稿"}, {document.Countersign, "会签"}, {document.Approval, "签发"}, {document.Numbered, "成文"}, {document.Signed, "发送"}, {document.Sent, "签收"}}

func steps(ctx context.Context, now document.State) (out []ui.Step) {
	at := -1
	for i, s := range stations {
		if s.state == now || s.state == document.Numbered && now == document.Approved {
			at = i
		}
	}
	if now == document.Withdrawn {
		at = len(stations)
	}
	for i, s := range stations {
		x := ui.Step{Text: lang.T(ctx, s.label)}
		switch {
		case i < at:
			x.State = "done"
		case i == at:
			x.State = "now"
		}
		out = append(out, x)
	}
	return out
}

func sheetOf(ctx context.Context, f document.Full) sheet {
	p := f.Paper("")
	s := sheet{Plain: p.Form == paper.Plain, Mark: p.Mark, Heads: p.Heads, HeadWord: p.HeadWord, Number: p.Number, Urgency: p.Urgency, Signers: p.Signers, Title: strings.Split(p.Title, "\n"),
		To: p.To, Attached: p.Attached, Signature: p.Signature, Date: p.Date, Note: p.Note, Copies: p.Copies, Printed: p.PrintedBy, PrintedOn: p.PrintedOn}
	for _, b := range p.Body {
		x := block{Kind: string(b.Kind), Text: b.Text, Lead: b.Lead}
		if len(b.Rows) > 0 {
			x.Table = &ui.Table{Caption: lang.T(ctx, "表")}
			for _, c := range b.Cols {
				x.Table.Columns = append(x.Table.Columns, ui.Column{Label: c.Head, Num: c.Right})
			}
			for i := len(b.Cols); i < len(b.Rows[0]); i++ {
				x.Table.Columns = append(x.Table.Columns, ui.Column{})
			}
			for _, row := range b.Rows[:min(len(b.Rows), 200)] {
				var cells []ui.Cell
				for _, c := range row {
					cells = append(cells, ui.Cell{Text: c})
				}
				x.Table.Rows = append(x.Table.Rows, cells)
			}
			if n := len(b.Rows); n > 200 {
				x.Text = lang.T(ctx, "共 %d 行，这里显示前 200 行，全部在文件中", n)
			}
		}
		s.Blocks = append(s.Blocks, x)
	}
	return s
}

func filesCard(ctx context.Context, f document.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "文件"), Do: []ui.Button{{Label: "PDF", URL: f.URL() + "/letter.pdf", Plain: true, Icon: "file"}, {Label: "DOCX", URL: f.URL() + "/letter.docx", Plain: true, Icon: "file"}}}
	if f.PDF == "" {
		c.Note = lang.T(ctx, "草稿，每页有“草稿”字样")
		return c
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "核验"), Value: lang.T(ctx, "公开核验页"), URL: f.ID.ProofURL()}, {Label: "SHA-256", Value: f.PDF[:16] + "…"}, {Label: lang.T(ctx, "签名密钥"), Value: f.KeyID}}
	return c
}

func problemsCard(ctx context.Context, list []xray.Problem) ui.Card {
	c := ui.Card{ID: "check", Title: lang.T(ctx, "发文前检查")}
	if len(list) == 0 {
		c.Notice = &ui.Notice{Text: lang.T(ctx, "检查通过，没有错误和提醒。"), Tone: ui.Done}
		return c
	}
	l := lang.From(ctx)
	for _, p := range list {
		x := ui.Event{What: p.In(l), Note: lang.In(l, p.Rule.Article), Tone: ui.Soon, Who: lang.T(ctx, "提醒，说明理由后可以放行")}
		if p.Rule.Level == xray.Error {
			x.Tone, x.Who = ui.Late, lang.T(ctx, "错误，须改正")
		}
		c.Events = append(c.Events, x)
	}
	return c
}

func factsCard(ctx context.Context, f document.Full, inside bool) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "概况"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "涉及单位"), Value: f.UnitName, URL: "/units/" + string(f.UnitID)}, {Label: lang.T(ctx, "发文机关"), Value: f.OfficeName},
		{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, f.Kind.Info().Clause)}}}
	add := func(label, value, url string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, label), Value: value, URL: url})
		}
	}
	source := f.RecordURL
	if access.Role(actor.From(ctx).Role) == access.Expert { // reads the letters of the office, not its records
		source = ""
	}
	add("来源", f.RecordTitle, source)
	if inside {
		add("拟稿人", f.AuthorName, "")
		add("放行理由", f.Excuse, "")
	}
	add("签发人", f.ApproverName, "")
	add("成文日期", f.Date.String(), "")
	add("发送日期", f.SentOn.String(), "")
	return c
}

func compareCard(ctx context.Context, f document.Full) ui.Card {
	c := ui.Card{ID: "compare", Title: lang.T(ctx, "与记录的差异"), Note: lang.T(ctx, "左侧有标记的段落与记录生成的内容不同")}
	if f.Content.Title != f.Base.Title {
		c.Events = append(c.Events, ui.Event{What: f.Base.Title, Who: lang.T(ctx, "记录中的标题"), Tone: ui.Late}, ui.Event{What: f.Content.Title, Who: lang.T(ctx, "公文中的标题"), Tone: ui.Done})
	}
	for _, l := range differ.Paragraphs(f.Base.Body, f.Content.Body) {
		switch {
		case l.Gone:
			c.Events = append(c.Events, ui.Event{What: l.Text, Who: lang.T(ctx, "记录中有，公文中没有"), Tone: ui.Late})
		case l.Added:
			c.Events = append(c.Events, ui.Event{What: l.Text, Who: lang.T(ctx, "公文中有，记录中没有"), Tone: ui.Done})
		}
	}
	return c
}

func (h handler) events(ctx context.Context, f document.Full) (out []ui.Event, err error) {
	list, err := h.s.Events(ctx, f.ID)
	for _, e := range list {
		out = append(out, ui.Event{What: lang.T(ctx, h.s.Label(e.Action)), Who: e.Who, When: e.At.In(civil.Beijing).Format("2006-01-02 15:04"), Note: e.Note})
	}
	return out, err
}
