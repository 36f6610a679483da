package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
)

// Near is what one typed text may have meant. A choice is sent under Name and comes before the input
// of the same name, so that it is read instead of the text.
type Near struct {
	Name, Label string
	Texts       []string
}

// Option is one choice of a select, radio or checkbox field.
type Option struct {
	Value, Label string
	Chosen       bool
	Hint         string
	Group        string // heads the options of a select that share it
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

	Placeholder string
	MaxLength   int
	Step        string // of a number
	InputMode   string // numeric, decimal, tel
	Pick        string // URL that suggests values while typing, such as /units/pick?kind=school
	Capture     bool   // of a file: the phone offers its camera
	Near        []Near // what may have been meant by what was typed: one of each is chosen
	In          string // what makes its id unique when several forms share a page; Form sets it
}

// ID is the id of the input.
func (f Field) ID() string {
	if f.In != "" {
		return "f-" + f.In + "-" + f.Name
	}
	return "f-" + f.Name
}

// Kind is the type of the input, text if none was said.
func (f Field) Kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Lines is the height of a textarea.
func (f Field) Lines() int {
	if f.Rows <= 0 {
		return 4
	}
	return f.Rows
}

// Many reports whether the field is a group of several inputs, which needs a legend, not a label.
func (f Field) Many() bool {
	return f.Type == "radio" || f.Type == "checkbox" && len(f.Options) > 0
}

// Described lists the ids of the texts about the input.
func (f Field) Described() string {
	var ids []string
	for _, d := range []struct{ text, suffix string }{{f.Hint, "-hint"}, {f.Problem, "-bad"}, {f.Theirs, "-theirs"}, {f.Unit, "-unit"}} {
		if d.text != "" {
			ids = append(ids, f.ID()+d.suffix)
		}
	}
	return strings.Join(ids, " ")
}

// OptionGroup is the options of a select under one head.
type OptionGroup struct {
	Head    string
	Options []Option
}

// Choices are the options as they are drawn: when none is chosen, the one that is the value is.
func (f Field) Choices() []Option {
	if f.Value == "" || slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen }) {
		return f.Options
	}
	out := slices.Clone(f.Options)
	for i := range out {
		out[i].Chosen = out[i].Value == f.Value
	}
	return out
}

// Shown is the value as the reader sees it: of a choice its label.
func (f Field) Shown() string {
	for _, o := range f.Choices() {
		if o.Value != "" && o.Chosen {
			return o.Label
		}
	}
	return f.Value
}

// Grouped returns the options by their groups, in their order.
func (f Field) Grouped() (groups []OptionGroup) {
	for _, o := range f.Choices() {
		if n := len(groups); n == 0 || groups[n-1].Head != o.Group {
			groups = append(groups, OptionGroup{Head: o.Group})
		}
		g := &groups[len(groups)-1]
		g.Options = append(g.Options, o)
	}
	return groups
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
	Also      []Button // further submits: Label is shown, URL is where it goes (formaction)
	Draft     string   // a name under which the script keeps what was typed; "" keeps nothing
}

// Shown is the fields with ids that are unique on the page.
func (f Form) Shown() []Field {
	out := slices.Clone(f.Fields)
	for i := range out {
		if out[i].In == "" {
			out[i].In = f.key()
		}
	}
	return out
}

// Key is the part of ids that tells this form from the others of the page.
func (f Form) key() string {
	if f.ID != "" {
		return f.ID
	}
	path, _, _ := strings.Cut(f.Action, "?")
	last := path[strings.LastIndexByte(path, '/')+1:]
	if len(last) > 24 { // an id
		return ""
	}
	return last
}

// Long reports whether the form is longer than a phone: its buttons stay in view then. Short forms, of
// which a page may have several, keep theirs in place, so that no bar covers another form's.
func (f Form) Long() bool { return len(f.Fields) > 5 }

// Problems is the fields that break a rule, for the summary at the top.
func (f Form) Problems() (bad []Field) {
	for _, x := range f.Shown() {
		if x.Problem != "" {
			bad = append(bad, x)
		}
	}
	return bad
}

// Uploads reports whether the form sends files.
func (f Form) Uploads() bool {
	return f.Multipart || slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Type == "file" })
}

// Failed reports whether the form comes back with something to correct.
func (f Form) Failed() bool { return f.Error != "" || len(f.Problems()) > 0 }

// Refuse puts the error of a failed submit into the form: a text at the top, a problem at each field.
func (f *Form) Refuse(r *http.Request, err error) {
	l := lang.From(r.Context())
	f.Error = errs.TextIn(l, err)
	for _, p := range errs.FieldsIn(l, err) {
		if p.Name == Excuse && !slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Name == Excuse }) {
			f.Fields = append(f.Fields, Field{Name: Excuse, Label: lang.In(l, "放行的理由"), Type: "textarea", Rows: 2, Required: true, Value: r.FormValue(Excuse)})
		}
		for i := range f.Fields {
			f.Fields[i].refuse(l, p)
		}
	}
}

// Excuse is the field in which a person says why a warning is let pass; a form has it once a step was refused
// for want of it.
const Excuse = "excuse"

// refuse puts one problem at the field; "targets.3" is the third line of the field "targets".
func (f *Field) refuse(l lang.Lang, p errs.Field) {
	near := Near{Name: p.Name, Label: lang.In(l, "请选择"), Texts: p.Choices}
	switch line, ok := strings.CutPrefix(p.Name, f.Name+"."); {
	case p.Name == f.Name:
		f.Problem = p.Text
	case ok:
		text := lang.In(l, "第 %s 行：%s", line, p.Text)
		near.Label = lang.In(l, "第 %s 行请选择", line)
		if f.Problem != "" {
			text = f.Problem + lang.In(l, "；") + text
		}
		f.Problem = text
	default:
		return
	}
	if len(p.Choices) > 0 {
		f.Near = append(f.Near, near)
	}
}

// Lines returns the lines of a field that takes one name a line, with what was chosen for a line
// (see Near) in its place. The form is tidied likewise, so that the numbers of lines agree with what
// is shown again.
func Lines(r *http.Request, name string) (lines []string) {
	for i, line := range strings.FieldsFunc(r.FormValue(name), func(x rune) bool { return strings.ContainsRune("\n\r、;；", x) }) {
		if meant := r.FormValue(name + "." + strconv.Itoa(i+1)); meant != "" {
			line = meant
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	r.Form.Set(name, strings.Join(lines, "\n"))
	return lines
}

// Keep fills the fields with what the request sent, so that nothing typed is lost.
func (f *Form) Keep(r *http.Request) {
	for i := range f.Fields {
		fd := &f.Fields[i]
		sent := r.Form[fd.Name]
		switch fd.Type {
		case "password", "file":
		case "checkbox":
			if len(fd.Options) == 0 {
				fd.Value = r.Form.Get(fd.Name)
				continue
			}
			fallthrough
		case "select", "radio":
			for j := range fd.Options {
				fd.Options[j].Chosen = slices.Contains(sent, fd.Options[j].Value)
			}
			fallthrough
		default:
			if len(sent) > 0 {
				fd.Value = sent[0]
			}
		}
	}
}

// Ask is a step that needs a reason or a few fields: a button that opens its form in place, without
// script. It opens by itself when the form comes back with something to correct.
type Ask struct {
	Label  string
	Form   Form
	Open   bool
	Danger bool
	Plain  bool
}

// Shown reports whether the form is open.
func (a Ask) Shown() bool { return a.Open || a.Form.Failed() }

// Class returns the classes of the button that opens it.
func (a Ask) Class() string {
	return Button{Plain: a.Plain, Danger: a.Danger || a.Form.Danger}.Class()
}
