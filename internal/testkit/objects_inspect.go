package testkit

import (
	"slices"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
)

func init() {
	Objects["/inspectors/{id}"] = func(w *World) Pair { return Pair{w.inspectorAt("hd"), w.inspectorAt("xc")} }
	Objects["/inspections/{id}"] = inspectionPair
	Objects["/inspections/{id}/report"] = reportPair
}

// Inspectors registers three full-time inspectors of a district once, "hd" or "xc", those of the small
// city first, and returns their ids in the register.
func (w *World) Inspectors(district string) []string {
	staff := w.As(district + "_staff")
	had, err := w.Inspector.List(staff, inspector.Filter{}, page.Req{})
	w.Must(err)
	var ids []string
	for _, n := range []string{"1", "2", "3"} {
		name, account := district+"_inspector"+n, district+"_inspector"+n
		if _, known := posts[account]; !known {
			account = ""
		}
		at := slices.IndexFunc(had.Rows, func(i inspector.Inspector) bool { return i.Name == name || account != "" && i.AccountID == account })
		if at >= 0 {
			ids = append(ids, had.Rows[at].ID)
			continue
		}
		i, err := w.Inspector.Add(staff, inspector.Inspector{AccountID: account, Name: name, Kind: "full", Field: "school",
			CertificateNo: "京督-" + district + n, TermFrom: civil.NewDate(2025, 1, 1), TermTo: civil.NewDate(2027, 12, 31)})
		w.Must(err)
		ids = append(ids, i.ID)
	}
	return ids
}

// inspectorAt returns an inspector of a district with a tie to its office, so that the schools stay
// open to them.
func (w *World) inspectorAt(district string) map[string]string {
	id := w.Inspectors(district)[0]
	t, err := w.Inspector.Declare(w.As(district+"_staff"), id, inspector.NewTie{UnitID: org.UnitID(district + "_office"), Kind: inspector.FamilyAt})
	w.Must(err)
	return map[string]string{"id": id, "tie": t.ID}
}

// PlanItem returns an item about the schools of a district, of a plan it makes and has approved.
func (w *World) PlanItem(district string) string {
	staff := w.As(district + "_staff")
	have, err := w.Inspect.Startable(staff)
	w.Must(err)
	if len(have) > 0 {
		return have[0].ID
	}
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	targets := []string{district + "_school1"}
	if district == "hd" {
		targets = append(targets, "hd_school2")
	}
	id, _, err := w.Plan.AddItem(staff, p.ID, plan.ItemInput{Title: "秋季学校综合督导", Mode: plan.Comprehensive, Field: plan.Schooling, From: civil.NewDate(2026, 10, 12),
		To: civil.NewDate(2026, 10, 23), StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", LeadName: "张组长", Targets: targets})
	w.Must(err)
	for _, s := range []struct {
		who    string
		action plan.Action
	}{{"_staff", plan.Submit}, {"_leader", plan.Approve}} {
		full, err := w.Plan.Plan(w.As(district+s.who), p.ID)
		w.Must(err)
		w.Must(w.Plan.Step(w.As(district+s.who), p.ID, full.Version, s.action, ""))
	}
	return id
}

// begun starts the supervision of 西城, once.
func (w *World) begun() string {
	staff := w.As("xc_staff")
	list, err := w.Inspect.List(staff, inspect.Filter{}, page.Req{})
	w.Must(err)
	if list.Total > 0 {
		return list.Rows[0].ID
	}
	i, err := w.Inspect.Start(staff, inspect.NewInspection{ItemID: w.PlanItem("xc"), UnitID: "xc_school1"})
	w.Must(err)
	return i.ID
}

// inspectionPair is a supervision on site in 海淀, with a record and a finding, and one just begun in 西城.
func inspectionPair(w *World) Pair {
	hd := w.OnSite("hd_school1", "hd_head1")
	d := w.inspection(hd)
	values := map[string]string{"id": hd, "node": "b1", "kind": inspect.LetterOpinion, "member": d.Team[1].ID, "record": d.Records[0].ID, "finding": d.Findings[0].ID, "point": "x", "part": "b1"}
	return Pair{values, map[string]string{"id": w.begun(), "node": "b1", "kind": inspect.LetterOpinion, "part": "b1"}}
}

// supervised is the supervision of each district that is there already.
func (w *World) supervised() Pair {
	list, err := w.Inspect.List(w.As("hd_staff"), inspect.Filter{}, page.Req{})
	w.Must(err)
	if list.Total == 0 {
		return inspectionPair(w)
	}
	return IDs(list.Rows[0].ID, w.begun())
}

// reportPair is a report being written in 海淀, and a supervision without one in 西城.
func reportPair(w *World) Pair {
	id := w.Opinion("hd_school2", "hd_head2")
	w.Must(w.Report.Compose(w.As("hd_staff"), id))
	return IDs(id, w.begun())
}

// Opinion brings a supervision of a school of 海淀 to its issued opinion and returns its id.
func (w *World) Opinion(school org.UnitID, head string) string {
	id := w.OnSite(school, head)
	staff, one := w.As("hd_staff"), w.As("hd_inspector1")
	v := func() int { return w.inspection(id).Version }
	for _, x := range w.inspection(id).Indicators {
		w.Must(w.Inspect.VerifyIndicator(one, id, inspect.Verification{Node: x.NodeCode, Version: x.Version, Grade: "b", Reason: "一致"}))
	}
	w.Must(w.Inspect.FinishWork(one, id, v()))
	w.Must(w.Inspect.SaveDraft(staff, id, inspect.LetterPreliminary, 0, inspect.LetterDraft{Text: "总体良好。"}))
	w.Must(w.Inspect.SendPreliminaryOpinion(staff, id, v(), "问卷另行组织"))
	w.Must(w.Inspect.WaiveReply(w.As(head), id, v()))
	w.Must(w.Inspect.SaveDraft(staff, id, inspect.LetterOpinion, 0, inspect.LetterDraft{Text: "总体良好。", DueOn: civil.NewDate(2026, 12, 31)}))
	w.Must(w.Inspect.ProposeTheOpinion(staff, id, v()))
	w.Must(w.Inspect.IssueTheOpinion(w.As("hd_leader"), id, v(), "海教督意〔2026〕"+string(school)+"号"))
	return id
}

// OnSite brings a supervision of a school of 海淀 on site, with a record and a finding.
func (w *World) OnSite(school org.UnitID, head string) string {
	staff, one := w.As("hd_staff"), w.As("hd_inspector1")
	i, err := w.Inspect.Start(staff, inspect.NewInspection{ItemID: w.PlanItem("hd"), UnitID: school})
	w.Must(err)
	w.team(i.ID)
	w.Must(w.Inspect.SendNotice(staff, i.ID, w.inspection(i.ID).Version, inspect.NoticeDraft{Number: "海教督〔2026〕1号", Text: "定于十月实施综合督导。", DueOn: civil.NewDate(2026, 9, 25)}))
	var claims []inspect.Claim
	for _, x := range w.inspection(i.ID).Indicators {
		claims = append(claims, inspect.Claim{Node: x.NodeCode, Version: x.Version, Grade: "b", Text: "良好"})
	}
	w.Must(w.Inspect.SaveClaims(w.As(head), i.ID, claims))
	w.Must(w.Inspect.SubmitEvaluation(w.As(head), i.ID, w.inspection(i.ID).Version, "总体良好"))
	w.Must(w.Inspect.BeginWork(one, i.ID, w.inspection(i.ID).Version))
	_, err = w.Inspect.AddRecord(one, i.ID, fieldwork.Record{Kind: fieldwork.Tour, On: civil.DateOf(w.Clock.Now()), Text: "巡视食堂", Nodes: []string{"b1"}})
	w.Must(err)
	_, err = w.Inspect.RaiseFinding(one, i.ID, inspect.NewFinding{Node: "b1", Severity: rectify.General, Clause: "《义务教育法》第三十五条", Text: "记录不全", Demand: "补齐"})
	w.Must(err)
	return i.ID
}

// team puts the three inspectors of 海淀 and the expert into a team; the first leads.
func (w *World) team(id string) {
	staff := w.As("hd_staff")
	for n, inspector := range w.Inspectors("hd") {
		duty := fieldwork.DutyMember
		if n == 0 {
			duty = fieldwork.DutyLeader
		}
		w.Must(w.Inspect.AddInspector(staff, id, inspector, duty))
	}
	w.Must(w.Inspect.AddExpert(staff, id, "expert", "expert", "食品安全"))
}

func (w *World) inspection(id string) inspect.Dossier {
	d, err := w.Inspect.Show(w.As("hd_staff"), id)
	w.Must(err)
	return d
}
