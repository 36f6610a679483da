// Package testkit builds a whole program on a fresh database for a test, with a small city in it:
//
//	/110000/                  北京市          city_office (市政府教育督导室)
//	/110000/110108/           海淀区          hd_office, hd_school1 (小学), hd_school2 (初中), hd_kg (幼儿园)
//	/110000/110102/           西城区          xc_office, xc_school1
package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Clock is a clock that a test moves by hand.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Now returns the time the clock shows.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

// Set puts the clock to t.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.t = t }

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// Days moves the clock by n days.
func (c *Clock) Days(n int) { c.Add(time.Duration(n) * 24 * time.Hour) }

// Start is when every World begins: Tuesday 2026-09-01 09:00 in Beijing.
var Start = time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC)

// World is a program with a small city in it.
type World struct {
	*app.App
	Clock *Clock
	t     testing.TB
}

// New returns a World on SQLite, or on PostgreSQL if TEST_POSTGRES is set.
func New(t testing.TB) *World {
	t.Helper()
	c := &Clock{t: Start}
	a, err := app.New(t.Context(), app.Config{Database: Database(t), Data: t.TempDir(), Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	t.Cleanup(func() { Labelled(t, a) })
	w := &World{a, c, t}
	w.Must(a.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, u := range city {
			if err := org.AddUnit(t.Context(), tx, u); err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

var city = []org.Unit{
	{ID: "110000", Kind: org.City, Name: "北京市", Code: "110000"},
	{ID: "city_office", ParentID: "110000", Kind: org.Office, Name: "北京市人民政府教育督导室", ShortName: "市政府教育督导室"},
	{ID: "110108", ParentID: "110000", Kind: org.District, Name: "海淀区", Code: "110108"},
	{ID: "110102", ParentID: "110000", Kind: org.District, Name: "西城区", Code: "110102"},
	{ID: "hd_office", ParentID: "110108", Kind: org.Office, Name: "海淀区人民政府教育督导室", ShortName: "海淀区督导室"},
	{ID: "xc_office", ParentID: "110102", Kind: org.Office, Name: "西城区人民政府教育督导室", ShortName: "西城区督导室"},
	{ID: "hd_school1", ParentID: "110108", Kind: org.School, Name: "海淀第一小学", Stage: "primary", Ownership: "public", Students: 1200},
	{ID: "hd_school2", ParentID: "110108", Kind: org.School, Name: "海淀第一初级中学", Stage: "junior", Ownership: "public", Students: 900},
	{ID: "hd_kg", ParentID: "110108", Kind: org.School, Name: "海淀第一幼儿园", Stage: "kindergarten", Ownership: "private", Students: 240},
	{ID: "xc_school1", ParentID: "110102", Kind: org.School, Name: "西城第一小学", Stage: "primary", Ownership: "public", Students: 800},
}

// posts says who works where: the account, its role, its unit and the subtree it reaches.
var posts = map[string]struct {
	role  access.Role
	unit  string
	scope string
}{
	"city_leader":    {access.CityLeader, "110000", "/110000/"},
	"city_staff":     {access.CityStaff, "city_office", "/110000/"},
	"city_staff2":    {access.CityStaff, "city_office", "/110000/"},
	"system_admin":   {access.SystemAdmin, "city_office", "/110000/"},
	"security_admin": {access.SecurityAdmin, "city_office", "/110000/"},
	"audit_admin":    {access.AuditAdmin, "city_office", "/110000/"},
	"auditor":        {access.Auditor, "110000", "/110000/"},
	"hd_leader":      {access.DistrictLead, "110108", "/110000/110108/"},
	"hd_staff":       {access.DistrictStaff, "hd_office", "/110000/110108/"},
	"hd_staff2":      {access.DistrictStaff, "hd_office", "/110000/110108/"},
	"hd_inspector1":  {access.Inspector, "hd_office", "/110000/110108/"},
	"hd_inspector2":  {access.Inspector, "hd_office", "/110000/110108/"},
	"hd_inspector3":  {access.Inspector, "hd_office", "/110000/110108/"},
	"hd_head1":       {access.SchoolHead, "hd_school1", "/110000/110108/hd_school1/"},
	"hd_clerk1":      {access.SchoolStaff, "hd_school1", "/110000/110108/hd_school1/"},
	"hd_head2":       {access.SchoolHead, "hd_school2", "/110000/110108/hd_school2/"},
	"xc_leader":      {access.DistrictLead, "110102", "/110000/110102/"},
	"xc_staff":       {access.DistrictStaff, "xc_office", "/110000/110102/"},
	"xc_inspector1":  {access.Inspector, "xc_office", "/110000/110102/"},
	"xc_head1":       {access.SchoolHead, "xc_school1", "/110000/110102/xc_school1/"},
	"liaison":        {access.Liaison, "110000", "/110000/"},
	"expert":         {access.Expert, "city_office", "/110000/"},
}

// Actor returns a person of the small city, such as "hd_staff".
func (w *World) Actor(name string) actor.Actor {
	p, ok := posts[name]
	if !ok {
		w.t.Fatalf("testkit: nobody is called %q", name)
	}
	return actor.Actor{ID: name, Name: name, Role: string(p.role), UnitID: p.unit, Scope: p.scope, Grants: w.Policy.Grants(p.role)}
}

// As returns a context in which that person acts.
func (w *World) As(name string) context.Context {
	return actor.With(w.t.Context(), w.Actor(name))
}

// Must stops the test at an error.
func (w *World) Must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// WantKind fails the test unless err is of the kind.
func (w *World) WantKind(err error, k errs.Kind) {
	w.t.Helper()
	if err == nil || errs.KindOf(err) != k {
		w.t.Errorf("err = %v, want kind %d", err, k)
	}
}

// Get asks for a page as that person; "" is nobody.
func (w *World) Get(name, path string) *httptest.ResponseRecorder {
	return w.Do(name, httptest.NewRequest("GET", path, nil))
}

// Post sends a form as that person.
func (w *World) Post(name, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.Do(name, r)
}

// JSON sends a request of the API as that person; body "" sends none.
func (w *World) JSON(name, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return w.Do(name, r)
}

// Do serves the request as that person.
func (w *World) Do(name string, r *http.Request) *httptest.ResponseRecorder {
	if name != "" {
		r = r.WithContext(actor.With(r.Context(), w.Actor(name)))
	}
	rec := httptest.NewRecorder()
	w.Web.ServeHTTP(rec, r)
	return rec
}

// RunJobs runs every job that is due, those enqueued by jobs included.
func (w *World) RunJobs() {
	w.t.Helper()
	for {
		ran, err := w.Jobs.RunOne(w.t.Context())
		w.Must(err)
		if !ran {
			return
		}
	}
}

// Database returns the address of a fresh, empty database that goes with the test.
func Database(t testing.TB) string {
	base := os.Getenv("TEST_POSTGRES")
	if base == "" {
		return filepath.Join(t.TempDir(), "test.db")
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ToLower(rand.Text()[:12])
	if _, err := admin.Exec("create database " + name); err != nil {
		t.Fatal(errors.Join(errors.New("testkit: PostgreSQL"), err))
	}
	t.Cleanup(func() { admin.Exec("drop database " + name + " with (force)"); admin.Close() })
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
