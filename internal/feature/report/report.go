package report

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
)

// State is where a report stands.
type State string

// The states in the order of life.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Approved  State = "approved"
	Filed     State = "filed"
	Published State = "published"
)

// States lists every state with its Chinese name.
var States = []struct {
	State State
	Label string
}{{Draft, "撰写"}, {Submitted, "待审定"}, {Approved, "已审定"}, {Filed, "已报送"}, {Published, "已公布"}}

// Label is the state in Chinese.
func (s State) Label() string {
	for _, x := range States {
		if x.State == s {
			return x.Label
		}
	}
	return string(s)
}

// Reached reports whether the state lies at or behind another in the order of life.
func (s State) Reached(x State) bool { return rank(s) >= rank(x) }

func rank(s State) int {
	for i, x := range States {
		if x.State == s {
			return i
		}
	}
	return -1
}

// Action is a step somebody takes with a report.
type Action string

// The steps of the life cycle.
const (
	Submit  Action = "submit"
	Return  Action = "return"
	Approve Action = "approve"
	File    Action = "file"
	Receive Action = "receive"
	Publish Action = "publish"
)

// Step is one line of the life of a report.
type Step struct {
	Action Action
	Label  string
	From   []State
	To     State // "" stays
	Need   access.Permission
	Own    bool // by the organising level; otherwise by the level above
	Reason bool
	Clause string
}

// Steps is the whole life of a report: it drives legality and buttons.
var Steps = []Step{
	{Submit, "提请审定", []State{Draft}, Submitted, MayEdit, true, false, "《教育督导条例》第二十三条第一款"},
	{Return, "退回修改", []State{Submitted}, Draft, MayApprove, true, true, "《教育督导条例》第二十三条第一款"},
	{Approve, "审定", []State{Submitted}, Approved, MayApprove, true, false, "《教育督导条例》第二十三条第一款"},
	{File, "报政府并备案", []State{Approved}, Filed, MayFile, true, false, "《教育督导条例》第二十三条第一款"},
	{Receive, "出具备案回执", []State{Filed, Published}, "", MayReceive, false, false, "《教育督导条例》第二十三条第一款"},
	{Publish, "公布", []State{Filed}, Published, MayPublish, true, false, "《教育督导条例》第二十三条第二款"},
}

// StepOf returns the line of an action.
func StepOf(a Action) (Step, bool) {
	i := slices.IndexFunc(Steps, func(s Step) bool { return s.Action == a })
	if i < 0 {
		return Step{}, false
	}
	return Steps[i], true
}

// RefKind names reports in references.
const RefKind = "report.report"

// Report is the report of one supervision.
type Report struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	InspectionID string     `db:"inspection_id" json:"inspection_id"`
	UnitPath     string     `db:"unit_path" json:"unit_path"`
	UnitID       org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName     string     `db:"unit_name" json:"unit_name"`
	SeatPath     string     `db:"seat_path" json:"-"` // the city or district that organised
	OfficeID     org.UnitID `db:"office_id" json:"office_id"`
	OfficeName   string     `db:"office_name" json:"office_name"`
	Title        string     `db:"title" json:"title"`
	Number       string     `db:"number" json:"number"`
	Year         int        `db:"year" json:"year"`
	State        State      `db:"state" json:"state"`
	AuthorID     string     `db:"author_id" json:"-"`
	AuthorName   string     `db:"author_name" json:"author_name"`
	ReturnReason string     `db:"return_reason" json:"return_reason"`
	Excuse       string     `db:"excuse" json:"excuse"` // why warnings of the check before issue were let pass
	ApprovedBy   string     `db:"approved_by" json:"-"`
	ApprovedName string     `db:"approved_name" json:"approved_name"`
	ApprovedOn   civil.Date `db:"approved_on" json:"approved_on"`
	Government   string     `db:"government" json:"government"` // the government it was handed to
	FiledOn      civil.Date `db:"filed_on" json:"filed_on"`
	Receipt      string     `db:"receipt" json:"receipt"`
	ReceiptOn    civil.Date `db:"receipt_on" json:"receipt_on"`
	PublishedOn  civil.Date `db:"published_on" json:"published_on"`
	PortalID     string     `db:"portal_id" json:"portal_id"`
	Demo         bool       `db:"demo" json:"demo"`
	CreatedAt    civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt    civil.Time `db:"updated_at" json:"updated_at"`
}

// Ref returns the report as a reference.
func (r Report) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: r.ID} }

// URL is where people read the report.
func (r Report) URL() string { return URLOf(r.InspectionID) }

// URLOf is where the report of a supervision is read.
func URLOf(inspectionID string) string { return "/inspections/" + inspectionID + "/report" }

// FromCity reports whether the city organised the supervision: nobody in the city is above it.
func (r Report) FromCity() bool { return strings.Count(strings.Trim(r.SeatPath, "/"), "/") == 0 }

// Possible lists the steps the present state allows.
func (r Report) Possible() []Step {
	var out []Step
	for _, s := range Steps {
		if !slices.Contains(s.From, r.State) || s.Action == Receive && (r.FromCity() || r.Receipt != "") {
			continue
		}
		out = append(out, s)
	}
	return out
}

// take moves the report along a step.
func (r *Report) take(a Action, reason string) error {
	for _, s := range r.Possible() {
		if s.Action != a {
			continue
		}
		if s.Reason && strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		if s.To != "" {
			r.State = s.To
		}
		return nil
	}
	return errs.New(errs.Conflict, "督导报告处于“%s”状态，不能进行此操作", r.State.Label())
}

// Submit hands the draft to the leader: every statement has its grounds (rules §8: to the unit and
// the clause).
func (r *Report) Submit(list []Statement) error {
	if len(list) == 0 {
		return errs.New(errs.Conflict, "督导报告还没有内容")
	}
	return r.take(Submit, "")
}

// Approve is the leader's: somebody else than the author, and only what is supported
// (《教育督导条例》第二十三条第一款).
func (r *Report) Approve(list []Statement, number, actorID string, today civil.Date) error {
	if len(list) == 0 {
		return errs.New(errs.Conflict, "督导报告还没有内容")
	}
	if actorID == r.AuthorID {
		return errs.New(errs.Denied, "督导报告不能由撰写人本人审定")
	}
	if err := r.take(Approve, ""); err != nil {
		return err
	}
	r.Number, r.ApprovedOn = strings.TrimSpace(number), today
	return nil
}

// File records that the report went to the government of the same level and to the office above
// (《教育督导条例》第二十三条第一款).
func (r *Report) File(government string, on, today civil.Date) error {
	var c errs.Check
	c.That(strings.TrimSpace(government) != "", "government", "请填写报送的本级人民政府")
	c.That(!on.IsZero(), "on", "请填写报送日期")
	c.That(on.IsZero() || !today.Before(on), "on", "报送日期不能晚于今天")
	c.That(on.IsZero() || !on.Before(r.ApprovedOn), "on", "报送日期不能早于审定之日")
	if err := c.Err(); err != nil {
		return err
	}
	if err := r.take(File, ""); err != nil {
		return err
	}
	r.Government, r.FiledOn = strings.TrimSpace(government), on
	return nil
}

// Receive records the receipt of the office above.
func (r *Report) Receive(receipt string, today civil.Date) error {
	if strings.TrimSpace(receipt) == "" {
		return errs.NewField("receipt", "请填写回执编号")
	}
	if err := r.take(Receive, ""); err != nil {
		return err
	}
	r.Receipt, r.ReceiptOn = strings.TrimSpace(receipt), today
	return nil
}

// Publish makes it public (《教育督导条例》第二十三条第二款).
func (r *Report) Publish(today civil.Date) error {
	if err := r.take(Publish, ""); err != nil {
		return err
	}
	r.PublishedOn = today
	return nil
}

// ReadableBy reports whether the report is there for somebody: inside from the draft on, for the
// supervised unit from its approval on.
func (r Report) ReadableBy(inside bool) bool { return inside || r.State.Reached(Approved) }
