package listidx

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"dudao/internal/platform/db"
)

// Rows are read once, and again when the index heard that they changed.
func TestRowsAreForgottenWhenTheyChange(t *testing.T) {
	x := New(nil, spec, nil)
	version, asked := map[string]int{"a": 1, "b": 1}, 0
	change := func() {}
	type row struct {
		id string
		v  int
	}
	rows := KeepRows(x, 2, func(r row) string { return r.id }, func(_ context.Context, _ db.Reader, ids []string) (out []row, _ error) {
		asked += len(ids)
		for _, id := range ids {
			if version[id] > 0 {
				out = append(out, row{id, version[id]})
			}
		}
		change()
		slices.Reverse(out)
		return out, nil
	})
	see := func(ids []string, want string, reads int) {
		t.Helper()
		asked = 0
		got, err := rows.ByID(t.Context(), ids)
		if err != nil || fmt.Sprint(got) != want || asked != reads {
			t.Errorf("%v: %v with %d reads, %v; want %s with %d", ids, got, asked, err, want, reads)
		}
	}
	see([]string{"b", "nothing", "a"}, "[{b 1} {a 1}]", 3)
	see([]string{"a", "b"}, "[{a 1} {b 1}]", 0)
	version["a"] = 2
	x.Touch("a")
	see([]string{"a", "b"}, "[{a 2} {b 1}]", 1)
	version["b"] = 2
	x.Reload()
	// What changes while it is being read may have been read too early: it is not kept.
	change = func() { x.Touch("b") }
	see([]string{"b"}, "[{b 2}]", 1)
	change = func() {}
	see([]string{"b"}, "[{b 2}]", 1)
	for i := range 20 {
		id := fmt.Sprint(i)
		version[id] = 1
		see([]string{id}, "[{"+id+" 1}]", 1)
		if n := len(rows.young) + len(rows.old); n > 4 {
			t.Fatalf("%d rows kept", n)
		}
	}
}

// Who asks first and leaves before the rows are read does not make the next one wait again.
func TestReadingIsForEverybody(t *testing.T) {
	reads := 0
	x := New(nil, spec, func(ctx context.Context, _ db.Reader, _ []string, _ func(Row) error) error {
		reads++
		return ctx.Err()
	})
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 2 {
		if _, err := x.Find(gone, Query{}); err != nil || reads != 1 {
			t.Fatalf("%d reads, %v", reads, err)
		}
	}
	if y := New(nil, spec, x.load); y.Warm(gone) == nil {
		t.Error("the program ends, and its lists are still read")
	}
}
