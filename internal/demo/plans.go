package demo

import (
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
)

func isWorkday(d civil.Date) bool { ok, _ := clock.ShippedCalendar().IsWorkday(d); return ok }

// chooseSchools takes the schools of the district that will be supervised: primary and middle
// schools first, then kindergartens: three of them, six in the first four districts, fewer where the
// list has fewer.
func (b *builder) chooseSchools(d *district) error {
	ctx := b.as(actor.System)
	want := 3
	if len(b.districts) < 4 {
		want = 6
	}
	for _, stage := range []string{"primary", "junior", "nine_year", "complete", "kindergarten"} {
		list, err := b.app.Org.List(ctx, org.Filter{Kind: org.School, Below: d.unit.Path, Stage: stage}, page.Req{Size: 6, Sort: "path"})
		if err != nil {
			return err
		}
		take := want - 1 // the last one is a kindergarten where there is one
		if stage == "kindergarten" {
			take = want
		}
		for i, r := range list.Rows {
			if i < take && len(d.schools) < take {
				d.schools = append(d.schools, r.Unit)
			}
		}
	}
	// The public lists name no school of 燕山 and 经开区 as such: these get made-up ones, marked as demo.
	for i := 0; len(d.schools) < 2; i++ {
		u, err := b.app.Org.Add(ctx, org.Unit{ParentID: d.unit.ID, Kind: org.School, Name: fmt.Sprintf("演示%s示范小学（%s）", d.short, numbers[i]), Stage: "primary",
			Ownership: "public", Students: 900 + 120*i, Demo: true}, nil, org.Change{Reason: "演示数据"})
		if err != nil {
			return err
		}
		d.schools = append(d.schools, u)
	}
	return nil
}

// planYear has every office draw up, approve and file its plan of a year, and the city answer.
func (b *builder) planYear(year int) error {
	id, err := b.makePlan(b.staff, b.leader, year, b.cityItems(year))
	if err != nil {
		return fmt.Errorf("plan of the city %d: %w", year, err)
	}
	b.plans[year] = id
	for n, d := range b.districts {
		items := b.districtItems(d, year)
		if id, err = b.makePlan(d.staff, d.leader, year, items); err != nil {
			return fmt.Errorf("plan of %s %d: %w", d.short, year, err)
		}
		d.plans[year] = id
		if err := b.step(d.staff, id, plan.File, ""); err != nil {
			return err
		}
		if n%9 == 4 { // the city returns two of them for correction
			if err := b.step(b.staff, id, plan.Return, "第一项缺少法规依据的条款，请补充后重新报送。"); err != nil {
				return err
			}
			if err := b.step(d.staff, id, plan.Submit, ""); err != nil {
				return err
			}
			if err := b.step(d.leader, id, plan.Approve, ""); err != nil {
				return err
			}
			if err := b.step(d.staff, id, plan.File, ""); err != nil {
				return err
			}
		}
		if n == 2 { // the city takes its time with one of them
			slow := id
			b.line.at(b.clock.now().AddDate(0, 0, 9), func() error { return b.step(b.staff, slow, plan.Receive, "") })
			continue
		}
		if err := b.step(b.staff, id, plan.Receive, ""); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) cityItems(year int) []plan.ItemInput {
	var targets []string
	for _, d := range b.districts {
		targets = append(targets, string(d.unit.ID))
	}
	return []plan.ItemInput{{
		Title: fmt.Sprintf("%d 年区级人民政府履行教育职责综合督导", year), Mode: plan.Comprehensive, Field: plan.Government,
		From: civil.NewDate(year, 1, 1), To: civil.NewDate(year, 12, 31), StandardCode: "district-duty",
		Basis: "《教育督导条例》第十一条、京教组发〔2020〕5号（一）", Targets: targets, LeadName: b.staff.Name,
	}}
}

func (b *builder) districtItems(d *district, year int) []plan.ItemInput {
	var schools, gardens []string
	for _, s := range d.schools {
		if s.Stage == "kindergarten" {
			gardens = append(gardens, string(s.ID))
		} else {
			schools = append(schools, string(s.ID))
		}
	}
	var items []plan.ItemInput
	add := func(title, standard string, mode plan.Mode, targets []string) {
		if len(targets) > 0 {
			items = append(items, plan.ItemInput{Title: fmt.Sprintf("%d 年%s", year, title), Mode: mode, Field: plan.Schooling,
				From: civil.NewDate(year, 1, 1), To: civil.NewDate(year, 12, 31), StandardCode: standard,
				Basis: "《教育督导条例》第十六条", Targets: targets, LeadName: d.staff.Name})
		}
	}
	add("义务教育学校综合督导", "yw-school", plan.Comprehensive, schools)
	add("幼儿园保育教育专项督导", "kindergarten", plan.Special, gardens)
	add("责任督学经常性督导", "resident-eight", plan.Routine, append(schools, gardens...))
	return items
}

// makePlan draws up a plan and has it approved.
func (b *builder) makePlan(staff, leader actor.Actor, year int, items []plan.ItemInput) (string, error) {
	p, err := b.app.Plan.Create(b.as(staff), plan.NewPlan{Year: year, Goal: "压实教育督导职责，推动问题整改到位。"})
	if err != nil {
		return "", err
	}
	for _, in := range items {
		if _, _, err := b.app.Plan.AddItem(b.as(staff), p.ID, in); err != nil {
			return "", err
		}
	}
	if err := b.step(staff, p.ID, plan.Submit, ""); err != nil {
		return "", err
	}
	return p.ID, b.step(leader, p.ID, plan.Approve, "")
}

// step takes a step with a plan as it stands now.
func (b *builder) step(who actor.Actor, id string, a plan.Action, reason string) error {
	full, err := b.app.Plan.Plan(b.as(who), id)
	if err != nil {
		return err
	}
	return b.app.Plan.Step(b.as(who), id, full.Version, a, reason)
}
