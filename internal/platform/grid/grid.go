// Package grid writes official tables, whose heads span rows and columns, as XLSX and as DOCX on A4 across.
//
//	Grid (rows of cells with their spans) ── WriteXLSX ──▶ a sheet each, one page wide, heads repeated
//	                                      └─ WriteDOCX ──▶ a table each, heads repeated, official fonts
//
// A row names only the cells that begin in it; what a cell above or to the left covers is left out, as in HTML.
package grid

import "slices"

// Cell is a cell with what it spans; Across and Down of 0 are 1.
type Cell struct {
	Text         string
	Number       float64 // with IsNumber
	IsNumber     bool
	Places       int // decimals of Number
	Across, Down int
	Left         bool // text begins at the left instead of in the middle
}

// Grid is one table.
type Grid struct {
	Name   string // of the sheet
	Title  string
	Sub    string    // one line below the title: county, year, 演示数据
	Widths []float64 // of columns, in millimetres
	Head   int       // rows that are repeated on every page
	Rows   [][]Cell
	Notes  []string
}

// T is a cell of text in the middle.
func T(text string) Cell { return Cell{Text: text} }

// Placed is a cell with the row and column it begins in.
type Placed struct {
	Cell
	Row, Column int
}

// Places says where every cell begins, row by row, Across and Down at least 1.
func (g Grid) Places() (out []Placed) {
	taken := map[[2]int]bool{}
	for y, row := range g.Rows {
		x := 0
		for _, c := range row {
			for taken[[2]int{y, x}] {
				x++
			}
			c.Across, c.Down = max(c.Across, 1), max(c.Down, 1)
			for dy := range c.Down {
				for dx := range c.Across {
					taken[[2]int{y + dy, x + dx}] = true
				}
			}
			out = append(out, Placed{c, y, x})
			x += c.Across
		}
	}
	return out
}

// covering returns the cells as they cover every row: of each row the cells from left to right, a cell that comes
// from above with Row less than the row.
func (g Grid) covering() [][]Placed {
	out := make([][]Placed, len(g.Rows))
	for _, c := range g.Places() {
		for dy := range c.Down {
			if c.Row+dy < len(out) {
				out[c.Row+dy] = append(out[c.Row+dy], c)
			}
		}
	}
	for _, row := range out {
		slices.SortFunc(row, func(a, b Placed) int { return a.Column - b.Column })
	}
	return out
}
