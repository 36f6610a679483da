package dropout

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
)

// State is where a case stands.
type State string

// The states.
const (
	Open      State = "open"
	Escalated State = "escalated"
	Closed    State = "closed"
)

// States in the order people expect.
var States = []State{Open, Escalated, Closed}

// Label is the state in Chinese.
func (s State) Label() string {
	return map[State]string{Open: "劝返中", Escalated: "已报区和街道", Closed: "已办结"}[s]
}

// Word is a value with its words.
type Word struct{ Value, Label string }

// Reasons are why a pupil left, as far as the school knows; Outcomes how a case closed; Ways how somebody was reached.
var (
	Reasons = []Word{{"unknown", "原因不明"}, {"tired", "厌学"}, {"family", "家庭困难或变故"}, {"work", "外出务工"}, {"illness", "疾病或残疾"}, {"moved", "随家庭迁移"}, {"tutoring", "在校外机构就读"}, {"other", "其他"}}

	Outcomes = []Word{{"returned", "已复学"}, {"transferred", "已转学"}, {"exempt", "经批准缓学、休学或免学"}}
	Ways     = []Word{{"visit", "家访"}, {"phone", "电话"}, {"office", "会同街道上门"}}
)

// LabelOf is the label of a value.
func LabelOf(list []Word, value string) string {
	if i := slices.IndexFunc(list, func(w Word) bool { return w.Value == value }); i >= 0 {
		return list[i].Label
	}
	return ""
}

// Case is one pupil who left, without who it is.
type Case struct {
	ID        string     `db:"id" json:"id"`
	Version   int        `db:"version" json:"version"`
	Number    string     `db:"number" json:"number"`
	State     State      `db:"state" json:"state"`
	Outcome   string     `db:"outcome" json:"outcome"`
	UnitID    org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath  string     `db:"unit_path" json:"unit_path"`
	UnitName  string     `db:"unit_name" json:"unit_name"`
	Stage     string     `db:"stage" json:"stage"`
	Grade     int        `db:"grade" json:"grade"` // 1 to 9
	Reason    string     `db:"reason" json:"reason"`
	SinceOn   civil.Date `db:"since_on" json:"since_on"` // last seen at school
	Street    string     `db:"street" json:"street"`
	Visits    int        `db:"visits" json:"visits"`
	Note      string     `db:"note" json:"note"` // proof of the outcome, never about a person
	Sealed    string     `db:"sealed" json:"-"`
	Demo      bool       `db:"demo" json:"demo"`
	CreatedAt civil.Time `db:"created_at" json:"created_at"`
	ClosedOn  civil.Date `db:"closed_on" json:"closed_on"`
	UpdatedAt civil.Time `db:"updated_at" json:"updated_at"`
}

const caseColumns = `id, version, number, state, outcome, unit_id, unit_path, unit_name, stage, grade, reason, since_on, street, visits, note, sealed, demo, created_at, closed_on, updated_at`

// URL is where people find it.
func (c Case) URL() string { return "/dropouts/" + c.ID }

// Ref is the case as a record.
func (c Case) Ref() ident.Ref { return ident.Ref{Kind: "dropout.case", ID: c.ID} }

// Days is how long the pupil has been away on a day, or was until the case closed.
func (c Case) Days(today civil.Date) int {
	if !c.ClosedOn.IsZero() {
		today = c.ClosedOn
	}
	return today.Sub(c.SinceOn)
}

// Gone reports whether the personal data were deleted.
func (c Case) Gone() bool { return c.Sealed == "" }

// Pupil is who it is: sealed.
type Pupil struct {
	Name     string `json:"name"`
	Guardian string `json:"guardian"`
	Contact  string `json:"contact"`
}

// Visit is one attempt to bring a pupil back.
type Visit struct {
	ID     string     `db:"id"`
	CaseID string     `db:"case_id"`
	On     civil.Date `db:"on_date"`
	Who    string     `db:"who"` // the teacher or official
	Way    string     `db:"way"`
	Sealed string     `db:"sealed"`
	Author string     `db:"author"`
	At     civil.Time `db:"at"`
	Said   string     `db:"-"` // opened with the personal data
}

// Action is a step of a case.
type Action string

// Step is a row of the table of steps.
type Step struct {
	Action  Action
	From    []State
	To      State
	Outcome string
	Need    access.Permission
	Label   string
	Clause  string
	Asks    string // what has to be said: "" nothing, note, street
}

// Steps is the life cycle.
var Steps = []Step{
	{"escalate", []State{Open}, Escalated, "", MayHandle, "报区和街道", "《义务教育法》第十三条", "street"},
	{"return", []State{Open, Escalated}, Closed, "returned", MayHandle, "已复学", "《义务教育法》第十三条", "note"},
	{"transfer", []State{Open, Escalated}, Closed, "transferred", MayHandle, "转学核实", "京教组发〔2020〕5号（二）", "note"},
	{"exempt", []State{Open, Escalated}, Closed, "exempt", MayDecide, "批准缓学、休学或免学", "《义务教育法》第十一条", "note"},
	{"reopen", []State{Closed}, Open, "", MayDecide, "重新打开", "京教组发〔2020〕5号（二）", "note"},
}

// StepOf returns the step of an action.
func StepOf(a Action) (Step, bool) {
	i := slices.IndexFunc(Steps, func(s Step) bool { return s.Action == a })
	if i < 0 {
		return Step{}, false
	}
	return Steps[i], true
}

// take moves the case; text answers what the step asks.
func (c *Case) take(s Step, text string, today civil.Date) error {
	text = strings.TrimSpace(text)
	switch {
	case !slices.Contains(s.From, c.State):
		return errs.New(errs.Conflict, "现在不能“%s”", s.Label)
	case s.Asks == "street" && text == "":
		return errs.NewField("text", "请写明学生居住地的街道（乡镇）")
	case s.Asks == "note" && text == "":
		return errs.NewField("text", "请写明依据，如复学日期、转入学校与学籍接续情况、批准文号；不要写学生姓名")
	case s.Action == "reopen" && c.Gone():
		return errs.New(errs.Conflict, "个人信息已按期删除，请重新登记")
	}
	c.State, c.Outcome, c.ClosedOn = s.To, s.Outcome, civil.Date{}
	if s.To == Closed {
		c.ClosedOn = today
	}
	if s.Asks == "street" {
		c.Street = text
	} else {
		c.Note = text
	}
	return nil
}

// Possible lists the steps of the present state.
func (c Case) Possible() (out []Step) {
	for _, s := range Steps {
		if slices.Contains(s.From, c.State) && (s.Action != "reopen" || !c.Gone()) {
			out = append(out, s)
		}
	}
	return out
}
