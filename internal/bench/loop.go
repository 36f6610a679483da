package main

import (
	"math"
	"sync"

	"dudao/internal/feature/monitor/columns"
)

// plain is a year as flat columns: what a loop written for this alone would use.
type plain struct {
	p    []float64
	r    [columns.K][]float64
	ends []int
	out  [][columns.K]float64
}

func newPlain(y *columns.Year) *plain {
	f := &plain{}
	for _, b := range y.Blocks() {
		f.p = append(f.p, b.Students()...)
		for c := range columns.K {
			f.r[c] = append(f.r[c], b.Totals(c)...)
		}
		f.ends = append(f.ends, len(f.p))
	}
	f.out = make([][columns.K]float64, len(f.ends))
	return f
}

func (f *plain) loop() {
	var both sync.WaitGroup
	both.Go(func() { f.part(0, len(f.ends)/2) })
	f.part(len(f.ends)/2, len(f.ends))
	both.Wait()
}

// part computes groups in two passes: the mean, then P (R/P − mean)².
func (f *plain) part(from, to int) {
	start := 0
	if from > 0 {
		start = f.ends[from-1]
	}
	for g := from; g < to; g++ {
		end := f.ends[g]
		p := f.p[start:end]
		var sum float64
		for _, v := range p {
			sum += v
		}
		for c := range columns.K {
			r := f.r[c][start:end]
			var total, square float64
			for _, v := range r {
				total += v
			}
			mean := total / sum
			for i, v := range r {
				d := v - mean*p[i]
				square += d * d / p[i]
			}
			f.out[g][c] = math.Sqrt(square/sum) / mean
		}
		start = end
	}
}
