package listidx

import (
	"context"
	"sync"

	"dudao/internal/platform/db"
)

// Rows keeps rows of the table of an index in memory by their ids: the latest ones asked for. It
// forgets a row as soon as the index hears that it changed.
type Rows[T any] struct {
	x    *Index
	most int
	id   func(T) string
	load func(ctx context.Context, r db.Reader, ids []string) ([]T, error)

	mu         sync.Mutex
	round      int          // of changes: what was read before one may be older than it
	young, old map[string]T // when young is full it becomes old
}

// KeepRows returns the rows of x's table as load reads them; at least most of the latest are kept,
// and at most twice as many.
func KeepRows[T any](x *Index, most int, id func(T) string, load func(ctx context.Context, r db.Reader, ids []string) ([]T, error)) *Rows[T] {
	c := &Rows[T]{x: x, most: most, id: id, load: load}
	x.dirty.Lock()
	defer x.dirty.Unlock()
	x.hear = append(x.hear, c.forget)
	return c
}

// ByID returns the rows in the order of ids; those that do not exist are left out. Nobody may change
// what a row points to.
func (c *Rows[T]) ByID(ctx context.Context, ids []string) ([]T, error) {
	if c.x.feed != nil {
		if err := c.x.feed.catchUp(ctx); err != nil {
			return nil, err
		}
	}
	found := make(map[string]T, len(ids))
	var missing []string
	c.mu.Lock()
	round := c.round
	for _, id := range ids {
		if v, ok := c.young[id]; ok {
			found[id] = v
		} else if v, ok := c.old[id]; ok {
			c.keep(id, v)
			found[id] = v
		} else {
			missing = append(missing, id)
		}
	}
	c.mu.Unlock()
	if len(missing) > 0 {
		list, err := c.load(ctx, c.x.db, missing)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		for _, v := range list {
			found[c.id(v)] = v
			if c.round == round {
				c.keep(c.id(v), v)
			}
		}
		c.mu.Unlock()
	}
	rows := make([]T, 0, len(ids))
	for _, id := range ids {
		if v, ok := found[id]; ok {
			rows = append(rows, v)
		}
	}
	return rows, nil
}

// keep stores a row; c.mu is held.
func (c *Rows[T]) keep(id string, v T) {
	if c.young == nil || len(c.young) >= c.most {
		c.young, c.old = make(map[string]T), c.young
	}
	c.young[id] = v
}

func (c *Rows[T]) forget(ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.round++
	if ids == nil {
		c.young, c.old = nil, nil
	}
	for _, id := range ids {
		delete(c.young, id)
		delete(c.old, id)
	}
}
