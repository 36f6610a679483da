package accountabilityweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/ui"
)

// mech is what differs between the mechanisms on the pages.
type mech struct {
	kind   accountability.Kind
	flow   accountability.Flow
	ground string // the grounds of its filter, "" has none
	title  string // of the list, Chinese
	begin  string // of the button that begins one
	empty  string
	// fields are those of a step, nil without.
	fields func(ctx context.Context, f accountability.Full, a accountability.Action) ([]ui.Field, error)
	// do reads the form and takes the step.
	do func(r *http.Request, id string, version int, a accountability.Action) error
	// cards are the facts of the record, main and beside.
	cards func(ctx context.Context, f accountability.Full) (main, side []ui.Card, err error)
	// opening are the fields a new record begins with, create begins it.
	opening func(r *http.Request) []ui.Field
	create  func(r *http.Request, n accountability.NewRecord) (accountability.Record, error)
}

func (h handler) all() []mech {
	return []mech{
		{kind: accountability.Talk, flow: talk.Flow, ground: "talk", title: "约谈", begin: "新建约谈", empty: "没有符合条件的约谈。督办建议确认后会自动立项，也可以新建。",
			fields: h.talkFields, do: h.talkDo, cards: h.talkCards, opening: groundsOpening("talk"), create: h.talkCreate},
		{kind: accountability.Circular, flow: circular.Flow, ground: "circular", title: "督导通报", begin: "新建通报", empty: "没有符合条件的通报。督办建议确认后会自动立项，也可以新建。",
			fields: h.circularFields, do: h.circularDo, cards: h.circularCards, opening: groundsOpening("circular"), create: h.circularCreate},
		{kind: accountability.Case, flow: liability.Flow, ground: "case", title: "问责", begin: "新建问责线索", empty: "没有符合条件的问责。督办建议确认后会自动立案，也可以新建线索。",
			fields: h.caseFields, do: h.caseDo, cards: h.caseCards, opening: h.caseOpening, create: h.caseCreate},
		{kind: accountability.Review, flow: liability.ReviewFlow, title: "复核", empty: "没有符合条件的复核。", fields: h.remedyFields, do: h.remedyDo(accountability.Review), cards: h.remedyCards},
		{kind: accountability.Appeal, flow: liability.AppealFlow, title: "申诉", empty: "没有符合条件的申诉。", fields: h.remedyFields, do: h.remedyDo(accountability.Appeal), cards: h.remedyCards},
		{kind: accountability.Honour, flow: honour.Flow, title: "表彰", begin: "新建表彰", empty: "没有符合条件的表彰。", fields: h.honourFields, do: h.honourDo, cards: h.honourCards,
			opening: func(r *http.Request) []ui.Field {
				return []ui.Field{area(r.Context(), "facts", "表彰缘由", "", true)}
			}, create: h.honourCreate},
	}
}

// What follows are the small words forms are made of. Labels are Chinese and in the catalogue.

func text(ctx context.Context, name, label, value string, must bool) ui.Field {
	return ui.Field{Name: name, Label: lang.T(ctx, label), Value: value, Required: must}
}

func area(ctx context.Context, name, label, value string, must bool) ui.Field {
	return ui.Field{Name: name, Label: lang.T(ctx, label), Type: "textarea", Rows: 4, Value: value, Required: must}
}

func day(ctx context.Context, name, label string, value civil.Date, must bool) ui.Field {
	return ui.Field{Name: name, Label: lang.T(ctx, label), Type: "date", Value: value.String(), Required: must}
}

func tick(ctx context.Context, name, label string, on bool) ui.Field {
	f := ui.Field{Name: name, Label: lang.T(ctx, label), Type: "checkbox"}
	if on {
		f.Value = "true"
	}
	return f
}

// hinted adds a hint.
func hinted(ctx context.Context, f ui.Field, hint string) ui.Field {
	f.Hint = lang.T(ctx, hint)
	return f
}

func choose(ctx context.Context, name, label, kind string, options []ui.Option, must bool) ui.Field {
	return ui.Field{Name: name, Label: lang.T(ctx, label), Type: kind, Options: options, Required: must, Multiple: kind == "checkbox"}
}

// words makes options of values with Chinese labels.
func words(ctx context.Context, list []struct{ Value, Label string }, chosen string) (out []ui.Option) {
	for _, x := range list {
		out = append(out, ui.Option{Value: x.Value, Label: lang.T(ctx, x.Label), Chosen: x.Value == chosen})
	}
	return out
}

// groundField asks for grounds; each says its article and the grade of its evidence.
func groundField(ctx context.Context, name, label, mechanism string, of accountability.Object, chosen []string) ui.Field {
	var out []ui.Option
	for _, g := range accountability.GroundsFor(mechanism, of) {
		out = append(out, ui.Option{Value: g.Code, Label: lang.T(ctx, g.Label), Hint: lang.T(ctx, g.Article) + " · " + lang.T(ctx, "证据等级 %s", g.Evidence), Chosen: contains(chosen, g.Code)})
	}
	return choose(ctx, name, label, "checkbox", out, true)
}

func groundsOpening(mechanism string) func(*http.Request) []ui.Field {
	return func(r *http.Request) []ui.Field {
		ctx := r.Context()
		return []ui.Field{groundField(ctx, "grounds", "情形", mechanism, "", nil), hinted(ctx, area(ctx, "facts", "事实", "", true), "写明看到的事实，不写推断")}
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

// form reads a form: what is wrong with a date is collected.
type form struct {
	*http.Request
	bad errs.Check
}

func formOf(r *http.Request) *form { return &form{Request: r} }

func (f *form) day(name string) (d civil.Date) {
	if err := d.UnmarshalText([]byte(strings.TrimSpace(f.FormValue(name)))); err != nil {
		f.bad.That(false, name, "日期请写成 2026-09-01 的样子")
		return civil.Date{}
	}
	return d
}

func (f *form) err() error { return f.bad.Err() }

// lines reads a field with one item a line.
func (f *form) lines(name string) (out []string) {
	for line := range strings.Lines(f.FormValue(name)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// rows reads lines of name，post，unit.
func (f *form) rows(name string) (out [][3]string) {
	for _, line := range f.lines(name) {
		var row [3]string
		for i, part := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",，\t|;；", r) }) {
			if i < 3 {
				row[i] = strings.TrimSpace(part)
			}
		}
		out = append(out, row)
	}
	return out
}

func (f *form) persons(name string) (out []accountability.Persons) {
	for _, r := range f.rows(name) {
		out = append(out, accountability.Persons{Name: r[0], Post: r[1], UnitName: r[2]})
	}
	return out
}

func personLines(list []accountability.Persons) string {
	var out []string
	for _, p := range list {
		out = append(out, strings.TrimRight(p.Name+"，"+p.Post+"，"+p.UnitName, "，"))
	}
	return strings.Join(out, "\n")
}

func version(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		return -1
	}
	return n
}

func reasonField(ctx context.Context) []ui.Field {
	return []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true}}
}
