package casefile_test

import (
	"net/http"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/casefile"
	"dudao/internal/testkit"
)

func stations(c casefile.Case) map[casefile.Station]int {
	out := map[casefile.Station]int{}
	for _, n := range c.Nodes {
		out[n.Station]++
	}
	return out
}

// want: each of the stations has a node, and every edge joins two nodes of the case.
func want(t *testing.T, c casefile.Case, list ...casefile.Station) {
	t.Helper()
	have := stations(c)
	for _, s := range list {
		if have[s] == 0 {
			t.Errorf("%s: nothing at %s: %+v", c.Title, s.Label(), c.Nodes)
		}
	}
	ids := map[string]bool{}
	for _, n := range c.Nodes {
		if ids[n.ID] {
			t.Errorf("%s stands twice", n.ID)
		}
		ids[n.ID] = true
		if n.What == "" || n.State == "" || n.Tone == "" {
			t.Errorf("a node says too little: %+v", n)
		}
	}
}

// The case of a supervision has its nodes for the office; another district gets nothing of it.
func TestCaseOfASupervision(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Opinion("hd_school1", "hd_head1")
	c, err := w.Cases.Inspection(w.As("hd_staff"), id)
	w.Must(err)
	want(t, c, casefile.Standard, casefile.Plan, casefile.Supervision, casefile.Problem, casefile.Letter, casefile.Rectification)
	if p := casefile.Layout(c.Nodes, c.Edges, "", false); len(p.Lines) < 5 {
		t.Errorf("%d lines, want standard, plan, findings, letters and orders joined", len(p.Lines))
	}
	if have := stations(c); have[casefile.Acceptance]+have[casefile.Recheck]+have[casefile.Publication] != 0 {
		t.Errorf("what has not happened is in the case: %+v", c.Nodes)
	}
	own, err := w.Cases.Inspection(w.As("hd_head1"), id)
	w.Must(err)
	if len(own.Nodes) == 0 || len(own.Nodes) > len(c.Nodes) {
		t.Errorf("the school sees %d nodes, the office %d", len(own.Nodes), len(c.Nodes))
	}
	for _, who := range []string{"xc_staff", "hd_head2"} {
		other, err := w.Cases.Inspection(w.As(who), id)
		if k := errs.KindOf(err); err == nil || k != errs.NotFound && k != errs.Denied || len(other.Nodes) != 0 {
			t.Errorf("%s: %v, %d nodes", who, err, len(other.Nodes))
		}
	}
}

// An order that is late says so, with the rungs it climbed; the unit does not see what was only proposed.
func TestCaseOfALateOrder(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	o := w.Returned("hd")
	c, err := w.Cases.Order(w.As("hd_staff"), o.ID)
	w.Must(err)
	want(t, c, casefile.Problem, casefile.Rectification, casefile.Pressure)
	late := 0
	for _, n := range c.Nodes {
		if n.Station == casefile.Rectification && n.Tone == casefile.Late {
			late++
		}
	}
	if late == 0 && !o.NextOn.IsZero() && o.NextOn.Before(w.Cases.Today()) {
		t.Error("a late order is not marked late")
	}
	own, err := w.Cases.Order(w.As("hd_head1"), o.ID)
	w.Must(err)
	for _, n := range own.Nodes {
		if strings.Contains(n.State, "待决定") {
			t.Errorf("the unit reads a proposal: %+v", n)
		}
	}
	if _, err := w.Cases.Order(w.As("xc_staff"), o.ID); errs.KindOf(err) != errs.NotFound {
		t.Error("another district: ", err)
	}
}

// A decided case has its letter, and its reviews below it; the unit's year has it, too.
func TestCaseOfAccountability(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd")
	c, err := w.Cases.Record(w.As("hd_staff"), id)
	w.Must(err)
	want(t, c, casefile.Account, casefile.Letter)
	r := w.Record("hd_staff", accountability.Case, id)
	year, err := w.Cases.Unit(w.As("hd_staff"), r.UnitID, r.CreatedOn.Year())
	w.Must(err)
	want(t, year, casefile.Account, casefile.Letter)
	before, err := w.Cases.Unit(w.As("hd_staff"), r.UnitID, r.CreatedOn.Year()-2)
	w.Must(err)
	if len(before.Nodes) != 0 {
		t.Errorf("a year without anything has %d nodes", len(before.Nodes))
	}
	for _, who := range []string{"xc_staff", "hd_head2"} {
		if _, err := w.Cases.Record(w.As(who), id); errs.KindOf(err) != errs.NotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
}

// The page has the graph with a link for every record, and the same as a table; it prints and exports.
func TestCasePage(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Opinion("hd_school1", "hd_head1")
	at := "/cases/inspections/" + id
	body := w.Get("hd_staff", at).Body.String()
	for _, s := range []string{"<svg", `href="/inspections/` + id + `"`, "案卷目录", "</title>", "viewBox", "竖排打印"} {
		if !strings.Contains(body, s) {
			t.Errorf("%q is not on the page", s)
		}
	}
	if s := w.Get("hd_staff", at+"?print=1").Body.String(); !strings.Contains(s, "<svg viewBox") || !strings.Contains(s, "横排") {
		t.Error("the graph for print is not as wide as the paper")
	}
	if r := w.Get("hd_staff", at+"?format=xlsx"); r.Code != http.StatusOK || !strings.Contains(r.Header().Get("Content-Type"), "spreadsheet") {
		t.Errorf("export: %d %s", r.Code, r.Header().Get("Content-Type"))
	}
	w.Account("hd_staff")
	b := w.SignIn("hd_staff")
	if s := b.Get("/inspections/" + id).Body.String(); !strings.Contains(s, at) {
		t.Error("no way from the supervision to its case")
	}
	if s := b.Get("/units/hd_school1").Body.String(); !strings.Contains(s, "/cases/units/hd_school1") {
		t.Error("no way from the unit to its case")
	}
	if r := w.Get("hd_staff", "/cases/units/hd_school2?year=1999"); r.Code != http.StatusOK || !strings.Contains(r.Body.String(), "还没有") {
		t.Errorf("an empty year: %d", r.Code)
	}
}
