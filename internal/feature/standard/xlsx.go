package standard

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"dudao/internal/base/civil"
	"dudao/internal/platform/xlsx"
)

// The sheets of a workbook; the first row of each is its heading.
const (
	sheetHead    = "标准"
	sheetGrades  = "等级"
	sheetNon     = "非等级"
	sheetResults = "总评"
	sheetNodes   = "指标"
)

// column is one column of a sheet: its heading, and the field it holds.
type column struct{ label, field string }

var (
	gradeColumns  = []column{{"代码", "code"}, {"名称", "label"}, {"达标", "met"}, {"得分比例", "share"}}
	nonColumns    = []column{{"代码", "code"}, {"名称", "label"}, {"计算方式", "counts"}}
	resultColumns = []column{{"代码", "code"}, {"名称", "label"}, {"达标", "met"}, {"最低得分率", "points"}, {"等级", "grade"}, {"占比", "share"}, {"底线", "floor"}}
	nodeColumns   = []column{{"代码", "code"}, {"上级代码", "parent"}, {"名称", "name"}, {"说明", "text"}, {"考查要点", "checks"}, {"佐证", "proofs"},
		{"依据", "basis"}, {"分值", "points"}, {"一票否决", "veto"}, {"证据等级", "evidence"}}
)

// headField is one line of the first sheet.
type headField struct {
	field, label string
	get          func(*Version) string
	set          func(*Version, string) bool
}

func text(get func(*Version) *string) (func(*Version) string, func(*Version, string) bool) {
	return func(v *Version) string { return *get(v) }, func(v *Version, s string) bool { *get(v) = s; return true }
}

func number(get func(*Version) *int) (func(*Version) string, func(*Version, string) bool) {
	return func(v *Version) string { return strconv.Itoa(*get(v)) }, func(v *Version, s string) bool {
		n, ok := whole(s)
		*get(v) = n
		return ok
	}
}

func whole(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// headFields lists the lines of the first sheet in their order.
func headFields() []headField {
	var out []headField
	add := func(field, label string, get func(*Version) string, set func(*Version, string) bool) {
		out = append(out, headField{field, label, get, set})
	}
	str := func(field, label string, at func(*Version) *string) { g, s := text(at); add(field, label, g, s) }
	num := func(field, label string, at func(*Version) *int) { g, s := number(at); add(field, label, g, s) }
	str("code", "代码", func(v *Version) *string { return &v.Code })
	num("number", "版次", func(v *Version) *int { return &v.Number })
	str("title", "名称", func(v *Version) *string { return &v.Title })
	str("for", "适用对象", func(v *Version) *string { return &v.For })
	str("basis", "依据", func(v *Version) *string { return &v.Basis })
	str("source", "来源", func(v *Version) *string { return &v.Source })
	str("evidence", "证据等级", func(v *Version) *string { return &v.Evidence })
	str("note", "备注", func(v *Version) *string { return &v.Note })
	add("valid_from", "生效日期", func(v *Version) string { return v.ValidFrom.String() }, func(v *Version, s string) bool {
		d, err := civil.ParseDate(s)
		v.ValidFrom = d
		return err == nil || s == ""
	})
	str("method", "评定方式", func(v *Version) *string { return (*string)(&v.Method) })
	num("unmet", "允许未达标项数", func(v *Version) *int { return &v.Unmet })
	add("levels", "层级名称", func(v *Version) string { return strings.Join(v.Levels, "\n") }, func(v *Version, s string) bool { v.Levels = lineList(s); return true })
	return out
}

func lineList(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// cells returns a version as sheets of texts, in the order they are written.
func cells(v Version) []struct {
	name string
	rows [][]string
} {
	head := [][]string{{"字段", "说明", "内容"}}
	for _, f := range headFields() {
		head = append(head, []string{f.field, f.label, f.get(&v)})
	}
	grades, non, results, nodes := [][]string{labels(gradeColumns)}, [][]string{labels(nonColumns)}, [][]string{labels(resultColumns)}, [][]string{labels(nodeColumns)}
	for _, g := range v.Grades {
		grades = append(grades, []string{g.Code, g.Label, yes(g.Met), strconv.Itoa(g.Share)})
	}
	for _, n := range v.NonValues {
		non = append(non, []string{n.Code, n.Label, string(n.Counts)})
	}
	for _, o := range v.Results {
		results = append(results, []string{o.Code, o.Label, yes(o.Met), some(o.Points), o.Grade, some(o.Share), o.Floor})
	}
	for _, n := range v.Nodes {
		nodes = append(nodes, []string{n.Code, n.ParentCode, n.Name, n.Text, strings.Join(n.Checks, "\n"), strings.Join(n.Proofs, "\n"), n.Basis,
			some(n.Points), yes(n.Veto), n.Evidence})
	}
	return []struct {
		name string
		rows [][]string
	}{{sheetHead, head}, {sheetGrades, grades}, {sheetNon, non}, {sheetResults, results}, {sheetNodes, nodes}}
}

func labels(cols []column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.label
	}
	return out
}

// ToXLSX writes a version as a workbook; the same version gives the same bytes.
func ToXLSX(v Version) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	for i, s := range cells(v) {
		var err error
		if i == 0 {
			err = book.SetSheetName("Sheet1", s.name)
		} else {
			_, err = book.NewSheet(s.name)
		}
		if err != nil {
			return nil, err
		}
		for y, row := range s.rows {
			for x, cell := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					return nil, err
				}
				if err := book.SetCellStr(s.name, at, xlsx.Safe(cell)); err != nil {
					return nil, err
				}
			}
		}
	}
	const day = "2000-01-01T00:00:00Z" // the day a file was written is not part of a standard
	if err := book.SetDocProps(&excelize.DocProperties{Created: day, Modified: day, Creator: "dudao"}); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err := book.WriteTo(&b)
	return b.Bytes(), err
}

// FromXLSX reads a workbook and says sheet by sheet and row by row what is wrong with it.
func FromXLSX(file []byte) (Version, []Problem) {
	var v Version
	if len(file) > MaxFile {
		return v, []Problem{{format: "文件过大，不能超过 %d MB", args: []any{MaxFile >> 20}}}
	}
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return v, []Problem{{format: "不是可以读取的 XLSX 文件"}}
	}
	defer book.Close()
	r := &reader{book: book}
	r.head(&v)
	for _, c := range r.table(sheetGrades, gradeColumns) {
		v.Grades = append(v.Grades, Grade{c.text("code"), c.text("label"), c.yes("met"), c.number("share")})
	}
	for _, c := range r.table(sheetNon, nonColumns) {
		v.NonValues = append(v.NonValues, NonValue{c.text("code"), c.text("label"), Counting(c.text("counts"))})
	}
	for _, c := range r.table(sheetResults, resultColumns) {
		v.Results = append(v.Results, Outcome{c.text("code"), c.text("label"), c.yes("met"), c.number("points"), c.text("grade"), c.number("share"), c.text("floor")})
	}
	var lines []int
	for _, c := range r.table(sheetNodes, nodeColumns) {
		lines = append(lines, c.line)
		v.Nodes = append(v.Nodes, Node{Code: c.text("code"), ParentCode: c.text("parent"), Name: c.text("name"), Text: c.text("text"), Checks: lineList(c.text("checks")),
			Proofs: lineList(c.text("proofs")), Basis: c.text("basis"), Points: c.number("points"), Veto: c.yes("veto"), Evidence: c.text("evidence")})
	}
	v.settle()
	if len(r.found) > 0 { // a sheet or a number is wrong: what follows from it says nothing new
		return v, r.found
	}
	return v, v.check(func(node int, field string) (int, string, string) {
		if node >= 0 {
			for i, c := range nodeColumns {
				if c.field == field {
					return lines[node], sheetNodes, xlsx.Column(i)
				}
			}
			return lines[node], sheetNodes, ""
		}
		for i, f := range headFields() {
			if f.field == field {
				return i + 2, sheetHead, "C"
			}
		}
		return 0, map[string]string{"grades": sheetGrades, "non_values": sheetNon, "results": sheetResults, "nodes": sheetNodes}[field], ""
	})
}

// reader reads the sheets and collects what is wrong.
type reader struct {
	book  *excelize.File
	found []Problem
}

func (r *reader) wrong(sheet string, line int, col, format string, args ...any) {
	r.found = append(r.found, Problem{line, sheet, col, format, args})
}

func (r *reader) rows(sheet string) [][]string {
	rows, err := r.book.GetRows(sheet)
	if err != nil {
		r.wrong(sheet, 0, "", "缺少工作表：%s", sheet)
	}
	if merged, err := r.book.GetMergeCells(sheet); err == nil && len(merged) > 0 {
		r.wrong(sheet, 0, "", "不能有合并单元格：%s", merged[0][0])
	}
	return rows
}

func (r *reader) head(v *Version) {
	have := map[string]headField{}
	for _, f := range headFields() {
		have[f.field] = f
	}
	for i, row := range r.rows(sheetHead) {
		if i == 0 || len(row) == 0 || row[0] == "" {
			continue
		}
		f, ok := have[clean(row[0])]
		if !ok {
			r.wrong(sheetHead, i+1, "A", "没有这个字段：%s", row[0])
			continue
		}
		value := ""
		if len(row) > 2 {
			value = clean(row[2])
		}
		if !f.set(v, value) {
			r.wrong(sheetHead, i+1, "C", "内容不符合要求：%s", value)
		}
	}
}

func clean(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@", rune(s[1])) {
		return s[1:]
	}
	return s
}

// line is one row of a sheet by its fields.
type line struct {
	r      *reader
	sheet  string
	line   int
	values map[string]string
	at     map[string]string
}

func (l line) text(field string) string { return l.values[field] }
func (l line) yes(field string) bool {
	switch l.values[field] {
	case "", "否":
		return false
	case "是":
		return true
	}
	l.r.wrong(l.sheet, l.line, l.at[field], "只能填“是”或“否”：%s", l.values[field])
	return false
}

func (l line) number(field string) int {
	n, ok := whole(l.values[field])
	if !ok {
		l.r.wrong(l.sheet, l.line, l.at[field], "须为整数：%s", l.values[field])
	}
	return n
}

func (r *reader) table(sheet string, cols []column) (out []line) {
	rows := r.rows(sheet)
	for i, row := range rows {
		if i == 0 {
			for x, c := range cols {
				if x >= len(row) || clean(row[x]) != c.label {
					r.wrong(sheet, 1, xlsx.Column(x), "第 %s 列的标题应为“%s”", xlsx.Column(x), c.label)
					return nil
				}
			}
			continue
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		l := line{r, sheet, i + 1, map[string]string{}, map[string]string{}}
		for x, c := range cols {
			if x < len(row) {
				l.values[c.field] = clean(row[x])
			}
			l.at[c.field] = xlsx.Column(x)
		}
		if len(row) > len(cols) {
			r.wrong(sheet, i+1, xlsx.Column(len(cols)), "多出 %d 列", len(row)-len(cols))
		}
		out = append(out, l)
	}
	return out
}

// Read reads a file of either kind by its first bytes.
func Read(file []byte) (Version, []Problem) {
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		return FromXLSX(file)
	}
	return FromYAML(file)
}

// FileName is what an exported version is called.
func (v Version) FileName(ext string) string { return fmt.Sprintf("%s-%d.%s", v.Code, v.Number, ext) }
