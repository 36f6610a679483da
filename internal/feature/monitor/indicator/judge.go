package indicator

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/formula"
)

// Unit is a school with what it returned.
type Unit struct {
	ID     string
	Name   string
	Values map[string]string
}

// Parts are what a school gives for the coefficients, by stage: students and totals, combined schools split
// (教督〔2017〕6号 说明, rules 1.1 (3)). A school without students in a stage is not in it; one whose students are not
// given is in none.
func (s *Set) Parts(ru balance.Rules, u Unit) (map[balance.Stage]balance.School, error) {
	form, _ := returns.FormOf(s.SchoolForm)
	figures := form.Figures(u.Values)
	r, err := s.school.Eval(figures)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", u.Name, err)
	}
	students := map[balance.Stage]float64{}
	for stage, field := range s.Students {
		if n, known := figures[field]; known && n > 0 {
			students[balance.Stage(stage)] = n
		}
	}
	combined := students[balance.Primary] > 0 && students[balance.Junior] > 0
	var totals [balance.Columns]float64
	for i, x := range s.Resources {
		totals[i] = figure(r, x.Code+"_total")
	}
	parts := ru.Split(u.Name, students, totals)
	for stage, part := range parts {
		for i, x := range s.Resources {
			if x.Total != "" {
				continue
			}
			name := x.Code + "_" + string(stage)
			if _, own := r[x.Code+"_combined_"+string(stage)]; combined && own {
				name = x.Code + "_combined_" + string(stage)
			}
			part.Totals[i] = figure(r, name)
		}
		parts[stage] = part
	}
	return parts, nil
}

func figure(r map[string]formula.Result, name string) float64 {
	if x, ok := r[name]; ok && x.Known {
		return x.Value
	}
	return balance.Unknown
}

// Fields are the cells a figure of a school is made of: where "why this number" leads.
func (s *Set) Fields(code string, stage balance.Stage, combined bool) []string {
	for _, x := range s.Resources {
		if x.Code != code {
			continue
		}
		name := code + "_total"
		if x.Total == "" {
			name = code + "_" + string(stage)
		}
		if list := s.school.Needs(code + "_combined_" + string(stage)); combined && len(list) > 0 {
			return append(list, s.Students[string(stage)])
		}
		return append(s.school.Needs(name), s.Students[string(stage)])
	}
	return nil
}

// Formula is how a figure of a school is made, in codes of fields.
func (s *Set) Formula(code string, stage balance.Stage, combined bool) string {
	for _, x := range s.Resources {
		if x.Code != code {
			continue
		}
		if x.Total != "" {
			return x.Total
		}
		if stage == balance.Primary {
			if combined && x.CombinedPrimary != "" {
				return x.CombinedPrimary
			}
			return x.Primary
		}
		if combined && x.CombinedJunior != "" {
			return x.CombinedJunior
		}
		return x.Junior
	}
	return ""
}

// Kept is what a check says of a school.
type Kept struct {
	Check      Check
	Applies    bool
	Verdict    balance.Verdict
	Transition bool // not met, but by the transition rule it would be
	Left       float64
	Right      float64
}

// School checks the rules that every school keeps.
func (s *Set) School(u Unit) ([]Kept, error) {
	form, _ := returns.FormOf(s.SchoolForm)
	r, err := s.school.Eval(form.Figures(u.Values))
	if err != nil {
		return nil, err
	}
	var out []Kept
	for _, c := range s.Checks {
		out = append(out, c.of(form, u.Values, r))
	}
	return out, nil
}

func (c Check) of(form *returns.Form, values map[string]string, r map[string]formula.Result) Kept {
	k := Kept{Check: c, Applies: true}
	if len(c.Only) > 0 && values[form.TypeOf] != "" && !slices.Contains(c.Only, values[form.TypeOf]) {
		k.Applies, k.Verdict = false, balance.Met
		return k
	}
	for f, want := range c.When {
		if values[f] == "" {
			k.Verdict = balance.CannotTell
			return k
		}
		if values[f] != want {
			k.Applies, k.Verdict = false, balance.Met
			return k
		}
	}
	if c.Kind == "choice" {
		k.Verdict = verdictOf(values[c.Field] != "", slices.Contains(c.Is, values[c.Field]))
		return k
	}
	k.Left, k.Right = figure(r, c.Code+"_left"), figure(r, c.Code+"_right")
	k.Verdict = compare(k.Left, c.Op, k.Right)
	for i, t := range c.Transitions {
		left, right := k.Left, k.Right
		if t.Left != "" {
			left = figure(r, fmt.Sprintf("%s_left_%d", c.Code, i))
		}
		if t.Right != "" {
			right = figure(r, fmt.Sprintf("%s_right_%d", c.Code, i))
		}
		if holds(values, t.When) && k.Verdict == balance.NotMet && compare(left, c.Op, right) == balance.Met {
			k.Transition = true
		}
	}
	return k
}

func holds(values, when map[string]string) bool {
	for f, want := range when {
		if values[f] != want {
			return false
		}
	}
	return true
}

func verdictOf(known, met bool) balance.Verdict {
	switch {
	case !known:
		return balance.CannotTell
	case met:
		return balance.Met
	}
	return balance.NotMet
}

// compare judges figures of at most four places: what differs by less than a billionth is equal.
func compare(left float64, op string, right float64) balance.Verdict {
	if math.IsNaN(left) || math.IsNaN(right) {
		return balance.CannotTell
	}
	d := left - right
	near := 1e-9 * max(1, math.Abs(left), math.Abs(right))
	if op == "<=" {
		d = -d
	}
	return verdictOf(true, d >= -near)
}

// Figure is a computed figure of an item with its line.
type Figure struct {
	Value   float64 // NaN when it cannot be told
	Ratio   Ratio
	Verdict balance.Verdict
	Missing []string // fields without a value: T_S36 is missing at some school
	Zero    bool
}

// Failing is a school that does not keep a check, or of which it cannot be told.
type Failing struct {
	Unit Unit
	Kept Kept
}

// Judged is an item with its verdict.
type Judged struct {
	Item     Item
	Verdict  balance.Verdict
	Said     string // the conclusion of the district
	Figures  []Figure
	Failing  []Failing
	Subjects int // of national monitoring that were given
}

// Sums are the totals over schools, missing where one school that is asked has not answered.
func (s *Set) totals(schools []Unit) map[string]float64 {
	form, _ := returns.FormOf(s.SchoolForm)
	out := map[string]float64{}
	if len(schools) == 0 {
		return out
	}
	for _, f := range numeric(form) {
		out["T_"+f] = 0
	}
	for _, x := range s.Sums {
		out[x.Name] = 0
	}
	for _, u := range schools {
		figures := form.Figures(u.Values)
		for _, f := range numeric(form) {
			v, known := figures[f]
			if !known {
				v = math.NaN()
			}
			out["T_"+f] += v
		}
		for _, x := range s.Sums {
			v, known := figures[x.Field]
			switch {
			case !known && holds(u.Values, x.Where):
				out[x.Name] = math.NaN()
			case holds(u.Values, x.Where):
				out[x.Name] += v
			}
		}
	}
	return out
}

// Judge judges the items of a district: the values of its own return, and those of its schools.
func (s *Set) Judge(district map[string]string, schools []Unit) ([]Judged, error) {
	form, _ := returns.FormOf(s.DistrictForm)
	values := s.totals(schools)
	for f, v := range form.Figures(district) {
		values[f] = v
	}
	r, err := s.district.Eval(values)
	if err != nil {
		return nil, err
	}
	kept := map[string][]Failing{}
	for _, u := range schools {
		list, err := s.School(u)
		if err != nil {
			return nil, err
		}
		for _, k := range list {
			if k.Verdict != balance.Met {
				kept[k.Check.Code] = append(kept[k.Check.Code], Failing{u, k})
			}
		}
	}
	var out []Judged
	for _, i := range s.Items {
		out = append(out, i.judge(district, r, kept, len(schools)))
	}
	return out, nil
}

func (i Item) judge(district map[string]string, r map[string]formula.Result, kept map[string][]Failing, schools int) Judged {
	j := Judged{Item: i, Verdict: balance.Met, Said: district[i.Field]}
	switch i.Kind {
	case "veto":
		j.Verdict = verdictOf(j.Said != "", j.Said == "否")
		return j
	case "subjects":
		j.subjects(district)
		return j
	case "schools":
		for _, code := range i.Schools {
			j.Failing = append(j.Failing, kept[code]...)
		}
		if schools == 0 {
			j.Verdict = balance.CannotTell
		}
		for _, f := range j.Failing {
			j.Verdict = Worse(j.Verdict, f.Kept.Verdict)
		}
		return j
	}
	if i.Field != "" {
		j.Verdict = verdictOf(j.Said != "", j.Said == "达标" || j.Said == "合格")
	}
	for n, ratio := range i.Ratios {
		x := r[fmt.Sprintf("%s_%d", i.Code, n)]
		f := Figure{Value: balance.Unknown, Ratio: ratio, Verdict: balance.CannotTell, Missing: x.Missing, Zero: x.Zero}
		if x.Known {
			f.Value, f.Verdict = x.Value, compare(x.Value, ratio.Op, ratio.Line)
		}
		j.Figures, j.Verdict = append(j.Figures, f), Worse(j.Verdict, f.Verdict)
	}
	return j
}

// subjects judges the national monitoring: every subject that was given reaches level Ⅲ, and its schools differ by
// less than the limit (教育质量第 9 项); none given cannot be told.
func (j *Judged) subjects(district map[string]string) {
	for n, level := range j.Item.Levels {
		l, spread := district[level], district[j.Item.Spreads[n]]
		if l == "" && spread == "" {
			continue
		}
		j.Subjects++
		v := balance.CannotTell
		if x, err := parse(spread); l != "" && err == nil {
			v = verdictOf(true, slices.Contains(j.Item.Least, l) && x < j.Item.Below)
		}
		j.Verdict = Worse(j.Verdict, v)
	}
	if j.Subjects == 0 {
		j.Verdict = balance.CannotTell
	}
}

// Worse joins verdicts: one that is not met decides, then one that cannot be told.
func Worse(a, b balance.Verdict) balance.Verdict {
	if a == balance.NotMet || b == balance.NotMet {
		return balance.NotMet
	}
	if a == balance.CannotTell || b == balance.CannotTell {
		return balance.CannotTell
	}
	return balance.Met
}

// All joins the verdicts of items.
func All(list []Judged) balance.Verdict {
	v := balance.Met
	for _, j := range list {
		v = Worse(v, j.Verdict)
	}
	return v
}

func parse(s string) (float64, error) { return strconv.ParseFloat(s, 64) }
