package e2e_test

import (
	"testing"

	"dudao/internal/e2e"
)

// The design system keeps its own bars: no barriers in light, dark, English and large text, wide and
// on a phone.
func TestDesign(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	for _, x := range []struct {
		name string
		set  func(*e2e.Browser)
	}{
		{"light", func(b *e2e.Browser) {}},
		{"dark", func(b *e2e.Browser) { b.Dark(true) }},
		{"english", func(b *e2e.Browser) { b.English() }},
		{"large", func(b *e2e.Browser) { b.Cookie("text", "large") }},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := s.Browser(t)
			x.set(b)
			b.Go("/design")
			b.Check(x.name)
		})
	}
}

// Ctrl-K opens the search; a list changes in place; a draft is offered again; a form is sent once.
func TestComforts(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	b := s.Browser(t)
	b.As("hd_staff")
	b.Go("/design")
	b.Press("k", true)
	b.Wait("#palette[open] input")
	b.Shot("palette")
	b.Press("\x1b", false)

	e2e.Eval[any](b, `window.stays = true; document.querySelector(".pages a[rel=next]").click(); null`)
	b.WaitFor(`location.search === "?page=3"`)
	if !e2e.Eval[bool](b, "window.stays === true") {
		t.Error("the page was loaded anew")
	}

	b.Type("#all [name=text]", "冰箱显示 9 ℃")
	b.WaitFor(`Object.keys(localStorage).some(k => k.startsWith("draft:"))`)
	b.Go("/design")
	b.Open(".draft button")
	if got := e2e.Eval[string](b, `document.querySelector("#all [name=text]").value`); got != "冰箱显示 9 ℃" {
		t.Errorf("draft = %q", got)
	}
}
