// Package columns holds the schools of a year in memory, by area and stage, as columns of figures, and computes what
// is asked of the whole country at the speed of a plain loop.
//
//	blocks (area, stage) ── Year.With ──▶ Year ── Stats ──▶ mean, deviation, coefficient of every block
//	     ▲  │                                  └─ Judge ──▶ the same with lines, verdicts
//	     └──┴── Encode / Decode: what the database keeps of a block
//
// A Year never changes: With makes another that shares every other block, so that a reader keeps what it has while one
// cell changes. A block is one run of numbers, students first and then the seven totals: the seven columns of eight
// schools lie in a few cache lines, and a year of 500,000 schools in 32 MB.
//
// Figures are computed in two passes over a block (mean, then squared distances): a single pass over sums of squares
// loses the digits of a small coefficient. They equal balance.Weighted to the last places, which a test shows.
//
// The package does no I/O. Read columns.go, stats.go, block.go.
package columns

import (
	"maps"
	"slices"
	"strings"

	"dudao/internal/feature/monitor/balance"
)

// K is how many indicators a school has.
const K = balance.Columns

// School is a school or its part in a stage.
type School struct {
	ID       string // of its unit, "" if it has none
	Name     string
	Kind     string // as the table or the register says: primary, nine_year…
	Students float64
	Totals   [K]float64 // balance.Unknown for what was not given
}

// Key names a block.
type Key struct {
	Area  string // id of the unit of the area
	Stage balance.Stage
}

func (k Key) compare(o Key) int {
	if c := strings.Compare(k.Area, o.Area); c != 0 {
		return c
	}
	return strings.Compare(string(k.Stage), string(o.Stage))
}

// Block is the schools of an area in a stage.
type Block struct {
	Key
	figures []float64 // students of all schools, then each of the K totals of all schools
	inverse []float64 // 1 / students
	sum     float64   // of the students
	most    float64   // students of the largest school
	gaps    [K]bool   // a total is missing somewhere
	n       int
	text    string   // id, name, kind of every school: one string, so that millions are nothing to collect around
	ends    []uint32 // where each of them ends in it
}

// NewBlock makes a block. Schools without students are left out: they weigh nothing.
func NewBlock(k Key, schools []School) *Block {
	kept := slices.DeleteFunc(slices.Clone(schools), func(s School) bool { return !(s.Students > 0) })
	n := len(kept)
	b := &Block{Key: k, n: n, figures: make([]float64, n*(K+1)), ends: make([]uint32, 0, 3*n)}
	var text []byte
	for i, s := range kept {
		b.figures[i] = s.Students
		for _, word := range [...]string{s.ID, s.Name, s.Kind} {
			text = append(text, word...)
			b.ends = append(b.ends, uint32(len(text)))
		}
		for c, t := range s.Totals {
			b.figures[(c+1)*n+i] = t
		}
	}
	b.text = string(text)
	b.prepare()
	return b
}

// prepare computes what every use of the figures needs.
func (b *Block) prepare() {
	b.inverse = make([]float64, b.Len())
	for i, p := range b.Students() {
		b.inverse[i] = 1 / p
		b.sum += p
		b.most = max(b.most, p)
	}
	for c := range K {
		for _, t := range b.Totals(c) {
			if t != t {
				b.gaps[c] = true
				break
			}
		}
	}
}

// Len is how many schools the block has.
func (b *Block) Len() int { return b.n }

func (b *Block) word(i int) string {
	from := uint32(0)
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.text[from:b.ends[i]]
}

func (b *Block) id(i int) string   { return b.word(3 * i) }
func (b *Block) name(i int) string { return b.word(3*i + 1) }

// Students are the students of each school; not to be written to.
func (b *Block) Students() []float64 { return b.figures[:b.Len()] }

// Totals are the totals of indicator c of each school; not to be written to.
func (b *Block) Totals(c int) []float64 { return b.figures[(c+1)*b.Len() : (c+2)*b.Len()] }

// School returns school i.
func (b *Block) School(i int) School {
	s := School{ID: b.id(i), Name: b.name(i), Kind: b.word(3*i + 2), Students: b.figures[i]}
	for c := range K {
		s.Totals[c] = b.Totals(c)[i]
	}
	return s
}

// Schools returns all schools of the block.
func (b *Block) Schools() []School {
	out := make([]School, b.Len())
	for i := range out {
		out[i] = b.School(i)
	}
	return out
}

// Find returns the place of a school by its id or its name, -1 if it is not there.
func (b *Block) Find(school string) int {
	for i := range b.n {
		if school != "" && b.id(i) == school {
			return i
		}
	}
	for i := range b.n {
		if b.name(i) == school {
			return i
		}
	}
	return -1
}

// Year is the blocks of a year, in the order of their keys.
type Year struct {
	blocks []*Block
	at     map[Key]int
}

// NewYear makes a year of blocks.
func NewYear(blocks []*Block) *Year {
	y := &Year{blocks: slices.SortedFunc(slices.Values(blocks), func(a, b *Block) int { return a.compare(b.Key) }), at: map[Key]int{}}
	for i, b := range y.blocks {
		y.at[b.Key] = i
	}
	return y
}

// Blocks are all blocks; not to be written to.
func (y *Year) Blocks() []*Block { return y.blocks }

// Block returns the schools of an area in a stage.
func (y *Year) Block(k Key) (*Block, bool) {
	i, ok := y.at[k]
	if !ok {
		return nil, false
	}
	return y.blocks[i], true
}

// Index is the place of a block in Blocks.
func (y *Year) Index(k Key) (int, bool) {
	i, ok := y.at[k]
	return i, ok
}

// With returns a year in which these blocks stand instead of those of the same key; an empty block takes its area away.
func (y *Year) With(changed ...*Block) *Year {
	out := &Year{blocks: slices.Clone(y.blocks), at: y.at}
	var added []*Block
	gone := false
	for _, b := range changed {
		i, had := y.at[b.Key]
		switch {
		case had:
			out.blocks[i] = b
			gone = gone || b.Len() == 0
		case b.Len() > 0:
			added = append(added, b)
		}
	}
	if len(added) == 0 && !gone {
		return out // the order is the same: the map is shared
	}
	kept := slices.DeleteFunc(append(out.blocks, added...), func(b *Block) bool { return b.Len() == 0 })
	return NewYear(kept)
}

// Schools is how many schools the year has.
func (y *Year) Schools() (n int) {
	for _, b := range y.blocks {
		n += b.Len()
	}
	return n
}

// Years are years by their number.
type Years map[int]*Year

// With returns years in which this one stands.
func (y Years) With(year int, v *Year) Years {
	out := maps.Clone(y)
	if out == nil {
		out = Years{}
	}
	out[year] = v
	return out
}
