// Package civil has dates and instants that read and write the same way in
// SQLite and PostgreSQL.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

const (
	dateLayout = "2006-01-02"
	timeLayout = "2006-01-02 15:04:05.000"
)

// Date is a calendar day.
type Date struct{ t time.Time }

// Beijing is the time zone of every civil date of the program (UTC+8, no summer time).
var Beijing = time.FixedZone("Asia/Shanghai", 8*3600)

// DateOf returns the day of t in Beijing.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Beijing).Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// ParseDate parses 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	return Date{t}, err
}

// String returns 2006-01-02, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(dateLayout)
}

// Year returns the calendar year.
func (d Date) Year() int { return d.t.Year() }

// Month returns the month of the year.
func (d Date) Month() time.Month { return d.t.Month() }

// Time returns the first instant of the day in Beijing.
func (d Date) Time() time.Time {
	y, m, day := d.t.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, Beijing)
}

// NewDate returns the day y-m-d.
func NewDate(y int, m time.Month, d int) Date { return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)} }

// UnmarshalText parses 2006-01-02; "" is the zero Date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// IsZero reports whether no day is set.
func (d Date) IsZero() bool { return d.t.IsZero() }

// Before reports whether d comes before x.
func (d Date) Before(x Date) bool { return d.t.Before(x.t) }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return Date{d.t.AddDate(0, 0, n)} }

// Sub returns how many days lie between x and d.
func (d Date) Sub(x Date) int { return int(d.t.Sub(x.t).Hours() / 24) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.t.Weekday() }

func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

func (d *Date) Scan(v any) error { return scan(&d.t, dateLayout, v) }

// Time is an instant, kept in UTC with millisecond precision.
type Time struct{ time.Time }

// At returns t as a stored instant.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Format(timeLayout), nil
}

func (t *Time) Scan(v any) error { return scan(&t.Time, timeLayout, v) }

func scan(dst *time.Time, layout string, v any) (err error) {
	switch v := v.(type) {
	case nil:
		*dst = time.Time{}
	case time.Time:
		*dst = v.UTC()
	case string:
		*dst, err = time.Parse(layout, v)
	default:
		err = fmt.Errorf("civil: cannot scan %T", v)
	}
	return err
}
