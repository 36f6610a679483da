package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dudao/internal/app"
	"dudao/internal/demo"
)

// demoEnd is the day on which the year of the demo ends: Friday 2026-11-20, 16:00 in Beijing.
var demoEnd = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// Demo is the program with the demo in it, as a visitor gets it, served on a free port.
type Demo struct {
	*app.App
	URL string
}

// StartDemo serves a demo of its own for the time of the test. It skips the test unless TEST_BROWSER=1.
// DUDAO_DEMO names a folder that keeps the demo for the next run, while pages are worked on.
func StartDemo(t testing.TB) *Demo {
	t.Helper()
	if os.Getenv("TEST_BROWSER") != "1" {
		t.Skip("set TEST_BROWSER=1 to walk in chromium")
	}
	dir := os.Getenv("DUDAO_DEMO")
	if dir == "" {
		built, err := builtDemo()
		if err != nil {
			t.Fatal(err)
		}
		dir = t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(built)); err != nil {
			t.Fatal(err)
		}
	} else if err := buildDemo(dir); err != nil {
		t.Fatal(err)
	}
	c := demoConfig(dir)
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(srv.Close)
	return &Demo{a, srv.URL}
}

// builtDemo is the folder of a demo that tests copy; Main removes it.
var builtDemo = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "dudao-demo")
	if err != nil {
		return "", err
	}
	demoDir = dir
	return dir, buildDemo(dir)
})

var demoDir string

// Main runs the tests and removes what they share.
func Main(m *testing.M) {
	code := m.Run()
	if demoDir != "" {
		os.RemoveAll(demoDir)
	}
	os.Exit(code)
}

func demoConfig(dir string) app.Config {
	return app.Config{Database: filepath.Join(dir, "demo.db"), Data: filepath.Join(dir, "data"), Now: func() time.Time { return demoEnd }}
}

func buildDemo(dir string) error {
	c := demoConfig(dir)
	if _, err := os.Stat(c.Database); err == nil {
		return nil
	}
	_, err := demo.Build(context.Background(), c, demoEnd)
	return err
}

// Pattern finds the address of the route table that answers a path, "" if none does.
func (d *Demo) Pattern() func(path string) string {
	mux := http.NewServeMux()
	for _, r := range d.Web.Routes {
		mux.Handle(r.Pattern, http.NotFoundHandler())
	}
	return func(path string) string {
		_, p := mux.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		return p
	}
}

// Browser opens a window with a profile of its own.
func (d *Demo) Browser(t testing.TB) *Browser { t.Helper(); return window(t, &Site{URL: d.URL}) }
