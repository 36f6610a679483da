package document

import (
	"database/sql/driver"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// State is where a letter stands.
type State string

// The states in the order of life.
const (
	Drafting    State = "draft"
	Countersign State = "countersign"
	Approval    State = "approval"
	Approved    State = "approved"
	Numbered    State = "numbered"
	Signed      State = "signed"
	Sent        State = "sent"
	Withdrawn   State = "withdrawn"
	Voided      State = "voided"
	Dropped     State = "dropped"
)

// States lists every state with its Chinese name, in the order of life.
var States = []struct {
	State State
	Label string
}{
	{Drafting, "拟稿"}, {Countersign, "会签"}, {Approval, "待签发"}, {Approved, "已签发，待编号"}, {Numbered, "已编号，正在成文"}, {Signed, "已成文，待发送"},
	{Sent, "已发出"}, {Withdrawn, "已撤回"}, {Voided, "已作废"}, {Dropped, "已弃用"},
}

// Label is the state in Chinese.
func (s State) Label() string {
	for _, x := range States {
		if x.State == s {
			return x.Label
		}
	}
	return string(s)
}

// Open reports whether the letter is not issued and may still be.
func (s State) Open() bool {
	return slices.Contains([]State{Drafting, Countersign, Approval, Approved, Numbered, Signed}, s)
}

// Out reports whether the letter left the office.
func (s State) Out() bool { return s == Sent || s == Withdrawn }

// Letter is one official letter. Its methods hold the rules and do no I/O.
type Letter struct {
	ID           LetterID   `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	Kind         Kind       `db:"kind" json:"kind"`
	State        State      `db:"state" json:"state"`
	SeatPath     string     `db:"seat_path" json:"-"` // the place whose office issues: "/110000/110108/"
	OfficeID     org.UnitID `db:"office_id" json:"office_id"`
	OfficeName   string     `db:"office_name" json:"office_name"`
	UnitPath     string     `db:"unit_path" json:"-"` // whom it is about
	UnitID       org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName     string     `db:"unit_name" json:"unit_name"`
	RefKind      string     `db:"ref_kind" json:"ref_kind"`
	RefID        string     `db:"ref_id" json:"ref_id"`
	RecordTitle  string     `db:"record_title" json:"record_title"`
	RecordURL    string     `db:"record_url" json:"record_url"`
	Title        string     `db:"title" json:"title"`
	Content      Content    `db:"content" json:"content"`
	Base         Content    `db:"base" json:"-"` // what the record said when the letter was drafted or last taken over
	Facts        Facts      `db:"facts" json:"-"`
	Search       string     `db:"search" json:"-"`
	Number       string     `db:"number" json:"number"`
	SeriesID     string     `db:"series_id" json:"-"`
	Seq          int        `db:"seq" json:"seq"`
	Date         civil.Date `db:"dated_on" json:"date"` // 成文日期: the day it was approved
	AuthorID     string     `db:"author_id" json:"-"`
	AuthorName   string     `db:"author_name" json:"author_name"`
	ApproverID   string     `db:"approver_id" json:"-"`
	ApproverName string     `db:"approver_name" json:"approver_name"`
	ReturnReason string     `db:"return_reason" json:"return_reason"`
	Excuse       string     `db:"excuse" json:"excuse"` // why warnings of the check before issue were let pass
	Statement    string     `db:"statement" json:"statement"`
	Signature    string     `db:"signature" json:"signature"` // base64, DER
	KeyID        string     `db:"key_id" json:"key_id"`
	PDF          string     `db:"pdf" json:"pdf"`   // SHA-256, which is also where the bytes lie
	DOCX         string     `db:"docx" json:"docx"` // the same
	AutoSend     bool       `db:"auto_send" json:"auto_send"`
	Direct       bool       `db:"direct" json:"direct"` // issued by a step of its record, which moves on by itself
	BatchID      string     `db:"batch_id" json:"batch_id"`
	SentOn       civil.Date `db:"sent_on" json:"sent_on"`
	EndedOn      civil.Date `db:"ended_on" json:"ended_on"` // voided, withdrawn or dropped
	EndReason    string     `db:"end_reason" json:"end_reason"`
	TemplateID   string     `db:"template_id" json:"template_id"` // an office's own; "" the built-in one
	Demo         bool       `db:"demo" json:"demo"`
	CreatedAt    civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt    civil.Time `db:"updated_at" json:"updated_at"`
}

// Ref names the letter.
func (l Letter) Ref() ident.Ref { return l.ID.Ref() }

// URL is where people find the letter.
func (l Letter) URL() string { return l.ID.URL() }

// Record is the record the letter was drafted from.
func (l Letter) Record() ident.Ref { return ident.Ref{Kind: l.RefKind, ID: l.RefID} }

// Content is what people write in a letter. Body is plain text, one paragraph a line; its headings are
// known by their numbers (text.go), and a line ［表：问题清单］ stands for a table of the record.
type Content struct {
	Title    string   `json:"title"`
	Body     string   `json:"body"`
	Note     string   `json:"note,omitempty"`
	Urgency  string   `json:"urgency,omitempty"` // 特急, 加急 or ""
	Attached []string `json:"attached,omitempty"`
	With     []string `json:"with,omitempty"`    // joint issue: the other bodies in their order
	Signers  []string `json:"signers,omitempty"` // of a letter upward: names of who answers for it
}

// check holds what a text must be.
func (c Content) check() error {
	var e errs.Check
	e.That(strings.TrimSpace(c.Title) != "", "title", "请填写标题")
	e.That(len([]rune(c.Title)) <= 120, "title", "标题不能超过 120 个字")
	e.That(strings.TrimSpace(c.Body) != "", "body", "请填写正文")
	e.That(len(c.Body) <= maxBody, "body", "正文不能超过 %d 万字", maxBody/30000)
	e.That(c.Urgency == "" || c.Urgency == "特急" || c.Urgency == "加急", "urgency", "紧急程度只能是特急或加急")
	return e.Err()
}

// maxBody is the most bytes of a body: about 100,000 characters.
const maxBody = 300000

// step moves the letter along, or says that its state does not allow it.
func (l *Letter) step(a Action, reason string) error {
	st, ok := StepOf(a)
	if !ok || !slices.Contains(st.From, l.State) {
		return errs.New(errs.Conflict, "公文处于“%s”状态，不能进行此操作", l.State.Label())
	}
	if st.Reason && strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	if st.To != "" {
		l.State = st.To
	}
	return nil
}

// Possible lists the steps the state allows.
func (l Letter) Possible() []Step {
	var out []Step
	for _, st := range Steps {
		if slices.Contains(st.From, l.State) {
			out = append(out, st)
		}
	}
	return out
}

// form is the layout of the letter.
func (l Letter) form() paper.Form { return l.Kind.Info().Form }

// Value keeps the content as JSON.
func (c Content) Value() (driver.Value, error) { return db.JSON[Content]{V: c}.Value() }

// Scan reads the content from JSON.
func (c *Content) Scan(v any) error { return scanJSON(c, v) }

// Value keeps the facts as JSON.
func (f Facts) Value() (driver.Value, error) { return db.JSON[Facts]{V: f}.Value() }

// Scan reads the facts from JSON.
func (f *Facts) Scan(v any) error { return scanJSON(f, v) }

func scanJSON[T any](to *T, v any) error {
	var j db.JSON[T]
	err := j.Scan(v)
	*to = j.V
	return err
}

// Differs reports whether the letter says something else than the record did.
func (l Letter) Differs() bool {
	return l.Content.Title != l.Base.Title || strings.Join(lines(l.Content.Body), "\n") != strings.Join(lines(l.Base.Body), "\n")
}
