package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
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
type Layouts struct {
	words  Words
	byLang map[lang.Lang]*template.Template
}

// Words are the functions of templates besides t.
type Words struct {
	Funcs     func(lang.Lang) template.FuncMap
	Constants map[string]func(string) template.HTML // with a literal argument they are worked out once, when a template is parsed
}

// MustLayouts parses the layout and the components of every page.
func MustLayouts(files fs.FS, words Words, names ...string) Layouts {
	all := Layouts{words, map[lang.Lang]*template.Template{}}
	for _, l := range lang.All {
		t := template.New("layout").Funcs(words.Funcs(l)).Funcs(template.FuncMap{
			"t": func(zh string, args ...any) string { return lang.In(l, zh, args...) },
		})
		for name, f := range words.Constants {
			t.Funcs(template.FuncMap{name: f})
		}
		all.byLang[l] = template.Must(all.parse(t, l, files, names...))
	}
	return all
}

// literal is a call of a function with nothing but a literal text.
var literal = regexp.MustCompile(`{{([a-z]+) ("(?:[^"\\{}]|\\.)*")}}`)

// parse reads templates; what is the same on every page, texts above all, is put in as it will read.
func (a Layouts) parse(t *template.Template, l lang.Lang, files fs.FS, patterns ...string) (*template.Template, error) {
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			return nil, fmt.Errorf("no template %s: %w", pattern, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			settled := literal.ReplaceAllStringFunc(string(text), func(call string) string {
				part := literal.FindStringSubmatch(call)
				arg, err := strconv.Unquote(part[2])
				switch f := a.words.Constants[part[1]]; {
				case err != nil:
				case part[1] == "t":
					return template.HTMLEscapeString(lang.In(l, arg))
				case f != nil:
					return string(f(arg))
				}
				return call
			})
			if _, err := t.New(path.Base(name)).Parse(settled); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// Page is a template that can only be executed with a V.
type Page[V any] struct {
	byLang map[lang.Lang]*templatecheck.CheckedTemplate[V]
}

// MustPage parses layout and the named files and proves that every field they mention exists in V.
// It panics otherwise: the program does not start.
func MustPage[V any](layouts Layouts, files fs.FS, names ...string) *Page[V] {
	p := &Page[V]{map[lang.Lang]*templatecheck.CheckedTemplate[V]{}}
	for l, layout := range layouts.byLang {
		t := template.Must(layouts.parse(template.Must(layout.Clone()), l, files, names...))
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
