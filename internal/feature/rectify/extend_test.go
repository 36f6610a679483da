package rectify_test

import (
	"testing"

	"dudao/internal/feature/rectify"
)

// An office that extends the duty of an order moves the order's own deadline with it.
func TestExtendedDutyMovesTheOrder(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-01")
	s.plan(id, "2026-09-20")
	clocks, err := s.Rectify.Clocks(s.As("hd_staff"), id)
	s.Must(err)
	for _, c := range clocks {
		if c.Step == string(rectify.Submit) {
			s.Must(s.App.Clock.Extend(s.As("hd_staff"), c.ID, c.Version, day("2026-10-20"), "施工需要"))
		}
	}
	if o := s.order("hd_staff", id); o.NextOn.String() != "2026-10-20" || o.DueOn.String() != "2026-10-20" {
		t.Errorf("due %s, next %s", o.DueOn, o.NextOn)
	}
}
