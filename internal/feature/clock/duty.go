package clock

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
)

// Duty is something a person or a unit owes.
type Duty struct {
	ident.Ref                   // the record
	Step      string            `db:"step"`       // what is owed, unique per record while open: "reply", "submit"
	Rule      Rule              `db:"rule"`       // where the deadline comes from
	From      civil.Date        `db:"from_on"`    // day the clock starts; the first day counted is the next one; zero is today
	Due       civil.Date        `db:"due_on"`     // a day given in a letter; zero with a Rule is computed and returned by Start
	UnitPath  string            `db:"unit_path"`  // whose record it is
	AccountID string            `db:"account_id"` // who owes it: one person, or
	UnitID    string            `db:"unit_id"`    // the people of a unit
	Need      access.Permission `db:"need"`       // who hold this permission there
	Title     string            `db:"title"`      // what the record is, in Chinese: "整改:示范第一小学"
	Action    string            `db:"action"`     // the next step as a button, in Chinese: "提交整改报告"
	URL       string            `db:"url"`        // where it is done
}

// Running is a duty with the figures its deadline was computed with.
type Running struct {
	ID      string `db:"id"`
	Version int    `db:"version"`
	Duty
	DeadlineID  string     `db:"deadline_id"` // the row of deadlines, "" for a day given in a letter
	Length      int        `db:"length"`
	Days        DayUnit    `db:"days"`
	Article     string     `db:"article"`
	Evidence    string     `db:"evidence"`
	Warn        int        `db:"warn"`
	Sure        bool       `db:"sure"`   // false: a year on the way had no holiday data
	Roll        bool       `db:"roll"`   // a last day that is no working day moves to the next one
	Ladder      bool       `db:"ladder"` // being late leads up the ladder 提醒 → 督办单 → 约谈 → 通报 → 问责
	SuspendedOn civil.Date `db:"suspended_on"`
	RemindOn    civil.Date `db:"remind_on"`  // when the night job looks next; zero when all is said
	ClimbOn     civil.Date `db:"climb_on"`   // when the ladder looks next; zero when nothing follows
	Counted     civil.Date `db:"counted_on"` // the last day counted, before Due rolls to a working day
	OpenedAt    civil.Time `db:"opened_at"`
	ClosedAt    civil.Time `db:"closed_at"`

	cal *Calendar // counted by; nil is the shipped one
}

// DutyURL is where the deadline of a duty is explained, extended and suspended.
func (r Running) DutyURL() string { return "/duties/" + r.ID }

// Standing says how a duty stands on a day, without a word of any page: web packages copy it into
// ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent}.
type Standing struct {
	Due       civil.Date
	Left      int // days left, natural or working as the deadline counts; negative when late
	Days      DayUnit
	Late      bool
	Soon      bool
	Suspended bool
	Percent   int    // of the time used up, 0 to 100
	Tone      string // as ui.Tone: "late", "soon", "act" or ""
	Sure      bool
}

// On returns how the duty stands on a day.
func (r Running) On(today civil.Date) Standing {
	s := Standing{Due: r.Due, Days: r.Days, Sure: r.Sure}
	if !r.SuspendedOn.IsZero() {
		s.Suspended, today = true, r.SuspendedOn
	}
	if r.Due.IsZero() {
		return s
	}
	s.Left = r.left(today)
	s.Late = !s.Suspended && r.Due.Before(today)
	s.Soon = !s.Suspended && !s.Late && !today.Before(r.warnOn())
	s.Percent = 100
	if whole := r.Due.Sub(r.From); whole > 0 {
		s.Percent = min(max(today.Sub(r.From)*100/whole, 0), 100)
	}
	switch {
	case s.Suspended:
	case s.Late:
		s.Tone = "late"
	case s.Soon:
		s.Tone = "soon"
	default:
		s.Tone = "act"
	}
	return s
}

func (r Running) left(today civil.Date) int {
	if r.Days == Working {
		n, _ := r.calendar().Workdays(today, r.Due)
		return n
	}
	return r.Due.Sub(today)
}

// Words says how a duty stands: "还剩 3 天", "逾期 2 个工作日".
func (s Standing) Words(ctx context.Context) string {
	working := s.Days == Working
	switch {
	case s.Suspended:
		return lang.T(ctx, "已中止计时")
	case s.Due.IsZero():
		return lang.T(ctx, "无期限")
	case s.Late && working:
		return lang.T(ctx, "逾期 %d 个工作日", max(-s.Left, 1))
	case s.Late:
		return lang.T(ctx, "逾期 %d 天", -s.Left)
	case s.Left == 0:
		return lang.T(ctx, "今天到期")
	case working:
		return lang.T(ctx, "还剩 %d 个工作日", s.Left)
	}
	return lang.T(ctx, "还剩 %d 天", s.Left)
}

// warnOn is the first day of being due soon.
func (r Running) warnOn() civil.Date {
	if r.Days == Working {
		d, _ := r.calendar().AddWorkdays(r.Due, -r.Warn)
		return d
	}
	return r.Due.AddDays(-r.Warn)
}

// schedule sets the day the night job looks at the duty next: its warning day if that is ahead, then
// its last day, then the day after it, when the ladder looks as well.
func (r *Running) schedule(today civil.Date) {
	r.RemindOn, r.ClimbOn = civil.Date{}, civil.Date{}
	if r.Due.IsZero() || !r.SuspendedOn.IsZero() {
		return
	}
	r.RemindOn = r.Due.AddDays(1)
	if r.Ladder {
		r.ClimbOn = r.RemindOn
	}
	if w := r.warnOn(); today.Before(w) {
		r.RemindOn = w
	} else if today.Before(r.Due) {
		r.RemindOn = r.Due
	}
}

// Limit gives the duty the last day of a 督办单 (京教组发〔2020〕5号 (三): 要发督办单,限期整改).
func (r *Running) Limit(to, today civil.Date) error {
	if err := r.open(); err != nil {
		return err
	}
	var c errs.Check
	c.That(today.Before(to), "due_on", "督办期限必须晚于今天")
	c.That(r.Due.IsZero() || r.Due.Before(today) || !to.Before(r.Due), "due_on", "督办期限不能早于现在的期限")
	c.That(r.SuspendedOn.IsZero(), "due_on", "该期限已经中止计时")
	if err := c.Err(); err != nil {
		return err
	}
	r.Due, r.Counted = to, to
	r.schedule(today)
	return nil
}

// Extend gives the duty a later last day.
func (r *Running) Extend(to civil.Date, reason string, today civil.Date) error {
	if err := r.open(); err != nil {
		return err
	}
	var c errs.Check
	c.That(r.Due.Before(to), "to", "新的期限须晚于原期限")
	c.That(!to.Before(today), "to", "新的期限不能早于今天")
	c.That(strings.TrimSpace(reason) != "", "reason", "请说明理由")
	if err := c.Err(); err != nil {
		return err
	}
	r.Due, r.Counted = to, to
	r.schedule(today)
	return nil
}

// Suspend stops the count from today on.
func (r *Running) Suspend(reason string, today civil.Date) error {
	if err := r.open(); err != nil {
		return err
	}
	if !r.SuspendedOn.IsZero() {
		return errSuspended
	}
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	r.SuspendedOn = today
	r.schedule(today)
	return nil
}

// Resume lets the count go on: the day it was suspended is not counted any more, the day it goes on is
// counted again; the days between are added to the last day.
func (r *Running) Resume(reason string, today civil.Date) error {
	if err := r.open(); err != nil {
		return err
	}
	if r.SuspendedOn.IsZero() {
		return errs.New(errs.Conflict, "该期限没有中止计时")
	}
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	if !r.Due.IsZero() {
		counted, due, known := r.later(r.Counted, r.Due, r.SuspendedOn, today)
		r.Counted, r.Due, r.Sure = counted, due, r.Sure && known
	}
	r.SuspendedOn = civil.Date{}
	r.schedule(today)
	return nil
}

func (r *Running) open() error {
	if !r.ClosedAt.IsZero() {
		return errs.New(errs.Conflict, "该事项已经办结")
	}
	return nil
}

// WorkingLeft counts the working days left on a day, whatever the deadline counts; negative when late.
func (r Running) WorkingLeft(today civil.Date) int {
	n, _ := r.calendar().Workdays(today, r.Due)
	return n
}
