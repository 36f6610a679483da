package standard_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/standard"
	"dudao/internal/testkit"
)

// A published version never changes; a running supervision keeps the one it started with.
func TestLifeOfAVersion(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	city := w.As("city_staff")
	today := civil.NewDate(2026, 9, 1)
	first, err := standard.Current(t.Context(), w.DB, "yw-school", today)
	w.Must(err)

	next := first
	next.Number, next.ValidFrom = 2, civil.NewDate(2027, 1, 1)
	next.Nodes = append([]standard.Node(nil), first.Nodes...)
	next.Nodes[1].Name = "加强党的建设"
	_, err = w.Standard.Import(w.As("hd_staff"), next)
	w.WantKind(err, errs.Denied)
	id, err := w.Standard.Import(city, next)
	w.Must(err)
	again, err := w.Standard.Import(city, next)
	w.Must(err)
	if again != id {
		t.Error("the same file made a second draft")
	}
	_, err = w.Standard.Version(w.As("hd_staff"), id)
	w.WantKind(err, errs.NotFound) // drafts are the city's
	w.WantKind(w.Standard.Publish(w.As("hd_staff"), id, 1), errs.Denied)
	w.Must(w.Standard.Publish(city, id, 1))
	w.WantKind(w.Standard.Publish(city, id, 2), errs.Conflict)
	w.WantKind(w.Standard.Publish(city, id, 1), errs.Conflict)
	next.Title = "改写"
	_, err = w.Standard.Import(city, next)
	w.WantKind(err, errs.Conflict)

	for on, want := range map[civil.Date]int{today: 1, civil.NewDate(2026, 12, 31): 1, civil.NewDate(2027, 1, 1): 2} {
		v, err := standard.Current(t.Context(), w.DB, "yw-school", on)
		w.Must(err)
		if v.Number != want {
			t.Errorf("%s: version %d, want %d", on, v.Number, want)
		}
	}
	kept, err := standard.ByID(t.Context(), w.DB, first.ID)
	w.Must(err)
	if kept.Nodes[1].Name != first.Nodes[1].Name {
		t.Error("the first version changed")
	}
	if d := standard.Diff(first, next); len(d) != 3 { // name of one indicator, day, title
		t.Errorf("diff = %+v", d)
	}
	w.WantKind(w.Standard.Retire(city, id, 2, civil.NewDate(2027, 6, 1), ""), errs.Invalid)
	w.Must(w.Standard.Retire(city, id, 2, civil.NewDate(2027, 6, 1), "重新修订"))
	v, err := standard.Current(t.Context(), w.DB, "yw-school", civil.NewDate(2027, 6, 1))
	w.Must(err)
	if v.Number != 1 {
		t.Errorf("after retirement: %d", v.Number)
	}
	rows, err := w.Standard.List(w.As("hd_head1"), standard.Filter{Code: "yw-school"}, page.Req{})
	w.Must(err)
	if rows.Total != 2 || rows.Rows[0].Number != 2 || rows.Rows[0].Leaves != 12 {
		t.Errorf("rows = %+v", rows)
	}
	_, err = standard.Current(t.Context(), w.DB, "nothing", today)
	w.WantKind(err, errs.NotFound)
	_, err = w.Standard.List(w.As("security_admin"), standard.Filter{}, page.Req{})
	w.WantKind(err, errs.Denied)
}
