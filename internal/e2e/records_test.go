package e2e_test

import (
	"strings"
	"testing"

	"dudao/internal/e2e"
)

// The pages of single records have no barriers and fit a phone, whoever looks; so do their forms when
// they come back with something to correct.
func TestRecordPages(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	order := issue(s)
	t.Run("school", func(t *testing.T) {
		b := s.Browser(t)
		b.As("hd_head1")
		b.Go(order.URL())
		b.Check("order")
		b.Click(".do a.btn")
		b.Check("plan")
		b.Submit("main form.form") // empty: comes back with what is missing
		b.Check("plan-refused")
		if b.Count(".problems a[href^='#']") == 0 {
			t.Error("the summary does not lead to the fields")
		}
	})
	t.Run("office", func(t *testing.T) {
		b := s.Browser(t)
		b.As("hd_staff")
		paths := []string{order.URL(), "/rectifications/new", "/findings", "/plans/new"}
		b.Go("/standards")
		paths = append(paths, e2e.Eval[[]string](b, `[...document.querySelectorAll("td a[href^='/standards/']")].slice(0, 1).map(a => a.getAttribute("href"))`)...)
		for _, p := range paths {
			b.Go(p)
			name, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/0")
			b.Check("office-" + name)
		}
	})
}
