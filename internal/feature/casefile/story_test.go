package casefile_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/casefile"
	"dudao/internal/testkit"
)

// The case of a supervision has its nodes for the office; another district gets nothing of it.
func TestCaseOfASupervision(t *testing.T) {
	w := testkit.New(t)
	s := casefile.New(w.DB, w.Plan, w.Inspect, w.Rectify, w.Letters)
	id := w.Opinion("hd_school1", "hd_head1")
	today := civil.Date{}
	c, err := s.Inspection(w.As("hd_staff"), id, today)
	w.Must(err)
	have := map[casefile.Station]int{}
	for _, n := range c.Nodes {
		have[n.Station]++
	}
	for _, want := range []casefile.Station{casefile.Plan, casefile.Supervision, casefile.Problem} {
		if have[want] == 0 {
			t.Errorf("nothing at station %d: %+v", want, c.Nodes)
		}
	}
	if p := casefile.Layout(c.Nodes, c.Edges, "/inspections"); len(p.Lines) < 2 {
		t.Errorf("%d lines, want the plan and the findings joined", len(p.Lines))
	}
	if have[casefile.Acceptance]+have[casefile.Recheck]+have[casefile.Publication] != 0 {
		t.Errorf("what has not happened is in the case: %+v", c.Nodes)
	}
	own, err := s.Inspection(w.As("hd_head1"), id, today)
	w.Must(err)
	if len(own.Nodes) == 0 || len(own.Nodes) > len(c.Nodes) {
		t.Errorf("the school sees %d nodes, the office %d", len(own.Nodes), len(c.Nodes))
	}
	for _, who := range []string{"xc_staff", "hd_head2"} {
		other, err := s.Inspection(w.As(who), id, today)
		if k := errs.KindOf(err); err == nil || k != errs.NotFound && k != errs.Denied || len(other.Nodes) != 0 {
			t.Errorf("%s: %v, %d nodes", who, err, len(other.Nodes))
		}
	}
}
