package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/schema"
	"dudao/internal/testkit"
)

type mail struct{ To string }

func (mail) Kind() string { return "test.mail" }

type report struct{ Unit string }

func (report) Kind() string        { return "test.report" }
func (r report) UniqueKey() string { return r.Unit }

type nightly struct{}

func (nightly) Kind() string { return "test.nightly" }

// house is a queue on a fresh database with a clock moved by hand.
type house struct {
	*testing.T
	db    *db.DB
	q     *jobs.Queue
	clock testkit.Clock
}

func newHouse(t *testing.T) *house {
	h := &house{T: t}
	h.clock.Set(testkit.Start)
	d, err := db.Open(testkit.Database(t), db.Options{Now: h.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), schema.Files); err != nil {
		t.Fatal(err)
	}
	h.db, h.q = d, jobs.New(d)
	return h
}

func (h *house) enqueue(a jobs.Args, in time.Duration) {
	h.Helper()
	err := h.db.Write(h.Context(), func(tx *db.Tx) error {
		return jobs.Enqueue(h.Context(), tx, a, civil.At(tx.Now.Add(in)))
	})
	if err != nil {
		h.Fatal(err)
	}
}

// run runs one job and says whether there was one.
func (h *house) run() bool {
	h.Helper()
	ran, err := h.q.RunOne(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return ran
}

func TestRunsOnceInOrderWhenDue(t *testing.T) {
	h := newHouse(t)
	var got []string
	jobs.Handle(h.q, func(ctx context.Context, m mail) error {
		if actor.From(ctx).ID != actor.System.ID {
			t.Errorf("actor = %+v", actor.From(ctx))
		}
		got = append(got, m.To)
		return nil
	})
	h.enqueue(mail{"later"}, time.Hour)
	h.enqueue(mail{"now"}, 0)
	h.enqueue(mail{"next"}, time.Millisecond)
	h.clock.Add(time.Second)
	for h.run() {
	}
	if len(got) != 2 || got[0] != "now" || got[1] != "next" {
		t.Fatalf("got %v", got)
	}
	h.clock.Add(time.Hour)
	if !h.run() || got[2] != "later" || h.run() {
		t.Errorf("got %v", got)
	}
}

func TestNothingIsEnqueuedByAFailedTransaction(t *testing.T) {
	h := newHouse(t)
	jobs.Handle(h.q, func(context.Context, mail) error { return nil })
	_ = h.db.Write(t.Context(), func(tx *db.Tx) error {
		if err := jobs.Enqueue(t.Context(), tx, mail{"x"}, tx.Now); err != nil {
			t.Fatal(err)
		}
		return errors.New("no")
	})
	if h.run() {
		t.Error("it ran")
	}
}

func TestFailsBacksOffAndIsLeftToAPerson(t *testing.T) {
	h := newHouse(t)
	broken, runs := true, 0
	jobs.Handle(h.q, func(context.Context, mail) error {
		runs++
		switch {
		case !broken:
			return nil
		case runs == 2:
			panic("no")
		}
		return errors.New("server down")
	})
	h.enqueue(mail{"x"}, 0)
	for n := 1; n <= jobs.Attempts; n++ {
		if ran, err := h.q.RunOne(t.Context()); !ran || err == nil {
			t.Fatalf("attempt %d: %v %v", n, ran, err)
		}
		if h.run() {
			t.Fatalf("no pause after attempt %d", n)
		}
		h.clock.Add(jobs.Backoff(n))
	}
	h.clock.Days(30)
	if h.run() || runs != jobs.Attempts {
		t.Fatalf("%d runs", runs)
	}
	dead, n, err := h.q.Dead(t.Context(), 10, 0)
	if err != nil || n != 1 || len(dead) != 1 || dead[0].Kind != "test.mail" || dead[0].Error == "" {
		t.Fatalf("dead = %+v %d %v", dead, n, err)
	}
	broken = false
	retry := func() error {
		return h.db.Write(t.Context(), func(tx *db.Tx) error { _, err := h.q.Retry(t.Context(), tx, dead[0].ID); return err })
	}
	if err := retry(); err != nil {
		t.Fatal(err)
	}
	if err := retry(); errs.KindOf(err) != errs.Conflict {
		t.Errorf("twice: %v", err)
	}
	if !h.run() || h.run() {
		t.Error("not run again")
	}
	if c, err := h.q.Counts(t.Context()); err != nil || c != (jobs.Counts{}) {
		t.Errorf("counts = %+v %v", c, err)
	}
}

// Two nodes on one database: a job belongs to who claimed it, until its lease ends unrenewed.
func TestALeaseKeepsOthersAway(t *testing.T) {
	h := newHouse(t)
	other := jobs.New(h.db)
	var second bool
	jobs.Handle(other, func(context.Context, mail) error { second = true; return nil })
	jobs.Handle(h.q, func(ctx context.Context, _ mail) error {
		if ran, err := other.RunOne(ctx); ran || err != nil {
			t.Errorf("the other node took it too: %v %v", ran, err)
		}
		h.clock.Add(jobs.Lease + time.Second) // this node hangs
		if ran, err := other.RunOne(ctx); !ran || err != nil {
			t.Errorf("the other node did not take over: %v %v", ran, err)
		}
		return errors.New("too late")
	})
	h.enqueue(mail{"x"}, 0)
	if _, err := h.q.RunOne(t.Context()); err == nil || !second {
		t.Errorf("err = %v, second = %v", err, second)
	}
	if c, err := h.q.Counts(t.Context()); err != nil || c != (jobs.Counts{}) {
		t.Errorf("a late failure brought it back: %+v %v", c, err)
	}
}

func TestUniqueWhileWaiting(t *testing.T) {
	h := newHouse(t)
	runs := 0
	jobs.Handle(h.q, func(ctx context.Context, r report) error {
		runs++
		if runs == 1 {
			h.enqueue(r, 0) // something changed while it runs: once more
		}
		return nil
	})
	h.enqueue(report{"a"}, 0)
	h.enqueue(report{"a"}, 0)
	h.enqueue(report{"b"}, 0)
	for h.run() {
	}
	if runs != 3 {
		t.Errorf("%d runs", runs)
	}
}

func TestEveryNight(t *testing.T) {
	h := newHouse(t) // 09:00 in Beijing
	runs := 0
	jobs.Handle(h.q, func(context.Context, nightly) error { runs++; return nil })
	h.q.Every(nightly{}, "02:30")
	for range 2 { // two starts of the program
		if err := h.q.Schedule(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all := func() {
		for h.run() {
		}
	}
	all()
	h.clock.Set(time.Date(2026, 9, 2, 2, 29, 0, 0, civil.Beijing))
	all()
	if runs != 0 {
		t.Fatal("too early")
	}
	h.clock.Add(time.Minute)
	all()
	all()
	if runs != 1 {
		t.Fatalf("%d runs after one night", runs)
	}
	h.clock.Days(5)
	all()
	if runs != 2 {
		t.Errorf("%d runs after a pause of five days", runs)
	}
}

func TestTheLoopWakesAfterACommit(t *testing.T) {
	h := newHouse(t)
	ctx, stop := context.WithCancel(t.Context())
	did := make(chan string, 1)
	jobs.Handle(h.q, func(_ context.Context, m mail) error { did <- m.To; return nil })
	ended := make(chan struct{})
	go func() { h.q.Run(ctx); close(ended) }()
	h.enqueue(mail{"x"}, 0)
	if <-did != "x" || !h.q.Alive() {
		t.Error("not alive")
	}
	stop()
	<-ended
}

func TestNoWorker(t *testing.T) {
	h := newHouse(t)
	h.enqueue(mail{"x"}, 0)
	if ran, err := h.q.RunOne(t.Context()); !ran || err == nil {
		t.Error(ran, err)
	}
}
