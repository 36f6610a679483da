package inspect

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// Claim is what the unit says about one indicator.
type Claim struct {
	Node    string `json:"node"`
	Version int    `json:"version"`
	Grade   string `json:"grade"`
	Text    string `json:"text"`
}

// SaveClaims keeps the self-evaluation of some indicators as a draft: 《教育督导条例》第十八条第一款.
func (s *Service) SaveClaims(ctx context.Context, id string, claims []Claim) error {
	return s.part(ctx, id, MayAnswer, Unit, func(tx *db.Tx, w *work) error {
		if err := w.in(Noticed); err != nil {
			return err
		}
		v, err := w.version(ctx, tx)
		if err != nil {
			return err
		}
		list, err := indicatorsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		for _, c := range claims {
			if err := w.claim(ctx, tx, v, list, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *work) claim(ctx context.Context, tx *db.Tx, v standard.Version, list []Indicator, c Claim) error {
	for _, x := range list {
		if x.NodeCode != c.Node {
			continue
		}
		c.Text = strings.TrimSpace(c.Text)
		if x.Claim == c.Grade && x.ClaimText == c.Text {
			return nil
		}
		if c.Grade != "" && !checkMark(v, c.Grade) {
			return errs.NewField("grade-"+c.Node, "请选择自评等级")
		}
		old := map[string]string{"node": x.NodeCode, "grade": x.Claim, "text": x.ClaimText}
		x.Claim, x.ClaimText, x.ClaimedBy, x.ClaimedName, x.ClaimedAt = c.Grade, c.Text, w.viewer.Actor.ID, w.viewer.Actor.Name, tx.Now
		if err := updateIndicator(ctx, tx, &x, c.Version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.claim", w.Inspection, nameOf(v, x.NodeCode), old, c)
	}
	return errs.New(errs.NotFound, "没有这项指标：%s", c.Node)
}

// SubmitEvaluation hands in the self-evaluation report; a late one is marked with its days.
func (s *Service) SubmitEvaluation(ctx context.Context, id string, version int, text string) error {
	return s.step(ctx, id, version, Submit, "", func(tx *db.Tx, w *work) error {
		list, err := indicatorsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		due, err := dueOf(ctx, tx, w.Inspection, Submit)
		if err != nil {
			return err
		}
		if err := w.Evaluate(text, list, due, tx.Today()); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.OfficeID, MayManage, "收到自评报告")
	})
}

// AskSupplement gives the self-evaluation back for more: 《教育督导条例》第十八条第一款 (the team shall
// examine it). What was handed in stays.
func (s *Service) AskSupplement(ctx context.Context, id string, version int, reason string, due civil.Date) error {
	return s.step(ctx, id, version, Supplement, reason, func(tx *db.Tx, w *work) error {
		if due.IsZero() || !tx.Today().Before(due) {
			return errs.NewField("due", "请填写今天以后的截止日期")
		}
		if err := w.take(Supplement, reason); err != nil {
			return err
		}
		w.due = due
		return tell(ctx, tx, w.Inspection, w.UnitID, MayAnswer, "请补充自评材料："+strings.TrimSpace(reason))
	})
}

// NoteLook writes what the team wants to look at on site: internal.
func (s *Service) NoteLook(ctx context.Context, id, node string, version int, text string) error {
	return s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(Evaluated, Onsite); err != nil {
			return err
		}
		x, v, err := w.indicator(ctx, tx, node)
		if err != nil {
			return err
		}
		old := x.Look
		x.Look, x.LookName = strings.TrimSpace(text), w.viewer.Actor.Name
		if err := updateIndicator(ctx, tx, &x, version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.look", w.Inspection, nameOf(v, node), old, x.Look)
	})
}

// indicator finds one indicator, and the standard it belongs to.
func (w *work) indicator(ctx context.Context, r db.Reader, node string) (Indicator, standard.Version, error) {
	v, err := w.version(ctx, r)
	if err != nil {
		return Indicator{}, v, err
	}
	list, err := indicatorsOf(ctx, r, w.ID)
	for _, x := range list {
		if x.NodeCode == node {
			return x, v, nil
		}
	}
	if err == nil {
		err = errs.New(errs.NotFound, "没有这项指标：%s", node)
	}
	return Indicator{}, v, err
}
