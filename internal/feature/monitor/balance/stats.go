package balance

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strconv"
)

// Unknown is a figure that cannot be told.
var Unknown = math.NaN()

// Known reports whether a figure could be told.
func Known(x float64) bool { return !math.IsNaN(x) }

// sum adds with the error of each step carried along (Neumaier 1974).
type sum struct{ s, c float64 }

func (t *sum) add(x float64) {
	n := t.s + x
	if math.Abs(t.s) >= math.Abs(x) {
		t.c += (t.s - n) + x
	} else {
		t.c += (x - n) + t.s
	}
	t.s = n
}

func (t *sum) value() float64 { return t.s + t.c }

// Stat is how a resource is spread over students.
type Stat struct {
	Mean float64 // all of it over all students: never the mean of the schools' means
	SD   float64 // of the population, weighted by students, without n−1
	CV   float64 // SD / Mean; Unknown when the mean is zero
}

// Weighted computes how totals r are spread over schools of p students: x̄ = ΣR/ΣP, S² = Σ(P/ΣP)(R/P − x̄)², CV =
// S/x̄ (教督〔2017〕6号 差异系数, rules 1.1 (2)). Students are above zero. An Unknown total makes all of it Unknown.
func Weighted(p, r []float64) Stat {
	var students, total sum
	for i := range p {
		if !Known(r[i]) {
			return Stat{Unknown, Unknown, Unknown}
		}
		students.add(p[i])
		total.add(r[i])
	}
	if len(p) == 0 {
		return Stat{Unknown, Unknown, Unknown}
	}
	mean := total.value() / students.value()
	var squares sum
	for i := range p {
		d := r[i]/p[i] - mean
		squares.add(p[i] * d * d)
	}
	s := Stat{Mean: mean, SD: math.Sqrt(squares.value() / students.value()), CV: Unknown}
	if mean != 0 {
		s.CV = s.SD / mean
	}
	return s
}

// Contributions is each school's part of the variance: what of the difference between schools would be gone if it
// stood at the mean. They add up to 1, or are all zero when there is no difference.
func Contributions(p, r []float64) []float64 {
	s, out := Weighted(p, r), make([]float64, len(p))
	var all sum
	for i := range p {
		d := r[i]/p[i] - s.Mean
		out[i] = p[i] * d * d
		all.add(out[i])
	}
	if total := all.value(); total > 0 {
		for i := range out {
			out[i] /= total
		}
	}
	return out
}

// Gini is the coefficient of Gini over students: 0 when every student has the same, towards 1 when one school has
// all (Gini 1912, by the trapezoids under the curve of Lorenz).
func Gini(p, r []float64) float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r[a]*p[b], r[b]*p[a]) })
	var students, total, area sum
	for i := range p {
		students.add(p[i])
		total.add(r[i])
	}
	if total.value() == 0 || len(p) == 0 {
		return Unknown
	}
	had := 0.0
	for _, i := range order {
		share := r[i] / total.value()
		area.add(p[i] / students.value() * (2*had + share))
		had += share
	}
	return 1 - area.value()
}

// Theil is the index T of Theil over students (Theil 1967): Σ share of resources × ln(share of resources / share of
// students); a school without any adds nothing.
func Theil(p, r []float64) float64 {
	var students, total, t sum
	for i := range p {
		students.add(p[i])
		total.add(r[i])
	}
	if total.value() == 0 || len(p) == 0 {
		return Unknown
	}
	for i := range p {
		if share := r[i] / total.value(); share > 0 {
			t.add(share * math.Log(share/(p[i]/students.value())))
		}
	}
	return t.value()
}

// near is how close to a line a binary figure is not trusted.
const near = 1e-9

// Reaches reports whether r for p students, per so many, is at least a line: near it by exact fractions, so that 42
// teachers for 1,000 students are 4.2 for a hundred.
func Reaches(r, p, per, line float64) bool {
	if d := r/p*per - line; math.Abs(d) > near*math.Max(1, line) {
		return d > 0
	}
	left := new(big.Rat).Mul(exact(r), exact(per))
	return left.Cmp(new(big.Rat).Mul(exact(line), exact(p))) >= 0
}

// within reports whether a coefficient is at most a limit: near it by exact fractions, CV² = ΣP·Σ(R²/P)/(ΣR)² − 1.
func within(p, r []float64, cv, limit float64) bool {
	if d := cv - limit; math.Abs(d) > near {
		return d < 0
	}
	students, total, squares := new(big.Rat), new(big.Rat), new(big.Rat)
	for i := range p {
		a, b := exact(p[i]), exact(r[i])
		students.Add(students, a)
		total.Add(total, b)
		squares.Add(squares, new(big.Rat).Quo(new(big.Rat).Mul(b, b), a))
	}
	left := new(big.Rat).Quo(new(big.Rat).Mul(students, squares), new(big.Rat).Mul(total, total))
	l := exact(limit)
	right := new(big.Rat).Add(new(big.Rat).Mul(l, l), big.NewRat(1, 1))
	return left.Cmp(right) <= 0
}

// exact is a figure as people wrote it: the shortest decimal that stands for it.
func exact(x float64) *big.Rat {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(x, 'f', -1, 64))
	if r == nil {
		r = new(big.Rat)
	}
	return r
}
