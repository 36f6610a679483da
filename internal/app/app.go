// Package app wires the program. It is the only package that imports everything.
package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/platform/web"
	"dudao/internal/schema"
)

// Config is everything an operator can set.
type Config struct {
	Database string // a file name, or postgres://…
	Listen   string
	Data     string           // folder of stored files
	Key      string           // seals what is stored, 64 hexadecimal digits; "" keeps one in Data
	Now      func() time.Time // nil means time.Now
	Rand     io.Reader        // random bits of new ids; nil means crypto/rand
	Fast     bool             // SQLite does not wait for the disk: for a file that is made anew if it breaks
	Sender   notify.Sender    // nil keeps notices in the inbox
	Log      *slog.Logger     // one line a request; nil keeps none
	S3       blob.S3Config    // where files lie; without an endpoint in Data
	URL      string           // how people reach the program: in QR codes; "" is where it listens
	Scanner  string           // of viruses, as in platform/scan; "" is none
}

// Version is the version of the program, set by the linker.
var Version = "dev"

// App is the whole program, ready to serve.
type App struct {
	Config   Config
	DB       *db.DB
	Jobs     *jobs.Queue
	Policy   *access.Policy
	Web      *web.Router
	Features // the services, one field a feature: features.go
}

// New opens the database, migrates it and connects the features.
func New(ctx context.Context, c Config) (*App, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	d, err := db.Open(c.Database, db.Options{Now: c.Now, Rand: c.Rand, Fast: c.Fast})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, schema.Files); err != nil {
		d.Close()
		return nil, err
	}
	a := &App{Config: c, DB: d, Jobs: jobs.New(d), Policy: policy()}
	a.Web = web.NewRouter(guard, fail)
	a.healthRoutes()
	a.jobRoutes()
	a.apiRoutes()
	a.forgetReplies(a.Web.KeepReplies(d))
	a.Web.LanguageRoutes()
	if err := a.connect(ctx); err != nil {
		d.Close()
		return nil, err
	}
	if err := a.Jobs.Schedule(ctx); err != nil {
		d.Close()
		return nil, err
	}
	for _, r := range a.Web.Routes {
		if r.Permission != web.Public && r.Permission != web.SignedIn && !a.Policy.Knows(access.Permission(r.Permission)) {
			panic("app: " + r.Pattern + " names an unknown permission " + r.Permission)
		}
	}
	return a, nil
}

// Close releases the database.
func (a *App) Close() error { return a.DB.Close() }

// Handler is the whole program behind its address: log, security headers, compression, language,
// sessions.
func (a *App) Handler() http.Handler {
	o := web.Outer{Log: a.Config.Log, SignIn: a.signIn, Public: []string{"/healthz", "/readyz", "/static/"}}
	return o.Wrap(a.Web)
}

// guard asks for the permission a route names; the services decide about the object.
func guard(r *http.Request, permission string) error {
	switch permission {
	case web.Public:
		return nil
	case web.SignedIn:
		if !actor.From(r.Context()).Known() {
			return errs.New(errs.Unauthenticated, "请先登录")
		}
		return nil
	}
	return access.Holds(r.Context(), access.Permission(permission))
}
