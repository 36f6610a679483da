package columns

import (
	"math"

	"dudao/internal/feature/monitor/balance"
)

// near is how close to a limit a figure of binary fractions is not trusted: exact fractions decide then.
const near = 1e-9

// Judge judges a block by the rules; the result is that of balance.Rules.Judge. What is not near a limit is decided by
// the figures of the columns, the rest by exact fractions.
func (b *Block) Judge(ru balance.Rules, places int) balance.Result {
	st := b.Stats()
	out := balance.Result{Stage: b.Stage, Schools: st.Schools, Students: st.Students, Lines: balance.Met, Verdict: balance.Met}
	limit, mean, close := ru.Limit[b.Stage], 0.0, 0.001 // what three places shown may turn around
	if places >= 0 {
		close = max(close, math.Pow10(-places))
	}
	for c, item := range ru.Items {
		x := st.Of[c]
		mean += x.CV
		out.Each[c] = balance.CannotTell
		if x.CV == x.CV && ru.Judged == "each" {
			if math.Abs(x.CV-limit) < close+near {
				return b.exact(ru, places)
			}
			out.Each[c] = verdict(x.CV < limit)
		}
		x.Mean *= item.Per
		x.SD *= item.Per
		out.Stats[c] = x
	}
	out.Mean = mean / K
	if ru.Judged == "mean" {
		return b.exact(ru, places)
	}
	b.lines(ru, &out)
	out.Verdict = out.Lines
	for _, v := range out.Each {
		out.Verdict = and(out.Verdict, v)
	}
	return out
}

// lines judges every school by the lines of its stage.
func (b *Block) lines(ru balance.Rules, out *balance.Result) {
	if ru.Least == 0 {
		return
	}
	var line, floor [K]float64
	for c, item := range ru.Items {
		l, ok := item.Line(b.Stage)
		if !ok {
			out.Lines = balance.CannotTell
			return
		}
		line[c], floor[c] = l/item.Per, l*ru.Floor/item.Per
	}
	var room [256]uint32
	counts := b.count(room[:0], &line, &floor)
	least, failed := uint32(ru.Least), uint32(0)
	for i, n := range counts {
		fails := one(n>>8&0xff > 0) | one(n&0xff < least)
		if n >= unsure {
			v := ru.School(b.Stage, b.plain(i))
			out.Lines, fails = and(out.Lines, v), one(v == balance.NotMet)
		}
		counts[i] = fails
		failed += fails
	}
	if failed == 0 {
		return
	}
	out.Lines, out.NotMet = balance.NotMet, make([]string, 0, failed)
	for i, fails := range counts {
		if fails != 0 {
			out.NotMet = append(out.NotMet, b.name(i))
		}
	}
}

// unsure marks a school one of whose figures is missing or too near to a line for binary fractions.
const unsure = 1 << 16

// count counts for every school the lines that it meets (in the lowest byte) and the floors it is below (in the next),
// or marks it unsure. It goes by columns, and without branches that the figures of schools would make a processor
// guess wrong.
func (b *Block) count(room []uint32, line, floor *[K]float64) []uint32 {
	n := b.Len()
	p := b.figures[:n]
	if cap(room) < n {
		room = make([]uint32, n)
	}
	room = room[:n]
	clear(room)
	for c := range K {
		r := b.figures[(c+1)*n:][:n]
		l, f := line[c], floor[c]
		close := near * l * b.most
		for i, v := range r {
			x, y := v-l*p[i], v-f*p[i]
			if math.Abs(x) < close || math.Abs(y) < close { // hardly ever
				room[i] |= unsure
			}
			room[i] += one(x > 0) | one(y < 0)<<8
		}
		if b.gaps[c] {
			for i, v := range r {
				if v != v {
					room[i] |= unsure
				}
			}
		}
	}
	return room
}

func one(b bool) uint32 {
	var x uint32
	if b {
		x = 1
	}
	return x
}

func (b *Block) plain(i int) balance.School {
	s := balance.School{Name: b.name(i), Students: b.figures[i]}
	n := b.Len()
	for c := range K {
		s.Totals[c] = b.figures[(c+1)*n+i]
	}
	return s
}

// exact judges by balance.
func (b *Block) exact(ru balance.Rules, places int) balance.Result {
	schools := make([]balance.School, b.Len())
	for i := range schools {
		schools[i] = b.plain(i)
	}
	return ru.Judge(b.Stage, schools, places)
}

func verdict(met bool) balance.Verdict {
	if met {
		return balance.Met
	}
	return balance.NotMet
}

func and(a, b balance.Verdict) balance.Verdict {
	switch {
	case a == balance.NotMet || b == balance.NotMet:
		return balance.NotMet
	case a == balance.CannotTell || b == balance.CannotTell:
		return balance.CannotTell
	}
	return balance.Met
}
