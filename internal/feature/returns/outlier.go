package returns

import (
	"math"
	"slices"
)

// Z is how many standard deviations x lies from the mean of values; 0 when they do not differ.
func Z(values []float64, x float64) float64 {
	m := mean(values)
	var s float64
	for _, v := range values {
		s += (v - m) * (v - m)
	}
	sd := math.Sqrt(s / float64(len(values)))
	if sd == 0 || math.IsNaN(sd) {
		return 0
	}
	return (x - m) / sd
}

// ModifiedZ is the robust measure of Iglewicz & Hoaglin (1993): 0.6745 (x − median) / MAD, with the median
// of the absolute deviations, or 0 when that is zero.
func ModifiedZ(values []float64, x float64) float64 {
	m := Median(values)
	away := make([]float64, len(values))
	for i, v := range values {
		away[i] = math.Abs(v - m)
	}
	mad := Median(away)
	if mad == 0 || math.IsNaN(mad) {
		return 0
	}
	return 0.6745 * (x - m) / mad
}

// Median is the middle of the values, NaN of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
