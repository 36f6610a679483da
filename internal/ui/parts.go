package ui

// Link is a text that leads somewhere; without URL it is only a text.
type Link struct{ Text, URL string }

// Hidden is a value a form sends without showing it.
type Hidden struct{ Name, Value string }

// Tone says what a thing means, in colour beside its words.
type Tone string

// The tones of chips, clocks and buttons.
const (
	Quiet Tone = ""
	Act   Tone = "act"  // going on, or the main action
	Soon  Tone = "soon" // due soon
	Late  Tone = "late" // overdue, refused, dangerous
	Done  Tone = "done"
)

// Chip shows a state in words and colour.
type Chip struct {
	Text string
	Tone Tone
}

// Clock shows how much of a deadline is used up. Percent runs from 0 to 100.
type Clock struct {
	Text    string // "还剩 3 天", "逾期 2 天"
	Tone    Tone
	Percent int
	Due     string // the day itself, 2026-11-18; "" is not shown
}

// Bar is Percent held between 0 and 100.
func (c Clock) Bar() int { return min(max(c.Percent, 0), 100) }

// Button is one action. With Post it is a form of its own; otherwise a link to URL.
type Button struct {
	Label  string
	URL    string
	Post   bool
	Hidden []Hidden
	Plain  bool // secondary
	Danger bool
	Small  bool
	Icon   string // a name of css/icons.svg
}

// Class returns the classes of the button.
func (b Button) Class() string {
	c := "btn"
	if b.Plain {
		c += " plain"
	}
	if b.Danger {
		c += " danger"
	}
	if b.Small {
		c += " small"
	}
	return c
}

// Fact is one line of what is known about a record.
type Fact struct {
	Label string
	Value string
	URL   string
	Chip  *Chip
	Links []Link // several, instead of Value
}

// Event is one line of a timeline.
type Event struct {
	What, Who, When, Note string
	Tone                  Tone
	URL                   string
}

// Step is one station of a life cycle. State is "done", "now" or "".
type Step struct{ Text, State string }

// Tab is one of several views of the same thing, a link.
type Tab struct {
	Link
	Current bool
	Count   string
}

// Notice is one message across the page.
type Notice struct {
	Text string
	Tone Tone
	More Link
}

// Figure is one number that leads to the list it counts.
type Figure struct {
	Label, Value, Sub, URL string
	Tone                   Tone
}

// Row is one problem of a long piece of work: row 12, what was wrong.
type Row struct{ Where, What string }

// Progress is long work: how far it is, how long it will take, what went wrong.
type Progress struct {
	Title       string
	Done, Total int    // a Total of 0 is not known yet
	Text        string // "第 2 步：校验", in the reader's language
	Left        string // "约 3 分钟"
	State       Tone   // Act, Done or Late
	Problems    []Row
	Cancel      *Button
	Poll        string // URL that shows this page again, for the script
}

// Percent is how much is done, from 0 to 100.
func (p Progress) Percent() int {
	if p.Total <= 0 {
		return 0
	}
	return min(p.Done*100/p.Total, 100)
}

// Node is one line of an indicator tree with what hangs below it.
type Node struct {
	Code, Name, Text, URL string
	Chips                 []Chip
	Facts                 []Fact
	Below                 []Node
	Open                  bool
}

// Empty says that there is nothing yet, and what to do about it.
type Empty struct {
	Text string
	Do   *Button
}

// Card is a headed box. Template "cardhead" is its head alone; template "card" shows whatever is set,
// in the order of the fields.
type Card struct {
	ID     string // anchor
	Title  string
	Chips  []Chip
	Note   string
	Notice *Notice
	Clock  *Clock
	Text   []string // paragraphs
	Facts  []Fact
	Table  *Table
	Tree   []Node
	Events []Event
	Form   *Form
	More   []Link
	Asks   []Ask
	Do     []Button
	Empty  *Empty
}

// Filled reports whether the card has a body besides its table.
func (c Card) Filled() bool {
	return c.Notice != nil || c.Clock != nil || c.Empty != nil || c.Form != nil ||
		len(c.Text)+len(c.Facts)+len(c.Tree)+len(c.Events)+len(c.More)+len(c.Asks)+len(c.Do) > 0
}
