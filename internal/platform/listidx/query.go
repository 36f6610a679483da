package listidx

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Query asks for one page of a list. Zero fields do not narrow, but From and To always do: they are
// the actor's range.
type Query struct {
	From, To string
	Text     string // contained in the row's text, any case
	Enums    []EnumIn
	Nums     []NumIn
	Sort     Order
	Desc     bool
	Offset   int
	Limit    int
}

// EnumIn asks that Enum[Column] is one of Values.
type EnumIn struct {
	Column int
	Values []string
}

// NumIn asks that Num[Column] lies in [Min, Max].
type NumIn struct {
	Column   int
	Min, Max int64
}

// AtMost returns the condition Num[column] ≤ max.
func AtMost(column int, limit int64) NumIn { return NumIn{column, math.MinInt64, limit} }

// AtLeast returns the condition Num[column] ≥ min.
func AtLeast(column int, limit int64) NumIn { return NumIn{column, limit, math.MaxInt64} }

// Result is the ids of one page in order, and how many rows there are on all pages.
type Result struct {
	IDs   []string
	Total int
}

// state is what a query reads: never changed, only replaced.
type state struct {
	base    *base
	gone    []uint64       // bit set of base rows that changed or were deleted
	nGone   int            // bits set in gone
	overlay map[string]Row // rows that are new or changed; their text is lower case
}

func (s *state) isGone(row int32) bool {
	return s.nGone > 0 && s.gone[row>>6]&(1<<(row&63)) != 0
}

// run answers the query.
func (s *state) run(q Query) Result {
	q.Text = strings.ToLower(strings.TrimSpace(q.Text))
	lo, hi := s.base.span(q.From, q.To)
	match := s.base.matcher(q, lo, hi)
	rows, extra := s.base.find(q, lo, hi, match), s.extra(q)
	r := Result{Total: len(rows) - s.goneAmong(lo, hi, match) + len(extra)}
	from, to := q.Offset, min(q.Offset+q.Limit, r.Total)
	if from >= to {
		return r
	}
	if q.Desc {
		from, to = r.Total-to, r.Total-from
	}
	r.IDs = s.cut(rows, extra, q.Sort, from, to)
	if q.Desc {
		slices.Reverse(r.IDs)
	}
	return r
}

// goneAmong counts the matching rows of a span that changed since.
func (s *state) goneAmong(lo, hi int32, match func(int32) bool) (n int) {
	if s.nGone == 0 {
		return 0
	}
	for i, word := range s.gone {
		for ; word != 0; word &= word - 1 {
			if row := int32(i<<6 + bits.TrailingZeros64(word)); row >= lo && row < hi && (match == nil || match(row)) {
				n++
			}
		}
	}
	return n
}

// cut returns the ids in places [from, to) of the base rows that are not gone and the overlay rows
// together, both in the order o.
func (s *state) cut(rows []int32, extra []Row, o Order, from, to int) []string {
	ids := make([]string, 0, to-from)
	if s.nGone == 0 && len(extra) == 0 {
		for _, row := range rows[from:to] {
			ids = append(ids, s.base.ids.string(row))
		}
		return ids
	}
	before := make([]int, len(extra)) // overlay row → how many of rows come before it
	for j, e := range extra {
		before[j], _ = slices.BinarySearchFunc(rows, e, func(row int32, e Row) int { return s.base.compareRow(row, e, o) })
	}
	place, j := 0, 0
	put := func(id func() string) bool {
		if place >= from && place < to {
			ids = append(ids, id())
		}
		place++
		return place < to
	}
	for i := 0; i <= len(rows); i++ {
		for ; j < len(extra) && before[j] == i; j++ {
			if !put(func() string { return extra[j].ID }) {
				return ids
			}
		}
		if i == len(rows) || s.isGone(rows[i]) {
			continue
		}
		if !put(func() string { return s.base.ids.string(rows[i]) }) {
			return ids
		}
	}
	return ids
}

// extra lists the matching rows of the overlay in the query's order.
func (s *state) extra(q Query) []Row {
	var rows []Row
	for _, r := range s.overlay {
		if r.Path >= q.From && r.Path < q.To && rowMatches(r, q) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return compareRows(a, b, q.Sort) })
	return rows
}

func rowMatches(r Row, q Query) bool {
	for _, e := range q.Enums {
		if !slices.Contains(e.Values, r.Enum[e.Column]) {
			return false
		}
	}
	for _, n := range q.Nums {
		if r.Num[n.Column] < n.Min || r.Num[n.Column] > n.Max {
			return false
		}
	}
	return q.Text == "" || strings.Contains(r.Text, q.Text)
}

// memo keeps the rows that earlier queries found in a base, which never changes: the pages of one
// list differ in nothing else than their place.
type memo struct {
	sync.Mutex
	found map[string][]int32
	rows  int // in all of found
}

const (
	memoRows  = 2 << 20 // most rows kept: 8 MB
	memoWorth = 256     // rows of a span below which a query is not worth keeping
)

// find lists the matching rows of a span in the query's order; nobody may change what it returns.
func (b *base) find(q Query, lo, hi int32, match func(int32) bool) []int32 {
	switch {
	case match == nil && q.Sort == ByPath:
		return b.byPath[lo:hi]
	case match == nil && lo == 0 && hi == b.len():
		return b.order(q.Sort)
	case hi-lo < memoWorth:
		return b.search(q, lo, hi, match)
	}
	key := fmt.Sprintf("%d %d %d %#v %v %q", lo, hi, q.Sort, q.Enums, q.Nums, q.Text)
	b.memo.Lock()
	rows, ok := b.memo.found[key]
	b.memo.Unlock()
	if ok {
		return rows
	}
	rows = slices.Clip(b.search(q, lo, hi, match))
	b.memo.Lock()
	defer b.memo.Unlock()
	if b.memo.found == nil || b.memo.rows+len(rows) > memoRows || len(b.memo.found) >= 1024 {
		b.memo.found, b.memo.rows = map[string][]int32{}, 0
	}
	b.memo.found[key] = rows
	b.memo.rows += len(rows)
	return rows
}

// search finds the rows of find: it walks the rows with a rare value, the span, or the order.
func (b *base) search(q Query, lo, hi int32, match func(int32) bool) []int32 {
	rows, narrow := b.withRare(q, lo, hi, match)
	if !narrow && q.Sort != ByPath && (hi-lo) > b.len()/64 && q.Text == "" {
		return b.walk(lo, hi, match, q.Sort)
	}
	if !narrow {
		for i := lo; i < hi; i++ {
			if match == nil || match(i) {
				rows = append(rows, i)
			}
		}
	}
	if q.Sort == ByPath {
		return rows
	}
	if len(rows) > int(b.len()/64) { // sorting costs more than walking everything
		set := make([]uint64, (b.len()+63)/64)
		for _, i := range rows {
			set[i>>6] |= 1 << (i & 63)
		}
		return b.walk(lo, hi, func(i int32) bool { return set[i>>6]&(1<<(i&63)) != 0 }, q.Sort)
	}
	slices.SortFunc(rows, b.compare(q.Sort))
	return rows
}

// withRare lists the matching rows by one condition whose values are all rare, in the order of path.
func (b *base) withRare(q Query, lo, hi int32, match func(int32) bool) (rows []int32, ok bool) {
	for _, e := range q.Enums {
		var found []int32
		all := true
		for code, v := range b.values[e.Column] {
			if slices.Contains(e.Values, v) {
				all = all && b.having[e.Column][code] != nil
				found = append(found, b.having[e.Column][code]...)
			}
		}
		if !all || len(found) > int(hi-lo) {
			continue
		}
		found = slices.DeleteFunc(found, func(i int32) bool { return i < lo || i >= hi || !match(i) })
		slices.Sort(found)
		return found, true
	}
	return nil, false
}

// walk lists the matching rows of a span in a sort order that the base keeps.
func (b *base) walk(lo, hi int32, match func(int32) bool, o Order) []int32 {
	rows := make([]int32, 0, 1024)
	for _, i := range b.order(o) {
		if i >= lo && i < hi && (match == nil || match(i)) {
			rows = append(rows, i)
		}
	}
	return rows
}

// containing marks the rows of a span whose text contains what: a scan of blocks, not one a row.
func (b *base) containing(what string, lo, hi int32) []uint64 {
	set := make([]uint64, (b.len()+63)/64)
	if lo >= hi {
		return set
	}
	row, text, end := lo, []byte(what), b.text.ends[hi-1]
	for at := b.text.start(lo); at < end; {
		chunk := b.text.chunks[at>>chunkBits]
		first := at >> chunkBits << chunkBits
		i := bytes.Index(chunk[at-first:min(uint32(len(chunk)), end-first)], text)
		if i < 0 {
			at = first + chunkSize
			continue
		}
		at += uint32(i)
		for b.text.ends[row] <= at {
			row++
		}
		if at+uint32(len(text)) <= b.text.ends[row] {
			set[row>>6] |= 1 << (row & 63)
			at = b.text.ends[row] // one hit a row is enough
			continue
		}
		at++ // the hit runs over the end of the row
	}
	return set
}

// matcher returns the test of the query's conditions on a row of the span; nil if there are none.
func (b *base) matcher(q Query, lo, hi int32) func(int32) bool {
	if len(q.Enums) == 0 && len(q.Nums) == 0 && q.Text == "" {
		return nil
	}
	type wanted struct {
		codes []uint16
		in    []bool
	}
	enums := make([]wanted, len(q.Enums))
	for i, e := range q.Enums {
		enums[i] = wanted{b.enums[e.Column], make([]bool, len(b.values[e.Column]))}
		for code, v := range b.values[e.Column] {
			enums[i].in[code] = slices.Contains(e.Values, v)
		}
	}
	text := sync.OnceValue(func() []uint64 { return b.containing(q.Text, lo, hi) })
	return func(row int32) bool {
		for _, e := range enums {
			if !e.in[e.codes[row]] {
				return false
			}
		}
		for _, n := range q.Nums {
			if v := b.nums[n.Column][row]; v < n.Min || v > n.Max {
				return false
			}
		}
		return q.Text == "" || text()[row>>6]&(1<<(row&63)) != 0
	}
}

// compareRow compares a base row with an overlay row; never 0, because ids differ.
func (b *base) compareRow(x int32, y Row, o Order) int {
	c := 0
	switch {
	case o == ByText:
		c = strings.Compare(str(b.text.at(x)), y.Text)
	case o >= 0:
		c = cmp.Compare(b.nums[o][x], y.Num[o])
	}
	var one, two room
	return cmp.Or(c, strings.Compare(str(b.path(x, &one)), y.Path), strings.Compare(str(b.ids.at(x, two[:0])), y.ID))
}

func compareRows(a, b Row, o Order) int {
	c := 0
	switch {
	case o == ByText:
		c = cmp.Compare(a.Text, b.Text)
	case o >= 0:
		c = cmp.Compare(a.Num[o], b.Num[o])
	}
	return cmp.Or(c, cmp.Compare(a.Path, b.Path), cmp.Compare(a.ID, b.ID))
}
