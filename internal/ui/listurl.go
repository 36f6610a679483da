package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/platform/xlsx"
)

// Asked reads which page of a list the URL asks for: page, size, sort and desc=yes.
func Asked(r *http.Request) page.Req {
	q := r.URL.Query()
	n, _ := strconv.Atoi(q.Get("page"))
	size, _ := strconv.Atoi(q.Get("size"))
	return page.Req{Number: max(n, 1), Size: size, Sort: q.Get("sort"), Desc: q.Get("desc") == "yes"}
}

// With returns the URL of the request with other values: name, value, name, value; "" takes one away.
func With(r *http.Request, values ...string) string {
	q := r.URL.Query()
	for i := 0; i+1 < len(values); i += 2 {
		if q.Del(values[i]); values[i+1] != "" {
			q.Set(values[i], values[i+1])
		}
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// Sortable heads a column that sorts by key; a second click turns the order.
func Sortable(r *http.Request, key, label string) Column {
	q := r.URL.Query()
	c := Column{Label: label}
	desc := ""
	if q.Get("sort") == key {
		c.Order = "asc"
		if q.Get("desc") == "yes" {
			c.Order = "desc"
		} else {
			desc = "yes"
		}
	}
	c.Sort = Link{Text: label, URL: With(r, "sort", key, "desc", desc, "page", "")}
	return c
}

// PagerOf leads through total rows.
func PagerOf(r *http.Request, total int, p page.Req) Pager {
	now, last := max(p.Number, 1), max((total+p.Limit()-1)/p.Limit(), 1)
	at := func(n int) string { return With(r, "page", strconv.Itoa(n)) }
	out := Pager{Now: now, Last: last}
	if now > 1 {
		out.Prev, out.First = at(min(now-1, last)), at(1)
	}
	if now < last {
		out.Next, out.End = at(now+1), at(last)
	}
	return out
}

// Choice is a filter that is one of several values; the first option stands for all of them.
func Choice(r *http.Request, name, label string, options ...Option) Filter {
	f := Filter{Field: Field{Name: name, Label: label, Type: "select", Value: r.URL.Query().Get(name)}}
	f.Options = append([]Option{{Label: lang.T(r.Context(), "全部")}}, options...)
	for i := range f.Options {
		o := &f.Options[i]
		if o.Chosen = o.Value == f.Value; o.Chosen && o.Value != "" {
			f.Remove, f.Shown = With(r, name, "", "page", ""), o.Label
		}
	}
	return f
}

// SearchBox is the search field of a list, named q.
func SearchBox(r *http.Request, label string) *Field {
	return &Field{Name: "q", Label: label, Value: r.URL.Query().Get("q")}
}

// Exports are the links that export what the filters leave.
func Exports(r *http.Request) []Link {
	return []Link{{"XLSX", With(r, "format", "xlsx", "page", "")}, {"CSV", With(r, "format", "csv", "page", "")}}
}

// Export writes rows as a file when the URL asks for one with format=xlsx or format=csv; it reports
// whether it did.
func Export(w http.ResponseWriter, r *http.Request, name string, rows func() xlsx.Rows) (bool, error) {
	format := r.URL.Query().Get("format")
	switch format {
	case "xlsx":
		Attach(w, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return true, xlsx.WriteXLSX(w, xlsx.Sheet{Name: name, Rows: rows()})
	case "csv":
		Attach(w, name+".csv", "text/csv; charset=utf-8")
		return true, xlsx.WriteCSV(w, rows())
	}
	return false, nil
}

// Attach makes the answer a file to save.
func Attach(w http.ResponseWriter, name, kind string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	w.Header().Set("Cache-Control", "no-store")
}
