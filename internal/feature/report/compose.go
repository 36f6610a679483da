//lang:document

package report

import (
	"fmt"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/standard"
)

// Material is what a report is written from: the whole dossier of the supervision, and what rectify
// made of its findings.
type Material struct {
	inspect.Dossier
	Raised []rectify.Finding
}

// The kinds of grounds.
const (
	GroundLetter    = "letter"
	GroundTeam      = "team"
	GroundEval      = "evaluation"
	GroundRecord    = "record"
	GroundIndicator = "indicator"
	GroundFinding   = "finding"
	GroundReply     = "reply"
)

// title is how the report is called.
func (m Material) title() string { return "关于" + m.UnitName + m.Mode.Label() + "的报告" }

// Grounds lists everything of the supervision a statement may rest on.
func (m Material) Grounds() []Ground {
	at := func(tab string) string { return m.URL() + tab }
	var out []Ground
	for _, kind := range []string{inspect.LetterNotice, inspect.LetterPreliminary, inspect.LetterOpinion} {
		if l, ok := m.Letters[kind]; ok && !l.SentOn.IsZero() {
			out = append(out, Ground{Kind: GroundLetter, RefID: l.ID, Label: letterLabel(l), Said: clip(l.Text, 120), URL: at("")})
		}
	}
	if len(m.Team) > 0 {
		out = append(out, Ground{Kind: GroundTeam, RefID: m.ID, Label: "督导小组", Said: m.teamNames(), URL: at("")})
	}
	if !m.EvaluatedOn.IsZero() {
		out = append(out, Ground{Kind: GroundEval, RefID: m.ID, Label: "自评报告 " + m.EvaluatedOn.String(), Said: clip(m.EvalText, 120), URL: at("/evaluation")})
	}
	for _, r := range m.Records {
		if r.VoidReason == "" {
			out = append(out, Ground{Kind: GroundRecord, RefID: r.ID, Label: recordLabel(r), Said: clip(r.Text, 120), URL: at("/site")})
		}
	}
	for _, x := range m.Indicators {
		if x.Verified != "" {
			out = append(out, Ground{Kind: GroundIndicator, RefID: x.ID, Label: "指标核验 " + m.nodeName(x.NodeCode), Said: m.verdict(x), URL: at("/indicators")})
		}
	}
	for _, f := range m.Raised {
		out = append(out, Ground{Kind: GroundFinding, RefID: f.ID, Label: "问题 " + f.Clause, Said: clip(f.Text, 120), URL: rectify.FindingURL(f.ID)})
	}
	for _, p := range m.Points {
		if p.Verdict != "" {
			out = append(out, Ground{Kind: GroundReply, RefID: p.ID, Label: "申辩及答复", Said: clip(p.Text+" / "+p.Answer, 120), URL: at("/opinion")})
		}
	}
	return out
}

func letterLabel(l inspect.Letter) string {
	name := map[string]string{inspect.LetterNotice: "督导通知", inspect.LetterPreliminary: "初步督导意见", inspect.LetterOpinion: "督导意见书"}[l.Kind]
	return strings.TrimSpace(name + " " + l.Number)
}

func recordLabel(r fieldwork.Record) string {
	return strings.Join(strings.Fields(fieldwork.KindOf(r.Kind).Label+" "+r.On.String()+" "+r.Place+" "+r.Who), " ")
}

func (m Material) teamNames() string {
	var names []string
	for _, t := range m.Team {
		if t.LeftAt.IsZero() {
			names = append(names, t.Name)
		}
	}
	return strings.Join(names, "、")
}

func (m Material) nodeName(code string) string {
	n, ok := m.Standard.Node(code)
	if !ok {
		return code
	}
	return code + " " + n.Name
}

func (m Material) verdict(x inspect.Indicator) string {
	return strings.TrimSpace("核验：" + m.Standard.MarkLabel(x.Verified) + "，自评：" + m.Standard.MarkLabel(x.Claim) + "。" + x.Reason)
}

// Compose writes the first draft: each statement says what the record says and is bound to it.
func (m Material) Compose() []Statement {
	all := m.Grounds()
	c := composer{m: m, of: func(kind string) (out []Ground) {
		for _, g := range all {
			if g.Kind == kind {
				out = append(out, g)
			}
		}
		return out
	}}
	c.basis()
	c.work()
	c.situation()
	c.merits()
	c.problems()
	return c.list
}

// composer collects the statements of a first draft.
type composer struct {
	m    Material
	of   func(kind string) []Ground
	list []Statement
}

func (c *composer) say(s Section, grounds []Ground, format string, args ...any) {
	c.list = append(c.list, Statement{Section: s, Ord: len(c.list) + 1, Text: fmt.Sprintf(format, args...), Grounds: grounds})
}

func (c *composer) basis() {
	m := c.m
	basis := m.Basis
	if basis == "" {
		basis = "《教育督导条例》"
	}
	grounds := append(c.of(GroundLetter), c.of(GroundTeam)...)
	c.say(Basis, grounds, "依据%s和年度督导计划，%s于%s对%s开展%s（%s）。督导事项：%s。",
		basis, m.OfficeName, span(m.SiteBeganOn, m.SiteEndedOn), m.UnitName, m.Mode.Label(), m.Field.Label(), strings.TrimRight(m.Matters, "。"))
	if m.StandardName != "" {
		c.say(Basis, c.of(GroundIndicator), "督导采用《%s》，共核验指标%d项。", m.StandardName, len(m.Indicators))
	}
}

func (c *composer) work() {
	w := fieldwork.WorkloadOf(c.m.Team, c.m.Records)
	c.say(Work, c.of(GroundTeam), "督导小组由%d人组成，分为%d个组。", w.People, w.Groups)
	var parts []string
	add := func(n int, format string, args ...any) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(w.Sites, "到校%d所", w.Sites)
	add(w.Classes, "听课%d节", w.Classes)
	add(w.Meetings, "召开座谈会%d场、%d人次", w.Meetings, w.MetPeople)
	add(w.Interviews, "访谈%d人次", w.Interviews)
	add(w.Files, "查阅资料%d卷（件）", w.Files)
	add(w.Forms, "回收问卷%d份", w.Forms)
	add(w.Tours, "巡视%d次", w.Tours)
	if len(parts) > 0 {
		c.say(Work, c.of(GroundRecord), "现场督导%d天：%s。", w.Days, strings.Join(parts, "，"))
	}
	if g := c.of(GroundEval); len(g) > 0 {
		c.say(Work, g, "%s于%s提交自评报告。", c.m.UnitName, date(c.m.EvaluatedOn))
	}
}

// situation says for each section of the standard how its indicators were verified.
func (c *composer) situation() {
	for _, top := range c.m.Standard.Nodes {
		if top.ParentCode != "" {
			continue
		}
		counts, n := map[string]int{}, 0
		var grounds []Ground
		for _, x := range c.m.Indicators {
			if x.TopCode != top.Code || x.Verified == "" {
				continue
			}
			n++
			counts[x.Verified]++
			grounds = append(grounds, c.indicator(x))
		}
		if n > 0 {
			c.say(Situation, grounds, "%s：核验指标%d项，%s。", top.Name, n, tally(c.m.Standard, counts))
		}
	}
	if c.m.Outcome != "" {
		c.say(Situation, c.of(GroundIndicator), "综合评定：%s。", strings.TrimRight(c.m.Outcome, "。"))
	}
}

func tally(v standard.Version, counts map[string]int) string {
	var parts []string
	for _, g := range v.Grades {
		if counts[g.Code] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", g.Label, counts[g.Code]))
		}
	}
	for _, g := range v.NonValues {
		if counts[g.Code] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", g.Label, counts[g.Code]))
		}
	}
	return strings.Join(parts, "，")
}

func (c *composer) indicator(x inspect.Indicator) Ground {
	for _, g := range c.of(GroundIndicator) {
		if g.RefID == x.ID {
			return g
		}
	}
	return Ground{}
}

// merits are the indicators with the best grade and a reason of their own.
func (c *composer) merits() {
	if len(c.m.Standard.Grades) == 0 {
		return
	}
	best := c.m.Standard.Grades[0].Code
	for _, x := range c.m.Indicators {
		if x.Verified == best && x.Reason != "" {
			n, _ := c.m.Standard.Node(x.NodeCode)
			grounds := append([]Ground{c.indicator(x)}, c.recordsOn(x.NodeCode)...)
			c.say(Merits, grounds, "%s:%s", n.Name, full(x.Reason))
		}
	}
}

func (c *composer) recordsOn(node string) (out []Ground) {
	for _, r := range c.m.Records {
		for _, code := range r.Nodes {
			if code != node || r.VoidReason != "" {
				continue
			}
			for _, g := range c.of(GroundRecord) {
				if g.RefID == r.ID {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// problems says each problem to the unit and the clause, and what has to be done by when (rules §8).
func (c *composer) problems() {
	due := map[rectify.OrderID]civil.Date{}
	for _, o := range c.m.Orders {
		due[o.ID] = o.DueOn
	}
	findings := c.of(GroundFinding)
	for i, f := range c.m.Raised {
		grounds := append([]Ground{findings[i]}, c.recordsOn(f.Node)...)
		c.say(Problems, grounds, "%s（责任单位：%s；依据：%s；程度：%s）", full(f.Text), f.UnitName, f.Clause, f.Severity.Label())
	}
	for i, f := range c.m.Raised {
		by := "按督导意见书要求的期限"
		if d := due[f.OrderID]; !d.IsZero() {
			by = "于" + date(d) + "前"
		}
		c.say(Demands, []Ground{findings[i]}, "%s%s完成：%s", f.UnitName, by, full(f.Demand))
	}
	if g := c.of(GroundReply); len(g) > 0 {
		c.say(Demands, g, "对%s提出的%d条申辩意见已逐条研究答复。", c.m.UnitName, len(g))
	}
	if len(c.m.Raised) == 0 {
		c.say(Problems, c.of(GroundIndicator), "本次督导未发现需要下达整改要求的问题。")
	}
}

func full(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。") + "。" }

func span(from, to civil.Date) string {
	if from == to || to.IsZero() {
		return date(from)
	}
	return date(from) + "至" + date(to)
}

func date(d civil.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Time().Day())
}
