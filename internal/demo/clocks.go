package demo

import (
	"fmt"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
)

// desks plans what the offices decide about clocks in the course of the year: every other Thursday each
// looks through the proposals that wait for it; in January the city office corrects the calendar.
func (b *builder) desks() {
	for day := 20; day < 365; day += 14 {
		b.line.at(workday(b.start, day, 16), func() error {
			if err := b.decide(b.staff); err != nil {
				return err
			}
			for _, d := range b.districts {
				if err := b.decide(d.staff); err != nil {
					return fmt.Errorf("%s: %w", d.short, err)
				}
			}
			return nil
		})
	}
	next := b.start.In(civil.Beijing).Year() + 1
	b.line.at(time.Date(next, 1, 6, 2, 0, 0, 0, time.UTC), func() error { return b.correctCalendar(next) })
}

// decide goes through the proposals that wait for an office: what a clock other than that of a
// rectification brought. One in three is confirmed, one declined, one left until next time.
func (b *builder) decide(who actor.Actor) error {
	list, err := b.app.Ladder.List(b.as(who), ladder.Filter{Mine: true, Rung: ladder.Notice}, page.Req{Size: page.Max, Sort: "at"})
	if err != nil {
		return err
	}
	for i, e := range list.Rows {
		if e.Kind == rectify.OrderID("").Ref().Kind && e.Rule != "rectify.recheck" && e.Rule != "rectify.verify" { // their stories decide
			continue
		}
		switch (i + e.DaysLate + int(e.At.Unix()/86400)) % 3 {
		case 0:

			today := civil.DateOf(b.clock.now())
			err = b.app.Ladder.Confirm(b.as(who), e.ID, e.Version, ladder.Decision{Demand: "请抓紧办理，按期报送办理情况。", DueOn: today.AddDays(12), Reason: "催办后仍未完成。"})
		case 1:
			err = b.app.Ladder.Decline(b.as(who), e.ID, e.Version, "已电话核实，材料正在履行内部审批，近日可以完成。")
		}
		if errs.KindOf(err) == errs.Conflict { // done meanwhile
			err = b.app.Ladder.Decline(b.as(who), e.ID, e.Version, "事项已经办结。")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// correctCalendar adds a day off that the shipped calendar does not know, while a plan filed with the
// city waits for its review: its clock is counted anew.
func (b *builder) correctCalendar(year int) error {
	on := civil.NewDate(year, 1, 9)
	for !isWorkday(on) {
		on = on.AddDays(1)
	}
	_, err := b.app.Clock.CorrectCalendar(b.as(b.staff), clock.Correction{Days: []clock.SetDay{{On: on, Kind: "holiday", Name: "临时放假（演示）"}},
		Source: "演示数据，不是真实的放假通知", Reason: "大型活动临时放假（演示）"})
	return err
}

// asks plans what the unit asks about the clock of its rectification: more time, which is granted in
// part, granted, refused or withdrawn, or still waits.
func (s *story) asks(at func(days, hour int, do func() error)) {
	if s.n%2 != 0 && s.fate != overdue {
		return
	}
	asked := 63
	if s.n%4 == 2 { // these began in the last weeks: their requests still wait
		asked = 46
	}
	var id string
	var until civil.Date
	at(asked, 10, func() error {
		return s.withClock(s.answer, func(r clock.Running) (err error) {
			if r.Due.IsZero() {
				return nil
			}
			until = r.Due.AddDays(10)
			id, err = s.b.app.Clock.Ask(s.b.as(s.answer), clock.NewRequest{DutyID: r.ID, What: clock.AskExtend, Until: until, Reason: s.words.excuse})
			return err
		})
	})
	at(66, 16, func() error {
		if id == "" {
			return nil
		}
		switch q := s.n % 8; {
		case s.fate == overdue:
			return s.b.app.Clock.Refuse(s.b.as(s.staff), id, 1, "整改时间已经充足，请按期完成。")
		case q == 0:
			return s.b.app.Clock.Grant(s.b.as(s.staff), id, 1, until.AddDays(-3), "同意延期，请于新的期限前报送。")
		default:
			return s.b.app.Clock.Withdraw(s.b.as(s.answer), id, 1)
		}
	})
}

// standsStill lets a school that is late with its self-evaluation ask that the clock stands still for a
// week, which the office grants.
func (s *story) standsStill(at func(days, hour int, do func() error)) {
	if s.fate != lateEval {
		return
	}
	var duty clock.Running
	at(4, 10, func() error {
		open, err := clock.Open(s.b.ctx, s.b.app.DB, inspect.Inspection{ID: s.id}.Ref())
		if err != nil {
			return err
		}
		for _, r := range open {
			if r.MayAsk(s.b.as(s.answer)) == nil && !r.Due.IsZero() {
				duty = r
			}
		}
		if duty.ID == "" {
			return nil
		}
		id, err := s.b.app.Clock.Ask(s.b.as(s.answer), clock.NewRequest{DutyID: duty.ID, What: clock.AskSuspend, Reason: "因流感停课一周，无法组织自评。"})
		if err != nil {
			return err
		}
		return s.b.app.Clock.Grant(s.b.as(s.staff), id, 1, civil.Date{}, "复课后恢复计时。")
	})
	at(11, 9, func() error {
		if duty.ID == "" {
			return nil
		}
		now, _, err := s.b.app.Clock.Duty(s.b.as(s.staff), duty.ID)
		if err != nil || now.SuspendedOn.IsZero() || !now.ClosedAt.IsZero() {
			return err
		}
		return s.b.app.Clock.Resume(s.b.as(s.staff), now.ID, now.Version, "学校已复课。")
	})
}

// withClock gives the clock on which the unit owes its result.
func (s *story) withClock(who actor.Actor, do func(clock.Running) error) error {
	return s.withOrder(who, func(o rectify.Full) error {
		open, err := s.b.app.Rectify.Clocks(s.b.as(who), o.ID)
		if err != nil {
			return err
		}
		for _, r := range open {
			if r.Step == string(rectify.Submit) && r.SuspendedOn.IsZero() {
				return do(r)
			}
		}
		return nil
	})
}
