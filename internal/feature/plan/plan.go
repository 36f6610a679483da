package plan

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
)

// State is where a plan stands.
type State string

const (
	Draft     State = "draft"     // the office draws it up
	Submitted State = "submitted" // the leader decides
	Approved  State = "approved"  // in force
	Filed     State = "filed"     // in force; the city looks through it
	Returned  State = "returned"  // the city asks for corrections
	Received  State = "received"  // in force; the city gave its receipt
)

// States lists every state in the order of life.
var States = []State{Draft, Submitted, Approved, Filed, Returned, Received}

// Label is the state in Chinese.
func (s State) Label() string {
	switch s {
	case Draft:
		return "草稿"
	case Submitted:
		return "待批准"
	case Approved:
		return "已批准"
	case Filed:
		return "已报市待回执"
	case Returned:
		return "退回更正"
	case Received:
		return "市已接收"
	}
	return string(s)
}

// Level is whose plan it is.
type Level string

const (
	City     Level = "city"     // not filed upward
	District Level = "district" // filed with the city
)

// Action is a step somebody takes with a plan.
type Action string

const (
	Submit  Action = "submit"  // the office, to its leader
	Approve Action = "approve" // the leader
	Reject  Action = "reject"  // the leader, back to the office
	File    Action = "file"    // the district's office, to the city
	Receive Action = "receive" // the city, with a receipt
	Return  Action = "return"  // the city, for correction
)

// Step is one line of the life of a plan.
type Step struct {
	Action Action
	Label  string
	From   []State
	To     State
	Need   access.Permission
	Own    bool   // by the plan's own level; otherwise by the level above
	Filing bool   // districts only
	Reason bool   // a reason is asked for
	Clause string // what it follows
	Clock  string // the duty it starts: the step name
}

// Steps is the whole life of a plan: it drives the rules, the buttons, the clocks and the diagram in
// doc.go.
var Steps = []Step{
	{Action: Submit, Label: "提交审批", From: []State{Draft, Returned}, To: Submitted, Need: MayEdit, Own: true, Clock: "approve",
		Clause: "京教组发〔2020〕5号（一）"},
	{Action: Approve, Label: "批准", From: []State{Submitted}, To: Approved, Need: MayApprove, Own: true, Clock: "file",
		Clause: "京教组发〔2020〕5号（一）"},
	{Action: Reject, Label: "退回修改", From: []State{Submitted}, To: Draft, Need: MayApprove, Own: true, Reason: true, Clock: "submit",
		Clause: "京教组发〔2020〕5号（一）"},
	{Action: File, Label: "报市备案", From: []State{Approved}, To: Filed, Need: MayFile, Own: true, Filing: true, Clock: "review",
		Clause: "京教组发〔2020〕5号（一）管理体系：区级年度计划报市"},
	{Action: Receive, Label: "出具回执", From: []State{Filed}, To: Received, Need: MayReceive, Filing: true,
		Clause: "京教组发〔2020〕5号（一）管理体系：区级年度计划报市"},
	{Action: Return, Label: "退回更正", From: []State{Filed}, To: Returned, Need: MayReceive, Filing: true, Reason: true, Clock: "correct",
		Clause: "京教组发〔2020〕5号（一）管理体系：区级年度计划报市"},
}

// StepOf returns the line of an action.
func StepOf(a Action) (Step, bool) {
	for _, s := range Steps {
		if s.Action == a {
			return s, true
		}
	}
	return Step{}, false
}

// Plan is the year plan of one office.
type Plan struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	OfficeID     string     `db:"office_id" json:"office_id"`
	OfficeName   string     `db:"office_name" json:"office_name"`
	UnitPath     string     `db:"unit_path" json:"unit_path"` // of the city or district
	Level        Level      `db:"level" json:"level"`
	Year         int        `db:"year" json:"year"`
	Title        string     `db:"title" json:"title"`
	Goal         string     `db:"goal" json:"goal"` // what the year is about
	State        State      `db:"state" json:"state"`
	CreatedBy    string     `db:"created_by" json:"created_by"`
	CreatedAt    civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt    civil.Time `db:"updated_at" json:"updated_at"`
	SubmittedBy  string     `db:"submitted_by" json:"submitted_by"`
	ApprovedBy   string     `db:"approved_by" json:"approved_by"`
	ApprovedName string     `db:"approved_name" json:"approved_name"`
	ApprovedOn   civil.Date `db:"approved_on" json:"approved_on"`
	FiledOn      civil.Date `db:"filed_on" json:"filed_on"`
	Receipt      string     `db:"receipt" json:"receipt"` // number of the city's receipt
	ReceiptOn    civil.Date `db:"receipt_on" json:"receipt_on"`
	ReturnReason string     `db:"return_reason" json:"return_reason"`
}

// RefKind names plans in references.
const RefKind = "plan.plan"

// Ref returns the plan as a reference.
func (p Plan) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: p.ID} }

// URL is where people find the plan.
func (p Plan) URL() string { return "/plans/" + p.ID }

// Possible lists the steps that the present state allows.
func (p Plan) Possible() []Step {
	var out []Step
	for _, s := range Steps {
		if slices.Contains(s.From, p.State) && !(s.Filing && p.Level == City) {
			out = append(out, s)
		}
	}
	return out
}

// Take moves the plan along a step: 京教组发〔2020〕5号（一）.
func (p *Plan) Take(a Action, reason string, items int) error {
	for _, s := range p.Possible() {
		if s.Action != a {
			continue
		}
		if s.Reason && strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		if a == Submit && items == 0 {
			return errs.New(errs.Conflict, "计划还没有督导事项，不能提交")
		}
		p.State = s.To
		return nil
	}
	return errs.New(errs.Conflict, "当前状态不能进行此操作")
}

// Editable reports whether items may be edited directly.
func (p Plan) Editable() bool { return p.State == Draft || p.State == Returned }

// InForce reports whether the plan was approved: its items can start supervisions, and changes go
// through the leader.
func (p Plan) InForce() bool { return p.State == Approved || p.State == Filed || p.State == Received }
