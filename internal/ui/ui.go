// Package ui is the design system: the layout and the typed components every page is made of. A
// component is a struct here and a template of the same name in html/. Pages hand it strings, chips
// and buttons, never domain objects. Every text in a component is already in the reader's language
// (lang.T) unless the template says it with {{t "…"}}.
package ui

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
)

//go:embed html/*.html
var files embed.FS

// Layout is the parsed layout with every component; pages are parsed on top.
var Layout = web.MustLayouts(sub(files, "html"), template.FuncMap{}, "*.html")

func sub(f fs.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return s
}

// Frame is what every page shows around its content. Embed it in the page's view and define a
// template "content".
type Frame struct {
	Title  string
	Lang   lang.Lang
	User   string // name and role of who is signed in, "" if nobody
	Nav    []NavGroup
	Crumbs []Link
	Error  string // what went wrong with the form on this page
	Path   string // of the request, for the language switch and the current entry of the navigation
	Bare   bool   // without navigation: sign-in, print
}

// NavGroup is one headed part of the main navigation.
type NavGroup struct {
	Head  string
	Items []NavLink
}

// NavLink is one entry of the main navigation.
type NavLink struct {
	Link
	Icon    string
	Current bool
	Count   string // "" or a number
	Late    bool
}

// NewFrame returns the frame of a page for who is signed in. title is in the reader's language.
func NewFrame(r *http.Request, title string, crumbs ...Link) Frame {
	ctx := r.Context()
	a := actor.From(ctx)
	f := Frame{Title: title, Lang: lang.From(ctx), Crumbs: crumbs, Path: r.URL.RequestURI()}
	if a.Known() {
		f.User = a.Name
		f.Nav = nav(r, a)
	}
	return f
}

func nav(r *http.Request, a actor.Actor) (groups []NavGroup) {
	rt := web.RouterOf(r.Context())
	if rt == nil {
		return nil
	}
	for _, n := range rt.Nav {
		if n.Permission != web.SignedIn && !a.May(n.Permission) {
			continue
		}
		head := lang.T(r.Context(), n.Group)
		if len(groups) == 0 || groups[len(groups)-1].Head != head {
			groups = append(groups, NavGroup{Head: head})
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, NavLink{
			Link: Link{Text: lang.T(r.Context(), n.Label), URL: n.URL}, Icon: n.Icon, Current: r.URL.Path == n.URL,
		})
	}
	return groups
}

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
}

// Button is one action. With Post it is a form of its own; otherwise a link to URL.
type Button struct {
	Label  string
	URL    string
	Post   bool
	Hidden []Hidden
	Plain  bool // secondary
	Danger bool
	Small  bool
}

// Option is one choice of a select, radio or checkbox field.
type Option struct {
	Value, Label string
	Chosen       bool
	Hint         string
}

// Field is one form field with its current value and the rule it breaks.
type Field struct {
	Name, Label  string
	Type         string // text, date, datetime-local, number, email, password, textarea, select, radio, checkbox, file, hidden; "" is text
	Value        string
	Hint         string
	Problem      string
	Unit         string // beside the input: 天, 人
	Options      []Option
	Rows         int
	Accept       string
	Min, Max     string
	Autocomplete string
	Required     bool
	Multiple     bool
	Theirs       string // what somebody else saved meanwhile, shown beside what was typed
	ReadOnly     bool
}

// Form is one column of fields with what happens on Submit.
type Form struct {
	ID        string
	Title     string // "" without a heading
	Note      string // what will happen, for a destructive or public step
	Action    string
	Hidden    []Hidden
	Fields    []Field
	Submit    string
	Cancel    Link
	Error     string
	Danger    bool
	Multipart bool
	Get       bool
}

// Refuse puts the error of a failed submit into the form: a text at the top, a problem at each field.
func (f *Form) Refuse(r *http.Request, err error) {
	l := lang.From(r.Context())
	f.Error = errs.TextIn(l, err)
	for _, p := range errs.FieldsIn(l, err) {
		for i := range f.Fields {
			if f.Fields[i].Name == p.Name {
				f.Fields[i].Problem = p.Text
			}
		}
	}
}

// Keep fills the fields with what the request sent, so that nothing typed is lost.
func (f *Form) Keep(r *http.Request) {
	for i := range f.Fields {
		fd := &f.Fields[i]
		sent := r.Form[fd.Name]
		switch fd.Type {
		case "password", "file":
		case "select", "radio", "checkbox":
			for j := range fd.Options {
				fd.Options[j].Chosen = contains(sent, fd.Options[j].Value)
			}
			fallthrough
		default:
			if len(sent) > 0 {
				fd.Value = sent[0]
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Fact is one line of what is known about a record.
type Fact struct {
	Label string
	Value string
	URL   string
	Chip  *Chip
}

// Event is one line of a timeline.
type Event struct {
	What, Who, When, Note string
	Tone                  Tone
}

// Step is one station of a life cycle. State is "done", "now" or "".
type Step struct{ Text, State string }

// Cell is one cell of a list. The first that is set shows: Chip, Clock, Buttons, else Text (a link with URL) and Sub below it.
type Cell struct {
	Text, URL, Sub string
	Chip           *Chip
	Clock          *Clock
	Buttons        []Button
	Num            bool
}

// Column heads a column. With Sort it is a link that sorts by it.
type Column struct {
	Label string
	Sort  Link   // URL that sorts by this column
	Order string // "asc", "desc" or ""
	Num   bool
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
}

// List is the one anatomy of every list: search and filters that live in the URL, count, table,
// pages and export.
type List struct {
	Action  string // the URL of the list
	Search  *Field
	Filters []Filter
	Total   int
	Table   Table
	Pager   Pager
	Export  []Link
}

// Pager leads to the other pages of a list.
type Pager struct {
	Now, Last  int
	Prev, Next string
}

// Card is a headed box around facts, a table or a form.
type Card struct {
	Title string
	Chips []Chip
	Note  string
}
