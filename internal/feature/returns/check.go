package returns

import (
	"context"
	"math"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/platform/formula"
)

// Grade is how much a problem weighs.
type Grade string

// The grades.
const (
	Wrong  Grade = "error" // cannot be submitted
	Doubt  Grade = "warn"  // has to be explained in the note of the cell
	Absent Grade = "absent"
)

// Problem is what is wrong with or odd about a cell.
type Problem struct {
	Code   string // the rule: "C01", "jump", "O1.z"
	Grade  Grade
	Field  string   // where it is shown
	Others []string // the other cells that take part

	text, english string
	args          []any
}

// Words says the problem in the reader's language.
func (p Problem) Words(ctx context.Context) string {
	if p.english != "" {
		return pick(ctx, p.text, p.english)
	}
	args := make([]any, len(p.args))
	for i, a := range p.args {
		if r, ok := a.(Ratio); ok {
			a = pick(ctx, r.Name, r.English)
		}
		args[i] = a
	}
	return lang.T(ctx, p.text, args...)
}

// Known is what a return is compared with: the values accepted for the year before, and the ratios of like
// units of this year by their code.
type Known struct {
	Before map[string]string
	Peers  map[string][]float64
}

// Check finds everything that is wrong with the values at once: what is required and missing, what the rules
// of the form say, jumps against the year before and outliers among like units.
func (f *Form) Check(values map[string]string, k Known) []Problem {
	var out []Problem
	for _, x := range f.Fields {
		if values[x.Code] == "" && x.Required && f.Applies(x, values) {
			out = append(out, Problem{Code: "required", Grade: Absent, Field: x.Code, text: "还没有填写"})
		}
	}
	figures := f.Figures(values)
	results, err := f.math.Eval(figures)
	if err != nil {
		return append(out, Problem{Code: "formula", Grade: Wrong, Field: f.Fields[0].Code, text: "无法计算核对规则"})
	}
	for _, c := range f.Checks {
		out = append(out, c.check(f, results)...)
	}
	out = append(out, f.jumps(figures, values, k.Before)...)
	return append(out, f.odd(results, values, k.Peers)...)
}

func (c Rule) check(f *Form, results map[string]formula.Result) []Problem {
	l, r := results[c.Code+"_left"], results[c.Code+"_right"]
	if !l.Known || !r.Known {
		return nil
	}
	const same = 1e-9 // values have at most four places
	d := l.Value - r.Value
	scale := max(1, math.Abs(l.Value), math.Abs(r.Value)) * same
	ok := map[string]bool{"=": math.Abs(d) <= scale, "<=": d <= scale, ">=": d >= -scale}[c.Op]
	if ok {
		return nil
	}
	names := append(f.math.Needs(c.Code+"_right"), f.math.Needs(c.Code+"_left")...)
	return []Problem{{Code: c.Code, Grade: Grade(c.Level), Field: names[0], Others: names[1:], text: c.Text, english: c.English}}
}

// jumps asks about figures that moved more than the form allows since the year before.
func (f *Form) jumps(figures map[string]float64, values, before map[string]string) (out []Problem) {
	for _, code := range f.Jumps.Fields {
		old, err := strconv.ParseFloat(before[code], 64)
		now, known := figures[code]
		if err != nil || !known || values[code] == "" || old == now {
			continue
		}
		switch change := (now - old) / old * 100; {
		case old == 0:
			out = append(out, Problem{Code: "jump", Grade: Doubt, Field: code, text: "上一年度为 0，今年为 %s，请说明原因", args: []any{values[code]}})
		case math.Abs(change) > f.Jumps.Percent:
			out = append(out, Problem{Code: "jump", Grade: Doubt, Field: code, text: "上一年度为 %s，变动 %s%%，请说明原因", args: []any{before[code], strconv.FormatFloat(change, 'f', 1, 64)}})
		}
	}
	return out
}

// odd asks about ratios that stand apart from like units.
func (f *Form) odd(results map[string]formula.Result, values map[string]string, peers map[string][]float64) (out []Problem) {
	for _, r := range f.Outliers.Ratios {
		x := results[r.Code]
		if !x.Known {
			continue
		}
		figure := strconv.FormatFloat(x.Value, 'f', 2, 64)
		at := func(kind, zh string, args ...any) {
			for _, code := range r.Fields {
				if values[code] != "" {
					out = append(out, Problem{Code: r.Code + "." + kind, Grade: Doubt, Field: code, text: zh, args: append([]any{r, figure}, args...)})
				}
			}
		}
		low, high := strconv.FormatFloat(r.Min, 'f', -1, 64), strconv.FormatFloat(r.Max, 'f', -1, 64)
		switch like := peers[r.Code]; {
		case x.Value < r.Min || x.Value > r.Max:
			at("range", "%s为 %s，不在 %s 至 %s 之间，请核对或说明原因", low, high)
		case len(like) < f.Outliers.Least:
		case math.Abs(ModifiedZ(like, x.Value)) > f.Outliers.ModifiedZ:
			at("modified_z", "%s为 %s，与同类单位的中位数 %s 相差很大，请核对或说明原因", strconv.FormatFloat(Median(like), 'f', 2, 64))
		case math.Abs(Z(like, x.Value)) > f.Outliers.Z:
			at("z", "%s为 %s，与同类单位的平均数 %s 相差很大，请核对或说明原因", strconv.FormatFloat(mean(like), 'f', 2, 64))
		}
	}
	return out
}

// Ratios are the figures that like units are compared by.
func (f *Form) Ratios(values map[string]string) map[string]float64 {
	results, err := f.math.Eval(f.Figures(values))
	if err != nil {
		return nil
	}
	out := map[string]float64{}
	for _, r := range f.Outliers.Ratios {
		if x := results[r.Code]; x.Known {
			out[r.Code] = x.Value
		}
	}
	return out
}
