package ladder_test

import (
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
)

// The ladder 提醒 → 督办单 → 约谈 → 通报 → 问责: what is missing on which day. 京教组发〔2020〕5号 (三).
func TestOpinion3WhatIsMissing(t *testing.T) {
	rows, err := ladder.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	rules := ladder.InForce(rows, day("2026-09-01"))
	notice := ladder.Escalation{Rung: ladder.Notice, State: ladder.Confirmed, MissedOn: day("2026-10-01"), DueOn: day("2026-10-20")}
	declined := ladder.Escalation{Rung: ladder.Notice, State: ladder.Declined, MissedOn: day("2026-10-01")}
	reminded := ladder.Escalation{Rung: ladder.Remind, State: ladder.Recorded, MissedOn: day("2026-10-01")}
	for _, c := range []struct {
		due, today string
		have       []ladder.Escalation
		want       []ladder.Rung
	}{
		{"", "2026-10-01", nil, nil},
		{"2026-10-01", "2026-09-01", nil, nil},
		{"2026-10-01", "2026-10-01", nil, nil}, // the last day is not late
		{"2026-10-01", "2026-10-02", nil, []ladder.Rung{ladder.Remind, ladder.Notice}},
		{"2026-10-01", "2026-12-31", nil, []ladder.Rung{ladder.Remind, ladder.Notice}}, // no talk without a 督办单
		{"2026-10-01", "2026-10-02", []ladder.Escalation{reminded}, []ladder.Rung{ladder.Notice}},
		{"2026-10-01", "2026-12-31", []ladder.Escalation{reminded, declined}, nil},                                         // declined is not proposed again
		{"2026-10-05", "2026-10-06", []ladder.Escalation{reminded, declined}, []ladder.Rung{ladder.Remind, ladder.Notice}}, // another deadline
		{"2026-10-20", "2026-10-20", []ladder.Escalation{reminded, notice}, nil},
		{"2026-10-20", "2026-10-21", []ladder.Escalation{reminded, notice}, []ladder.Rung{ladder.Remind, ladder.Talk}},
		{"2026-10-20", "2026-11-03", []ladder.Escalation{reminded, notice}, []ladder.Rung{ladder.Remind, ladder.Talk}},
		{"2026-10-20", "2026-11-04", []ladder.Escalation{reminded, notice}, []ladder.Rung{ladder.Remind, ladder.Talk, ladder.Circular}},
		{"2026-10-20", "2026-11-19", []ladder.Escalation{reminded, notice}, []ladder.Rung{ladder.Remind, ladder.Talk, ladder.Circular, ladder.Account}},
	} {
		got := ladder.Missing(day(c.due), day(c.today), c.have, rules)
		ok := len(got) == len(c.want)
		for i := range got {
			ok = ok && got[i].Rung == c.want[i]
		}
		if !ok {
			t.Errorf("due %q, today %s, have %d: %v, want %v", c.due, c.today, len(c.have), got, c.want)
		}
	}
}

// Who is late with which clock, who decides, who sees: the unit never, its own office never.
func TestEveryClockClimbs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule          clock.Rule
		unit, account string
		rungs         int
		office        string
		may, mayNot   []string
		blind         []string // do not see the proposal
	}{
		"a school":            {"inspect.self_eval", "hd_school1", "", 2, "hd_office", []string{"hd_staff", "hd_leader", "city_staff", "city_leader"}, []string{"hd_head1", "xc_staff"}, []string{"hd_head1", "hd_head2", "xc_staff", "liaison"}},
		"an office":           {"inspect.opinion", "hd_office", "", 2, "city_office", []string{"city_staff", "city_leader"}, []string{"hd_staff", "hd_leader"}, []string{"hd_staff", "hd_leader", "hd_head1"}},
		"a district":          {"inspect.opinion", "110108", "", 2, "city_office", []string{"city_staff", "city_leader"}, []string{"hd_staff", "hd_leader"}, []string{"hd_staff", "hd_leader"}},
		"the city's office":   {"plan.review", "city_office", "", 2, "110000", []string{"city_leader"}, []string{"city_staff", "city_staff2", "hd_leader"}, []string{"city_staff", "hd_leader"}},
		"the city itself":     {"inspect.opinion", "110000", "", 0, "", nil, nil, nil},
		"one person":          {"inspect.self_eval", "", "hd_head1", 0, "", nil, nil, nil},
		"a right that lapses": {"inspect.reply", "hd_school1", "", 0, "", nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.start(c.rule, c.unit, c.account)
			s.late()
			list := s.list("auditor", ladder.Filter{})
			if c.unit == "110000" || len(list) != c.rungs {
				if len(list) != c.rungs {
					t.Fatalf("%d rungs, want %d: %+v", len(list), c.rungs, list)
				}
				return
			}
			if c.rungs == 0 {
				return
			}
			e := list[0]
			if e.Rung != ladder.Notice || e.State != ladder.Proposed || e.UnitID == "" || e.Grounds == "" || e.Clause == "" || string(e.OfficeID) != c.office {
				t.Errorf("proposal = %+v", e)
			}
			for _, who := range c.mayNot {
				if k := errs.KindOf(s.Ladder.Decline(s.As(who), e.ID, e.Version, "不同意")); k != errs.Denied && k != errs.NotFound {
					t.Errorf("%s may decide: %v", who, k)
				}
			}
			for _, who := range c.blind {
				for _, seen := range s.list(who, ladder.Filter{}) {
					if seen.State == ladder.Proposed {
						t.Errorf("%s sees the proposal", who)
					}
				}
			}
			for i, who := range c.may {
				full, err := s.Ladder.Escalation(s.As(who), e.ID)
				s.Must(err)
				if i == 0 {
					s.Must(s.Ladder.Decline(s.As(who), e.ID, e.Version, "另有安排"))
				} else if full.DecidedBy != c.may[0] {
					t.Errorf("%s sees it decided by %q", who, full.DecidedBy)
				}
			}
		})
	}
}
