package org_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/testkit"
)

var why = org.Change{Reason: "布局调整", Basis: "海教发〔2026〕1号"}

// 《教育法》第二十八条: a renamed school is the same school; reports may call it as it was called then.
func TestRenameKeepsTheSchoolAndItsPast(t *testing.T) {
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	w.Clock.Days(10)
	today := civil.DateOf(w.Clock.Now())
	w.Must(w.Org.Rename(ctx, "hd_school1", 1, "海淀实验小学", "海实小", why))
	w.WantKind(w.Org.Rename(ctx, "hd_school1", 1, "另一个名字", "", why), errs.Stale)
	w.WantKind(w.Org.Rename(ctx, "hd_school1", 2, "海淀实验小学", "海实小", why), errs.Invalid)
	w.WantKind(w.Org.Rename(ctx, "hd_school2", 1, "海淀实验小学", "", org.Change{}), errs.Invalid)
	w.WantKind(w.Org.Rename(w.As("xc_staff"), "hd_school2", 1, "新名", "", why), errs.NotFound)
	w.WantKind(w.Org.Rename(w.As("hd_head1"), "hd_school1", 2, "新名", "", why), errs.Denied)
	for day, want := range map[civil.Date]string{today: "海淀实验小学", today.AddDays(-1): "海淀第一小学", civil.NewDate(2000, 1, 1): "海淀第一小学"} {
		u, err := org.AsOf(ctx, w.DB, "hd_school1", day)
		w.Must(err)
		if u.Name != want {
			t.Errorf("on %s it is %s, want %s", day, u.Name, want)
		}
		list, err := w.Org.List(ctx, org.Filter{AsOf: day, Text: want}, page.Req{Sort: "opened_on"})
		w.Must(err)
		if list.Total != 1 || list.Rows[0].Name != want {
			t.Errorf("list of %s: %+v", day, list)
		}
	}
	if u, err := w.Org.Resolve(ctx, "海淀第一小学", org.School); err != nil || u.ID != "hd_school1" {
		t.Errorf("former name: %v %v", u, err)
	}
	lineage, err := org.LineageOf(ctx, w.DB, "hd_school1")
	w.Must(err)
	if len(lineage) != 1 || lineage[0].Note != "海淀第一小学 → 海淀实验小学" || lineage[0].ActorName != "hd_staff" {
		t.Errorf("lineage = %+v", lineage)
	}
}

func TestMoveCarriesWhatIsBelow(t *testing.T) {
	w := testkit.New(t)
	city := w.As("city_staff")
	branch, err := w.Org.Add(city, org.Unit{ParentID: "hd_school1", Kind: org.School, Name: "海淀第一小学东校区", Stage: "primary"}, nil, org.Change{})
	w.Must(err)
	w.WantKind(w.Org.Move(w.As("hd_staff"), "hd_school1", 1, "110102", why), errs.Invalid)
	w.Clock.Days(1)
	w.Must(w.Org.Move(city, "hd_school1", 1, "110102", why))
	got, err := org.UnitByID(city, w.DB, branch.ID)
	w.Must(err)
	if want := "/110000/110102/hd_school1/" + string(branch.ID) + "/"; got.Path != want {
		t.Errorf("path = %s, want %s", got.Path, want)
	}
	was, err := org.AsOf(city, w.DB, branch.ID, civil.DateOf(w.Clock.Now()).AddDays(-1))
	w.Must(err)
	if was.Path != branch.Path {
		t.Errorf("path was %s", was.Path)
	}
	w.WantKind(w.Org.Move(city, "hd_school1", 2, branch.ID, why), errs.Invalid)
	list, err := w.Org.List(w.As("xc_staff"), org.Filter{Kind: org.School}, page.Req{})
	w.Must(err)
	if list.Total != 3 {
		t.Errorf("西城 has %d schools, want 3", list.Total)
	}
}

func TestMergeSplitCloseLeaveALineage(t *testing.T) {
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	w.Must(w.Org.Merge(ctx, "hd_school2", 1, "hd_school1", why))
	next, err := org.Successors(ctx, w.DB, "hd_school2")
	w.Must(err)
	if len(next) != 1 || next[0].ID != "hd_school1" {
		t.Errorf("successors of the merged = %+v", next)
	}
	w.WantKind(w.Org.Merge(ctx, "hd_kg", 1, "hd_school2", why), errs.Invalid)
	w.WantKind(w.Org.Rename(ctx, "hd_school2", 2, "再来", "", why), errs.Conflict)

	parts, err := w.Org.Split(ctx, "hd_school1", 1, []org.Unit{{Name: "海淀第一小学北校"}, {Name: "海淀第一小学南校", Stage: "nine_year"}}, false, why)
	w.Must(err)
	next, err = org.Successors(ctx, w.DB, "hd_school2")
	w.Must(err)
	if len(parts) != 2 || len(next) != 2 || parts[1].Stage != "nine_year" {
		t.Errorf("parts %+v, successors %+v", parts, next)
	}
	w.WantKind(w.Org.Close(ctx, "hd_kg", 1, org.Change{}), errs.Invalid)
	w.WantKind(w.Org.Close(ctx, "hd_kg", 1, org.Change{On: civil.NewDate(2030, 1, 1), Reason: "停办"}), errs.Invalid)
	w.Must(w.Org.Close(ctx, "hd_kg", 1, org.Change{Reason: "停办"}))
	list, err := w.Org.List(ctx, org.Filter{State: org.Closed}, page.Req{})
	w.Must(err)
	if list.Total != 3 {
		t.Errorf("%d units closed, want 3", list.Total)
	}
	w.WantKind(w.Org.Close(w.As("city_staff"), "110108", 1, why), errs.Conflict)
	next, err = org.Successors(ctx, w.DB, "hd_kg")
	w.Must(err)
	if len(next) != 0 {
		t.Errorf("a closed unit has successors %+v", next)
	}
}

func TestEditRefusesAStreetOfAnotherDistrict(t *testing.T) {
	w := testkit.New(t)
	city := w.As("city_staff")
	street, err := w.Org.Add(city, org.Unit{ID: "110102001", ParentID: "110102", Kind: org.Street, Name: "西长安街街道", Code: "110102001"}, nil, org.Change{})
	w.Must(err)
	f := org.Facts{Stage: "primary", Ownership: "public", Students: 1300, PlaceID: street.ID}
	w.WantKind(w.Org.Edit(city, "hd_school1", 1, f, org.Change{}), errs.Invalid)
	f.PlaceID, f.Aliases = "", []string{"海一"}
	w.Must(w.Org.Edit(city, "hd_school1", 1, f, org.Change{}))
	found, err := w.Org.Search(city, "海一", org.Filter{Stage: "primary"})
	w.Must(err)
	if len(found) != 1 || found[0].Students != 1300 {
		t.Errorf("found %+v", found)
	}
}

func TestOfficesAndSuperiors(t *testing.T) {
	w := testkit.New(t)
	ctx := t.Context()
	for path, want := range map[string]org.UnitID{"/110000/110108/hd_school1/": "hd_office", "/110000/": "city_office", "/110000/110102/": "xc_office"} {
		if o, err := org.OfficeOf(ctx, w.DB, path); err != nil || o.ID != want {
			t.Errorf("office of %s = %s %v", path, o.ID, err)
		}
	}
	for id, want := range map[org.UnitID]org.UnitID{"hd_school1": "110108", "hd_office": "city_office", "110108": "110000", "110000": "110000"} {
		if u, err := org.SuperiorOf(ctx, w.DB, id); err != nil || u.ID != want {
			t.Errorf("superior of %s = %s %v", id, u.ID, err)
		}
	}
}
