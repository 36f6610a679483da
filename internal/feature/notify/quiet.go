package notify

import (
	"context"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
)

// Quiet are the hours in which nothing leaves the program unless it is urgent: rows of notify_param.
type Quiet struct {
	From, To int  // minutes of the day in Beijing, such as 20:00 and 07:30
	Rest     bool // also weekends and holidays

	cal *clock.Calendar // which days rest; nil is the shipped one
}

// quietOn loads the hours as they stand on a day.
func quietOn(ctx context.Context, r db.Reader, on civil.Date) (Quiet, error) {
	rows, err := db.List[struct {
		Code  string `db:"code"`
		Value int    `db:"value"`
	}](ctx, r, `select code, value from notify_param where from_on <= $1 and (to_on is null or to_on >= $2) order by from_on`, on, on)
	q := Quiet{From: 24 * 60}
	for _, row := range rows {
		switch row.Code {
		case "quiet_from":
			q.From = row.Value
		case "quiet_to":
			q.To = row.Value
		case "quiet_rest":
			q.Rest = row.Value == 1
		}
	}
	if err == nil && q.Rest {
		q.cal, err = clock.CalendarOf(ctx, r)
	}
	return q, err
}

// Next returns the first moment from now on in which something may leave.
func (q Quiet) Next(now time.Time) time.Time {
	local := now.In(civil.Beijing)
	minute := local.Hour()*60 + local.Minute()
	day := civil.DateOf(local)
	switch {
	case q.rests(day), minute >= q.From:
		for day = day.AddDays(1); q.rests(day); {
			day = day.AddDays(1)
		}
	case minute >= q.To:
		return now
	}
	return day.Time().Add(time.Duration(q.To) * time.Minute)
}

func (q Quiet) rests(d civil.Date) bool {
	if !q.Rest {
		return false
	}
	cal := q.cal
	if cal == nil {
		cal = clock.ShippedCalendar()
	}
	works, _ := cal.IsWorkday(d)
	return !works
}
