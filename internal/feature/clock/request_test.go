package clock_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// Who owes a clock asks for more time; the office grants at most what was asked, or refuses with a reason.
func TestExtensionIsAskedForAndDecided(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	r := owed(w, t, "a", "inspect.self_eval", civil.Date{}) // due 09-21
	ask := clock.NewRequest{ID: w.DB.NewID(), DutyID: r.ID, What: clock.AskExtend, Until: day("2026-10-10"), Reason: "校舍维修"}
	for name, c := range map[string]struct {
		who  string
		f    func(*clock.NewRequest)
		want errs.Kind
	}{
		"another school":    {"hd_head2", func(*clock.NewRequest) {}, errs.NotFound},
		"the office":        {"hd_staff", func(*clock.NewRequest) {}, errs.Denied},
		"without a reason":  {"hd_head1", func(n *clock.NewRequest) { n.Reason = " " }, errs.Invalid},
		"not later":         {"hd_head1", func(n *clock.NewRequest) { n.Until = r.Due }, errs.Invalid},
		"without a day":     {"hd_head1", func(n *clock.NewRequest) { n.Until = civil.Date{} }, errs.Invalid},
		"for something odd": {"hd_head1", func(n *clock.NewRequest) { n.What = "forget" }, errs.Invalid},
	} {
		n := ask
		n.ID = ""
		c.f(&n)
		if _, err := w.App.Clock.Ask(w.As(c.who), n); errs.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	id, err := w.App.Clock.Ask(w.As("hd_head1"), ask)
	w.Must(err)
	again, err := w.App.Clock.Ask(w.As("hd_head1"), ask) // sent twice
	w.Must(err)
	if again != id {
		t.Error("sent twice, asked twice")
	}
	ask.ID = ""
	w.WantKind(errOf(w.App.Clock.Ask(w.As("hd_clerk1"), ask)), errs.Conflict) // asked twice
	w.WantKind(w.App.Clock.Grant(w.As("hd_head1"), id, 1, civil.Date{}, ""), errs.Denied)
	w.WantKind(w.App.Clock.Grant(w.As("xc_staff"), id, 1, civil.Date{}, ""), errs.NotFound)
	w.WantKind(w.App.Clock.Grant(w.As("hd_staff"), id, 1, day("2026-10-11"), ""), errs.Invalid) // later than asked
	w.WantKind(w.App.Clock.Grant(w.As("hd_staff"), id, 1, day("2026-09-21"), ""), errs.Invalid) // no later than now
	w.WantKind(w.App.Clock.Grant(w.As("hd_staff"), id, 2, civil.Date{}, ""), errs.Stale)
	w.Must(w.App.Clock.Grant(w.As("hd_staff"), id, 1, day("2026-10-05"), "给到国庆"))
	w.WantKind(w.App.Clock.Refuse(w.As("hd_staff"), id, 2, "晚了"), errs.Conflict)
	if got := now(w, t, r.ID); got.Due != day("2026-10-05") {
		t.Errorf("due %s", got.Due)
	}
	// a second time, refused
	ask.Until = day("2026-11-01")
	id, err = w.App.Clock.Ask(w.As("hd_head1"), ask)
	w.Must(err)
	w.WantKind(w.App.Clock.Refuse(w.As("hd_staff"), id, 1, ""), errs.Invalid)
	w.Must(w.App.Clock.Refuse(w.As("hd_staff"), id, 1, "已延过一次"))
	// a third time, withdrawn; after the last day it is allowed and says so
	w.Clock.Days(40)
	id, err = w.App.Clock.Ask(w.As("hd_head1"), ask)
	w.Must(err)
	w.WantKind(w.App.Clock.Withdraw(w.As("hd_head2"), id, 1), errs.NotFound)
	w.Must(w.App.Clock.Withdraw(w.As("hd_clerk1"), id, 1))
	list, err := w.App.Clock.RequestList(w.As("hd_head1"), "", "校舍", page.Req{})
	w.Must(err)
	if list.Total != 3 || !list.Rows[0].Late || list.Rows[0].State != clock.Withdrawn || list.Rows[2].GrantedOn != day("2026-10-05") {
		t.Errorf("requests %+v", list)
	}
	// done before it is decided: nothing is left to decide
	id, err = w.App.Clock.Ask(w.As("hd_head1"), ask)
	w.Must(err)
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return clock.Stop(t.Context(), tx, ident.Ref{Kind: ref.Kind, ID: "a"}, "") }))
	w.WantKind(w.App.Clock.Grant(w.As("hd_staff"), id, 2, civil.Date{}, ""), errs.Conflict)
	q, err := w.App.Clock.RequestOf(w.As("hd_head1"), id)
	w.Must(err)
	if q.State != clock.Lapsed {
		t.Errorf("state %s", q.State)
	}
}

// Suspension is asked for with evidence; an office asks the office above, never itself.
func TestSuspensionIsAskedForAndDecided(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	r := owed(w, t, "a", "inspect.self_eval", civil.Date{})
	id, err := w.App.Clock.Ask(w.As("hd_head1"), clock.NewRequest{DutyID: r.ID, What: clock.AskSuspend, Until: day("2027-01-01"), Reason: "疫情停课"})
	w.Must(err)
	ref := ident.Ref{Kind: clock.RequestKind, ID: id}
	add := func(who string) error {
		var b bytes.Buffer
		w.Must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40))))
		_, err := w.Files.Add(w.As(who), file.Upload{Ref: ref, Name: "停课通知.png"}, &b)
		return err
	}
	w.Must(add("hd_head1"))
	w.WantKind(add("hd_staff"), errs.Denied)
	w.WantKind(add("xc_head1"), errs.NotFound)
	w.Must(w.App.Clock.Grant(w.As("hd_staff"), id, 1, civil.Date{}, ""))
	w.WantKind(add("hd_head1"), errs.Conflict)
	got := now(w, t, r.ID)
	if got.SuspendedOn.IsZero() || !got.RemindOn.IsZero() || !got.ClimbOn.IsZero() {
		t.Errorf("suspended: %+v", got)
	}
	w.WantKind(errOf(w.App.Clock.Ask(w.As("hd_head1"), clock.NewRequest{DutyID: r.ID, What: clock.AskSuspend, Reason: "再停"})), errs.Invalid)

	d := duty()
	d.ID, d.Rule, d.UnitID, d.Need = "b", "inspect.opinion", "hd_office", ""
	start(w, d)
	open, err := clock.Open(t.Context(), w.DB, ident.Ref{Kind: d.Kind, ID: "b"})
	w.Must(err)
	id, err = w.App.Clock.Ask(w.As("hd_staff"), clock.NewRequest{DutyID: open[0].ID, What: clock.AskExtend, Until: day("2026-12-01"), Reason: "合议未成"})
	w.Must(err)
	w.WantKind(w.App.Clock.Grant(w.As("hd_staff2"), id, 1, civil.Date{}, ""), errs.Denied)
	w.Must(w.App.Clock.Grant(w.As("city_staff"), id, 1, civil.Date{}, ""))
}
