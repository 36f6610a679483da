package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files")

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
	t.Errorf("the route table has changed: go test ./internal/app -update, then read the diff of %s", golden)
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

// Records for routes that are gone would look like care for those that came in their place.
func TestRecordsOfTheMatrixHaveRoutes(t *testing.T) {
	w := testkit.New(t)
	var unused []string
	for key := range testkit.Objects {
		unused = append(unused, key)
	}
	for key := range testkit.Unscoped {
		unused = append(unused, key)
	}
	for _, r := range w.Web.Routes {
		_, path, _ := strings.Cut(r.Pattern, " ")
		path = strings.TrimPrefix(path, web.API)
		unused = slices.DeleteFunc(unused, func(key string) bool {
			return key == path || strings.HasPrefix(path, key+"/") || strings.HasPrefix(path, key+".")
		})
	}
	if len(unused) > 0 {
		t.Errorf("no route begins with %q", unused)
	}
}
