package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org/seed"
	"dudao/internal/platform/db"
)

// A second start with --demo on the same data keeps the data, and the demo is never built over what
// somebody imported.
func TestDemoKeepsWhatIsThere(t *testing.T) {
	ctx := actor.With(t.Context(), actor.System)
	for name, put := range map[string]func(*app.App) error{
		"account": func(a *app.App) error {
			if _, err := seed.Store(ctx, a.DB, a.Org); err != nil {
				return err
			}
			_, _, err := a.Identity.Create(ctx, identity.NewAccount{Password: "Small-city-26", Particulars: identity.Particulars{Login: "mine", Name: "某人", UnitID: "110000"}})
			return err
		},
		"import": func(a *app.App) error {
			_, err := a.Roster.Upload(ctx, "", "x.csv", strings.NewReader("单位名称,所属区,学段\n石景山新校,石景山区,小学\n"))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "x.db")
			a, err := app.New(ctx, app.Config{Database: file, Data: dir})
			if err != nil {
				t.Fatal(err)
			}
			if err := put(a); err != nil {
				t.Fatal(err)
			}
			a.Close()
			var out bytes.Buffer
			err = run(ctx, []string{"demo", "-database", file, "-data", dir, "-log", "off"}, &out)
			if name == "account" && err != nil || name == "import" && (err == nil || !strings.Contains(err.Error(), "已有导入的单位")) {
				t.Errorf("demo: %v", err)
			}
			d, err := db.Open(file, db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			table := map[string]string{"account": "account", "import": "unit_import"}[name]
			if n, err := db.Get[int](ctx, d, `select count(*) from `+table); err != nil || n != 1 {
				t.Errorf("%d rows of %s left, %v", n, table, err)
			}
			if n, err := db.Get[int](ctx, d, `select count(*) from plan`); err != nil || n != 0 {
				t.Errorf("%d plans of the demo, %v", n, err)
			}
		})
	}
}
