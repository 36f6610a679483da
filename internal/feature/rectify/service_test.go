package rectify_test

import (
	"context"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// story is a small city with an order on its way.
type story struct {
	*testkit.World
	t *testing.T
}

func newStory(t *testing.T) story { return story{testkit.New(t), t} }

func day(s string) civil.Date { d, _ := civil.ParseDate(s); return d }

func fee(unit org.UnitID, source string) rectify.Finding {
	return rectify.Finding{Source: ident.Ref{Kind: "inspect.supervision", ID: source}, SourceTitle: "2026 年秋季综合督导", UnitID: unit,
		Standard: "yw-school", Node: "3.2.1", Clause: "《义务教育法》第二十五条", Severity: rectify.General,
		Text: "校门公示栏缺少两项课后服务收费标准", Demand: "更正公示并清退差额"}
}

func (s story) raise(who string, f rectify.Finding) (id string) {
	s.t.Helper()
	s.Must(s.DB.Write(s.As(who), func(tx *db.Tx) (err error) { id, err = rectify.Raise(s.As(who), tx, f); return err }))
	return id
}

// issue raises one finding at hd_school1 and issues its order, as the office's clerk.
func (s story) issue(due string) rectify.OrderID {
	s.t.Helper()
	f := fee("hd_school1", "s1")
	s.raise("hd_inspector1", f)
	var ids []rectify.OrderID
	s.Must(s.DB.Write(s.As("hd_staff"), func(tx *db.Tx) (err error) {
		ids, err = rectify.IssueOrders(s.As("hd_staff"), tx, f.Source, day(due), "海教督整〔2026〕14号")
		return err
	}))
	if len(ids) != 1 {
		s.t.Fatalf("%d orders, want 1", len(ids))
	}
	return ids[0]
}

func (s story) order(who string, id rectify.OrderID) rectify.Full {
	s.t.Helper()
	o, err := s.Rectify.Order(s.As(who), id)
	s.Must(err)
	return o
}

func (s story) plan(id rectify.OrderID, byOn string) {
	s.t.Helper()
	o := s.order("hd_head1", id)
	s.Must(s.Rectify.SendPlan(s.As("hd_head1"), id, o.Version, "即查即改", "副校长", []rectify.ItemPlan{{ItemID: o.List[0].ID, Measures: "更正公示，清退差额", Lead: "总务主任", ByOn: day(byOn)}}))
}

func (s story) submit(id rectify.OrderID) error {
	o := s.order("hd_head1", id)
	item := o.List[0].ID
	return s.Rectify.SubmitResult(s.As("hd_head1"), id, o.Version, "已完成整改", []rectify.ItemResult{{ItemID: item, Result: "已更正，清退 37 人次"}},
		[]rectify.Evidence{{ItemID: item, Title: "清退表"}})
}

func (s story) state(id rectify.OrderID) rectify.State { return s.order("hd_staff", id).State }

// The whole loop: order, plan, result, verification, publication, re-check, closing.
func TestWholeLoop(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	o := s.order("hd_head1", id)
	if o.State != rectify.Issued || o.Items != 1 || o.OfficeID != "hd_office" || o.SuperiorID != "110108" || o.PlanDueOn.IsZero() {
		t.Fatalf("issued order: %+v", o.Order)
	}
	s.plan(id, "2026-09-20")
	s.Must(s.Rectify.ApprovePlan(s.As("hd_staff2"), id, s.order("hd_staff2", id).Version))
	s.Clock.Days(10)
	s.Must(s.submit(id))
	v := s.order("hd_staff2", id).Version
	s.Must(s.Rectify.AcceptResult(s.As("hd_staff2"), id, v, "看了清退表原件，与公示一致", civil.Date{}))
	o = s.order("hd_staff", id)
	if o.State != rectify.Accepted || o.RecheckOn.IsZero() || o.VerifiedBy != "hd_staff2" {
		t.Fatalf("accepted order: %+v", o.Order)
	}
	s.Must(s.Rectify.PublishResult(s.As("hd_staff"), id, o.Version))
	s.Clock.Days(90)
	s.Must(s.Rectify.RecheckOrder(s.As("hd_inspector1"), id, s.order("hd_staff", id).Version, "现场查看公示栏，收费与备案一致", nil))
	s.Must(s.Rectify.CloseOrder(s.As("hd_staff"), id, s.order("hd_staff", id).Version))
	if o := s.order("hd_staff", id); o.State != rectify.Closed || o.RecheckResult != rectify.HeldFast {
		t.Errorf("closed order: %+v", o.Order)
	}
	run, err := s.Integrity.CheckAll(s.As("hd_staff"))
	s.Must(err)
	if run.Orders != 1 || run.Violations != 0 {
		t.Errorf("check = %+v", run)
	}
}

// 京教组发〔2020〕5号(三)强化整改制度: verification by somebody other than the author, never by the unit.
func TestVerificationIsIndependent(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	s.plan(id, "2026-09-20")
	s.Must(s.submit(id))
	v := s.order("hd_staff", id).Version
	s.WantKind(s.Rectify.AcceptResult(s.As("hd_staff"), id, v, "属实", civil.Date{}), errs.Denied)
	s.WantKind(s.Rectify.ReturnResult(s.As("hd_staff"), id, v, "不属实", nil, day("2026-12-01")), errs.Denied)
	s.WantKind(s.Rectify.AcceptResult(s.As("hd_head1"), id, v, "属实", civil.Date{}), errs.Denied)
	deputy := s.Actor("hd_staff2")
	deputy.ForID = "hd_staff" // acting for the author is being the author
	s.WantKind(s.Rectify.AcceptResult(actor.With(s.t.Context(), deputy), id, v, "属实", civil.Date{}), errs.Denied)
	own := s.Actor("hd_inspector2")
	own.UnitID = "hd_school1" // an inspector who works at the school
	s.WantKind(s.Rectify.AcceptResult(actor.With(s.t.Context(), own), id, v, "属实", civil.Date{}), errs.Denied)
	if got := s.state(id); got != rectify.Submitted {
		t.Fatalf("state = %s", got)
	}
	s.Must(s.Rectify.AcceptResult(s.As("hd_inspector1"), id, v, "属实", civil.Date{}))
}

// 谁组织、谁发布、谁负责: the city may not publish what the district organised.
func TestOnlyTheOrganiserPublishes(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	s.plan(id, "2026-09-20")
	s.Must(s.submit(id))
	s.Must(s.Rectify.AcceptResult(s.As("hd_staff2"), id, s.order("hd_staff2", id).Version, "属实", civil.Date{}))
	v := s.order("hd_staff2", id).Version
	s.WantKind(s.Rectify.PublishResult(s.As("city_staff"), id, v), errs.Denied)
	s.WantKind(s.Rectify.PublishResult(s.As("xc_staff"), id, v), errs.NotFound)
	s.Must(s.Rectify.PublishResult(s.As("hd_staff2"), id, v))
}

// Two people at the same order: the second is told, nothing is lost.
func TestStale(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	v := s.order("hd_head1", id).Version
	s.plan(id, "2026-09-20")
	s.WantKind(s.Rectify.SendPlan(s.As("hd_head1"), id, v, "再改", "副校长", nil), errs.Stale)
}

// Schools do not see drafts, others' orders or internal proposals.
func TestWhoSeesWhat(t *testing.T) {
	s := newStory(t)
	draft, err := s.Rectify.Create(s.As("hd_staff"), "", fee("hd_school1", ""))
	s.Must(err)
	again, err := s.Rectify.Create(s.As("hd_staff"), draft, fee("hd_school1", ""))
	s.Must(err)
	if again != draft {
		t.Errorf("created twice: %s, %s", draft, again)
	}
	_, err = s.Rectify.Order(s.As("hd_head1"), draft)
	s.WantKind(err, errs.NotFound)
	_, err = s.Rectify.Finding(s.As("hd_head1"), s.order("hd_staff", draft).List[0].FindingID)
	s.WantKind(err, errs.NotFound)
	id := s.issue("2026-09-10")
	_, err = s.Rectify.Order(s.As("hd_head2"), id)
	s.WantKind(err, errs.NotFound)
	_, err = s.Rectify.Order(s.As("system_admin"), id)
	s.WantKind(err, errs.Denied)
	s.Clock.Days(15)
	s.nightly()
	if o := s.order("hd_head1", id); len(o.Rungs) != 1 || o.Rungs[0].Rung != ladder.Remind {
		t.Errorf("the school sees rungs %+v", o.Rungs)
	}
	for who, want := range map[string]int{"hd_staff": 2, "hd_head1": 1, "hd_head2": 0, "xc_staff": 0, "city_staff": 2, "auditor": 2} {
		list, err := s.Rectify.List(s.As(who), rectify.Filter{}, page.Req{})
		s.Must(err)
		if list.Total != want || len(list.Rows) != want {
			t.Errorf("%s sees %d orders, want %d", who, list.Total, want)
		}
	}
	s.WantKind(s.Rectify.DropDraft(s.As("auditor"), draft, 1, "误建"), errs.Denied)
	s.Must(s.Rectify.DropDraft(s.As("hd_staff"), draft, 1, "误建"))
}

func (s story) nightly() {
	s.t.Helper()
	s.Must(s.DB.Write(s.t.Context(), func(tx *db.Tx) error { return integrity.EnqueueNightly(s.t.Context(), tx) }))
	s.RunJobs()
}

// Overdue → reminder recorded, 督办单 proposed → declined with a reason; then late again → confirmed.
func TestLadder(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-01")
	s.plan(id, "2026-09-20")
	s.Clock.Days(31) // 2026-10-02
	s.nightly()
	s.nightly() // once a deadline, not once a night
	o := s.order("hd_staff", id)
	if len(o.Rungs) != 2 || o.Rungs[0].State != ladder.Recorded || o.Rungs[1].State != ladder.Proposed {
		t.Fatalf("rungs = %+v", o.Rungs)
	}
	e := o.Rungs[1]
	s.escalations("hd_staff", ladder.Filter{State: ladder.Proposed, Rung: ladder.Notice, Late: true}, e.ID)
	s.escalations("xc_staff", ladder.Filter{})
	s.WantKind(s.Ladder.Decline(s.As("hd_staff"), e.ID, e.Version, " "), errs.Invalid)
	s.WantKind(s.Ladder.Decline(s.As("hd_head1"), e.ID, e.Version, "已在办"), errs.Denied)
	s.WantKind(s.Ladder.Decline(s.As("xc_staff"), e.ID, e.Version, "已在办"), errs.NotFound)
	s.Must(s.Ladder.Decline(s.As("hd_staff"), e.ID, e.Version, "施工方已到场，两日内完成"))
	s.WantKind(s.Ladder.Confirm(s.As("hd_staff"), e.ID, e.Version, ladder.Decision{}), errs.Conflict)
	s.escalations("hd_staff", ladder.Filter{State: ladder.Proposed})
	s.escalations("hd_staff", ladder.Filter{State: ladder.Declined}, e.ID)
	s.Must(s.submit(id))
	s.escalations("hd_staff", ladder.Filter{Late: true})
	if o := s.order("hd_staff", id); o.LateDays != 1 {
		t.Errorf("late by %d days, want 1", o.LateDays)
	}
	// returned: falls short, so a 督办单 is proposed on that ground
	s.Must(s.Rectify.ReturnResult(s.As("hd_staff2"), id, s.order("hd_staff2", id).Version, "清退表无签字", nil, day("2026-10-12")))
	o = s.order("hd_staff", id)
	e = o.Rungs[len(o.Rungs)-1]
	if e.Ground != ladder.Poor || e.State != ladder.Proposed || o.Returns != 1 {
		t.Fatalf("rung = %+v", e)
	}
	n := ladder.Decision{Number: "海教督办〔2026〕3号", Demand: "限期完成清退", DueOn: day("2026-10-20")}
	s.Must(s.Ladder.Confirm(s.As("hd_leader"), e.ID, e.Version, n))
	o = s.order("hd_head1", id)
	if len(o.Notices) != 1 || o.NextOn.String() != "2026-10-20" {
		t.Errorf("the school sees %+v, due %s", o.Notices, o.NextOn)
	}
	// the deadline of the 督办单 passes: 约谈 is proposed, later 通报 and 问责
	s.Clock.Days(20)
	s.nightly()
	o = s.order("hd_staff", id)
	if e = o.Rungs[len(o.Rungs)-1]; e.Rung != ladder.Talk {
		t.Errorf("rung = %+v", e)
	}
	s.Clock.Days(30)
	s.nightly()
	if o = s.order("hd_staff", id); o.Rung != int(ladder.Account) {
		t.Errorf("rung = %d", o.Rung)
	}
}

// More time is asked about the clock and decided by the office: the order keeps the day, and its clock goes
// on with its history when the unit takes another step.
func TestExtension(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-01")
	s.plan(id, "2026-09-20")
	clocks, err := s.Rectify.Clocks(s.As("hd_head1"), id)
	s.Must(err)
	var duty clock.Running
	for _, c := range clocks {
		if c.Step == string(rectify.Submit) {
			duty = c
		}
	}
	q, err := s.App.Clock.Ask(s.As("hd_head1"), clock.NewRequest{DutyID: duty.ID, What: clock.AskExtend, Until: day("2026-11-10"), Reason: "施工需要"})
	s.Must(err)
	s.Must(s.App.Clock.Grant(s.As("hd_staff"), q, 1, day("2026-11-05"), "同意"))
	if o := s.order("hd_head1", id); o.DueOn.String() != "2026-11-05" || o.NextOn.String() != "2026-11-05" || len(o.Requests) != 1 || o.Requests[0].State != clock.Granted {
		t.Errorf("due %s, next %s, %+v", o.DueOn, o.NextOn, o.Requests)
	}
	o := s.order("hd_head1", id)
	s.Must(s.Rectify.AddEvidence(s.As("hd_head1"), id, o.Version, rectify.Evidence{ItemID: o.List[0].ID, Title: "照片"}))
	duty, _, err = s.App.Clock.Duty(s.As("hd_head1"), duty.ID)
	s.Must(err)
	if !duty.ClosedAt.IsZero() {
		t.Error("a step that changes no day closed the clock")
	}
	// it stands still: nothing is owed, nothing is late, whatever is done meanwhile
	s.Must(s.App.Clock.Suspend(s.As("hd_staff"), duty.ID, duty.Version, "停课"))
	s.Clock.Days(120)
	s.nightly()
	o = s.order("hd_head1", id)
	s.Must(s.Rectify.AddEvidence(s.As("hd_head1"), id, o.Version, rectify.Evidence{ItemID: o.List[0].ID, Title: "照片二"}))
	if o = s.order("hd_staff", id); !o.NextOn.IsZero() || len(o.Rungs) != 0 {
		t.Errorf("suspended: next %s, rungs %+v", o.NextOn, o.Rungs)
	}
	duty, _, err = s.App.Clock.Duty(s.As("hd_staff"), duty.ID)
	s.Must(err)
	s.Must(s.App.Clock.Resume(s.As("hd_staff"), duty.ID, duty.Version, "复课"))
	if o = s.order("hd_head1", id); o.NextOn.String() != "2027-03-04" {
		t.Errorf("resumed: next %s", o.NextOn)
	}
}

// 京教组发〔2020〕5号(三)健全复查制度: the same clause at the same unit within 12 months is a relapse, later it is not.
func TestRelapseWithinTwelveMonths(t *testing.T) {
	for _, c := range []struct {
		days int
		want bool
	}{{0, true}, {300, true}, {364, true}, {365, false}, {500, false}} {
		s := newStory(t)
		first := s.raise("hd_inspector1", fee("hd_school1", "s1"))
		s.Clock.Days(c.days)
		second := s.raise("hd_inspector1", fee("hd_school1", "s2"))
		g, err := s.Rectify.Finding(s.As("hd_staff"), second)
		s.Must(err)
		if got := g.RelapseOf == first; got != c.want {
			t.Errorf("after %d days: relapse of %q, want %v", c.days, g.RelapseOf, c.want)
		}
		other := s.raise("hd_inspector1", fee("hd_school2", "s2"))
		if g, err = s.Rectify.Finding(s.As("hd_staff"), other); err != nil || g.RelapseOf != "" {
			t.Errorf("another school: %q %v", g.RelapseOf, err)
		}
	}
}

// A re-check that finds the problem back raises it again, linked, in a draft order.
func TestRecheckFindsRelapse(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	s.plan(id, "2026-09-20")
	s.Must(s.submit(id))
	s.Must(s.Rectify.AcceptResult(s.As("hd_staff2"), id, s.order("hd_staff2", id).Version, "属实", civil.Date{}))
	s.Must(s.Rectify.PublishResult(s.As("hd_staff"), id, s.order("hd_staff", id).Version))
	s.Clock.Days(90)
	o := s.order("hd_staff", id)
	s.WantKind(s.Rectify.RecheckOrder(s.As("hd_inspector1"), id, o.Version, "", nil), errs.Invalid)
	s.Must(s.Rectify.RecheckOrder(s.As("hd_inspector1"), id, o.Version, "公示又被撤下", []string{o.List[0].ID}))
	g, err := s.Rectify.Finding(s.As("hd_staff"), o.List[0].FindingID)
	s.Must(err)
	if len(g.Later) != 1 || g.Later[0].OrderID == "" {
		t.Fatalf("later = %+v", g.Later)
	}
	if again := s.order("hd_staff", g.Later[0].OrderID); again.State != rectify.Draft || !again.Relapse {
		t.Errorf("again = %+v", again.Order)
	}
	if o := s.order("hd_staff", id); o.RecheckResult != rectify.Relapsed {
		t.Errorf("result = %q", o.RecheckResult)
	}
}

// The nightly check finds what was broken behind the program's back, and sees it whole again.
func TestNightlyCheckFindsSeededViolation(t *testing.T) {
	s := newStory(t)
	id := s.issue("2026-10-10")
	s.plan(id, "2026-09-20")
	s.Must(s.submit(id))
	s.Must(s.Rectify.AcceptResult(s.As("hd_staff2"), id, s.order("hd_staff2", id).Version, "属实", civil.Date{}))
	broken := func(q string) {
		s.t.Helper()
		s.Must(s.DB.Write(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec(context.Background(), q); return err }))
	}
	want := func(codes ...rectify.Code) {
		s.t.Helper()
		s.Clock.Days(1)
		s.nightly()
		list, last, err := s.Integrity.Violations(s.As("hd_leader"), true, page.Req{})
		s.Must(err)
		got := map[rectify.Code]bool{}
		for _, v := range list.Rows {
			got[v.Code] = true
		}
		if len(got) != len(codes) || last.Orders == 0 {
			s.t.Fatalf("violations %v, want %v; last check %+v", got, codes, last)
		}
		for _, c := range codes {
			if !got[c] {
				s.t.Errorf("violation %s not found", c)
			}
		}
	}
	want()
	broken(`update rectify_order set verified_by = 'hd_staff'`)
	broken(`delete from rectify_evidence`)
	want(rectify.NotIndependent, rectify.NoEvidence)
	broken(`update rectify_order set verified_by = 'hd_staff2', recheck_on = null`)
	want(rectify.NoEvidence, rectify.NoRecheck)
	s.raise("hd_inspector1", fee("hd_school2", "s9"))
	s.Clock.Days(70)
	want(rectify.NoEvidence, rectify.NoRecheck, rectify.NoOrder)
	if list, _, err := s.Integrity.Violations(s.As("xc_leader"), true, page.Req{}); err != nil || list.Total != 0 {
		t.Errorf("another district sees %d violations, %v", list.Total, err)
	}
}
