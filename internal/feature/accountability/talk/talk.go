// Package talk is 约谈: those responsible for a supervised unit are called, told what is wrong, and held to
// demands with a day (京教组发〔2020〕5号（三）严肃约谈制度).
//
//	draft ── notify ──▶ noticing ── letter ──▶ notified ── hold ──▶ held ── sign (both) ──▶ signed
//	  ▲ └── drop            └── recall ──▶ draft   └ move, state       └ refuse ─────────────▶ │
//	                                                                                           ▼ file
//	done ◀── verify (met) ── reported ◀── report ── filed ◀── letter ────────────────────── filing
//	                             └── verify (not met, new day) ──▶ filed
//
// The grounds are the six of the opinion; at least two people of the office talk (rules §5.2); the record
// says demands and their day, is signed by both sides or says who refused and who saw it, and is filed with
// the local Party committee, the government and the superior department, with receipts. The unit may write
// to it point by point from the notice on; every point is answered before the record is filed.
package talk

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
)

// The states.
const (
	Draft    accountability.State = "draft"
	Noticing accountability.State = "noticing"
	Notified accountability.State = "notified"
	Held     accountability.State = "held"
	Signed   accountability.State = "signed"
	Filing   accountability.State = "filing"
	Filed    accountability.State = "filed"
	Reported accountability.State = "reported"
	Done     accountability.State = "done"
	Dropped  accountability.State = "dropped"
)

// The steps.
const (
	Edit       accountability.Action = "edit"
	Notify     accountability.Action = "notify"
	NoticeSent accountability.Action = "talk_notice_sent"
	Move       accountability.Action = "move"
	Statement  accountability.Action = "state"
	Hold       accountability.Action = "hold"
	SignOffice accountability.Action = "sign_office"
	Sign       accountability.Action = "sign"
	Refuse     accountability.Action = "refuse"
	File       accountability.Action = "file"
	RecordSent accountability.Action = "talk_record_sent"
	Report     accountability.Action = "report"
	Verify     accountability.Action = "verify"
	Drop       accountability.Action = "drop"
)

const clause = "京教组发〔2020〕5号（三）严肃约谈制度"

type states = []accountability.State

// Flow is the whole life of a talk.
var Flow = accountability.Flow{
	Kind: accountability.Talk, Label: "约谈", Path: "/talks",
	States: []accountability.StateInfo{{State: Draft, Label: "拟约谈"}, {State: Noticing, Label: "通知待发出", Tone: "act"}, {State: Notified, Label: "已通知", Tone: "act"},
		{State: Held, Label: "已约谈，待签字", Tone: "act"}, {State: Signed, Label: "已签字", Tone: "act"}, {State: Filing, Label: "记录待报送", Tone: "act"},
		{State: Filed, Label: "已备案，落实中", Tone: "act"}, {State: Reported, Label: "已报告落实", Tone: "act"}, {State: Done, Label: "已办结", Tone: "done"}, {State: Dropped, Label: "不予约谈"}},
	Steps: []accountability.Step{
		{Action: Notify, Label: "发出约谈通知", From: states{Draft}, To: Noticing, By: accountability.Office, Clause: clause, Owed: true, Drafts: document.TalkNotice, Internal: true},
		{Action: Edit, Label: "修改约谈安排", From: states{Draft}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
		{Action: Drop, Label: "不予约谈", From: states{Draft}, To: Dropped, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: accountability.Recall, Label: "退回修改安排", From: states{Noticing}, To: Draft, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: NoticeSent, Label: "约谈通知已发出", From: states{Noticing}, To: Notified, By: accountability.Paper, Clause: clause, After: document.TalkNotice, Tells: accountability.Unit},
		{Action: Hold, Label: "记录约谈", From: states{Notified}, To: Held, By: accountability.Office, Clause: clause, Owed: true, Named: true, Tells: accountability.Unit},
		{Action: Statement, Label: "提交书面说明", From: states{Notified, Held}, By: accountability.Unit, Clause: clause, Tells: accountability.Office, Plain: true},
		{Action: Move, Label: "改期", From: states{Notified}, By: accountability.Office, Reason: true, Clause: clause, Named: true, Tells: accountability.Unit, Plain: true},
		{Action: SignOffice, Label: "约谈人签字", From: states{Held}, By: accountability.Office, Clause: clause, Owed: true},
		{Action: Sign, Label: "被约谈方签字", From: states{Held}, By: accountability.Unit, Clause: clause, Owed: true, Tells: accountability.Office},
		{Action: Refuse, Label: "记录拒签", From: states{Held}, By: accountability.Office, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
		{Action: File, Label: "报送备案", From: states{Signed}, To: Filing, By: accountability.Office, Clause: clause, Owed: true, Answered: true, Drafts: document.TalkRecord, Internal: true},
		{Action: accountability.Recall, Label: "退回整理记录", From: states{Filing}, To: Signed, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: RecordSent, Label: "约谈记录已报送", From: states{Filing}, To: Filed, By: accountability.Paper, Clause: clause, After: document.TalkRecord, Tells: accountability.Unit},
		{Action: Report, Label: "报告落实情况", From: states{Filed}, To: Reported, By: accountability.Unit, Clause: clause, Owed: true, Named: true, Clock: "accountability.talk.report", Tells: accountability.Office},
		{Action: Verify, Label: "核实落实情况", From: states{Reported}, By: accountability.Office, Clause: clause, Owed: true, Tells: accountability.Unit},
	},
}

// Speaker is somebody of the office who talks.
type Speaker struct {
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
}

// Line writes a speaker in one line.
func (s Speaker) Line() string { return strings.TrimSpace(s.Post + " " + s.Name) }

// Signature is one side's under the record.
type Signature struct {
	Name string     `json:"name,omitempty"`
	On   civil.Date `json:"on,omitzero"`
}

// Detail is what a talk keeps.
type Detail struct {
	On       civil.Date `json:"on,omitzero"`
	Time     string     `json:"time,omitempty"` // 09:30
	Place    string     `json:"place,omitempty"`
	Speakers []Speaker  `json:"speakers,omitempty"`
	HeldOn   civil.Date `json:"held_on,omitzero"`
	Warning  string     `json:"warning,omitempty"` // 告诫内容
	Said     string     `json:"said,omitempty"`    // what those talked to said
	Demands  []string   `json:"demands,omitempty"`
	DueOn    civil.Date `json:"due_on,omitzero"` // of the demands
	Office   Signature  `json:"office,omitzero"`
	Unit     Signature  `json:"unit,omitzero"`
	Refused  string     `json:"refused,omitempty"` // why the unit did not sign
	Witness  string     `json:"witness,omitempty"`
	FiledOn  civil.Date `json:"filed_on,omitzero"`
	Result   string     `json:"result,omitempty"` // what the unit reports
	Met      string     `json:"met,omitempty"`    // yes, no
	Opinion  string     `json:"opinion,omitempty"`
}

// Ready says what is still missing before the notice can go out: grounds, facts, a day ahead, a place, at
// least two of the office (rules §5.2: 约谈人 ≥2), and whom it concerns.
func (d Detail) Ready(r accountability.Record, persons []accountability.Persons, today civil.Date) error {
	if err := accountability.CheckGrounds(accountability.Codes(r.Grounds), "talk", ""); err != nil {
		return err
	}
	var c errs.Check
	c.That(r.Facts != "", "facts", "请写明事实")
	c.That(today.Before(d.On), "on", "约谈日期必须晚于今天")
	c.That(d.Time != "", "time", "请填写约谈时间")
	c.That(d.Place != "", "place", "请填写约谈地点")
	c.That(len(d.Speakers) >= 2, "speakers", "约谈人不得少于两人")
	c.That(len(persons) > 0, "persons", "请填写被约谈的相关负责人")
	return c.Err()
}

// Hold records the talk: it took place, at least two of the office talked, and its demands have a day.
func (d *Detail) Hold(in TalkIn, today civil.Date) error {
	var c errs.Check
	c.That(!in.On.IsZero() && !today.Before(in.On), "on", "约谈日期不能晚于今天")
	c.That(len(in.Speakers) >= 2, "speakers", "约谈人不得少于两人")
	c.That(strings.TrimSpace(in.Warning) != "", "warning", "请写明告诫内容")
	c.That(len(in.Demands) > 0, "demands", "请写明要求，一行一条")
	c.That(today.Before(in.DueOn), "due_on", "落实期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	d.HeldOn, d.Speakers, d.Warning, d.Said, d.Demands, d.DueOn = in.On, in.Speakers, strings.TrimSpace(in.Warning), strings.TrimSpace(in.Said), in.Demands, in.DueOn
	return nil
}

// SignedByBoth reports whether the record may be filed: the office signed, and the unit signed or its
// refusal is on record.
func (d Detail) SignedByBoth() bool {
	return d.Office.Name != "" && (d.Unit.Name != "" || d.Refused != "")
}

// TalkIn is what people fill in for a step; each step reads its own fields.
type TalkIn struct {
	Grounds  []string                 `json:"grounds,omitempty"`
	Facts    string                   `json:"facts,omitempty"`
	On       civil.Date               `json:"on,omitempty"`
	Time     string                   `json:"time,omitempty"`
	Place    string                   `json:"place,omitempty"`
	Speakers []Speaker                `json:"speakers,omitempty"`
	Persons  []accountability.Persons `json:"persons,omitempty"`
	Points   []string                 `json:"points,omitempty"`
	Warning  string                   `json:"warning,omitempty"`
	Said     string                   `json:"said,omitempty"`
	Demands  []string                 `json:"demands,omitempty"`
	DueOn    civil.Date               `json:"due_on,omitempty"`
	Name     string                   `json:"name,omitempty"`
	Witness  string                   `json:"witness,omitempty"`
	Text     string                   `json:"text,omitempty"`
	Met      string                   `json:"met,omitempty"`
	Reason   string                   `json:"reason,omitempty"`
}

// Tidy leaves out speakers and people without a name.
func (in *TalkIn) Tidy() {
	in.Speakers = slices.DeleteFunc(in.Speakers, func(s Speaker) bool { return strings.TrimSpace(s.Name) == "" })
	in.Persons = slices.DeleteFunc(in.Persons, func(p accountability.Persons) bool { return strings.TrimSpace(p.Name) == "" })
	in.Demands = slices.DeleteFunc(in.Demands, func(s string) bool { return strings.TrimSpace(s) == "" })
}
