package inspect

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
)

// The letters of a supervision.
const (
	LetterNotice      = "notice"
	LetterPreliminary = "preliminary"
	LetterOpinion     = "opinion"
)

// Letter is what the office writes to the unit. Its draft is internal.
type Letter struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	InspectionID string     `db:"inspection_id" json:"-"`
	UnitPath     string     `db:"unit_path" json:"-"`
	Kind         string     `db:"kind" json:"kind"`
	Number       string     `db:"number" json:"number"`
	Text         string     `db:"text" json:"text"`     // facts; the evaluation
	Extra        string     `db:"extra" json:"extra"`   // what to prepare; suggestions
	DueOn        civil.Date `db:"due_on" json:"due_on"` // of the self-evaluation; of the rectification
	DraftedBy    string     `db:"drafted_by" json:"-"`
	DraftedName  string     `db:"drafted_name" json:"drafted_name"`
	ApprovedBy   string     `db:"approved_by" json:"-"`
	ApprovedName string     `db:"approved_name" json:"approved_name"`
	SentOn       civil.Date `db:"sent_on" json:"sent_on"`
	UpdatedAt    civil.Time `db:"updated_at" json:"-"`
}

// checkOpinion: 《教育督导条例》第二十一条第二款: an objective and fair evaluation; for problems, demands
// with a deadline and suggestions.
func (l Letter) checkOpinion(findings []Finding, today civil.Date) error {
	var c errs.Check
	c.That(strings.TrimSpace(l.Text) != "", "text", "请填写督导评价")
	problems := len(open(findings)) > 0
	c.That(!problems || !l.DueOn.IsZero(), "due_on", "意见书列有问题，请填写整改期限")
	c.That(!problems || l.DueOn.IsZero() || today.Before(l.DueOn), "due_on", "整改期限必须晚于今天")
	return c.Err()
}

// The answers to a point of the reply.
var Verdicts = []fieldwork.Word{{Value: "accepted", Label: "采纳"}, {Value: "partly", Label: "部分采纳"}, {Value: "rejected", Label: "不采纳"}}

// Point is one point of the reply and its answer: 《教育督导条例》第二十一条第一款 (综合分析申辩意见).
type Point struct {
	ID           string     `db:"id" json:"id"`
	InspectionID string     `db:"inspection_id" json:"-"`
	Ord          int        `db:"ord" json:"ord"`
	FindingID    string     `db:"finding_id" json:"finding_id"` // "" is about the whole
	Text         string     `db:"text" json:"text"`
	Verdict      string     `db:"verdict" json:"verdict"`
	Answer       string     `db:"answer" json:"answer"`
	AnsweredBy   string     `db:"answered_by" json:"-"`
	AnsweredName string     `db:"answered_name" json:"answered_name"`
	AnsweredAt   civil.Time `db:"answered_at" json:"answered_at"`
}

// answer records what the office says to a point.
func (p *Point) answerWith(verdict, text string) error {
	var c errs.Check
	known := false
	for _, v := range Verdicts {
		known = known || v.Value == verdict
	}
	c.That(known, "verdict", "请选择是否采纳")
	c.That(strings.TrimSpace(text) != "", "answer", "请写明理由")
	if err := c.Err(); err != nil {
		return err
	}
	p.Verdict, p.Answer = verdict, strings.TrimSpace(text)
	return nil
}
