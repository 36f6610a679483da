package listidx

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
)

// base is a frozen set of rows as columns. Rows are numbered in the order of path, then id.
type base struct {
	ids    keys
	paths  paths
	text   arena // lower case
	enums  [][]uint16
	values [][]string  // enum column → code → value
	having [][][]int32 // enum column → code → rows, for values that few rows have
	nums   [][]int64
	byPath []int32
	byNum  [][]int32 // num column → rows in its order
	byText []int32

	once sync.Once
	byID []int32 // rows in the order of ids, made when first asked for
	memo memo
}

func (b *base) len() int32 { return int32(len(b.byPath)) }

// builder collects the rows of a base; they may come in any order.
type builder struct {
	spec   Spec
	b      *base
	codes  []map[string]uint16
	sorted bool
}

func newBuilder(spec Spec) *builder {
	x := &builder{spec: spec, sorted: true, b: &base{enums: make([][]uint16, spec.Enums), values: make([][]string, spec.Enums), nums: make([][]int64, spec.Nums)}}
	for range spec.Enums {
		x.codes = append(x.codes, map[string]uint16{})
	}
	return x
}

func (x *builder) add(r Row) error {
	b := x.b
	b.ids.add(r.ID)
	b.paths.add(r.Path, r.ID)
	b.text.add(strings.ToLower(r.Text))
	for c := range b.enums {
		code, ok := x.codes[c][r.Enum[c]]
		if !ok {
			code = uint16(len(b.values[c]))
			value := strings.Clone(r.Enum[c])
			x.codes[c][value] = code
			b.values[c] = append(b.values[c], value)
		}
		b.enums[c] = append(b.enums[c], code)
	}
	for c := range b.nums {
		b.nums[c] = append(b.nums[c], r.Num[c])
	}
	if n := int32(len(b.ids.ends)) - 1; n > 0 && x.sorted {
		x.sorted = b.before(n-1, n) < 0
	}
	return nil
}

// path writes the path of row i into to.
func (b *base) path(i int32, to *room) []byte { return b.paths.at(i, &b.ids, to[:0]) }

// before compares two rows by path, then id.
func (b *base) before(x, y int32) int {
	var one, two room
	return cmp.Or(bytes.Compare(b.path(x, &one), b.path(y, &two)), b.ids.compare(x, y))
}

// done puts the rows in their order and sorts them in every other.
func (x *builder) done() *base {
	b, n := x.b, len(x.b.ids.ends)
	b.paths.known = nil
	b.byPath = make([]int32, n)
	for i := range b.byPath {
		b.byPath[i] = int32(i)
	}
	if !x.sorted {
		b.arrange(permutation(n, b.before))
	}
	b.having = make([][][]int32, len(b.enums))
	for c := range b.enums {
		b.having[c] = rare(b.enums[c], len(b.values[c]))
	}
	for c := range b.nums {
		b.byNum = append(b.byNum, permutation(n, func(x, y int32) int { return cmp.Compare(b.nums[c][x], b.nums[c][y]) }))
	}
	b.byText = permutation(n, func(x, y int32) int { return bytes.Compare(b.text.at(x), b.text.at(y)) })
	return b
}

// arrange renumbers the rows.
func (b *base) arrange(order []int32) {
	for _, a := range []*arena{&b.ids.arena, &b.paths.last.arena, &b.text} {
		var arranged arena
		for _, i := range order {
			arranged.add(str(a.at(i)))
		}
		*a = arranged
	}
	b.paths.dirOf = moved(b.paths.dirOf, order)
	for c := range b.enums {
		b.enums[c] = moved(b.enums[c], order)
	}
	for c := range b.nums {
		b.nums[c] = moved(b.nums[c], order)
	}
}

func moved[T any](values []T, order []int32) []T {
	out := make([]T, len(order))
	for to, from := range order {
		out[to] = values[from]
	}
	return out
}

// rare lists the rows of each value that at most one in 16 rows has; nil for the others.
func rare(codes []uint16, values int) [][]int32 {
	count := make([]int, values)
	for _, code := range codes {
		count[code]++
	}
	out := make([][]int32, values)
	for code, n := range count {
		if n <= len(codes)/16 {
			out[code] = make([]int32, 0, n)
		}
	}
	for row, code := range codes {
		if out[code] != nil {
			out[code] = append(out[code], int32(row))
		}
	}
	return out
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
	start := func(path string) int {
		var to room
		return sort.Search(len(b.byPath), func(i int) bool { return string(b.path(int32(i), &to)) >= path })
	}
	first, last := start(from), start(to)
	return int32(first), int32(max(first, last))
}

// row finds the row with the id.
func (b *base) row(id string) (int32, bool) {
	b.once.Do(func() {
		b.byID = permutation(int(b.len()), b.ids.compare)
	})
	var to room
	at := sort.Search(len(b.byID), func(i int) bool { return string(b.ids.at(b.byID[i], to[:0])) >= id })
	if at == len(b.byID) || b.ids.string(b.byID[at]) != id {
		return 0, false
	}
	return b.byID[at], true
}

// get returns row i as it was added.
func (b *base) get(i int32) Row {
	var to room
	r := Row{ID: b.ids.string(i), Path: string(b.path(i, &to)), Text: string(b.text.at(i))}
	for c := range b.enums {
		r.Enum = append(r.Enum, b.values[c][b.enums[c][i]])
	}
	for c := range b.nums {
		r.Num = append(r.Num, b.nums[c][i])
	}
	return r
}

// order returns all rows in a sort order.
func (b *base) order(o Order) []int32 {
	switch o {
	case ByPath:
		return b.byPath
	case ByText:
		return b.byText
	}
	return b.byNum[o]
}

// compare returns the comparison of a sort order; equal rows are told apart by their number.
func (b *base) compare(o Order) func(x, y int32) int {
	switch o {
	case ByPath:
		return func(x, y int32) int { return cmp.Compare(x, y) }
	case ByText:
		return func(x, y int32) int { return cmp.Or(bytes.Compare(b.text.at(x), b.text.at(y)), cmp.Compare(x, y)) }
	}
	return func(x, y int32) int { return cmp.Or(cmp.Compare(b.nums[o][x], b.nums[o][y]), cmp.Compare(x, y)) }
}
