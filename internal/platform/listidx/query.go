package listidx

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"unsafe"
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
	overlay map[string]Row // rows that are new or changed
}

func (s *state) isGone(row int32) bool {
	return s.nGone > 0 && s.gone[row>>6]&(1<<(row&63)) != 0
}

// run answers the query.
func (s *state) run(q Query) Result {
	q.Text = strings.ToLower(strings.TrimSpace(q.Text))
	extra := s.extra(q)
	lo, hi := s.base.span(q.From, q.To)
	match := s.base.matcher(q, lo, hi)
	whole := lo == 0 && int(hi) == len(s.base.pathOf)
	var r Result
	switch {
	case match == nil && whole && s.nGone == 0 && len(extra) == 0:
		r.Total = int(hi)
		r.IDs = s.base.page(q, hi)
		return r
	case q.Sort == ByPath || int(hi-lo) < len(s.base.pathOf)/8:
		rows := s.collect(lo, hi, match)
		if q.Sort != ByPath {
			slices.SortStableFunc(rows, s.base.compare(q.Sort))
		}
		return s.merge(rows, extra, q)
	}
	return s.merge(s.walk(lo, hi, match, q.Sort), extra, q)
}

// collect lists the matching rows of a span in the order of path.
func (s *state) collect(lo, hi int32, match func(int32) bool) []int32 {
	var rows []int32
	for i := lo; i < hi; i++ {
		if !s.isGone(i) && (match == nil || match(i)) {
			rows = append(rows, i)
		}
	}
	return rows
}

// walk lists the matching rows of a span in a sort order that the base keeps.
func (s *state) walk(lo, hi int32, match func(int32) bool, o Order) []int32 {
	rows := make([]int32, 0, hi-lo)
	for _, i := range s.base.order(o) {
		if i >= lo && i < hi && !s.isGone(i) && (match == nil || match(i)) {
			rows = append(rows, i)
		}
	}
	return rows
}

// merge cuts the page out of the base rows and the overlay rows, both in the query's order.
func (s *state) merge(rows []int32, extra []Row, q Query) Result {
	r := Result{Total: len(rows) + len(extra)}
	end := min(q.Offset+q.Limit, r.Total)
	if q.Offset >= end {
		return r
	}
	if len(extra) == 0 {
		for k := q.Offset; k < end; k++ {
			r.IDs = append(r.IDs, string(s.base.ids.at(rows[at(k, len(rows), q.Desc)])))
		}
		return r
	}
	i, j := 0, 0
	for k := range end {
		x, y := at(i, len(rows), q.Desc), at(j, len(extra), q.Desc)
		fromBase := j == len(extra)
		if i < len(rows) && j < len(extra) {
			c := s.base.compareRow(rows[x], extra[y], q.Sort)
			fromBase = c < 0 != q.Desc
		}
		if fromBase {
			if k >= q.Offset {
				r.IDs = append(r.IDs, string(s.base.ids.at(rows[x])))
			}
			i++
			continue
		}
		if k >= q.Offset {
			r.IDs = append(r.IDs, extra[y].ID)
		}
		j++
	}
	return r
}

func at(k, n int, desc bool) int {
	if desc {
		return n - 1 - k
	}
	return k
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
	return q.Text == "" || strings.Contains(strings.ToLower(r.Text), q.Text)
}

// containing marks the rows of a span whose text contains what: one scan of the block, not one a row.
func (b *base) containing(what string, lo, hi int32) []uint64 {
	bits := make([]uint64, (len(b.pathOf)+63)/64)
	if lo >= hi {
		return bits
	}
	at := uint32(0)
	if lo > 0 {
		at = b.text.ends[lo-1]
	}
	end, row, text := b.text.ends[hi-1], lo, []byte(what)
	for {
		i := bytes.Index(b.text.b[at:end], text)
		if i < 0 {
			return bits
		}
		at += uint32(i)
		for b.text.ends[row] <= at {
			row++
		}
		if at+uint32(len(text)) <= b.text.ends[row] {
			bits[row>>6] |= 1 << (row & 63)
			at = b.text.ends[row] // one hit a row is enough
			continue
		}
		at++ // the hit runs over the end of the row
	}
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
	var bits []uint64
	if q.Text != "" {
		bits = b.containing(q.Text, lo, hi)
	}
	return func(row int32) bool {
		if bits != nil && bits[row>>6]&(1<<(row&63)) == 0 {
			return false
		}
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
		return true
	}
}

// page cuts a page out of all rows in a sort order the base keeps.
func (b *base) page(q Query, n int32) []string {
	var order []int32
	if q.Sort != ByPath {
		order = b.order(q.Sort)
	}
	var ids []string
	for k := q.Offset; k < min(q.Offset+q.Limit, int(n)); k++ {
		row := int32(at(k, int(n), q.Desc))
		if order != nil {
			row = order[row]
		}
		ids = append(ids, string(b.ids.at(row)))
	}
	return ids
}

func (b *base) order(o Order) []int32 {
	if o == ByText {
		return b.byText
	}
	return b.byNum[o]
}

func (b *base) compare(o Order) func(x, y int32) int {
	if o == ByText {
		return func(x, y int32) int { return bytes.Compare(b.text.at(x), b.text.at(y)) }
	}
	return func(x, y int32) int { return cmp.Compare(b.nums[o][x], b.nums[o][y]) }
}

// compareRow compares a base row with an overlay row; never 0, because ids differ.
func (b *base) compareRow(x int32, y Row, o Order) int {
	c := 0
	switch {
	case o == ByText:
		c = strings.Compare(str(b.text.at(x)), strings.ToLower(y.Text))
	case o >= 0:
		c = cmp.Compare(b.nums[o][x], y.Num[o])
	}
	return cmp.Or(c, cmp.Compare(b.paths[b.pathOf[x]], y.Path), cmp.Compare(str(b.ids.at(x)), y.ID))
}

func compareRows(a, b Row, o Order) int {
	c := 0
	switch {
	case o == ByText:
		c = cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text))
	case o >= 0:
		c = cmp.Compare(a.Num[o], b.Num[o])
	}
	return cmp.Or(c, cmp.Compare(a.Path, b.Path), cmp.Compare(a.ID, b.ID))
}

// str views bytes of an arena as a string; arenas never change.
func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
