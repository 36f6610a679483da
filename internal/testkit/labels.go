package testkit

import (
	"context"
	"strings"
	"testing"

	"dudao/internal/app"
	"dudao/internal/base/lang"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/db"
)

// Labelled fails the test if the log has an action that the auditor could not read, in Chinese and
// in English, or the desk a duty of a kind it has no word for. Every World is asked at its end, so that whatever a test does is covered. Actions
// "test.…" are the tests' own.
func Labelled(t testing.TB, a *app.App) {
	t.Helper()
	actions, err := db.List[string](context.Background(), a.DB, `select distinct action from audit_entry`)
	if err != nil {
		t.Logf("the log cannot be read any more: %v", err) // a test that breaks its database
		return
	}
	for _, action := range actions {
		label := a.Audit.Label(action)
		switch {
		case strings.HasPrefix(action, "test."):
		case label == action:
			t.Errorf("the log has an action without a label: %s", action)
		case !lang.Has(label):
			t.Errorf("the label of %s has no English: %s", action, label)
		}
	}
	kinds, err := db.List[string](context.Background(), a.DB, `select distinct ref_kind from clock_duty`)
	if err != nil {
		t.Logf("the duties cannot be read any more: %v", err)
	}
	for _, kind := range kinds {
		if label := workbench.KindLabel(kind); !strings.HasPrefix(kind, "test") && (label == "" || !lang.Has(label)) {
			t.Errorf("the desk shows a duty of the kind %q as %q, with English: %v", kind, label, lang.Has(label))
		}
	}
}
