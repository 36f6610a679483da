package demo

import (
	"fmt"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/accountability/talk"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/org"
)

// mechanism is one talk, circular, case or commendation of the year with the people in it.
type mechanism struct {
	b                   *builder
	unit                org.Unit
	staff, leader, head actor.Actor
	id                  string
}

// consequences plans what follows from supervision in 海淀 and, about a district, in the city: a talk done and
// filed, a circular whose recommendation is in force, a case in each phase, a commendation.
func (b *builder) consequences() {
	d := b.districts[0]
	at := func(before int, do func() error) {
		b.line.at(workday(b.end.AddDate(0, 0, -before), 0, 15).Add(6*time.Hour), func() error {
			if err := do(); err != nil {
				return fmt.Errorf("demo: accountability, %d days before the end: %w", before, err)
			}
			return nil
		})
	}
	with := func(n int, do func(m *mechanism) error) func() error {
		m := &mechanism{b: b, staff: d.staff, leader: d.leader}
		return func() (err error) {
			m.unit = d.schools[n%len(d.schools)]
			if m.head, err = b.head(m.unit); err != nil {
				return err
			}
			return do(m)
		}
	}
	talked := &mechanism{}
	at(120, with(1, func(m *mechanism) error { talked = m; return m.notified() }))
	at(116, func() error { return talked.held() })
	at(92, func() error { return talked.checked() })
	at(40, with(2, (*mechanism).circulated))
	at(90, with(0, (*mechanism).honoured))
	at(6, with(1, (*mechanism).opened))
	at(12, with(2, func(m *mechanism) error { return m.until(liability.Investigating) }))
	at(9, with(3, func(m *mechanism) error { return m.until(liability.Informed) }))
	at(15, with(4, func(m *mechanism) error { return m.until(liability.Consulting) }))
	at(21, with(3, func(m *mechanism) error { return m.until(liability.Submitted) }))
	var corrected *mechanism
	at(160, with(4, func(m *mechanism) error { corrected = m; return m.until(liability.Informed) }))
	at(140, func() error { return corrected.further(liability.Informed, liability.Consulting) })
	at(128, func() error { return corrected.further(liability.Consulting, liability.Submitted) })
	at(110, func() error { return corrected.further(liability.Submitted, liability.Decided) })
	at(95, func() error { return corrected.reviewed() })
	at(85, func() error { return corrected.appealed() })
	at(75, func() error { return corrected.correct() })
	at(50, with(2, (*mechanism).aboutAPerson))
	at(7, b.aboutADistrict)
}

// dispatch takes the open letter of a record through the house.
func (m *mechanism) dispatch(ref ident.Ref, staff, leader actor.Actor) error {
	b := m.b
	list, err := letters.Of(b.ctx, b.app.DB, ref)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.State != letters.Drafting {
			continue
		}
		if err := b.app.Letters.Submit(b.as(staff), l.ID, l.Version, "与记录核对一致"); err != nil {
			return err
		}
		if err := b.app.Letters.Approve(b.as(leader), l.ID, l.Version+1, true); err != nil {
			return err
		}
		return b.night()
	}
	return errs.New(errs.NotFound, "没有找到相应的记录")
}

func (m *mechanism) record(k accountability.Kind) (accountability.Full, error) {
	return m.b.app.Accountability.Engine.Show(m.b.as(m.staff), k, m.id)
}

// answerAll answers every point of the record.
func (m *mechanism) answerAll(k accountability.Kind, who actor.Actor, id string, verdict reply.Verdict, reason string) error {
	f, err := m.b.app.Accountability.Engine.Show(m.b.as(who), k, id)
	for _, p := range f.Points {
		if err == nil {
			err = m.b.app.Accountability.Engine.Answer(m.b.as(who), k, id, p.ID, verdict, reason)
		}
	}
	return err
}

// inTurn takes steps one after the other, until one fails.
func inTurn(steps ...func() error) error {
	for i, s := range steps {
		if err := s(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

func (m *mechanism) today() civil.Date { return m.b.app.Rectify.Today() }

func (m *mechanism) talk(who actor.Actor, a accountability.Action, in talk.TalkIn) func() error {
	return func() error {
		f, err := m.record(accountability.Talk)
		if err != nil {
			return err
		}
		return m.b.app.Accountability.Talk.Do(m.b.as(who), m.id, f.Version, a, in)
	}
}

func (m *mechanism) sendTalk() error {
	f, err := m.record(accountability.Talk)
	if err != nil {
		return err
	}
	return m.dispatch(f.Ref(), m.staff, m.leader)
}

var speakers = []talk.Speaker{{Name: "演示·督导室主任", Post: "主任"}, {Name: "演示·督学甲", Post: "专职督学"}}

func (m *mechanism) notified() error {
	const facts = "两次督导均发现疏散通道堆放杂物，督办后仍未整改到位。"
	r, err := m.b.app.Accountability.Talk.Open(m.b.as(m.staff), accountability.NewRecord{UnitID: m.unit.ID, Grounds: []string{"talk.safety"}, Facts: facts, Demo: true})
	if err != nil {
		return err
	}
	m.id = r.ID
	return inTurn(
		m.talk(m.staff, talk.Edit, talk.TalkIn{Grounds: []string{"talk.safety"}, Facts: facts, On: m.today().AddDays(4), Time: "9:30", Place: "区督导室会议室", Speakers: speakers, Persons: []accountability.Persons{{Name: "演示·某校长", Post: "校长"}}}),
		m.talk(m.staff, talk.Notify, talk.TalkIn{}), m.sendTalk,
		m.talk(m.head, talk.Statement, talk.TalkIn{Points: []string{"杂物已于收到通知当日清理。", "已明确楼层责任人。"}}))
}

func (m *mechanism) held() error {
	day := m.today()
	return inTurn(
		m.talk(m.staff, talk.Hold, talk.TalkIn{On: day, Speakers: speakers, Warning: "安全底线不容触碰，须立即消除隐患并举一反三。", Said: "接受批评，立行立改。", Demands: []string{"清空全部疏散通道", "建立每日巡查记录"}, DueOn: day.AddDays(30)}),
		m.talk(m.staff, talk.SignOffice, talk.TalkIn{}), m.talk(m.head, talk.Sign, talk.TalkIn{}),
		func() error {
			return m.answerAll(accountability.Talk, m.staff, m.id, "accepted", "经现场核对属实，仍须建立长效机制。")
		},
		m.talk(m.staff, talk.File, talk.TalkIn{}), m.sendTalk)
}

func (m *mechanism) checked() error {
	return inTurn(m.talk(m.head, talk.Report, talk.TalkIn{Text: "通道已全部清空，每日巡查记录已执行三周。"}), m.talk(m.staff, talk.Verify, talk.TalkIn{Met: "yes", Text: "现场核查与报告一致。"}))
}

func (m *mechanism) circulated() error {
	r, err := m.b.app.Accountability.Circular.Open(m.b.as(m.staff), accountability.NewRecord{UnitID: m.unit.ID, Grounds: []string{"circular.poor", "circular.undone"}, Facts: "综合督导下达的三项整改要求，期满后仅完成一项。", Demo: true})
	if err != nil {
		return err
	}
	m.id = r.ID
	do := func(who actor.Actor, a accountability.Action, in circular.CircularIn) func() error {
		return func() error {
			f, err := m.record(accountability.Circular)
			if err != nil {
				return err
			}
			return m.b.app.Accountability.Circular.Do(m.b.as(who), m.id, f.Version, a, in)
		}
	}
	in := circular.CircularIn{Grounds: []string{"circular.poor", "circular.undone"}, Facts: r.Facts, Performance: "整改方案逾期提交，对督办单未按期答复。", Rectification: "三项要求完成一项，两项未启动。",
		Demand: "立即启动其余两项整改，并报告结果。", Recommend: true, RecUntil: m.today().AddDays(180)}
	return inTurn(do(m.staff, circular.Edit, in), do(m.staff, circular.Show, circular.CircularIn{DueOn: m.today().AddDays(7)}),
		do(m.head, circular.Statement, circular.CircularIn{Points: []string{"第二项因施工审批未下达。"}}),
		func() error {
			return m.answerAll(accountability.Circular, m.staff, m.id, "partly", "审批期间应采取临时措施，未见记录。")
		},
		do(m.staff, circular.Submit, circular.CircularIn{}), do(m.leader, circular.Approve, circular.CircularIn{}), func() error { return m.dispatch(r.Ref(), m.staff, m.leader) },
		do(m.staff, circular.Publish, circular.CircularIn{}))
}

func (m *mechanism) honoured() error {
	r, err := m.b.app.Accountability.Honour.Open(m.b.as(m.staff), accountability.NewRecord{UnitID: m.unit.ID, Facts: "综合督导各项指标评定优秀，整改问题全部按期办结。", Demo: true})
	if err != nil {
		return err
	}
	m.id = r.ID
	do := func(who actor.Actor, a accountability.Action, in honour.HonourIn) func() error {
		return func() error {
			f, err := m.record(accountability.Honour)
			if err != nil {
				return err
			}
			return m.b.app.Accountability.Honour.Do(m.b.as(who), m.id, f.Version, a, in)
		}
	}
	return inTurn(do(m.staff, honour.Edit, honour.HonourIn{Facts: r.Facts, Merits: "办学行为规范，校园安全和课后服务成效突出。", Priority: "教学设备更新优先安排", Until: m.today().AddDays(365)}),
		do(m.staff, honour.Submit, honour.HonourIn{}), do(m.leader, honour.Approve, honour.HonourIn{}), func() error { return m.dispatch(r.Ref(), m.staff, m.leader) }, do(m.staff, honour.Publish, honour.HonourIn{}))
}
