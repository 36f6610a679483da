package listidx

import (
	"context"
	"sync"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

const (
	// overlap is how long a transaction may take to commit and still be noticed.
	overlap = 10 * time.Second
	// lookEvery is how soon a change made by another node shows here.
	lookEvery = 200 * time.Millisecond
)

// Change is an entry of a table of changes: row RowID was added, changed or deleted; all of them if
// it is "".
type Change struct {
	ID    string     `db:"id"`
	RowID string     `db:"row_id"`
	At    civil.Time `db:"at"`
}

// Changes reads the changes since an instant, oldest first.
type Changes func(ctx context.Context, r db.Reader, since civil.Time) ([]Change, error)

// feed follows a table of changes that every node writes to in the transaction of the change.
type feed struct {
	x     *Index
	read  Changes
	woken <-chan struct{}

	mu     sync.Mutex
	looked time.Time
	last   civil.Time      // of the newest change seen
	seen   map[string]bool // changes within the overlap
}

// Follow lets the index hear what any node changes, from a table of changes: those of this node at
// once, because their transactions notify the topic, those of others within a fifth of a second.
func (x *Index) Follow(topic string, read Changes) {
	x.feed = &feed{x: x, read: read, woken: x.db.Listen(topic), last: civil.At(time.Unix(0, 0).Add(overlap))}
}

// catchUp tells the index which rows have changed since the last look.
func (f *feed) catchUp(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.woken:
	default:
		if time.Since(f.looked) < lookEvery {
			return nil
		}
	}
	list, err := f.read(ctx, f.x.db, civil.At(f.last.Add(-overlap)))
	if err != nil {
		f.looked = time.Time{}
		return err
	}
	seen := make(map[string]bool, len(list))
	for _, c := range list {
		seen[c.ID] = true
		switch {
		case f.seen[c.ID]:
		case c.RowID == "":
			f.x.Reload()
		default:
			f.x.Touch(c.RowID)
		}
		if f.last.Before(c.At.Time) {
			f.last = c.At
		}
	}
	f.looked, f.seen = time.Now(), seen
	return nil
}
