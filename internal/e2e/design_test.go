package e2e_test

import (
	"testing"

	"dudao/internal/e2e"
)

// The design system keeps its own bars: no barriers in light, dark, English and large text, wide and
// on a phone.
func TestDesign(t *testing.T) {
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
