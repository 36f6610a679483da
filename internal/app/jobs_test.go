package app_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/testkit"
)

type doomed struct{}

func (doomed) Kind() string { return "test.doomed" }

// dead makes a job that was given up and returns its id.
func dead(w *testkit.World, ctx context.Context) string {
	id := w.DB.NewID()
	w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into job (id, kind, payload, run_at, attempts, error, queued_at, dead_at) values ($1, 'test.doomed', '{}', $2, 8, 'server down', $2, $2)`, id, tx.Now)
		return err
	}))
	return id
}

func TestJobsThatWereGivenUp(t *testing.T) {
	w := testkit.New(t)
	runs := 0
	jobs.Handle(w.Jobs, func(context.Context, doomed) error {
		if runs++; runs > 1 {
			return errors.New("no")
		}
		return nil
	})
	id, other := dead(w, t.Context()), dead(w, t.Context())
	if rec := w.Get("system_admin", "/jobs"); rec.Code != 200 || !strings.Contains(rec.Body.String(), "server down") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("city_staff", "/jobs"); rec.Code != 403 {
		t.Errorf("city staff: %d", rec.Code)
	}
	if rec := w.Post("system_admin", "/jobs/"+id+"/retry", url.Values{}); rec.Code != 303 {
		t.Errorf("retry: %d %s", rec.Code, rec.Body)
	}
	w.RunJobs()
	if runs != 1 {
		t.Errorf("%d runs", runs)
	}
	if rec := w.JSON("system_admin", "POST", "/api/v1/jobs/"+other+"/discard", ""); rec.Code != 204 {
		t.Errorf("discard: %d %s", rec.Code, rec.Body)
	}
	if rec := w.JSON("system_admin", "GET", "/api/v1/jobs", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"total":0`) {
		t.Errorf("list: %d %s", rec.Code, rec.Body)
	}
}
