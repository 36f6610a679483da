// Package listidx keeps the columns a list is filtered and sorted by in memory, so that lists of
// 500,000 rows have an exact total and any page at once, on either engine. The database stays the
// truth: the index holds ids and columns, is filled from the database, and learns of each change
// after its commit, of those of other nodes from a table of changes.
//
// An Index is a frozen base (columns, and one permutation a sort order) and a small overlay of rows
// that changed since. A query takes the base rows without the changed ones and merges the overlay in;
// when the overlay has grown, a new base is built beside the old one.
//
// Read base.go and arena.go for the columns, query.go for a query, sync.go for how changes arrive,
// rows.go for the rows of a page kept beside the index.
package listidx

// Row is what the index knows of one row.
type Row struct {
	ID   string
	Path string   // of the unit it belongs to; lists are ranges of paths
	Text string   // what a search looks in: name, short name, title; any case
	Enum []string // columns with few values: kind, stage, state
	Num  []int64  // columns that are compared or sorted: size, due day
}

// Spec describes the columns of an index.
type Spec struct {
	Name  string // of the table
	Enums int    // number of Enum columns
	Nums  int    // number of Num columns
}

// Order is a sort order of a list. Rows that are equal in it are ordered by path, then id.
type Order int

// Orders other than the numeric columns: order n ≥ 0 sorts by Num[n].
const (
	ByPath Order = -1
	ByText Order = -2
)
