package proof

import (
	"context"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// try is what is remembered of failed sign-ins with one login name, or from one address. It is kept
// for names that do not exist too, so that a lock does not tell which exist.
type Try struct {
	Source   string     `db:"source"`
	Failures int        `db:"failures"`
	SinceAt  civil.Time `db:"since_at"`
	LastAt   civil.Time `db:"last_at"`
	ClosedTo civil.Time `db:"closed_to"`
}

// LoginSource is a login name that is tried.
func LoginSource(login string) string { return "login " + login }

// AddrSource is an address it comes from.
func AddrSource(addr string) string { return "addr " + addr }

// SecondSource is the second step of a login name.
func SecondSource(login string) string { return "code " + login }

// wait returns how long the source has to wait at now.
func (t Try) Wait(now civil.Time) time.Duration { return max(t.ClosedTo.Sub(now.Time), 0) }

// forgetTriesAfter is how long a login without further failures keeps its count.
const forgetTriesAfter = 24 * time.Hour

// fail counts one failure of a login: GB/T 22239—2019 8.1.4.1 b). From the n-th on it waits, twice as
// long each time.
func (t Try) Fail(r Rules, now civil.Time) Try {
	if t.Failures == 0 || now.Sub(t.LastAt.Time) > forgetTriesAfter && t.Wait(now) == 0 {
		t.Failures, t.SinceAt = 0, now
	}
	t.Failures++
	t.LastAt = now
	if over := t.Failures - r["lock_after"]; over >= 0 {
		wait := r.Minutes("lock_minutes") << min(over, 20)
		t.ClosedTo = civil.At(now.Add(min(wait, r.Minutes("lock_most_minutes"))))
	}
	return t
}

// failAddr counts one failure from an address: within a window of some minutes only so many.
func (t Try) FailAddr(r Rules, now civil.Time) Try {
	window := r.Minutes("address_minutes")
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

const tryColumns = `source, failures, since_at, last_at, closed_to`

// TryOf reads what is remembered of a source.
func TryOf(ctx context.Context, r db.Reader, source string) (Try, error) {
	list, err := db.List[Try](ctx, r, `select `+tryColumns+` from sign_in_try where source = $1`, source)
	if err != nil || len(list) == 0 {
		return Try{Source: source}, err
	}
	return list[0], nil
}

// SaveTry keeps it.
func SaveTry(ctx context.Context, tx *db.Tx, t Try) error {
	_, err := tx.Exec(ctx, `insert into sign_in_try (`+tryColumns+`) values ($1, $2, $3, $4, $5) on conflict (source) do update
		set failures = excluded.failures, since_at = excluded.since_at, last_at = excluded.last_at, closed_to = excluded.closed_to`,
		t.Source, t.Failures, t.SinceAt, t.LastAt, t.ClosedTo)
	return err
}

// ClearTry forgets it.
func ClearTry(ctx context.Context, tx *db.Tx, source string) error {
	_, err := tx.Exec(ctx, `delete from sign_in_try where source = $1`, source)
	return err
}

// lockTry reads what is remembered of a source and keeps others from changing it meanwhile.
func LockTry(ctx context.Context, tx *db.Tx, source string) (Try, error) {
	if _, err := tx.Exec(ctx, `insert into sign_in_try (`+tryColumns+`) values ($1, 0, $2, $2, null)
		on conflict (source) do update set failures = sign_in_try.failures`, source, tx.Now); err != nil {
		return Try{}, err
	}
	return TryOf(ctx, tx, source)
}

// forgive gives an address back the try that succeeded.
func Forgive(ctx context.Context, tx *db.Tx, addr string) error {
	_, err := tx.Exec(ctx, `update sign_in_try set failures = failures - 1 where source = $1 and failures > 0`, AddrSource(addr))
	return err
}
