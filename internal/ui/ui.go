// Package ui is the design system: the layout and the typed components every page is made of. A
// component is a struct here and a template of the same name in html/. Pages hand it strings, chips
// and buttons, never domain objects. Every text in a component is already in the reader's language
// (lang.T) unless the template says it with {{t "…"}}.
//
// Where to look: frame.go is what stands around every page and the head of a record, parts.go the
// small pieces, form.go forms and acts, list.go lists, assets.go what /static/ serves, css/ the look,
// src/ the script. In a page, call a component with its value, not a pointer: {{template "clock" .Clock}};
// where the view has a pointer: {{with .Clock}}{{template "clock" (clock .)}}{{end}}. The page /design (package design) shows all of it in every state.
package ui

import (
	"embed"
	"html/template"
	"io/fs"
	"maps"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
)

//go:embed html/*.html html/pages/*.html
var files embed.FS

// Layout is the parsed layout with every component; pages are parsed on top.
var Layout = web.MustLayouts(sub(files, "html"), web.Words{
	Funcs: func(l lang.Lang) template.FuncMap {
		funcs := template.FuncMap{
			"num": Number,
			// A component is always called with its value; these follow a pointer that is known to be set.
			"chip": value[Chip], "clock": value[Clock], "button": value[Button], "notice": value[Notice], "table": value[Table], "form": value[Form], "empty": value[Empty],
		}
		maps.Copy(funcs, components(l))
		return funcs
	},
	Constants: map[string]func(string) template.HTML{
		"icon": icon, "asset": func(name string) template.HTML { return template.HTML(assetURL(name)) },
	},
}, "*.html")

func sub(f fs.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return s
}

func value[T any](p *T) T { return *p }

// Number writes n with thousands: 1,286.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// icon draws one icon of css/icons.svg; an unknown name is a dot.
func icon(name string) template.HTML {
	if drawn, ok := icons[name]; ok {
		return drawn
	}
	return icons["dot"]
}

var icons = func() map[string]template.HTML {
	all := map[string]template.HTML{}
	for name := range iconNames {
		all[name] = template.HTML(`<svg class="i" aria-hidden="true" focusable="false"><use href="` + assetURL("icons.svg") + `#` + name + `"></use></svg>`)
	}
	return all
}()
