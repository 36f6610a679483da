package casefile_test

import (
	"fmt"
	"testing"

	"dudao/internal/feature/casefile"
)

func column(s casefile.Station, n int) (out []casefile.Node) {
	for i := range n {
		out = append(out, casefile.Node{ID: fmt.Sprintf("%d/%d", s, i), Station: s, Title: "t"})
	}
	return out
}

// For print every node stands on a sheet of five columns, under the head of its station.
func TestDown(t *testing.T) {
	p := casefile.Down(append(column(casefile.Supervision, 1), column(casefile.Problem, 23)...), toAll("2/0", 23))
	if len(p.Boxes) != 24 || len(p.Heads) != 2 || len(p.Lines) != 23 {
		t.Errorf("%d boxes, %d heads, %d lines", len(p.Boxes), len(p.Heads), len(p.Lines))
	}
	sound(t, p)
}

// toAll are edges to every problem, and one between the last two.
func toAll(from string, n int) (out []casefile.Edge) {
	for i := range n {
		out = append(out, casefile.Edge{From: from, To: fmt.Sprintf("3/%d", i)})
	}
	return append(out, casefile.Edge{From: fmt.Sprintf("3/%d", n-2), To: fmt.Sprintf("3/%d", n-1)})
}

func TestLayout(t *testing.T) {
	for name, c := range map[string]struct {
		nodes                []casefile.Node
		edges                []casefile.Edge
		boxes, lines, folded int
	}{
		"nothing":                {},
		"one":                    {nodes: column(casefile.Plan, 1), boxes: 1},
		"same record twice":      {nodes: append(column(casefile.Plan, 1), column(casefile.Plan, 1)...), boxes: 1},
		"unknown station":        {nodes: []casefile.Node{{ID: "x", Station: casefile.Stations}}},
		"edge":                   {nodes: append(column(casefile.Plan, 1), column(casefile.Supervision, 2)...), edges: []casefile.Edge{{"1/0", "2/0"}, {"1/0", "2/1"}}, boxes: 3, lines: 2},
		"edge twice":             {nodes: append(column(casefile.Plan, 1), column(casefile.Supervision, 1)...), edges: []casefile.Edge{{"1/0", "2/0"}, {"1/0", "2/0"}}, boxes: 2, lines: 1},
		"edge to what is hidden": {nodes: column(casefile.Plan, 1), edges: []casefile.Edge{{"1/0", "2/0"}, {"9/9", "1/0"}}, boxes: 1},
		"within a column":        {nodes: column(casefile.Pressure, 2), edges: []casefile.Edge{{"8/0", "8/1"}}, boxes: 2, lines: 1},
		"twelve stand":           {nodes: column(casefile.Problem, 12), boxes: 12},
		"thirteen fold":          {nodes: column(casefile.Problem, 13), boxes: 12, folded: 2},
		"folded edges join":      {nodes: append(column(casefile.Supervision, 1), column(casefile.Problem, 40)...), edges: toAll("2/0", 40), boxes: 13, lines: 12, folded: 29},
	} {
		t.Run(name, func(t *testing.T) {
			p := casefile.Layout(c.nodes, c.edges, "/list", false)
			folded := 0
			for _, b := range p.Boxes {
				folded += b.Folded
				if b.Folded > 0 && b.URL != "/list" {
					t.Errorf("the folded box leads to %q", b.URL)
				}
			}
			if len(p.Boxes) != c.boxes || len(p.Lines) != c.lines || folded != c.folded {
				t.Errorf("%d boxes, %d lines, %d folded; want %d, %d, %d", len(p.Boxes), len(p.Lines), folded, c.boxes, c.lines, c.folded)
			}
			sound(t, p)
		})
	}
}

// Everything that is wanted is drawn; late ones stay when a column folds; columns without nodes take no room.
func TestLayoutOfMany(t *testing.T) {
	nodes := column(casefile.Problem, 40)
	nodes[39].Tone = casefile.Late
	p := casefile.Layout(nodes, nil, "/list", true)
	if len(p.Boxes) != 40 {
		t.Errorf("%d boxes of 40", len(p.Boxes))
	}
	sound(t, p)
	p = casefile.Layout(nodes, nil, "/list", false)
	if p.Boxes[0].ID != nodes[39].ID {
		t.Error("the late node is folded away")
	}
	if len(p.Heads) != 1 || p.Boxes[0].X > 20 {
		t.Errorf("%d heads, the first box at %d", len(p.Heads), p.Boxes[0].X)
	}
}

// What follows stands beside its cause: two chains that were given crosswise do not cross.
func TestLayoutKeepsChainsApart(t *testing.T) {
	a, b := column(casefile.Problem, 2), column(casefile.Rectification, 2)
	p := casefile.Layout(append(a, b...), []casefile.Edge{{From: "3/0", To: "5/1"}, {From: "3/1", To: "5/0"}}, "", false)
	y := map[string]int{}
	for _, x := range p.Boxes {
		y[x.ID] = x.Y
	}
	if y["3/0"] != y["5/1"] || y["3/1"] != y["5/0"] {
		t.Errorf("%v", y)
	}
}

// sound: heads stand over boxes; boxes lie inside the picture and apart from each other; every line joins two of them.
func sound(t *testing.T, p casefile.Picture) {
	t.Helper()
	have := map[string]bool{}
	for i, a := range p.Boxes {
		have[a.ID] = true
		if a.X < 0 || a.Y < 30 || a.W <= 0 || a.X+a.W > p.Width || a.Y+a.H > p.Height {
			t.Errorf("box %s lies outside", a.ID)
		}
		for _, b := range p.Boxes[i+1:] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("boxes %s and %s overlap", a.ID, b.ID)
			}
		}
	}
	for _, l := range p.Lines {
		if !have[l.From] || !have[l.To] || l.Path == "" {
			t.Errorf("line %v joins nothing", l.Edge)
		}
	}
}
