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

// strict makes the route table a golden file that fails; while many people add routes at once it
// only tells.
const strict = false

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
	const hint = "the route table has changed: go test ./internal/app -update, then read the diff of testdata/routes.golden"
	if strict {
		t.Error(hint)
	} else {
		t.Log(hint)
	}
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
