package inspect

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// LetterDraft is what somebody writes into the preliminary opinion or the opinion.
type LetterDraft struct {
	Text  string     `json:"text"`
	Extra string     `json:"extra,omitempty"`
	DueOn civil.Date `json:"due_on,omitempty"`
}

// draftStates says in which state which letter is written.
var draftStates = map[string]State{LetterNotice: Prepare, LetterPreliminary: Review, LetterOpinion: Replied}

// SaveDraft keeps the draft of a letter. version is that of the draft, 0 before the first.
func (s *Service) SaveDraft(ctx context.Context, id, kind string, version int, n LetterDraft) error {
	return s.part(ctx, id, MayManage, Office, func(tx *db.Tx, w *work) error {
		if err := w.in(draftStates[kind]); err != nil {
			return err
		}
		l, err := w.draft(ctx, tx, kind)
		if err != nil {
			return err
		}
		old := l
		l.Text, l.Extra, l.DueOn = strings.TrimSpace(n.Text), strings.TrimSpace(n.Extra), n.DueOn
		l.DraftedBy, l.DraftedName = w.viewer.Actor.ID, w.viewer.Actor.Name
		if err := saveLetter(ctx, tx, &l, version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.draft", w.Inspection, kind, old, l)
	})
}

// SendPreliminaryOpinion feeds the preliminary opinion back to the unit; its time to reply starts.
func (s *Service) SendPreliminaryOpinion(ctx context.Context, id string, version int, hearingReason string) error {
	return s.step(ctx, id, version, Send, hearingReason, func(tx *db.Tx, w *work) error {
		l, err := w.draft(ctx, tx, LetterPreliminary)
		if err != nil {
			return err
		}
		records, err := recordsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		if err := w.SendPreliminary(l, fieldwork.HearingOf(records), hearingReason, tx.Today()); err != nil {
			return err
		}
		if l.Number, err = w.issue(ctx, tx, l, ""); err != nil {
			return err
		}
		l.SentOn = tx.Today()
		if err := saveLetter(ctx, tx, &l, l.Version); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.UnitID, MayAnswer, "收到初步督导意见")
	})
}

// NewPoint is one point of a reply; FindingID "" is about the whole.
type NewPoint struct {
	FindingID string `json:"finding_id,omitempty"`
	Text      string `json:"text"`
}

// ReplyToOpinion hands in the reply, point by point.
func (s *Service) ReplyToOpinion(ctx context.Context, id string, version int, text string, points []NewPoint) error {
	return s.step(ctx, id, version, Reply, "", func(tx *db.Tx, w *work) error {
		findings, err := findingsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		known := map[string]bool{"": true}
		for _, f := range open(findings) {
			known[f.ID] = true
		}
		var list []Point
		for _, p := range points {
			if p.Text = strings.TrimSpace(p.Text); p.Text == "" {
				continue
			}
			if !known[p.FindingID] {
				return errs.New(errs.NotFound, "没有找到相应的记录")
			}
			list = append(list, Point{ID: tx.NewID(), InspectionID: w.ID, Ord: len(list) + 1, FindingID: p.FindingID, Text: p.Text})
		}
		if text = strings.TrimSpace(text); text != "" && len(list) == 0 {
			list = append(list, Point{ID: tx.NewID(), InspectionID: w.ID, Ord: 1, Text: text})
		}
		if err := w.reply(ctx, tx, Reply, text, list); err != nil {
			return err
		}
		for _, p := range list {
			if err := insertPoint(ctx, tx, p); err != nil {
				return err
			}
		}
		return tell(ctx, tx, w.Inspection, w.OfficeID, MayManage, "收到申辩意见")
	})
}

// WaiveReply records that the unit has nothing to say against the preliminary opinion.
func (s *Service) WaiveReply(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Waive, "", func(tx *db.Tx, w *work) error {
		if err := w.reply(ctx, tx, Waive, "", nil); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.OfficeID, MayManage, "单位不申辩")
	})
}

// LapseReply goes on when the time to reply is over; the night job does the same.
func (s *Service) LapseReply(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Lapse, "", func(tx *db.Tx, w *work) error { return w.reply(ctx, tx, Lapse, "", nil) })
}

// lapse is LapseReply by the clock.
func (s *Service) lapse(ctx context.Context, tx *db.Tx, r clock.Running) error {
	if r.Ref.Kind != RefKind || r.Step != string(Reply) {
		return nil
	}
	w, err := load(actor.With(ctx, actor.System), tx, r.Ref.ID)
	if err != nil || w.State != Preliminary {
		return err
	}
	old := w.Inspection
	if err := w.reply(ctx, tx, Lapse, "", nil); err != nil {
		return err
	}
	if err := duties(ctx, tx, &w.Inspection, civil.Date{}); err != nil {
		return err
	}
	if err := update(ctx, tx, &w.Inspection, w.Version); err != nil {
		return err
	}
	if err := record(ctx, tx, "inspect.lapse", w.Inspection, "", old, w.Inspection); err != nil {
		return err
	}
	return tell(ctx, tx, w.Inspection, w.OfficeID, MayManage, "申辩期满")
}

func (w *work) reply(ctx context.Context, tx *db.Tx, kind Action, text string, points []Point) error {
	due, err := dueOf(ctx, tx, w.Inspection, Reply)
	if err != nil {
		return err
	}
	return w.AnswerBack(kind, text, points, due, tx.Today())
}

// AnswerPoint answers one point of the reply: 《教育督导条例》第二十一条第一款.
func (s *Service) AnswerPoint(ctx context.Context, id, pointID, verdict, answer string) error {
	return s.part(ctx, id, MayManage, Office, func(tx *db.Tx, w *work) error {
		if err := w.in(Replied); err != nil {
			return err
		}
		list, err := pointsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.ID != pointID {
				continue
			}
			old := p
			if err := p.answerWith(verdict, answer); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `update inspect_point set verdict = $1, answer = $2, answered_by = $3, answered_name = $4, answered_at = $5 where id = $6`,
				p.Verdict, p.Answer, w.viewer.Actor.ID, w.viewer.Actor.Name, tx.Now, p.ID)
			if err != nil {
				return err
			}
			return record(ctx, tx, "inspect.answer", w.Inspection, p.Text, old, p)
		}
		return errs.New(errs.NotFound, "没有找到相应的记录")
	})
}

// ProposeTheOpinion hands the drafted opinion to the leader.
func (s *Service) ProposeTheOpinion(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Propose, "", func(tx *db.Tx, w *work) error {
		l, err := w.draft(ctx, tx, LetterOpinion)
		if err != nil {
			return err
		}
		points, err := pointsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		findings, err := findingsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		return w.ProposeOpinion(l, points, findings, tx.Today())
	})
}

// ReturnOpinion gives the opinion back for correction, with a reason.
func (s *Service) ReturnOpinion(ctx context.Context, id string, version int, reason string) error {
	return s.step(ctx, id, version, Return, reason, func(tx *db.Tx, w *work) error {
		if err := w.take(Return, reason); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.OfficeID, MayManage, "意见书退回修改")
	})
}

// IssueTheOpinion approves and sends the opinion: its findings go to rectify, one order per
// responsible unit: 《教育督导条例》第二十一条、第二十二条.
func (s *Service) IssueTheOpinion(ctx context.Context, id string, version int, number string) error {
	return s.step(ctx, id, version, Issue, number, func(tx *db.Tx, w *work) error {
		l, err := w.draft(ctx, tx, LetterOpinion)
		if err != nil {
			return err
		}
		findings, err := findingsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		a := w.viewer.Actor
		if err := w.IssueOpinion(l, number, a.ID, findings, tx.Today()); err != nil {
			return err
		}
		if w.OpinionNumber, err = w.issue(ctx, tx, l, number); err != nil {
			return err
		}
		if err := w.judge(ctx, tx); err != nil {
			return err
		}
		l.Number, l.ApprovedBy, l.ApprovedName, l.SentOn = w.OpinionNumber, a.ID, a.Name, tx.Today()
		if err := saveLetter(ctx, tx, &l, l.Version); err != nil {
			return err
		}
		if err := w.order(ctx, tx, l, open(findings)); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.UnitID, MayAnswer, "收到督导意见书")
	})
}

// judge freezes the evaluation by the standard in words.
func (w *work) judge(ctx context.Context, tx *db.Tx) error {
	v, err := w.version(ctx, tx)
	if err != nil || v.ID == "" {
		return err
	}
	list, err := indicatorsOf(ctx, tx, w.ID)
	if err != nil {
		return err
	}
	w.Outcome = OutcomeOf(standard.Judge(v, marks(list)))
	return nil
}

// OutcomeOf says a judgement in Chinese words: the grade, or that it cannot be told.
func OutcomeOf(r standard.Result) string {
	if r.Outcome.Label != "" {
		return r.Outcome.Label
	}
	return r.Verdict.Label()
}

// order hands the findings to rectify and issues the orders.
func (w *work) order(ctx context.Context, tx *db.Tx, l Letter, findings []Finding) error {
	if len(findings) == 0 {
		return nil
	}
	records, err := recordsOf(ctx, tx, w.ID)
	if err != nil {
		return err
	}
	for _, f := range findings {
		_, err := rectify.Raise(ctx, tx, rectify.Finding{ID: f.ID, Source: w.Ref(), SourceTitle: w.Title, UnitID: f.UnitID, Standard: w.StandardCode, Node: f.NodeCode,
			Clause: f.Clause, Severity: f.Severity, Text: f.Text, Demand: f.Demand, EvidenceRefs: fieldwork.ProofOf(f.NodeCode, records), Demo: w.Demo})
		if err != nil {
			return err
		}
	}
	_, err = rectify.IssueOrdersBy(ctx, tx, w.Ref(), l.DueOn, w.OpinionNumber, rectify.By{AuthorID: l.DraftedBy, OfficeID: w.OfficeID})
	return err
}

// CloseWork closes a supervision when every order of it is closed: 《教育督导条例》第二十二条第二款 (the
// office verifies the rectification).
func (s *Service) CloseWork(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Close, "", func(tx *db.Tx, w *work) error {
		if err := w.take(Close, ""); err != nil {
			return err
		}
		orders, err := rectify.OrdersOf(ctx, tx, w.Ref())
		if err != nil {
			return err
		}
		left := 0
		for _, o := range orders {
			if o.ClosedOn.IsZero() && o.State != rectify.Dropped {
				left++
			}
		}
		if left > 0 {
			return errs.New(errs.Conflict, "还有 %d 份整改通知没有办结，不能结案", left)
		}
		w.ClosedOn = tx.Today()
		return nil
	})
}
