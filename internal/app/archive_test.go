package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"dudao/internal/app"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func TestBackupAndRestore(t *testing.T) {
	w := testkit.New(t)
	inside := filepath.Join(w.Config.Data, "files", "ab", "x")
	w.Must(os.MkdirAll(filepath.Dir(inside), 0o700))
	w.Must(os.WriteFile(inside, []byte("photo"), 0o600))
	archive := filepath.Join(t.TempDir(), "b.tar.gz")
	w.Must(w.Backup(t.Context(), archive))
	if err := w.Backup(t.Context(), archive); err == nil {
		t.Error("a backup was written over another")
	}

	database, data := testkit.Database(t), filepath.Join(t.TempDir(), "data")
	w.Must(app.Restore(t.Context(), archive, database, data))
	b, err := app.New(t.Context(), app.Config{Database: database, Data: data, Now: w.Clock.Now})
	w.Must(err)
	defer b.Close()
	const count = `select count(*) from unit`
	want, err := db.Get[int](t.Context(), w.DB, count)
	w.Must(err)
	if got, err := db.Get[int](t.Context(), b.DB, count); got != want || err != nil || want == 0 {
		t.Errorf("%d units, want %d, %v", got, want, err)
	}
	if text, err := os.ReadFile(filepath.Join(data, "files", "ab", "x")); string(text) != "photo" {
		t.Errorf("%q %v", text, err)
	}
	if err := app.Restore(t.Context(), archive, database, data); err == nil {
		t.Error("restored over a database that is not empty")
	}
	w.Must(os.WriteFile(archive, []byte("no"), 0o600))
	if err := app.Restore(t.Context(), archive, testkit.Database(t), t.TempDir()); err == nil {
		t.Error("restored from something else")
	}
}
