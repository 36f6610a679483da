package ladder_test

import (
	"context"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

var ref = ident.Ref{Kind: "test.record", ID: "1"}

type story struct {
	*testkit.World
	t *testing.T
}

func newStory(t *testing.T) story { return story{testkit.New(t), t} }

// start opens a clock of a record at hd_school1, owed by a unit or by a person.
func (s story) start(rule clock.Rule, unit, account string) {
	s.t.Helper()
	s.Must(s.DB.Write(s.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(s.As("hd_staff"), tx, clock.Duty{Ref: ref, Step: "do", Rule: rule, UnitPath: "/110000/110108/hd_school1/", UnitID: unit, AccountID: account,
			Need: access.Permission("inspect.view"), Title: "督导：海淀第一小学", Action: "提交自评报告", URL: "/inspections/1"})
		return err
	}))
}

// late moves to the day after the last day of the open clock and lets the night pass.
func (s story) late() {
	s.t.Helper()
	open, err := clock.Open(s.t.Context(), s.DB, ref)
	s.Must(err)
	today := civil.DateOf(s.Clock.Now())
	s.Clock.Days(open[0].Due.Sub(today) + 1)
	s.night()
	s.night() // once a missed day, not once a night
}

func (s story) night() {
	s.t.Helper()
	s.Must(s.DB.Write(s.t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(s.t.Context(), tx) }))
	s.RunJobs()
}

func (s story) list(who string, f ladder.Filter) []ladder.Escalation {
	s.t.Helper()
	list, err := s.Ladder.List(s.As(who), f, page.Req{})
	s.Must(err)
	if list.Total != len(list.Rows) {
		s.t.Errorf("%d rows, total %d", len(list.Rows), list.Total)
	}
	return list.Rows
}

func (s story) clock() clock.Running {
	s.t.Helper()
	open, err := clock.Open(s.t.Context(), s.DB, ref)
	s.Must(err)
	return open[0]
}

// A school is late with its self-evaluation: reminded, 督办单 confirmed with a day of its own, that day
// missed, 约谈 confirmed; the hook of a mechanism runs, and may refuse.
func TestLadderOfASelfEvaluation(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	var talked []string
	refuse := true
	s.Ladder.OnConfirm(ladder.Talk, func(_ context.Context, _ *db.Tx, e ladder.Escalation, d ladder.Decision) error {
		if refuse {
			return errs.NewField("reason", "约谈须另行登记")
		}
		talked = append(talked, string(e.State)+" "+e.Kind+" "+d.Reason)
		return nil
	})
	s.start("inspect.self_eval", "hd_school1", "")
	first := s.clock().Due
	s.late()
	e := s.list("hd_staff", ladder.Filter{Mine: true, Late: true, Rule: "inspect.self_eval", Text: "海淀第一"})[0]
	due := civil.DateOf(s.Clock.Now()).AddDays(10)
	d := ladder.Decision{Number: "海教督办〔2026〕1号", Demand: "三日内报送", DueOn: due, Reason: "催办无果"}
	s.WantKind(s.Ladder.Confirm(s.As("hd_staff"), e.ID, e.Version, ladder.Decision{Number: "1", Demand: "x"}), errs.Invalid)
	s.Must(s.Ladder.Confirm(s.As("hd_staff"), e.ID, e.Version, d))
	if r := s.clock(); r.Due != due || r.On(civil.DateOf(s.Clock.Now())).Late {
		t.Errorf("the clock runs to %s", r.Due)
	}
	seen := s.list("hd_head1", ladder.Filter{})
	if len(seen) != 2 || seen[0].State == ladder.Proposed || seen[1].State == ladder.Proposed {
		t.Errorf("the school sees %+v", seen)
	}
	s.late()
	e = s.list("hd_staff", ladder.Filter{State: ladder.Proposed})[0]
	full, err := s.Ladder.Escalation(s.As("hd_staff"), e.ID)
	s.Must(err)
	if e.Rung != ladder.Talk || full.Facts.FirstDue != first || full.Facts.Due != due || len(full.Facts.Changes) != 1 || len(full.Facts.Earlier) != 3 || !strings.Contains(e.Grounds, "督办单限于") {
		t.Errorf("talk %+v\nfacts %+v", e, full.Facts)
	}
	s.WantKind(s.Ladder.Confirm(s.As("hd_leader"), e.ID, e.Version, ladder.Decision{Reason: "到期未办"}), errs.Invalid)
	if again := s.list("hd_staff", ladder.Filter{State: ladder.Proposed}); len(again) != 1 || again[0].Version != e.Version {
		t.Errorf("what a hook refused left %+v", again)
	}
	refuse = false
	s.Must(s.Ladder.Confirm(s.As("hd_leader"), e.ID, e.Version, ladder.Decision{Reason: "到期未办"}))
	if len(talked) != 1 || talked[0] != "confirmed test.record 到期未办" {
		t.Errorf("talked %v", talked)
	}
	s.Must(s.DB.Write(t.Context(), func(tx *db.Tx) error { return clock.Stop(t.Context(), tx, ref, "do") }))
	s.night()
	for _, e := range s.list("hd_staff", ladder.Filter{Rung: ladder.Notice}) {
		if e.MetOn != civil.DateOf(s.Clock.Now()) {
			t.Errorf("the 督办单 was met on %q", e.MetOn)
		}
	}
}

// The city office changes after how many days a rung is proposed: what is late is looked at again, what
// was proposed stays.
func TestRulesOfTheLadderAreData(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	n := ladder.Rule{ID: s.DB.NewID(), Rung: ladder.Notice, After: 5, Grace: 7, Basis: "市督导室规定", Evidence: clock.Found, ValidFrom: civil.DateOf(s.Clock.Now()), Reason: "给单位五天"}
	s.WantKind(s.Ladder.ChangeRule(s.As("hd_staff"), n), errs.Denied)
	for name, bad := range map[string]func(*ladder.Rule){
		"no such rung":          func(r *ladder.Rule) { r.Rung = 6 },
		"no day":                func(r *ladder.Rule) { r.After = 0 },
		"behind itself":         func(r *ladder.Rule) { r.Behind = ladder.Notice },
		"a notice without days": func(r *ladder.Rule) { r.Grace = 0 },
		"no reason":             func(r *ladder.Rule) { r.Reason = " " },
		"ends before it begins": func(r *ladder.Rule) { r.ValidTo = r.ValidFrom },
	} {
		b := n
		b.ID = ""
		bad(&b)
		if k := errs.KindOf(s.Ladder.ChangeRule(s.As("city_staff"), b)); k != errs.Invalid {
			t.Errorf("%s: %v", name, k)
		}
	}
	s.Must(s.Ladder.ChangeRule(s.As("city_staff"), n))
	s.Must(s.Ladder.ChangeRule(s.As("city_staff"), n)) // sent twice
	rows, err := s.Ladder.History(s.As("hd_head1"), ladder.Notice)
	s.Must(err)
	if len(rows) != 2 || rows[1].Reason != "给单位五天" {
		t.Errorf("history = %+v", rows)
	}
	s.start("inspect.self_eval", "hd_school1", "")
	s.late()
	if list := s.list("hd_staff", ladder.Filter{}); len(list) != 1 || list[0].Rung != ladder.Remind {
		t.Fatalf("after one day: %+v", list)
	}
	s.Clock.Days(4)
	s.night()
	if list := s.list("hd_staff", ladder.Filter{State: ladder.Proposed}); len(list) != 1 || list[0].DaysLate != 5 {
		t.Fatalf("after five days: %+v", list)
	}
	talk := ladder.Rule{Rung: ladder.Talk, After: 3, Basis: "市督导室规定", Evidence: clock.Found, ValidFrom: civil.DateOf(s.Clock.Now()), Reason: "直接约谈"}
	s.Must(s.Ladder.ChangeRule(s.As("city_staff"), talk))
	s.night()
	if list := s.list("hd_staff", ladder.Filter{Rung: ladder.Talk}); len(list) != 1 {
		t.Errorf("what is late was not looked at again: %+v", list)
	}
}

// Before an office gives more time, the lateness until then is on record.
func TestLatenessIsRecordedBeforeTheDayMoves(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.start("inspect.self_eval", "hd_school1", "")
	r := s.clock()
	s.Clock.Days(r.Due.Sub(r.From) + 3)
	s.Must(s.App.Clock.Extend(s.As("hd_staff"), r.ID, r.Version, r.Due.AddDays(30), "校舍维修"))
	list := s.list("hd_staff", ladder.Filter{})
	if len(list) != 2 || list[0].DaysLate != 3 || list[0].MissedOn != r.Due {
		t.Errorf("rungs %+v", list)
	}
	if now := s.clock(); now.ClimbOn != now.Due.AddDays(1) {
		t.Errorf("the ladder looks again on %q", now.ClimbOn)
	}
}
