package org_test

import (
	"fmt"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// BenchmarkList asks the four shapes of lists over 500,000 units, index, names and all.
func BenchmarkList(b *testing.B) {
	w := testkit.New(b)
	ctx := actor.With(b.Context(), actor.System)
	const columns = "id, version, parent_id, path, kind, name, short_name, code, stage, ownership, nature, students, place_id, address, demo, search_key"
	w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Insert(ctx, "unit", columns, func(yield func([]any) bool) {
			for i := range 500_000 {
				province, county, id := fmt.Sprintf("p%02d", i%31), fmt.Sprintf("c%04d", i%2900), fmt.Sprintf("0198f000-0000-7000-8000-%012d", i)
				name := fmt.Sprintf("第%d小学", i)
				if i%97 == 0 {
					name = fmt.Sprintf("第%d实验小学", i)
				}
				if !yield([]any{id, 1, county, "/" + province + "/" + county + "/" + id + "/", org.School, name, "", "", []string{"primary", "junior"}[i%2], "public", "", i % 4001, "", "", false,
					fmt.Sprintf("di%dxiaoxue\nd%dxx\n%s", i, i, name)}) {
					return
				}
			}
		})
		return err
	}))
	if _, err := w.Org.Count(ctx, org.Filter{}); err != nil { // fills the index
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		f    org.Filter
		p    page.Req
	}{
		{"county by size", org.Filter{Below: "/p03/c0313/", Stage: "junior"}, page.Req{Sort: "students", Desc: true}},
		{"province contains, page 3", org.Filter{Below: "/p03/", Text: "实验"}, page.Req{Number: 3}},
		{"country", org.Filter{}, page.Req{Sort: "students", Desc: true}},
		{"country from row 250,000", org.Filter{}, page.Req{Number: 5001}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if list, err := w.Org.List(ctx, c.f, c.p); err != nil || list.Total == 0 {
						b.Errorf("%d rows, %v", list.Total, err)
					}
				}
			})
		})
	}
}
