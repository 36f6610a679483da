// Package listidx keeps the columns a list is filtered and sorted by in memory, so that lists of
// 500,000 rows have an exact total and any page at once, on either engine. The database stays the
// truth: the index holds ids and columns, is filled from the database, and learns of each change
// after its commit.
//
// An Index is a frozen base (columns, and one permutation a sort order) and a small overlay of rows
// that changed since. A query walks the base without the changed rows and merges the overlay in;
// when the overlay has grown, a new base is built beside the old one.
//
// Read index.go for the columns, query.go for a query, sync.go for how changes arrive.
package listidx

import (
	"cmp"
	"slices"
	"strings"
)

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

// base is a frozen set of rows as columns. Rows are numbered in the order of path, then id.
type base struct {
	ids    arena
	paths  []string // distinct paths, sorted
	pathOf []int32  // row → index in paths
	text   arena    // lower case
	enums  [][]uint16
	values [][]string // enum column → code → value
	nums   [][]int64
	byNum  [][]int32 // num column → rows in its order
	byText []int32
	row    map[string]int32 // id → row
}

// arena holds many strings in one block.
type arena struct {
	b    []byte
	ends []uint32
}

func (a *arena) add(s string) {
	a.b = append(a.b, s...)
	a.ends = append(a.ends, uint32(len(a.b)))
}

func (a *arena) at(i int32) []byte {
	start := uint32(0)
	if i > 0 {
		start = a.ends[i-1]
	}
	return a.b[start:a.ends[i]]
}

func newBase(spec Spec, rows []Row) *base {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.ID, b.ID))
	})
	n := len(rows)
	b := &base{
		pathOf: make([]int32, n), row: make(map[string]int32, n),
		enums: make([][]uint16, spec.Enums), values: make([][]string, spec.Enums),
		nums: make([][]int64, spec.Nums), byNum: make([][]int32, spec.Nums),
	}
	b.ids.ends, b.text.ends = make([]uint32, 0, n), make([]uint32, 0, n)
	for i, r := range rows {
		b.ids.add(r.ID)
		b.text.add(strings.ToLower(r.Text))
		if len(b.paths) == 0 || b.paths[len(b.paths)-1] != r.Path {
			b.paths = append(b.paths, r.Path)
		}
		b.pathOf[i] = int32(len(b.paths) - 1)
		b.row[r.ID] = int32(i)
	}
	for c := range b.enums {
		b.enums[c], b.values[c] = encode(rows, c)
	}
	for c := range b.nums {
		b.nums[c] = make([]int64, n)
		for i, r := range rows {
			b.nums[c][i] = r.Num[c]
		}
		b.byNum[c] = permutation(n, func(x, y int32) int { return cmp.Compare(b.nums[c][x], b.nums[c][y]) })
	}
	b.byText = permutation(n, func(x, y int32) int { return strings.Compare(str(b.text.at(x)), str(b.text.at(y))) })
	return b
}

func encode(rows []Row, c int) ([]uint16, []string) {
	codes := map[string]uint16{}
	var values []string
	out := make([]uint16, len(rows))
	for i, r := range rows {
		code, ok := codes[r.Enum[c]]
		if !ok {
			code = uint16(len(values))
			codes[r.Enum[c]] = code
			values = append(values, r.Enum[c])
		}
		out[i] = code
	}
	return out, values
}

// permutation sorts 0…n-1; equal rows keep the order of path and id.
func permutation(n int, compare func(x, y int32) int) []int32 {
	p := make([]int32, n)
	for i := range p {
		p[i] = int32(i)
	}
	slices.SortStableFunc(p, compare)
	return p
}

// span returns the rows whose path lies in [from, to): they are neighbours.
func (b *base) span(from, to string) (lo, hi int32) {
	p, _ := slices.BinarySearch(b.paths, from)
	q, _ := slices.BinarySearch(b.paths, to)
	first, _ := slices.BinarySearch(b.pathOf, int32(p))
	last, _ := slices.BinarySearch(b.pathOf, int32(q))
	return int32(first), int32(max(first, last))
}
