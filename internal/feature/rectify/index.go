package rectify

import (
	"context"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
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

// orders is the list in memory of the orders of all nodes, and the rows last shown.
type orders struct {
	index *listidx.Index
	rows  *listidx.Rows[Row]
}

// changes is the topic of transactions that change an order.
const changes = "rectify.order"

func newOrders(d *db.DB) *orders {
	x := &orders{index: listidx.New(d, listidx.Spec{Name: "rectify_order", Enums: 4, Nums: 3}, loadIndex)}
	x.index.Follow(changes, func(ctx context.Context, r db.Reader, since civil.Time) ([]listidx.Change, error) {
		return db.List[listidx.Change](ctx, r, `select id, order_id as row_id, at from rectify_change where at >= $1 order by at`, since)
	})
	x.rows = listidx.KeepRows(x.index, 8_000, func(r Row) string { return string(r.ID) }, rowsByID)
	return x
}

func (x *orders) list(ctx context.Context, q listidx.Query) (page.Of[Row], error) {
	found, err := x.index.Find(ctx, q)
	if err != nil {
		return page.Of[Row]{}, err
	}
	rows, err := x.rows.ByID(ctx, found.IDs)
	return page.Of[Row]{Rows: rows, Total: found.Total}, err
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
func loadIndex(ctx context.Context, r db.Reader, ids []string, add func(listidx.Row) error) error {
	var w db.Where
	if ids != nil {
		db.AddIn(&w, "id", ids)
	}
	return db.Each(ctx, r, func(o indexRow) error {
		relapse := "no"
		if o.Relapse {
			relapse = "yes"
		}
		return add(listidx.Row{ID: o.ID, Path: o.Path, Text: o.Search, Enum: []string{o.State, o.Severity, o.Source, relapse},
			Num: []int64{days(o.Next), days(o.Due), days(o.Issued)}})
	}, `select id, unit_path, search, state, severity, source_kind, relapse, next_on, due_on, issued_on from rectify_order `+w.SQL()+` order by unit_path, id`, w.Args()...)
}

// days counts the days since 1970, so that dates sort as numbers; none comes last.
func days(d civil.Date) int64 {
	if d.IsZero() {
		return 1 << 40
	}
	return int64(d.Sub(civil.NewDate(1970, time.January, 1)))
}

// Forget drops the changes of orders that no node needs any more.
func (s *Service) Forget(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from rectify_change where at < $1`, civil.At(tx.Now.AddDate(0, 0, -2)))
		return err
	})
}
