// Package page has the words of every list: which rows, in which order, how many.
package page

// Size is how many rows a list shows when nothing else is asked.
const Size = 50

// Max is the most rows one page may have.
const Max = 500

// Req asks for one page of a list. Number counts from 1.
type Req struct {
	Number int
	Size   int
	Sort   string // a column name of the list; "" is the list's own order
	Desc   bool
}

// Limit returns the rows to read, between 1 and Max.
func (r Req) Limit() int {
	switch {
	case r.Size <= 0:
		return Size
	case r.Size > Max:
		return Max
	}
	return r.Size
}

// furthest is the last page anybody may ask for: what comes before it can still be counted.
const furthest = 1 << 20

// Offset returns how many rows come before the page.
func (r Req) Offset() int { return min(max(r.Number-1, 0), furthest) * r.Limit() }

// Of is one page of rows and the number of all rows.
type Of[T any] struct {
	Rows  []T
	Total int
}
