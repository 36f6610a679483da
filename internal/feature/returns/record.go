package returns

import (
	"slices"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
)

// Campaign opens a form for units and a year.
type Campaign struct {
	ID          string     `db:"id" json:"id"`
	Version     int        `db:"version" json:"version"`
	Form        string     `db:"form" json:"form"` // key: "school@1"
	FormCode    string     `db:"form_code" json:"form_code"`
	Year        int        `db:"year" json:"year"`
	Title       string     `db:"title" json:"title"`
	Note        string     `db:"note" json:"note"`
	UnitPath    string     `db:"unit_path" json:"unit_path"` // for whose units
	State       string     `db:"state" json:"state"`         // open, closed
	DueOn       civil.Date `db:"due_on" json:"due_on"`
	CreatedBy   string     `db:"created_by" json:"created_by"`
	CreatedName string     `db:"created_name" json:"created_name"`
	CreatedAt   civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt   civil.Time `db:"updated_at" json:"updated_at"`
}

// The states of a campaign.
const (
	Open   = "open"
	Closed = "closed"
)

// URL is where people find it.
func (c Campaign) URL() string { return "/campaigns/" + c.ID }

// Ref is the campaign as a record.
func (c Campaign) Ref() ident.Ref { return ident.Ref{Kind: "returns.campaign", ID: c.ID} }

// State is where a return stands.
type State string

// The states of a return.
const (
	Filling   State = "filling"
	Submitted State = "submitted" // waits for the district
	Checked   State = "checked"   // waits for the city
	Accepted  State = "accepted"
	Returned  State = "returned" // cells are to be corrected, only these
	Waived    State = "waived"   // need not be given, with a reason
)

// States in the order people expect.
var States = []State{Filling, Submitted, Checked, Accepted, Returned, Waived}

// Label is the state in Chinese.
func (s State) Label() string {
	return map[State]string{Filling: "填报中", Submitted: "待区审核", Checked: "待市接收", Accepted: "已接收", Returned: "退回更正", Waived: "免报"}[s]
}

// Given reports whether figures of a return in this state may be used: its unit has put its name to them.
func (s State) Given() bool { return s == Submitted || s == Checked || s == Accepted }

// Return is the form of one unit for a year.
type Return struct {
	ID            string     `db:"id" json:"id"`
	Version       int        `db:"version" json:"version"`
	CampaignID    string     `db:"campaign_id" json:"campaign_id"`
	Form          string     `db:"form" json:"form"`
	FormCode      string     `db:"form_code" json:"form_code"`
	Year          int        `db:"year" json:"year"`
	UnitID        org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath      string     `db:"unit_path" json:"unit_path"`
	UnitName      string     `db:"unit_name" json:"unit_name"`
	Kind          string     `db:"kind" json:"kind"` // type of school in the words of the form: like is compared with like
	State         State      `db:"state" json:"state"`
	Asked         int        `db:"asked" json:"asked"`   // required cells
	Filled        int        `db:"filled" json:"filled"` // of these with a value
	Wrong         int        `db:"wrong" json:"wrong"`   // breaches of checks
	Doubts        int        `db:"doubts" json:"doubts"` // warnings without a note
	Ratios        string     `db:"ratios" json:"-"`      // JSON: what like units are compared by
	DueOn         civil.Date `db:"due_on" json:"due_on"`
	Late          bool       `db:"late" json:"late"` // first submitted after its day
	Demo          bool       `db:"demo" json:"demo"`
	SubmittedName string     `db:"submitted_name" json:"submitted_name"`
	SubmittedAt   civil.Time `db:"submitted_at" json:"submitted_at"`
	CheckedName   string     `db:"checked_name" json:"checked_name"`
	CheckedAt     civil.Time `db:"checked_at" json:"checked_at"`
	AcceptedName  string     `db:"accepted_name" json:"accepted_name"`
	AcceptedAt    civil.Time `db:"accepted_at" json:"accepted_at"`
	Reason        string     `db:"reason" json:"reason"`
	CreatedAt     civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt     civil.Time `db:"updated_at" json:"updated_at"`
}

// URL is where people find it.
func (r Return) URL() string { return "/returns/" + r.ID }

// Ref is the return as a record.
func (r Return) Ref() ident.Ref { return ident.Ref{Kind: "returns.return", ID: r.ID} }

// Origin is where a value came from.
type Origin string

// The origins.
const (
	Typed    Origin = "typed"
	Sheet    Origin = "sheet"
	Register Origin = "register" // the register of units
	LastYear Origin = "last_year"
)

// Label is the origin in Chinese.
func (o Origin) Label() string {
	return map[Origin]string{Typed: "页面填写", Sheet: "表格导入", Register: "单位名录", LastYear: "沿用上一年度"}[o]
}

// Cell is a value of a return.
type Cell struct {
	ReturnID   string     `db:"return_id" json:"-"`
	Field      string     `db:"field" json:"field"`
	Version    int        `db:"version" json:"version"`
	Value      string     `db:"value" json:"value"`
	Note       string     `db:"note" json:"note,omitempty"`
	Mark       string     `db:"mark" json:"mark,omitempty"` // "returned": to be corrected
	Comment    string     `db:"comment" json:"comment,omitempty"`
	Origin     Origin     `db:"origin" json:"origin"`
	Author     string     `db:"author" json:"-"`
	AuthorName string     `db:"author_name" json:"author_name"`
	At         civil.Time `db:"at" json:"at"`
}

// Ref is the cell as a record, which files belong to.
func (c Cell) Ref() ident.Ref { return CellRef(c.ReturnID, c.Field) }

// CellRef names a cell.
func CellRef(returnID, field string) ident.Ref {
	return ident.Ref{Kind: "returns.cell", ID: returnID + "." + field}
}

// Change is a line of the history of a cell.
type Change struct {
	ID         string     `db:"id" json:"-"`
	ReturnID   string     `db:"return_id" json:"-"`
	Field      string     `db:"field" json:"field"`
	What       string     `db:"what" json:"what"` // value, note, return, reopen
	Old        string     `db:"old_value" json:"old"`
	New        string     `db:"new_value" json:"new"`
	Note       string     `db:"note" json:"note"`
	Origin     Origin     `db:"origin" json:"origin"`
	Author     string     `db:"author" json:"-"`
	AuthorName string     `db:"author_name" json:"author_name"`
	At         civil.Time `db:"at" json:"at"`
}

// Action is a step of a return.
type Action string

// The steps.
const (
	Submit Action = "submit"
	Check  Action = "check"
	Accept Action = "accept"
	Send   Action = "send_back" // by the district before, by the city after the check
	Reopen Action = "reopen"
	Waive  Action = "waive"
	Resume Action = "resume"
)

// Step is a row of the life of a return.
type Step struct {
	Action Action
	Label  string
	From   []State
	To     State
	Need   access.Permission
	Own    bool // only the unit itself
	Cells  bool // names cells and comments
	Reason bool
	Clause string
}

// Steps is the life of a return.
var Steps = []Step{
	{Action: Submit, Label: "提交", From: []State{Filling, Returned}, To: Submitted, Need: MaySubmit, Own: true, Clause: "《统计法》第二十五条"},
	{Action: Check, Label: "审核通过", From: []State{Submitted}, To: Checked, Need: MayCheck, Clause: "教督〔2017〕6号（县级自评）"},
	{Action: Send, Label: "退回更正", From: []State{Submitted, Checked}, To: Returned, Need: MaySend, Cells: true, Clause: "教督〔2017〕6号（复核）"},
	{Action: Accept, Label: "接收", From: []State{Checked}, To: Accepted, Need: MayAccept, Clause: "教督〔2017〕6号（市级复核）"},
	{Action: Reopen, Label: "重新打开单元格", From: []State{Accepted}, To: Returned, Need: MayAccept, Cells: true, Reason: true, Clause: "《统计法》第二十五条"},
	{Action: Waive, Label: "免报", From: []State{Filling, Returned}, To: Waived, Need: MayOpen, Reason: true, Clause: "教督〔2017〕6号"},
	{Action: Resume, Label: "恢复填报", From: []State{Waived}, To: Filling, Need: MayOpen, Clause: "教督〔2017〕6号"},
}

// StepOf returns the step of an action.
func StepOf(a Action) (Step, bool) {
	for _, s := range Steps {
		if s.Action == a {
			return s, true
		}
	}
	return Step{}, false
}

// need is the permission a step asks for of a return: who may send back depends on whose turn it is.
func (s Step) need(r Return) access.Permission {
	if s.Action != Send {
		return s.Need
	}
	if r.State == Submitted {
		return MayCheck
	}
	return MayAccept
}

// Take applies a step to a return.
func (r *Return) Take(s Step, form *Form) error {
	if !slices.Contains(s.From, r.State) {
		switch {
		case s.Action == Send && r.State == Accepted:
			return errs.New(errs.Conflict, "市级已经接收，不能退回；需要更正的，请市督导室重新打开单元格")
		case r.State == Waived:
			return errs.New(errs.Conflict, "该单位本年度免报：%s", r.Reason)
		}
		return errs.New(errs.Conflict, "当前状态不能进行此操作")
	}
	r.State = s.To
	if s.Action == Submit && form.Level == DistrictLevel {
		r.State = Checked // nobody stands between a district and the city
	}
	return nil
}

// Possible are the steps of the state.
func (r Return) Possible() (out []Step) {
	for _, s := range Steps {
		if slices.Contains(s.From, r.State) {
			out = append(out, s)
		}
	}
	return out
}

// Editable reports whether a cell may be changed: all while it is filled in, only marked ones once it was
// returned or reopened.
func (r Return) Editable(c Cell) bool {
	switch r.State {
	case Filling:
		return true
	case Returned:
		return c.Mark != ""
	}
	return false
}
