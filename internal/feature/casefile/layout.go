package casefile

import (
	"cmp"
	"fmt"
	"slices"
)

// Measures of the picture in its own units: pixels of a screen.
const (
	boxWidth, boxHeight = 148, 84
	gapX, gapY          = 30, 16
	top, margin         = 36, 4
	most                = 12 // nodes of a column before it folds
)

// Box is a node in its place; Folded > 0 says that it stands for so many nodes.
type Box struct {
	Node
	X, Y, W, H int
	Folded     int
}

// Line is an edge in its place.
type Line struct {
	Edge
	Path string
}

// Head is the name of a column over its boxes.
type Head struct {
	Station Station
	X, Y    int
}

// Picture is a laid-out graph.
type Picture struct {
	Width, Height int
	Heads         []Head
	Boxes         []Box
	Lines         []Line
}

// Layout places the nodes in the columns of their stations, each near what caused it; columns without nodes are
// left out. Unless all are wanted, a column of more than twelve shows eleven and one box for the others, which
// leads to list. Edges of folded nodes end at that box; edges to nodes that are not in the case are left out,
// as are the second of two alike.
func Layout(nodes []Node, edges []Edge, list string, all bool) Picture {
	columns := arrange(nodes, edges)
	p, at := Picture{Height: top + margin}, map[string]int{}
	x := margin
	for s, column := range columns {
		if len(column) == 0 {
			continue
		}
		p.Heads = append(p.Heads, Head{Station: Station(s), X: x})
		shown := len(column)
		if shown > most && !all {
			shown = most - 1
		}
		for i, n := range column {
			if i > shown {
				at[n.ID] = len(p.Boxes) - 1
				continue
			}
			b := Box{Node: n, X: x, Y: top + i*(boxHeight+gapY), W: boxWidth, H: boxHeight}
			if i == shown {
				b.Node = Node{ID: fmt.Sprintf("more-%d", s), Station: n.Station, URL: list}
				b.Folded = len(column) - shown
			}
			at[n.ID] = len(p.Boxes)
			p.Boxes = append(p.Boxes, b)
			p.Height = max(p.Height, b.Y+b.H+gapY)
		}
		x += boxWidth + gapX
	}
	p.Width = max(x-gapX, 0) + margin
	p.Lines = lines(p.Boxes, at, edges, curve)
	return p
}

// perRow is how many boxes stand beside each other on a sheet of paper.
const perRow = 5

// Down places the stations one below the other, every node of them, as wide as an upright sheet: for print.
func Down(nodes []Node, edges []Edge) Picture {
	p, at := Picture{Width: 2*margin + perRow*(boxWidth+gapY) - gapY}, map[string]int{}
	y := 0
	for s, column := range arrange(nodes, edges) {
		if len(column) == 0 {
			continue
		}
		p.Heads = append(p.Heads, Head{Station: Station(s), X: margin, Y: y})
		for i, n := range column {
			b := Box{Node: n, X: margin + i%perRow*(boxWidth+gapY), Y: y + top + i/perRow*(boxHeight+gapY), W: boxWidth, H: boxHeight}
			at[n.ID] = len(p.Boxes)
			p.Boxes = append(p.Boxes, b)
		}
		y += top + (len(column)-1)/perRow*(boxHeight+gapY) + boxHeight + gapY
	}
	p.Height = y
	p.Lines = lines(p.Boxes, at, edges, fall)
	return p
}

// fall leads from the lower side of a to the upper side of b; between two of a station there is no line, they
// stand beside each other.
func fall(a, b Box) string {
	if a.Station == b.Station {
		return ""
	}
	x, y, v, w := a.X+a.W/2, a.Y+a.H, b.X+b.W/2, b.Y
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x, y+top/2, v, w-top/2, v, w)
}

// arrange sorts the nodes into columns. Within a column late ones that would be folded come first, then each
// node stands near the middle of what caused it, so that few edges cross (barycentre, Sugiyama et al. 1981).
func arrange(nodes []Node, edges []Edge) (columns [Stations][]Node) {
	seen, from := map[string]bool{}, map[string][]string{}
	for _, e := range edges {
		from[e.To] = append(from[e.To], e.From)
	}
	for _, n := range nodes {
		if n.Station >= 0 && n.Station < Stations && !seen[n.ID] {
			seen[n.ID] = true
			columns[n.Station] = append(columns[n.Station], n)
		}
	}
	row := map[string]float64{}
	for s := range columns {
		column := columns[s]
		middle := map[string]float64{}
		for i, n := range column {
			sum, k := 0.0, 0
			for _, f := range from[n.ID] {
				if r, ok := row[f]; ok {
					sum += r
					k++
				}
			}
			middle[n.ID] = float64(i)
			if k > 0 {
				middle[n.ID] = sum / float64(k)
			}
		}
		slices.SortStableFunc(column, func(a, b Node) int {
			if len(column) > most && (a.Tone == Late) != (b.Tone == Late) {
				if a.Tone == Late {
					return -1
				}
				return 1
			}
			return cmp.Compare(middle[a.ID], middle[b.ID])
		})
		for i, n := range column {
			row[n.ID] = float64(i)
		}
	}
	return columns
}

func lines(boxes []Box, at map[string]int, edges []Edge, path func(a, b Box) string) []Line {
	var out []Line
	drawn := map[Edge]bool{}
	for _, e := range edges {
		i, ok := at[e.From]
		j, found := at[e.To]
		if !ok || !found || i == j {
			continue
		}
		a, b := boxes[i], boxes[j]
		if a.Station > b.Station { // what follows never stands before its cause
			a, b = b, a
		}
		e = Edge{From: a.ID, To: b.ID}
		if drawn[e] {
			continue
		}
		drawn[e] = true
		if d := path(a, b); d != "" {
			out = append(out, Line{Edge: e, Path: d})
		}
	}
	return out
}

// curve leads from the right side of a to the left side of b: straight to the next column, farther ones in the
// gap between two rows so that it passes no box, and within a column along its right side.
func curve(a, b Box) string {
	const half = gapX / 2
	x, y, v, w := a.X+a.W, a.Y+a.H/2, b.X, b.Y+b.H/2
	switch {
	case a.X == b.X:
		v = b.X + b.W
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x+half, y, v+half, w, v, w)
	case b.X-x <= gapX:
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x+half, y, v-half, w, v, w)
	}
	lane := a.Y + a.H + gapY/2
	switch {
	case b.Y > a.Y:
		lane = b.Y - gapY/2
	case b.Y < a.Y:
		lane = a.Y - gapY/2
	}
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %dH%dC%d %d %d %d %d %d", x, y, x+half, y, x+half, lane, x+gapX, lane, v-gapX, v-half, lane, v-half, w, v, w)
}
