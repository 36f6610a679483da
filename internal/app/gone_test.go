package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

// A browser that goes away in the middle is no fault of the program: it leaves nothing in the log
// of an operator, and 499 where debugging is on. A fault still does.
func TestClientThatGoesAwayIsNoFault(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	w := testkit.New(t)
	w.Web.Handle("GET /test/slow", web.Public, func(_ http.ResponseWriter, r *http.Request) error {
		_, err := w.Jobs.Counts(r.Context()) // asks the database
		return err
	})
	w.Web.Handle("GET /test/fault", web.Public, func(http.ResponseWriter, *http.Request) error { return errors.New("broken") })
	ask := func(level slog.Level, path string, cancelled bool) string {
		log.Reset()
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level}))
		slog.SetDefault(logger)
		w.Config.Log = logger
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if cancelled {
			cancel()
		}
		w.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil).WithContext(ctx))
		return log.String()
	}
	if got := ask(slog.LevelInfo, "/test/slow", true); got != "" {
		t.Errorf("a cancelled request is logged: %s", got)
	}
	if got := ask(slog.LevelDebug, "/test/slow", true); !strings.Contains(got, "level=DEBUG") || !strings.Contains(got, "status=499") {
		t.Errorf("debug log of a cancelled request: %s", got)
	}
	if got := ask(slog.LevelInfo, "/test/fault", false); strings.Count(got, "level=ERROR") != 2 || !strings.Contains(got, "broken") {
		t.Errorf("log of a fault: %s", got)
	}
}
