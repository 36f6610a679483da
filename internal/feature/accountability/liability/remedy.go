package liability

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// The states of a review or an appeal.
const (
	RemedyLate      accountability.State = "late"
	RemedyHandling  accountability.State = "handling"
	RemedySubmitted accountability.State = "submitted"
	RemedyIssuing   accountability.State = "issuing"
	RemedyDecided   accountability.State = "decided"
	RemedyEnded     accountability.State = "ended"
)

// The steps of a review or an appeal.
const (
	Admit   accountability.Action = "admit"
	Refuse  accountability.Action = "refuse"
	Propose accountability.Action = "propose"
	Retract accountability.Action = "retract"
)

// The results.
const (
	Uphold = "uphold" // 维持
	Change = "change" // 变更
	Revoke = "revoke" // 撤销
	Wrong  = "wrong"  // 认为原决定有误
)

// ReviewResults and AppealResults list them for people.
var (
	ReviewResults = []struct{ Value, Label string }{{Uphold, "维持原决定"}, {Change, "变更原决定"}, {Revoke, "撤销原决定"}}
	AppealResults = []struct{ Value, Label string }{{Uphold, "维持原决定"}, {Wrong, "原决定有误，责成原办纠正"}}
)

// ResultLabel is a result in Chinese.
func ResultLabel(v string) string {
	for _, x := range append(ReviewResults, AppealResults...) {
		if x.Value == v {
			return x.Label
		}
	}
	return v
}

// The deadlines, rows of the clock: review within 30 days and decided in 30, appeal within 15 and decided
// in 60, correction in 15 (《教育督导问责办法》).
const (
	reviewApply   clock.Rule = "review.apply"
	reviewDecide  clock.Rule = "review.decide"
	appealApply   clock.Rule = "appeal.apply"
	appealDecide  clock.Rule = "appeal.decide"
	appealCorrect clock.Rule = "appeal.correct"
)

// Remedy is what a review or an appeal keeps.
type Remedy struct {
	Decision  string     `json:"decision"` // number of the decision it is about
	AppliedOn civil.Date `json:"applied_on"`
	LastDay   civil.Date `json:"last_day"`
	LateWhy   string     `json:"late_why,omitempty"` // why it came after its day
	Admitted  string     `json:"admitted,omitempty"` // 逾期受理: why it is admitted nevertheless
	OnPaper   bool       `json:"on_paper,omitempty"`
	Result    string     `json:"result,omitempty"`
	Reasons   string     `json:"reasons,omitempty"`
	Revoked   []string   `json:"revoked,omitempty"` // ids of measures that a change takes away
	Demand    string     `json:"demand,omitempty"`  // what has to be corrected
	Approver  string     `json:"approver,omitempty"`
	DecidedOn civil.Date `json:"decided_on,omitzero"`
}

// ReviewFlow and AppealFlow are the lives of a review, at the office that decided, and of an appeal, at the
// office above it.
var (
	ReviewFlow = remedyFlow(accountability.Review, "复核", reviewDecide, document.ReviewDecision)
	AppealFlow = remedyFlow(accountability.Appeal, "申诉", appealDecide, document.AppealDecision)
)

func remedyFlow(k accountability.Kind, label string, rule clock.Rule, letter document.Kind) accountability.Flow {
	const clause = "《教育督导问责办法》复核与申诉"
	return accountability.Flow{Kind: k, Label: label, Path: accountability.Paths[k],
		States: []accountability.StateInfo{{State: RemedyHandling, Label: "办理中", Tone: "act"}, {State: RemedyLate, Label: "逾期申请，待定是否受理", Tone: "late"}, {State: RemedySubmitted, Label: "待审定", Tone: "act"},
			{State: RemedyIssuing, Label: "待印发决定", Tone: "act"}, {State: RemedyDecided, Label: "已决定", Tone: "done"}, {State: RemedyEnded, Label: "已终止"}},
		Steps: []accountability.Step{
			{Action: Admit, Label: "逾期受理", From: states{RemedyLate}, To: RemedyHandling, By: accountability.Office, Reason: true, Clause: clause, Owed: true, Tells: accountability.Unit},
			{Action: Refuse, Label: "不予受理", From: states{RemedyLate}, To: RemedyEnded, By: accountability.Office, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
			{Action: Propose, Label: "提出处理意见", From: states{RemedyHandling}, To: RemedySubmitted, By: accountability.Office, Clause: clause, Owed: true, Named: true, Clock: rule, Answered: true, Internal: true},
			{Action: Retract, Label: "撤回申请", From: states{RemedyLate, RemedyHandling}, To: RemedyEnded, By: accountability.Unit, Reason: true, Clause: clause, Tells: accountability.Office, Plain: true},
			{Action: Approve, Label: "审定处理意见", From: states{RemedySubmitted}, To: RemedyIssuing, By: accountability.Leader, Clause: clause, Owed: true, Drafts: letter, Internal: true},
			{Action: Return, Label: "退回", From: states{RemedySubmitted}, To: RemedyHandling, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Office, Internal: true, Plain: true},
			{Action: accountability.Recall, Label: "退回修改", From: states{RemedyIssuing}, To: RemedyHandling, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
			{Action: Sent, Label: "决定书已送达", From: states{RemedyIssuing}, To: RemedyDecided, By: accountability.Paper, Clause: clause, After: letter, Tells: accountability.Unit},
		}}
}

// ask opens a review or an appeal. After its day it is refused with the day and the rule, unless a reason
// is given, about which the handling office decides.
func (s *Service) ask(ctx context.Context, tx *db.Tx, k accountability.Kind, onPaper bool, in CaseIn, r *accountability.Record, d *Detail) error {
	rem := Remedy{Decision: r.Number, AppliedOn: tx.Today(), OnPaper: onPaper, LateWhy: strings.TrimSpace(in.Reason)}
	if onPaper {
		rem.AppliedOn = in.On
	}
	var c errs.Check
	c.That(!rem.AppliedOn.IsZero() && !tx.Today().Before(rem.AppliedOn) && !rem.AppliedOn.Before(d.DecidedOn), "on", "申请日期应在决定送达之日至今天之间")
	if err := c.Err(); err != nil {
		return err
	}
	office, err := s.handler(ctx, tx, k, *r)
	if err != nil {
		return err
	}
	if rem.LastDay, err = s.timely(ctx, tx, k, *r, *d); err != nil {
		return err
	}
	n := accountability.NewRecord{UnitID: r.UnitID, OfficeID: office, Source: r.Ref(), SourceTitle: r.Title, SourceURL: r.URL(), Parent: r.ID, Personal: r.Personal, Demo: r.Demo, State: RemedyHandling}
	n.Title, n.Facts = lang.In(lang.Zh, "对%s的复核", r.Number), strings.Join(in.Points, "\n")
	decide := reviewDecide
	if k == accountability.Appeal {
		n.Title, decide = lang.In(lang.Zh, "对%s的申诉", r.Number), appealDecide
	}
	if rem.LastDay.Before(rem.AppliedOn) {
		if rem.LateWhy == "" {
			return tooLate(k, rem.LastDay)
		}
		n.State = RemedyLate
	} else {
		rem.LateWhy = ""
	}
	if n.DueOn, err = clock.DueBy(ctx, tx, decide, rem.AppliedOn); err != nil {
		return err
	}
	below, err := s.all.Open(ctx, tx, k, n, rem)
	if err != nil {
		return err
	}
	if err := reply.Say(ctx, tx, below.Ref(), purposeOf(k), in.Points); err != nil {
		return err
	}
	if err := s.all.Also(ctx, tx, below.ID, "apply", rem.LateWhy, func(x *accountability.Record) error { x.ShownOn = tx.Today(); return nil }); err != nil {
		return err
	}
	return clock.Stop(ctx, tx, r.Ref(), string(AskReview))
}

func purposeOf(k accountability.Kind) string {
	if k == accountability.Appeal {
		return "申诉理由"
	}
	return "复核申请理由"
}

func tooLate(k accountability.Kind, last civil.Date) error {
	if k == accountability.Appeal {
		return errs.NewField("reason", "申诉应在收到复核决定（不经复核的，收到问责决定）之日起十五日内提出（《教育督导问责办法》），期限是 %s；确有正当理由的，请写明逾期理由，由受理机构决定是否受理", last)
	}
	return errs.NewField("reason", "申请复核应在收到问责决定之日起三十日内提出（《教育督导问责办法》），期限是 %s；确有正当理由的，请写明逾期理由，由受理机构决定是否受理", last)
}

// handler is who handles it: a review the office that decided, an appeal the office above it.
func (s *Service) handler(ctx context.Context, tx *db.Tx, k accountability.Kind, r accountability.Record) (org.UnitID, error) {
	if k == accountability.Review {
		return r.OfficeID, nil
	}
	if r.City() {
		return "", errs.New(errs.Conflict, "市级决定的申诉，向上一级教育督导机构书面提出，平台登记其处理决定")
	}
	up, err := org.SuperiorOf(ctx, tx, r.OfficeID)
	return up.ID, err
}

// timely is the last day for a review or an appeal of a case as it stands.
func (s *Service) timely(ctx context.Context, tx *db.Tx, k accountability.Kind, r accountability.Record, d Detail) (civil.Date, error) {
	below, err := accountability.Below(ctx, tx, r.ID)
	if err != nil {
		return civil.Date{}, err
	}
	from := d.DecidedOn
	for _, x := range below {
		switch {
		case x.State == RemedyEnded || d.DecidedOn == x.DoneOn && x.Kind == accountability.Appeal:
		case x.State != RemedyDecided:
			return from, errs.New(errs.Conflict, "已有复核或者申诉正在办理")
		case d.CorrectOn.IsZero() && x.Kind == k || x.Kind == accountability.Appeal && d.CorrectOn.IsZero():
			return from, errs.New(errs.Conflict, "复核或者申诉已有决定")
		case x.Kind == accountability.Review && from.Before(x.DoneOn):
			from = x.DoneOn
		}
	}
	rule := reviewApply
	if k == accountability.Appeal {
		rule = appealApply
	}
	return clock.DueBy(ctx, tx, rule, from)
}

// RemedyIn is what people fill in for a step of a review or an appeal.
type RemedyIn struct {
	Result  string   `json:"result,omitempty"`
	Text    string   `json:"text,omitempty"`
	Demand  string   `json:"demand,omitempty"`
	Revoked []string `json:"revoked,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// DoRemedy performs a step of a review or an appeal.
func (s *Service) DoRemedy(ctx context.Context, k accountability.Kind, id string, version int, a accountability.Action, in RemedyIn) error {
	return s.all.Take(ctx, k, id, version, a, in.Reason, func(tx *db.Tx, r *accountability.Record) error {
		var d Remedy
		if err := r.Read(&d); err != nil {
			return err
		}
		switch a {
		case Admit:
			d.Admitted = strings.TrimSpace(in.Reason)
		case Propose:
			if err := d.propose(k, in); err != nil {
				return err
			}
		case Approve:
			if err := s.approveRemedy(ctx, tx, r, &d); err != nil {
				return err
			}
		}
		return r.Keep(d)
	})
}

// propose writes the result with its reasons.
func (d *Remedy) propose(k accountability.Kind, in RemedyIn) error {
	results := ReviewResults
	if k == accountability.Appeal {
		results = AppealResults
	}
	var c errs.Check
	c.That(slices.ContainsFunc(results, func(x struct{ Value, Label string }) bool { return x.Value == in.Result }), "result", "请选择处理结果")
	c.That(strings.TrimSpace(in.Text) != "", "text", "请说明理由")
	c.That(in.Result != Change || len(in.Revoked) > 0, "revoked", "变更原决定的，请选择撤销的问责方式")
	c.That(in.Result != Wrong || strings.TrimSpace(in.Demand) != "", "demand", "请写明应当怎样纠正")
	if err := c.Err(); err != nil {
		return err
	}
	d.Result, d.Reasons, d.Demand, d.Revoked = in.Result, strings.TrimSpace(in.Text), strings.TrimSpace(in.Demand), in.Revoked
	return nil
}
