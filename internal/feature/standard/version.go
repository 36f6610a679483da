package standard

import (
	"fmt"
	"strings"

	"dudao/internal/base/civil"
)

// State is where a version stands.
type State string

const (
	Draft     State = "draft"     // imported, may be imported again
	Published State = "published" // never changes
	Retired   State = "retired"   // no supervision starts with it any more
)

// Method is how a version judges.
type Method string

const (
	ByRule   Method = "rule"   // 达标制: each indicator is met or not
	ByGrade  Method = "grade"  // 等级制: each indicator gets a grade
	ByPoints Method = "points" // 分值制: each indicator earns points
)

// Version is one edition of a standard: what an indicator tree says and how it is judged.
type Version struct {
	ID      string     `yaml:"-" json:"id"`
	Lock    int        `yaml:"-" json:"version"` // optimistic lock
	State   State      `yaml:"-" json:"state"`
	ValidTo civil.Date `yaml:"-" json:"valid_to"`

	Code      string     `yaml:"code" json:"code"`
	Number    int        `yaml:"number" json:"number"`
	Title     string     `yaml:"title" json:"title"`
	For       string     `yaml:"for" json:"for"` // what it measures: school, kindergarten, district, resident
	Basis     string     `yaml:"basis" json:"basis"`
	Source    string     `yaml:"source" json:"source"`
	Evidence  string     `yaml:"evidence" json:"evidence"` // C, C-2nd or M, as in rules §0
	Note      string     `yaml:"note,omitempty" json:"note"`
	ValidFrom civil.Date `yaml:"valid_from" json:"valid_from"`
	Method    Method     `yaml:"method" json:"method"`
	Unmet     int        `yaml:"unmet" json:"unmet"` // by rule: how many indicators may be unmet
	Levels    []string   `yaml:"levels" json:"levels"`
	Grades    []Grade    `yaml:"grades" json:"grades"`
	NonValues []NonValue `yaml:"non_values" json:"non_values"`
	Results   []Outcome  `yaml:"results" json:"results"`
	Nodes     []Node     `yaml:"nodes" json:"nodes"`
}

// Grade is what an indicator may be given, best first.
type Grade struct {
	Code  string `yaml:"code" json:"code"`
	Label string `yaml:"label" json:"label"`
	Met   bool   `yaml:"met" json:"met"`     // counts as met; a veto item without it decides everything
	Share int    `yaml:"share" json:"share"` // percent of an indicator's points it earns
}

// Counting says what a non-value does to the judgement.
type Counting string

const (
	Skip    Counting = "skip"    // leaves the indicator out: 不适用
	Unknown Counting = "unknown" // cannot tell: 未督导, 证据不足, 不予评定, 缓评
)

// NonValue is an answer that is no grade.
type NonValue struct {
	Code   string   `yaml:"code" json:"code"`
	Label  string   `yaml:"label" json:"label"`
	Counts Counting `yaml:"counts" json:"counts"`
}

// Outcome is a grade of the whole, best first, with what it takes. The last one takes nothing.
type Outcome struct {
	Code   string `yaml:"code" json:"code"`
	Label  string `yaml:"label" json:"label"`
	Met    bool   `yaml:"met" json:"met"`
	Points int    `yaml:"points,omitempty" json:"points"` // by points: at least this many percent, in hundredths
	Grade  string `yaml:"grade,omitempty" json:"grade"`   // by grade: at least Share percent of the indicators have this grade or a better one
	Share  int    `yaml:"share,omitempty" json:"share"`
	Floor  string `yaml:"floor,omitempty" json:"floor"` // by grade: no indicator below this grade
}

// Node is one indicator or a heading of indicators. Code is unique in the version; the children
// follow their parent.
type Node struct {
	Code       string   `yaml:"code" json:"code"`
	ParentCode string   `yaml:"parent,omitempty" json:"parent_code"`
	Level      int      `yaml:"-" json:"level"` // 1 is the top
	Name       string   `yaml:"name" json:"name"`
	Text       string   `yaml:"text,omitempty" json:"text"`
	Checks     []string `yaml:"checks,omitempty" json:"checks"` // 考查要点: what to look at
	Proofs     []string `yaml:"proofs,omitempty" json:"proofs"` // 佐证: which evidence helps
	Basis      string   `yaml:"basis,omitempty" json:"basis"`
	Points     int      `yaml:"points,omitempty" json:"points"` // by points: the most it earns, in hundredths
	Veto       bool     `yaml:"veto,omitempty" json:"veto"`
	Evidence   string   `yaml:"evidence,omitempty" json:"evidence"`
}

// URL is where people read the version.
func (v Version) URL() string { return "/standards/" + v.ID }

// Name is the title with its number: "义务教育学校综合督导标准 第 1 版".
func (v Version) Name() string { return fmt.Sprintf("%s 第 %d 版", v.Title, v.Number) }

// InForce reports whether a supervision that starts on a day uses the version.
func (v Version) InForce(on civil.Date) bool {
	return v.State != Draft && !on.Before(v.ValidFrom) && (v.ValidTo.IsZero() || on.Before(v.ValidTo))
}

// Leaves returns the indicators that are marked: the nodes without children, in order.
func (v Version) Leaves() []Node {
	parent := map[string]bool{}
	for _, n := range v.Nodes {
		parent[n.ParentCode] = true
	}
	var out []Node
	for _, n := range v.Nodes {
		if !parent[n.Code] {
			out = append(out, n)
		}
	}
	return out
}

// Node returns the node with a code.
func (v Version) Node(code string) (Node, bool) {
	for _, n := range v.Nodes {
		if n.Code == code {
			return n, true
		}
	}
	return Node{}, false
}

// Children returns the nodes right below a code; "" gives the top.
func (v Version) Children(code string) []Node {
	var out []Node
	for _, n := range v.Nodes {
		if n.ParentCode == code {
			out = append(out, n)
		}
	}
	return out
}

// Under returns the leaves below a node, or the leaf itself.
func (v Version) Under(code string) []Node {
	up := map[string]string{}
	for _, n := range v.Nodes {
		up[n.Code] = n.ParentCode
	}
	var out []Node
	for _, n := range v.Leaves() {
		for c := n.Code; c != ""; c = up[c] {
			if c == code {
				out = append(out, n)
				break
			}
		}
	}
	return out
}

// LevelName returns what the nodes of a level are called, such as 关键指标.
func (v Version) LevelName(level int) string {
	if level < 1 || level > len(v.Levels) {
		return ""
	}
	return v.Levels[level-1]
}

// Grade returns the grade with a code.
func (v Version) Grade(code string) (Grade, bool) {
	for _, g := range v.Grades {
		if g.Code == code {
			return g, true
		}
	}
	return Grade{}, false
}

// NonValue returns the non-value with a code.
func (v Version) NonValue(code string) (NonValue, bool) {
	for _, n := range v.NonValues {
		if n.Code == code {
			return n, true
		}
	}
	return NonValue{}, false
}

// MarkLabel says a grade or non-value in words; "" for a code the version does not know.
func (v Version) MarkLabel(code string) string {
	if g, ok := v.Grade(code); ok {
		return g.Label
	}
	n, _ := v.NonValue(code)
	return n.Label
}

// settle computes what follows from the written tree: levels, and texts without loose ends.
func (v *Version) settle() {
	level := map[string]int{}
	for i := range v.Nodes {
		n := &v.Nodes[i]
		n.Name, n.Text = strings.TrimSpace(n.Name), strings.TrimSpace(n.Text)
		n.Level = level[n.ParentCode] + 1
		level[n.Code] = n.Level
	}
}
