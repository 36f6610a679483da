package inspect_test

import (
	"strings"
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/testkit"
)

func date(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// stage is a small city with an approved plan and three inspectors.
type stage struct {
	*testkit.World
	t     *testing.T
	item  plan.Item
	three []string // ids in the register of hd_inspector1 to 3
	id    string   // of the supervision
}

func set(t *testing.T) *stage {
	t.Helper()
	w := testkit.New(t)
	x := &stage{World: w, t: t}
	staff := w.As("hd_staff")
	p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2026})
	w.Must(err)
	itemID, _, err := w.Plan.AddItem(staff, p.ID, plan.ItemInput{Title: "秋季学校综合督导", Mode: plan.Comprehensive, Field: plan.Schooling, From: date("2026-10-12"),
		To: date("2026-10-23"), StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", LeadName: "张组长", Targets: []string{"hd_school1", "hd_school2"}})
	w.Must(err)
	_, err = w.Inspect.Start(staff, inspect.NewInspection{ItemID: itemID, UnitID: "hd_school1"})
	w.WantKind(err, errs.Conflict) // the plan is not approved
	for _, s := range []struct {
		who string
		a   plan.Action
	}{{"hd_staff", plan.Submit}, {"hd_leader", plan.Approve}} {
		full, err := w.Plan.Plan(w.As(s.who), p.ID)
		w.Must(err)
		w.Must(w.Plan.Step(w.As(s.who), p.ID, full.Version, s.a, ""))
	}
	x.item, err = plan.ItemByID(staff, w.DB, itemID)
	w.Must(err)
	for _, n := range []string{"hd_inspector1", "hd_inspector2", "hd_inspector3"} {
		i, err := w.Inspector.Add(staff, inspector.Inspector{AccountID: n, Name: n, Kind: "full", Field: "school", CertificateNo: "京督-" + n,
			TermFrom: date("2025-01-01"), TermTo: date("2027-12-31")})
		w.Must(err)
		x.three = append(x.three, i.ID)
	}
	return x
}

// show returns the dossier as somebody sees it.
func (x *stage) show(who string) inspect.Dossier {
	x.t.Helper()
	d, err := x.Inspect.Show(x.As(who), x.id)
	x.Must(err)
	return d
}

// v is the version the supervision has now.
func (x *stage) v() int { return x.show("hd_staff").Version }

func (x *stage) owed(who string) string {
	list, err := clock.Owed(x.As(who), x.DB)
	x.Must(err)
	var out []string
	for _, d := range list {
		if d.Ref.Kind == inspect.RefKind {
			out = append(out, d.Step)
		}
	}
	return strings.Join(out, ",")
}

func (x *stage) wantOwed(who, steps string) {
	x.t.Helper()
	if got := x.owed(who); got != steps {
		x.t.Errorf("%s owes %q, want %q", who, got, steps)
	}
}

// start opens the supervision of hd_school1.
func (x *stage) start() {
	x.t.Helper()
	i, err := x.Inspect.Start(x.As("hd_staff"), inspect.NewInspection{ItemID: x.item.ID, UnitID: "hd_school1"})
	x.Must(err)
	x.id = i.ID
}

// team puts all three inspectors in, the first leads.
func (x *stage) team() {
	x.t.Helper()
	for n, id := range x.three {
		duty := fieldwork.DutyMember
		if n == 0 {
			duty = fieldwork.DutyLeader
		}
		x.Must(x.Inspect.AddInspector(x.As("hd_staff"), x.id, id, duty))
	}
}

func (x *stage) notice() {
	x.t.Helper()
	x.Must(x.Inspect.SendNotice(x.As("hd_staff"), x.id, x.v(), inspect.NoticeDraft{Number: "海教督〔2026〕1号", Text: "定于十月对你校实施综合督导。", Extra: "请准备课程表。", DueOn: date("2026-09-25")}))
}

// evaluate claims the grade b for everything and submits.
func (x *stage) evaluate() {
	x.t.Helper()
	var claims []inspect.Claim
	for _, i := range x.show("hd_clerk1").Indicators {
		claims = append(claims, inspect.Claim{Node: i.NodeCode, Version: i.Version, Grade: "b", Text: "良好"})
	}
	x.Must(x.Inspect.SaveClaims(x.As("hd_clerk1"), x.id, claims))
	x.Must(x.Inspect.SubmitEvaluation(x.As("hd_head1"), x.id, x.v(), "自评总体良好。"))
}

func (x *stage) on(day string) { x.Clock.Set(date(day).Time().Add(9 * time.Hour)) }

// 《教育督导条例》第十六条至第二十三条: the whole life of a supervision up to the opinion and its orders.
func TestLifeOfASupervision(t *testing.T) {
	t.Parallel()
	x := set(t)
	staff, head, clerk, one := x.As("hd_staff"), x.As("hd_head1"), x.As("hd_clerk1"), x.As("hd_inspector1")
	_, err := x.Inspect.Start(x.As("xc_staff"), inspect.NewInspection{ItemID: x.item.ID, UnitID: "hd_school1"})
	x.WantKind(err, errs.Denied)
	x.start()
	_, err = x.Inspect.Start(staff, inspect.NewInspection{ItemID: x.item.ID, UnitID: "hd_school1"})
	x.WantKind(err, errs.Conflict) // started already
	x.wantOwed("hd_staff", "notify")
	_, err = x.Inspect.Show(head, x.id)
	x.WantKind(err, errs.NotFound) // nothing is said before the notice

	// 第十条, 第十六条: the team
	tie, err := x.Inspector.Declare(x.As("hd_inspector3"), x.three[2], inspector.NewTie{UnitID: "hd_school1", Kind: inspector.FamilyAt})
	x.Must(err)
	_, err = x.Inspector.Declare(x.As("hd_inspector2"), x.three[2], inspector.NewTie{UnitID: "hd_school1", Kind: inspector.FamilyAt})
	x.WantKind(err, errs.Denied)
	x.Must(x.Inspect.AddInspector(staff, x.id, x.three[0], fieldwork.DutyLeader))
	x.Must(x.Inspect.AddInspector(staff, x.id, x.three[1], fieldwork.DutyMember))
	err = x.Inspect.AddInspector(staff, x.id, x.three[2], fieldwork.DutyMember)
	x.WantKind(err, errs.Invalid)
	if e := err.(*errs.Error); !strings.Contains(e.Fields[0].Text, "第二十条") || !strings.Contains(e.Fields[0].Text, "就读") {
		t.Errorf("recusal does not say why: %v", e.Fields)
	}
	draft := inspect.NoticeDraft{Number: "海教督〔2026〕1号", Text: "定于十月对你校实施综合督导。", DueOn: date("2026-09-25")}
	x.WantKind(x.Inspect.SendNotice(staff, x.id, x.v(), draft), errs.Conflict) // two inspectors
	x.Must(x.Inspector.EndTie(staff, x.three[2], tie.ID, "子女已毕业"))
	x.Must(x.Inspect.AddInspector(staff, x.id, x.three[2], fieldwork.DutyMember))
	x.Must(x.Inspect.AddExpert(staff, x.id, "钱专家", "expert", "食品安全"))

	// 第十七条: written notice
	bad := draft
	bad.Text = ""
	x.WantKind(x.Inspect.SendNotice(staff, x.id, x.v(), bad), errs.Invalid)
	x.WantKind(x.Inspect.SendNotice(x.As("city_staff"), x.id, x.v(), draft), errs.Denied) // who organises acts
	draft.Number = ""                                                                     // the platform gives it: 海教督〔2026〕1号
	x.Must(x.Inspect.SendNotice(staff, x.id, x.v(), draft))
	draft.Number = "海教督〔2026〕1号"
	x.wantOwed("hd_head1", "submit")
	x.wantOwed("hd_staff", "")
	if d := x.show("hd_head1"); d.Letters[inspect.LetterNotice].Number != draft.Number || len(d.Team) != 4 || !d.Viewer.Ours || d.Viewer.Inside {
		t.Errorf("the school sees %+v", d.Letters)
	}
	for _, who := range []string{"hd_head2", "xc_staff", "xc_inspector1", "xc_head1"} {
		_, err := x.Inspect.Show(x.As(who), x.id)
		x.WantKind(err, errs.NotFound)
	}
	if !x.show("expert").Viewer.InTeam() {
		t.Error("the expert of the team does not see it")
	}

	// 第十八条: self-evaluation, examination
	x.WantKind(x.Inspect.SubmitEvaluation(head, x.id, x.v(), "好"), errs.Invalid) // nothing claimed
	x.WantKind(x.Inspect.SaveClaims(staff, x.id, []inspect.Claim{{Node: "b1", Version: 1, Grade: "a"}}), errs.Denied)
	x.WantKind(x.Inspect.SaveClaims(clerk, x.id, []inspect.Claim{{Node: "b1", Version: 1, Grade: "z"}}), errs.Invalid)
	x.WantKind(x.Inspect.BeginWork(one, x.id, x.v()), errs.Conflict) // it is not overdue yet
	x.on("2026-09-28")
	x.evaluate()
	if d := x.show("hd_staff"); d.EvalLate != 3 || d.State != inspect.Evaluated {
		t.Errorf("late = %d, state %s", d.EvalLate, d.State)
	}
	x.WantKind(x.Inspect.SaveClaims(clerk, x.id, []inspect.Claim{{Node: "b1", Version: 2, Grade: "a"}}), errs.Conflict)
	x.Must(x.Inspect.NoteLook(one, x.id, "b1", 2, "核对会议记录"))
	x.WantKind(x.Inspect.AskSupplement(one, x.id, x.v(), "", date("2026-10-09")), errs.Invalid)
	x.Must(x.Inspect.AskSupplement(one, x.id, x.v(), "缺少课程表", date("2026-10-09")))
	x.Must(x.Inspect.SubmitEvaluation(head, x.id, x.v(), "自评总体良好,已补充。"))
	if d := x.show("hd_staff"); d.EvalLate != 0 {
		t.Errorf("a supplement in time is late by %d", d.EvalLate)
	}
	x.wantOwed("hd_inspector1", "begin")
	if i, _ := x.show("hd_head1").Indicator("b1"); i.Look != "" {
		t.Errorf("the school reads an internal note: %q", i.Look)
	}

	// on site
	x.on("2026-10-12")
	x.Must(x.Inspect.BeginWork(one, x.id, x.v()))
	x.work()
	x.preliminary()
	x.replyAndOpinion()
}

// work is the on-site part of the life.
func (x *stage) work() {
	t, staff, one, two := x.t, x.As("hd_staff"), x.As("hd_inspector1"), x.As("hd_inspector2")
	members := x.show("hd_staff").Team
	x.Must(x.Inspect.Assign(one, x.id, members[1].ID, []string{"a1"}))
	x.WantKind(x.Inspect.Assign(two, x.id, members[2].ID, []string{"a2"}), errs.Denied)
	x.WantKind(x.Inspect.FinishWork(one, x.id, x.v()), errs.Conflict)
	_, err := x.Inspect.AddRecord(two, x.id, fieldwork.Record{Kind: fieldwork.ClassVisit, On: date("2026-10-11"), Items: 2, Text: "语文"})
	x.WantKind(err, errs.Invalid) // before the on-site work began
	_, err = x.Inspect.AddRecord(x.As("hd_head1"), x.id, fieldwork.Record{Kind: fieldwork.Tour, On: date("2026-10-12"), Text: "巡视"})
	x.WantKind(err, errs.Denied)
	class, err := x.Inspect.AddRecord(two, x.id, fieldwork.Record{ID: x.DB.NewID(), Kind: fieldwork.ClassVisit, On: date("2026-10-12"), Items: 2, Text: "语文两节", Nodes: []string{"b3"}})
	x.Must(err)
	_, err = x.Inspect.AddRecord(two, x.id, class) // sent twice
	x.Must(err)
	for _, r := range []fieldwork.Record{
		{Kind: fieldwork.Meeting, On: date("2026-10-12"), People: 12, Heard: "teachers,parents", Text: "教师与家长座谈", Nodes: []string{"b1"}},
		{Kind: fieldwork.Interview, On: date("2026-10-12"), People: 5, Heard: "teachers", Text: "访谈中层"},
		{Kind: fieldwork.DocReview, On: date("2026-10-12"), Items: 30, Text: "查阅档案", Nodes: []string{"b2", "b3"}},
		{Kind: fieldwork.Tour, On: date("2026-10-12"), Text: "巡视食堂"},
	} {
		_, err := x.Inspect.AddRecord(two, x.id, r)
		x.Must(err)
	}
	three := x.As("hd_inspector3")
	x.WantKind(x.Inspect.VerifyIndicator(three, x.id, inspect.Verification{Node: "b1", Version: 3, Grade: "b"}), errs.Denied) // another's section
	x.WantKind(x.Inspect.VerifyIndicator(staff, x.id, inspect.Verification{Node: "b1", Version: 3, Grade: "b"}), errs.Denied)
	x.WantKind(x.Inspect.VerifyIndicator(one, x.id, inspect.Verification{Node: "b3", Version: 2, Grade: "d"}), errs.Invalid) // differs: why?
	for _, i := range x.show("hd_staff").Indicators {
		n := inspect.Verification{Node: i.NodeCode, Version: i.Version, Grade: "b", Reason: "与自评一致", Records: []string{class.ID}}
		if i.NodeCode == "b3" {
			n.Grade, n.Reason = "d", "体育课时不足"
		}
		x.Must(x.Inspect.VerifyIndicator(one, x.id, n))
	}
	x.WantKind(x.Inspect.VerifyIndicator(one, x.id, inspect.Verification{Node: "b3", Version: 2, Grade: "c", Reason: "x"}), errs.Stale)
	_, err = x.Inspect.RaiseFinding(one, x.id, inspect.NewFinding{Node: "b3", Severity: rectify.Serious, Clause: "《义务教育法》第三十五条", Text: "体育课时不足"})
	x.WantKind(err, errs.Invalid) // no demand
	_, err = x.Inspect.RaiseFinding(one, x.id, inspect.NewFinding{Node: "b3", UnitID: "xc_school1", Severity: rectify.Serious, Clause: "条", Text: "t", Demand: "d"})
	x.WantKind(err, errs.Invalid) // another district's unit
	for _, n := range []inspect.NewFinding{
		{ID: x.DB.NewID(), Node: "b3", Severity: rectify.Serious, Clause: "《义务教育法》第三十五条", Text: "体育课时不足", Demand: "开足体育课"},
		{Node: "b2", Severity: rectify.Minor, Clause: "《中小学德育工作指南》", Text: "记录不全", Demand: "补齐"},
		{Node: "b4", UnitID: "110108", Severity: rectify.General, Clause: "《义务教育法》第二十二条", Text: "经费拨付迟", Demand: "按时拨付"},
	} {
		_, err := x.Inspect.RaiseFinding(one, x.id, n)
		x.Must(err)
	}
	if d := x.show("hd_head1"); len(d.Findings)+len(d.Records) > 0 || d.Indicators[2].Verified != "" {
		t.Error("the school sees what is not yet said")
	}
	x.on("2026-10-16")
	x.Must(x.Inspect.FinishWork(one, x.id, x.v()))
	d := x.show("hd_inspector1")
	if got := d.Work(); got.Classes != 2 || got.Meetings != 1 || got.MetPeople != 12 || got.Interviews != 5 || got.Files != 30 || got.Tours != 1 || got.People != 4 || got.Sites != 1 {
		t.Errorf("workload = %+v", got)
	}
}

// preliminary is deliberation: 第十九条, 第二十条.
func (x *stage) preliminary() {
	t, staff := x.t, x.As("hd_staff")
	x.wantOwed("hd_staff", "send")
	x.WantKind(x.Inspect.SendPreliminaryOpinion(staff, x.id, x.v(), ""), errs.Invalid) // no text
	x.Must(x.Inspect.SaveDraft(staff, x.id, inspect.LetterPreliminary, 0, inspect.LetterDraft{Text: "总体良好，体育课时不足。"}))
	x.WantKind(x.Inspect.SaveDraft(x.As("hd_staff2"), x.id, inspect.LetterPreliminary, 0, inspect.LetterDraft{Text: "另一份"}), errs.Stale)
	err := x.Inspect.SendPreliminaryOpinion(staff, x.id, x.v(), "")
	x.WantKind(err, errs.Invalid) // pupils and the public were not heard
	if e := err.(*errs.Error); !strings.Contains(e.Fields[0].Text, "公众、学生") {
		t.Errorf("it does not say who is missing: %v", e.Fields)
	}
	x.Must(x.Inspect.SendPreliminaryOpinion(staff, x.id, x.v(), "学生集中参加区运动会，问卷另行组织"))
	d := x.show("hd_head1")
	if len(d.Findings) != 3 || d.Letters[inspect.LetterPreliminary].Text == "" || len(d.Records) != 0 {
		t.Errorf("the school sees %d findings, %d records", len(d.Findings), len(d.Records))
	}
	x.wantOwed("hd_head1", "reply")
	x.WantKind(x.Inspect.LapseReply(staff, x.id, x.v()), errs.Conflict)
}

// replyAndOpinion is the right of reply and the opinion: 第二十条第二款, 第二十一条.
func (x *stage) replyAndOpinion() {
	t, staff, head := x.t, x.As("hd_staff"), x.As("hd_head1")
	lead := x.As("hd_leader")

	var minor inspect.Finding
	for _, f := range x.show("hd_head1").Findings {
		if f.NodeCode == "b2" {
			minor = f
		}
	}
	x.WantKind(x.Inspect.ReplyToOpinion(head, x.id, x.v(), " ", nil), errs.Invalid)
	x.on("2026-10-27") // the tenth day is 26 October
	err := x.Inspect.ReplyToOpinion(head, x.id, x.v(), "迟到的申辩", nil)
	x.WantKind(err, errs.Conflict)
	if !strings.Contains(errs.TextOf(err), "2026-10-26") {
		t.Errorf("the refusal does not name the day: %s", errs.TextOf(err))
	}
	duties := x.show("hd_staff").Duties
	x.Must(x.App.Clock.Extend(x.As("city_staff"), duties[0].ID, duties[0].Version, date("2026-10-30"), "系统故障"))
	x.Must(x.Inspect.ReplyToOpinion(head, x.id, x.v(), "", []inspect.NewPoint{{FindingID: minor.ID, Text: "记录已补齐"}, {Text: "  "}}))
	points := x.show("hd_staff").Points
	if len(points) != 1 || points[0].FindingID != minor.ID {
		t.Fatalf("points = %+v", points)
	}
	x.Must(x.Inspect.SaveDraft(staff, x.id, inspect.LetterOpinion, 0, inspect.LetterDraft{Text: "总体评价良好。", Extra: "加强体育师资。", DueOn: date("2026-12-31")}))
	x.WantKind(x.Inspect.ProposeTheOpinion(staff, x.id, x.v()), errs.Conflict) // the point is not answered
	x.WantKind(x.Inspect.AnswerPoint(staff, x.id, points[0].ID, "accepted", ""), errs.Invalid)
	x.Must(x.Inspect.AnswerPoint(staff, x.id, points[0].ID, "accepted", "材料属实"))
	x.WantKind(x.Inspect.WithdrawFinding(staff, x.id, minor.ID, 1, ""), errs.Invalid)
	x.Must(x.Inspect.WithdrawFinding(staff, x.id, minor.ID, 1, "采纳申辩意见"))
	x.Must(x.Inspect.ProposeTheOpinion(staff, x.id, x.v()))
	x.wantOwed("hd_leader", "issue")
	x.WantKind(x.Inspect.IssueTheOpinion(x.As("city_leader"), x.id, x.v(), "海教督意〔2026〕1号"), errs.Denied) // not their level
	x.Must(x.Inspect.ReturnOpinion(lead, x.id, x.v(), "写明依据"))
	x.Must(x.Inspect.ProposeTheOpinion(staff, x.id, x.v()))
	x.Must(x.Inspect.IssueTheOpinion(lead, x.id, x.v(), "海教督意〔2026〕1号"))
	d := x.show("hd_head1")
	if d.OpinionNumber != "海教督意〔2026〕1号" || d.Outcome == "" || d.Letters[inspect.LetterOpinion].SentOn.IsZero() || d.Points[0].Answer == "" {
		t.Errorf("the opinion reads %+v", d.Inspection)
	}
	if len(d.Duties) > 0 || d.Indicators[0].VerifiedName != "" || d.Findings[0].RaisedName != "" {
		t.Errorf("the school sees what the office owes or who said what: %+v", d.Duties)
	}
	orders := x.show("hd_staff").Orders
	if len(orders) != 2 { // the school and the district; the withdrawn finding leads to none
		t.Fatalf("%d orders", len(orders))
	}
	for _, o := range orders {
		if o.DueOn != date("2026-12-31") || o.Items != 1 || o.OfficeID != "hd_office" || o.AuthorID != "hd_staff" {
			t.Errorf("order = %+v", o)
		}
	}
	x.wantOwed("hd_staff", "report")
	x.WantKind(x.Inspect.CancelWork(staff, x.id, x.v(), "x"), errs.Conflict)
	list, err := x.Inspect.List(head, inspect.Filter{Text: "海教督意"}, page.Req{})
	x.Must(err)
	if list.Total != 1 || list.Rows[0].ID != x.id {
		t.Errorf("list = %+v", list)
	}
}
