package clock

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"time"

	"dudao/data"
	"dudao/internal/base/civil"
)

// DayKind is what a day is in the working-day calendar.
type DayKind string

const (
	Workday DayKind = "workday" // Monday to Friday
	Weekend DayKind = "weekend" // Saturday and Sunday
	Holiday DayKind = "holiday" // by notice of the State Council
	MakeUp  DayKind = "makeup"  // 调休: a weekend day that is worked
)

// Day is one day of the calendar.
type Day struct {
	Date civil.Date
	Kind DayKind
	Name string // the holiday it belongs to
}

// calendar has the days that differ from the week, and the years that are known.
type calendar struct {
	days  map[civil.Date]Day
	years map[int]bool
}

var beijing = sync.OnceValue(func() calendar {
	c, err := readCalendar(string(data.Holidays))
	if err != nil {
		panic("data/holidays.csv: " + err.Error()) // embedded: found when the program is built and tested
	}
	return c
})

func readCalendar(text string) (calendar, error) {
	c := calendar{map[civil.Date]Day{}, map[int]bool{}}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return c, err
	}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		d, err := civil.ParseDate(row[0])
		if err != nil {
			return c, err
		}
		day := Day{Date: d, Name: row[2]}
		switch row[1] {
		case "holiday":
			day.Kind = Holiday
		case "workday":
			day.Kind = MakeUp
		default:
			return c, fmt.Errorf("line %d: unknown kind %q", i+1, row[1])
		}
		c.days[d] = day
		c.years[d.Year()] = true
	}
	return c, nil
}

func (c calendar) day(d civil.Date) Day {
	if day, ok := c.days[d]; ok {
		return day
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Day{Date: d, Kind: Weekend}
	}
	return Day{Date: d, Kind: Workday}
}

func (d Day) works() bool { return d.Kind == Workday || d.Kind == MakeUp }

// IsWorkday reports whether d is a working day. known is false for a year whose holidays are not in
// the calendar: then only the weekday decides, and whoever shows the result says so.
func IsWorkday(d civil.Date) (workday, known bool) {
	c := beijing()
	return c.day(d).works(), c.years[d.Year()]
}

// AddWorkdays returns the n-th working day after d; before d if n is negative. known is false when a
// year on the way has no holiday data.
func AddWorkdays(d civil.Date, n int) (last civil.Date, known bool) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	known = true
	for n > 0 {
		d = d.AddDays(step)
		work, sure := IsWorkday(d)
		known = known && sure
		if work {
			n--
		}
	}
	return d, known
}

// Workdays counts the working days after from up to and including to; negative if to is earlier.
func Workdays(from, to civil.Date) (n int, known bool) {
	sign := 1
	if to.Before(from) {
		from, to, sign = to, from, -1
	}
	known = true
	for from.Before(to) {
		from = from.AddDays(1)
		work, sure := IsWorkday(from)
		known = known && sure
		if work {
			n++
		}
	}
	return sign * n, known
}

// Month is one month of a year's calendar.
type Month struct {
	Month    time.Month
	Days     []Day
	Workdays int
}

// Year returns the twelve months of a year; known is false if the year has no holiday data.
func Year(year int) (months []Month, known bool) {
	c := beijing()
	for m := time.January; m <= time.December; m++ {
		one := Month{Month: m}
		for d := civil.NewDate(year, m, 1); d.Month() == m; d = d.AddDays(1) {
			day := c.day(d)
			if day.works() {
				one.Workdays++
			}
			one.Days = append(one.Days, day)
		}
		months = append(months, one)
	}
	return months, c.years[year]
}

// Years returns the first and the last year with holiday data.
func Years() (first, last int) {
	for y := range beijing().years {
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	return first, last
}
