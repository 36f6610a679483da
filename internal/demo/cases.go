package demo

import (
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
)

func (m *mechanism) do(who actor.Actor, a accountability.Action, in liability.CaseIn) func() error {
	return func() error {
		f, err := m.record(accountability.Case)
		if err != nil {
			return err
		}
		return m.b.app.Accountability.Liability.Do(m.b.as(who), m.id, f.Version, a, in)
	}
}

func (m *mechanism) opened() error {
	r, err := m.b.app.Accountability.Liability.Open(m.b.as(m.staff), accountability.NewRecord{UnitID: m.unit.ID, Demo: true},
		liability.CaseIn{Object: "school", Grounds: []string{"school.rectify"}, Facts: "通报后仍未完成整改，且拒绝提供整改台账。", EndedOn: m.today().AddDays(-20)})
	m.id = r.ID
	return err
}

// phases are what takes a case from one state of the list to the next.
var phases = []accountability.State{liability.Investigating, liability.Informed, liability.Consulting, liability.Submitted, liability.Decided}

// until opens a case and takes it to a state.
func (m *mechanism) until(s accountability.State) error {
	if err := m.opened(); err != nil {
		return err
	}
	return inTurn(m.steps()[:slices.Index(phases, s)+1]...)
}

// further takes it from one state to another.
func (m *mechanism) further(from, to accountability.State) error {
	return inTurn(m.steps()[slices.Index(phases, from)+1 : slices.Index(phases, to)+1]...)
}

func (m *mechanism) steps() []func() error {
	return []func() error{
		m.do(m.staff, liability.Team, liability.CaseIn{Lead: liability.Member{Name: "演示·督导室主任", Post: "主任"}, Team: []liability.Member{{Name: "演示·督学甲", Post: "专职督学"}, {Name: "演示·督学乙", Post: "兼职督学"}}}),
		func() error {
			return inTurn(m.do(m.staff, liability.Find, liability.CaseIn{Grounds: []string{"school.rectify"}, Found: "三项整改要求逾期四十日未完成，两次督办未按期答复。", Proof: "整改通知、督办单、现场核查记录"}),
				m.do(m.staff, liability.Measure, liability.CaseIn{Measure: "unit.criticise"}),
				m.do(m.staff, liability.Measure, liability.CaseIn{Measure: "unit.resources", Text: "暂停申报区级先进", UntilOn: m.today().AddDays(300)}),
				m.do(m.staff, liability.Inform, liability.CaseIn{DueOn: m.today().AddDays(15)}))
		},
		func() error {
			return inTurn(m.do(m.head, liability.Statement, liability.CaseIn{Points: []string{"整改资金于上月到位，客观上影响进度。"}}),
				func() error {
					return m.answerAll(accountability.Case, m.staff, m.id, "partly", "资金到位前应当采取的临时措施没有采取。")
				},
				m.do(m.staff, liability.Consult, liability.CaseIn{Members: []string{"区财政局", "区人力资源社会保障局"}, DueOn: m.today().AddDays(10)}))
		},
		func() error {
			asked, err := liability.ConsultsOf(m.b.ctx, m.b.app.DB, m.id)
			for _, a := range asked {
				if err == nil {
					err = m.do(m.staff, liability.Opinion, liability.CaseIn{Consult: a.ID, Agree: "yes", Text: "同意"})()
				}
			}
			if err != nil {
				return err
			}
			return m.do(m.staff, liability.Submit, liability.CaseIn{})()
		},
		func() error {
			return inTurn(m.do(m.leader, liability.Approve, liability.CaseIn{Post: "主任"}), m.send, m.do(m.staff, liability.Publish, liability.CaseIn{Scope: liability.Site}))
		},
	}
}

func (m *mechanism) send() error {
	f, err := m.record(accountability.Case)
	if err != nil {
		return err
	}
	return m.dispatch(f.Ref(), m.staff, m.leader)
}

// remedy handles the youngest review or appeal of the case.
func (m *mechanism) remedy(staff, leader actor.Actor, in liability.RemedyIn) error {
	f, err := m.record(accountability.Case)
	if err != nil {
		return err
	}
	r := f.Below[len(f.Below)-1]
	step := func(who actor.Actor, a accountability.Action) func() error {
		return func() error {
			x, err := m.b.app.Accountability.Engine.Show(m.b.as(who), r.Kind, r.ID)
			if err != nil {
				return err
			}
			return m.b.app.Accountability.Liability.DoRemedy(m.b.as(who), r.Kind, r.ID, x.Version, a, in)
		}
	}
	return inTurn(func() error {
		return m.answerAll(r.Kind, staff, r.ID, "partly", "已调取新提交的材料逐项核对。")
	}, step(staff, liability.Propose), step(leader, liability.Approve),
		func() error { return m.dispatch(r.Ref(), staff, leader) })
}

func (m *mechanism) reviewed() error {
	return inTurn(m.do(m.head, liability.AskReview, liability.CaseIn{Points: []string{"资源调整的期限过长。"}}), func() error {
		return m.remedy(m.staff, m.leader, liability.RemedyIn{Result: liability.Uphold, Text: "原决定事实清楚，方式适当。"})
	})
}

func (m *mechanism) appealed() error {
	return inTurn(m.do(m.head, liability.AskAppeal, liability.CaseIn{Points: []string{"两项整改在决定作出前已经完成，有验收记录。"}}), func() error {
		return m.remedy(m.b.staff, m.b.leader, liability.RemedyIn{Result: liability.Wrong, Text: "验收记录属实，资源调整失当。", Demand: "撤销资源调整，维持公开批评。"})
	})
}

func (m *mechanism) correct() error {
	f, err := m.record(accountability.Case)
	if err != nil {
		return err
	}
	return inTurn(m.do(m.staff, liability.Correct, liability.CaseIn{Result: liability.Change, Members: []string{f.Measures[1].ID}, Text: "撤销资源调整，维持公开批评。"}), m.send)
}

// aboutAPerson is a case about a person, decided: few people can read it.
func (m *mechanism) aboutAPerson() error {
	r, err := m.b.app.Accountability.Liability.Open(m.b.as(m.staff), accountability.NewRecord{UnitID: m.unit.ID, Demo: true},
		liability.CaseIn{Object: "person", Grounds: []string{"person.refuse"}, Facts: "督导中提供的巡查台账系事后补写。", Persons: []accountability.Persons{{Name: "演示·某副校长", Post: "副校长"}}})
	if err != nil {
		return err
	}
	m.id = r.ID
	f, err := m.record(accountability.Case)
	if err != nil {
		return err
	}
	return inTurn(m.do(m.staff, liability.Team, liability.CaseIn{Lead: liability.Member{Name: "演示·督导室主任", Post: "主任"}, Team: []liability.Member{{Name: "演示·督学甲", Post: "专职督学"}}}),
		m.do(m.staff, liability.Find, liability.CaseIn{Grounds: []string{"person.refuse"}, Found: "三份巡查台账系督导前一日补写。", Proof: "台账原件、谈话记录"}),
		m.do(m.staff, liability.Measure, liability.CaseIn{Measure: "person.review", Person: f.Persons[0].ID}), m.do(m.staff, liability.Inform, liability.CaseIn{DueOn: m.today().AddDays(10)}),
		m.do(m.staff, liability.Register, liability.CaseIn{Points: []string{"台账内容真实，仅补写。"}}),
		func() error {
			return m.answerAll(accountability.Case, m.staff, m.id, "refused", "补写的内容与监控不符。")
		},
		m.do(m.staff, liability.Consult, liability.CaseIn{Members: []string{"区委组织部"}}),
		func() error {
			asked, err := liability.ConsultsOf(m.b.ctx, m.b.app.DB, m.id)
			if err != nil {
				return err
			}
			return m.do(m.staff, liability.Opinion, liability.CaseIn{Consult: asked[0].ID, Agree: "yes"})()
		},
		m.do(m.staff, liability.Submit, liability.CaseIn{}), m.do(m.leader, liability.Approve, liability.CaseIn{Post: "副主任"}), m.send)
}

// aboutADistrict is a case of the city that waits for the opinion of a member unit.
func (b *builder) aboutADistrict() error {
	d := b.districts[len(b.districts)-3]
	m := &mechanism{b: b, unit: d.unit, staff: b.staff, leader: b.leader, head: d.leader}
	r, err := b.app.Accountability.Liability.Open(b.as(b.staff), accountability.NewRecord{UnitID: d.unit.ID, Demo: true},
		liability.CaseIn{Object: "government", Grounds: []string{"gov.task"}, Facts: "普惠性学位建设任务完成率不足六成。", EndedOn: m.today().AddDays(-30)})
	if err != nil {
		return err
	}
	m.id = r.ID
	return inTurn(m.do(m.staff, liability.Team, liability.CaseIn{Lead: liability.Member{Name: "演示·市督导室主任", Post: "主任"}, Team: []liability.Member{{Name: "演示·市督学甲", Post: "市督学"}}}),
		m.do(m.staff, liability.Find, liability.CaseIn{Grounds: []string{"gov.task"}, Found: "年度任务完成率五成八，未报告原因。", Proof: "任务台账、现场核查"}),
		m.do(m.staff, liability.Measure, liability.CaseIn{Measure: "unit.circular"}), m.do(m.staff, liability.Inform, liability.CaseIn{DueOn: m.today().AddDays(10)}),
		m.do(m.head, liability.Waive, liability.CaseIn{}), m.do(m.staff, liability.Consult, liability.CaseIn{Members: []string{string(b.member.ID)}, DueOn: m.today().AddDays(10)}))
}
