package balance

import "math"

// Verdict has three values.
type Verdict string

// The verdicts.
const (
	Met        Verdict = "met"
	NotMet     Verdict = "not_met"
	CannotTell Verdict = "cannot_tell"
)

// Label is the verdict in Chinese.
func (v Verdict) Label() string {
	switch v {
	case Met:
		return "达标"
	case NotMet:
		return "不达标"
	}
	return "无法判定"
}

// and joins verdicts of which all must be met: one that is not met decides, else one that cannot be told.
func (v Verdict) and(o Verdict) Verdict {
	switch {
	case v == NotMet || o == NotMet:
		return NotMet
	case v == CannotTell || o == CannotTell:
		return CannotTell
	}
	return Met
}

// School is a school, or the part of a combined one, in a stage.
type School struct {
	Name     string
	Students float64
	Totals   [Columns]float64 // raw totals; Unknown for what was not given
}

// Result is a stage of a county, judged.
type Result struct {
	Stage    Stage
	Schools  int
	Students float64
	Stats    [Columns]Stat    // per student or hundred students, as the item says
	Each     [Columns]Verdict // of each coefficient; CannotTell where the rules judge only their mean
	Edge     [Columns]bool    // rounded to three places the coefficient would be judged otherwise
	Mean     float64          // of the coefficients
	Lines    Verdict          // whether every school meets its lines
	Verdict  Verdict
	NotMet   []string // schools that do not meet their lines
}

// Judge judges a stage of a county. places is how many places a coefficient is rounded to before it is compared,
// below zero not at all: the text does not say, and a coefficient of 0.5004 depends on it (rules 1.1 (2)).
func (ru Rules) Judge(stage Stage, schools []School, places int) Result {
	out := Result{Stage: stage, Schools: len(schools), Lines: Met, Verdict: Met}
	p, r := make([]float64, len(schools)), make([]float64, len(schools))
	var students, mean sum
	for i, s := range schools {
		p[i] = s.Students
		students.add(s.Students)
	}
	out.Students = students.value()
	for k, item := range ru.Items {
		for i, s := range schools {
			r[i] = s.Totals[k]
		}
		st := Weighted(p, r)
		mean.add(st.CV)
		out.Each[k] = CannotTell
		if Known(st.CV) && ru.Judged == "each" {
			out.Each[k] = met(cvWithin(p, r, st.CV, ru.Limit[stage], places))
			out.Edge[k] = cvWithin(p, r, st.CV, ru.Limit[stage], -1) != cvWithin(p, r, st.CV, ru.Limit[stage], shown)
		}
		st.Mean *= item.Per
		st.SD *= item.Per
		out.Stats[k] = st
	}
	out.Mean = mean.value() / Columns
	for _, s := range schools {
		v := ru.School(stage, s)
		if v == NotMet {
			out.NotMet = append(out.NotMet, s.Name)
		}
		out.Lines = out.Lines.and(v)
	}
	if ru.Judged == "mean" {
		out.Verdict = CannotTell
		if Known(out.Mean) {
			out.Verdict = met(rounded(out.Mean, places) <= ru.Limit[stage]+1e-12)
		}
		return out
	}
	out.Verdict = out.Lines
	for _, v := range out.Each {
		out.Verdict = out.Verdict.and(v)
	}
	return out
}

// shown is how many places a coefficient has in the tables of the declaration.
const shown = 3

func cvWithin(p, r []float64, cv, limit float64, places int) bool {
	if places >= 0 {
		return rounded(cv, places) <= limit+1e-12
	}
	return within(p, r, cv, limit)
}

// rounded is half away from zero, as the tables do it.
func rounded(x float64, places int) float64 {
	if places < 0 {
		return x
	}
	f := math.Pow10(places)
	return math.Round(x*f) / f
}

func met(ok bool) Verdict {
	if ok {
		return Met
	}
	return NotMet
}

// School judges the lines of one school: at least six are met, the others reach 85 % (教督〔2017〕6号 资源配置). Rules
// without lines are met by every school.
func (ru Rules) School(stage Stage, s School) Verdict {
	if ru.Least == 0 {
		return Met
	}
	reached, unknown := 0, 0
	for k, item := range ru.Items {
		line, ok := item.Line(stage)
		switch {
		case !ok || !Known(s.Totals[k]):
			unknown++
		case Reaches(s.Totals[k], s.Students, item.Per, line):
			reached++
		case !Reaches(s.Totals[k], s.Students, item.Per, line*ru.Floor):
			return NotMet
		}
	}
	switch {
	case reached+unknown < ru.Least:
		return NotMet
	case unknown > 0: // what is missing may still be below the floor
		return CannotTell
	}
	return Met
}

// Split parts the totals of a combined school among its stages: total × share × students of the stage over the sum
// of these (教督〔2017〕6号 说明: 九年一贯 1:1.1, 完中 初:高 1:1.2, 十二年一贯 1:1.1:1.32). What is not split by share has to be
// counted by stage; one total for the school does not tell it.
func (ru Rules) Split(name string, students map[Stage]float64, totals [Columns]float64) map[Stage]School {
	weight := 0.0
	for st, n := range students {
		weight += ru.Share[st] * n
	}
	out := map[Stage]School{}
	for _, st := range Stages {
		n := students[st]
		if n <= 0 {
			continue
		}
		s := School{Name: name, Students: n}
		for k, item := range ru.Items {
			s.Totals[k] = Unknown
			if item.Split {
				s.Totals[k] = totals[k] * ru.Share[st] * n / weight
			}
		}
		out[st] = s
	}
	return out
}
