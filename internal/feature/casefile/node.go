package casefile

import (
	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
)

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
	Account
	Publication
	Stations // how many there are
)

var stationLabels = [Stations]string{"标准", "计划", "督导", "问题", "公文", "整改", "验收", "回头看", "督办", "结果运用", "公开"}

// Label is the station in Chinese.
func (s Station) Label() string { return stationLabels[s] }

// Tone is how a node stands; its word is shown beside it, never the colour alone.
type Tone string

// The tones of a node.
const (
	Done    Tone = "done"
	GoingOn Tone = "open"
	Late    Tone = "late"
	Gone    Tone = "gone" // withdrawn, voided, declined: kept, without effect
)

// Node is one record of the case.
type Node struct {
	ID      string
	Station Station
	What    string // the kind of record in Chinese, translated where it is shown
	Title   string // of the record
	Number  string
	State   string // in Chinese, translated where it is shown
	On      civil.Date
	Tone    Tone
	URL     string // "" when there is no page of its own
}

// Edge leads from the node that caused to the node that followed.
type Edge struct{ From, To string }

// Case is a matter as a graph.
type Case struct {
	Title string
	Sub   string // the unit, or the year
	URL   string // of the record it begins at
	Nodes []Node
	Edges []Edge

	have map[string]int // node to its place in Nodes
}

// add puts a node into the case once, and an edge from what caused it.
func (c *Case) add(from string, n Node) {
	if c.have == nil {
		c.have = map[string]int{}
	}
	if _, twice := c.have[n.ID]; !twice {
		c.have[n.ID] = len(c.Nodes)
		c.Nodes = append(c.Nodes, n)
	}
	c.join(from, n.ID)
}

// join adds an edge; "" is no cause.
func (c *Case) join(from, to string) {
	if from != "" && to != "" {
		c.Edges = append(c.Edges, Edge{from, to})
	}
}

// node is the node of the case with this id.
func (c *Case) node(id string) *Node {
	if i, ok := c.have[id]; ok {
		return &c.Nodes[i]
	}
	return nil
}

func key(r ident.Ref) string { return r.Kind + "/" + r.ID }
