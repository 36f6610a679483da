package rectify

import (
	"context"
	"sync"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
	"dudao/internal/platform/listidx"
)

// Columns of the index in memory.
const (
	enumState = iota
	enumSeverity
	enumSource
	enumRelapse
)

const (
	numNext = iota
	numDue
	numIssued
)

// sortOf maps the columns a list may be sorted by.
func sortOf(name string) listidx.Order {
	switch name {
	case "unit":
		return listidx.ByPath
	case "title":
		return listidx.ByText
	case "due_on":
		return numDue
	case "issued_on":
		return numIssued
	}
	return numNext
}

func enumsOf(f Filter, inside bool) []listidx.EnumIn {
	var out []listidx.EnumIn
	is := func(column int, values ...string) {
		if values[0] != "" {
			out = append(out, listidx.EnumIn{Column: column, Values: values})
		}
	}
	is(enumState, string(f.State))
	is(enumSeverity, string(f.Severity))
	is(enumSource, f.Source)
	if f.Relapse {
		is(enumRelapse, "yes")
	}
	if f.Late {
		is(enumState, string(Issued), string(Planned), string(Doing), string(Returned))
	}
	if !inside {
		var open []string
		for _, s := range States {
			if s.State != Draft && s.State != Dropped {
				open = append(open, string(s.State))
			}
		}
		is(enumState, open...)
	}
	return out
}

// orders is the list in memory with how far it has followed the changes of all nodes.
type orders struct {
	db    *db.DB
	index *listidx.Index
	mu    sync.Mutex
	last  civil.Time      // of the newest change seen
	seen  map[string]bool // changes within the overlap
}

// overlap is how long a transaction may take to commit and still be noticed.
const overlap = 10 * time.Second

func newOrders(d *db.DB) *orders {
	return &orders{db: d, last: civil.At(time.Unix(0, 0).Add(overlap)), index: listidx.New(d, listidx.Spec{Name: "rectify_order", Enums: 4, Nums: 3}, loadIndex)}
}

func (x *orders) find(ctx context.Context, q listidx.Query) (listidx.Result, error) {
	if err := x.follow(ctx); err != nil {
		return listidx.Result{}, err
	}
	return x.index.Find(ctx, q)
}

// follow tells the index which orders any node has changed since the last look.
func (x *orders) follow(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	rows, err := db.List[struct {
		ID      string     `db:"id"`
		OrderID string     `db:"order_id"`
		At      civil.Time `db:"at"`
	}](ctx, x.db, `select id, order_id, at from rectify_change where at >= $1 order by at`, civil.At(x.last.Add(-overlap)))
	if err != nil {
		return err
	}
	seen := make(map[string]bool, len(rows))
	for _, r := range rows {
		seen[r.ID] = true
		if !x.seen[r.ID] {
			x.index.Touch(r.OrderID)
		}
		if x.last.Before(r.At.Time) {
			x.last = r.At
		}
	}
	x.seen = seen
	return nil
}

type indexRow struct {
	ID       string     `db:"id"`
	Path     string     `db:"unit_path"`
	Search   string     `db:"search"`
	State    string     `db:"state"`
	Severity string     `db:"severity"`
	Source   string     `db:"source_kind"`
	Relapse  bool       `db:"relapse"`
	Next     civil.Date `db:"next_on"`
	Due      civil.Date `db:"due_on"`
	Issued   civil.Date `db:"issued_on"`
}

// loadIndex reads rows for the index in memory.
func loadIndex(ctx context.Context, r db.Reader, ids []string) ([]listidx.Row, error) {
	var w db.Where
	if ids != nil {
		db.AddIn(&w, "id", ids)
	}
	list, err := db.List[indexRow](ctx, r, `select id, unit_path, search, state, severity, source_kind, relapse, next_on, due_on, issued_on from rectify_order `+w.SQL(), w.Args()...)
	if err != nil {
		return nil, err
	}
	rows := make([]listidx.Row, len(list))
	for i, o := range list {
		relapse := "no"
		if o.Relapse {
			relapse = "yes"
		}
		rows[i] = listidx.Row{ID: o.ID, Path: o.Path, Text: o.Search, Enum: []string{o.State, o.Severity, o.Source, relapse},
			Num: []int64{days(o.Next), days(o.Due), days(o.Issued)}}
	}
	return rows, nil
}

// days counts the days since 1970, so that dates sort as numbers; none comes last.
func days(d civil.Date) int64 {
	if d.IsZero() {
		return 1 << 40
	}
	return int64(d.Sub(civil.NewDate(1970, time.January, 1)))
}
