package casefileweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/casefile"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var showPage = web.MustPage[view](ui.Layout, files, "show.html")

// view is the page of a case.
type view struct {
	ui.Frame
	Graph graph
	Table ui.Card
}

// graph is the picture in the language of the reader.
type graph struct {
	casefile.Picture
	Name  string
	Fit   bool // one station below the other and as wide as the paper, for print
	Heads []head
	Boxes []box
}

type head struct {
	X, Y int
	Text string
}

// box is a node with its words cut to the lines they stand in.
type box struct {
	X, Y, W, H int
	URL        string
	Name       string // everything, for a screen reader and as a tip
	What, On   string
	Title      []string
	Foot       string
	Color      string // a token of the style sheet
	Dash       bool
}

type gather func(ctx context.Context, r *http.Request) (casefile.Case, error)

func (h handler) show(get gather) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		c, err := get(ctx, r)
		if err != nil {
			return err
		}
		rows := sorted(c.Nodes)
		if done, err := ui.Export(w, r, lang.T(ctx, "案卷")+"-"+c.Title, func() xlsx.Rows { return sheet(ctx, rows) }); done {
			return err
		}
		q := r.URL.Query()
		v := view{Frame: ui.NewFrame(r, lang.T(ctx, "案卷图：%s", c.Title), ui.Link{Text: c.Title, URL: c.URL})}
		v.Head.Sub = c.Sub
		paper := q.Get("print") == "1"
		v.Head.Actions = h.actions(r, c)
		if len(c.Nodes) == 0 {
			v.Table = ui.Card{Empty: &ui.Empty{Text: lang.T(ctx, "这里还没有督导、整改和结果运用的记录。")}}
			return showPage.Render(w, r, http.StatusOK, v)
		}
		v.Graph = draw(ctx, c, with(r, "all", "1"), q.Get("all") == "1", paper)
		t := table(ctx, rows)
		v.Table = ui.Card{Title: lang.T(ctx, "案卷目录"), Note: lang.T(ctx, "共 %d 项", len(rows)), Table: &t}
		for _, x := range ui.Exports(r) {
			v.Table.Do = append(v.Table.Do, ui.Button{Label: x.Text, URL: x.URL, Plain: true})
		}
		return showPage.Render(w, r, http.StatusOK, v)
	}
}

// actions are to print, to unfold, and for a unit the years beside.
func (h handler) actions(r *http.Request, c casefile.Case) (out []ui.Button) {
	ctx := r.Context()
	if strings.HasPrefix(r.URL.Path, "/cases/units/") {
		year := h.year(r)
		out = append(out, ui.Button{Label: lang.T(ctx, "上一年"), URL: with(r, "year", strconv.Itoa(year-1)), Plain: true})
		if year < h.s.Today().Year() {
			out = append(out, ui.Button{Label: lang.T(ctx, "下一年"), URL: with(r, "year", strconv.Itoa(year+1)), Plain: true})
		}
	}
	switch {
	case len(c.Nodes) == 0:
	case r.URL.Query().Get("print") == "1":
		out = append(out, ui.Button{Label: lang.T(ctx, "横排"), URL: with(r, "print", ""), Plain: true})
	default:
		out = append(out, ui.Button{Label: lang.T(ctx, "竖排打印"), URL: with(r, "print", "1"), Plain: true})
	}
	return out
}

// with is the address of the page with a value of its query changed.
func with(r *http.Request, name, value string) string {
	q := url.Values{}
	for _, keep := range []string{"year", "all"} {
		if v := r.URL.Query().Get(keep); v != "" {
			q.Set(keep, v)
		}
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return r.URL.Path + "?" + q.Encode()
}

// sorted are the nodes in the order of the loop, then of time.
func sorted(nodes []casefile.Node) []casefile.Node {
	out := slices.Clone(nodes)
	slices.SortStableFunc(out, func(a, b casefile.Node) int {
		if a.Station != b.Station {
			return cmp.Compare(a.Station, b.Station)
		}
		if a.On != b.On && !a.On.IsZero() && !b.On.IsZero() {
			if a.On.Before(b.On) {
				return -1
			}
			return 1
		}
		return 0
	})
	return out
}

var tones = map[casefile.Tone]ui.Tone{casefile.Done: ui.Done, casefile.GoingOn: ui.Act, casefile.Late: ui.Late, casefile.Gone: ui.Quiet}

// colors are the tokens a node is drawn with.
var colors = map[casefile.Tone]string{casefile.Done: "--done", casefile.GoingOn: "--act", casefile.Late: "--late", casefile.Gone: "--edge"}

// state is where a node stands; that it is late is said in words, too.
func state(ctx context.Context, n casefile.Node) string {
	s := lang.T(ctx, n.State)
	if n.Tone == casefile.Late {
		s = lang.T(ctx, "逾期") + " · " + s
	}
	return s
}

func table(ctx context.Context, rows []casefile.Node) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "案卷目录")}
	for _, x := range heads(ctx)[1:] {
		t.Columns = append(t.Columns, ui.Column{Label: x})
	}
	for _, n := range rows {
		chip := ui.Chip{Text: state(ctx, n), Tone: tones[n.Tone]}
		t.Rows = append(t.Rows, []ui.Cell{{Text: title(ctx, n), URL: n.URL, Sub: place(ctx, n)}, {Text: n.Number}, {Chip: &chip}, {Text: n.On.String()}})
	}
	return t
}

// place is the station of a node, and what it is when that says more.
func place(ctx context.Context, n casefile.Node) string {
	at, what := lang.T(ctx, n.Station.Label()), lang.T(ctx, n.What)
	if at == what {
		return at
	}
	return at + " · " + what
}

func heads(ctx context.Context) []string {
	return []string{lang.T(ctx, "环节"), lang.T(ctx, "内容"), lang.T(ctx, "文号或依据"), lang.T(ctx, "状态"), lang.T(ctx, "日期")}
}

func sheet(ctx context.Context, rows []casefile.Node) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		var first []any
		for _, x := range heads(ctx) {
			first = append(first, x)
		}
		if !yield(first, nil) {
			return
		}
		for _, n := range rows {
			if !yield([]any{lang.T(ctx, n.Station.Label()), lang.T(ctx, n.What) + " " + n.Title, n.Number, state(ctx, n), n.On.String()}, nil) {
				return
			}
		}
	}
}

// title is what stands for a node: its title, or what it is.
func title(ctx context.Context, n casefile.Node) string {
	if s := strings.Join(strings.Fields(n.Title), " "); s != "" {
		return s
	}
	return lang.T(ctx, n.What)
}

// The room for words in a box, in full characters.
const (
	titleRoom = 10.4
	footRoom  = 11.4
	whatRoom  = 6
)

func draw(ctx context.Context, c casefile.Case, list string, all, fit bool) graph {
	g := graph{Picture: casefile.Layout(c.Nodes, c.Edges, list, all), Name: lang.T(ctx, "案卷图：%s", c.Title), Fit: fit}
	if fit {
		g.Picture = casefile.Down(c.Nodes, c.Edges)
	}
	for _, x := range g.Picture.Heads {
		g.Heads = append(g.Heads, head{x.X, x.Y + 24, lang.T(ctx, x.Station.Label())})
	}
	for _, b := range g.Picture.Boxes {
		x := box{X: b.X, Y: b.Y, W: b.W, H: b.H, URL: b.URL, Color: colors[b.Tone], Dash: b.Tone == casefile.Gone}
		if b.Folded > 0 {
			x.Color, x.Title = "--edge", []string{lang.T(ctx, "另有 %d 项", b.Folded)}
			x.Name, x.Foot = x.Title[0], lang.T(ctx, "全部展开")
			g.Boxes = append(g.Boxes, x)
			continue
		}
		x.What, x.On = cut(lang.T(ctx, b.What), whatRoom), b.On.String()
		x.Title = wrap(title(ctx, b.Node), titleRoom, 2)
		x.Foot = cut(state(ctx, b.Node), footRoom)
		x.Name = strings.Join(slices.DeleteFunc([]string{lang.T(ctx, b.What), title(ctx, b.Node), b.Number, state(ctx, b.Node), b.On.String()}, func(s string) bool { return s == "" }), "，")
		g.Boxes = append(g.Boxes, x)
	}
	return g
}
