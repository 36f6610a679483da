package portalweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var (
	homePage  = web.MustPage[homeView](ui.Layout, files, "home.html")
	cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")
	itemPage  = web.MustPage[itemView](ui.Layout, files, "item.html")
)

type homeView struct {
	ui.Frame
	List ui.List
}

type cardsView struct {
	ui.Frame
	Cards []ui.Card
	Pager ui.Pager
}

type itemView struct {
	ui.Frame
	Parts []part
	Sides []ui.Card
}

// part is one section of a published item.
type part struct {
	Heading    string
	Paragraphs []string
	Table      *ui.Table
}

// root leads whoever is signed in to the workbench and shows everybody else the public site.
func (h handler) root(w http.ResponseWriter, r *http.Request) error {
	if actor.From(r.Context()).Known() {
		return web.SeeOther(w, r, "/workbench")
	}
	return h.home(w, r)
}

func (h handler) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, p := filterOf(r)
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := homeView{Frame: frame(r, lang.T(ctx, "教育督导公开"))}
	v.List = ui.List{Action: "/public", Search: &ui.Field{Name: "q", Label: lang.T(ctx, "查学校、标题或正文"), Value: f.Text}, Total: list.Total,
		Table: table(ctx, list.Rows), Pager: ui.PagerOf(r, list.Total, p)}
	if v.List.Filters, err = h.filters(r, f); err != nil {
		return err
	}
	open(w)
	return homePage.Render(w, r, http.StatusOK, v)
}

func (h handler) filters(r *http.Request, f portal.Filter) ([]ui.Filter, error) {
	ctx := r.Context()
	years, err := h.s.Years(ctx)
	if err != nil {
		return nil, err
	}
	all := ui.Option{Label: lang.T(ctx, "全部")}
	kind := ui.Filter{Field: ui.Field{Name: "kind", Label: lang.T(ctx, "类别"), Type: "select", Options: []ui.Option{all}}}
	for _, k := range portal.Kinds {
		o := ui.Option{Value: k.Kind, Label: lang.T(ctx, k.Label), Chosen: k.Kind == f.Kind}
		if o.Chosen {
			kind.Shown, kind.Remove = o.Label, ui.With(r, "kind", "", "page", "")
		}
		kind.Options = append(kind.Options, o)
	}
	year := ui.Filter{Field: ui.Field{Name: "year", Label: lang.T(ctx, "年度"), Type: "select", Options: []ui.Option{all}}}
	for _, y := range years {
		o := ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Chosen: y == f.Year}
		if o.Chosen {
			year.Shown, year.Remove = o.Label, ui.With(r, "year", "", "page", "")
		}
		year.Options = append(year.Options, o)
	}
	return []ui.Filter{kind, year}, nil
}

// unit shows the history of a unit: reports, rectification results, and notices of what was withdrawn.
func (h handler) unit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rows, err := h.s.Unit(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := cardsView{Frame: frame(r, rows[0].UnitName, ui.Link{Text: lang.T(ctx, "教育督导公开"), URL: "/public"})}
	v.Head.Sub = lang.T(ctx, "督导报告与整改情况，最新的在前")
	t := table(ctx, rows)
	v.Cards = []ui.Card{{Table: &t}}
	open(w)
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) item(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, i, err := h.s.Item(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := itemView{Frame: frame(r, s.Title, ui.Link{Text: lang.T(ctx, "教育督导公开"), URL: "/public"}, ui.Link{Text: s.UnitName, URL: "/public/units/" + url.PathEscape(s.UnitID)})}
	v.Head.Number, v.Head.Chips = s.Number, chips(ctx, s)
	facts := []ui.Fact{{Label: lang.T(ctx, "被督导单位"), Value: s.UnitName, URL: "/public/units/" + url.PathEscape(s.UnitID)},
		{Label: lang.T(ctx, "组织、发布并负责"), Value: s.PublisherName}, {Label: lang.T(ctx, "发布日期"), Value: s.PublishedOn.String()}}
	if s.Withdrawn() {
		v.Parts = []part{{Heading: lang.T(ctx, "内容已撤回"), Paragraphs: []string{lang.T(ctx, "发布机构于 %s 撤回了这项内容。理由：%s", s.WithdrawnOn, s.WithdrawReason)}}}
		v.Sides = []ui.Card{{Title: lang.T(ctx, "发布"), Facts: facts}}
		return itemPage.Render(w, r, http.StatusGone, v)
	}
	for _, x := range i.Sections {
		p := part{Heading: x.Heading, Paragraphs: x.Paragraphs}
		if x.Table != nil {
			p.Table = tableOf(x.Heading, *x.Table)
			if n := len(p.Table.Rows); n > mostRows {
				p.Table.Rows = p.Table.Rows[:mostRows]
				p.Paragraphs = append(p.Paragraphs, lang.T(ctx, "共 %d 行，这里显示前 %d 行；全部内容请下载表格。", n, mostRows))
			}
		}
		v.Parts = append(v.Parts, p)
	}
	if s.State == "superseded" {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "这是以前发布的内容，之后有更新。"), Tone: ui.Soon, More: ui.Link{Text: lang.T(ctx, "该单位的全部公开内容"), URL: "/public/units/" + url.PathEscape(s.UnitID)}}
	}
	v.Sides = []ui.Card{{Title: lang.T(ctx, "发布"), Facts: facts},
		{Title: lang.T(ctx, "核验"), Text: []string{lang.T(ctx, "内容自发布起冻结。下载冻结文件并计算 SHA-256，应与下列值相同：")}, Facts: []ui.Fact{{Label: "SHA-256", Value: s.Hash}},
			More: []ui.Link{{Text: lang.T(ctx, "下载冻结文件"), URL: s.URL() + "/frozen.json"}}}}
	if s.Kind == portal.Data {
		v.Sides = append(v.Sides, ui.Card{Title: lang.T(ctx, "下载数据"), Text: []string{lang.T(ctx, "数据可以自由使用，引用时请注明发布机构、年度和版本。")},
			Facts: []ui.Fact{{Label: lang.T(ctx, "版本"), Value: strconv.Itoa(s.Seq)}},
			More:  []ui.Link{{Text: lang.T(ctx, "表格（CSV）"), URL: s.URL() + "/data.csv"}, {Text: lang.T(ctx, "数据、字典与更新记录（JSON）"), URL: s.URL() + "/frozen.json"}}})
	}
	open(w)
	return itemPage.Render(w, r, http.StatusOK, v)
}

// mostRows is how many rows of a table a page shows.
const mostRows = 500

// csv is the first table of published data as a file, with a byte order mark for Excel.
func (h handler) csv(w http.ResponseWriter, r *http.Request) error {
	s, i, err := h.s.Item(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Kind != portal.Data || s.Withdrawn() || len(i.Sections) == 0 || i.Sections[0].Table == nil {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	t := i.Sections[0].Table
	ui.Attach(w, s.Title+" v"+strconv.Itoa(s.Seq)+".csv", "text/csv; charset=utf-8")
	return xlsx.WriteCSV(w, func(yield func([]any, error) bool) {
		for _, row := range append([][]string{t.Head}, t.Rows...) {
			cells := make([]any, len(row))
			for n, text := range row {
				cells[n] = text
			}
			if !yield(cells, nil) {
				return
			}
		}
	})
}

// frozen serves the bytes that were hashed.
func (h handler) frozen(w http.ResponseWriter, r *http.Request) error {
	body, err := h.s.Body(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write([]byte(body))
	return err
}

func tableOf(caption string, x portal.Table) *ui.Table {
	t := &ui.Table{Caption: caption}
	for _, head := range x.Head {
		t.Columns = append(t.Columns, ui.Column{Label: head})
	}
	for _, row := range x.Rows {
		cells := make([]ui.Cell, len(row))
		for i, text := range row {
			cells[i].Text = text
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func table(ctx context.Context, rows []portal.Snapshot) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "公开内容"), Empty: lang.T(ctx, "没有符合条件的公开内容。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "标题")}, {Label: lang.T(ctx, "被督导单位")}, {Label: lang.T(ctx, "类别")}, {Label: lang.T(ctx, "发布机构")}, {Label: lang.T(ctx, "发布日期")}}}
	for _, s := range rows {
		kind := chips(ctx, s)[0]
		title := ui.Cell{Text: s.Title, URL: s.URL(), Sub: s.Number}
		if s.Demo {
			title.Sub += " " + lang.T(ctx, "演示数据")
		}
		t.Rows = append(t.Rows, []ui.Cell{title, {Text: s.UnitName, URL: "/public/units/" + url.PathEscape(s.UnitID)}, {Chip: &kind}, {Text: s.PublisherName}, {Text: s.PublishedOn.String()}})
	}
	return t
}

func chips(ctx context.Context, s portal.Snapshot) []ui.Chip {
	out := []ui.Chip{{Text: lang.T(ctx, portal.KindLabel(s.Kind)), Tone: ui.Act}}
	switch s.State {
	case "withdrawn":
		out[0] = ui.Chip{Text: lang.T(ctx, "已撤回"), Tone: ui.Late}
	case "superseded":
		out = append(out, ui.Chip{Text: lang.T(ctx, "有更新")})
	}
	if s.Demo {
		out = append(out, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	return out
}

// open lets caches keep a public page for a minute.
func open(w http.ResponseWriter) { w.Header().Set("Cache-Control", "public, max-age=60") }
