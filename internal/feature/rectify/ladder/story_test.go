package ladder_test

import (
	"slices"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/feature/rectify/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func day(s string) civil.Date { d, _ := civil.ParseDate(s); return d }

// raise stores the same finding at a unit.
func raise(w *testkit.World, who string, unit org.UnitID) rectify.Finding {
	f := rectify.Finding{Source: ident.Ref{Kind: "inspect.supervision", ID: "s-" + string(unit)}, SourceTitle: "2026 年秋季综合督导", UnitID: unit,
		Standard: "yw-school", Node: "3.2.1", Clause: "《义务教育法》第二十五条", Severity: rectify.General, Text: "公示栏缺少收费标准", Demand: "更正公示"}
	w.Must(w.DB.Write(w.As(who), func(tx *db.Tx) error { _, err := rectify.Raise(w.As(who), tx, f); return err }))
	return f
}

// A rung is decided once, by somebody entitled, as it was read. The 督办单 moves the deadline; a rung above
// it is put on record for the procedure that follows and moves nothing.
// 京教组发〔2020〕5号 (三) 强化整改制度、严肃约谈制度.
func TestRungsAreDecided(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff, leader := w.As("hd_staff"), w.As("hd_leader")
	f := raise(w, "hd_inspector1", "hd_school1")
	var ids []rectify.OrderID
	w.Must(w.DB.Write(staff, func(tx *db.Tx) (err error) {
		ids, err = rectify.IssueOrders(staff, tx, f.Source, day("2026-10-01"), "海教督整〔2026〕14号")
		return err
	}))
	order := func(who string) rectify.Full {
		o, err := w.Rectify.Order(w.As(who), ids[0])
		w.Must(err)
		return o
	}
	proposed := func(rung int) rectify.Escalation { // in the night that follows
		t.Helper()
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return integrity.EnqueueNightly(t.Context(), tx) }))
		w.RunJobs()
		rungs := order("hd_staff").Rungs
		at := slices.IndexFunc(rungs, func(e rectify.Escalation) bool { return e.Rung == rung && e.State == rectify.EscProposed })
		if at < 0 {
			t.Fatalf("%s is not proposed: %+v", rectify.RungLabel(rung), rungs)
		}
		return rungs[at]
	}

	w.Clock.Days(31) // 2026-10-02
	e := proposed(rectify.RungNotice)
	n := ladder.NoticeDraft{Number: "海教督办〔2026〕3号", Text: "限期更正", DueOn: day("2026-10-20")}
	for name, c := range map[string]struct {
		who  string
		add  int
		n    ladder.NoticeDraft
		want errs.Kind
	}{
		"the school":        {"hd_head1", 0, n, errs.Denied},
		"another district":  {"xc_leader", 0, n, errs.NotFound},
		"as it was not":     {"hd_leader", 1, n, errs.Stale},
		"without a number":  {"hd_leader", 0, ladder.NoticeDraft{Text: n.Text, DueOn: n.DueOn}, errs.Invalid},
		"without a text":    {"hd_leader", 0, ladder.NoticeDraft{Number: n.Number, DueOn: n.DueOn}, errs.Invalid},
		"due today already": {"hd_leader", 0, ladder.NoticeDraft{Number: n.Number, Text: n.Text, DueOn: day("2026-10-02")}, errs.Invalid},
	} {
		if err := w.Ladder.Confirm(w.As(c.who), e.ID, e.Version+c.add, c.n, ""); errs.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if o := order("hd_staff"); len(o.Notices) != 0 || !o.NoticeDueOn.IsZero() {
		t.Fatalf("a refused 督办单 left %+v", o.Notices)
	}
	w.Must(w.Ladder.Confirm(leader, e.ID, e.Version, n, "逾期"))
	w.WantKind(w.Ladder.Confirm(leader, e.ID, e.Version+1, n, ""), errs.Conflict)
	if o := order("hd_head1"); len(o.Notices) != 1 || o.NextOn.String() != "2026-10-20" {
		t.Errorf("the school sees %+v, due %s", o.Notices, o.NextOn)
	}

	w.Clock.Days(20) // 2026-10-22
	e = proposed(rectify.RungTalk)
	if got, o, err := w.Ladder.Escalation(leader, e.ID); err != nil || got.Rung != rectify.RungTalk || o.ID != ids[0] {
		t.Errorf("%+v of %s: %v", got, o.ID, err)
	}
	w.Must(w.Ladder.Confirm(leader, e.ID, e.Version, ladder.NoticeDraft{}, "督办单到期未改"))
	o := order("hd_head1")
	if len(o.Notices) != 1 || o.NextOn.String() != "2026-10-20" || o.Rung != rectify.RungTalk {
		t.Errorf("after the decision: %+v, due %s, rung %d", o.Notices, o.NextOn, o.Rung)
	}
	if !slices.ContainsFunc(o.Events, func(x rectify.Event) bool {
		return x.Action == "rung_confirmed" && x.Note == "约谈 督办单到期未改"
	}) {
		t.Errorf("the school is not told: %+v", o.Events)
	}
}

// The same clause at three schools of a district becomes a proposal for the district.
func TestDistrictIssue(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, u := range []org.UnitID{"hd_school1", "hd_school2"} {
		raise(w, "hd_inspector1", u)
	}
	raise(w, "xc_inspector1", "xc_school1")
	if list, err := w.Ladder.Issues(w.As("city_staff")); err != nil || len(list) != 0 {
		t.Fatalf("too early: %+v %v", list, err)
	}
	raise(w, "hd_inspector1", "hd_kg")
	list, err := w.Ladder.Issues(w.As("city_staff"))
	w.Must(err)
	if len(list) != 1 || list[0].Units != 3 || list[0].State != rectify.EscProposed {
		t.Fatalf("issues = %+v", list)
	}
	if list, err := w.Ladder.Issues(w.As("xc_staff")); err != nil || len(list) != 0 {
		t.Errorf("another district sees %+v %v", list, err)
	}
	w.WantKind(w.Ladder.DecideIssue(w.As("city_staff"), list[0].ID, list[0].Version, false, ""), errs.Invalid)
	w.Must(w.Ladder.DecideIssue(w.As("city_staff"), list[0].ID, list[0].Version, true, "请区政府统一规范收费公示"))
	waiting, err := w.Rectify.Waiting(w.As("city_staff"), page.Req{})
	w.Must(err)
	n := 0
	for _, f := range waiting.Rows {
		if f.UnitID == "110108" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d findings at the district government, want 1", n)
	}
}
