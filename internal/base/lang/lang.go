// Package lang says Chinese texts in English. Chinese is the source: it stands in the code and in
// the templates, inside one call; the English catalogue stands beside it in en/, one file a feature.
//
//	lang.T(ctx, "还剩 %d 天", n)      in Go
//	{{t "责任单位"}}                    in a template
//
// A test in internal/arch fails on a Chinese string without its English.
package lang

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

// Lang is a language of the interface.
type Lang string

// The languages.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// All lists the languages, the source first.
var All = []Lang{Zh, En}

// Tag returns the language tag for HTML, such as "zh-CN".
func (l Lang) Tag() string {
	if l == En {
		return "en"
	}
	return "zh-CN"
}

//go:embed en/*.json
var files embed.FS

var english = load()

func load() map[string]string {
	all := map[string]string{}
	names, err := fs.Glob(files, "en/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		one := map[string]string{}
		if err := json.Unmarshal(text, &one); err != nil {
			panic(name + ": " + err.Error())
		}
		for zh, en := range one {
			all[zh] = en
		}
	}
	return all
}

// Has reports whether the catalogue knows the Chinese text.
func Has(zh string) bool { _, ok := english[zh]; return ok }

type key struct{}

// With returns a context whose texts are in l.
func With(ctx context.Context, l Lang) context.Context { return context.WithValue(ctx, key{}, l) }

// From returns the language of ctx, Chinese if none was chosen.
func From(ctx context.Context) Lang {
	if l, ok := ctx.Value(key{}).(Lang); ok {
		return l
	}
	return Zh
}

// T says zh, a text or a format, in the language of ctx.
func T(ctx context.Context, zh string, args ...any) string { return In(From(ctx), zh, args...) }

// In says zh in l; without an English text it stays Chinese.
func In(l Lang, zh string, args ...any) string {
	if l == En {
		if en, ok := english[zh]; ok {
			zh = en
		}
	}
	if len(args) == 0 {
		return zh
	}
	return fmt.Sprintf(zh, args...)
}
