package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"dudao/internal/platform/web"
)

// ready is what /readyz answers: each part with "ok" or what is wrong.
type ready struct {
	Database   string `json:"database"`
	Migrations string `json:"migrations"`
	Jobs       string `json:"jobs"`
	Version    string `json:"version"`
}

// healthRoutes adds the two questions a load balancer asks: does the process live, may it get requests.
func (a *App) healthRoutes() {
	a.Web.Feature("app")
	a.Web.Handle("GET /healthz", web.Public, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, err := w.Write([]byte("ok\n"))
		return err
	})
	a.Web.Handle("GET /readyz", web.Public, func(w http.ResponseWriter, r *http.Request) error {
		state, ok := a.ready(r.Context())
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if !ok {
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return json.NewEncoder(w).Encode(state)
	})
}

func (a *App) ready(ctx context.Context) (ready, bool) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	s, ok := ready{"ok", "ok", "ok", Version}, true
	if err := a.DB.Ping(ctx); err != nil {
		s.Database, s.Migrations, ok = "does not answer", "unknown", false
	} else if pending, err := a.DB.Pending(ctx); err != nil || pending > 0 {
		s.Migrations, ok = "pending", false
	}
	if !a.Jobs.Alive() {
		s.Jobs, ok = "not running", false
	}
	return s, ok
}
