package liability_test

import (
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/testkit"
)

// do takes a step of a case as it stands.
func do(w *testkit.World, who, id string, a accountability.Action, in liability.CaseIn) error {
	f, err := w.Accountability.Engine.Show(w.As(who), accountability.Case, id)
	if err != nil {
		return err
	}
	return w.Accountability.Liability.Do(w.As(who), id, f.Version, a, in)
}

// 《教育督导问责办法》: working group, findings, notice and statement, member units, chair or vice-chair, decision;
// review within 30 days; appeal within 15; the office above finds it wrong; the office corrects it within 15
// days; what was published stays and a new snapshot supersedes it.
func TestACaseToItsCorrection(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd")
	c := w.Record("hd_staff", accountability.Case, id)
	if c.State != liability.Decided || c.Number != "海教督责〔2026〕1号" || c.Measures[0].State != accountability.MeasureDecided || c.DoneOn != w.Rectify.Today() {
		t.Fatalf("%s %s %+v", c.State, c.Number, c.Measures)
	}
	if c.Clocks[0].Rule != "review.apply" || c.Clocks[0].Due != w.Rectify.Today().AddDays(30) {
		t.Fatalf("the right to a review: %+v", c.Clocks)
	}
	w.WantKind(do(w, "hd_staff", id, liability.Publish, liability.CaseIn{Scope: liability.Site, Severe: true}), errs.Invalid) // severe: main media as well
	w.Must(do(w, "hd_staff", id, liability.Publish, liability.CaseIn{Scope: liability.Site}))
	first := w.Record("hd_staff", accountability.Case, id).PortalID
	if body := w.Get("", "/public/items/"+first).Body.String(); !strings.Contains(body, "三项问题未整改") {
		t.Error("the decision is not public")
	}
	w.WantKind(do(w, "hd_staff", id, liability.Execute, liability.CaseIn{Measure: c.Measures[1].ID, On: w.Rectify.Today(), Text: "已移送"}), errs.Invalid) // 移送须登记回执
	w.Must(do(w, "hd_staff", id, liability.Execute, liability.CaseIn{Measure: c.Measures[1].ID, On: w.Rectify.Today(), Text: "已移送", Receipt: "海教执收1号"}))

	w.Must(do(w, "hd_head1", id, liability.AskReview, liability.CaseIn{Points: []string{"事实认定有误。"}}))
	review := w.Record("hd_head1", accountability.Case, id).Below[0]
	w.WantKind(do(w, "hd_head1", id, liability.AskAppeal, liability.CaseIn{Points: []string{"不服。"}}), errs.Conflict) // while the review runs
	remedy(t, w, "hd_staff", "hd_leader", review.Kind, review.ID, liability.RemedyIn{Result: liability.Uphold, Text: "事实清楚。"})
	w.Must(do(w, "hd_head1", id, liability.AskAppeal, liability.CaseIn{Points: []string{"复核未审查新证据。"}}))
	appeal := w.Record("hd_staff", accountability.Case, id).Below[1]
	if appeal.OfficeID != "city_office" {
		t.Fatalf("an appeal is handled by the office above, not by %s", appeal.OfficeName)
	}
	w.WantKind(w.Accountability.Liability.DoRemedy(w.As("hd_staff"), appeal.Kind, appeal.ID, appeal.Version, liability.Propose, liability.RemedyIn{Result: liability.Uphold, Text: "x"}), errs.Denied)
	remedy(t, w, "city_staff", "city_leader", appeal.Kind, appeal.ID, liability.RemedyIn{Result: liability.Wrong, Text: "新证据成立。", Demand: "撤销移送处罚。"})

	c = w.Record("hd_staff", accountability.Case, id)
	if c.State != liability.Decided || c.Measures[0].State != accountability.MeasureDecided {
		t.Error("review and appeal suspended the decision")
	}
	var due bool
	for _, k := range c.Clocks {
		due = due || k.Rule == "appeal.correct" && k.Due == w.Rectify.Today().AddDays(15)
	}
	if !due {
		t.Errorf("no 15 days to correct: %+v", c.Clocks)
	}
	w.Must(do(w, "hd_staff", id, liability.Correct, liability.CaseIn{Result: liability.Change, Members: []string{c.Measures[1].ID}, Text: "撤销移送处罚。"}))
	w.Dispatch(c.Ref(), "hd_staff", "hd_leader")
	c = w.Record("hd_staff", accountability.Case, id)
	if c.State != liability.Decided || c.Measures[1].State != accountability.MeasureRevoked || c.Measures[0].State != accountability.MeasureDecided || c.PortalID == first {
		t.Errorf("%s %+v %s", c.State, c.Measures, c.PortalID)
	}
	if s, _, err := w.Portal.Item(t.Context(), first); err != nil || s.State != "superseded" {
		t.Errorf("the first snapshot is %q %v", s.State, err)
	}
	if body := w.Get("", "/public/items/"+c.PortalID).Body.String(); !strings.Contains(body, "已纠正") {
		t.Errorf("the new one does not say so")
	}
	w.WantKind(do(w, "hd_staff", id, liability.Archive, liability.CaseIn{}), errs.Conflict) // 复核申诉期满后归档
	w.Clock.Days(31)
	w.Must(do(w, "hd_staff", id, liability.Archive, liability.CaseIn{}))
}

// remedy handles a review or an appeal to its letter.
func remedy(t *testing.T, w *testkit.World, staff, leader string, k accountability.Kind, id string, in liability.RemedyIn) {
	t.Helper()
	step := func(who string, a accountability.Action, in liability.RemedyIn) error {
		return w.Accountability.Liability.DoRemedy(w.As(who), k, id, w.Record(who, k, id).Version, a, in)
	}
	w.WantKind(step(staff, liability.Propose, in), errs.Conflict) // every point is answered first
	for _, p := range w.Record(staff, k, id).Points {
		w.WantKind(w.Accountability.Engine.Answer(w.As(staff), k, id, p.ID, "refused", " "), errs.Invalid) // with a reason
		w.Must(w.Accountability.Engine.Answer(w.As(staff), k, id, p.ID, "refused", "证据充分。"))
	}
	w.Must(step(staff, liability.Propose, in))
	w.WantKind(step(staff, liability.Approve, liability.RemedyIn{}), errs.Denied)
	w.Must(step(leader, liability.Approve, liability.RemedyIn{}))
	w.Dispatch(w.Record(staff, k, id).Ref(), staff, leader)
	if s := w.Record(staff, k, id).State; s != liability.RemedyDecided {
		t.Fatalf("%s is %s", k, s)
	}
}

// 《教育督导问责办法》: an appeal after its day is refused with the day and the rule; with a reason the office
// decides, and 逾期受理 is on record.
func TestLateAppealIsRefusedOrAdmitted(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd")
	last := w.Rectify.Today().AddDays(15)
	w.Clock.Days(16)
	err := do(w, "hd_head1", id, liability.AskAppeal, liability.CaseIn{Points: []string{"不服。"}})
	if fields := errs.FieldsIn("zh", err); errs.KindOf(err) != errs.Invalid || len(fields) == 0 || !strings.Contains(fields[0].Text, last.String()) || !strings.Contains(fields[0].Text, "十五日") {
		t.Fatalf("refused as %v", err)
	}
	w.Must(do(w, "hd_head1", id, liability.AskAppeal, liability.CaseIn{Points: []string{"不服。"}, Reason: "校长住院。"}))
	a := w.Record("city_staff", accountability.Case, id).Below[0]
	if a.State != liability.RemedyLate {
		t.Fatalf("late appeal is %s", a.State)
	}
	w.WantKind(w.Accountability.Liability.DoRemedy(w.As("city_staff"), a.Kind, a.ID, a.Version, liability.Admit, liability.RemedyIn{}), errs.Invalid)
	w.Must(w.Accountability.Liability.DoRemedy(w.As("city_staff"), a.Kind, a.ID, a.Version, liability.Admit, liability.RemedyIn{Reason: "住院证明属实。"}))
	var d liability.Remedy
	full := w.Record("city_staff", a.Kind, a.ID)
	w.Must(full.Read(&d))
	if d.Admitted != "住院证明属实。" || full.State != liability.RemedyHandling || full.Clocks[0].Rule != "appeal.decide" {
		t.Errorf("%+v %s", d, full.State)
	}
}

// 《教育督导问责办法》从重: 一年内被问责两次及以上 is proposed by the program itself.
func TestSecondTimeWithinAYearAggravates(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Decided("hd")
	w.Clock.Days(200)
	id := w.Consulting("hd")
	var d liability.Detail
	w.Must(w.Record("hd_staff", accountability.Case, id).Read(&d))
	if len(d.Earlier) != 1 || d.Earlier[0] != "海教督责〔2026〕1号" || len(d.Worse) != 1 || d.Worse[0] != liability.Twice {
		t.Errorf("%+v", d)
	}
}

// A decision withdrawn after publication: the snapshot says so, nothing disappears.
func TestWithdrawnDecisionStaysOnRecord(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd")
	w.Must(do(w, "hd_staff", id, liability.Publish, liability.CaseIn{Scope: liability.Site}))
	item := w.Record("hd_staff", accountability.Case, id).PortalID
	w.WantKind(do(w, "hd_staff", id, liability.Withdraw, liability.CaseIn{Reason: "对象有误"}), errs.Denied)
	w.Must(do(w, "hd_leader", id, liability.Withdraw, liability.CaseIn{Reason: "对象有误"}))
	if rec := w.Get("", "/public/items/"+item); rec.Code != 410 || !strings.Contains(rec.Body.String(), "对象有误") {
		t.Errorf("%d", rec.Code)
	}
	c := w.Record("hd_head1", accountability.Case, id)
	if c.State != liability.Withdrawn || c.Measures[0].State != accountability.MeasureRevoked || len(c.Letters) != 1 {
		t.Errorf("%s %+v", c.State, c.Measures)
	}
}
