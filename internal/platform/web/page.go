package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"sync"

	"github.com/jba/templatecheck"

	"dudao/internal/base/lang"
)

type routerKey struct{}

func withRouter(ctx context.Context, rt *Router) context.Context {
	return context.WithValue(ctx, routerKey{}, rt)
}

// RouterOf returns the router that serves the request; nil outside a request.
func RouterOf(ctx context.Context) *Router { rt, _ := ctx.Value(routerKey{}).(*Router); return rt }

// Layouts is a layout parsed once per language; {{t "中文"}} says a text in that language.
type Layouts map[lang.Lang]*template.Template

// MustLayouts parses the layout and the components of every page.
func MustLayouts(files fs.FS, funcs template.FuncMap, names ...string) Layouts {
	all := Layouts{}
	for _, l := range lang.All {
		t := template.New("layout").Funcs(funcs).Funcs(template.FuncMap{
			"t": func(zh string, args ...any) string { return lang.In(l, zh, args...) },
		})
		all[l] = template.Must(t.ParseFS(files, names...))
	}
	return all
}

// Page is a template that can only be executed with a V.
type Page[V any] struct {
	byLang map[lang.Lang]*templatecheck.CheckedTemplate[V]
}

// MustPage parses layout and the named files and proves that every field they mention exists in V.
// It panics otherwise: the program does not start.
func MustPage[V any](layouts Layouts, files fs.FS, names ...string) *Page[V] {
	p := &Page[V]{map[lang.Lang]*templatecheck.CheckedTemplate[V]{}}
	for l, layout := range layouts {
		t := template.Must(template.Must(layout.Clone()).ParseFS(files, names...))
		c, err := templatecheck.NewChecked[V](t)
		if err != nil {
			panic(fmt.Sprintf("web: page %v: %v", names, err))
		}
		p.byLang[l] = c
	}
	return p
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render executes the page completely, in the language of the request, before writing the first byte.
func (p *Page[V]) Render(w http.ResponseWriter, r *http.Request, status int, v V) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := p.byLang[lang.From(r.Context())].Execute(b, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	return err
}
