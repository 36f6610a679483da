// Package xray is the check before issue: what must not leave the house in a report, an opinion or a
// decision. The rules are data (data/xray.yaml: which check, for which kinds of letters, error or warning,
// the article); a check looks at the text and at what the record knows. Errors block; warnings pass with a
// reason, which stays with the letter.
//
// It does no I/O and knows nothing of how letters are kept.
package xray

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
)

// Level says what follows from a rule that is broken.
type Level string

// The levels.
const (
	Error   Level = "error"
	Warning Level = "warning"
)

// Rule is one line of data/xray.yaml.
type Rule struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Check    string   `yaml:"check"`
	Level    Level    `yaml:"level"`
	Kinds    []string `yaml:"kinds"` // empty is every kind
	Limit    int      `yaml:"limit"`
	Patterns []string `yaml:"patterns"` // of texts that must not stand there
	Except   []string `yaml:"except"`   // words in what a pattern found that make it harmless
	Article  string   `yaml:"article"`
	Evidence string   `yaml:"evidence"`

	found []*regexp.Regexp
}

// Problem is a rule that a letter breaks, in words for people.
type Problem struct {
	Rule   Rule
	Text   string // Chinese
	format string
	args   []any
}

// In says the problem in a language.
func (p Problem) In(l lang.Lang) string { return lang.In(l, p.format, p.args...) }

// Subject is a letter as the checks see it.
type Subject struct {
	Kind          string
	Title, Body   string // what people wrote
	Base          string // what the record said
	SeatPath      string // the place of the body that issues
	UnitPath      string // whom it is about
	Findings      []Finding
	Statements    []Statement
	Team          int // inspectors; zero is not said
	Persons       []string
	Totals        []Total
	Due           civil.Date // the deadline it sets
	Earliest      civil.Date // the deadline of the rule; zero when there is none
	MissingTables []string
	Remedies      []string // words that must stand in the text, such as 复核, 申诉
}

// Finding is a problem a letter states.
type Finding struct {
	Text, Clause, Demand string
	Due                  civil.Date
	Evidence             int
}

// Statement is a sentence of a report with the number of things it rests on.
type Statement struct {
	Text    string
	Grounds int
}

// Total is a number the record knows: so many of a thing, counted in a unit.
type Total struct {
	Label, Unit string
	Count       int
}

// Rules are the shipped rules in their order.
var Rules = func() []Rule {
	var out []Rule
	if err := yaml.Unmarshal(data.XRay, &out); err != nil {
		panic("data/xray.yaml: " + err.Error())
	}
	for i, r := range out {
		for _, p := range r.Patterns {
			out[i].found = append(out[i].found, regexp.MustCompile(p))
		}
		if checks[r.Check] == nil || r.Level != Error && r.Level != Warning || r.Article == "" {
			panic("data/xray.yaml: " + r.ID)
		}
	}
	return out
}()

// Check returns what a letter breaks, errors first.
func Check(s Subject) []Problem {
	var out []Problem
	for _, r := range Rules {
		if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, s.Kind) {
			continue
		}
		for _, p := range checks[r.Check](r, s) {
			p.Rule, p.Text = r, lang.In(lang.Zh, p.format, p.args...)
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return rank(a.Rule.Level) - rank(b.Rule.Level) })
	return out
}

func rank(l Level) int {
	if l == Error {
		return 0
	}
	return 1
}

// Split parts errors from warnings.
func Split(list []Problem) (errors, warnings []Problem) {
	for _, p := range list {
		if p.Rule.Level == Error {
			errors = append(errors, p)
		} else {
			warnings = append(warnings, p)
		}
	}
	return errors, warnings
}

// Pass refuses what breaks a rule: errors block, warnings need a reason.
func Pass(list []Problem, reason string) error {
	bad, warned := Split(list)
	if len(bad) > 0 {
		return errs.New(errs.Conflict, "发文前检查有 %d 处错误，须改正后再送签：%s", len(bad), texts(bad))
	}
	if len(warned) > 0 && strings.TrimSpace(reason) == "" {
		return errs.NewField("excuse", "发文前检查有 %d 处提醒，请说明理由：%s", len(warned), texts(warned))
	}
	return nil
}

func texts(list []Problem) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Text)
	}
	return strings.Join(out, "；")
}

func say(format string, args ...any) Problem { return Problem{format: format, args: args} }

// checks are the ways to look, by the name the rules use.
var checks = map[string]func(Rule, Subject) []Problem{
	"finding_clause": func(_ Rule, s Subject) []Problem {
		return each(s, func(f Finding) bool { return blank(f.Clause) }, "问题没有写明依据条款：%s")
	},
	"finding_evidence": func(_ Rule, s Subject) []Problem {
		return each(s, func(f Finding) bool { return f.Evidence == 0 }, "问题没有证据：%s")
	},
	"statement_grounds": func(_ Rule, s Subject) []Problem {
		var out []Problem
		for _, x := range s.Statements {
			if x.Grounds == 0 {
				out = append(out, say("表述没有依据：%s", short(x.Text)))
			}
		}
		return out
	},
	"demand_deadline": func(_ Rule, s Subject) []Problem {
		if len(s.Findings) == 0 || !s.Due.IsZero() {
			return nil
		}
		return each(s, func(f Finding) bool { return f.Due.IsZero() }, "整改要求没有期限：%s")
	},
	"deadline_rule": shortDeadline,
	"person_named":  persons,
	"patterns":      patterns,
	"wrong_body": func(_ Rule, s Subject) []Problem {
		if s.UnitPath == "" || s.SeatPath == "" || strings.HasPrefix(s.UnitPath, s.SeatPath) {
			return nil
		}
		return []Problem{say("发文机关不管辖被督导单位，请核对发文机关")}
	},
	"team_size": func(r Rule, s Subject) []Problem {
		if s.Team == 0 || s.Team >= r.Limit {
			return nil
		}
		return []Problem{say("督导小组只有 %d 名督学，应当不少于 %d 名", s.Team, r.Limit)}
	},
	"totals": totals,
	"blanks": func(_ Rule, s Subject) []Problem {
		var out []Problem
		for _, m := range blankMark.FindAllStringSubmatch(s.Title+"\n"+s.Body, -1) {
			out = append(out, say("还没有填写：%s", m[1]))
		}
		return out
	},
	"tables": func(_ Rule, s Subject) []Problem {
		var out []Problem
		for _, t := range s.MissingTables {
			out = append(out, say("记录中没有这张表：%s", t))
		}
		return out
	},
	"record_gone": gone,
	"remedy": func(_ Rule, s Subject) []Problem {
		var out []Problem
		for _, w := range s.Remedies {
			if !strings.Contains(s.Body, w) {
				out = append(out, say("没有告知救济途径：%s", w))
			}
		}
		return out
	},
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func each(s Subject, bad func(Finding) bool, format string) []Problem {
	var out []Problem
	for _, f := range s.Findings {
		if bad(f) {
			out = append(out, say(format, short(f.Text)))
		}
	}
	return out
}

func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

func shortDeadline(_ Rule, s Subject) []Problem {
	if s.Due.IsZero() || s.Earliest.IsZero() || !s.Due.Before(s.Earliest) {
		return nil
	}
	return []Problem{say("期限 %s 早于规则算出的 %s", s.Due.String(), s.Earliest.String())}
}

func persons(_ Rule, s Subject) []Problem {
	var out []Problem
	for _, name := range s.Persons {
		if len([]rune(name)) >= 2 && strings.Contains(s.Title+"\n"+s.Body, name) {
			out = append(out, say("公开的公文中出现个人姓名：%s", name))
		}
	}
	return out
}

// patterns finds texts that must not stand in a letter, each once. What is found is said only in part: it is
// personal.
func patterns(r Rule, s Subject) []Problem {
	var out []Problem
	seen := map[string]bool{}
	for _, p := range r.found {
		for _, m := range p.FindAllString(s.Title+"\n"+s.Body, -1) {
			harmless := slices.ContainsFunc(r.Except, func(w string) bool { return strings.Contains(m, w) })
			if !harmless && !seen[m] {
				out = append(out, say("正文可能有个人信息：%s", hidden(m)))
			}
			seen[m] = true
		}
	}
	return out
}

// hidden keeps the first characters of a text.
func hidden(s string) string {
	r := []rune(strings.TrimSpace(s))
	keep := max(len(r)/3, 1)
	return string(r[:keep]) + strings.Repeat("＊", len(r)-keep)
}

// totals finds "5个问题" and "问题5个" where the record counts another number.
func totals(_ Rule, s Subject) []Problem {
	var out []Problem
	for _, t := range s.Totals {
		for _, form := range counted(t) {
			for _, m := range form.FindAllStringSubmatch(s.Body, -1) {
				if n, err := strconv.Atoi(m[1]); err == nil && n != t.Count {
					out = append(out, say("文中写“%s”，记录中是 %d %s", m[0], t.Count, t.Unit))
				}
			}
		}
	}
	return out
}

func gone(_ Rule, s Subject) []Problem {
	var out []Problem
	seen := map[string]bool{}
	for _, piece := range hard.FindAllString(s.Base, -1) {
		if !seen[piece] && !strings.Contains(s.Body, piece) {
			out = append(out, say("记录中的“%s”不在正文中", piece))
		}
		seen[piece] = true
	}
	return out
}

// String says the problem with its rule, for logs of people.
func (p Problem) String() string { return fmt.Sprintf("%s（%s）", p.Text, p.Rule.Article) }
