package rectify_test

import (
	"slices"
	"testing"

	"dudao/internal/base/page"
	"dudao/internal/feature/ladder"
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

// escalations fails unless the list of rungs that who sees is exactly want.
func (s story) escalations(who string, f ladder.Filter, want ...string) {
	s.t.Helper()
	list, err := s.Ladder.List(s.As(who), f, page.Req{})
	s.Must(err)
	var got []string
	for _, e := range list.Rows {
		got = append(got, e.ID)
	}
	if !slices.Equal(got, want) || list.Total != len(want) {
		s.t.Errorf("%s sees %v (%d) with %+v, want %v", who, got, list.Total, f, want)
	}
}
