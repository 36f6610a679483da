// Package liability is 问责 by 《教育督导问责办法》（国教督〔2021〕2号）, with review, appeal and correction.
//
//	opened ── team (60 days) ──▶ investigating ── inform ──▶ informed ── state · waive · lapse ──▶ stated
//	   └── drop                       │ find, measure                                                │ consult
//	                                  └── drop                                                       ▼
//	decided ◀── letter ── issuing ◀── approve (chair, vice-chair) ── submitted ◀── submit ── consulting
//	   │ execute · publish · withdraw                                     └── return ──▶ consulting
//	   ├── ask_review (30 days) ──▶ review: handling (30 days) ─▶ submitted ─▶ issuing ─▶ decided
//	   ├── ask_appeal (15 days) ──▶ appeal, at the level above: the same (60 days)
//	   └── correct (15 days) ──▶ correcting ── letter ──▶ decided ── archive ──▶ archived
//
// Objects are governments and departments, schools and institutions, persons, inspectors; grounds and
// measures of each are data. A second time within a year is proposed as aggravating by the program. Review
// and appeal do not suspend the execution. An application after its day is refused with the day and the
// rule; the office may admit it with a reason (逾期受理). A decision withdrawn after publication leaves its
// notice, and a correction publishes a new snapshot that supersedes the old one. The days within which a
// statement is made are not in the rules at hand: the notice names one, and there is no legal clock.
//
// Read steps.go and case.go, then rules.go, consult.go, remedy.go.
package liability

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
)

// Member is somebody of the working group.
type Member struct {
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
}

// How far a decision is made public: by its severity.
const (
	Inner  = "inner"  // 一定范围内
	Site   = "site"   // 政府网站
	Medium = "medium" // 政府网站并主流媒体
)

// Scopes lists them for people.
var Scopes = []struct{ Value, Label string }{{Inner, "在一定范围内公开"}, {Site, "在政府网站公开"}, {Medium, "在政府网站和主流媒体公开"}}

// Detail is what a case keeps.
type Detail struct {
	Object      accountability.Object `json:"object"`
	EndedOn     civil.Date            `json:"ended_on,omitzero"` // when the supervision ended: the 60 days run from there
	Private     bool                  `json:"private,omitempty"` // a private school or training institution
	Lead        Member                `json:"lead,omitzero"`
	Team        []Member              `json:"team,omitempty"`
	TeamOn      civil.Date            `json:"team_on,omitzero"`
	Found       string                `json:"found,omitempty"` // the facts as established
	Proof       string                `json:"proof,omitempty"` // what establishes them
	Worse       []string              `json:"worse,omitempty"` // aggravating circumstances
	WorseNote   string                `json:"worse_note,omitempty"`
	Earlier     []string              `json:"earlier,omitempty"` // decisions within a year, found by the program
	NoStatement string                `json:"no_statement,omitempty"`
	ApproverAs  string                `json:"approver_as,omitempty"` // 主任, 副主任
	Approver    string                `json:"approver,omitempty"`
	ApprovedOn  civil.Date            `json:"approved_on,omitzero"`
	EffectiveOn civil.Date            `json:"effective_on,omitzero"`
	DecidedOn   civil.Date            `json:"decided_on,omitzero"` // the letter reached the object
	Scope       string                `json:"scope,omitempty"`
	ScopeNote   string                `json:"scope_note,omitempty"`
	Severe      bool                  `json:"severe,omitempty"`
	Remedies    []Remedied            `json:"remedies,omitempty"`
	WrongBy     string                `json:"wrong_by,omitempty"` // number of the appeal decision that found it wrong
	CorrectBy   civil.Date            `json:"correct_by,omitzero"`
	CorrectOn   civil.Date            `json:"correct_on,omitzero"`
	CorrectText string                `json:"correct_text,omitempty"`
	First       string                `json:"first,omitempty"`    // number of the decision that was corrected
	Revoking    []string              `json:"revoking,omitempty"` // ids of the measures a correction takes away, "*" all
	Outcome     string                `json:"outcome,omitempty"`
}

// Remedied is a review or an appeal that was decided, as the case remembers it.
type Remedied struct {
	Kind   accountability.Kind `json:"kind"`
	ID     string              `json:"id,omitempty"`
	Number string              `json:"number"`
	On     civil.Date          `json:"on"`
	Result string              `json:"result"`
}

// CaseIn is what people fill in for a step; each step reads its own fields.
type CaseIn struct {
	Object    string                   `json:"object,omitempty"`
	EndedOn   civil.Date               `json:"ended_on,omitempty"`
	Private   bool                     `json:"private,omitempty"`
	Grounds   []string                 `json:"grounds,omitempty"`
	Facts     string                   `json:"facts,omitempty"`
	Persons   []accountability.Persons `json:"persons,omitempty"`
	Lead      Member                   `json:"lead,omitempty"`
	Team      []Member                 `json:"team,omitempty"`
	Found     string                   `json:"found,omitempty"`
	Proof     string                   `json:"proof,omitempty"`
	Worse     []string                 `json:"worse,omitempty"`
	WorseNote string                   `json:"worse_note,omitempty"`
	Measure   string                   `json:"measure,omitempty"` // a code, or the id of one
	Person    string                   `json:"person,omitempty"`
	ReferTo   string                   `json:"refer_to,omitempty"`
	UntilOn   civil.Date               `json:"until_on,omitempty"`
	DueOn     civil.Date               `json:"due_on,omitempty"`
	On        civil.Date               `json:"on,omitempty"`
	Points    []string                 `json:"points,omitempty"`
	Members   []string                 `json:"members,omitempty"` // names or ids of member units
	Consult   string                   `json:"consult,omitempty"`
	Agree     string                   `json:"agree,omitempty"`
	Post      string                   `json:"post,omitempty"`
	Scope     string                   `json:"scope,omitempty"`
	Severe    bool                     `json:"severe,omitempty"`
	Number    string                   `json:"number,omitempty"`
	Receipt   string                   `json:"receipt,omitempty"`
	Result    string                   `json:"result,omitempty"`
	Text      string                   `json:"text,omitempty"`
	Reason    string                   `json:"reason,omitempty"`
}

// Begin checks what a case begins with: whom, the grounds of that object, facts, and of persons who.
func (in *CaseIn) Begin() error {
	in.Persons = slices.DeleteFunc(in.Persons, func(p accountability.Persons) bool { return strings.TrimSpace(p.Name) == "" })
	object := accountability.Object(in.Object)
	if object.Label() == in.Object {
		return errs.NewField("object", "请选择问责对象")
	}
	if err := accountability.CheckGrounds(in.Grounds, "case", object); err != nil {
		return err
	}
	var c errs.Check
	c.That(strings.TrimSpace(in.Facts) != "", "facts", "请写明事实")
	c.That(!object.Personal() || len(in.Persons) > 0, "persons", "请填写被问责的人员")
	return c.Err()
}

// Assemble forms the working group: 督导完成后六十日内 (the clock account.team). It has a leader and at least one
// member beside; the rules at hand give no number.
func (d *Detail) Assemble(in CaseIn, today civil.Date) error {
	in.Team = slices.DeleteFunc(in.Team, func(m Member) bool { return strings.TrimSpace(m.Name) == "" })
	var c errs.Check
	c.That(strings.TrimSpace(in.Lead.Name) != "", "lead", "请填写工作组组长")
	c.That(len(in.Team) > 0, "team", "请填写工作组成员，一行一人")
	if err := c.Err(); err != nil {
		return err
	}
	d.Lead, d.Team, d.TeamOn = in.Lead, in.Team, today
	return nil
}

// Establish records the facts as established. Where the unit or the person was decided about within a
// year, that circumstance is there by itself and stays (《教育督导问责办法》从重: 一年内被问责两次及以上).
func (d *Detail) Establish(in CaseIn, r *accountability.Record) error {
	if err := accountability.CheckGrounds(in.Grounds, "case", d.Object); err != nil {
		return err
	}
	if len(d.Earlier) > 0 && !slices.Contains(in.Worse, Twice) {
		in.Worse = append(in.Worse, Twice)
	}
	if len(in.Worse) > 0 {
		if err := accountability.CheckGrounds(in.Worse, "aggravating", ""); err != nil {
			return errs.Rename(err, "worse")
		}
	}
	var c errs.Check
	c.That(strings.TrimSpace(in.Found) != "", "found", "请写明认定的事实")
	c.That(strings.TrimSpace(in.Proof) != "", "proof", "请写明证据")
	if err := c.Err(); err != nil {
		return err
	}
	r.Grounds = strings.Join(in.Grounds, " ")
	d.Found, d.Proof, d.Worse, d.WorseNote = strings.TrimSpace(in.Found), strings.TrimSpace(in.Proof), in.Worse, strings.TrimSpace(in.WorseNote)
	return nil
}

// Twice is the aggravating circumstance that the program finds by itself.
const Twice = "worse.twice"

// Propose checks a measure before it is proposed: one of the object, of private schools only for one, with
// what it needs.
func (d Detail) Propose(in CaseIn, persons []accountability.Persons, today civil.Date) (accountability.Applied, error) {
	m := accountability.Applied{Code: in.Measure, Text: strings.TrimSpace(in.Text), ReferTo: strings.TrimSpace(in.ReferTo), UntilOn: in.UntilOn, PersonID: in.Person}
	i := slices.IndexFunc(accountability.MeasuresFor(d.Object, d.Private), func(x accountability.Measure) bool { return x.Code == in.Measure })
	if i < 0 {
		return m, errs.NewField("measure", "所选问责方式不适用于这一对象")
	}
	def := accountability.MeasuresFor(d.Object, d.Private)[i]
	if m.ReferTo == "" {
		m.ReferTo = def.Refer
	}
	if def.Refer == "" {
		m.ReferTo = ""
	}
	var c errs.Check
	c.That(!def.Until || today.Before(in.UntilOn), "until_on", "请填写截止日期")
	known := slices.ContainsFunc(persons, func(p accountability.Persons) bool { return p.ID == in.Person })
	c.That(!d.Object.Personal() || known, "person", "请选择人员")
	c.That(d.Object.Personal() || in.Person == "", "person", "对单位的问责方式不选择人员")
	return m, c.Err()
}

// Ready says what is missing before the object is told.
func (d Detail) Ready(list []accountability.Applied) error {
	switch {
	case d.Found == "":
		return errs.New(errs.Conflict, "请先记录调查认定的事实、依据和证据")
	case !slices.ContainsFunc(list, func(m accountability.Applied) bool { return m.State != accountability.MeasureRevoked }):
		return errs.New(errs.Conflict, "请先拟定问责方式")
	}
	return nil
}
