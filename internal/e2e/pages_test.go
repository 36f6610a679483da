package e2e_test

import (
	"testing"

	"dudao/internal/e2e"
)

// Every page that a role reaches from its navigation has no barriers and fits a phone.
func TestPagesOfEveryRole(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	seen := map[string]bool{}
	for _, who := range []string{"city_staff", "hd_staff", "hd_head1", "hd_inspector1", "system_admin", "auditor"} {
		t.Run(who, func(t *testing.T) {
			b := s.Browser(t)
			b.As(who)
			b.Go("/workbench")
			pages := e2e.Eval[[]string](b, `["/workbench", ...[...document.querySelectorAll(".nav a")].map(a => a.getAttribute("href")).filter(h => h !== "/workbench"), "/search?q=海淀"]`)
			for _, path := range pages {
				if seen[path] && path != "/workbench" {
					continue
				}
				seen[path] = true
				b.Go(path)
				b.Check(path[1:])
			}
		})
	}
}
