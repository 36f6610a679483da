package balance

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/xlsx"
)

// County is the schools of a county by stage, in the order of the file.
type County struct {
	Name    string
	Schools map[Stage][]School
}

// Problem is a cell that is wrong. Line 1 is the header; Column "" is the whole line.
type Problem struct {
	Line   int
	Column string
	format string
	args   []any
	whole  error // the file is no table at all
}

// In says the problem in a language, with its place.
func (p Problem) In(l lang.Lang) string {
	if p.whole != nil {
		var out []string
		for _, f := range errs.FieldsIn(l, p.whole) {
			out = append(out, f.Text)
		}
		return strings.Join(out, lang.In(l, "；"))
	}
	text := lang.In(l, p.format, p.args...)
	if p.Column == "" {
		return lang.In(l, "第 %d 行：%s", p.Line, text)
	}
	return lang.In(l, "第 %d 行 %s 列：%s", p.Line, p.Column, text)
}

// Limits bound what Read takes: a million schools.
var Limits = xlsx.Limits{Unzipped: 4 << 30, Rows: 1_000_001, Columns: 40, Cell: 1000}

// mostProblems is how many problems are gathered before reading stops.
const mostProblems = 50

// names of the columns of a table.
var (
	texts  = []string{"county", "stage", "school"}
	counts = []string{"students", "students_primary", "students_junior", "students_senior"}
)

// parts are the stages of a kind of school.
var parts = map[string][]Stage{
	"primary": {Primary}, "junior": {Junior}, "nine_year": {Primary, Junior}, "complete": {Junior, senior}, "twelve_year": {Primary, Junior, senior},
}

// reader gathers rows.
type reader struct {
	rules    Rules
	at       map[string]int // column → place
	counties []*County
	byName   map[string]*County
	seen     map[string]int // school of a county → line
	problems []Problem
	line     int
	cells    []string
}

// errEnough stops reading.
var errEnough = errs.New(errs.Invalid, "错误太多")

// Read reads a table of schools: CSV in UTF-8 or GB18030, or XLSX. Columns may stand in any order; one the rules do
// not know is an error. With problems there is no result.
func Read(file xlsx.File, ru Rules) ([]*County, []Problem, error) {
	r := &reader{rules: ru, byName: map[string]*County{}, seen: map[string]int{}}
	err := xlsx.Read(file, Limits, func(line int, cells []string) error {
		r.line, r.cells = line, cells
		if r.at == nil {
			r.head()
		} else {
			r.row()
		}
		if len(r.problems) >= mostProblems || r.at["county"] < 0 {
			return errEnough
		}
		return nil
	})
	switch {
	case err == errEnough:
	case errs.KindOf(err) == errs.Invalid && err != nil:
		return nil, []Problem{{whole: err}}, nil
	case err != nil:
		return nil, nil, err
	case r.at == nil:
		r.line = 1
		r.bad("", "文件是空的")
	case len(r.counties) == 0 && len(r.problems) == 0:
		r.bad("", "文件没有学校")
	}
	if len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	return r.counties, nil, nil
}

func (r *reader) bad(column, format string, args ...any) {
	r.problems = append(r.problems, Problem{Line: r.line, Column: column, format: format, args: args})
}

// head reads the names of the columns.
func (r *reader) head() {
	r.at = map[string]int{}
	known := append(slices.Clone(texts), counts...)
	for k := range Columns {
		known = append(known, fmt.Sprintf("r%d", k+1))
	}
	for i, c := range r.cells {
		name := strings.ToLower(c)
		_, twice := r.at[name]
		switch {
		case !slices.Contains(known, name):
			r.bad(c, "没有这一列；可以用的列是 %s", strings.Join(known, ", "))
		case twice:
			r.bad(c, "这一列出现了两次")
		default:
			r.at[name] = i
		}
	}
	for _, name := range known {
		if _, ok := r.at[name]; !ok && !slices.Contains(counts[1:], name) {
			r.bad(name, "缺少这一列")
		}
	}
	if len(r.problems) > 0 {
		r.at["county"] = -1 // nothing below a wrong header is read
	}
}

func (r *reader) cell(column string) string {
	if i, ok := r.at[column]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// number reads a cell; an empty one is Unknown.
func (r *reader) number(column string) float64 {
	s := r.cell(column)
	if s == "" {
		return Unknown
	}
	if strings.ContainsRune(s, ',') {
		s = strings.ReplaceAll(s, ",", "")
	}
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		r.bad(column, "“%s”不是数", short(s))
	case x < 0:
		r.bad(column, "不能是负数：%s", short(s))
	default:
		return x
	}
	return Unknown
}

func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// row reads a school. Rows that are longer than the header are wrong, shorter ones have empty cells.
func (r *reader) row() {
	before := len(r.problems)
	if len(r.cells) > len(r.at) {
		r.bad("", "有 %d 格，比表头多", len(r.cells))
	}
	county, name, kind := r.cell("county"), r.cell("school"), strings.ToLower(r.cell("stage"))
	if county == "" {
		r.bad("county", "没有填写县（区）")
	}
	if name == "" {
		r.bad("school", "没有填写学校")
	}
	stages := parts[kind]
	if stages == nil {
		r.bad("stage", "“%s”不是学段；可以是 primary、junior、nine_year、complete、twelve_year", short(r.cell("stage")))
	}
	var totals [Columns]float64
	for k := range totals {
		totals[k] = r.number(rNames[k])
	}
	var one float64
	var students map[Stage]float64
	if len(stages) == 1 {
		one = r.single(stages[0])
	} else {
		students = r.students(stages)
	}
	if kind != "" && county != "" && name != "" {
		key := county + "\x00" + kind + "\x00" + name
		if line, twice := r.seen[key]; twice {
			r.bad("school", "与第 %d 行是同一所学校", line)
		}
		r.seen[key] = r.line
	}
	if len(r.problems) > before {
		return
	}
	c := r.byName[county]
	if c == nil {
		c = &County{Name: county, Schools: map[Stage][]School{}}
		r.byName[county], r.counties = c, append(r.counties, c)
	}
	if len(stages) == 1 {
		c.Schools[stages[0]] = append(c.Schools[stages[0]], School{name, one, totals})
		return
	}
	for st, s := range r.rules.Split(name, students, totals) {
		c.Schools[st] = append(c.Schools[st], s)
	}
}

var rNames = func() (out [Columns]string) {
	for k := range out {
		out[k] = fmt.Sprintf("r%d", k+1)
	}
	return out
}()

// single is how many students a school of one stage has: in students, or in the column of its stage.
func (r *reader) single(st Stage) float64 {
	column := "students"
	if r.cell(column) == "" && r.cell("students_"+string(st)) != "" {
		column = "students_" + string(st)
	}
	return r.some(column)
}

// students are those of each stage of a combined school.
func (r *reader) students(stages []Stage) map[Stage]float64 {
	r.number("students")
	out := map[Stage]float64{}
	for _, st := range stages {
		out[st] = r.some("students_" + string(st))
	}
	return out
}

// some reads a number of students; none is an error, because nothing can be divided by it.
func (r *reader) some(column string) float64 {
	n := r.number(column)
	switch {
	case n == 0:
		r.bad(column, "在校生数为 0，不能计算")
	case !Known(n) && r.cell(column) == "":
		r.bad(column, "没有填写在校生数")
	}
	return n
}
