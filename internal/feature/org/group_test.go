package org_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/testkit"
)

func TestASchoolIsInOneZoneAtATime(t *testing.T) {
	w := testkit.Seeded(t)
	ctx := w.As("hd_staff")
	one, err := w.Org.AddGroup(ctx, org.Group{ID: w.DB.NewID(), SetCode: "zone", UnitID: "110108", Name: "第一责任区"})
	w.Must(err)
	again, err := w.Org.AddGroup(ctx, one)
	w.Must(err)
	two, err := w.Org.AddGroup(ctx, org.Group{SetCode: "zone", UnitID: "110108", Name: "第二责任区"})
	w.Must(err)
	if again.ID != one.ID {
		t.Error("added twice")
	}
	_, err = w.Org.AddGroup(ctx, org.Group{SetCode: "zone", UnitID: "110108", Name: "第二责任区"})
	w.WantKind(err, errs.Invalid)
	_, err = w.Org.AddGroup(w.As("xc_staff"), org.Group{SetCode: "zone", UnitID: "110108", Name: "第三责任区"})
	w.WantKind(err, errs.Invalid)
	w.Must(w.Org.Join(ctx, one.ID, 1, "hd_school1", civil.Date{}))
	w.WantKind(w.Org.Join(ctx, one.ID, 1, "hd_school2", civil.Date{}), errs.Stale)
	w.WantKind(w.Org.Join(ctx, one.ID, 2, "xc_school1", civil.Date{}), errs.Invalid)
	w.Clock.Days(3)
	w.Must(w.Org.Join(ctx, two.ID, 1, "hd_school1", civil.Date{}))
	in, err := org.GroupsOf(ctx, w.DB, "hd_school1")
	w.Must(err)
	if len(in) != 2 || in[0].GroupID != two.ID || in[1].To != civil.DateOf(w.Clock.Now()) {
		t.Errorf("memberships = %+v", in)
	}
	for day, want := range map[civil.Date]int{{}: 0, civil.DateOf(w.Clock.Now()).AddDays(-1): 1} {
		list, err := w.Org.List(ctx, org.Filter{Group: one.ID, AsOf: day}, page.Req{})
		w.Must(err)
		if list.Total != want {
			t.Errorf("on %q zone one has %d schools, want %d", day, list.Total, want)
		}
	}
	w.Must(w.Org.CloseGroup(ctx, two.ID, 2))
	w.WantKind(w.Org.Leave(ctx, two.ID, 3, "hd_school1"), errs.Conflict)
}

// 京教组发〔2020〕5号 二(一): a chair, two vice-chairs, 27 member units, the office.
func TestTheCommitteeOfTheOpinion(t *testing.T) {
	w := testkit.Seeded(t)
	c, err := w.Org.Chart(w.As("hd_head1"))
	w.Must(err)
	if len(c.Seats) != 27 || len(c.Posts) != 3 || c.Posts[0].HeldBy != "分管教育工作的副市长" || len(c.Districts) != 18 {
		t.Errorf("%d seats, %d posts, %d districts", len(c.Seats), len(c.Posts), len(c.Districts))
	}
	for _, d := range c.Districts {
		if d.Office.ID == "" {
			t.Errorf("%s has no office", d.Unit.Name)
		}
	}
	city := w.As("city_staff")
	w.WantKind(w.Org.Appoint(w.As("hd_staff"), c.Posts[0].ID, 1, "某人", "", civil.Date{}), errs.Denied)
	w.Must(w.Org.Appoint(city, c.Posts[0].ID, 1, "张三", "", civil.Date{}))
	w.Clock.Days(30)
	w.Must(w.Org.Appoint(city, c.Posts[0].ID, 2, "李四", "", civil.Date{}))
	today := civil.DateOf(w.Clock.Now())
	for day, want := range map[civil.Date]string{today: "李四", today.AddDays(-1): "张三", today.AddDays(-100): ""} {
		posts, err := org.PostsOf(city, w.DB, c.Committee.ID, day)
		w.Must(err)
		if posts[0].HolderName != want {
			t.Errorf("on %s it is %q, want %q", day, posts[0].HolderName, want)
		}
	}
	w.Must(w.Org.EndSeat(city, c.Committee.ID, c.Seats[26].ID))
	w.Must(w.Org.AddSeat(city, c.Committee.ID, c.Seats[26].UnitID))
	w.WantKind(w.Org.AddSeat(city, c.Committee.ID, c.Seats[0].UnitID), errs.Invalid)
}

// Nothing takes effect before the unit or the post was there.
func TestNothingBeforeTheUnitExisted(t *testing.T) {
	w := testkit.Seeded(t)
	ctx, city := w.As("hd_staff"), w.As("city_staff")
	opened := civil.NewDate(2026, 8, 20)
	young, err := w.Org.Add(ctx, org.Unit{ParentID: "110108", Kind: org.School, Name: "海淀新建小学", Stage: "primary", Ownership: "public", OpenedOn: opened}, nil, org.Change{Reason: "新建"})
	w.Must(err)
	early := civil.NewDate(2026, 8, 1)
	zone, err := w.Org.AddGroup(ctx, org.Group{SetCode: "zone", UnitID: "110108", Name: "第一责任区"})
	w.Must(err)
	w.WantKind(w.Org.Join(ctx, zone.ID, 1, young.ID, early), errs.Invalid)
	w.WantKind(w.Org.Merge(ctx, "hd_school2", 1, young.ID, org.Change{On: early, Reason: "布局调整"}), errs.Invalid)
	_, err = w.Org.AddPost(city, org.Post{UnitID: young.ID, Title: "副校长", From: early})
	w.WantKind(err, errs.Invalid)
	p, err := w.Org.AddPost(city, org.Post{UnitID: young.ID, Title: "副校长", From: opened.AddDays(5)})
	w.Must(err)
	w.WantKind(w.Org.Appoint(city, p.ID, 1, "张三", "", opened), errs.Invalid)
	w.Must(w.Org.Appoint(city, p.ID, 1, "张三", "", opened.AddDays(5)))
	w.Must(w.Org.Join(ctx, zone.ID, 1, young.ID, opened))
	w.Must(w.Org.Merge(ctx, "hd_school2", 1, young.ID, org.Change{On: opened, Reason: "布局调整"}))
}
