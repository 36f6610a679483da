package inspect

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
)

// Inspection is one supervision of one unit.
type Inspection struct {
	ID            string     `db:"id" json:"id"`
	Version       int        `db:"version" json:"version"`
	UnitPath      string     `db:"unit_path" json:"unit_path"` // of the supervised unit
	UnitID        org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName      string     `db:"unit_name" json:"unit_name"` // as it was at the start
	SeatPath      string     `db:"seat_path" json:"-"`         // the city or district that organises
	OfficeID      org.UnitID `db:"office_id" json:"office_id"` // 谁组织、谁发布、谁负责
	OfficeName    string     `db:"office_name" json:"office_name"`
	PlanItemID    string     `db:"plan_item_id" json:"plan_item_id"`
	Title         string     `db:"title" json:"title"`
	Mode          plan.Mode  `db:"mode" json:"mode"`
	Field         plan.Field `db:"field" json:"field"`
	Basis         string     `db:"basis" json:"basis"`
	Matters       string     `db:"matters" json:"matters"`         // 督导事项
	StandardID    string     `db:"standard_id" json:"standard_id"` // the version it started with
	StandardCode  string     `db:"standard_code" json:"standard_code"`
	StandardName  string     `db:"standard_name" json:"standard_name"`
	Year          int        `db:"year" json:"year"`
	State         State      `db:"state" json:"state"`
	From          civil.Date `db:"from_on" json:"from"` // of the on-site work, as announced
	To            civil.Date `db:"to_on" json:"to"`
	NoticedOn     civil.Date `db:"noticed_on" json:"noticed_on"`
	EvalText      string     `db:"eval_text" json:"eval_text"` // the report of the self-evaluation
	EvaluatedOn   civil.Date `db:"evaluated_on" json:"evaluated_on"`
	EvalLate      int        `db:"eval_late" json:"eval_late"` // days
	SiteBeganOn   civil.Date `db:"site_began_on" json:"site_began_on"`
	SiteEndedOn   civil.Date `db:"site_ended_on" json:"site_ended_on"`
	HearingReason string     `db:"hearing_reason" json:"hearing_reason"` // why somebody was not heard
	PrelimOn      civil.Date `db:"prelim_on" json:"prelim_on"`
	ReplyKind     string     `db:"reply_kind" json:"reply_kind"` // reply, waive or lapse
	ReplyText     string     `db:"reply_text" json:"reply_text"`
	RepliedOn     civil.Date `db:"replied_on" json:"replied_on"`
	OpinionNumber string     `db:"opinion_number" json:"opinion_number"`
	OpinionOn     civil.Date `db:"opinion_on" json:"opinion_on"`
	ReportNumber  string     `db:"report_number" json:"report_number"`
	Outcome       string     `db:"outcome" json:"outcome"` // the evaluation in words, frozen with the opinion
	ClosedOn      civil.Date `db:"closed_on" json:"closed_on"`
	CancelReason  string     `db:"cancel_reason" json:"cancel_reason"`
	Search        string     `db:"search" json:"-"`
	Demo          bool       `db:"demo" json:"demo"`
	CreatedBy     string     `db:"created_by" json:"-"`
	CreatedAt     civil.Time `db:"created_at" json:"-"`
	UpdatedAt     civil.Time `db:"updated_at" json:"updated_at"`
}

// The kinds of records that references and files name.
const (
	RefKind      = "inspect.inspection"
	RefIndicator = "inspect.indicator"
	RefFinding   = "inspect.finding"
	RefReply     = "inspect.reply"
)

// Ref returns the supervision as a reference.
func (i Inspection) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: i.ID} }

// URL is where people find the supervision.
func (i Inspection) URL() string { return "/inspections/" + i.ID }

// Formal reports whether articles 16 to 23 apply in full: they are about comprehensive and special
// supervision.
func (i Inspection) Formal() bool { return i.Mode == plan.Comprehensive || i.Mode == plan.Special }

// checkWindow: the dates announced are in order and ahead: 《教育督导条例》第十七条 (事先).
func (i Inspection) checkWindow(today civil.Date) error {
	var c errs.Check
	c.That(!i.From.IsZero(), "from", "请填写现场督导开始日期")
	c.That(!i.To.IsZero(), "to", "请填写现场督导结束日期")
	c.That(i.From.IsZero() || i.To.IsZero() || !i.To.Before(i.From), "to", "结束日期不能早于开始日期")
	c.That(i.From.IsZero() || today.Before(i.From), "from", "现场督导须在通知之后，请填写今天以后的日期")
	c.That(strings.TrimSpace(i.Matters) != "", "matters", "请填写督导事项")
	return c.Err()
}

// Notice sends the written notice: 《教育督导条例》第十六条 (matters and team are settled beforehand),
// 第十七条 (written notice beforehand).
func (i *Inspection) Notice(l Letter, team []fieldwork.Member, least int, today civil.Date) error {
	if err := i.take(Notify, ""); err != nil {
		return err
	}
	if err := i.checkWindow(today); err != nil {
		return err
	}
	var c errs.Check
	c.That(strings.TrimSpace(l.Text) != "", "text", "请写明督导通知的内容")
	c.That(!l.DueOn.IsZero(), "due_on", "请填写自评报告的截止日期")
	c.That(l.DueOn.IsZero() || today.Before(l.DueOn), "due_on", "自评截止日期须晚于今天")
	c.That(l.DueOn.IsZero() || i.From.IsZero() || !i.From.Before(l.DueOn), "due_on", "自评截止日期不能晚于现场督导开始日期")
	if err := c.Err(); err != nil {
		return err
	}
	if err := fieldwork.CheckTeam(team, i.least(least)); err != nil {
		return err
	}
	i.NoticedOn = today
	return nil
}

// least returns how many inspectors the team needs; routine and internal supervision has no rule.
func (i Inspection) least(n int) int {
	if !i.Formal() {
		return 1
	}
	return n
}

// Evaluate hands in the self-evaluation: 《教育督导条例》第十八条第一款. It may come late; the days are kept.
func (i *Inspection) Evaluate(text string, list []Indicator, due, today civil.Date) error {
	if err := i.take(Submit, ""); err != nil {
		return err
	}
	var c errs.Check
	c.That(strings.TrimSpace(text) != "", "eval_text", "请填写自评报告概述")
	missing := 0
	for _, x := range list {
		if x.Claim == "" {
			missing++
		}
	}
	c.That(missing == 0, "claim", "还有 %d 项指标没有填写自评等级", missing)
	if err := c.Err(); err != nil {
		return err
	}
	i.EvalText, i.EvaluatedOn, i.EvalLate = strings.TrimSpace(text), today, 0
	if !due.IsZero() && due.Before(today) {
		i.EvalLate = today.Sub(due)
	}
	return nil
}

// BeginSite starts the on-site work: 《教育督导条例》第十八条第二款. Without a self-evaluation it may
// start only when that is overdue.
func (i *Inspection) BeginSite(evalDue, today civil.Date) error {
	if i.State == Noticed && (evalDue.IsZero() || !evalDue.Before(today)) {
		return errs.New(errs.Conflict, "自评截止日期（%s）未到，单位尚未提交自评报告", evalDue.String())
	}
	if err := i.take(Begin, ""); err != nil {
		return err
	}
	if i.SiteBeganOn.IsZero() {
		i.SiteBeganOn = today
	}
	return nil
}

// FinishSite ends the on-site work: 《教育督导条例》第十八条第二款 (the team shall examine on site), so
// there is something on record and every indicator has an answer, be it that it was not examined.
func (i *Inspection) FinishSite(records []fieldwork.Record, list []Indicator, today civil.Date) error {
	if err := i.take(Finish, ""); err != nil {
		return err
	}
	if len(fieldwork.Valid(records)) == 0 {
		return errs.New(errs.Conflict, "还没有现场记录，督导小组应当进行现场考察（《教育督导条例》第十八条）")
	}
	open := 0
	for _, x := range list {
		if x.Verified == "" {
			open++
		}
	}
	if open > 0 {
		return errs.New(errs.Conflict, "还有 %d 项指标没有核验；未督导的请记为“未督导”", open)
	}
	i.SiteEndedOn = today
	return nil
}

// SendPreliminary tells the unit the preliminary opinion: 《教育督导条例》第十九条 (the public, pupils,
// parents and teachers are heard first; otherwise the reason is recorded), 第二十条.
func (i *Inspection) SendPreliminary(l Letter, heard fieldwork.Hearing, reason string, today civil.Date) error {
	if err := i.take(Send, ""); err != nil {
		return err
	}
	if strings.TrimSpace(l.Text) == "" {
		return errs.NewField("text", "请填写初步督导意见")
	}
	if missing := heard.Missing(); i.Formal() && len(missing) > 0 && strings.TrimSpace(reason) == "" {
		return errs.NewField("hearing_reason", "《教育督导条例》第十九条要求征求公众意见并专门听取学生、家长和教师的意见，尚缺：%s。请补充，或说明理由", strings.Join(missing, "、"))
	}
	i.HearingReason, i.PrelimOn = strings.TrimSpace(reason), today
	return nil
}

// AnswerBack takes the reply of the unit: 《教育督导条例》第二十条第二款. After its last day it is
// refused; a suspended clock has none.
func (i *Inspection) AnswerBack(kind Action, text string, points []Point, due, today civil.Date) error {
	if i.State == Preliminary && kind != Lapse && !due.IsZero() && due.Before(today) {
		return errs.New(errs.Conflict, "申辩期已于 %s 届满，不能再提交申辩意见。确有正当理由的，请联系%s申请延长期限", due.String(), i.OfficeName)
	}
	if i.State == Preliminary && kind == Lapse && (due.IsZero() || !due.Before(today)) {
		return errs.New(errs.Conflict, "申辩期（至 %s）未满", due.String())
	}
	if err := i.take(kind, ""); err != nil {
		return err
	}
	if kind == Reply && strings.TrimSpace(text) == "" && len(points) == 0 {
		return errs.NewField("text", "请填写申辩意见；没有意见的请选择“不申辩”")
	}
	i.ReplyKind, i.ReplyText, i.RepliedOn = string(kind), strings.TrimSpace(text), today
	return nil
}

// ProposeOpinion asks the leader to approve the opinion: 《教育督导条例》第二十一条 (it weighs the reply,
// evaluates, and names demands with a deadline).
func (i *Inspection) ProposeOpinion(l Letter, points []Point, findings []Finding, today civil.Date) error {
	if err := i.take(Propose, ""); err != nil {
		return err
	}
	for _, p := range points {
		if p.Verdict == "" {
			return errs.New(errs.Conflict, "申辩意见第 %d 点还没有答复，请逐点答复后再提请审定", p.Ord)
		}
	}
	return l.checkOpinion(findings, today)
}

// IssueOpinion approves and sends the opinion: 《教育督导条例》第二十一条. Who drafted it does not
// approve it.
func (i *Inspection) IssueOpinion(l Letter, number, by string, findings []Finding, today civil.Date) error {
	if err := i.take(Issue, ""); err != nil {
		return err
	}
	if l.DraftedBy == by {
		return errs.New(errs.Denied, "意见书不能由起草人审定")
	}
	if err := l.checkOpinion(findings, today); err != nil {
		return err
	}
	i.OpinionNumber, i.OpinionOn = strings.TrimSpace(number), today
	return nil
}
