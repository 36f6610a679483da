package e2e_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/e2e"
	"dudao/internal/feature/plan"
)

// The pages of plans, standards and deadlines have no barriers and fit a phone, with something in them.
func TestPlanStandardDeadlinePages(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	staff := s.World.As("hd_staff")
	p, err := s.Plan.Create(staff, plan.NewPlan{Year: 2026, Goal: "聚焦控辍保学"})
	s.Must(err)
	for _, title := range []string{"秋季学校综合督导", "校园安全专项督导"} {
		_, _, err = s.Plan.AddItem(staff, p.ID, plan.ItemInput{Title: title, Mode: plan.Comprehensive, Field: plan.Schooling, From: civil.NewDate(2026, 10, 12), To: civil.NewDate(2026, 10, 23),
			StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", LeadName: "张组长", Targets: []string{"hd_school1", "hd_school2"}})
		s.Must(err)
	}
	s.Must(s.Plan.Step(staff, p.ID, 1, plan.Submit, ""))
	s.Must(s.Plan.Step(s.World.As("hd_leader"), p.ID, 2, plan.Approve, ""))
	full, err := s.Plan.Plan(staff, p.ID)
	s.Must(err)
	_, err = s.Plan.RemoveItem(staff, full.Items[1].ID, 1, "与市级专项合并")
	s.Must(err)

	b := s.Browser(t)
	b.As("hd_staff")
	for name, path := range map[string]string{"plans": "/plans", "plan": p.URL(), "item": p.URL() + "/items/" + full.Items[0].ID, "item-edit": p.URL() + "/items/" + full.Items[0].ID + "/edit"} {
		b.Go(path)
		b.Check(name)
	}
	b.As("hd_leader")
	b.Go(p.URL())
	b.Check("plan-leader")
	b.As("city_staff")
	for name, path := range map[string]string{"standard": "/standards/yw-school@1", "points": "/standards/district-duty@1", "import": "/standards/import",
		"diff": "/standards/diff?from=yw-school@1&to=kindergarten@1", "deadline": "/deadlines/inspect.reply", "calendar": "/calendar"} {
		b.Go(path)
		b.Check(name)
	}
}
