package clock_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// 国务院办公厅关于 2026 年部分节假日安排的通知 and its predecessors, as in data/holidays.csv.
func TestWorkdays(t *testing.T) {
	for _, c := range []struct {
		on          string
		work, known bool
	}{
		{"2026-09-01", true, true},  // Tuesday
		{"2026-09-05", false, true}, // Saturday
		{"2026-10-01", false, true}, // National Day, a Thursday
		{"2026-09-20", true, true},  // Sunday worked before National Day
		{"2024-02-04", true, true},  // Sunday worked before the Spring Festival
		{"2031-01-01", true, false}, // no notice for that year: only the weekday, and said so
		{"2031-01-04", false, false},
	} {
		if work, known := clock.ShippedCalendar().IsWorkday(day(c.on)); work != c.work || known != c.known {
			t.Errorf("%s: workday %v known %v", c.on, work, known)
		}
	}
}

func TestAddWorkdays(t *testing.T) {
	for _, c := range []struct {
		from  string
		n     int
		want  string
		known bool
	}{
		{"2026-09-01", 10, "2026-09-15", true},
		{"2026-09-30", 1, "2026-10-08", true},
		{"2026-10-08", -1, "2026-09-30", true},
		{"2026-12-31", 1, "2027-01-01", false}, // 2027 has no data: a guess, and marked as one
		{"2026-09-01", 0, "2026-09-01", true},
	} {
		got, known := clock.ShippedCalendar().AddWorkdays(day(c.from), c.n)
		if got != day(c.want) || known != c.known {
			t.Errorf("%s + %d = %s %v, want %s %v", c.from, c.n, got, known, c.want, c.known)
		}
		if c.known {
			if n, _ := clock.ShippedCalendar().Workdays(day(c.from), got); n != c.n {
				t.Errorf("from %s to %s are %d working days, want %d", c.from, got, n, c.n)
			}
		}
	}
}

func TestEveryYearOfTheCalendarAddsUp(t *testing.T) {
	years := clock.ShippedCalendar().Years()
	first, last := years[0], years[len(years)-1]
	if first != 2015 || last < 2026 {
		t.Fatalf("data from %d to %d", first, last)
	}
	for y := first; y <= last; y++ {
		months, known := clock.ShippedCalendar().Year(y)
		n := 0
		for _, m := range months {
			n += m.Workdays
		}
		if !known || n < 245 || n > 253 {
			t.Errorf("%d has %d working days, known %v", y, n, known)
		}
	}
}
