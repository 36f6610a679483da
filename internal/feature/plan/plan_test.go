package plan_test

import (
	"context"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func date(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func item() plan.ItemInput {
	return plan.ItemInput{Title: "秋季学校综合督导", Mode: plan.Comprehensive, Field: plan.Schooling, From: date("2026-10-12"), To: date("2026-10-23"),
		StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", LeadName: "张组长", Targets: []string{"海淀第一小学", "hd_school2"}}
}

// step takes a step at the version the plan has.
func step(w *testkit.World, ctx context.Context, id string, a plan.Action, reason string) error {
	p, err := w.Plan.Plan(ctx, id)
	if err != nil {
		return err
	}
	return w.Plan.Step(ctx, id, p.Version, a, reason)
}

func owed(t *testing.T, w *testkit.World, who string) []string {
	t.Helper()
	list, err := clock.Owed(w.As(who), w.DB)
	w.Must(err)
	var out []string
	for _, d := range list {
		out = append(out, d.Step)
	}
	return out
}

// 京教组发〔2020〕5号（一）: drawn up, approved by the leader of the same level, filed to the city,
// returned for correction with reasons, corrected and received.
func TestLifeOfADistrictPlan(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff, leader, city := w.As("hd_staff"), w.As("hd_leader"), w.As("city_staff")
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	if p.Level != plan.District || p.OfficeID != "hd_office" || p.UnitPath != "/110000/110108/" {
		t.Fatalf("plan = %+v", p)
	}
	_, err = w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.WantKind(err, errs.Invalid)
	w.WantKind(step(w, staff, p.ID, plan.Submit, ""), errs.Conflict) // no items yet
	id, proposed, err := w.Plan.AddItem(staff, p.ID, item())
	w.Must(err)
	if proposed || id == "" {
		t.Errorf("proposed = %v, id = %q", proposed, id)
	}
	// a draft is nobody else's business
	_, err = w.Plan.Plan(city, p.ID)
	w.WantKind(err, errs.NotFound)
	_, err = w.Plan.Plan(w.As("xc_staff"), p.ID)
	w.WantKind(err, errs.NotFound)
	_, err = w.Plan.Plan(w.As("hd_head1"), p.ID)
	w.WantKind(err, errs.Denied)

	w.Must(step(w, staff, p.ID, plan.Submit, ""))
	w.WantKind(step(w, staff, p.ID, plan.Approve, ""), errs.Denied)
	if got := owed(t, w, "hd_leader"); len(got) != 1 || got[0] != "approve" {
		t.Errorf("the leader owes %v", got)
	}
	w.WantKind(step(w, leader, p.ID, plan.Reject, " "), errs.Invalid)
	w.Must(step(w, leader, p.ID, plan.Approve, ""))
	w.Must(step(w, staff, p.ID, plan.File, ""))
	w.WantKind(step(w, staff, p.ID, plan.Receive, ""), errs.Denied)
	if got := owed(t, w, "city_staff"); len(got) != 1 || got[0] != "review" {
		t.Errorf("the city owes %v", got)
	}
	w.WantKind(step(w, city, p.ID, plan.Return, ""), errs.Invalid)
	w.Must(step(w, city, p.ID, plan.Return, "缺少控辍保学专项"))
	full, err := w.Plan.Plan(staff, p.ID)
	w.Must(err)
	if full.State != plan.Returned || full.ReturnReason == "" {
		t.Errorf("state %s, reason %q", full.State, full.ReturnReason)
	}
	_, _, err = w.Plan.AddItem(staff, p.ID, func() plan.ItemInput {
		i := item()
		i.Title, i.Mode = "控辍保学专项督导", plan.Special
		return i
	}())
	w.Must(err)
	w.Must(step(w, staff, p.ID, plan.Submit, ""))
	w.Must(step(w, leader, p.ID, plan.Approve, ""))
	w.Must(step(w, staff, p.ID, plan.File, ""))
	w.Must(step(w, city, p.ID, plan.Receive, ""))
	full, err = w.Plan.Plan(city, p.ID)
	w.Must(err)
	if full.State != plan.Received || full.Receipt != "计划回执〔2026〕110108号" || len(full.Items) != 2 {
		t.Errorf("plan = %+v", full.Plan)
	}
	if got := owed(t, w, "city_staff"); len(got) != 0 {
		t.Errorf("the city still owes %v", got)
	}
	rows, err := w.Plan.List(city, plan.Filter{Year: 2026, State: plan.Received}, page.Req{})
	w.Must(err)
	if rows.Total != 1 || rows.Rows[0].Items != 2 || rows.Rows[0].Targets != 4 {
		t.Errorf("rows = %+v", rows)
	}
}

// 《教育督导条例》第十六条: matters are settled beforehand; only an approved item starts a supervision.
func TestItemsOfAnApprovedPlanStartSupervisions(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	id, _, err := w.Plan.AddItem(staff, p.ID, item())
	w.Must(err)
	ref := ident.Ref{Kind: "inspect.supervision", ID: "s1"}
	start := func(ref ident.Ref) error {
		return w.DB.Write(staff, func(tx *db.Tx) error { return plan.MarkStarted(staff, tx, id, "hd_school1", ref) })
	}
	w.WantKind(start(ref), errs.Conflict)
	w.Must(step(w, staff, p.ID, plan.Submit, ""))
	w.Must(step(w, w.As("hd_leader"), p.ID, plan.Approve, ""))
	w.Must(start(ref))
	w.Must(start(ref)) // the same once more is the same
	w.WantKind(start(ident.Ref{Kind: "inspect.supervision", ID: "s2"}), errs.Conflict)

	// what began is not planned away
	i, err := plan.ItemByID(staff, w.DB, id)
	w.Must(err)
	in := item()
	in.Targets, in.Reason = []string{"hd_school2"}, "调整"
	_, err = w.Plan.EditItem(staff, id, i.Version, in)
	w.WantKind(err, errs.Invalid)
	_, err = w.Plan.RemoveItem(staff, id, i.Version, "不做了")
	w.WantKind(err, errs.Conflict)
}

// After approval a change has a reason, is approved by the leader, and leaves old and new.
func TestChangesAfterApprovalLeaveATrail(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff, leader := w.As("hd_staff"), w.As("hd_leader")
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	id, _, err := w.Plan.AddItem(staff, p.ID, item())
	w.Must(err)
	w.Must(step(w, staff, p.ID, plan.Submit, ""))
	_, _, err = w.Plan.AddItem(staff, p.ID, item())
	w.WantKind(err, errs.Conflict) // waiting for the leader
	w.Must(step(w, leader, p.ID, plan.Approve, ""))

	in := item()
	in.To = date("2026-10-30")
	_, err = w.Plan.EditItem(staff, id, 1, in)
	w.WantKind(err, errs.Invalid) // no reason
	in.Reason = "学校考试周顺延"
	proposed, err := w.Plan.EditItem(staff, id, 1, in)
	w.Must(err)
	if !proposed {
		t.Error("an approved plan was changed directly")
	}
	full, err := w.Plan.Plan(staff, p.ID)
	w.Must(err)
	c := full.Changes[0]
	if full.Items[0].To != date("2026-10-23") || c.Old.To != date("2026-10-23") || c.New.To != date("2026-10-30") || c.State != plan.Proposed {
		t.Errorf("item %v, change %+v", full.Items[0].To, c)
	}
	w.WantKind(w.Plan.Decide(staff, c.ID, true, ""), errs.Denied)
	w.WantKind(w.Plan.Decide(leader, c.ID, false, ""), errs.Invalid)
	w.Must(w.Plan.Decide(leader, c.ID, true, ""))
	w.WantKind(w.Plan.Decide(leader, c.ID, true, ""), errs.Conflict)
	full, err = w.Plan.Plan(staff, p.ID)
	w.Must(err)
	if full.Items[0].To != date("2026-10-30") || full.Changes[0].State != plan.Agreed || full.Changes[0].DecidedName != "hd_leader" {
		t.Errorf("item %v, change %+v", full.Items[0].To, full.Changes[0])
	}
	in = item()
	in.Title, in.Reason = "新增的专项督导", "上级要求"
	if _, proposed, err = w.Plan.AddItem(staff, p.ID, in); err != nil || !proposed {
		t.Errorf("add: %v %v", proposed, err)
	}
	full, _ = w.Plan.Plan(staff, p.ID)
	w.Must(w.Plan.Decide(leader, full.Changes[0].ID, true, ""))
	full, _ = w.Plan.Plan(staff, p.ID)
	if len(full.Items) != 2 {
		t.Errorf("%d items", len(full.Items))
	}
}

func TestTwoPeopleEditAnItem(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	p, err := w.Plan.Create(w.As("hd_staff"), plan.NewPlan{Year: 2026})
	w.Must(err)
	id, _, err := w.Plan.AddItem(w.As("hd_staff"), p.ID, item())
	w.Must(err)
	_, err = w.Plan.EditItem(w.As("hd_staff2"), id, 1, item())
	w.Must(err)
	_, err = w.Plan.EditItem(w.As("hd_staff"), id, 1, item())
	w.WantKind(err, errs.Stale)
}

func TestItemSentTwiceIsAddedOnce(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	p, err := w.Plan.Create(ctx, plan.NewPlan{Year: 2026})
	w.Must(err)
	in := item()
	in.ID = w.DB.NewID()
	for range 2 {
		id, _, err := w.Plan.AddItem(ctx, p.ID, in)
		w.Must(err)
		if id != in.ID {
			t.Errorf("id = %s", id)
		}
	}
	full, err := w.Plan.Plan(ctx, p.ID)
	w.Must(err)
	if len(full.Items) != 1 {
		t.Errorf("%d items", len(full.Items))
	}
}

// 统筹减负: two items that meet the same school in the same window are shown, with the other office's.
func TestOverlapAtTheSameSchool(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	cp, err := w.Plan.Create(w.As("city_staff"), plan.NewPlan{Year: 2026})
	w.Must(err)
	in := item()
	in.Title, in.Targets, in.From, in.To = "市级抽查", []string{"hd_school1"}, date("2026-10-20"), date("2026-10-21")
	_, _, err = w.Plan.AddItem(w.As("city_staff"), cp.ID, in)
	w.Must(err)
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	_, _, err = w.Plan.AddItem(staff, p.ID, item())
	w.Must(err)
	full, err := w.Plan.Plan(staff, p.ID)
	w.Must(err)
	if len(full.Overlaps) != 0 {
		t.Errorf("the city's draft shows: %+v", full.Overlaps)
	}
	w.Must(step(w, w.As("city_staff"), cp.ID, plan.Submit, ""))
	w.WantKind(step(w, w.As("hd_leader"), cp.ID, plan.Approve, ""), errs.NotFound)
	w.Must(step(w, w.As("city_leader"), cp.ID, plan.Approve, ""))
	full, err = w.Plan.Plan(staff, p.ID)
	w.Must(err)
	if len(full.Overlaps) != 1 || full.Overlaps[0].OtherTitle != "市级抽查" || full.Overlaps[0].UnitID != "hd_school1" {
		t.Errorf("overlaps = %+v", full.Overlaps)
	}
	w.WantKind(step(w, w.As("city_staff"), cp.ID, plan.File, ""), errs.Denied) // a city plan is not filed upward
	city, err := w.Plan.Plan(w.As("city_leader"), cp.ID)
	w.Must(err)
	if city.Coverage[0].Verdict != plan.Enough {
		t.Errorf("coverage = %+v", city.Coverage)
	}
	if c := full.Coverage[0]; c.Due != 3 || c.Planned != 2 || c.Verdict != plan.Short {
		t.Errorf("school cycle = %+v", c)
	}
}

// 《教育督导条例》第十三条、第十六条: what an item must be.
func TestItemRules(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	p, err := w.Plan.Create(ctx, plan.NewPlan{Year: 2026})
	w.Must(err)
	for name, c := range map[string]struct {
		field string
		spoil func(*plan.ItemInput)
	}{
		"no title":              {"title", func(i *plan.ItemInput) { i.Title = " " }},
		"end before the start":  {"to", func(i *plan.ItemInput) { i.To = date("2026-10-01") }},
		"outside the year":      {"from", func(i *plan.ItemInput) { i.From, i.To = date("2027-01-10"), date("2027-01-11") }},
		"no legal basis":        {"basis", func(i *plan.ItemInput) { i.Basis = "" }},
		"unknown mode":          {"mode", func(i *plan.ItemInput) { i.Mode = "surprise" }},
		"no standard":           {"standard_code", func(i *plan.ItemInput) { i.StandardCode = "" }},
		"unknown standard":      {"standard_code", func(i *plan.ItemInput) { i.StandardCode = "nope" }},
		"nobody":                {"targets", func(i *plan.ItemInput) { i.Targets = nil }},
		"unknown unit":          {"targets.1", func(i *plan.ItemInput) { i.Targets = []string{"不存在的学校"} }},
		"unit of another place": {"targets", func(i *plan.ItemInput) { i.Targets = []string{"xc_school1"} }},
	} {
		in := item()
		c.spoil(&in)
		_, _, err := w.Plan.AddItem(ctx, p.ID, in)
		if errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found := false
		for _, f := range errs.FieldsIn("zh", err) {
			found = found || f.Name == c.field
		}
		if !found {
			t.Errorf("%s: fields %+v", name, errs.FieldsIn("zh", err))
		}
	}
}
