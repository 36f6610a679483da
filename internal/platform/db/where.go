package db

import (
	"strconv"
	"strings"
)

// Where builds the conditions of a list. Conditions that do not apply are left out instead of
// written as "$1 is null or …", which keeps SQLite on its index.
//
//	var w db.Where
//	w.Add("u.path >= ? and u.path < ?", r.From, r.To)
//	if f.State != "" { w.Add("u.state = ?", f.State) }
//	db.List[Row](ctx, d, `select … from unit u `+w.SQL()+` order by u.name `+w.Page(p), w.Args()...)
type Where struct {
	conds []string
	args  []any
}

// Add adds a condition joined by and; each ? takes the next of args.
func (w *Where) Add(cond string, args ...any) {
	w.conds = append(w.conds, w.number(cond, args))
}

// AddText adds a case-insensitive "contains" over one or more columns joined by or; "" adds nothing.
func (w *Where) AddText(text string, columns ...string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	pattern := "%" + likeEscape.Replace(strings.ToLower(text)) + "%"
	parts := make([]string, len(columns))
	args := make([]any, len(columns))
	for i, c := range columns {
		parts[i] = "lower(" + c + `) like ? escape '\'`
		args[i] = pattern
	}
	w.Add("("+strings.Join(parts, " or ")+")", args...)
}

// AddIn adds "column in (…)"; no values adds a condition that nothing meets.
func AddIn[T any](w *Where, column string, values []T) {
	if len(values) == 0 {
		w.Add("1 = 0")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.Add(column+" in (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (w *Where) number(cond string, args []any) string {
	var b strings.Builder
	n := 0
	for _, r := range cond {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(len(w.args)+n))
			continue
		}
		b.WriteRune(r)
	}
	if n != len(args) {
		panic("db: " + cond + ": placeholders and arguments differ")
	}
	w.args = append(w.args, args...)
	return b.String()
}

// SQL returns "where …", or "" without conditions.
func (w *Where) SQL() string {
	if len(w.conds) == 0 {
		return ""
	}
	return "where " + strings.Join(w.conds, " and ")
}

// Arg adds a value that the query uses outside the conditions and returns its placeholder.
func (w *Where) Arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// Page returns "limit … offset …".
func (w *Where) Page(limit, offset int) string {
	return "limit " + w.Arg(limit) + " offset " + w.Arg(offset)
}

// Args returns the values in the order of their placeholders.
func (w *Where) Args() []any { return w.args }
