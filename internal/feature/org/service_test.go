package org_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/testkit"
)

func newSchool(name string) org.Unit {
	return org.Unit{ParentID: "110108", Kind: org.School, Name: name, Stage: "primary", Ownership: "public", Students: 500, OpenedOn: civil.NewDate(1990, 9, 1)}
}

func TestAddListSearchResolve(t *testing.T) {
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	u, err := w.Org.Add(ctx, newSchool("北京市海淀区四季青小学"), []string{"四小"}, org.Change{})
	w.Must(err)
	again, err := w.Org.Add(ctx, u, nil, org.Change{})
	w.Must(err)
	if again.ID != u.ID || u.Path != "/110000/110108/"+string(u.ID)+"/" {
		t.Errorf("added twice: %+v, %+v", u, again)
	}
	for _, text := range []string{"四季青", "sijiqing", "bjshdqsjqxx", "四小", "SIJIQING"} {
		found, err := w.Org.Search(ctx, text, org.Filter{})
		w.Must(err)
		if len(found) != 1 || found[0].ID != u.ID {
			t.Errorf("%s finds %v", text, found)
		}
	}
	got, err := w.Org.Resolve(ctx, "四小", org.School)
	w.Must(err)
	if got.ID != u.ID {
		t.Errorf("四小 is %s", got.Name)
	}
	_, err = w.Org.Resolve(ctx, "第一", "")
	w.WantKind(err, errs.Invalid)
	list, err := w.Org.List(ctx, org.Filter{Kind: org.School, Stage: "primary"}, page.Req{Sort: "students", Desc: true, Size: 1})
	w.Must(err)
	if list.Total != 2 || len(list.Rows) != 1 || list.Rows[0].ID != "hd_school1" || list.Rows[0].DistrictName != "海淀区" {
		t.Errorf("list = %+v", list)
	}
	for who, want := range map[string]int{"city_staff": 10, "xc_staff": 3, "hd_head1": 1} {
		list, err := w.Org.List(w.As(who), org.Filter{}, page.Req{})
		w.Must(err)
		if who == "city_staff" {
			want++
		}
		if list.Total != want {
			t.Errorf("%s sees %d units, want %d", who, list.Total, want)
		}
	}
}

func TestAddRefusesWhatBreaksARule(t *testing.T) {
	w := testkit.New(t)
	for _, c := range []struct {
		who  string
		want errs.Kind
		edit func(*org.Unit)
	}{
		{"hd_head1", errs.Denied, func(*org.Unit) {}},
		{"xc_staff", errs.Invalid, func(*org.Unit) {}},
		{"hd_staff", errs.Invalid, func(u *org.Unit) { u.Name = " " }},
		{"hd_staff", errs.Invalid, func(u *org.Unit) { u.Name = "海淀第一小学" }},
		{"hd_staff", errs.Invalid, func(u *org.Unit) { u.Stage = "unknown" }},
		{"hd_staff", errs.Invalid, func(u *org.Unit) { u.Students = -1 }},
		{"hd_staff", errs.Invalid, func(u *org.Unit) { u.OpenedOn = civil.NewDate(2030, 1, 1) }},
		{"hd_staff", errs.Denied, func(u *org.Unit) { u.Kind = org.Office }},
		{"city_staff", errs.Invalid, func(u *org.Unit) { u.Kind = org.City }},
	} {
		u := newSchool("新学校")
		c.edit(&u)
		_, err := w.Org.Add(w.As(c.who), u, nil, org.Change{})
		w.WantKind(err, c.want)
	}
}
