package e2e

import (
	_ "embed"
	"strings"
)

//go:embed testdata/axe.min.js
var axe string

// violation is one finding of axe.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML           string `json:"html"`
		FailureSummary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Axe fails the test for every barrier that axe-core finds on the page.
func (b *Browser) Axe() {
	b.t.Helper()
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => ({html: n.html, failureSummary: n.failureSummary}))})))`
	Eval[any](b, axe+"; null")
	for _, v := range Eval[[]violation](b, run) {
		var where []string
		for _, n := range v.Nodes {
			where = append(where, n.HTML+"\n\t\t"+n.FailureSummary)
		}
		b.t.Errorf("axe on %s (%d px): %s: %s\n\t%s", b.Path(), b.width, v.ID, v.Help, strings.Join(where, "\n\t"))
	}
}

// Fits fails the test if the page scrolls sideways; a table in its own box may.
func (b *Browser) Fits() {
	b.t.Helper()
	wide := Eval[[]string](b, `(() => {
		const w = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= w) return []
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".wide, .tabs, .chain, .vh"))
			.slice(0, 5).map(e => e.outerHTML.slice(0, 160))
	})()`)
	if len(wide) > 0 {
		b.t.Errorf("%s scrolls sideways at %d px:\n\t%s", b.Path(), b.width, strings.Join(wide, "\n\t"))
	}
}

// Check looks at the page as everybody must be able to use it: no barriers, no sideways scrolling,
// at 1440 and at 360 pixels; and takes its pictures.
func (b *Browser) Check(name string) {
	b.t.Helper()
	was := b.width
	for _, w := range []int{1440, 360} {
		b.Size(w, 900)
		if !b.script {
			b.Axe()
			b.Fits()
		}
		b.Shot(name)
	}
	b.Size(was, 900)
}
