package rectify

import (
	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
)

// OrderID identifies an order.
type OrderID string

// URL is where people find the order.
func (id OrderID) URL() string { return "/rectifications/" + string(id) }

// The kinds of records that references name.
const (
	RefKind    = "rectify.order"
	RefFinding = "rectify.finding"
)

// Ref names the order to other features.
func (id OrderID) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: string(id)} }

// Severity says how bad a finding is.
type Severity string

// The severities, mildest first.
const (
	Minor   Severity = "minor"
	General Severity = "general"
	Serious Severity = "serious"
)

// Severities lists them for people, mildest first.
var Severities = []struct {
	Severity Severity
	Label    string
}{{Minor, "轻微"}, {General, "一般"}, {Serious, "严重"}}

// Label returns the Chinese name.
func (s Severity) Label() string {
	for _, i := range Severities {
		if i.Severity == s {
			return i.Label
		}
	}
	return string(s)
}

func (s Severity) rank() int {
	for i, x := range Severities {
		if x.Severity == s {
			return i
		}
	}
	return -1
}

// Order is a rectification order (整改通知): what one unit has to put right after one supervision.
// Its methods hold the rules and do no I/O.
type Order struct {
	ID             OrderID    `db:"id" json:"id"`
	Version        int        `db:"version" json:"version"`
	UnitPath       string     `db:"unit_path" json:"unit_path"`
	UnitID         org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName       string     `db:"unit_name" json:"unit_name"` // as it was when the order was made
	SourceKind     string     `db:"source_kind" json:"source_kind"`
	SourceID       string     `db:"source_id" json:"source_id"`
	SourceTitle    string     `db:"source_title" json:"source_title"`
	Number         string     `db:"number" json:"number"`
	Title          string     `db:"title" json:"title"`
	Search         string     `db:"search" json:"-"`
	State          State      `db:"state" json:"state"`
	Severity       Severity   `db:"severity" json:"severity"` // the worst of its items
	Items          int        `db:"items" json:"items"`
	OfficeID       org.UnitID `db:"office_id" json:"office_id"` // who organised and is answerable: 谁组织、谁发布、谁负责
	OfficeName     string     `db:"office_name" json:"office_name"`
	SuperiorID     org.UnitID `db:"superior_id" json:"superior_id"` // 业务主管部门, copied and jointly liable
	SuperiorName   string     `db:"superior_name" json:"superior_name"`
	AuthorID       string     `db:"author_id" json:"author_id"` // who wrote the opinion or the order
	IssuedBy       string     `db:"issued_by" json:"issued_by"`
	IssuedOn       civil.Date `db:"issued_on" json:"issued_on"`
	PlanDueOn      civil.Date `db:"plan_due_on" json:"plan_due_on"`
	DueOn          civil.Date `db:"due_on" json:"due_on"`               // the result
	NoticeDueOn    civil.Date `db:"notice_due_on" json:"notice_due_on"` // of the last 督办单
	NextOn         civil.Date `db:"next_on" json:"next_on"`             // what is owed next, by whomever
	PlanText       string     `db:"plan_text" json:"plan_text"`
	PlanLead       string     `db:"plan_lead" json:"plan_lead"`
	PlannedOn      civil.Date `db:"planned_on" json:"planned_on"`
	ResultText     string     `db:"result_text" json:"result_text"`
	SubmittedBy    string     `db:"submitted_by" json:"submitted_by"`
	SubmittedUnit  org.UnitID `db:"submitted_unit" json:"submitted_unit"`
	SubmittedOn    civil.Date `db:"submitted_on" json:"submitted_on"`
	LateDays       int        `db:"late_days" json:"late_days"` // of the last submission
	Returns        int        `db:"returns" json:"returns"`
	ReturnReason   string     `db:"return_reason" json:"return_reason"`
	VerifiedBy     string     `db:"verified_by" json:"verified_by"`
	VerifiedUnit   org.UnitID `db:"verified_unit" json:"verified_unit"`
	VerifiedOn     civil.Date `db:"verified_on" json:"verified_on"`
	Opinion        string     `db:"opinion" json:"opinion"` // what the verifier saw
	PortalID       string     `db:"portal_id" json:"portal_id"`
	PublishedOn    civil.Date `db:"published_on" json:"published_on"`
	WithheldReason string     `db:"withheld_reason" json:"withheld_reason"`
	RecheckOn      civil.Date `db:"recheck_on" json:"recheck_on"`
	RecheckedOn    civil.Date `db:"rechecked_on" json:"rechecked_on"`
	RecheckedBy    string     `db:"rechecked_by" json:"rechecked_by"`
	RecheckResult  Held       `db:"recheck_result" json:"recheck_result"`
	RecheckNote    string     `db:"recheck_note" json:"recheck_note"`
	ClosedOn       civil.Date `db:"closed_on" json:"closed_on"`
	Rung           int        `db:"rung" json:"rung"`       // the highest rung of the ladder reached
	Relapse        bool       `db:"relapse" json:"relapse"` // holds a relapsed finding
	Demo           bool       `db:"demo" json:"demo"`
	CreatedBy      string     `db:"created_by" json:"created_by"`
	CreatedAt      civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt      civil.Time `db:"updated_at" json:"updated_at"`
}

// Held is what a re-check found.
type Held string

// The results of a re-check.
const (
	HeldFast Held = "held"
	Relapsed Held = "relapse"
)

// Outcome is what the verifier found about an item.
type Outcome string

// The outcomes of an item.
const (
	Met   Outcome = "met"
	Unmet Outcome = "unmet"
)

// Item is one finding of an order with what was done about it.
type Item struct {
	ID        string     `db:"id" json:"id"`
	OrderID   OrderID    `db:"order_id" json:"order_id"`
	FindingID string     `db:"finding_id" json:"finding_id"`
	Seq       int        `db:"seq" json:"seq"`
	Text      string     `db:"text" json:"text"`
	Demand    string     `db:"demand" json:"demand"`
	Clause    string     `db:"clause" json:"clause"`
	Severity  Severity   `db:"severity" json:"severity"`
	Measures  string     `db:"measures" json:"measures"`
	Lead      string     `db:"lead" json:"lead"` // the responsible person, by post
	ByOn      civil.Date `db:"by_on" json:"by_on"`
	Result    string     `db:"result" json:"result"`
	Outcome   Outcome    `db:"outcome" json:"outcome"`
	Remark    string     `db:"remark" json:"remark"`
	Held      Held       `db:"held" json:"held"`
}

// itemKind names items to the evidence files.
const itemKind = "rectify.item"

// Ref names the item to the evidence files.
func (i Item) Ref() ident.Ref { return ident.Ref{Kind: itemKind, ID: i.ID} }

// Evidence is what the unit hands in for an item: a described document; files hang on the item.
type Evidence struct {
	ID         string     `db:"id" json:"id"`
	OrderID    OrderID    `db:"order_id" json:"order_id"`
	ItemID     string     `db:"item_id" json:"item_id"`
	Title      string     `db:"title" json:"title"`
	Note       string     `db:"note" json:"note"`
	HappenedOn civil.Date `db:"happened_on" json:"happened_on"`
	ByID       string     `db:"by_id" json:"by_id"`
	ByName     string     `db:"by_name" json:"by_name"`
	At         civil.Time `db:"at" json:"at"`
}

// Event is one line of an order's story. Internal ones are not for the unit.
type Event struct {
	ID        string     `db:"id" json:"id"`
	OrderID   OrderID    `db:"order_id" json:"order_id"`
	At        civil.Time `db:"at" json:"at"`
	ActorID   string     `db:"actor_id" json:"actor_id"`
	ActorName string     `db:"actor_name" json:"actor_name"`
	Action    string     `db:"action" json:"action"`
	Note      string     `db:"note" json:"note"`
	Internal  bool       `db:"internal" json:"internal"`
}
