package clock_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"dudao/data"
	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
)

// brute counts days one by one, from the file of holidays alone: it knows nothing of the clock.
type brute struct{ special map[civil.Date]bool } // worked or not, where it differs from the week

func newBrute(t *testing.T) brute {
	rows, err := csv.NewReader(strings.NewReader(string(data.Holidays))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := brute{map[civil.Date]bool{}}
	for _, row := range rows[1:] {
		b.special[day(row[0])] = row[1] == "workday"
	}
	return b
}

func (b brute) works(d civil.Date) bool {
	if w, ok := b.special[d]; ok {
		return w
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// still is a time in which a clock stands: from the day it is suspended to the day before it goes on.
type still struct{ from, to civil.Date }

func (s still) has(d civil.Date) bool { return !d.Before(s.from) && d.Before(s.to) }

// last is the day on which the n-th counted day after from ends, none of them in a time of standing
// still; with roll it waits for a working day that is in none either.
func (b brute) last(from civil.Date, n int, working, roll bool, stills ...still) civil.Date {
	stands := func(d civil.Date) bool {
		for _, s := range stills {
			if s.has(d) {
				return true
			}
		}
		return false
	}
	d := from
	for n > 0 {
		d = d.AddDays(1)
		if !stands(d) && (!working || b.works(d)) {
			n--
		}
	}
	for roll && (stands(d) || !b.works(d)) {
		d = d.AddDays(1)
	}
	return d
}

// left counts the days a clock has on a day, that day not included.
func (b brute) left(today, due civil.Date, working bool) int {
	n, sign := 0, 1
	if due.Before(today) {
		today, due, sign = due, today, -1
	}
	for d := today.AddDays(1); !due.Before(d); d = d.AddDays(1) {
		if !working || b.works(d) {
			n++
		}
	}
	return sign * n
}

var kinds = []struct {
	name    string
	days    clock.DayUnit
	roll    bool
	working bool
}{{"natural", clock.Natural, false, false}, {"rolled", clock.Natural, true, false}, {"working", clock.Working, false, true}}

func run(k int, from civil.Date, n int) clock.Running {
	d := clock.Deadline{ID: "row", Length: n, Days: kinds[k].days, Roll: kinds[k].roll, Warn: 1}
	return d.Run(clock.ShippedCalendar(), clock.Duty{From: from})
}

// years is 2015 to 2034: twelve with the State Council's holidays and make-up days, eight by the week.
var first, end = civil.NewDate(2015, 1, 1), civil.NewDate(2035, 1, 1)

// Every day of twenty years as the start, each kind of counting, short and long.
func TestBruteForceEveryDayOfTwentyYears(t *testing.T) {
	t.Parallel()
	b, cal := newBrute(t), clock.ShippedCalendar()
	for d := first; d.Before(end); d = d.AddDays(1) {
		if work, _ := cal.IsWorkday(d); work != b.works(d) {
			t.Fatalf("%s: %v", d, work)
		}
		for k, kind := range kinds {
			for _, n := range []int{1, 2, 5, 10, 15, 30, 60} {
				r := run(k, d, n)
				want := b.last(d, n, kind.working, kind.roll)
				if r.Due != want {
					t.Fatalf("%d %s days from %s: %s, want %s", n, kind.name, d, r.Due, want)
				}
				for _, today := range []civil.Date{d, d.AddDays(n / 2), want, want.AddDays(9)} {
					if s := r.On(today); s.Left != b.left(today, want, kind.working) || s.Late != want.Before(today) {
						t.Fatalf("%d %s days from %s, on %s: left %d, late %v", n, kind.name, d, today, s.Left, s.Late)
					}
				}
			}
		}
		back, n := d, 3
		for n > 0 {
			if back = back.AddDays(-1); b.works(back) {
				n--
			}
		}
		if got, _ := cal.AddWorkdays(d, -3); got != back {
			t.Fatalf("three working days before %s: %s, want %s", d, got, back)
		}
	}
}

// A clock that starts on any day of twenty years and stands still over the Spring Festival of that time,
// over an odd week and a half, from its first day, on its last day, and twice.
func TestBruteForceStandingStill(t *testing.T) {
	t.Parallel()
	b := newBrute(t)
	for d := first; d.Before(end); d = d.AddDays(1) {
		for k, kind := range kinds {
			for _, n := range []int{3, 10, 30} {
				plain := b.last(d, n, kind.working, kind.roll)
				for _, s := range []still{{d, d.AddDays(7)}, {d.AddDays(1), d.AddDays(2)}, {d.AddDays(n / 2), d.AddDays(n/2 + 11)}, {plain, plain.AddDays(9)}, {d.AddDays(2), d.AddDays(2)}, b.festival(d, plain)} {
					if s.from.Before(d) || plain.Before(s.from) {
						continue
					}
					r := run(k, d, n)
					if r.Suspend("停课", s.from) != nil || r.Resume("复课", s.to) != nil {
						t.Fatal("refused")
					}
					if want := b.last(d, n, kind.working, kind.roll, s); r.Due != want {
						t.Fatalf("%d %s days from %s, still %s–%s: %s, want %s", n, kind.name, d, s.from, s.to, r.Due, want)
					}
					again := still{s.to.AddDays(1), s.to.AddDays(6)}
					if r.Due.Before(again.from) {
						continue
					}
					if r.Suspend("停课", again.from) != nil || r.Resume("复课", again.to) != nil {
						t.Fatal("refused")
					}
					if want := b.last(d, n, kind.working, kind.roll, s, again); r.Due != want {
						t.Fatalf("%d %s days from %s, still %v and %v: %s, want %s", n, kind.name, d, s, again, r.Due, want)
					}
				}
			}
		}
	}
}

// festival is the week of the next Spring Festival that the clock from from to due runs into, or the
// first week of February in a year without data.
func (b brute) festival(from, due civil.Date) still {
	for d := from; !due.Before(d); d = d.AddDays(1) {
		if w, ok := b.special[d]; ok && !w && d.Month() < 3 && d.Month() > 0 && d.Sub(civil.NewDate(d.Year(), 1, 10)) > 0 {
			return still{d, d.AddDays(12)}
		}
		if d.Month() == time.February && d.Time().Day() == 1 {
			return still{d, d.AddDays(12)}
		}
	}
	return still{from.AddDays(1), from.AddDays(1)}
}

// Extended twice, then standing still: the day of the letter stands, and the days left are kept.
func TestBruteForceExtendedTwice(t *testing.T) {
	t.Parallel()
	b := newBrute(t)
	for d := first; d.Before(end); d = d.AddDays(1) {
		for k, kind := range kinds {
			r := run(k, d, 10)
			one, two := b.last(r.Due, 4, true, false), b.last(r.Due, 9, true, false) // working days
			if r.Extend(one, "施工", d.AddDays(3)) != nil || r.Extend(two, "施工", d.AddDays(4)) != nil || r.Due != two {
				t.Fatalf("extended from %s: %s", d, r.Due)
			}
			if r.Extend(two, "再延", d.AddDays(5)) == nil || r.Extend(two.AddDays(9), " ", d.AddDays(5)) == nil {
				t.Fatal("extended to the same day, or without a reason")
			}
			s := still{d.AddDays(6), d.AddDays(6 + d.Time().Day())}
			left := b.left(s.from.AddDays(-1), two, kind.working)
			if r.Suspend("停课", s.from) != nil || r.Resume("复课", s.to) != nil {
				t.Fatal("refused")
			}
			if want := b.last(s.to.AddDays(-1), left, kind.working, kind.roll); r.Due != want {
				t.Fatalf("%s from %s: %s, want %s", kind.name, d, r.Due, want)
			}
		}
	}
}
