package app_test

import (
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/testkit"
)

// Nothing new begins at a unit that has closed: each form comes back with what was typed, says when
// the unit closed and names what it became.
func TestClosedUnitInAForm(t *testing.T) {
	w := testkit.New(t)
	staff := w.As("hd_staff")
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	item := plan.ItemInput{Title: "秋季综合督导", Mode: plan.Comprehensive, Field: plan.Schooling, From: civil.NewDate(2026, 10, 12), To: civil.NewDate(2026, 10, 23),
		StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", Targets: []string{"hd_school2"}}
	itemID, _, err := w.Plan.AddItem(staff, p.ID, item)
	w.Must(err)
	for _, step := range []struct {
		who string
		do  plan.Action
	}{{"hd_staff", plan.Submit}, {"hd_leader", plan.Approve}} {
		full, err := w.Plan.Plan(w.As(step.who), p.ID)
		w.Must(err)
		w.Must(w.Plan.Step(w.As(step.who), p.ID, full.Version, step.do, ""))
	}
	next, err := w.Plan.Create(staff, plan.NewPlan{Year: 2027})
	w.Must(err)

	gone, err := org.UnitByID(staff, w.DB, "hd_school2")
	w.Must(err)
	heir, err := org.UnitByID(staff, w.DB, "hd_school1")
	w.Must(err)
	w.Must(w.Org.Merge(staff, gone.ID, gone.Version, heir.ID, org.Change{Reason: "布局调整", Basis: "海教〔2026〕1号"}))

	ended, err := org.UnitByID(staff, w.DB, "hd_kg")
	w.Must(err)
	w.Must(w.Org.Close(staff, ended.ID, ended.Version, org.Change{Reason: "停办"}))

	for name, c := range map[string]struct {
		who, url, want string
		form           url.Values
	}{
		"plan item":   {"hd_staff", next.URL() + "/items", "请另选单位", url.Values{"title": {"写好的事项"}, "from": {"2027-03-01"}, "to": {"2027-03-02"}, "targets": {ended.Name}, "mode": {"routine"}, "field": {"school"}, "basis": {"写好的事项"}}},
		"supervision": {"hd_staff", "/inspections", "现为：" + heir.Name, url.Values{"target": {itemID + "/hd_school2"}}},
		"order":       {"hd_staff", "/rectifications", "请另选单位", url.Values{"unit": {ended.Name}, "text": {"写好的事项"}, "clause": {"第一条"}, "severity": {"general"}, "demand": {"写好的事项"}}},
		"account":     {"system_admin", "/accounts", "请另选单位", url.Values{"login": {"new.head"}, "name": {"写好的事项"}, "unit": {ended.Name}}},
	} {
		rec := w.Post(c.who, c.url, c.form)
		body := rec.Body.String()
		if rec.Code != 422 || !strings.Contains(body, "已于 2026-09-01 撤销，"+c.want) {
			t.Errorf("%s: %d %s", name, rec.Code, body)
		}
		if name != "supervision" && !strings.Contains(body, "写好的事项") {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
}
