package balance_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/feature/monitor/balance"
)

func close(a, b, off float64) bool { return math.Abs(a-b) <= off }

func num(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// digits is half of the last place a published figure has.
func digits(s string) float64 {
	_, after, _ := strings.Cut(s, ".")
	return 0.5000001 * math.Pow10(-len(after))
}

type vector struct {
	ID      string          `json:"id"`
	Schools json.RawMessage `json:"schools"`
	Nine    struct {
		Total   float64 `json:"total"`
		Primary float64 `json:"primary_students"`
		Junior  float64 `json:"junior_students"`
		ShareP  string  `json:"primary_share"`
		ShareJ  string  `json:"junior_share"`
		PerP    string  `json:"per_capita_primary"`
		PerJ    string  `json:"per_capita_junior"`
	} `json:"nine_year"`
	PrimarySchools []struct {
		Students float64 `json:"students"`
		Total    string  `json:"total"`
	} `json:"primary_schools"`
	Computed map[string]string `json:"computed"`
	Wrong    map[string]string `json:"wrong"`
	CV       string            `json:"cv"`
	CV3      string            `json:"cv3"`
	Primary  bool              `json:"primary_pass"`
	Junior   bool              `json:"junior_pass"`
	Cases    []struct {
		Schools [][2]float64 `json:"schools"`
		CV      string       `json:"cv"`
		Expect  string       `json:"expect"`
	} `json:"cases"`
}

func vectors(t *testing.T) map[string]vector {
	t.Helper()
	b, err := os.ReadFile("testdata/cv-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	out := map[string]vector{}
	for _, v := range list {
		out[v.ID[:1]] = v
	}
	return out
}

func pairs(t *testing.T, raw json.RawMessage) (p, r []float64) {
	t.Helper()
	var list [][2]float64
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		p, r = append(p, x[0]), append(r, x[1])
	}
	return p, r
}

// Vector A: five schools whose figures were published; unweighted the verdict would turn.
func TestPublishedSchools(t *testing.T) {
	v := vectors(t)["A"]
	var list []struct{ Students, Total float64 }
	if err := json.Unmarshal(v.Schools, &list); err != nil {
		t.Fatal(err)
	}
	var p, r []float64
	for _, x := range list {
		p, r = append(p, x.Students), append(r, x.Total)
	}
	s := balance.Weighted(p, r)
	for name, got := range map[string]float64{"mean": s.Mean, "variance": s.SD * s.SD, "sd": s.SD, "cv": s.CV} {
		if want := v.Computed[name]; !close(got, num(t, want), digits(want)) {
			t.Errorf("%s: %.12f, want %s", name, got, want)
		}
	}
	if wrong := num(t, v.Wrong["unweighted_population"]); close(s.CV, wrong, 0.01) {
		t.Error("the coefficient is not weighted by students")
	}
}

// Vector E: a nine-year school is split 1:1.1 and its part stands among the primary schools.
func TestNineYearSchoolIsSplit(t *testing.T) {
	v := vectors(t)["E"]
	ru, _ := balance.RulesOf("2017")
	var totals [balance.Columns]float64
	totals[5] = v.Nine.Total
	parts := ru.Split("九年一贯制学校", map[balance.Stage]float64{balance.Primary: v.Nine.Primary, balance.Junior: v.Nine.Junior}, totals)
	for st, want := range map[balance.Stage][2]string{balance.Primary: {v.Nine.ShareP, v.Nine.PerP}, balance.Junior: {v.Nine.ShareJ, v.Nine.PerJ}} {
		s := parts[st]
		if !close(s.Totals[5], num(t, want[0]), digits(want[0])) || !close(s.Totals[5]/s.Students, num(t, want[1]), digits(want[1])) {
			t.Errorf("%s: %v, want %v", st, s.Totals[5], want)
		}
		if balance.Known(s.Totals[0]) || !balance.Known(s.Totals[3]) {
			t.Errorf("%s: teachers of a combined school cannot be told from one total, rooms are split: %v", st, s.Totals)
		}
	}
	var p, r []float64
	for _, x := range v.PrimarySchools {
		p, r = append(p, x.Students), append(r, num(t, x.Total))
	}
	s := balance.Weighted(p, r)
	for name, got := range map[string]float64{"mean": s.Mean, "sd": s.SD, "cv": s.CV} {
		if want := v.Computed[name]; !close(got, num(t, want), digits(want)) {
			t.Errorf("%s: %.12f, want %s", name, got, want)
		}
	}
}

// stage judges schools that differ in one indicator only.
func stage(st balance.Stage, places int, p, r []float64) balance.Result {
	ru, _ := balance.RulesOf("2017")
	var list []balance.School
	for i := range p {
		s := balance.School{Name: strconv.Itoa(i), Students: p[i]}
		for k := range s.Totals {
			s.Totals[k] = p[i] * 1e6
		}
		s.Totals[5] = r[i] * 1e6
		list = append(list, s)
	}
	return ru.Judge(st, list, places)
}

// Vectors G and I: a coefficient of exactly 0.50 is met in primary schools and not in junior ones; 0.5004 shows as
// 0.500, is not met unrounded, met rounded, and marked.
func TestOnTheLimit(t *testing.T) {
	all := vectors(t)
	p, r := pairs(t, all["G"].Schools)
	for st, want := range map[balance.Stage]bool{balance.Primary: all["G"].Primary, balance.Junior: all["G"].Junior} {
		got := stage(st, -1, p, r)
		if got.Stats[5].CV != 0.5 || (got.Each[5] == balance.Met) != want || got.Edge[5] {
			t.Errorf("%s: %v %s", st, got.Stats[5].CV, got.Each[5])
		}
	}
	p, r = pairs(t, all["I"].Schools)
	got := stage(balance.Primary, -1, p, r)
	if !close(got.Stats[5].CV, 0.5004, 1e-12) || got.Each[5] != balance.NotMet || !got.Edge[5] {
		t.Errorf("0.5004: %v %s, marked %v", got.Stats[5].CV, got.Each[5], got.Edge[5])
	}
	if got := stage(balance.Primary, 3, p, r); got.Each[5] != balance.Met {
		t.Errorf("rounded to three places: %s", got.Each[5])
	}
}

// Vector J: one school, or schools that are alike, differ by nothing; with a mean of zero nothing can be told.
func TestDegenerate(t *testing.T) {
	for i, c := range vectors(t)["J"].Cases {
		var p, r []float64
		zero := false
		for _, x := range c.Schools {
			p, r, zero = append(p, x[0]), append(r, x[1]), zero || x[0] == 0
		}
		if zero {
			continue // Read refuses it: TestWrongCells
		}
		s := balance.Weighted(p, r)
		switch {
		case c.CV != "" && s.CV != num(t, c.CV):
			t.Errorf("case %d: %v", i, s.CV)
		case c.CV == "" && balance.Known(s.CV):
			t.Errorf("case %d: a mean of zero gives %v", i, s.CV)
		}
	}
	got := stage(balance.Primary, -1, []float64{100, 100}, []float64{0, 0})
	if got.Each[5] != balance.CannotTell || got.Lines != balance.NotMet {
		t.Errorf("%s %s", got.Each[5], got.Lines)
	}
	if s := balance.Weighted([]float64{1, 2}, []float64{1, balance.Unknown}); balance.Known(s.Mean) {
		t.Error("a missing value counts as something")
	}
}

// The invariants of rules 1.3, over random counties.
func TestInvariants(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := 1 + rnd.IntN(40)
		p, r := make([]float64, n), make([]float64, n)
		for i := range p {
			p[i], r[i] = float64(1+rnd.IntN(3000)), float64(rnd.IntN(100000))/10
		}
		r[0]++
		s := balance.Weighted(p, r)
		same := func(what string, q, u []float64) {
			t.Helper()
			if o := balance.Weighted(q, u); !close(o.CV, s.CV, 1e-12*(1+s.CV)) {
				t.Errorf("%s: %v, want %v", what, o.CV, s.CV)
			}
		}
		scaled := slices.Clone(r)
		for i := range scaled {
			scaled[i] *= 10000
		}
		same("another unit", p, scaled)
		same("every school twice", append(slices.Clone(p), p...), append(slices.Clone(r), r...))
		same("a school in two parts alike", append([]float64{p[0] / 4}, append([]float64{p[0] * 3 / 4}, p[1:]...)...), append([]float64{r[0] / 4}, append([]float64{r[0] * 3 / 4}, r[1:]...)...))
		q, u := slices.Clone(p), slices.Clone(r)
		slices.Reverse(q)
		slices.Reverse(u)
		same("another order", q, u)
		sum, students, squares, parts := 0.0, 0.0, 0.0, 0.0
		for i := range p {
			sum, students = sum+r[i], students+p[i]
			squares += r[i] * r[i] / p[i]
		}
		if other := students*squares/sum/sum - 1; !close(s.CV*s.CV, other, 1e-9*(1+other)) {
			t.Errorf("CV² is %v, by totals %v", s.CV*s.CV, other)
		}
		for _, c := range balance.Contributions(p, r) {
			parts += c
		}
		if s.CV > 1e-12 && !close(parts, 1, 1e-9) {
			t.Errorf("contributions add up to %v", parts)
		}
		if g := balance.Gini(p, r); g < -1e-12 || g >= 1 {
			t.Errorf("Gini %v", g)
		}
		if x := balance.Theil(p, r); x < -1e-12 || x > math.Log(students)+1e-9 {
			t.Errorf("Theil %v", x)
		}
	}
}

// Gini and Theil of figures that are known by hand: all alike is 0; one of two equal schools with everything is 1/2
// and ln 2.
func TestGiniAndTheil(t *testing.T) {
	for _, c := range []struct {
		p, r        []float64
		gini, theil float64
	}{{[]float64{3, 5}, []float64{6, 10}, 0, 0}, {[]float64{1, 1}, []float64{0, 8}, 0.5, math.Ln2}} {
		if g := balance.Gini(c.p, c.r); !close(g, c.gini, 1e-12) {
			t.Errorf("Gini of %v: %v", c.r, g)
		}
		if x := balance.Theil(c.p, c.r); !close(x, c.theil, 1e-12) {
			t.Errorf("Theil of %v: %v", c.r, x)
		}
	}
	// each student by itself gives the same as the schools they sit in: weights are students
	p, r := []float64{2, 3}, []float64{4, 9}
	one, each := balance.Gini(p, r), balance.Gini([]float64{1, 1, 1, 1, 1}, []float64{2, 2, 3, 3, 3})
	if !close(one, each, 1e-12) {
		t.Errorf("%v by schools, %v by students", one, each)
	}
}
