package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"dudao/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files")

// strict makes these tests fail on a route that is not in the golden file or has no records for the
// matrix; while many people add routes at once they only tell.
const strict = false

func tell(t *testing.T, format string, args ...any) {
	t.Helper()
	if strict {
		t.Errorf(format, args...)
	} else {
		t.Logf(format, args...)
	}
}

func TestRouteTable(t *testing.T) {
	const golden = "testdata/routes.golden"
	w := testkit.New(t)
	var b bytes.Buffer
	w.Must(w.WriteRoutes(&b, false))
	if *update {
		w.Must(os.MkdirAll("testdata", 0o755))
		w.Must(os.WriteFile(golden, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	if err == nil && bytes.Equal(want, b.Bytes()) {
		return
	}
	tell(t, "the route table has changed: go test ./internal/app -update, then read the diff of %s", golden)
}

func TestRouteTableAsJSON(t *testing.T) {
	w := testkit.New(t)
	var b bytes.Buffer
	w.Must(w.WriteRoutes(&b, true))
	var list []struct{ Pattern, Permission, Feature string }
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != len(w.Web.Routes) {
		t.Errorf("%d lines, %v", len(list), err)
	}
}
