package clock_test

import (
	"testing"

	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
)

// The day after the clock starts is the first day counted; working days know holidays and 调休.
func TestLastDayOfADeadline(t *testing.T) {
	for name, c := range map[string]struct {
		d          clock.Deadline
		from, want string
		known      bool
	}{
		"natural days":              {clock.Deadline{Length: 10, Days: clock.Natural}, "2026-09-01", "2026-09-11", true},
		"working days over holiday": {clock.Deadline{Length: 3, Days: clock.Working}, "2026-09-29", "2026-10-09", true},
		"last day rolls":            {clock.Deadline{Length: 2, Days: clock.Natural, Roll: true}, "2026-09-30", "2026-10-08", true},
		"last day does not roll":    {clock.Deadline{Length: 2, Days: clock.Natural}, "2026-09-30", "2026-10-02", true},
		"a year without data warns": {clock.Deadline{Length: 1, Days: clock.Working}, "2026-12-31", "2027-01-01", false},
		"natural days need no data": {clock.Deadline{Length: 5, Days: clock.Natural}, "2031-01-01", "2031-01-06", true},
	} {
		last, known := c.d.Last(clock.ShippedCalendar(), day(c.from))
		if last != day(c.want) || known != c.known {
			t.Errorf("%s: %s %v, want %s %v", name, last, known, c.want, c.known)
		}
	}
}

// The row recorded last among those that cover the day is in force; nothing is overwritten.
func TestRowInForce(t *testing.T) {
	rows := []clock.Deadline{
		{ID: "law", Length: 10, ValidFrom: day("2012-10-01")},
		{ID: "city", Length: 15, ValidFrom: day("2026-01-01")},
		{ID: "epidemic", Length: 30, ValidFrom: day("2026-03-01"), ValidTo: day("2026-04-01")},
	}
	for on, want := range map[string]string{
		"2011-01-01": "", "2020-01-01": "law", "2026-02-28": "city", "2026-03-01": "epidemic", "2026-03-31": "epidemic", "2026-04-01": "city",
	} {
		if got, ok := clock.InForce(rows, day(on)); got.ID != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", on, got.ID, want)
		}
	}
}

func TestHowADutyStands(t *testing.T) {
	r := clock.Running{Duty: clock.Duty{From: day("2026-09-01"), Due: day("2026-09-11")}, Days: clock.Natural, Warn: 3, Sure: true}
	for on, want := range map[string]struct {
		words, tone string
		percent     int
	}{
		"2026-09-01": {"还剩 10 天", "act", 0},
		"2026-09-06": {"还剩 5 天", "act", 50},
		"2026-09-08": {"还剩 3 天", "soon", 70},
		"2026-09-11": {"今天到期", "soon", 100},
		"2026-09-14": {"逾期 3 天", "late", 100},
	} {
		s := r.On(day(on))
		if s.Words(t.Context()) != want.words || s.Tone != want.tone || s.Percent != want.percent {
			t.Errorf("%s: %s %s %d", on, s.Words(t.Context()), s.Tone, s.Percent)
		}
	}
	r.Days, r.Due = clock.Working, day("2026-10-09")
	if got := r.On(day("2026-09-29")).Words(lang.With(t.Context(), lang.Zh)); got != "还剩 3 个工作日" {
		t.Error(got)
	}
}

// Suspended days are added to the last day; an extension needs a reason and a later day.
func TestSuspendResumeExtend(t *testing.T) {
	r := clock.Running{Duty: clock.Duty{From: day("2026-09-01"), Due: day("2026-09-11")}, Counted: day("2026-09-11"), Days: clock.Natural, Warn: 3}
	if r.Suspend("", day("2026-09-05")) == nil || r.Resume("恢复", day("2026-09-05")) == nil {
		t.Error("suspended without a reason, or resumed without being suspended")
	}
	if err := r.Suspend("学校停课", day("2026-09-05")); err != nil || !r.RemindOn.IsZero() {
		t.Fatal(err, r.RemindOn)
	}
	if s := r.On(day("2026-12-01")); s.Late || !s.Suspended || s.Left != 6 {
		t.Errorf("suspended: %+v", s)
	}
	if err := r.Resume("复课", day("2026-09-15")); err != nil || r.Due != day("2026-09-21") || r.RemindOn != day("2026-09-18") {
		t.Errorf("resumed: %v due %s remind %s", err, r.Due, r.RemindOn)
	}
	if r.Extend(day("2026-09-20"), "理由", day("2026-09-15")) == nil || r.Extend(day("2026-10-20"), "", day("2026-09-15")) == nil {
		t.Error("extended backwards or without a reason")
	}
	if err := r.Extend(day("2026-10-20"), "工程量大", day("2026-09-22")); err != nil || r.Due != day("2026-10-20") || r.RemindOn != day("2026-10-17") {
		t.Errorf("extended: %v due %s remind %s", err, r.Due, r.RemindOn)
	}
}

// Every rule of the contract between the features is shipped, with article and evidence.
func TestShippedDeadlines(t *testing.T) {
	rows, err := clock.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	have := map[clock.Rule]clock.Deadline{}
	for _, d := range rows {
		have[d.Rule] = d
	}
	for _, r := range []clock.Rule{"inspect.notice", "inspect.self_eval", "inspect.prelim_feedback", "inspect.reply", "inspect.opinion", "inspect.report",
		"rectify.plan", "rectify.report", "rectify.verify", "rectify.recheck", "plan.file", "plan.review", "review.apply", "review.decide"} {
		if _, ok := have[r]; !ok {
			t.Errorf("no deadline for %s", r)
		}
	}
	// rules §5.1: 申辩 10 日、意见书 30 日、整改方案 15 日、报告 30 日; §5.2: 复核 30 日
	for r, n := range map[clock.Rule]int{"inspect.reply": 10, "inspect.opinion": 30, "rectify.plan": 15, "inspect.report": 30, "review.apply": 30, "review.decide": 30} {
		if have[r].Length != n || have[r].Days != clock.Natural {
			t.Errorf("%s: %d %s", r, have[r].Length, have[r].Days)
		}
	}
}
