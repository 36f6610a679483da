package roster

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// RowAction is what an import does with a row.
type RowAction string

// What an import does with a row.
const (
	RowAdd    RowAction = "add"
	RowChange RowAction = "change"
	RowSame   RowAction = "same"
	RowError  RowAction = "error"
)

// Problem is what is wrong with one cell; Format and Args say it in any language.
type Problem struct {
	Column int      `json:"column"` // index into the template
	Format string   `json:"format"` // Chinese, with %s
	Args   []string `json:"args,omitempty"`
}

// checked is a row after the dry run.
type checked struct {
	line     int
	cells    [colCount]string
	action   RowAction
	parent   org.Unit  // the superior the row names
	unit     org.Unit  // as it will be
	before   *org.Unit // as it is, of a change
	aliases  []string  // to add
	problems []Problem
}

// Text says the problem in the language of ctx.
func (p Problem) Text(ctx context.Context) string {
	args := make([]any, len(p.Args))
	for i, a := range p.Args {
		args[i] = a
	}
	return lang.T(ctx, p.Format, args...)
}

// wrong says what is wrong in a column; problems stand in the order of the columns.
func (c *checked) wrong(column int, format string, args ...string) {
	at := len(c.problems)
	for at > 0 && c.problems[at-1].Column > column {
		at--
	}
	c.problems = slices.Insert(c.problems, at, Problem{column, format, args})
}

// checker checks the rows of one import in order.
type checker struct {
	places *org.Gazetteer
	seed   maphash.Seed
	first  map[uint64]int // name and superior, or code → the line that has it
	today  civil.Date
	newID  func() string
}

// parse turns cells into the unit they mean, without looking at what there is.
func (k *checker) parse(line int, cells [colCount]string) *checked {
	c := &checked{line: line, cells: cells}
	u := &c.unit
	u.Kind, u.Name, u.ShortName, u.Code, u.Address = org.School, cells[colName], cells[colShort], cells[colCode], cells[colAddress]
	k.words(c)
	for _, i := range []int{colName, colShort, colCode, colAddress} {
		if s := cells[i]; s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
			c.wrong(i, "不能以 %s 开头", s[:1])
		}
	}
	if s := cells[colStudents]; s != "" {
		n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		if u.Students = int(n); err != nil || n != float64(u.Students) || n < 0 || n > 1_000_000 {
			c.wrong(colStudents, "“%s”不是 0 到 1000000 的整数", s)
			u.Students = 0
		}
	}
	if s := cells[colOpened]; s != "" {
		var ok bool
		if u.OpenedOn, ok = parseDate(s); !ok {
			c.wrong(colOpened, "“%s”不是日期，请写成 2006-09-01", s)
		}
	}
	c.aliases = org.SplitNames(cells[colAliases])
	k.place(c)
	return c
}

// words reads the cells that hold one of our words.
func (k *checker) words(c *checked) {
	u := &c.unit
	var ok bool
	if s := c.cells[colKind]; s != "" {
		var kind string
		if kind, ok = valueOf(org.Kinds[1:], s); !ok {
			c.wrong(colKind, "没有“%s”这种单位类型", s)
		} else {
			u.Kind = org.Kind(kind)
		}
	}
	if s := c.cells[colStage]; s != "" {
		if u.Stage, ok = valueOf(org.Stages, s); !ok {
			if u.Stage, ok = stageCalled[s]; !ok {
				c.wrong(colStage, "没有“%s”这个学段", s)
			}
		}
	}
	if s := c.cells[colOwnership]; s != "" {
		if u.Ownership, ok = valueOf(org.Ownerships, s); !ok {
			c.wrong(colOwnership, "“%s”不是公办或民办", s)
		}
	}
	if s := c.cells[colNature]; s != "" {
		if u.Nature, ok = valueOf(org.Natures, s); !ok {
			c.wrong(colNature, "没有“%s”这种举办方式", s)
		}
	}
}

// place finds the superior and the street.
func (k *checker) place(c *checked) {
	district := c.cells[colDistrict]
	if district == "" {
		c.wrong(colDistrict, "请填写所属区")
		return
	}
	parent, ok := k.places.Place(district)
	if !ok {
		c.wrong(colDistrict, "没有叫“%s”的区", district)
		return
	}
	c.parent, c.unit.ParentID, c.unit.Path = parent, parent.ID, parent.Path
	street := c.cells[colStreet]
	if street == "" {
		return
	}
	id, wrong, args := k.places.Within(parent, street)
	if wrong != "" {
		c.wrong(colStreet, wrong, args...)
	}
	c.unit.PlaceID = id
}

// twice finds rows that say the same unit again.
func (k *checker) twice(c *checked) {
	keys := []string{string(c.unit.ParentID) + "|" + string(c.unit.Kind) + "|" + c.unit.Name}
	if c.unit.Code != "" {
		keys = append(keys, "code|"+string(c.unit.Kind)+"|"+c.unit.Code)
	}
	for i, key := range keys {
		h := maphash.String(k.seed, key)
		if line, ok := k.first[h]; ok {
			if i == 0 {
				c.wrong(colName, "与第 %s 行重复", strconv.Itoa(line))
			} else {
				c.wrong(colCode, "代码与第 %s 行重复", strconv.Itoa(line))
			}
			continue
		}
		k.first[h] = c.line
	}
}

// compare decides for a chunk of rows what each would do to the units there are.
func (k *checker) compare(ctx context.Context, r db.Reader, rows []*checked) error {
	there, err := readThere(ctx, r, rows)
	if err != nil {
		return err
	}
	for _, c := range rows {
		if c.unit.ParentID != "" {
			there.match(c)
		}
	}
	if err := there.readOwn(ctx, r, rows); err != nil {
		return err
	}
	for _, c := range rows {
		if c.before == nil {
			c.action = RowAdd
			c.unit = c.unit.Tidy()
			c.unit.ID = org.UnitID(k.newID())
			c.unit.Version, c.unit.SinceOn = 1, c.unit.OpenedOn
			c.unit.Path += string(c.unit.ID) + "/"
		} else {
			c.merge(there.aliases[c.before.ID], k.today)
		}
		k.rules(c)
		if len(c.problems) > 0 {
			c.action = RowError
		}
	}
	return nil
}

// rules applies the rules every unit meets to the row.
func (k *checker) rules(c *checked) {
	if c.parent.ID == "" {
		c.parent = org.Unit{Kind: org.District} // what is wrong with it is said already
	}
	err := c.unit.Check(c.parent, k.today)
	for _, f := range errs.FieldsIn("zh", err) {
		for i, col := range importColumns {
			known := f.Name == col.Name || f.Name == "parent_id" && i == colKind
			if known && !c.has(i) {
				c.wrong(i, "%s", f.Text)
			}
		}
	}
}

func (c *checked) has(column int) bool {
	for _, p := range c.problems {
		if p.Column == column {
			return true
		}
	}
	return false
}

// merge puts what the row says over the unit there is; empty cells leave what is there.
func (c *checked) merge(has map[string]bool, today civil.Date) {
	n, row := *c.before, c.unit
	n.Name = row.Name
	for _, x := range []struct{ to, from *string }{
		{&n.ShortName, &row.ShortName}, {&n.Code, &row.Code}, {&n.Stage, &row.Stage}, {&n.Ownership, &row.Ownership}, {&n.Nature, &row.Nature}, {&n.Address, &row.Address},
	} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	if c.cells[colStudents] != "" {
		n.Students = row.Students
	}
	if row.PlaceID != "" {
		n.PlaceID = row.PlaceID
	}
	if !row.OpenedOn.IsZero() {
		n.OpenedOn = row.OpenedOn
	}
	n = n.Tidy()
	c.aliases = slices.DeleteFunc(c.aliases, func(a string) bool { return has[a] })
	c.action = RowSame
	if n != *c.before || len(c.aliases) > 0 {
		c.action, n.SinceOn = RowChange, today
	}
	c.unit = n
}

// stored is what a checked row keeps of the unit.
type storedRow struct {
	Unit    org.Unit `json:"unit"`
	Aliases []string `json:"aliases,omitempty"`
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

// values lists what rowColumns names.
func (c *checked) values(importID string) []any {
	after, before, problems := "", "", ""
	if c.action == RowAdd || c.action == RowChange {
		after = encode(storedRow{c.unit, c.aliases})
	}
	if c.action == RowChange {
		before = encode(storedRow{Unit: *c.before})
	}
	if len(c.problems) > 0 {
		problems = encode(c.problems)
	}
	id := c.unit.ID
	if c.action == RowError {
		id = ""
	}
	return []any{importID, c.line, c.action, id, c.unit.Name, encode(c.cells), after, before, problems}
}

const rowColumns = `import_id, line, action, unit_id, name, cells, row_after, row_before, problems`
