package standard

import (
	"context"
	"regexp"
	"slices"

	"dudao/internal/base/lang"
)

// Problem is one thing wrong with an imported file.
type Problem struct {
	Line   int // of the YAML file, or row of the sheet; 0 is the whole file
	Sheet  string
	Column string
	format string
	args   []any
}

// Text says the problem in the reader's language.
func (p Problem) Text(ctx context.Context) string { return lang.T(ctx, p.format, p.args...) }

// place finds the line of a problem: the field of the version, or of node i.
type place func(node int, field string) (line int, sheet, column string)

type checker struct {
	v     *Version
	at    place
	found []Problem
}

func (c *checker) that(ok bool, node int, field, format string, args ...any) {
	if ok {
		return
	}
	line, sheet, column := c.at(node, field)
	c.found = append(c.found, Problem{line, sheet, column, format, args})
}

var codes = regexp.MustCompile(`^[a-z0-9][a-z0-9.\-]{0,39}$`)

// check holds what a version must be; node -1 is the version itself.
func (v *Version) check(at place) []Problem {
	c := &checker{v: v, at: at}
	c.that(codes.MatchString(v.Code), -1, "code", "代码只能用小写字母、数字、点和连字符：%s", v.Code)
	c.that(v.Number > 0, -1, "number", "版次须为正整数")
	c.that(v.Title != "", -1, "title", "请填写标准名称")
	c.that(v.Basis != "", -1, "basis", "请填写依据")
	c.that(evidence(v.Evidence), -1, "evidence", "证据等级只能是 C、C-2nd 或 M：%s", v.Evidence)
	c.that(!v.ValidFrom.IsZero(), -1, "valid_from", "请填写生效日期")
	c.that(slices.Contains([]Method{ByRule, ByGrade, ByPoints}, v.Method), -1, "method", "评定方式只能是 rule、grade 或 points：%s", string(v.Method))
	c.that(v.Unmet >= 0, -1, "unmet", "允许未达标的项数不能为负")
	c.that(len(v.Levels) > 0, -1, "levels", "请写明各层级的名称")
	c.answers()
	c.nodes()
	return c.found
}

func evidence(s string) bool { return slices.Contains([]string{"C", "C-2nd", "M"}, s) }

// answers checks grades, non-values and the grades of the whole.
func (c *checker) answers() {
	v := c.v
	c.that(len(v.Grades) >= 2, -1, "grades", "至少要有两个等级")
	seen := map[string]bool{}
	for i, g := range v.Grades {
		c.that(g.Code != "" && g.Label != "" && !seen[g.Code], -1, "grades", "等级的代码缺失或重复：%s", g.Code)
		c.that(g.Share >= 0 && g.Share <= 100, -1, "grades", "得分比例须在 0 至 100 之间：%s", g.Label)
		c.that(i == 0 || g.Share <= v.Grades[i-1].Share, -1, "grades", "等级须从高到低排列：%s", g.Label)
		c.that(i == 0 || !g.Met || v.Grades[i-1].Met, -1, "grades", "达标的等级须排在未达标的等级之前：%s", g.Label)
		seen[g.Code] = true
	}
	unknown := 0
	for _, n := range v.NonValues {
		c.that(n.Code != "" && n.Label != "" && !seen[n.Code], -1, "non_values", "非等级的代码缺失或重复：%s", n.Code)
		c.that(n.Counts == Skip || n.Counts == Unknown, -1, "non_values", "非等级的计算方式只能是 skip 或 unknown：%s", n.Label)
		if n.Counts == Unknown {
			unknown++
		}
		seen[n.Code] = true
	}
	c.that(unknown > 0, -1, "non_values", "至少要有一个表示无法判定的非等级")
	c.that(len(v.Results) >= 2, -1, "results", "至少要有两个总评等次")
	for _, o := range v.Results {
		_, grade := v.Grade(o.Grade)
		_, floor := v.Grade(o.Floor)
		c.that(o.Code != "" && o.Label != "", -1, "results", "总评等次缺少代码或名称")
		c.that((o.Grade == "" || grade) && (o.Floor == "" || floor), -1, "results", "总评等次引用了不存在的等级：%s", o.Label)
	}
}

func (c *checker) nodes() {
	v := c.v
	c.that(len(v.Nodes) > 0, -1, "nodes", "没有任何指标")
	level := map[string]int{}
	parents := map[string]bool{}
	for _, n := range v.Nodes {
		parents[n.ParentCode] = true
	}
	for i, n := range v.Nodes {
		_, twice := level[n.Code]
		up, known := level[n.ParentCode]
		c.that(n.Code != "", i, "code", "指标缺少代码")
		c.that(!twice, i, "code", "指标代码重复：%s", n.Code)
		c.that(n.ParentCode == "" || known, i, "parent", "上级指标 %s 不存在，或排在本指标之后", n.ParentCode)
		c.that(n.Name != "", i, "name", "指标 %s 缺少名称", n.Code)
		c.that(up < len(v.Levels), i, "parent", "指标 %s 超出了 %d 个层级", n.Code, len(v.Levels))
		c.that(n.Evidence == "" || evidence(n.Evidence), i, "evidence", "证据等级只能是 C、C-2nd 或 M：%s", n.Evidence)
		c.that(n.Points >= 0, i, "points", "指标 %s 的分值不能为负", n.Code)
		c.that(v.Method != ByPoints || parents[n.Code] || n.Points > 0, i, "points", "分值制的指标 %s 须有分值", n.Code)
		c.that(!n.Veto || !parents[n.Code], i, "veto", "一票否决只能标在末级指标上：%s", n.Code)
		level[n.Code] = up + 1
	}
}
