// Package errs is the one error vocabulary of the program.
//
// An error either carries a Kind and a text that a person may read, or it is an ordinary error,
// which is shown as "internal error" and logged in full.
package errs

import (
	"errors"

	"dudao/internal/base/lang"
)

// Kind says what the caller can do about an error.
type Kind uint8

const (
	Internal        Kind = iota // a fault of ours: log it, show nothing
	Invalid                     // the input breaks a rule; Fields says where
	NotFound                    // no such thing, or not visible to the actor
	Denied                      // visible, but this actor may not do this
	Conflict                    // the thing is not in a state that allows this
	Stale                       // someone changed the thing since it was read
	Unauthenticated             // sign in first
	TooMany                     // too many tries: wait
	TooLarge                    // more bytes or rows than allowed
	Unavailable                 // the database is locked, full or gone: try again later
	Gone                        // it was here once: a deleted unit, an expired form
)

// Field is a rule broken by one form field.
type Field struct {
	Name string
	Text string // Chinese, already formatted
	text
	Choices []string // what may have been meant: each is a text that would be understood
}

// Error is an error that a person may read.
type Error struct {
	Kind   Kind
	Text   string // Chinese, already formatted
	Fields []Field
	text
	cause error
}

// text is what is said, kept so that it can be said in another language.
type text struct {
	format string
	args   []any
}

func (t text) in(l lang.Lang, zh string) string {
	if t.format == "" {
		return lang.In(l, zh)
	}
	return lang.In(l, t.format, t.args...)
}

func (e *Error) Error() string {
	if e.cause != nil {
		return e.Text + ": " + e.cause.Error()
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.cause }

// New returns an error of the given kind; format is Chinese and in the English catalogue.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: lang.In(lang.Zh, format, args...), text: text{format, args}}
}

// NewField returns an Invalid error about one field.
func NewField(name, format string, args ...any) *Error {
	var c Check
	c.That(false, name, format, args...)
	return c.Err().(*Error)
}

// Because records the underlying cause, for the log only.
func (e *Error) Because(err error) *Error { e.cause = err; return e }

// KindOf returns the kind of err; ordinary errors are Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

const fault = "系统内部错误，请稍后重试"

// TextOf returns what may be shown to a person, in Chinese.
func TextOf(err error) string { return TextIn(lang.Zh, err) }

// TextIn returns what may be shown to a person, in l.
func TextIn(l lang.Lang, err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.in(l, e.Text)
	}
	return lang.In(l, fault)
}

// FieldsIn returns the broken fields of err with their texts in l.
func FieldsIn(l lang.Lang, err error) []Field {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return nil
	}
	out := make([]Field, len(e.Fields))
	for i, f := range e.Fields {
		out[i] = Field{Name: f.Name, Text: f.in(l, f.Text), Choices: f.Choices}
	}
	return out
}

// Check collects broken rules of one form.
type Check struct{ fields []Field }

// That records format against name unless ok.
func (c *Check) That(ok bool, name, format string, args ...any) {
	if !ok {
		c.fields = append(c.fields, Field{Name: name, Text: lang.In(lang.Zh, format, args...), text: text{format, args}})
	}
}

// Choices adds to an error about one field what may have been meant.
func (e *Error) Choices(meant []string) *Error {
	for i := range e.Fields {
		e.Fields[i].Choices = meant
	}
	return e
}

// Rename returns the error about one field as one about another, such as that of a form.
func Rename(err error, name string) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || len(e.Fields) != 1 {
		return err
	}
	out, f := *e, e.Fields[0]
	f.Name = name
	out.Fields = []Field{f}
	return &out
}

// Add records the broken rules of another error, if it names any, and returns what is left of it.
func (c *Check) Add(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	c.fields = append(c.fields, e.Fields...)
	return nil
}

// Err returns nil, or an Invalid error listing every broken rule.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	const format = "请更正标出的内容"
	return &Error{Kind: Invalid, Text: format, Fields: c.fields, text: text{format, nil}}
}
