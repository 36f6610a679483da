package listidx

import (
	"context"
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"dudao/internal/platform/db"
)

// overlayMax is how many changed rows an overlay holds before a new base is built.
const overlayMax = 4096

// Loader reads rows from the database and adds them: those with the given ids, or all if ids is nil.
// Rows that are not there any more are left out. Ordered by path and id they cost the least.
type Loader func(ctx context.Context, r db.Reader, ids []string, add func(Row) error) error

// Index is a list in memory. It fills itself at the first query.
type Index struct {
	spec Spec
	db   *db.DB
	load Loader
	feed *feed // nil: changes of other nodes are not heard

	mu       sync.Mutex // held while the state is brought up to date
	now      atomic.Pointer[state]
	building map[string]bool // ids that changed since a new base is being built; nil while none is
	dirty    struct {
		sync.Mutex
		all bool
		ids map[string]bool
	}
	stale atomic.Bool
	hear  []func(ids []string) // told of changed rows; nil is all of them
}

// New returns an index over d that reads its rows with load.
func New(d *db.DB, spec Spec, load Loader) *Index {
	x := &Index{spec: spec, db: d, load: load}
	x.Reload()
	return x
}

// Changed tells the index, after tx commits, that the rows were added, changed or deleted.
func (x *Index) Changed(tx *db.Tx, ids ...string) { tx.AfterCommit(func() { x.Touch(ids...) }) }

// Touch marks rows to be read again before the next query.
func (x *Index) Touch(ids ...string) {
	x.dirty.Lock()
	defer x.dirty.Unlock()
	if x.dirty.ids == nil {
		x.dirty.ids = map[string]bool{}
	}
	for _, id := range ids {
		x.dirty.ids[id] = true
	}
	for _, f := range x.hear {
		f(ids)
	}
	x.stale.Store(true)
}

// Reload marks everything to be read again, as after an import.
func (x *Index) Reload() {
	x.dirty.Lock()
	defer x.dirty.Unlock()
	x.dirty.all = true
	for _, f := range x.hear {
		f(nil)
	}
	x.stale.Store(true)
}

// ReloadAfter is Reload once tx commits.
func (x *Index) ReloadAfter(tx *db.Tx) { tx.AfterCommit(x.Reload) }

// Warm fills the index, so that the first list need not wait for it.
func (x *Index) Warm(ctx context.Context) error {
	if !x.stale.Load() && x.now.Load() != nil {
		return nil
	}
	return x.refresh(ctx)
}

// Find answers the query on the rows as they are now.
func (x *Index) Find(ctx context.Context, q Query) (Result, error) {
	if x.feed != nil {
		if err := x.feed.catchUp(ctx); err != nil {
			return Result{}, err
		}
	}
	if x.stale.Load() || x.now.Load() == nil {
		if err := x.refresh(context.WithoutCancel(ctx)); err != nil { // for everybody, not only for who asked first
			return Result{}, err
		}
	}
	return x.now.Load().run(q), nil
}

func (x *Index) refresh(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	all, ids := x.take()
	if all || x.now.Load() == nil {
		b := newBuilder(x.spec)
		if err := x.load(ctx, x.db, nil, b.add); err != nil {
			x.Reload()
			return err
		}
		x.building = nil
		x.now.Store(&state{base: b.done()})
		return nil
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []Row
	if err := x.load(ctx, x.db, ids, func(r Row) error { rows = append(rows, r); return nil }); err != nil {
		x.Touch(ids...)
		return err
	}
	s := x.now.Load().with(ids, rows)
	x.now.Store(s)
	switch {
	case x.building != nil:
		for _, id := range ids {
			x.building[id] = true
		}
	case len(s.overlay) > overlayMax || s.nGone > overlayMax:
		x.building = map[string]bool{}
		go x.rebuild(s)
	}
	return nil
}

// rebuild makes a new base of the rows of s, then follows what changed meanwhile.
func (x *Index) rebuild(s *state) {
	b := s.rebased(x.spec)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.building == nil { // everything was loaded again
		return
	}
	now, ids, rows := x.now.Load(), []string{}, []Row{}
	for id := range x.building {
		ids = append(ids, id)
		if r, ok := now.overlay[id]; ok {
			rows = append(rows, r)
		}
	}
	x.building = nil
	x.now.Store((&state{base: b}).with(ids, rows))
}

// take empties the list of what is to be read again.
func (x *Index) take() (all bool, ids []string) {
	x.dirty.Lock()
	defer x.dirty.Unlock()
	all = x.dirty.all
	for id := range x.dirty.ids {
		ids = append(ids, id)
	}
	x.dirty.all, x.dirty.ids = false, nil
	x.stale.Store(false)
	return all, ids
}

// with returns the state after the rows with the ids became rows.
func (s *state) with(ids []string, rows []Row) *state {
	n := &state{base: s.base, overlay: maps.Clone(s.overlay), nGone: s.nGone}
	if n.overlay == nil {
		n.overlay = map[string]Row{}
	}
	n.gone = make([]uint64, (s.base.len()+63)/64)
	copy(n.gone, s.gone)
	for _, id := range ids {
		delete(n.overlay, id)
		if row, ok := n.base.row(id); ok && n.gone[row>>6]&(1<<(row&63)) == 0 {
			n.gone[row>>6] |= 1 << (row & 63)
			n.nGone++
		}
	}
	for _, r := range rows {
		r.Text = strings.ToLower(r.Text)
		n.overlay[r.ID] = r
	}
	return n
}

// rebased returns a base of every row that is there now.
func (s *state) rebased(spec Spec) *base {
	b := newBuilder(spec)
	for i := range s.base.len() {
		if !s.isGone(i) {
			_ = b.add(s.base.get(i)) // never fails
		}
	}
	for _, r := range s.overlay {
		_ = b.add(r)
	}
	return b.done()
}
