package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

const (
	batch = 128                    // leaves a transaction gives their index
	pause = 300 * time.Millisecond // between two looks for new entries
)

type pending struct {
	ID   string `db:"id"`
	Leaf string `db:"leaf"`
}

// Run sequences new entries and makes the daily checkpoint until ctx ends.
func (s *Service) Run(ctx context.Context) {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("audit: sequence", "err", err)
			}
		}
	}
}

// Tick does what is due: new entries get their index, a new day its checkpoint.
func (s *Service) Tick(ctx context.Context) error {
	if _, err := s.Sequence(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	done := s.lastDay == civil.DateOf(s.db.Now().Time)
	s.mu.Unlock()
	if done {
		return nil
	}
	size, err := db.Get[int64](ctx, s.db, `select size from audit_tree where id = 1`)
	if err != nil || size == 0 {
		return err
	}
	return s.daily(ctx)
}

// Sequence gives every waiting entry its index and extends the tree; it returns how many there were.
func (s *Service) Sequence(ctx context.Context) (int, error) {
	total := 0
	for {
		waiting, err := db.List[string](ctx, s.db, `select id from audit_pending limit 1`) // without the writer's lock
		if err != nil || len(waiting) == 0 {
			return total, err
		}
		n := 0
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			n, err = extend(ctx, tx)
			return err
		})
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// lock takes the tree for this transaction and returns its size.
func lock(ctx context.Context, tx *db.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, `update audit_tree set size = size where id = 1`); err != nil {
		return 0, err
	}
	return db.Get[int64](ctx, tx, `select size from audit_tree where id = 1`)
}

func extend(ctx context.Context, tx *db.Tx) (int, error) {
	size, err := lock(ctx, tx)
	if err != nil {
		return 0, err
	}
	next, err := db.List[pending](ctx, tx, `select id, leaf from audit_pending order by id limit $1`, batch)
	if err != nil || len(next) == 0 {
		return 0, err
	}
	known, err := edge(ctx, tx, size)
	if err != nil {
		return 0, err
	}
	var leaves, nodes, ids [][]any
	for i, p := range next {
		h, err := tlog.ParseHash(p.Leaf)
		if err != nil {
			return 0, fmt.Errorf("audit: entry %s: %w", p.ID, err)
		}
		n := size + int64(i)
		made, err := tlog.StoredHashesForRecordHash(n, h, known)
		if err != nil {
			return 0, err
		}
		at := tlog.StoredHashIndex(0, n)
		for j, m := range made {
			known[at+int64(j)] = m
			if j > 0 {
				nodes = append(nodes, []any{at + int64(j), m.String()})
			}
		}
		leaves = append(leaves, []any{n, p.ID, p.Leaf})
		ids = append(ids, []any{p.ID})
	}
	if err := many(ctx, tx, `insert into audit_leaf (idx, entry_id, leaf) values `, "", leaves); err != nil {
		return 0, err
	}
	if err := many(ctx, tx, `insert into audit_node (idx, hash) values `, "", nodes); err != nil {
		return 0, err
	}
	if err := many(ctx, tx, `delete from audit_pending where id in (`, ")", ids); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `update audit_tree set size = $1 where id = 1`, size+int64(len(next)))
	return len(next), err
}

// many runs a statement over many rows, some at a time; the few sizes stay prepared.
func many(ctx context.Context, tx *db.Tx, head, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := 1
		for _, size := range []int{64, 8} {
			if len(rows) >= size {
				n = size
				break
			}
		}
		var q strings.Builder
		var args []any
		q.WriteString(head)
		for i, row := range rows[:n] {
			if i > 0 {
				q.WriteString(", ")
			}
			if tail == "" {
				q.WriteString("(")
			}
			for j, v := range row {
				if j > 0 {
					q.WriteString(", ")
				}
				args = append(args, v)
				q.WriteString("$" + strconv.Itoa(len(args)))
			}
			if tail == "" {
				q.WriteString(")")
			}
		}
		q.WriteString(tail)
		if _, err := tx.Exec(ctx, q.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// hashes are stored hashes of the tree by their index; it reads as tlog wants.
type hashes map[int64]tlog.Hash

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		v, ok := h[x]
		if !ok {
			return nil, fmt.Errorf("audit: hash %d of the tree is missing", x)
		}
		out[i] = v
	}
	return out, nil
}

// edge returns the roots of the full subtrees of a tree of size leaves: all that extending it needs.
func edge(ctx context.Context, r db.Reader, size int64) (hashes, error) {
	var indexes []int64
	for level, n := 62, int64(0); level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, n>>level))
			n += 1 << level
		}
	}
	list, err := read(ctx, r, indexes)
	if err != nil {
		return nil, err
	}
	out := hashes{}
	for i, x := range indexes {
		out[x] = list[i]
	}
	return out, nil
}

// reader reads stored hashes from the database.
func reader(ctx context.Context, r db.Reader) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return read(ctx, r, indexes) })
}

type stored struct {
	Index int64  `db:"idx"`
	Hash  string `db:"hash"`
}

// read returns stored hashes: leaves stand in audit_leaf, the others in audit_node.
func read(ctx context.Context, r db.Reader, indexes []int64) ([]tlog.Hash, error) {
	var leaves, nodes []int64
	for _, x := range indexes {
		if level, n := tlog.SplitStoredHashIndex(x); level == 0 {
			leaves = append(leaves, n)
		} else {
			nodes = append(nodes, x)
		}
	}
	found := hashes{}
	get := func(q, column string, in []int64, index func(int64) int64) error {
		if len(in) == 0 {
			return nil
		}
		var w db.Where
		db.AddIn(&w, column, in)
		list, err := db.List[stored](ctx, r, q+w.SQL(), w.Args()...)
		if err != nil {
			return err
		}
		for _, x := range list {
			h, err := tlog.ParseHash(x.Hash)
			if err != nil {
				return fmt.Errorf("audit: hash %d of the tree: %w", x.Index, err)
			}
			found[index(x.Index)] = h
		}
		return nil
	}
	if err := get(`select idx, leaf as hash from audit_leaf `, "idx", leaves, func(n int64) int64 { return tlog.StoredHashIndex(0, n) }); err != nil {
		return nil, err
	}
	if err := get(`select idx, hash from audit_node `, "idx", nodes, func(n int64) int64 { return n }); err != nil {
		return nil, err
	}
	return found.ReadHashes(indexes)
}
