package ladder

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// follow says what comes of a confirmed rung, by rung: a mechanism of its own has its line here.
var follow = map[int]func(context.Context, *db.Tx, *rectify.Order, NoticeDraft) error{
	rectify.RungNotice: sendNotice,
}

// Confirm decides for a proposed rung. For a 督办单 the notice gets its own deadline and reaches the
// unit and its superior department (京教组发〔2020〕5号 (三): 要发督办单,限期整改并公布整改情况). For the
// rungs above it records who decided, for the procedure that follows.
func (s *Service) Confirm(ctx context.Context, id string, version int, n NoticeDraft, reason string) error {
	return s.decide(ctx, id, version, rectify.EscConfirmed, reason, func(tx *db.Tx, e *rectify.Escalation, o *rectify.Order) error {
		if f := follow[e.Rung]; f != nil {
			return f(ctx, tx, o, n)
		}
		return rectify.TellUnit(ctx, tx, o, rectify.MayView, lang.In(lang.Zh, "决定%s：%s", rectify.RungLabel(e.Rung), o.Title))
	})
}

// Decline decides against a proposed rung, with a reason.
func (s *Service) Decline(ctx context.Context, id string, version int, reason string) error {
	return s.decide(ctx, id, version, rectify.EscDeclined, reason, func(*db.Tx, *rectify.Escalation, *rectify.Order) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		return nil
	})
}

func (s *Service) decide(ctx context.Context, id string, version int, state, reason string, rule func(*db.Tx, *rectify.Escalation, *rectify.Order) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := escalation(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.loops.Urge(ctx, tx, e.OrderID, rectify.MayEscalate, func(o *rectify.Order) error {
			switch {
			case o.Owner(actor.From(ctx)):
				return errs.New(errs.Denied, "被督导单位不能决定对自己的督办")
			case e.State != rectify.EscProposed:
				return errs.New(errs.Conflict, "这项建议已有决定")
			case e.Version != version:
				return errs.New(errs.Stale, "他人刚刚修改了这条整改，请核对后再提交")
			}
			if err := rule(tx, &e, o); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update rectify_escalation set version = version + 1, state = $1, decided_by = $2, decided_at = $3, reason = $4 where id = $5`,
				state, actor.From(ctx).ID, tx.Now, reason, e.ID); err != nil {
				return err
			}
			if err := rectify.Say(ctx, tx, o.ID, "rung_"+state, rectify.RungLabel(e.Rung)+" "+reason, state == rectify.EscDeclined); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{Action: "rectify." + state, Ref: ident.Ref{Kind: "rectify.escalation", ID: e.ID}, UnitPath: o.UnitPath, Note: reason, Old: e, New: state})
		})
	})
}

// Escalation returns a rung for whoever may decide it, with its order.
func (s *Service) Escalation(ctx context.Context, id string) (rectify.Escalation, rectify.Order, error) {
	e, err := escalation(ctx, s.db, id)
	if err != nil {
		return e, rectify.Order{}, err
	}
	o, err := s.loops.OrderFor(ctx, e.OrderID, rectify.MayEscalate)
	return e, o, err
}

func escalation(ctx context.Context, r db.Reader, id string) (rectify.Escalation, error) {
	rg, err := access.Over(ctx, rectify.MayEscalate)
	if err != nil {
		return rectify.Escalation{}, err
	}
	return db.Get[rectify.Escalation](ctx, r, `select `+cols+` from rectify_escalation e where e.id = $1 and e.unit_path >= $2 and e.unit_path < $3`, id, rg.From, rg.To)
}
