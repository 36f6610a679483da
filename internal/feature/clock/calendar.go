package clock

import (
	"encoding/csv"
	"fmt"
	"sort"
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

func (d Day) works() bool { return d.Kind == Workday || d.Kind == MakeUp }

// Calendar says which days are worked. It never changes: another calendar is another value. Counting
// is by table: a clock of months costs no more than one of days.
type Calendar struct {
	days  map[civil.Date]Day // those that differ from the week
	years map[int]bool       // those whose holidays are known

	until  []int32 // working days up to and including the day so many days after epoch
	unsure []int32 // days up to and including it that lie in a year without holiday data
	works  []int32 // the working days, as days after epoch
}

// The tables reach over this century and the end of the last.
var (
	epoch   = civil.NewDate(1990, time.January, 1)
	horizon = civil.NewDate(2101, time.January, 1).Sub(epoch)
)

// newCalendar makes the tables of days that differ from the week.
func newCalendar(days map[civil.Date]Day, years map[int]bool) *Calendar {
	c := &Calendar{days: days, years: years, until: make([]int32, horizon), unsure: make([]int32, horizon)}
	var n, un int32
	d := epoch
	for i := range horizon {
		if c.day(d).works() {
			n++
			c.works = append(c.works, int32(i))
		}
		if !years[d.Year()] {
			un++
		}
		c.until[i], c.unsure[i] = n, un
		d = d.AddDays(1)
	}
	return c
}

// ShippedCalendar is the calendar of data/holidays.csv, without what the city office has added.
var ShippedCalendar = sync.OnceValue(func() *Calendar {
	list, err := readDays(string(data.Holidays))
	if err != nil {
		panic("data/holidays.csv: " + err.Error()) // embedded: found when the program is built and tested
	}
	days, years := map[civil.Date]Day{}, map[int]bool{}
	for _, d := range list {
		days[d.Date] = d
		years[d.Date.Year()] = true
	}
	return newCalendar(days, years)
})

// readDays reads date, kind (holiday or workday) and name, with a line of headings.
func readDays(text string) (out []Day, err error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		d, err := civil.ParseDate(row[0])
		if err != nil {
			return nil, err
		}
		day := Day{Date: d, Name: row[2], Kind: Holiday}
		switch row[1] {
		case "holiday":
		case "workday":
			day.Kind = MakeUp
		default:
			return nil, fmt.Errorf("line %d: unknown kind %q", i+1, row[1])
		}
		out = append(out, day)
	}
	return out, nil
}

func (c *Calendar) day(d civil.Date) Day {
	if day, ok := c.days[d]; ok {
		return day
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Day{Date: d, Kind: Weekend}
	}
	return Day{Date: d, Kind: Workday}
}

// IsWorkday reports whether d is a working day. known is false for a year whose holidays are not in
// the calendar: then only the weekday decides, and whoever shows the result says so.
func (c *Calendar) IsWorkday(d civil.Date) (workday, known bool) {
	return c.day(d).works(), c.years[d.Year()]
}

// at is the place of a day in the tables; ok is false outside of them.
func at(d civil.Date) (i int, ok bool) {
	i = d.Sub(epoch)
	return i, i > 0 && i < horizon
}

// AddWorkdays returns the n-th working day after d; before d if n is negative. known is false when a
// year on the way has no holiday data.
func (c *Calendar) AddWorkdays(d civil.Date, n int) (last civil.Date, known bool) {
	if n == 0 {
		return d, true
	}
	i, ok := at(d)
	if !ok {
		return c.walk(d, n)
	}
	k := int(c.until[i]) + n - 1 // the n-th working day after d
	if n < 0 {
		k = int(c.until[i-1]) + n // before d: d itself does not count
	}
	if k < 0 || k >= len(c.works) {
		return c.walk(d, n)
	}
	j := int(c.works[k])
	return epoch.AddDays(j), c.sure(i, j)
}

// sure reports whether no day between two places of the tables lies in a year without holiday data; the
// earlier end does not count, as it is not counted.
func (c *Calendar) sure(i, j int) bool {
	if j < i {
		i, j = j-1, i-1
	}
	return i == j || c.unsure[j] == c.unsure[max(i, 0)]
}

// walk is AddWorkdays outside the tables.
func (c *Calendar) walk(d civil.Date, n int) (last civil.Date, known bool) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	known = true
	for n > 0 {
		d = d.AddDays(step)
		work, sure := c.IsWorkday(d)
		known = known && sure
		if work {
			n--
		}
	}
	return d, known
}

// Workdays counts the working days after from up to and including to; negative if to is earlier.
func (c *Calendar) Workdays(from, to civil.Date) (n int, known bool) {
	sign := 1
	if to.Before(from) {
		from, to, sign = to, from, -1
	}
	i, ok := at(from)
	j, there := at(to)
	if ok && there {
		return sign * int(c.until[j]-c.until[i]), i == j || c.unsure[j] == c.unsure[i]
	}
	known = true
	for from.Before(to) {
		from = from.AddDays(1)
		work, sure := c.IsWorkday(from)
		known = known && sure
		if work {
			n++
		}
	}
	return sign * n, known
}

// Roll returns d, or the next working day if d is none.
func (c *Calendar) Roll(d civil.Date) (last civil.Date, known bool) {
	if work, sure := c.IsWorkday(d); work {
		return d, sure
	}
	_, sure := c.IsWorkday(d)
	last, known = c.AddWorkdays(d, 1)
	return last, known && sure
}

// Month is one month of a year's calendar.
type Month struct {
	Month    time.Month
	Days     []Day
	Workdays int
}

// Year returns the twelve months of a year; known is false if the year has no holiday data.
func (c *Calendar) Year(year int) (months []Month, known bool) {
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

// Years returns the years with holiday data, in order.
func (c *Calendar) Years() []int {
	var out []int
	for y := range c.years {
		out = append(out, y)
	}
	sort.Ints(out)
	return out
}
