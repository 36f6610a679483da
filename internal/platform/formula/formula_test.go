package formula_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"dudao/internal/platform/formula"
)

func set(t *testing.T, defs ...formula.Def) *formula.Set {
	t.Helper()
	s, problems := formula.Compile(defs, []string{"在校生", "专任教师", "骨干", "a", "b"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

func eval(t *testing.T, s *formula.Set, values map[string]float64) map[string]formula.Result {
	t.Helper()
	out, err := s.Eval(values)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Formulas may use those that stand after them; figures are those of arithmetic.
func TestFormulas(t *testing.T) {
	s := set(t, formula.Def{Name: "骨干占比", Formula: "每百名骨干 / 每百名教师 * 100"}, formula.Def{Name: "每百名骨干", Formula: "骨干 / 在校生 * 100"},
		formula.Def{Name: "每百名教师", Formula: "专任教师 / 在校生 * 100"}, formula.Def{Name: "x", Formula: "max(a, b, 1) - min(a, b) + sum(1, 2) * abs(-2) + 1 / 2"})
	out := eval(t, s, map[string]float64{"在校生": 1000, "专任教师": 50, "骨干": 10, "a": 3, "b": 4})
	for name, want := range map[string]float64{"每百名骨干": 1, "每百名教师": 5, "骨干占比": 20, "x": 7.5} {
		if r := out[name]; !r.Known || math.Abs(r.Value-want) > 1e-12 {
			t.Errorf("%s: %+v, want %v", name, r, want)
		}
	}
}

// A missing value reaches whatever needs it, through any formula; it is named, and nothing becomes 0.
func TestMissingIsNeverZero(t *testing.T) {
	s := set(t, formula.Def{Name: "one", Formula: "a / b"}, formula.Def{Name: "two", Formula: "1 / (1 / one) * 0"}, formula.Def{Name: "three", Formula: "max(one, 7) + min(a, two)"}, formula.Def{Name: "own", Formula: "a + 1"})
	out := eval(t, s, map[string]float64{"a": 5})
	for _, name := range []string{"one", "two", "three"} {
		if r := out[name]; r.Known || !slices.Equal(r.Missing, []string{"b"}) || r.Zero {
			t.Errorf("%s without b: %+v", name, r)
		}
	}
	if !out["own"].Known || out["own"].Value != 6 {
		t.Errorf("what does not need b: %+v", out["own"])
	}
	out = eval(t, s, map[string]float64{"a": 5, "b": 0})
	for _, name := range []string{"one", "two", "three"} {
		if r := out[name]; r.Known || len(r.Missing) > 0 || !r.Zero {
			t.Errorf("%s divided by zero: %+v", name, r)
		}
	}
}

// What is no arithmetic, unknown, taken or circular is refused, each with its name.
func TestRefusedFormulas(t *testing.T) {
	for name, c := range map[string]struct {
		defs []formula.Def
		want string
	}{
		"comparison":    {[]formula.Def{{Name: "x", Formula: "a > b"}}, "not arithmetic"},
		"choice":        {[]formula.Def{{Name: "x", Formula: "a > 1 ? a : b"}}, "not arithmetic"},
		"text":          {[]formula.Def{{Name: "x", Formula: `a + "1"`}}, "x"},
		"power":         {[]formula.Def{{Name: "x", Formula: "a ** b"}}, "not arithmetic"},
		"other call":    {[]formula.Def{{Name: "x", Formula: "len(a)"}}, "x"},
		"own name of ÷": {[]formula.Def{{Name: "x", Formula: "divide__(a)"}}, "x"},
		"list":          {[]formula.Def{{Name: "x", Formula: "[a, b]"}}, "x"},
		"unknown":       {[]formula.Def{{Name: "x", Formula: "a / c"}}, "c"},
		"unknown sum":   {[]formula.Def{{Name: "x", Formula: "a + c"}}, "c"},
		"empty":         {[]formula.Def{{Name: "x", Formula: ""}}, "x"},
		"not closed":    {[]formula.Def{{Name: "x", Formula: "(a + b"}}, "x"},
		"taken":         {[]formula.Def{{Name: "a", Formula: "b"}}, "taken"},
		"twice":         {[]formula.Def{{Name: "x", Formula: "b"}, {Name: "x", Formula: "a"}}, "taken"},
		"circle":        {[]formula.Def{{Name: "x", Formula: "y + 1"}, {Name: "y", Formula: "z"}, {Name: "z", Formula: "x"}}, "x → y → z → x"},
		"itself":        {[]formula.Def{{Name: "x", Formula: "x + 1"}}, "needs itself"},
	} {
		s, problems := formula.Compile(c.defs, []string{"a", "b"})
		text := ""
		for _, p := range problems {
			text += p.Error() + "\n"
		}
		if s != nil || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	s, _ := formula.Compile([]formula.Def{{Name: "x", Formula: "a / b * 100"}, {Name: "y", Formula: "x - a"}}, []string{"a", "b"})
	values := map[string]float64{"a": 3, "b": 4}
	for b.Loop() {
		if _, err := s.Eval(values); err != nil {
			b.Fatal(err)
		}
	}
}
