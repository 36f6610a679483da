package liability_test

import (
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// submitted is a case that waits for the chair.
func submitted(w *testkit.World) string {
	id := w.Consulting("hd")
	asked, err := liability.ConsultsOf(w.As("hd_staff"), w.DB, id)
	w.Must(err)
	w.WantKind(do(w, "hd_staff", id, liability.Submit, liability.CaseIn{}), errs.Conflict) // 征求成员单位意见
	for _, a := range asked {
		w.WantKind(do(w, "hd_staff", id, liability.Opinion, liability.CaseIn{Consult: a.ID, Agree: "no"}), errs.Invalid) // not agreed: why
		w.Must(do(w, "hd_staff", id, liability.Opinion, liability.CaseIn{Consult: a.ID, Agree: "yes"}))
	}
	w.Must(do(w, "hd_staff", id, liability.Submit, liability.CaseIn{}))
	return id
}

// 《教育督导问责办法》: 报本级教育督导委员会主任或者副主任审定. Where the post has a holder it is theirs; who acts for a
// holder on leave under a delegation may, and the record names both.
func TestChairOrViceChairApproves(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
		return org.AddUnit(t.Context(), tx, org.Unit{ID: "hd_committee", ParentID: "110108", Kind: org.Committee, Name: "海淀区人民政府教育督导委员会"})
	}))
	p, err := w.Org.AddPost(w.As("city_staff"), org.Post{UnitID: "hd_committee", Title: "主任"})
	w.Must(err)
	w.Must(w.Org.Appoint(w.As("city_staff"), p.ID, p.Version, "区长某", "hd_chair", civil.Date{}))
	id := submitted(w)
	w.WantKind(do(w, "hd_staff", id, liability.Approve, liability.CaseIn{Post: "主任"}), errs.Denied)
	w.WantKind(do(w, "hd_leader", id, liability.Approve, liability.CaseIn{}), errs.Invalid)
	w.WantKind(do(w, "hd_leader", id, liability.Approve, liability.CaseIn{Post: "主任"}), errs.Invalid) // somebody else holds it
	acting := w.Actor("hd_leader")
	acting.ForID, acting.ForName = "hd_chair", "区长某"
	w.Must(w.Accountability.Liability.Do(actor.With(t.Context(), acting), id, w.Record("hd_staff", accountability.Case, id).Version, liability.Approve, liability.CaseIn{Post: "主任"}))
	var d liability.Detail
	f := w.Record("hd_staff", accountability.Case, id)
	w.Must(f.Read(&d))
	if d.Approver != "区长某（由hd_leader代）" || f.State != liability.Issuing {
		t.Errorf("approved by %q, %s", d.Approver, f.State)
	}
}

// Another measure than the object was told of needs another notice and another statement (陈述申辩).
func TestAHeavierMeasureNeedsAnotherNotice(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := submitted(w)
	w.WantKind(do(w, "hd_leader", id, liability.Return, liability.CaseIn{}), errs.Invalid)
	w.Must(do(w, "hd_leader", id, liability.Return, liability.CaseIn{Reason: "方式过轻"}))
	w.WantKind(do(w, "hd_staff", id, liability.Measure, liability.CaseIn{Measure: "unit.circular"}), errs.Conflict)
	w.Must(do(w, "hd_staff", id, liability.Reopen, liability.CaseIn{Reason: "增加督导通报"}))
	w.Must(do(w, "hd_staff", id, liability.Measure, liability.CaseIn{Measure: "unit.circular"}))
	w.Must(do(w, "hd_staff", id, liability.Inform, liability.CaseIn{DueOn: w.Rectify.Today().AddDays(5)}))
	w.WantKind(do(w, "hd_staff", id, liability.Lapse, liability.CaseIn{}), errs.Conflict)
	w.Clock.Days(6)
	w.Must(do(w, "hd_staff", id, liability.Lapse, liability.CaseIn{}))
	w.Must(do(w, "hd_staff", id, liability.Consult, liability.CaseIn{Members: []string{"区财政局"}}))
	w.WantKind(do(w, "hd_staff", id, liability.Submit, liability.CaseIn{}), errs.Conflict) // asked anew
}

// Measures fit their object: those of private schools for them alone, of persons for a named person.
// 京教组发〔2020〕5号（三）压实问责制度: 督促撤换负责人、吊销办学许可证.
func TestMeasuresFitTheirObject(t *testing.T) {
	today := civil.NewDate(2026, 9, 1)
	school := liability.Detail{Object: "school"}
	person := liability.Detail{Object: "person"}
	people := []accountability.Persons{{ID: "p1", Name: "甲"}}
	for name, c := range map[string]struct {
		d    liability.Detail
		in   liability.CaseIn
		want errs.Kind
		ok   bool
	}{
		"criticise a school":                 {school, liability.CaseIn{Measure: "unit.criticise"}, 0, true},
		"licence of a public school":         {school, liability.CaseIn{Measure: "private.licence"}, errs.Invalid, false},
		"licence of a private school":        {liability.Detail{Object: "school", Private: true}, liability.CaseIn{Measure: "private.licence"}, 0, true},
		"a person's measure for a school":    {school, liability.CaseIn{Measure: "person.review"}, errs.Invalid, false},
		"resources without an end":           {school, liability.CaseIn{Measure: "unit.resources"}, errs.Invalid, false},
		"resources until a day":              {school, liability.CaseIn{Measure: "unit.resources", UntilOn: today.AddDays(90)}, 0, true},
		"a person without a name":            {person, liability.CaseIn{Measure: "person.review"}, errs.Invalid, false},
		"a person":                           {person, liability.CaseIn{Measure: "person.sanction", Person: "p1"}, 0, true},
		"a government's ground for a school": {school, liability.CaseIn{Measure: "nonsense"}, errs.Invalid, false},
	} {
		m, err := c.d.Propose(c.in, people, today)
		if c.ok != (err == nil) || !c.ok && errs.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		def, _ := accountability.MeasureOf(c.in.Measure)
		if err == nil && m.ReferTo != def.Refer {
			t.Errorf("%s goes to %q, want %q", name, m.ReferTo, def.Refer)
		}
	}
	in := liability.CaseIn{Object: "school", Grounds: []string{"gov.task"}, Facts: "x"}
	if err := in.Begin(); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a ground of governments for a school: %v", err)
	}
}

// A record does not change behind its letter: while the letter is signed it cannot be taken back, and a
// decision that is withdrawn as a letter ends what hangs on it.
func TestRecordAndLetterStayTogether(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := submitted(w)
	w.Must(do(w, "hd_leader", id, liability.Approve, liability.CaseIn{Post: "副主任"}))
	f := w.Record("hd_staff", accountability.Case, id)
	l := f.Letters[0]
	w.Must(w.Letters.Submit(w.As("hd_staff"), l.ID, l.Version, "测试"))
	w.WantKind(do(w, "hd_staff", id, accountability.Recall, liability.CaseIn{Reason: "改事实"}), errs.Conflict)
	w.Must(w.Letters.Return(w.As("hd_leader"), l.ID, l.Version+1, "改事实"))
	w.Must(do(w, "hd_staff", id, accountability.Recall, liability.CaseIn{Reason: "改事实"}))
	w.Must(do(w, "hd_staff", id, liability.Submit, liability.CaseIn{}))
	w.Must(do(w, "hd_leader", id, liability.Approve, liability.CaseIn{Post: "副主任"}))
	if n := len(w.Record("hd_staff", accountability.Case, id).Letters); n != 1 {
		t.Errorf("%d letters", n)
	}
	l = w.Dispatch(f.Ref(), "hd_staff", "hd_leader")
	w.Must(do(w, "hd_head1", id, liability.AskReview, liability.CaseIn{Points: []string{"不服。"}}))
	now, err := w.Letters.Letter(w.As("hd_leader"), l.ID)
	w.Must(err)
	w.Must(w.Letters.Withdraw(w.As("hd_leader"), now.ID, now.Version, "送错单位"))
	f = w.Record("hd_head1", accountability.Case, id)
	if f.State != liability.Withdrawn || f.Below[0].State != liability.RemedyEnded || f.Letters[0].State != letters.Withdrawn {
		t.Errorf("%s, review %s, letter %s", f.State, f.Below[0].State, f.Letters[0].State)
	}
	for _, c := range f.Clocks {
		t.Errorf("still owed: %s", c.Action)
	}
}

// A review may change the decision: the measure is revoked and what is public says so. The right to a review
// lapses by itself after its day. 《教育督导问责办法》: 三十日.
func TestReviewChangesTheDecision(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd")
	w.Must(do(w, "hd_staff", id, liability.Publish, liability.CaseIn{Scope: liability.Site}))
	was := w.Record("hd_staff", accountability.Case, id)
	w.Clock.Days(30)
	w.Must(do(w, "hd_head1", id, liability.AskReview, liability.CaseIn{Points: []string{"已移送的部分没有依据。"}})) // the last day
	r := w.Record("hd_staff", accountability.Case, id).Below[0]
	remedy(t, w, "hd_staff", "hd_leader", r.Kind, r.ID, liability.RemedyIn{Result: liability.Change, Text: "依据不足。", Revoked: []string{was.Measures[1].ID}})
	f := w.Record("hd_staff", accountability.Case, id)
	if f.Measures[1].State != accountability.MeasureRevoked || f.Measures[0].State != accountability.MeasureDecided || f.PortalID == was.PortalID {
		t.Errorf("%+v", f.Measures)
	}
	w.Clock.Days(16)
	w.RunJobs()
	w.WantKind(do(w, "hd_head1", id, liability.AskAppeal, liability.CaseIn{Points: []string{"不服。"}}), errs.Invalid) // 15 days after the review
	w.Must(do(w, "hd_staff", id, liability.Archive, liability.CaseIn{}))
}

// An appeal against the city goes to the office above, outside the platform; its decision is registered and
// leads to the correction.
func TestAppealAgainstTheCity(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	step := func(who string, a accountability.Action, in liability.CaseIn, id string) error {
		return w.Accountability.Liability.Do(w.As(who), id, w.Record("city_staff", accountability.Case, id).Version, a, in)
	}
	r, err := w.Accountability.Liability.Open(w.As("city_staff"), accountability.NewRecord{UnitID: "110108"}, liability.CaseIn{Object: "government", Grounds: []string{"gov.task"}, Facts: "任务滞后。"})
	w.Must(err)
	for _, s := range []struct {
		who string
		a   accountability.Action
		in  liability.CaseIn
	}{{"city_staff", liability.Team, liability.CaseIn{Lead: liability.Member{Name: "甲"}, Team: []liability.Member{{Name: "乙"}}}},
		{"city_staff", liability.Find, liability.CaseIn{Grounds: []string{"gov.task"}, Found: "完成率不足六成。", Proof: "台账"}},
		{"city_staff", liability.Measure, liability.CaseIn{Measure: "unit.circular"}}, {"city_staff", liability.Inform, liability.CaseIn{DueOn: w.Rectify.Today().AddDays(5)}},
		{"hd_leader", liability.Waive, liability.CaseIn{}}, {"city_staff", liability.Consult, liability.CaseIn{Members: []string{"市财政局"}}}} {
		w.Must(step(s.who, s.a, s.in, r.ID))
	}
	asked, err := liability.ConsultsOf(t.Context(), w.DB, r.ID)
	w.Must(err)
	w.Must(step("city_staff", liability.Opinion, liability.CaseIn{Consult: asked[0].ID, Agree: "yes"}, r.ID))
	w.Must(step("city_staff", liability.Submit, liability.CaseIn{}, r.ID))
	w.WantKind(step("hd_leader", liability.Approve, liability.CaseIn{Post: "主任"}, r.ID), errs.Denied)
	w.Must(step("city_leader", liability.Approve, liability.CaseIn{Post: "主任"}, r.ID))
	w.Dispatch(r.Ref(), "city_staff", "city_leader")
	w.WantKind(step("hd_leader", liability.AskAppeal, liability.CaseIn{Points: []string{"不服。"}}, r.ID), errs.Conflict)
	w.Must(step("city_staff", liability.OuterAppeal, liability.CaseIn{Number: "国教督诉1号", On: w.Rectify.Today(), Result: liability.Wrong, Text: "撤销通报。"}, r.ID))
	w.Must(step("city_staff", liability.Correct, liability.CaseIn{Result: liability.Revoke, Text: "撤销通报。"}, r.ID))
	l := w.Dispatch(r.Ref(), "city_staff", "city_leader")
	if f := w.Record("hd_leader", accountability.Case, r.ID); f.Measures[0].State != accountability.MeasureRevoked || f.Number != l.Number {
		t.Errorf("%+v %s", f.Measures, f.Number)
	}
}
