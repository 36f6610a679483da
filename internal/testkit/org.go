package testkit

import (
	"strings"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/seed"
	"dudao/internal/platform/db"
)

// orgGroups makes a zone in each district.
func orgGroups(w *World) Pair {
	w.Must(w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), `insert into unit_group_set (code, name, note, exclusive, rank) values ('zone', '督学责任区', '', true, 1) on conflict (code) do nothing`)
		return err
	}))
	add := func(who string, unit org.UnitID) string {
		g, err := w.Org.AddGroup(w.As(who), org.Group{SetCode: "zone", UnitID: unit, Name: "第一责任区"})
		w.Must(err)
		return g.ID
	}
	return Pair{map[string]string{"group": add("hd_staff", "110108")}, map[string]string{"group": add("xc_staff", "110102")}}
}

// orgPosts makes a post at each district's office.
func orgPosts(w *World) Pair {
	add := func(unit org.UnitID) map[string]string {
		p, err := w.Org.AddPost(w.As("city_staff"), org.Post{UnitID: unit, Title: "主任"})
		w.Must(err)
		return map[string]string{"id": string(unit), "post": p.ID}
	}
	return Pair{add("hd_office"), add("xc_office")}
}

// Seeded returns a world with Beijing in it: what ships with the program.
func Seeded(t testing.TB) *World {
	w := New(t)
	_, err := seed.Store(actor.With(t.Context(), actor.System), w.DB, w.Org)
	w.Must(err)
	return w
}

// orgImports makes an import with an error in its second row; imports are the city's.
func orgImports(w *World) Pair {
	im, err := w.Roster.Upload(w.As("city_staff"), "", "学校.csv", strings.NewReader("单位名称,所属区,学段\n矩阵小学,海淀区,小学\n,海淀区,小学\n"))
	w.Must(err)
	values := map[string]string{"import": im.ID, "line": "2"}
	return Pair{values, values}
}
