package columns

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"dudao/internal/feature/monitor/balance"
)

// Stats is how the K resources of a block are spread: raw means per student, not per hundred.
type Stats struct {
	Schools  int
	Students float64
	Of       [K]balance.Stat
}

// Stats computes a block: x̄ = ΣR/ΣP, S² = Σ(P/ΣP)(R/P − x̄)², CV = S/x̄ (教督〔2017〕6号 差异系数, rules 1.1 (2)).
func (b *Block) Stats() Stats {
	n := b.Len()
	p := b.figures[:n]
	out := Stats{Schools: n, Students: b.sum}
	for c := range K {
		out.Of[c] = spread(p, b.inverse, b.figures[(c+1)*n:(c+2)*n], b.sum, b.gaps[c])
	}
	return out
}

// spread is one column: (R − x̄P)²/P is P(R/P − x̄)² without a division. Four sums, so that no addition waits for the
// one before it.
func spread(p, inverse, r []float64, sum float64, gap bool) balance.Stat {
	if gap || sum <= 0 {
		return balance.Stat{Mean: balance.Unknown, SD: balance.Unknown, CV: balance.Unknown}
	}
	r, inverse = r[:len(p)], inverse[:len(p)]
	var t0, t1, t2, t3 float64
	i := 0
	for ; i+3 < len(r); i += 4 {
		t0 += r[i]
		t1 += r[i+1]
		t2 += r[i+2]
		t3 += r[i+3]
	}
	for ; i < len(r); i++ {
		t0 += r[i]
	}
	mean := (t0 + t1 + t2 + t3) / sum
	t0, t1, t2, t3 = 0, 0, 0, 0
	for i = 0; i+3 < len(p); i += 4 {
		a, b, c, d := r[i]-mean*p[i], r[i+1]-mean*p[i+1], r[i+2]-mean*p[i+2], r[i+3]-mean*p[i+3]
		t0 += a * a * inverse[i]
		t1 += b * b * inverse[i+1]
		t2 += c * c * inverse[i+2]
		t3 += d * d * inverse[i+3]
	}
	for ; i < len(p); i++ {
		d := r[i] - mean*p[i]
		t0 += d * d * inverse[i]
	}
	sd := math.Sqrt((t0 + t1 + t2 + t3) / sum)
	s := balance.Stat{Mean: mean, SD: sd, CV: balance.Unknown}
	if mean != 0 {
		s.CV = sd / mean
	}
	return s
}

// Contributions puts each school's part of the variance of indicator c into out, which has room for all schools: they
// add up to 1, or are all 0 when there is no difference or it cannot be told.
func (b *Block) Contributions(c int, st balance.Stat, out []float64) {
	p, r := b.Students(), b.Totals(c)
	out = out[:len(p)]
	if b.gaps[c] || !(st.SD > 0) {
		clear(out)
		return
	}
	whole, inverse := 1/(st.SD*st.SD*b.sum), b.inverse[:len(p)]
	r = r[:len(p)]
	for i, n := range p {
		d := r[i] - st.Mean*n
		out[i] = d * d * inverse[i] * whole
	}
}

// Stats computes every block, in the order of Blocks, on all processors.
func (y *Year) Stats() []Stats {
	out := make([]Stats, len(y.blocks))
	y.Each(func(i int, b *Block) { out[i] = b.Stats() })
	return out
}

// Judge judges every block by the rules, in the order of Blocks, on all processors. Places is as in balance.Rules.Judge.
func (y *Year) Judge(ru balance.Rules, places int) []balance.Result {
	out := make([]balance.Result, len(y.blocks))
	y.Each(func(i int, b *Block) { out[i] = b.Judge(ru, places) })
	return out
}

// Each calls f for every block on all processors, some blocks at a time.
func (y *Year) Each(f func(i int, b *Block)) {
	const some = 64
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(1, len(y.blocks)/some)) {
		all.Go(func() {
			for {
				from := int(next.Add(some)) - some
				if from >= len(y.blocks) {
					return
				}
				for i := from; i < min(from+some, len(y.blocks)); i++ {
					f(i, y.blocks[i])
				}
			}
		})
	}
	all.Wait()
}
