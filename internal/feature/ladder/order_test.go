package ladder_test

import (
	"slices"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/document"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
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
	proposed := func(rung ladder.Rung) ladder.Escalation { // in the night that follows
		t.Helper()
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(t.Context(), tx) }))
		w.RunJobs()
		rungs := order("hd_staff").Rungs
		at := slices.IndexFunc(rungs, func(e ladder.Escalation) bool { return e.Rung == rung && e.State == ladder.Proposed })
		if at < 0 {
			t.Fatalf("%s is not proposed: %+v", rung.Label(), rungs)
		}
		return rungs[at]
	}

	w.Clock.Days(31) // 2026-10-02
	e := proposed(ladder.Notice)
	n := ladder.Decision{Demand: "限期更正", DueOn: day("2026-10-20")}
	for name, c := range map[string]struct {
		who  string
		add  int
		n    ladder.Decision
		want errs.Kind
	}{
		"the school":        {"hd_head1", 0, n, errs.Denied},
		"another district":  {"xc_leader", 0, n, errs.NotFound},
		"as it was not":     {"hd_leader", 1, n, errs.Stale},
		"without a text":    {"hd_leader", 0, ladder.Decision{Number: n.Number, DueOn: n.DueOn}, errs.Invalid},
		"due today already": {"hd_leader", 0, ladder.Decision{Number: n.Number, Demand: n.Demand, DueOn: day("2026-10-02")}, errs.Invalid},
	} {
		if err := w.Ladder.Confirm(w.As(c.who), e.ID, e.Version+c.add, c.n); errs.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if o := order("hd_staff"); len(o.Notices) != 0 || !o.NoticeDueOn.IsZero() {
		t.Fatalf("a refused 督办单 left %+v", o.Notices)
	}
	w.Must(w.Ladder.Confirm(leader, e.ID, e.Version, n))
	w.WantKind(w.Ladder.Confirm(leader, e.ID, e.Version+1, n), errs.Conflict)
	if o := order("hd_head1"); len(o.Notices) != 1 || o.NextOn.String() != "2026-10-20" {
		t.Errorf("the school sees %+v, due %s", o.Notices, o.NextOn)
	}

	w.RunJobs()
	letters, err := w.Letters.Shown(leader, ids[0].Ref())
	w.Must(err)
	kinds := map[document.Kind]document.Letter{}
	for _, l := range letters {
		kinds[l.Kind] = l
	}
	urge, joint := kinds[document.Urge], kinds[document.Liability]
	if urge.State != document.Sent || joint.State != document.Sent || !strings.Contains(joint.Content.Body, urge.Number) || strings.Contains(joint.Content.Body, "待填") {
		t.Errorf("the superior department got %q with %q", joint.Title, joint.Content.Body)
	}
	full, err := w.Letters.Letter(leader, joint.ID)
	w.Must(err)
	if len(full.Deliveries) != 1 || full.Deliveries[0].UnitID != "110108" || full.Deliveries[0].Why == "" {
		t.Errorf("it went to %+v", full.Deliveries)
	}
	if _, err := w.Letters.Letter(w.As("hd_head1"), joint.ID); errs.KindOf(err) != errs.NotFound {
		t.Error("the school reads the letter to its superior: ", err)
	}

	// the 督办单 is withdrawn and issued anew: the record has the new number, the old one stays in its series
	w.Must(w.Letters.Withdraw(leader, urge.ID, letterNow(w, urge.ID).Version, "期限有误"))
	again, err := w.Letters.Anew(w.As("hd_staff"), urge.ID, letterNow(w, urge.ID).Version)
	w.Must(err)
	twice, err := w.Letters.Anew(w.As("hd_staff"), urge.ID, letterNow(w, urge.ID).Version)
	w.Must(err)
	if again != twice || letterNow(w, again).Number != "" {
		t.Error("issued anew twice")
	}
	w.WantKind(errOf(w.Letters.Anew(w.As("hd_staff"), joint.ID, joint.Version)), errs.Conflict)
	w.Must(w.Letters.Submit(w.As("hd_staff"), again, 1, "更正期限"))
	w.Must(w.Letters.Approve(leader, again, 2, true))
	w.RunJobs()
	renewed := letterNow(w, again)
	if o := order("hd_head1"); renewed.State != document.Sent || renewed.Number == urge.Number || len(o.Notices) != 1 || o.Notices[0].Number != renewed.Number {
		t.Errorf("issued anew as %q in %s, the order has %+v", renewed.Number, renewed.State, o.Notices)
	}

	w.Clock.Days(20) // 2026-10-22
	e = proposed(ladder.Talk)
	if got, err := w.Ladder.Escalation(leader, e.ID); err != nil || got.Rung != ladder.Talk || got.Ref != ids[0].Ref() {
		t.Errorf("%+v: %v", got, err)
	}
	w.Must(w.Ladder.Confirm(leader, e.ID, e.Version, ladder.Decision{Reason: "督办单到期未改"}))
	o := order("hd_head1")
	if len(o.Notices) != 1 || o.NextOn.String() != "2026-10-20" || o.Rung != int(ladder.Talk) {
		t.Errorf("after the decision: %+v, due %s, rung %d", o.Notices, o.NextOn, o.Rung)
	}
	if !slices.ContainsFunc(o.Events, func(x rectify.Event) bool {
		return x.Action == "rung_confirmed" && x.Note == "约谈 督办单到期未改"
	}) {
		t.Errorf("the school is not told: %+v", o.Events)
	}
}

func letterNow(w *testkit.World, id document.LetterID) document.Full {
	l, err := w.Letters.Letter(w.As("hd_staff"), id)
	w.Must(err)
	return l
}

func errOf(_ document.LetterID, err error) error { return err }
