package orgweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var (
	listPage  = web.MustPage[listView](ui.Layout, pages, "list.html")
	cardsPage = web.MustPage[cardsView](ui.Layout, pages, "cards.html")
)

// listView is a page that is one list.
type listView struct {
	ui.Frame
	List ui.List
}

// cardsView is a page of cards, with lists below.
type cardsView struct {
	ui.Frame
	Progress *ui.Progress
	Figures  []ui.Figure
	Cards    []ui.Card
	Sides    []ui.Card
	Lists    []ui.List
}

// with is path with the query of the request, but for the page.
func with(r *http.Request, path string) string {
	q := r.URL.Query()
	q.Del("page")
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// set is the URL of the request with names set to values; "" takes one away.
func set(r *http.Request, pairs ...string) string {
	q := r.URL.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// column heads a column that sorts; a second click turns the order.
func column(r *http.Request, name, label string) ui.Column {
	q := r.URL.Query()
	c, desc := ui.Column{Label: label}, ""
	if now := q.Get("sort"); now == name || now == "" && name == "name" {
		c.Order = "asc"
		if q.Get("desc") == "yes" {
			c.Order = "desc"
		} else {
			desc = "yes"
		}
	}
	c.Sort = ui.Link{Text: label, URL: set(r, "sort", name, "desc", desc, "page", "")}
	return c
}

func pager(r *http.Request, total int, p page.Req) ui.Pager {
	now, last := max(p.Number, 1), max((total+p.Limit()-1)/p.Limit(), 1)
	at := func(n int) string { return set(r, "page", strconv.Itoa(n)) }
	out := ui.Pager{Now: now, Last: last}
	if now > 1 {
		out.Prev, out.First = at(min(now-1, last)), at(1)
	}
	if now < last {
		out.Next, out.End = at(now+1), at(last)
	}
	return out
}

func pageOf(r *http.Request) page.Req {
	q := r.URL.Query()
	n, _ := strconv.Atoi(q.Get("page"))
	size, _ := strconv.Atoi(q.Get("size"))
	return page.Req{Number: n, Size: size, Sort: q.Get("sort"), Desc: q.Get("desc") == "yes"}
}

// options are the words of a select in the reader's language.
func options(ctx context.Context, words []org.Word, chosen string) (out []ui.Option) {
	for _, w := range words {
		out = append(out, ui.Option{Value: w.Value, Label: lang.T(ctx, w.Label), Chosen: w.Value == chosen})
	}
	return out
}

// word is the name of a value in the reader's language.
func word(ctx context.Context, words []org.Word, value string) string {
	if value == "" {
		return ""
	}
	return lang.T(ctx, org.LabelOf(words, value))
}

func dateOf(r *http.Request, name string) (civil.Date, error) {
	s := strings.TrimSpace(r.FormValue(name))
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(s))
	if err != nil {
		return d, errs.NewField(name, "“%s”不是日期，请写成 2006-09-01", s)
	}
	return d, nil
}

func versionOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("version"))
	return n
}

func stateChip(ctx context.Context, u org.Unit) *ui.Chip {
	if u.State() == org.Closed {
		return &ui.Chip{Text: lang.T(ctx, "已撤销")}
	}
	return &ui.Chip{Text: lang.T(ctx, "在办"), Tone: ui.Done}
}

func unplaced(ctx context.Context) ui.Chip {
	return ui.Chip{Text: lang.T(ctx, "区未定"), Tone: ui.Soon}
}

// pickURL is the picker of units narrowed to a kind.
func pickURL(kind org.Kind) string {
	if kind == "" {
		return "/units/pick"
	}
	return "/units/pick?kind=" + url.QueryEscape(string(kind))
}

func crumbs(ctx context.Context, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Text: lang.T(ctx, "单位"), URL: "/units"}}, more...)
}

// shown reports whether an error is said on the form it came from.
func shown(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.Stale, errs.TooLarge:
		return true
	}
	return false
}
