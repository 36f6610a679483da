package standard

import (
	"context"
	"fmt"

	"dudao/internal/base/lang"
)

// Mark is what an indicator was given: the code of a grade or of a non-value, or points.
type Mark struct {
	Code   string // "" is not marked yet, which counts as 未督导
	Points int    // by points, without a grade: earned, in hundredths
	Scored bool   // Points count although Code is ""
}

// Verdict has three values: missing data is not an achievement (rules §13, 6).
type Verdict string

const (
	Met        Verdict = "met"         // 达标
	NotMet     Verdict = "not_met"     // 未达标
	CannotTell Verdict = "cannot_tell" // 无法判定
)

// Label is the verdict in Chinese.
func (v Verdict) Label() string {
	switch v {
	case Met:
		return "达标"
	case NotMet:
		return "未达标"
	}
	return "无法判定"
}

// Reason says why, in any language.
type Reason struct {
	Node   string // the indicator, "" for the whole
	format string
	args   []any
}

// Text says the reason in the reader's language.
func (r Reason) Text(ctx context.Context) string { return lang.T(ctx, r.format, r.args...) }

// Result is the judgement of the whole or of one branch.
type Result struct {
	Verdict  Verdict
	Outcome  Outcome // the grade of the whole; zero when it cannot be told
	Reasons  []Reason
	Score    int // by points: earned so far, in hundredths
	Full     int // by points: what the indicators that count could earn
	Leaves   int
	MetN     int
	UnmetN   int
	UnknownN int
	SkippedN int
	Branches map[string]Result // by the code of every node with children; nil inside a branch
}

// Judge gives the result of marks by leaf code. Indicators that are unknown are tried both ways: as
// the best grade and as the worst; only if both come to the same grade of the whole can it be told.
func Judge(v Version, marks map[string]Mark) Result {
	r := judge(v, v.Leaves(), marks)
	r.Branches = map[string]Result{}
	for _, n := range v.Nodes {
		if kids := v.Children(n.Code); len(kids) > 0 {
			r.Branches[n.Code] = judge(v, v.Under(n.Code), marks)
		}
	}
	return r
}

func judge(v Version, leaves []Node, marks map[string]Mark) Result {
	r := Result{Leaves: len(leaves)}
	var known []answer
	var open []Node
	for _, n := range leaves {
		a, state := v.answer(n, marks[n.Code])
		switch state {
		case skipped:
			r.SkippedN++
			continue
		case unknown:
			r.UnknownN++
			open = append(open, n)
			r.Reasons = append(r.Reasons, Reason{n.Code, "%s：%s，无法判定", []any{n.Name, v.unknownLabel(marks[n.Code])}})
		case answered:
			known = append(known, a)
			r.Score += a.points
			r.count(a)
		}
		r.Full += n.Points
	}
	if len(known)+len(open) == 0 {
		r.Verdict = CannotTell
		r.Reasons = append(r.Reasons, Reason{"", "没有可以判定的指标", nil})
		return r
	}
	for _, a := range known {
		if a.node.Veto && !a.met {
			r.Verdict, r.Outcome = NotMet, v.worst()
			r.Reasons = append([]Reason{{a.node.Code, "一票否决：%s", []any{a.node.Name}}}, r.Reasons...)
			return r
		}
	}
	best := v.outcome(append(known[:len(known):len(known)], v.guess(open, true)...))
	worst := v.outcome(append(known[:len(known):len(known)], v.guess(open, false)...))
	r.conclude(v, best, worst)
	return r
}

func (r *Result) count(a answer) {
	if a.met {
		r.MetN++
		return
	}
	r.UnmetN++
	r.Reasons = append(r.Reasons, Reason{a.node.Code, "%s：%s", []any{a.node.Name, a.label}})
}

// conclude compares the best and the worst that may come out.
func (r *Result) conclude(v Version, best, worst Outcome) {
	switch {
	case best.Code == worst.Code:
		r.Outcome = best
		r.Verdict = NotMet
		if best.Met {
			r.Verdict = Met
		}
	case best.Met == worst.Met: // met or not either way, only the grade is open
		r.Verdict = NotMet
		if best.Met {
			r.Verdict = Met
		}
		r.Reasons = append(r.Reasons, Reason{"", "等次在“%s”与“%s”之间，待补充 %d 项", []any{best.Label, worst.Label, r.UnknownN}})
	default:
		r.Verdict = CannotTell
	}
}

type answerState int

const (
	answered answerState = iota
	unknown
	skipped
)

// answer is one known mark.
type answer struct {
	node   Node
	rank   int // of the grade, 0 is best
	met    bool
	points int
	label  string
}

func (v Version) answer(n Node, m Mark) (answer, answerState) {
	if nv, ok := v.NonValue(m.Code); ok {
		if nv.Counts == Skip {
			return answer{}, skipped
		}
		return answer{}, unknown
	}
	for rank, g := range v.Grades {
		if g.Code == m.Code {
			a := answer{n, rank, g.Met, n.Points * g.Share / 100, g.Label}
			if m.Scored {
				a.points = clamp(m.Points, n.Points)
			}
			return a, answered
		}
	}
	if m.Code == "" && m.Scored {
		points := clamp(m.Points, n.Points)
		rank := v.rankOf(points, n.Points)
		return answer{n, rank, v.Grades[rank].Met, points, fmt.Sprintf("%d.%02d", points/100, points%100)}, answered
	}
	return answer{}, unknown
}

func clamp(points, most int) int { return min(max(points, 0), most) }

// rankOf finds the grade that points amount to: the best whose share they reach.
func (v Version) rankOf(points, full int) int {
	for i, g := range v.Grades {
		if points*100 >= g.Share*full {
			return i
		}
	}
	return len(v.Grades) - 1
}

// guess answers the open indicators as well or as badly as can be.
func (v Version) guess(open []Node, well bool) []answer {
	var out []answer
	for _, n := range open {
		rank := len(v.Grades) - 1
		if well {
			rank = 0
		}
		g := v.Grades[rank]
		out = append(out, answer{n, rank, g.Met, n.Points * g.Share / 100, g.Label})
	}
	return out
}

func (v Version) worst() Outcome { return v.Results[len(v.Results)-1] }

// outcome finds the best grade of the whole that complete answers reach.
func (v Version) outcome(all []answer) Outcome {
	for _, a := range all {
		if a.node.Veto && !a.met {
			return v.worst()
		}
	}
	for _, o := range v.Results {
		if v.reaches(o, all) {
			return o
		}
	}
	return v.worst()
}

func (v Version) reaches(o Outcome, all []answer) bool {
	if o.Code == v.worst().Code {
		return true
	}
	switch v.Method {
	case ByPoints:
		score, full := 0, 0
		for _, a := range all {
			score, full = score+a.points, full+a.node.Points
		}
		return full > 0 && score*10000 >= o.Points*full
	case ByGrade:
		want, floor := v.rank(o.Grade), v.rank(o.Floor)
		good := 0
		for _, a := range all {
			if o.Floor != "" && a.rank > floor {
				return false
			}
			if a.rank <= want {
				good++
			}
		}
		return good*100 >= o.Share*len(all)
	}
	unmet := 0
	for _, a := range all {
		if !a.met {
			unmet++
		}
	}
	return unmet <= v.Unmet
}

func (v Version) rank(code string) int {
	for i, g := range v.Grades {
		if g.Code == code {
			return i
		}
	}
	return len(v.Grades) - 1
}

func (v Version) unknownLabel(m Mark) string {
	if nv, ok := v.NonValue(m.Code); ok {
		return nv.Label
	}
	for _, nv := range v.NonValues {
		if nv.Counts == Unknown {
			return nv.Label // the first is 未督导
		}
	}
	return "—"
}
