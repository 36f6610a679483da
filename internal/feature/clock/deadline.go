package clock

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
)

// Rule names a deadline in the table of deadlines, such as "inspect.reply". "" is a duty without a
// legal deadline: give Due yourself, or none.
type Rule string

// DayUnit says which days a deadline counts.
type DayUnit string

const (
	Natural DayUnit = "natural" // 自然日
	Working DayUnit = "working" // 工作日
)

// The grades of evidence behind a figure (rules §0): found at its source, found second hand, or
// taken from general understanding. What is not C is a figure the office may correct.
const (
	Found      = "C"
	SecondHand = "C-2nd"
	Understood = "M"
)

// Deadline is one row: how long a step may take, during an interval of time, and why. The row
// recorded last among those that cover a day is in force that day.
type Deadline struct {
	ID          string     `db:"id" yaml:"-"`
	Rule        Rule       `db:"rule" yaml:"rule"`
	Label       string     `db:"label" yaml:"label"`
	Length      int        `db:"length" yaml:"length"`
	Days        DayUnit    `db:"days" yaml:"days"`
	Roll        bool       `db:"roll" yaml:"roll"`     // a last day that is no working day moves to the next one
	Ladder      bool       `db:"ladder" yaml:"ladder"` // being late is a failing of a unit or an office, see doc.go
	From        string     `db:"from_what" yaml:"from"`
	Article     string     `db:"article" yaml:"article"`
	Source      string     `db:"source" yaml:"source"`
	Evidence    string     `db:"evidence" yaml:"evidence"`
	Warn        int        `db:"warn" yaml:"warn"` // days before the last day that a reminder goes out
	ValidFrom   civil.Date `db:"valid_from" yaml:"valid_from"`
	ValidTo     civil.Date `db:"valid_to" yaml:"valid_to"` // the first day it no longer holds; zero is open
	Reason      string     `db:"reason" yaml:"-"`          // why the office changed it
	CreatedBy   string     `db:"created_by" yaml:"-"`
	CreatedName string     `db:"created_name" yaml:"-"`
	CreatedAt   civil.Time `db:"created_at" yaml:"-"`
}

// Covers reports whether the row is meant for a clock that starts on d.
func (d Deadline) Covers(on civil.Date) bool {
	return !on.Before(d.ValidFrom) && (d.ValidTo.IsZero() || on.Before(d.ValidTo))
}

// InForce returns the row that holds on a day; rows are in the order they were recorded.
func InForce(rows []Deadline, on civil.Date) (Deadline, bool) {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Covers(on) {
			return rows[i], true
		}
	}
	return Deadline{}, false
}

// Last returns the last day of a deadline whose clock starts on from: the next day is the first
// counted. known is false when a year on the way has no holiday data.
func (d Deadline) Last(cal *Calendar, from civil.Date) (last civil.Date, known bool) {
	_, last, known = d.last(cal, from)
	return last, known
}

// last also returns the last day that is counted, before it moves to a working day.
func (d Deadline) last(cal *Calendar, from civil.Date) (counted, last civil.Date, known bool) {
	if d.Days == Working {
		last, known = cal.AddWorkdays(from, d.Length)
		return last, last, known
	}
	counted = from.AddDays(d.Length)
	if d.Roll {
		last, known = cal.Roll(counted)
		return counted, last, known
	}
	return counted, counted, true
}

// check holds what a new row must be.
func (d Deadline) check() error {
	var c errs.Check
	c.That(d.Length > 0 && d.Length <= 3650, "length", "期限须为 1 至 3650 天")
	c.That(d.Days == Natural || d.Days == Working, "days", "请选择自然日或工作日")
	c.That(d.Warn >= 0 && d.Warn < max(d.Length, 1), "warn", "提前提醒的天数须少于期限")
	c.That(d.Evidence == Found || d.Evidence == SecondHand || d.Evidence == Understood, "evidence", "请选择证据等级")
	c.That(!d.ValidFrom.IsZero(), "valid_from", "请填写生效日期")
	c.That(d.ValidTo.IsZero() || d.ValidFrom.Before(d.ValidTo), "valid_to", "失效日期须晚于生效日期")
	c.That(strings.TrimSpace(d.Article) != "", "article", "请填写依据条款")
	c.That(strings.TrimSpace(d.Reason) != "", "reason", "请说明修改理由")
	return c.Err()
}

// Run is the clock of a duty that starts under this row: with the figures it keeps. A Due that the duty
// has and the row does not lead to is a day given in a letter: then the row only explains.
func (d Deadline) Run(cal *Calendar, duty Duty) Running {
	counted, last, sure := d.last(cal, duty.From)
	r := Running{Duty: duty, DeadlineID: d.ID, Length: d.Length, Days: d.Days, Article: d.Article, Evidence: d.Evidence, Warn: d.Warn, Sure: true, cal: cal,
		Ladder: d.Ladder && duty.AccountID == "" && duty.UnitID != ""}
	if duty.Due.IsZero() || duty.Due == last {
		r.Due, r.Counted, r.Sure, r.Roll = last, counted, sure, d.Roll
		return r
	}
	r.DeadlineID, r.Length, r.Days, r.Counted = "", duty.Due.Sub(duty.From), Natural, duty.Due
	return r
}
