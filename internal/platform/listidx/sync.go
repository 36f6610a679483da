package listidx

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"dudao/internal/platform/db"
)

// overlayMax is how many changed rows an overlay holds before a new base is built.
const overlayMax = 4096

// Loader reads rows from the database: those with the given ids, or all if ids is nil. Rows that are
// not there any more are left out.
type Loader func(ctx context.Context, r db.Reader, ids []string) ([]Row, error)

// Index is a list in memory. It fills itself at the first query.
type Index struct {
	spec Spec
	db   *db.DB
	load Loader

	mu    sync.Mutex // held while the state is brought up to date
	now   atomic.Pointer[state]
	dirty struct {
		sync.Mutex
		all bool
		ids map[string]bool
	}
	stale atomic.Bool
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
	x.stale.Store(true)
}

// Reload marks everything to be read again, as after an import.
func (x *Index) Reload() {
	x.dirty.Lock()
	defer x.dirty.Unlock()
	x.dirty.all = true
	x.stale.Store(true)
}

// ReloadAfter is Reload once tx commits.
func (x *Index) ReloadAfter(tx *db.Tx) { tx.AfterCommit(x.Reload) }

// Find answers the query on the rows as they are now.
func (x *Index) Find(ctx context.Context, q Query) (Result, error) {
	if x.stale.Load() || x.now.Load() == nil {
		if err := x.refresh(ctx); err != nil {
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
		rows, err := x.load(ctx, x.db, nil)
		if err != nil {
			x.Reload()
			return err
		}
		x.now.Store(&state{base: newBase(x.spec, rows)})
		return nil
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := x.load(ctx, x.db, ids)
	if err != nil {
		x.Touch(ids...)
		return err
	}
	x.now.Store(x.now.Load().with(x.spec, ids, rows))
	return nil
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
func (s *state) with(spec Spec, ids []string, rows []Row) *state {
	n := &state{base: s.base, overlay: maps.Clone(s.overlay), nGone: s.nGone}
	if n.overlay == nil {
		n.overlay = map[string]Row{}
	}
	n.gone = make([]uint64, (len(s.base.pathOf)+63)/64)
	copy(n.gone, s.gone)
	for _, id := range ids {
		delete(n.overlay, id)
		if row, ok := n.base.row[id]; ok && n.gone[row>>6]&(1<<(row&63)) == 0 {
			n.gone[row>>6] |= 1 << (row & 63)
			n.nGone++
		}
	}
	for _, r := range rows {
		n.overlay[r.ID] = r
	}
	if len(n.overlay) > overlayMax || n.nGone > overlayMax {
		return &state{base: newBase(spec, n.rows())}
	}
	return n
}

// rows lists every row that is there now.
func (s *state) rows() []Row {
	rows := make([]Row, 0, len(s.base.pathOf)+len(s.overlay))
	for i := range int32(len(s.base.pathOf)) {
		if s.isGone(i) {
			continue
		}
		r := Row{ID: string(s.base.ids.at(i)), Path: s.base.paths[s.base.pathOf[i]], Text: string(s.base.text.at(i))}
		for c := range s.base.enums {
			r.Enum = append(r.Enum, s.base.values[c][s.base.enums[c][i]])
		}
		for c := range s.base.nums {
			r.Num = append(r.Num, s.base.nums[c][i])
		}
		rows = append(rows, r)
	}
	for _, r := range s.overlay {
		rows = append(rows, r)
	}
	return rows
}
