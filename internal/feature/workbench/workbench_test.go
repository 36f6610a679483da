package workbench_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// open starts a duty of a school's record.
func open(w *testkit.World, id, unit string, need access.Permission, due civil.Date) {
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(w.As("hd_staff"), tx, clock.Duty{Ref: ident.Ref{Kind: "rectify.order", ID: id}, Step: string(need), From: tx.Today(), Due: due,
			UnitPath: "/110000/110108/hd_school1/", UnitID: unit, Need: need, Title: "整改 " + id, Action: "提交整改结果", URL: "/rectifications/" + id})
		return err
	}))
}

func TestWhoseDesk(t *testing.T) {
	w := testkit.New(t)
	today := civil.DateOf(w.Clock.Now())
	open(w, "a", "hd_school1", "rectify.submit", today.AddDays(20))
	open(w, "b", "hd_school1", "rectify.submit", today.AddDays(2))
	open(w, "c", "hd_office", "rectify.verify", today.AddDays(1))
	open(w, "d", "hd_office", "rectify.escalate", civil.Date{})
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) error {
		_, err := clock.Start(w.As("hd_staff"), tx, clock.Duty{Ref: ident.Ref{Kind: "rectify.order", ID: "e"}, Step: "x", Due: today, UnitPath: "/110000/110108/hd_school1/", AccountID: "hd_inspector1", Title: "本人", Action: "办理", URL: "/x"})
		return err
	}))
	for _, x := range []struct {
		who          string
		mine, others int
	}{
		{"hd_head1", 2, 1},      // the office's verification shows, its inner step and the inspector's task do not
		{"hd_staff", 2, 3},      // verify and escalate are mine; two of the school, one of the inspector are not
		{"hd_inspector1", 2, 3}, // verify by permission, one by name
		{"hd_inspector2", 1, 4},
		{"hd_head2", 0, 0},
		{"xc_staff", 0, 0},
		{"city_staff", 0, 5},
		{"system_admin", 0, -1},
	} {
		for whose, want := range map[workbench.Whose]int{workbench.Mine: x.mine, workbench.Others: x.others} {
			list, err := w.Workbench.Duties(w.As(x.who), workbench.Filter{Whose: whose}, page.Req{})
			if want < 0 {
				w.WantKind(err, errs.Denied)
				continue
			}
			w.Must(err)
			if list.Total != want || len(list.Rows) != want {
				t.Errorf("%s %s: %d rows, total %d, want %d", x.who, whose, len(list.Rows), list.Total, want)
			}
		}
	}
}

// The figures add up to the lists they lead to, on the day and after the deadline.
func TestFiguresAddUp(t *testing.T) {
	w := testkit.New(t)
	today := civil.DateOf(w.Clock.Now())
	for i, due := range []civil.Date{today.AddDays(1), today.AddDays(3), today.AddDays(4), today.AddDays(30), {}} {
		open(w, string(rune('a'+i)), "hd_school1", "rectify.submit", due)
	}
	for day, want := range map[int]workbench.Figures{0: {All: 5, Soon: 2, Dateless: 1}, 2: {All: 5, Late: 1, Soon: 2, Dateless: 1}} {
		w.Clock.Set(testkit.Start)
		w.Clock.Days(day)
		for who, whose := range map[string]workbench.Whose{"hd_head1": workbench.Mine, "hd_staff": workbench.Others} {
			ctx := w.As(who)
			n, err := w.Workbench.Count(ctx, workbench.Filter{Whose: whose})
			w.Must(err)
			if n != want {
				t.Errorf("day %d, %s: %+v, want %+v", day, who, n, want)
			}
			sum := 0
			for u, figure := range map[workbench.Urgency]int{workbench.Late: n.Late, workbench.Soon: n.Soon, workbench.Dateless: n.Dateless, workbench.Later: -1} {
				list, err := w.Workbench.Duties(ctx, workbench.Filter{Whose: whose, When: u}, page.Req{})
				w.Must(err)
				if sum += list.Total; figure >= 0 && list.Total != figure {
					t.Errorf("day %d, %s, %s: list %d, figure %d", day, who, u, list.Total, figure)
				}
			}
			if sum != n.All {
				t.Errorf("day %d, %s: lists have %d, all is %d", day, who, sum, n.All)
			}
		}
	}
}

func TestSearchStaysInRange(t *testing.T) {
	w := testkit.New(t)
	found, err := w.Workbench.Search(w.As("hd_staff"), "第一小学", 5)
	w.Must(err)
	if len(found) != 1 || found[0].Total != 1 || found[0].Hits[0].Text != "海淀第一小学" {
		t.Errorf("found = %+v", found)
	}
	_, err = w.Workbench.Search(w.As("system_admin"), "第一小学", 5)
	w.WantKind(err, errs.Denied)
}
