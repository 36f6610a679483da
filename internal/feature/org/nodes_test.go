package org_test

import (
	"strings"
	"testing"
	"time"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/testkit"
)

// Two nodes on one database: what one adds, renames, moves or imports, the list in the memory of the
// other shows within seconds.
func TestAnotherNodeShowsChangesInItsList(t *testing.T) {
	w := testkit.New(t)
	ctx := w.As("city_staff")
	other, err := app.New(t.Context(), app.Config{Database: w.Config.Database, Data: w.Config.Data, Now: w.Clock.Now})
	w.Must(err)
	t.Cleanup(func() { other.Close() })
	there := actor.With(t.Context(), w.Actor("city_staff"))
	shows := func(text, name, path string) {
		t.Helper()
		end := time.Now().Add(5 * time.Second)
		for range time.Tick(20 * time.Millisecond) {
			list, err := other.Org.List(there, org.Filter{Text: text}, page.Req{})
			w.Must(err)
			if len(list.Rows) == 1 && list.Rows[0].Name == name && list.Rows[0].Path == path {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("the other node lists %+v for %s, want %s at %s", list.Rows, text, name, path)
			}
		}
	}
	shows("第一幼儿园", "海淀第一幼儿园", "/110000/110108/hd_kg/") // its list is in memory now

	u, err := w.Org.Add(ctx, newSchool("两节点小学"), nil, org.Change{})
	w.Must(err)
	shows("两节点", "两节点小学", u.Path)

	w.Must(w.Org.Move(ctx, u.ID, u.Version, "110102", org.Change{On: civil.DateOf(w.Clock.Now()), Reason: "区划调整"}))
	shows("两节点", "两节点小学", "/110000/110102/"+string(u.ID)+"/")

	// an import that takes longer than the lists look back
	im, err := w.Roster.Upload(ctx, "im1", "a.csv", strings.NewReader("单位名称,所属区,学段,办学性质\n导入来的小学,西城区,小学,公办\n"))
	w.Must(err)
	w.Clock.Add(time.Minute)
	_, err = w.Roster.Apply(ctx, im.ID, im.Version, false)
	w.Must(err)
	list, err := w.Org.List(ctx, org.Filter{Text: "导入来的"}, page.Req{})
	w.Must(err)
	if len(list.Rows) != 1 {
		t.Fatalf("imported: %+v", list.Rows)
	}
	shows("导入来的", "导入来的小学", list.Rows[0].Path)
	w.Must(w.Roster.Undo(ctx, im.ID, im.Version+2))
	end := time.Now().Add(5 * time.Second)
	for range time.Tick(20 * time.Millisecond) {
		list, err := other.Org.List(there, org.Filter{Text: "导入来的"}, page.Req{})
		w.Must(err)
		if list.Total == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the other node still lists what was taken back")
		}
	}
}
