package standard

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is one thing that two versions do not have in common.
type Difference struct {
	Code  string // of the indicator, "" for the version itself
	Name  string
	Field string // Chinese; "" when the indicator itself was added or removed
	Old   string
	New   string
}

// Diff lists what changed from one version to another: the head, the grades, and indicator by
// indicator in the order of the newer one.
func Diff(old, now Version) []Difference {
	var out []Difference
	field := func(code, name, label, a, b string) {
		if a != b {
			out = append(out, Difference{code, name, label, a, b})
		}
	}
	for _, f := range headFields() {
		if f.field != "number" {
			field("", "", f.label, f.get(&old), f.get(&now))
		}
	}
	field("", "", sheetGrades, list(old.Grades), list(now.Grades))
	field("", "", sheetNon, list(old.NonValues), list(now.NonValues))
	field("", "", sheetResults, list(old.Results), list(now.Results))
	for _, n := range now.Nodes {
		was, ok := old.Node(n.Code)
		if !ok {
			out = append(out, Difference{Code: n.Code, Name: n.Name, New: n.Name})
			continue
		}
		a, b := nodeCells(was), nodeCells(n)
		for i, c := range nodeColumns {
			field(n.Code, n.Name, c.label, a[i], b[i])
		}
	}
	for _, n := range old.Nodes {
		if _, ok := now.Node(n.Code); !ok {
			out = append(out, Difference{Code: n.Code, Name: n.Name, Old: n.Name})
		}
	}
	return out
}

func nodeCells(n Node) []string {
	rows := cells(Version{Nodes: []Node{n}})
	return rows[len(rows)-1].rows[1]
}

func list[T fmt.Stringer](all []T) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.String()
	}
	return strings.Join(slices.Compact(out), "；")
}

// String writes the grade in one line.
func (g Grade) String() string {
	return fmt.Sprintf("%s %s %s %d%%", g.Code, g.Label, yes(g.Met), g.Share)
}

// String writes the non-value in one line.
func (n NonValue) String() string { return n.Code + " " + n.Label + " " + string(n.Counts) }

// String writes the outcome in one line.
func (o Outcome) String() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s %s %s", o.Code, o.Label, yes(o.Met), some(o.Points), o.Grade, some(o.Share), o.Floor)), " ")
}
