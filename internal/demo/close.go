package demo

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
)

func (s *story) compose() error {
	if err := s.b.app.Report.Compose(s.b.as(s.staff), s.id); err != nil {
		return err
	}
	return s.withReport(s.staff, func(r report.Full) error { return s.b.app.Report.Submit(s.letPass(s.staff), s.id, r.Version) })
}

func (s *story) withReport(who actor.Actor, do func(report.Full) error) error {
	r, err := s.b.app.Report.Load(s.b.as(who), s.id)
	if err != nil {
		return err
	}
	return do(r)
}

func (s *story) approve() error {
	return s.withReport(s.leader, func(r report.Full) error {
		return s.b.app.Report.Approve(s.b.as(s.leader), s.id, r.Version, "")
	})
}

func (s *story) file() error {
	government := "北京市人民政府"
	return s.withReport(s.staff, func(r report.Full) error {
		if !r.FromCity() {
			government = r.OfficeName[:len(r.OfficeName)-len("教育督导室")]
		}
		return s.b.app.Report.File(s.b.as(s.staff), s.id, r.Version, government, s.now())
	})
}

func (s *story) receive() error {
	return s.withReport(s.b.staff, func(r report.Full) error {
		if r.FromCity() || s.n%6 == 5 { // one in six still waits for its receipt
			return nil
		}
		return s.b.app.Report.Receive(s.b.as(s.b.staff), s.id, r.Version, s.number("备"))
	})
}

func (s *story) publish() error {
	return s.withReport(s.staff, func(r report.Full) error { return s.b.app.Report.Publish(s.b.as(s.staff), s.id, r.Version) })
}

// rectification plans what the unit does about its order, and the office about the unit.
func (s *story) rectification(at func(days, hour int, do func() error)) {
	if !s.wants() {
		at(60, 15, s.close)
		return
	}
	at(44, 15, s.sendPlan)
	at(48, 15, s.agree)
	switch s.fate {
	case silent:
		at(37+45+8, 10, s.urge)
		return
	case overdue:
		at(37+45+6, 10, s.urge)
		at(37+45+15, 15, s.submit)
	default:
		at(74, 15, s.submit)
	}
	s.asks(at)
	late := 37 + 45 + 15
	accepted, back := late+6, late+90
	switch {
	case s.fate == returned, s.fate == overdue:
	case s.n%7 != 4: // one office in seven is late with its verification
		accepted = 84
	}
	if s.n%7 == 5 { // and one with the visit back
		back = late + 108
	}
	if s.fate == returned {
		at(80, 10, s.sendBack)
		at(94, 15, s.submit)
	}
	at(accepted, 10, s.accept)
	at(accepted+4, 10, s.release)
	at(back, 10, s.recheck)
	at(back+4, 10, s.finishOrder)
	at(back+6, 10, s.close)
}

// order returns the order of the story as a person sees it.
func (s *story) order(who actor.Actor) (rectify.Full, error) {
	orders, err := rectify.OrdersOf(s.b.as(who), s.b.app.DB, ident.Ref{Kind: inspect.RefKind, ID: s.id})
	if err != nil {
		return rectify.Full{}, err
	}
	if len(orders) == 0 {
		return rectify.Full{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return s.b.app.Rectify.Order(s.b.as(who), orders[0].ID)
}

func (s *story) withOrder(who actor.Actor, do func(rectify.Full) error) error {
	o, err := s.order(who)
	if err != nil {
		return err
	}
	return do(o)
}

// remedy finds the words for an item.
func (s *story) remedy(i rectify.Item) problem {
	for _, p := range s.problems {
		if p.text == i.Text {
			return p
		}
	}
	return s.problems[0]
}

func (s *story) sendPlan() error {
	return s.withOrder(s.answer, func(o rectify.Full) error {
		var plans []rectify.ItemPlan
		for _, i := range o.List {
			plans = append(plans, rectify.ItemPlan{ItemID: i.ID, Measures: s.remedy(i).measure, Lead: s.words.lead, ByOn: s.day(70)})
		}
		return s.b.app.Rectify.SendPlan(s.b.as(s.answer), o.ID, o.Version, "成立整改工作小组，逐项落实。", "主要负责人", plans)
	})
}

func (s *story) agree() error {
	return s.withOrder(s.staff, func(o rectify.Full) error { return s.b.app.Rectify.ApprovePlan(s.b.as(s.staff), o.ID, o.Version) })
}

func (s *story) submit() error {
	return s.withOrder(s.answer, func(o rectify.Full) error {
		var results []rectify.ItemResult
		var evidence []rectify.Evidence
		for _, i := range o.List {
			results = append(results, rectify.ItemResult{ItemID: i.ID, Result: s.remedy(i).result})
			if err := s.remedyFiles(i); err != nil {
				return err
			}
			evidence = append(evidence, rectify.Evidence{ItemID: i.ID, Title: "整改台账和现场照片", Note: s.remedy(i).result, HappenedOn: s.now().AddDays(-1)})
		}
		return s.b.app.Rectify.SubmitResult(s.b.as(s.answer), o.ID, o.Version, "整改任务已完成，现报告结果。", results, evidence)
	})
}

func (s *story) sendBack() error {
	return s.withOrder(s.members[1], func(o rectify.Full) error {
		unmet := map[string]string{}
		for _, i := range o.List {
			unmet[i.ID] = "材料只有制度文本，没有执行记录。"
		}
		return s.b.app.Rectify.ReturnResult(s.b.as(s.members[1]), o.ID, o.Version, "整改证据不足，请补充执行记录。", unmet, s.day(37+45+12))
	})
}

// urge decides about the 督办单 that was proposed after the deadline.
func (s *story) urge() error {
	return s.withOrder(s.staff, func(o rectify.Full) error {
		for _, e := range o.Rungs {
			if e.State != ladder.Proposed || e.Rung != ladder.Notice {
				continue
			}
			if s.n%4 == 1 {
				return s.b.app.Ladder.Decline(s.b.as(s.staff), e.ID, e.Version, s.words.excuse)
			}
			return s.b.app.Ladder.Confirm(s.b.as(s.staff), e.ID, e.Version, ladder.Decision{Demand: "整改逾期，请限期报告整改结果并公布整改情况。", DueOn: s.now().AddDays(15), Reason: "逾期未报整改结果。"})
		}
		return nil
	})
}

func (s *story) accept() error {
	return s.withOrder(s.members[1], func(o rectify.Full) error {
		return s.b.app.Rectify.AcceptResult(s.b.as(s.members[1]), o.ID, o.Version, "现场核查与材料一致，问题已整改到位。", civil.Date{})
	})
}

func (s *story) release() error {
	return s.withOrder(s.staff, func(o rectify.Full) error { return s.b.app.Rectify.PublishResult(s.b.as(s.staff), o.ID, o.Version) })
}

func (s *story) recheck() error {
	return s.withOrder(s.members[1], func(o rectify.Full) error {
		var again []string
		if s.fate == relapses {
			again = []string{o.List[0].ID}
		}
		return s.b.app.Rectify.RecheckOrder(s.b.as(s.members[1]), o.ID, o.Version, s.words.recheck, again)
	})
}

func (s *story) finishOrder() error {
	return s.withOrder(s.staff, func(o rectify.Full) error { return s.b.app.Rectify.CloseOrder(s.b.as(s.staff), o.ID, o.Version) })
}

func (s *story) close() error {
	return s.b.app.Inspect.CloseWork(s.b.as(s.staff), s.id, s.version(s.staff))
}

// letPass is somebody who gives a reason when the check before issue warns: the demo has no photographs.
func (s *story) letPass(who actor.Actor) context.Context {
	return letters.Excused(s.b.as(who), "证据为现场查看的原件，已留存督导档案")
}
