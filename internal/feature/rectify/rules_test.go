package rectify_test

import (
	"slices"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/rectify"
)

func on(s string) civil.Date { d, _ := civil.ParseDate(s); return d }

// The table of steps is the whole life: what a state does not allow is refused, what it allows is
// done, every step has its clause, and from every state but the last ones something leads on.
func TestStepsAreTheWholeLife(t *testing.T) {
	today, by := on("2026-09-01"), actor.Actor{ID: "v", All: true}
	item := func() []rectify.Item { return []rectify.Item{{ID: "i", Seq: 1}} }
	evidence := map[string]int{"i": 1}
	do := map[rectify.Action]func(*rectify.Order) error{
		rectify.Issue: func(o *rectify.Order) error { return o.Issue("1号", on("2026-12-01"), today) },
		rectify.Drop:  func(o *rectify.Order) error { return o.Drop("误拟") },
		rectify.Plan: func(o *rectify.Order) error {
			return o.Plan(item(), "", "校长", []rectify.ItemPlan{{"i", "更正", "主任", on("2026-10-01")}}, today)
		},
		rectify.Approve: func(o *rectify.Order) error { return o.Approve() },
		rectify.Reject:  func(o *rectify.Order) error { return o.Reject("不完整", on("2026-10-01"), today) },
		rectify.Submit: func(o *rectify.Order) error {
			return o.Submit(item(), "", []rectify.ItemResult{{"i", "已更正"}}, evidence, actor.Actor{ID: "c"}, today)
		},
		rectify.Accept: func(o *rectify.Order) error {
			return o.Accept(item(), "看过现场", evidence, on("2027-01-01"), by, today)
		},
		rectify.Return:   func(o *rectify.Order) error { return o.Return(item(), "不到位", nil, on("2026-12-01"), by, today) },
		rectify.Publish:  func(o *rectify.Order) error { return o.Publish(by, today) },
		rectify.Withhold: func(o *rectify.Order) error { return o.Withhold("涉及个人", by) },
		rectify.Recheck:  func(o *rectify.Order) error { return o.Recheck(item(), "看过现场", nil, by, today) },
		rectify.Close:    func(o *rectify.Order) error { return o.Close(today) },
	}
	for _, s := range rectify.States {
		leads := false
		for _, step := range rectify.Steps {
			allowed := slices.Contains(step.From, s.State)
			leads = leads || allowed
			o := rectify.Order{State: s.State, UnitID: "school", AuthorID: "a", Items: 1, DueOn: on("2026-12-01"), SubmittedUnit: "school"}
			if got := slices.ContainsFunc(o.Possible(), func(p rectify.Step) bool { return p.Action == step.Action }); got != allowed {
				t.Errorf("%s from %s is possible: %v", step.Action, s.State, got)
			}
			if step.Action == rectify.Add || step.Action == rectify.Note { // the service does these, see TestWholeLoop
				continue
			}
			err := do[step.Action](&o)
			if (err == nil) != allowed || err != nil && errs.KindOf(err) != errs.Conflict {
				t.Errorf("%s from %s: %v", step.Action, s.State, err)
			}
			if allowed && step.To != "" && o.State != step.To {
				t.Errorf("%s from %s leads to %s", step.Action, s.State, o.State)
			}
		}
		if end := s.State == rectify.Closed || s.State == rectify.Dropped; leads == end {
			t.Errorf("%s leads on: %v", s.State, leads)
		}
	}
	for _, step := range rectify.Steps {
		if step.Clause == "" || step.Label == "" || step.Need == "" {
			t.Errorf("%s lacks its clause, label or permission", step.Action)
		}
	}
}

// 《教育督导条例》第二十一条: an opinion sets a deadline for rectification.
func TestArticle21OrderHasADeadlineAhead(t *testing.T) {
	for _, c := range []struct {
		number, due string
		items       int
		ok          bool
	}{
		{"海1号", "2026-10-01", 1, true}, {"", "2026-10-01", 1, true}, {"", "2026-10-01", 0, false},
		{"海1号", "2026-09-01", 1, false}, {"海1号", "2026-08-31", 1, false}, {"海1号", "2026-10-01", 0, false},
	} {
		o := rectify.Order{State: rectify.Draft, Items: c.items}
		if err := o.Issue(c.number, on(c.due), on("2026-09-01")); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// 《教育督导条例》第二十二条: the unit reports the result; each item with its result and evidence.
func TestArticle22ResultNeedsEvidenceForEachItem(t *testing.T) {
	for _, c := range []struct {
		result   string
		evidence int
		ok       bool
	}{{"已更正", 1, true}, {"已更正", 0, false}, {"", 1, false}} {
		o := rectify.Order{State: rectify.Doing, DueOn: on("2026-09-10")}
		items := []rectify.Item{{ID: "a", Seq: 1}}
		err := o.Submit(items, "", []rectify.ItemResult{{"a", c.result}}, map[string]int{"a": c.evidence}, actor.Actor{ID: "x"}, on("2026-09-12"))
		if (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
		if c.ok && o.LateDays != 2 {
			t.Errorf("late by %d", o.LateDays)
		}
	}
}

// 京教组发〔2020〕5号(三)强化整改制度: verified by somebody who is neither author, nor submitter, nor of the unit.
func TestOpinion3VerifierIsIndependent(t *testing.T) {
	o := rectify.Order{UnitID: "school", AuthorID: "author", IssuedBy: "issuer", SubmittedBy: "clerk", SubmittedUnit: "school"}
	for _, c := range []struct {
		a  actor.Actor
		ok bool
	}{
		{actor.Actor{ID: "other", UnitID: "office"}, true},
		{actor.Actor{ID: "author", UnitID: "office"}, false},
		{actor.Actor{ID: "issuer", UnitID: "office"}, false},
		{actor.Actor{ID: "clerk", UnitID: "office"}, false},
		{actor.Actor{ID: "other", UnitID: "school"}, false},
		{actor.Actor{ID: "other", ForID: "author", UnitID: "office"}, false},
	} {
		if err := o.Independent(c.a); (err == nil) != c.ok || err != nil && errs.KindOf(err) != errs.Denied {
			t.Errorf("%+v: %v", c.a, err)
		}
	}
}

// 京教组发〔2020〕5号(三)健全复查制度: the same indicator or the same article; a document without an article is too wide.
func TestOpinion3SameClause(t *testing.T) {
	base := rectify.Finding{Standard: "yw", Node: "3.2", Clause: "《义务教育法》第二十五条"}
	for _, c := range []struct {
		f    rectify.Finding
		want bool
	}{
		{rectify.Finding{Standard: "yw", Node: "3.2"}, true}, {rectify.Finding{Standard: "kg", Node: "3.2"}, false},
		{rectify.Finding{Clause: "《义务教育法》 第二十五条"}, true}, {rectify.Finding{Clause: "《义务教育法》第二十六条"}, false},
		{rectify.Finding{Clause: "《义务教育法》"}, false}, {rectify.Finding{}, false},
	} {
		if got := c.f.SameClause(&base); got != c.want {
			t.Errorf("%+v: %v", c.f, got)
		}
	}
	a := rectify.Finding{UnitID: "s", Node: "1", RaisedOn: on("2025-09-01"), Source: ident.Ref{Kind: "k", ID: "1"}}
	b := rectify.Finding{UnitID: "s", Node: "1", RaisedOn: on("2026-08-31"), Source: ident.Ref{Kind: "k", ID: "2"}}
	if !b.RelapseFrom(&a, 12) {
		t.Error("within twelve months is a relapse")
	}
	if b.RaisedOn = on("2026-09-01"); b.RelapseFrom(&a, 12) {
		t.Error("after twelve months is none")
	}
	if got := rectify.MonthsBefore(on("2026-03-31"), 1); got.String() != "2026-02-28" {
		t.Errorf("a month before 31 March is %s", got)
	}
}

// The invariants of the closed loop, one broken at a time.
func TestLoopInvariants(t *testing.T) {
	whole := func() rectify.Loop {
		return rectify.Loop{Order: rectify.Order{State: rectify.Closed, UnitID: "s", AuthorID: "a", IssuedBy: "a", SubmittedBy: "c", VerifiedBy: "v", VerifiedUnit: "o", VerifiedOn: on("2026-10-01"),
			RecheckOn: on("2027-01-01"), RecheckedOn: on("2027-01-01")}, Items: []rectify.Item{{ID: "i"}}, Evidence: map[string]int{"i": 1}}
	}
	if bad := whole().Violations(on("2027-02-01")); len(bad) != 0 {
		t.Fatalf("a whole loop breaks %v", bad)
	}
	for want, breaks := range map[rectify.Code]func(*rectify.Loop){
		rectify.NotIndependent: func(l *rectify.Loop) { l.Order.VerifiedBy = "a" },
		rectify.NoEvidence:     func(l *rectify.Loop) { l.Evidence = nil },
		rectify.NoRecheck:      func(l *rectify.Loop) { l.Order.RecheckOn = civil.Date{} },
		rectify.NotAccepted:    func(l *rectify.Loop) { l.Order.VerifiedOn = civil.Date{} },
		rectify.NotDone:        func(l *rectify.Loop) { l.Order.RecheckedOn = civil.Date{} },
		rectify.NoItems:        func(l *rectify.Loop) { l.Items = nil },
		rectify.NoRung:         func(l *rectify.Loop) { l.Order.State, l.Order.NextOn = rectify.Doing, on("2026-12-01") },
	} {
		l := whole()
		breaks(&l)
		if bad := l.Violations(on("2027-02-01")); len(bad) != 1 || bad[0] != want {
			t.Errorf("%s: found %v", want, bad)
		}
	}
}
