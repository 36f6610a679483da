package ui

// Cell is one cell of a list. The first that is set shows: Chip, Clock, Buttons, else Text (a link with URL) and Sub below it.
type Cell struct {
	Text, URL, Sub string
	Chip           *Chip
	Clock          *Clock
	Buttons        []Button
	Num            bool
	Pick           string // the value of the row's checkbox, for List.Bulk
	PickLabel      string // what the checkbox chooses, read aloud
}

// Tight reports whether the text is better never broken: a date, a number, a code.
func (c Cell) Tight() bool {
	if len(c.Text) == 0 || len(c.Text) > 16 {
		return false
	}
	for _, r := range c.Text {
		if r > 0x7f {
			return false
		}
	}
	return true
}

// Column heads a column. With Sort it is a link that sorts by it.
type Column struct {
	Label string
	Sort  Link   // URL that sorts by this column
	Order string // "asc", "desc" or ""
	Num   bool
}

// Aria is the value of aria-sort.
func (c Column) Aria() string {
	switch c.Order {
	case "asc":
		return "ascending"
	case "desc":
		return "descending"
	}
	return ""
}

// Filter is one choice that narrows a list.
type Filter struct {
	Field
	Remove string // URL without it, while it narrows
	Shown  string // the chosen value in words, while it narrows
}

// Table is rows under columns; Empty says what to do when there are none.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
	Empty   string
	EmptyDo *Button

	inList bool // its heads sort in place
}

// InList reports whether the table is the body of a List.
func (t Table) InList() bool { return t.inList }

// Head is the label of column i, shown beside the cell on a phone.
func (t Table) Head(i int) string {
	if i < len(t.Columns) {
		return t.Columns[i].Label
	}
	return ""
}

// Right reports whether column i holds numbers.
func (t Table) Right(i int) bool { return i < len(t.Columns) && t.Columns[i].Num }

// Bulk is what can be done with the chosen rows; each button sends them to its URL
// as "pick".
type Bulk struct {
	Hidden  []Hidden
	Buttons []Button
}

// List is the one anatomy of every list: search and filters that live in the URL, count, table,
// pages and export.
type List struct {
	ID      string // where a page has several lists
	Action  string // the URL of the list
	Search  *Field
	Filters []Filter
	Hidden  []Hidden // what the URL also carries: sort order, tab
	Total   int
	Table   Table
	Pager   Pager
	Export  []Link
	Bulk    *Bulk
	Clear   string // URL without any filter; "" is Action
}

// Anchor is the id of the list on its page.
func (l List) Anchor() string {
	if l.ID != "" {
		return l.ID
	}
	return "list"
}

// Rows is the table of the list.
func (l List) Rows() Table {
	l.Table.inList = true
	return l.Table
}

// Narrowed reports whether any filter is on.
func (l List) Narrowed() bool {
	for _, f := range l.Filters {
		if f.Remove != "" {
			return true
		}
	}
	return l.Search != nil && l.Search.Value != ""
}

// ClearURL is the list without filters.
func (l List) ClearURL() string {
	if l.Clear != "" {
		return l.Clear
	}
	return l.Action
}

// Pager leads to the other pages of a list.
type Pager struct {
	Now, Last  int
	Prev, Next string
	First, End string // URLs of the first and the last page; "" are not shown
}
