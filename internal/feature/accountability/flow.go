package accountability

import (
	"context"
	"slices"

	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/platform/db"
)

// Kind is a mechanism.
type Kind string

// The mechanisms. Review and Appeal are records of their own, below the case they are about.
const (
	Talk     Kind = "talk"
	Circular Kind = "circular"
	Case     Kind = "case"
	Review   Kind = "review"
	Appeal   Kind = "appeal"
	Honour   Kind = "honour"
)

// State is where a record stands; each mechanism has its own.
type State string

// StateInfo describes a state for people.
type StateInfo struct {
	State State
	Label string
	Tone  string // as ui.Tone: "act", "late", "done" or ""
}

// Action is something somebody does with a record.
type Action string

// Recall takes a record back from its letter, in every mechanism that has one.
const Recall Action = "recall"

// Side says who takes a step.
type Side string

// The sides of a record.
const (
	Office Side = "office" // the office that runs it
	Leader Side = "leader" // the leaders of the office's level
	Unit   Side = "unit"   // the unit it is about
	Paper  Side = "paper"  // nobody: its letter goes out
)

// Step is one line of a life cycle.
type Step struct {
	Action   Action
	Label    string
	From     []State
	To       State // "" stays, or is set by the rule
	By       Side
	Reason   bool
	Clause   string
	Owed     bool          // being in From, somebody owes this step: a duty on the workbench
	Clock    clock.Rule    // of the duty; "" has no legal clock
	Named    bool          // the day of the duty is the one the record names (DueOn)
	Answered bool          // every point of a reply must be answered first
	Drafts   document.Kind // the letter this step drafts
	After    document.Kind // of a step by Paper: the letter that goes out
	Tells    Side          // who is told, beside those who owe the next step
	Internal bool          // this line of the story is not for the unit
	Plain    bool          // a secondary button
}

// Need is the permission of the step.
func (s Step) Need() access.Permission {
	switch s.By {
	case Leader:
		return MayApprove
	case Unit:
		return MayAnswer
	}
	return MayRun
}

// Flow is a mechanism: its states, its steps and what it says on letters.
type Flow struct {
	Kind   Kind
	Label  string
	Path   string // "/talks"
	States []StateInfo
	Steps  []Step
	// Answers are the states in which points of a reply are answered.
	Answers []State
	// Fits says whether a step makes sense for the record as it is, beyond its state; nil is always. It hides
	// buttons and closes duties; the rules refuse by themselves.
	Fits func(r Record, a Action, today civil.Date) bool
	// Facts adds to the facts of a letter what the mechanism knows.
	Facts func(ctx context.Context, r db.Reader, rec Record, k document.Kind, f *document.Facts) error
	// Sent is what follows in the record when its letter went out, before the step By Paper is taken.
	Sent func(ctx context.Context, tx *db.Tx, rec *Record, l document.Letter) error
	// Withdrawn is what follows when the letter was taken back.
	Withdrawn func(ctx context.Context, tx *db.Tx, rec *Record, l document.Letter) error
}

// RefKind names records of the mechanism in references.
func (k Kind) RefKind() string { return "accountability." + string(k) }

// StepOf returns the line of an action from a state; "" is any.
func (f Flow) StepOf(a Action, from State) (Step, bool) {
	i := slices.IndexFunc(f.Steps, func(s Step) bool { return s.Action == a && (from == "" || slices.Contains(s.From, from)) })
	if i < 0 {
		return Step{}, false
	}
	return f.Steps[i], true
}

// Info describes a state.
func (f Flow) Info(s State) StateInfo {
	for _, x := range f.States {
		if x.State == s {
			return x
		}
	}
	return StateInfo{State: s, Label: string(s)}
}

// Possible lists the steps people can take from a state, in the order of the table.
func (f Flow) Possible(s State) (out []Step) {
	for _, st := range f.Steps {
		if st.By != Paper && slices.Contains(st.From, s) {
			out = append(out, st)
		}
	}
	return out
}
