package clock_test

import (
	"slices"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// owed opens a clock of its own record and returns it.
func owed(w *testkit.World, t *testing.T, id string, rule clock.Rule, due civil.Date) clock.Running {
	t.Helper()
	d := duty()
	d.ID, d.Rule, d.Due = id, rule, due
	start(w, d)
	open, err := clock.Open(t.Context(), w.DB, ident.Ref{Kind: ref.Kind, ID: id})
	w.Must(err)
	return open[0]
}

func now(w *testkit.World, t *testing.T, id string) clock.Running {
	t.Helper()
	r, _, err := w.App.Clock.Duty(w.As("city_staff"), id)
	w.Must(err)
	return r
}

func set(kind string, days ...string) clock.Correction {
	n := clock.Correction{Source: "国办发明电〔2026〕9号", Reason: "2026 年国庆节放假调整"}
	for _, d := range days {
		n.Days = append(n.Days, clock.SetDay{On: day(d), Kind: kind, Name: "国庆节"})
	}
	return n
}

// A correction of the calendar holds at once; open clocks in working days and those that roll are counted
// anew, told and recorded; a day that a letter gave, an extension or a 督办单 stays; undoing is another
// correction.
func TestHolidaysChangeAndClocksAreRecounted(t *testing.T) {
	t.Parallel()
	w := testkit.New(t) // Tuesday 2026-09-01
	w.Must(w.App.Clock.Change(w.As("city_staff"), clock.NewDeadline{Rule: "rectify.recheck", Length: 19, Days: clock.Natural, Roll: true, Article: "x", Evidence: clock.Understood, ValidFrom: day("2026-09-01"), Reason: "短"}))
	working := owed(w, t, "working", "plan.file", civil.Date{})         // 10 working days: 09-15
	rolled := owed(w, t, "rolled", "rectify.recheck", civil.Date{})     // 19 days: Sunday 09-20, worked
	natural := owed(w, t, "natural", "inspect.self_eval", civil.Date{}) // 09-21
	letter := owed(w, t, "letter", "plan.file", day("2026-09-18"))      // given
	longer := owed(w, t, "longer", "plan.file", civil.Date{})           // extended
	standing := owed(w, t, "standing", "plan.file", civil.Date{})       // suspended over the change
	staff := w.As("city_staff")
	w.Must(w.App.Clock.Extend(w.As("city_staff"), longer.ID, longer.Version, day("2026-09-17"), "材料多"))
	w.Must(w.App.Clock.Suspend(staff, standing.ID, standing.Version, "停课"))
	if working.Due != day("2026-09-15") || rolled.Due != day("2026-09-20") {
		t.Fatalf("before: %s, %s", working.Due, rolled.Due)
	}

	w.WantKind(errOf(w.App.Clock.CorrectCalendar(w.As("hd_staff"), set("holiday", "2026-09-08"))), errs.Denied)
	for name, bad := range map[string]clock.Correction{
		"nothing": set("holiday"), "no source": {Days: set("holiday", "2026-09-08").Days, Reason: "x"}, "no reason": {Days: set("holiday", "2026-09-08").Days, Source: "x"},
		"no kind": set("free", "2026-09-08"), "as it is": set("workday", "2026-09-20"), "far away": set("holiday", "2150-01-01"),
	} {
		if k := errs.KindOf(errOf(w.App.Clock.CorrectCalendar(staff, bad))); k != errs.Invalid {
			t.Errorf("%s: %v", name, k)
		}
	}

	n := set("holiday", "2026-09-08", "2026-09-09")
	n.Days = append(n.Days, clock.SetDay{On: day("2026-09-20"), Kind: "plain"})
	run, err := w.App.Clock.CorrectCalendar(staff, n)
	w.Must(err)
	if due, err := clock.DueBy(t.Context(), w.DB, "plan.file", day("2026-09-01")); err != nil || due != day("2026-09-17") {
		t.Errorf("a clock started now: %s %v", due, err)
	}
	w.RunJobs()
	for _, c := range []struct {
		r    clock.Running
		want string
	}{{working, "2026-09-17"}, {rolled, "2026-09-21"}, {natural, "2026-09-21"}, {letter, "2026-09-18"}, {longer, "2026-09-17"}, {standing, "2026-09-17"}} {
		if got := now(w, t, c.r.ID); got.Due != day(c.want) {
			t.Errorf("%s: due %s, want %s", c.r.Ref.ID, got.Due, c.want)
		}
	}
	_, changes, err := w.App.Clock.Duty(w.As("hd_head1"), working.ID)
	w.Must(err)
	if len(changes) != 1 || changes[0].Reason != "因2026 年国庆节放假调整，期限由 2026-09-15 改为 2026-09-17（国办发明电〔2026〕9号）" {
		t.Errorf("recorded %+v", changes)
	}
	for who, want := range map[string]int{"city_staff": 3, "hd_head1": 3, "xc_staff": 0} {
		got, list, err := w.App.Clock.Recounted(w.As(who), run, page.Req{})
		w.Must(err)
		if got.State != "done" || got.Changed != 3 || got.Done != got.Total || list.Total != want {
			t.Errorf("%s sees %+v, %d rows", who, got, list.Total)
		}
	}
	for who, want := range map[string]bool{"hd_head1": true, "hd_staff": true, "xc_staff": false} {
		if got := strings.Contains(w.Get(who, "/inbox").Body.String(), "2026-09-15 改为 2026-09-17"); got != want {
			t.Errorf("%s was told: %v", who, got)
		}
	}

	// it goes on after a week: the days it stood still are counted by the new calendar
	w.Clock.Days(7) // Tuesday 09-08, a holiday now
	w.Must(w.App.Clock.Resume(staff, standing.ID, now(w, t, standing.ID).Version, "复课"))
	if got := now(w, t, standing.ID).Due; got != day("2026-09-23") {
		t.Errorf("resumed: %s", got)
	}

	// undone by another correction: what was counted by it is counted back, the rest stays
	back := set("plain", "2026-09-08", "2026-09-09")
	back.Reason = "更正"
	run, err = w.App.Clock.CorrectCalendar(staff, back)
	w.Must(err)
	w.RunJobs()
	for _, c := range []struct {
		r    clock.Running
		want string
	}{{working, "2026-09-15"}, {rolled, "2026-09-21"}, {letter, "2026-09-18"}, {longer, "2026-09-17"}, {standing, "2026-09-21"}} {
		if got := now(w, t, c.r.ID); got.Due != day(c.want) {
			t.Errorf("undone: %s due %s, want %s", c.r.Ref.ID, got.Due, c.want)
		}
	}
	w.WantKind(errOf(w.App.Clock.CorrectCalendar(staff, back)), errs.Invalid) // already so
	if got, _, err := w.App.Clock.Recounted(staff, run, page.Req{}); err != nil || got.Changed != 2 {
		t.Errorf("%+v %v", got, err)
	}
	rows, err := w.App.Clock.Corrections(w.As("hd_head1"), 2026)
	w.Must(err)
	if len(rows) != 5 {
		t.Errorf("%d rows of the office", len(rows))
	}
}

func errOf(_ string, err error) error { return err }

// A file is looked at before it is applied; a year that it covers is known from then on.
func TestImportOfAYear(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	text := "date,kind,name\r\n2027-01-01,holiday,元旦\r\n2027-02-06,holiday,春节\r\n2027-04-05,holiday,清明节\r\n2027-05-01,holiday,劳动节\r\n2027-06-09,holiday,端午节\r\n2027-09-15,holiday,中秋节\r\n2027-10-01,holiday,国庆节\r\n2027-10-09,workday,国庆节\r\n"
	_, _, err := w.App.Clock.Preview(w.As("hd_staff"), text)
	w.WantKind(err, errs.Denied)
	for _, bad := range []string{"", "date,kind,name\n", "date,kind,name\n2027-13-01,holiday,元旦", "date,kind,name\n2027-01-01,free,元旦", "date,kind,name\n2027-01-01"} {
		if _, _, err := w.App.Clock.Preview(w.As("city_staff"), bad); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	n, rows, err := w.App.Clock.Preview(w.As("city_staff"), text)
	w.Must(err)
	if len(n.Days) != 8 || !slices.Equal(n.Complete, []int{2027}) || len(rows) != 9 {
		t.Fatalf("preview %+v, %d rows", n, len(rows))
	}
	year := owed(w, t, "year", "plan.file", civil.Date{})
	w.Clock.Days(115) // 2026-12-25
	unsure := owed(w, t, "unsure", "plan.file", civil.Date{})
	if unsure.Sure || !year.Sure {
		t.Errorf("sure %v, %v", unsure.Sure, year.Sure)
	}
	n.Source, n.Reason = "国办发明电〔2026〕10号", "2027 年节假日安排"
	if _, err := w.App.Clock.CorrectCalendar(w.As("city_staff"), n); err != nil {
		t.Fatal(err)
	}
	w.RunJobs()
	if got := now(w, t, unsure.ID); !got.Sure || got.Due != unsure.Due.AddDays(3) { // Friday 01-08 → Monday 01-11: New Year's Day is no working day
		t.Errorf("due %s (was %s), sure %v", got.Due, unsure.Due, got.Sure)
	}
	cal, err := w.App.Clock.Calendar(t.Context())
	w.Must(err)
	if work, known := cal.IsWorkday(day("2027-10-09")); !work || !known {
		t.Error("the make-up day is not worked")
	}
	other := testkit.New(t) // another database keeps its own calendar
	if cal, err := other.App.Clock.Calendar(t.Context()); err != nil || !slices.Equal(cal.Years(), clock.ShippedCalendar().Years()) {
		t.Errorf("another database: %v %v", cal.Years(), err)
	}
}

// What was counted before a node died is not counted twice: the job goes on where it was.
func TestRecountGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	r := owed(w, t, "one", "plan.file", civil.Date{})
	run, err := w.App.Clock.CorrectCalendar(w.As("city_staff"), set("holiday", "2026-09-08"))
	w.Must(err)
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `update clock_recount set last_id = $1, done = 1 where id = $2`, r.ID, run)
		return err
	}))
	w.RunJobs()
	if got := now(w, t, r.ID); got.Due != r.Due {
		t.Errorf("counted twice: %s", got.Due)
	}
}
