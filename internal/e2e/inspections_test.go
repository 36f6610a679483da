package e2e_test

import (
	"testing"

	"dudao/internal/e2e"
)

// The pages of a supervision have no barriers and fit a phone, on site and after the opinion, for
// the office, an inspector and the school.
func TestInspectionPages(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	site := "/inspections/" + s.OnSite("hd_school1", "hd_head1")
	done := "/inspections/" + s.Opinion("hd_school2", "hd_head2")
	d, err := s.Inspect.Show(s.As("hd_staff"), site[len("/inspections/"):])
	s.Must(err)
	for _, c := range []struct {
		who   string
		pages []string
	}{
		{"hd_staff", []string{"/inspections", site, site + "/team", site + "/sections", site + "/letters/opinion", done + "/opinion", done + "/findings"}},
		{"hd_inspector1", []string{site + "/site", site + "/records/new?kind=meeting", site + "/records/" + d.Records[0].ID, site + "/indicators", site + "/indicators/b1",
			site + "/findings/new?node=b1", site + "/findings/" + d.Findings[0].ID, site + "/finish"}},
		{"hd_head1", []string{site, site + "/evaluation"}},
		{"hd_head2", []string{done, done + "/opinion", done + "/indicators"}},
	} {
		t.Run(c.who, func(t *testing.T) {
			b := s.Browser(t)
			b.As(c.who)
			for n, p := range c.pages {
				b.Go(p)
				b.Check("inspect-" + c.who + "-" + string(rune('a'+n)))
			}
		})
	}
}
