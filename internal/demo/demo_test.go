package demo

import (
	"testing"
	"time"

	"dudao/internal/app"
	"dudao/internal/testkit"
)

// A whole year is made through the services without a refusal.
func TestBuild(t *testing.T) {
	end := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	b, err := Build(t.Context(), app.Config{Database: testkit.Database(t), Data: t.TempDir()}, end)
	if err != nil {
		t.Fatal(err)
	}
	if b.Supervisions < 50 {
		t.Errorf("%d supervisions", b.Supervisions)
	}
}
