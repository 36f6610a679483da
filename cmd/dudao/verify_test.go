package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// dudao verify passes, exports, and names the altered leaf after one byte changed.
func TestVerifyCommand(t *testing.T) {
	dir := t.TempDir()
	place := []string{"-database", filepath.Join(dir, "x.db"), "-data", filepath.Join(dir, "data"), "-log", "off"}
	ctx := actor.With(t.Context(), actor.System)
	change := func(f func(*app.App, *db.Tx) error) {
		t.Helper()
		a, err := app.New(ctx, app.Config{Database: filepath.Join(dir, "x.db"), Data: filepath.Join(dir, "data")})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if err := a.DB.Write(ctx, func(tx *db.Tx) error { return f(a, tx) }); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Audit.Checkpoint(ctx); err != nil {
			t.Fatal(err)
		}
	}
	dudao := func(ctx context.Context, args ...string) (string, error) {
		var out bytes.Buffer
		err := run(ctx, append([]string{"verify"}, args...), &out)
		return out.String(), err
	}
	change(func(_ *app.App, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "test.change", Ref: ident.Ref{Kind: "test", ID: "1"}, Note: "原文"})
	})
	export := filepath.Join(dir, "export")
	if out, err := dudao(ctx, append(place, "-export", export)...); err != nil || !strings.Contains(out, "验证通过") {
		t.Fatalf("%v\n%s", err, out)
	}
	key := filepath.Join(dir, "data", "keys", "audit.pub")
	if out, err := dudao(ctx, "-folder", export, "-key", key, "-english"); err != nil || !strings.Contains(out, "Proved") {
		t.Fatalf("offline: %v\n%s", err, out)
	}
	change(func(_ *app.App, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update audit_entry set note = '原丈' where action = 'test.change'`)
		return err
	})
	out, err := dudao(ctx, place...)
	if err != errAltered || !strings.Contains(out, "被改动的列：note") || !strings.Contains(out, "test.change") {
		t.Errorf("%v\n%s", err, out)
	}
	log := filepath.Join(export, "log.jsonl")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, bytes.Replace(text, []byte("原文"), []byte("原丈"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := dudao(ctx, "-folder", export, "-key", key); err != errAltered {
		t.Errorf("offline: %v\n%s", err, out)
	}
}
