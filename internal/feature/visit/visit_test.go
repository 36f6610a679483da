package visit_test

import (
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/testkit"
)

// 国教督办〔2013〕2号: a visit with a finding of each way, to the end of each.
func TestVisitAndWhatFollows(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	a := w.Visited("hd", 1)
	if a.Visit.State != visit.Sent || a.Visit.Findings != 4 || a.Visit.Receipt != "GD2026-000001" {
		t.Fatalf("%+v", a.Visit)
	}
	head, staff, who := w.As("hd_head1"), w.As("hd_staff"), w.As("hd_inspector1")
	v, values, follows, err := w.Visit.Get(head, a.Visit.ID)
	w.Must(err)
	if v.UnitName != "海淀第一小学" || values["i.canteen.fridge"].Value != "bad" || len(follows) != 4 {
		t.Fatalf("%+v %d", v, len(follows))
	}
	by := map[string]visit.Follow{}
	for _, f := range follows {
		by[f.Outcome] = f
	}
	if due := by["notice"].DueOn; due != w.Visit.Today().AddDays(3) { // 整改通知书面回复，缺省 3 日
		t.Errorf("due %s", due)
	}
	follow := func(who string, outcome, action string, kind errs.Kind) {
		t.Helper()
		_, err := w.Visit.Follow(w.As(who), by[outcome].ID, -1, action, "已办理")
		if kind == 0 {
			w.Must(err)
		} else {
			w.WantKind(err, kind)
		}
	}
	follow("hd_inspector1", "notice", "answer", errs.Denied)
	follow("hd_head2", "notice", "answer", errs.NotFound)
	follow("hd_head1", "notice", "answer", 0)
	follow("hd_inspector2", "notice", "return", errs.Denied)
	follow("hd_inspector1", "notice", "return", 0)
	follow("hd_clerk1", "notice", "answer", 0)
	follow("hd_inspector1", "notice", "fixed", 0)
	follow("hd_inspector1", "notice", "fixed", errs.Conflict)
	follow("hd_head1", "consult", "handle", errs.Denied)
	follow("hd_staff", "consult", "handle", 0)
	follow("hd_staff", "advice", "handle", errs.Conflict)
	finding, err := w.Visit.Follow(staff, by["report"].ID, -1, "raise", "限期整改")
	w.Must(err)
	if got, err := w.Rectify.Finding(staff, finding); err != nil || got.UnitID != "hd_school1" {
		t.Errorf("%+v %v", got, err)
	}
	w.WantKind(w.Visit.Take(staff, v.ID, -1, "sign", ""), errs.Denied)
	w.WantKind(w.Visit.Take(head, v.ID, 99, "sign", ""), errs.Stale)
	w.Must(w.Visit.Take(head, v.ID, v.Version, "sign", ""))
	w.WantKind(w.Visit.Take(head, v.ID, -1, "sign", ""), errs.Conflict)
	w.Must(w.Visit.Take(head, v.ID, -1, "reply", "留样记录已补齐"))

	// at the next visit the advice is found to be put right
	w.Clock.Days(20)
	next, err := w.Visit.Put(who, visit.Put{ID: testkit.VisitID(77), UnitID: "hd_school1", Send: true, Edits: []visit.Edit{{Name: "on", Value: w.Visit.Today().String()}, {Name: "summary", Value: "回访"}, {Name: "i.canteen.fridge", Value: "ok"}, {Name: "r." + by["advice"].ID, Value: "fixed"},
		{Name: "s.head.name", Value: "王校长"}, {Name: "s.head.sign", Value: "M1 2L3 4"}}})
	w.Must(err)
	if next.Visit.State != visit.Signed || next.Visit.SignedName != "王校长" || next.Visit.Receipt != "GD2026-000002" {
		t.Errorf("%+v", next.Visit)
	}
	if f, err := w.Visit.Finding(who, by["advice"].ID); err != nil || f.State != visit.Closed || !strings.Contains(f.Note, "已改") {
		t.Errorf("%+v %v", f, err)
	}
}

// What is sent twice, in parts, or from two phones is kept once; what two changed is shown to both.
func TestTwoPhones(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.InCharge("hd")
	who, id := w.As("hd_inspector1"), testkit.VisitID(1)
	put := func(send bool, edits ...visit.Edit) (visit.Answer, error) {
		return w.Visit.Put(who, visit.Put{ID: id, UnitID: "hd_school1", Edits: edits, Send: send})
	}
	one, err := put(false, visit.Edit{Name: "highlights", Value: "社团活动丰富 🎉 𠮷"}, visit.Edit{Name: "process", Value: "听课两节"})
	w.Must(err)
	again, err := put(false, visit.Edit{Name: "highlights", Value: "社团活动丰富 🎉 𠮷"}, visit.Edit{Name: "process", Value: "听课两节"}) // the answer got lost
	w.Must(err)
	if len(again.Conflicts) != 0 || again.Visit.Version != one.Visit.Version || again.Values["process"].Version != 1 {
		t.Errorf("sending twice: %+v", again)
	}
	_, err = put(false, visit.Edit{Name: "process", Value: "听课三节", Base: 1})
	w.Must(err)
	other, err := put(true, visit.Edit{Name: "process", Value: "听课四节", Base: 1}, visit.Edit{Name: "summary", Value: "好"}, visit.Edit{Name: "i.safety.gate", Value: "ok"}, visit.Edit{Name: "on", Value: w.Visit.Today().String()})
	w.Must(err)
	if len(other.Conflicts) != 1 || other.Conflicts[0].Theirs.Value != "听课三节" || other.Visit.State != visit.Draft || other.Values["summary"].Value != "好" {
		t.Fatalf("the rest is kept, the conflict shown, nothing sent: %+v", other)
	}
	done, err := put(true, visit.Edit{Name: "process", Value: "听课四节", Base: 2})
	w.Must(err)
	if done.Visit.State != visit.Sent {
		t.Fatalf("%+v", done.Visit)
	}
	twice, err := put(true, visit.Edit{Name: "process", Value: "听课四节", Base: 2}) // the receipt got lost
	w.Must(err)
	if twice.Visit.Receipt != done.Visit.Receipt {
		t.Errorf("another receipt: %+v", twice.Visit)
	}
	_, err = put(false, visit.Edit{Name: "process", Value: "另一节", Base: 3})
	w.WantKind(err, errs.Denied)
	_, err = w.Visit.Put(w.As("hd_inspector2"), visit.Put{ID: id, UnitID: "hd_school1"})
	w.WantKind(err, errs.Denied)
}

// Input of a phone is input: what does not fit is refused by its name, and what was sent with it is not lost on the phone.
func TestBadProperties(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.InCharge("hd")
	for _, e := range []visit.Edit{{Name: "on", Value: "昨天"}, {Name: "part", Value: "night"}, {Name: "i.canteen.nothing", Value: "ok"}, {Name: "i.canteen.fridge", Value: "maybe"}, {Name: "f.1.text", Value: "x"}, {Name: "nothing", Value: "x"},
		{Name: "f." + testkit.VisitID(3) + ".days", Value: "0"}, {Name: "f." + testkit.VisitID(3) + ".outcome", Value: "shout"}, {Name: "s.head.sign", Value: `M1 2"><script>`}, {Name: "process", Value: strings.Repeat("长", 10001)}, {Name: "r.x", Value: "fixed"}} {
		_, err := w.Visit.Put(w.As("hd_inspector1"), visit.Put{ID: testkit.VisitID(2), UnitID: "hd_school1", Edits: []visit.Edit{e}})
		w.WantKind(err, errs.Invalid)
	}
	out, err := w.Visit.Put(w.As("hd_inspector1"), visit.Put{ID: testkit.VisitID(4), UnitID: "hd_school1", Send: true})
	w.WantKind(err, errs.Invalid) // nothing to send
	_ = out
	_, err = w.Visit.Put(w.As("hd_inspector1"), visit.Put{ID: testkit.VisitID(4), UnitID: "hd_school1", Send: true, Edits: []visit.Edit{{Name: "on", Value: w.Visit.Today().AddDays(1).String()}, {Name: "summary", Value: "好"}, {Name: "i.safety.gate", Value: "ok"}}})
	w.WantKind(err, errs.Invalid) // the clock of the phone is a day off
	_, err = w.Visit.Put(w.As("hd_inspector1"), visit.Put{ID: testkit.VisitID(5), UnitID: "xc_school1"})
	w.WantKind(err, errs.Denied)
}

// A school moved to somebody else, an inspector who left: what was seen while in charge may be sent, nothing after.
func TestWhoWasInCharge(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	z := w.InCharge("hd")
	ids, who := w.Inspectors("hd"), w.As("hd_inspector1")
	before := w.Visit.Today()
	w.Clock.Days(3)
	_, err := w.Visit.PutInCharge(w.As("hd_staff"), z.ID, "hd_school1", ids[1], "")
	w.WantKind(err, errs.Invalid) // a change has its reason
	_, err = w.Visit.PutInCharge(w.As("hd_staff"), z.ID, "hd_school1", ids[1], "三年轮岗")
	w.Must(err)
	i, _, err := w.Inspector.Show(w.As("hd_staff"), ids[0])
	w.Must(err)
	_, err = w.Inspector.End(w.As("hd_staff"), ids[0], i.Version, "退休")
	w.Must(err)
	put := func(n int, on string) error {
		_, err := w.Visit.Put(who, visit.Put{ID: testkit.VisitID(n), UnitID: "hd_school1", Send: true, Edits: []visit.Edit{{Name: "on", Value: on}, {Name: "summary", Value: "好"}, {Name: "i.safety.gate", Value: "ok"}}})
		return err
	}
	w.WantKind(put(1, w.Visit.Today().String()), errs.Denied)
	w.Must(put(2, before.String()))
}

// 教督〔2012〕7号: 20 schools of a zone at most. 《教育督导条例》第十条: who is tied to a school stays away.
func TestZonesHaveLimits(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	z := w.InCharge("hd")
	ids := w.Inspectors("hd")
	_, err := w.Inspector.Declare(w.As("hd_inspector2"), ids[1], inspector.NewTie{UnitID: "hd_school2", Kind: inspector.FamilyAt})
	w.Must(err)
	_, err = w.Visit.PutInCharge(staff, z.ID, "hd_school2", ids[1], "")
	w.WantKind(err, errs.Invalid)
	_, err = w.Visit.PutInCharge(staff, z.ID, "xc_school1", ids[2], "")
	w.WantKind(err, errs.Invalid)
	for n := range 19 {
		id := org.UnitID("more" + string(rune('a'+n)))
		_, err := w.Org.Add(w.As("city_staff"), org.Unit{ID: id, ParentID: "110108", Kind: org.School, Name: "海淀测试小学" + string(id), Stage: "primary"}, nil, org.Change{})
		w.Must(err)
		_, err = w.Visit.PutInCharge(staff, z.ID, id, ids[2], "")
		w.Must(err)
	}
	_, err = w.Visit.PutInCharge(staff, z.ID, "hd_school2", ids[2], "")
	w.WantKind(err, errs.Conflict)
	other, err := w.Visit.AddZone(staff, "", "第二责任区")
	w.Must(err)
	list, err := w.Visit.Propose(staff, other.ID, "")
	w.Must(err)
	if len(list) != 2 || list[0].Inspector.ID == ids[1] && list[0].Unit.ID == "hd_school2" {
		t.Errorf("%+v", list)
	}
	for _, p := range list {
		if p.Inspector.ID == ids[2] { // has 19 already
			t.Errorf("%s is proposed for %s", p.Inspector.Name, p.Unit.Name)
		}
	}
	_, err = w.Visit.AddZone(staff, "", "第二责任区")
	w.WantKind(err, errs.Invalid)
}

// 国教督办〔2013〕2号: once a month in term; 《教育督导条例》第十四条: twice a term.
func TestPlanOfTheMonth(t *testing.T) {
	t.Parallel()
	w := testkit.New(t) // 2026-09-01
	w.InCharge("hd")
	state := func(who string) string {
		p, err := w.Visit.PlanOf(w.As(who), w.Visit.Today())
		w.Must(err)
		if len(p.Schools) != 1 {
			t.Fatalf("%s sees %d schools", who, len(p.Schools))
		}
		return p.Schools[0].State
	}
	if s := state("hd_inspector1"); s != "never" {
		t.Error(s)
	}
	w.Visited("hd", 1)
	if s := state("hd_inspector1"); s != "done" {
		t.Error(s)
	}
	w.Clock.Days(35)
	if s := state("hd_staff"); s != "due" {
		t.Error(s)
	}
	w.Clock.Days(100) // January does not count
	if s := state("city_staff"); s != "free" {
		t.Error(s)
	}
	if p, err := w.Visit.PlanOf(w.As("hd_inspector2"), w.Visit.Today()); err != nil || len(p.Schools) != 0 {
		t.Errorf("%+v %v", p, err)
	}
	day, err := w.Visit.Day(w.As("hd_inspector1"))
	w.Must(err)
	if len(day.Schools) != 1 || len(day.Schools[0].Open) != 4 || len(day.Items) != 8 {
		t.Errorf("%+v", day)
	}
}

// 教督〔2019〕3号: an emergency is told at once, once.
func TestEmergency(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	who, id := w.As("hd_inspector1"), testkit.VisitID(9)
	w.WantKind(w.Visit.Emergency(who, id, "hd_school1", " "), errs.Invalid)
	w.WantKind(w.Visit.Emergency(who, id, "xc_school1", "燃气泄漏"), errs.NotFound)
	w.Must(w.Visit.Emergency(who, id, "hd_school1", "食堂燃气泄漏，已疏散"))
	w.Must(w.Visit.Emergency(who, id, "hd_school1", "食堂燃气泄漏，已疏散"))
	list, err := w.Visit.Findings(w.As("hd_staff"), visit.FollowFilter{Outcome: "emergency"}, page.Req{Number: 1, Size: 10})
	w.Must(err)
	if list.Total != 1 {
		t.Errorf("%d emergencies", list.Total)
	}
	_, err = w.Visit.Follow(w.As("hd_staff"), id, -1, "handle", "已联系应急部门")
	w.Must(err)
}
