package columns

import (
	"math"

	"dudao/internal/feature/monitor/balance"
)

// Gap is the least that brings a coefficient to its limit when only the poorest schools are given more: every school
// below a level is brought up to it.
type Gap struct {
	Level   float64 // per student
	Schools int     // that are brought up
	Add     float64 // total of what they are given, in the unit of the total
}

// Gap computes it for indicator c by halving; false when the coefficient is within the limit or cannot be told.
func (b *Block) Gap(c int, limit float64) (Gap, bool) {
	st := b.Stats().Of[c]
	if !(st.CV > limit) || !(st.Mean > 0) {
		return Gap{}, false
	}
	p, r := b.Students(), b.Totals(c)
	raised := make([]float64, len(r))
	at := func(level float64) (g Gap, cv float64) {
		g.Level = level
		for i, n := range p {
			raised[i] = max(r[i], level*n)
			if raised[i] > r[i] {
				g.Schools++
				g.Add += raised[i] - r[i]
			}
		}
		return g, spread(p, b.inverse, raised, b.sum, false).CV
	}
	low, high := 0.0, 0.0
	for i, n := range p {
		high = max(high, r[i]/n)
	}
	for range 60 { // at the highest level all are equal: the coefficient is 0
		middle := (low + high) / 2
		if _, cv := at(middle); cv > limit {
			low = middle
		} else {
			high = middle
		}
	}
	g, _ := at(high)
	return g, !math.IsNaN(g.Add)
}

// Short is what school i lacks of indicator c to reach its line, 0 when it does.
func (b *Block) Short(ru balance.Rules, i, c int) float64 {
	line, ok := ru.Items[c].Line(b.Stage)
	if !ok || b.gaps[c] && math.IsNaN(b.Totals(c)[i]) {
		return 0
	}
	return max(0, line*b.figures[i]/ru.Items[c].Per-b.Totals(c)[i])
}

// Changed returns the block with another school in the place of school i.
func (b *Block) Changed(i int, s School) *Block {
	list := b.Schools()
	list[i] = s
	return NewBlock(b.Key, list)
}
