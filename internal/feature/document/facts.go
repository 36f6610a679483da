package document

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// Facts is what a record says for one of its letters, now.
type Facts struct {
	UnitID     org.UnitID `json:"unit_id"` // whom the letter is about
	UnitName   string     `json:"unit_name"`
	UnitPath   string     `json:"unit_path"`
	OfficeID   org.UnitID `json:"office_id"` // who issues
	OfficeName string     `json:"office_name"`
	SeatPath   string     `json:"seat_path"` // the place of the office: "/110000/110108/"
	Title      string     `json:"title"`     // of the record
	URL        string     `json:"url"`

	Values map[string]string        `json:"values"`           // placeholders of the template: "约谈时间" → "2026年9月1日上午9时"
	Blocks map[string][]paper.Block `json:"blocks,omitempty"` // placeholders that are lists or tables: "问题清单"
	To     []Party                  `json:"to"`

	// What the check before issue looks at.
	Findings []FindingFact `json:"findings,omitempty"`
	// Statements are the sentences of a report; a letter that is no report has none.
	Statements []StatementFact `json:"statements,omitempty"`
	Team       int             `json:"team,omitempty"`    // inspectors who took part; zero is not said
	Persons    []string        `json:"persons,omitempty"` // private persons who must not be named in a public letter
	Totals     []Total         `json:"totals,omitempty"`
	Due        civil.Date      `json:"due,omitzero"` // the deadline the letter sets
	DueRule    clock.Rule      `json:"due_rule,omitempty"`
	Demo       bool            `json:"demo,omitempty"`
	Replaces   string          `json:"replaces,omitempty"` // the number of the letter this one is issued anew for

	// Who prepared the record, when the step that drafts the letter is another's, such as the approval of a
	// leader, who may then sign the letter; "" is the acting person.
	AuthorID   string `json:"author_id,omitempty"`
	AuthorName string `json:"author_name,omitempty"`
}

// Party is who gets a letter, and the rule that says so. UnitID "" is a body outside the platform, whose
// paper receipt the office registers.
type Party struct {
	UnitID org.UnitID `json:"unit_id"`
	Name   string     `json:"name"`
	Copy   bool       `json:"copy"` // 抄送; otherwise 主送
	Why    string     `json:"why"`  // the article that asks for it
}

// FindingFact is a problem as the check before issue needs it.
type FindingFact struct {
	Text     string     `json:"text"`
	Clause   string     `json:"clause"`
	Demand   string     `json:"demand"`
	Due      civil.Date `json:"due,omitzero"`
	Evidence int        `json:"evidence"` // pieces of evidence
}

// StatementFact is a sentence of a report and how many pieces of evidence it rests on.
type StatementFact struct {
	Text    string `json:"text"`
	Grounds int    `json:"grounds"`
}

// Total is a number that a text says and the record knows.
type Total struct {
	Label string `json:"label"` // "问题" as in "共发现问题5个" or "5个问题"
	Unit  string `json:"unit"`  // "个"
	Count int    `json:"count"`
}

// Source is what a kind of record gives to its letters and what follows from them. Guard, Sent and
// Withdrawn may be nil.
type Source struct {
	// Facts reads what the record says now for a kind of letter.
	Facts func(ctx context.Context, r db.Reader, id string, k Kind) (Facts, error)
	// Guard refuses a step of the letter, beyond the rules of letters: the chair has not approved yet.
	Guard func(ctx context.Context, r db.Reader, l Letter, a Action) error
	// Sent is what follows in the record when the letter goes out; l.Number and l.Date are set.
	Sent func(ctx context.Context, tx *db.Tx, l Letter) error
	// Withdrawn is what follows when it is taken back.
	Withdrawn func(ctx context.Context, tx *db.Tx, l Letter) error
}
