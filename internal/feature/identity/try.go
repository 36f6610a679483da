package identity

import (
	"time"

	"dudao/internal/base/civil"
)

// try is what is remembered of failed sign-ins with one login name, or from one address. It is kept
// for names that do not exist too, so that a lock does not tell which exist.
type try struct {
	Source   string     `db:"source"`
	Failures int        `db:"failures"`
	SinceAt  civil.Time `db:"since_at"`
	LastAt   civil.Time `db:"last_at"`
	ClosedTo civil.Time `db:"closed_to"`
}

func loginSource(login string) string  { return "login " + login }
func addrSource(addr string) string    { return "addr " + addr }
func secondSource(login string) string { return "code " + login }

// wait returns how long the source has to wait at now.
func (t try) wait(now civil.Time) time.Duration { return max(t.ClosedTo.Sub(now.Time), 0) }

// forgetTriesAfter is how long a login without further failures keeps its count.
const forgetTriesAfter = 24 * time.Hour

// fail counts one failure of a login: GB/T 22239—2019 8.1.4.1 b). From the n-th on it waits, twice as
// long each time.
func (t try) fail(r Rules, now civil.Time) try {
	if t.Failures == 0 || now.Sub(t.LastAt.Time) > forgetTriesAfter && t.wait(now) == 0 {
		t.Failures, t.SinceAt = 0, now
	}
	t.Failures++
	t.LastAt = now
	if over := t.Failures - r["lock_after"]; over >= 0 {
		wait := r.minutes("lock_minutes") << min(over, 20)
		t.ClosedTo = civil.At(now.Add(min(wait, r.minutes("lock_most_minutes"))))
	}
	return t
}

// failAddr counts one failure from an address: within a window of some minutes only so many.
func (t try) failAddr(r Rules, now civil.Time) try {
	window := r.minutes("address_minutes")
	if t.Failures == 0 || now.Sub(t.SinceAt.Time) > window {
		t.Failures, t.SinceAt = 0, now
	}
	t.Failures++
	t.LastAt = now
	if t.Failures >= r["address_after"] {
		t.ClosedTo = civil.At(now.Add(window))
	}
	return t
}
