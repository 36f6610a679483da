package seed_test

import (
	"testing"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/seed"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func TestSeedStoresBeijingOnce(t *testing.T) {
	w := testkit.New(t)
	ctx := actor.With(t.Context(), actor.System)
	start := time.Now()
	added, err := seed.Store(ctx, w.DB, w.Org)
	w.Must(err)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
	if added < 1600 {
		t.Errorf("added %d", added)
	}
	entries := func() int {
		n, err := db.Get[int](ctx, w.DB, `select count(*) from audit_entry`)
		w.Must(err)
		return n
	}
	before := entries()
	again, err := seed.Store(ctx, w.DB, w.Org)
	w.Must(err)
	if again != 0 || entries() != before {
		t.Errorf("a second time added %d units and %d audit entries", again, entries()-before)
	}
	city := w.As("city_staff")
	for _, c := range []struct {
		f    org.Filter
		want int
	}{
		{org.Filter{Kind: org.City}, 1},
		{org.Filter{Kind: org.District}, 18},
		{org.Filter{Kind: org.Street}, 349},
		{org.Filter{Kind: org.School, Below: "/110000/110111Y/"}, 4},
		{org.Filter{Kind: org.School, Below: "/110000/110115K/"}, 6},
		{org.Filter{Kind: org.Office}, 22}, // 19 and the three of the small city
		{org.Filter{Kind: org.Committee}, 1},
		{org.Filter{Kind: org.Member}, 26}, // the 27th is the city's office
		{org.Filter{Kind: org.School, Unplaced: true}, 95},
		{org.Filter{Kind: org.School}, 1228 + 4},
	} {
		list, err := w.Org.List(city, c.f, page.Req{})
		w.Must(err)
		if list.Total != c.want {
			t.Errorf("%+v: %d, want %d", c.f, list.Total, c.want)
		}
	}
	seats, err := db.Get[int](ctx, w.DB, `select count(*) from committee_seat`)
	w.Must(err)
	if seats != 27 {
		t.Errorf("%d seats", seats)
	}
	for text, want := range map[string]org.UnitID{"四季青镇": "110108027", "万寿路街道办事处": "110108001", "经开区": "110115K", "燕山": "110111Y", "海淀镇": "110108023", "110108": "110108"} {
		u, err := w.Org.Resolve(city, text, "")
		w.Must(err)
		if u.ID != want {
			t.Errorf("%s is %s %s", text, u.ID, u.Name)
		}
	}
}
