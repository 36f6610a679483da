package app_test

import (
	"testing"

	"dudao/internal/testkit"
)

// The small city of the tests stands, on whichever engine.
func TestStarts(t *testing.T) {
	w := testkit.New(t)
	if rec := w.Get("hd_staff", "/nowhere"); rec.Code != 404 {
		t.Errorf("code = %d", rec.Code)
	}
}
