package casefile

import "fmt"

// Station is a column of the graph: where in the loop of supervision a node stands.
type Station int

// The stations of the loop, in their order.
const (
	Standard Station = iota
	Plan
	Supervision
	Problem
	Letter
	Rectification
	Acceptance
	Recheck
	Pressure
	Publication
	Stations // how many there are
)

// Tone is how a node stands; its word is shown beside it, never the colour alone.
type Tone string

// The tones of a node.
const (
	Done    Tone = "done"
	GoingOn Tone = "open"
	Late    Tone = "late"
)

// Node is one record of the case.
type Node struct {
	ID      string
	Station Station
	Title   string
	Number  string
	State   string
	Date    string
	Tone    Tone
	URL     string
}

// Edge leads from the node that caused to the node that followed.
type Edge struct{ From, To string }

// Measures of the picture in its own units.
const (
	boxWidth, boxHeight = 136, 76
	gapX, gapY          = 28, 14
	top, margin         = 40, 10
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

// Picture is a laid-out graph.
type Picture struct {
	Width, Height int
	Boxes         []Box
	Lines         []Line
}

// Layout places the nodes in the columns of their stations. A column of more than twelve shows
// eleven and one box for the others, which leads to list. Edges of folded nodes end at that box;
// edges to nodes that are not in the case are left out, as are the second of two alike.
func Layout(nodes []Node, edges []Edge, list string) Picture {
	var columns [Stations][]Node
	seen := map[string]bool{}
	for _, n := range nodes {
		if n.Station < 0 || n.Station >= Stations || seen[n.ID] {
			continue
		}
		seen[n.ID] = true
		columns[n.Station] = append(columns[n.Station], n)
	}
	p := Picture{Width: 2*margin + int(Stations)*(boxWidth+gapX) - gapX, Height: top + margin}
	at := map[string]int{} // node to its box
	for s, column := range columns {
		shown := len(column)
		if shown > most {
			shown = most - 1
		}
		for i, n := range column {
			if i > shown {
				at[n.ID] = len(p.Boxes) - 1
				continue
			}
			b := Box{Node: n, X: margin + s*(boxWidth+gapX), Y: top + i*(boxHeight+gapY), W: boxWidth, H: boxHeight}
			if i == shown {
				b.Node = Node{ID: fmt.Sprintf("more-%d", s), Station: n.Station, URL: list}
				b.Folded = len(column) - shown
			}
			at[n.ID] = len(p.Boxes)
			p.Boxes = append(p.Boxes, b)
			p.Height = max(p.Height, b.Y+b.H+margin)
		}
	}
	p.Lines = lines(p.Boxes, at, edges)
	return p
}

func lines(boxes []Box, at map[string]int, edges []Edge) []Line {
	var out []Line
	drawn := map[Edge]bool{}
	for _, e := range edges {
		i, ok := at[e.From]
		j, found := at[e.To]
		if !ok || !found || i == j {
			continue
		}
		a, b := boxes[i], boxes[j]
		e = Edge{From: a.ID, To: b.ID}
		if drawn[e] {
			continue
		}
		drawn[e] = true
		out = append(out, Line{Edge: e, Path: curve(a, b)})
	}
	return out
}

// curve leads from the right side of a to the left side of b, and within a column along its right side.
func curve(a, b Box) string {
	x, y, v, w := a.X+a.W, a.Y+a.H/2, b.X, b.Y+b.H/2
	if a.X == b.X {
		v = b.X + b.W
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x+gapX/2, y, v+gapX/2, w, v, w)
	}
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x+gapX, y, v-gapX, w, v, w)
}
