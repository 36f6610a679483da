package clock_test

import (
	"context"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/testkit"
)

var ref = ident.Ref{Kind: "test.record", ID: "1"}

func duty() clock.Duty {
	return clock.Duty{Ref: ref, Step: "reply", Rule: "inspect.reply", UnitPath: "/110000/110108/hd_school1/", UnitID: "hd_school1",
		Title: "督导：海淀第一小学", Action: "提交申辩", URL: "/x"}
}

func start(w *testkit.World, d clock.Duty) (out clock.Duty) {
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) (err error) { out, err = clock.Start(w.As("hd_staff"), tx, d); return err }))
	return out
}

func only(t *testing.T, w *testkit.World) clock.Running {
	t.Helper()
	list, err := clock.Open(t.Context(), w.DB, ref)
	w.Must(err)
	if len(list) != 1 {
		t.Fatalf("%d open duties", len(list))
	}
	return list[0]
}

func TestStartReplaceStop(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	d := start(w, duty())
	if d.Due.String() != "2026-09-11" || d.From.String() != "2026-09-01" {
		t.Errorf("from %s due %s", d.From, d.Due)
	}
	given := duty()
	given.Due = civil.NewDate(2026, 9, 20)
	start(w, given) // a letter gives its own day; the open duty of the step is replaced
	r := only(t, w)
	if r.Due != given.Due || r.DeadlineID != "" {
		t.Errorf("due %s by %q", r.Due, r.DeadlineID)
	}
	mine, err := clock.Owed(w.As("hd_head1"), w.DB)
	w.Must(err)
	other, err := clock.Owed(w.As("hd_head2"), w.DB)
	w.Must(err)
	if len(mine) != 1 || len(other) != 0 {
		t.Errorf("the head owes %d, another head %d", len(mine), len(other))
	}
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return clock.Stop(t.Context(), tx, ref, "reply") }))
	if list, _ := clock.Open(t.Context(), w.DB, ref); len(list) != 0 {
		t.Errorf("still open: %+v", list)
	}
	unknown := duty()
	unknown.Rule = "no.such"
	err = w.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := clock.Start(t.Context(), tx, unknown); return err })
	w.WantKind(err, errs.Conflict)
}

// A change is a new row from a day on; a duty that runs keeps the figures it was computed with.
func TestDeadlineChangesFromADayOn(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	start(w, duty())
	n := clock.NewDeadline{ID: w.DB.NewID(), Rule: "inspect.reply", Length: 10, Days: clock.Working, Warn: 2, Evidence: clock.Found,
		Article: "《北京市教育督导规定》", ValidFrom: civil.NewDate(2026, 9, 10), Reason: "市规定公布"}
	w.WantKind(w.App.Clock.Change(w.As("hd_staff"), n), errs.Denied)
	w.Must(w.App.Clock.Change(w.As("city_staff"), n))
	w.Must(w.App.Clock.Change(w.As("city_staff"), n)) // sent twice
	bad := n
	bad.ID, bad.Reason = "", ""
	w.WantKind(w.App.Clock.Change(w.As("city_staff"), bad), errs.Invalid)

	rows, err := w.App.Clock.History(w.As("hd_head1"), "inspect.reply")
	w.Must(err)
	if len(rows) != 2 || rows[0].Length != 10 || rows[0].Days != clock.Natural || rows[1].Reason != "市规定公布" || rows[1].CreatedName != "city_staff" {
		t.Errorf("history = %+v", rows)
	}
	if r := only(t, w); r.Due.String() != "2026-09-11" || r.Days != clock.Natural || r.Article == "" {
		t.Errorf("the running duty changed: %+v", r)
	}
	before, err := clock.DueBy(t.Context(), w.DB, "inspect.reply", civil.NewDate(2026, 9, 9))
	w.Must(err)
	after, err := clock.DueBy(t.Context(), w.DB, "inspect.reply", civil.NewDate(2026, 9, 10))
	w.Must(err)
	if before.String() != "2026-09-19" || after.String() != "2026-09-23" {
		t.Errorf("before %s, after %s", before, after)
	}
}

func TestExtendNeedsAnOffice(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	start(w, duty())
	r := only(t, w)
	to := civil.NewDate(2026, 9, 30)
	w.WantKind(w.App.Clock.Extend(w.As("hd_head1"), r.ID, r.Version, to, "来不及"), errs.Denied)
	w.WantKind(w.App.Clock.Extend(w.As("xc_staff"), r.ID, r.Version, to, "来不及"), errs.NotFound)
	told := civil.Date{}
	w.App.Clock.OnChange(ref.Kind, func(_ context.Context, _ *db.Tx, m clock.Moved) error { told = m.Due; return nil })
	w.Must(w.App.Clock.Extend(w.As("hd_staff"), r.ID, r.Version, to, "校舍维修"))
	if told != to {
		t.Errorf("the record was told %s", told)
	}
	w.WantKind(w.App.Clock.Extend(w.As("hd_staff2"), r.ID, r.Version, to.AddDays(1), "校舍维修"), errs.Stale)
	_, changes, err := w.App.Clock.Duty(w.As("hd_head1"), r.ID)
	w.Must(err)
	if len(changes) != 1 || changes[0].NewDue != to || changes[0].ActorName != "hd_staff" {
		t.Errorf("changes = %+v", changes)
	}
	// who owes a duty does not give itself more time
	own := duty()
	own.UnitID = "hd_office"
	start(w, own)
	r = only(t, w)
	w.WantKind(w.App.Clock.Extend(w.As("hd_staff"), r.ID, r.Version, to, "忙"), errs.Denied)
	w.Must(w.App.Clock.Extend(w.As("city_staff"), r.ID, r.Version, to, "同意延期"))
}

// Warned once before the last day, once on it, late once after it, whatever night the job runs.
func TestEachReminderIsRaisedOnce(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	var said []string
	late := 0
	w.App.Clock.OnTick(func(_ context.Context, _ *db.Tx, r clock.Reminder) error {
		said = append(said, r.Today.String())
		return nil
	})
	w.App.Clock.OnLate("inspect.reply", func(context.Context, *db.Tx, clock.Running) error { late++; return nil })
	start(w, duty()) // due 2026-09-11, warned from the 8th
	for range 20 {
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return jobs.Enqueue(t.Context(), tx, clock.Tick{}, tx.Now) }))
		w.RunJobs()
		w.Clock.Days(1)
	}
	if len(said) != 3 || said[0] != "2026-09-08" || said[1] != "2026-09-11" || said[2] != "2026-09-12" || late != 1 {
		t.Errorf("said %v, late %d", said, late)
	}
}

// Every deadline that ships with the program meets the rules of one that a person records.
func TestShippedDeadlinesMayBeRecorded(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	rows, err := clock.Shipped()
	w.Must(err)
	for _, d := range rows {
		n := clock.NewDeadline{Rule: d.Rule, Length: d.Length, Days: d.Days, Roll: d.Roll, Article: d.Article, Source: d.Source, Evidence: d.Evidence, Warn: d.Warn,
			ValidFrom: d.ValidFrom, ValidTo: d.ValidTo, Reason: "重新登记"}
		if err := w.App.Clock.Change(w.As("city_staff"), n); err != nil {
			t.Errorf("%s: %v", d.Rule, err)
		}
	}
}
