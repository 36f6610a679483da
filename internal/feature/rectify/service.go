package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/db"
)

// Service has the use cases of rectification.
type Service struct {
	db   *db.DB
	list *orders
}

// New returns the service and registers what orders keep of the ladder and of their clocks.
func New(d *db.DB, l *ladder.Service, clocks *clock.Service) *Service {
	follows(l)
	clocks.OnChange(OrderID("").Ref().Kind, deadlineMoved)
	clocks.OnRequest(requested)
	return &Service{db: d, list: newOrders(d)}
}

// DB returns the database, for new ids of forms.
func (s *Service) DB() *db.DB { return s.db }

// IssueDraft sends a draft to its unit.
func (s *Service) IssueDraft(ctx context.Context, id OrderID, version int, number string, due civil.Date) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := s.allowed(ctx, tx, id, version, Issue)
		if err != nil {
			return err
		}
		if number != "" { // of a letter on paper
			if err := document.PaperNumber(ctx, tx, number); err != nil {
				return err
			}
		}
		return send(ctx, tx, &o, number, due)
	})
}

// DropDraft gives up a draft; its findings keep the reason.
func (s *Service) DropDraft(ctx context.Context, id OrderID, version int, reason string) error {
	return s.change(ctx, id, version, Drop, reason, func(tx *db.Tx, o *Order, _ []Item) error {
		if err := o.Drop(reason); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update rectify_finding set order_id = '', no_order_reason = $1, no_order_by = $2, version = version + 1 where order_id = $3`,
			reason, actor.From(ctx).ID, o.ID)
		return err
	})
}

// SendPlan hands in the unit's plan.
func (s *Service) SendPlan(ctx context.Context, id OrderID, version int, text, lead string, plans []ItemPlan) error {
	return s.change(ctx, id, version, Plan, text, func(tx *db.Tx, o *Order, items []Item) error {
		if err := o.Plan(items, text, lead, plans, tx.Today()); err != nil {
			return err
		}
		return tellOffice(ctx, tx, o, MayDecide, "整改方案待审核："+o.Title)
	})
}

// ApprovePlan agrees to the plan.
func (s *Service) ApprovePlan(ctx context.Context, id OrderID, version int) error {
	return s.change(ctx, id, version, Approve, "", func(tx *db.Tx, o *Order, _ []Item) error {
		if err := o.Approve(); err != nil {
			return err
		}
		return TellUnit(ctx, tx, o, MaySubmit, "整改方案已同意："+o.Title)
	})
}

// RejectPlan sends the plan back.
func (s *Service) RejectPlan(ctx context.Context, id OrderID, version int, reason string, due civil.Date) error {
	return s.change(ctx, id, version, Reject, reason, func(tx *db.Tx, o *Order, _ []Item) error {
		if err := o.Reject(reason, due, tx.Today()); err != nil {
			return err
		}
		return TellUnit(ctx, tx, o, MayPlan, "整改方案被退回："+o.Title)
	})
}

// AddEvidence describes a document that proves the result of an item.
func (s *Service) AddEvidence(ctx context.Context, id OrderID, version int, e Evidence) error {
	return s.change(ctx, id, version, Note, e.Title, func(tx *db.Tx, o *Order, items []Item) error {
		if !in(o.State, reporting) {
			return o.step(Note)
		}
		return addEvidence(ctx, tx, o, items, e)
	})
}

// SubmitResult reports the result of every item; evidence given with it is added first.
func (s *Service) SubmitResult(ctx context.Context, id OrderID, version int, text string, results []ItemResult, evidence []Evidence) error {
	return s.change(ctx, id, version, Submit, text, func(tx *db.Tx, o *Order, items []Item) error {
		for _, e := range evidence {
			if err := addEvidence(ctx, tx, o, items, e); err != nil {
				return err
			}
		}
		have, err := s.evidenceCount(ctx, tx, items)
		if err != nil {
			return err
		}
		if err := o.Submit(items, text, results, have, actor.From(ctx), tx.Today()); err != nil {
			return err
		}
		if err := ladder.Met(ctx, tx, o.ID.Ref(), tx.Today()); err != nil {
			return err
		}
		return tellOffice(ctx, tx, o, MayVerify, "整改结果待验收："+o.UnitName+" "+o.Title)
	})
}

// AcceptResult verifies the result; a zero recheckOn takes the rule rectify.recheck.
func (s *Service) AcceptResult(ctx context.Context, id OrderID, version int, opinion string, recheckOn civil.Date) error {
	return s.change(ctx, id, version, Accept, opinion, func(tx *db.Tx, o *Order, items []Item) error {
		have, err := s.evidenceCount(ctx, tx, items)
		if err != nil {
			return err
		}
		if recheckOn.IsZero() {
			if recheckOn, err = clock.DueBy(ctx, tx, "rectify.recheck", tx.Today()); err != nil {
				return err
			}
		}
		if err := o.Accept(items, opinion, have, recheckOn, actor.From(ctx), tx.Today()); err != nil {
			return err
		}
		return TellUnit(ctx, tx, o, MayView, "整改已验收："+o.Title)
	})
}

// ReturnResult sends the result back; unmet maps items to what is missing, none means all. A 督办单
// is proposed, because the rectification falls short (整改不到位).
func (s *Service) ReturnResult(ctx context.Context, id OrderID, version int, reason string, unmet map[string]string, due civil.Date) error {
	return s.change(ctx, id, version, Return, reason, func(tx *db.Tx, o *Order, items []Item) error {
		missed := o.Deadline()
		if err := o.Return(items, reason, unmet, due, actor.From(ctx), tx.Today()); err != nil {
			return err
		}
		if err := fallsShort(ctx, tx, o, ladder.Notice, ladder.Poor, missed, "整改结果被退回："+strings.TrimSpace(reason)); err != nil {
			return err
		}
		return TellUnit(ctx, tx, o, MaySubmit, "整改结果被退回："+o.Title)
	})
}

// WithholdResult records why the accepted result is not made public.
func (s *Service) WithholdResult(ctx context.Context, id OrderID, version int, reason string) error {
	return s.change(ctx, id, version, Withhold, reason, func(tx *db.Tx, o *Order, _ []Item) error {
		return o.Withhold(reason, actor.From(ctx))
	})
}

// CloseOrder ends the loop.
func (s *Service) CloseOrder(ctx context.Context, id OrderID, version int) error {
	return s.change(ctx, id, version, Close, "", func(tx *db.Tx, o *Order, _ []Item) error { return o.Close(tx.Today()) })
}

// allowed loads an order for an action and asks permission; a version other than 0 must be the present one.
func (s *Service) allowed(ctx context.Context, tx *db.Tx, id OrderID, version int, a Action) (Order, error) {
	step, _ := StepOf(a)
	o, err := visibleOrder(ctx, tx, id, MayView)
	if err != nil {
		return o, err
	}
	if err := access.Require(ctx, step.Need, o.UnitPath); err != nil {
		return o, err
	}
	if step.Own && !o.Owner(actor.From(ctx)) {
		return o, errs.New(errs.Denied, "由%s办理", o.UnitName)
	}
	if o.Version != version {
		return o, errs.New(errs.Stale, "他人刚刚修改了这条整改，请核对后再提交")
	}
	return o, nil
}

// change is the shape of every use case: load, ask permission, apply the rule, save with the version
// that was read, check the loop, record.
func (s *Service) change(ctx context.Context, id OrderID, version int, a Action, note string, rule func(*db.Tx, *Order, []Item) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := s.allowed(ctx, tx, id, version, a)
		if err != nil {
			return err
		}
		items, err := itemsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := climb(ctx, tx, &o); err != nil {
			return err
		}
		was := o
		if err := rule(tx, &o, items); err != nil {
			return err
		}
		if err := updateItems(ctx, tx, items); err != nil {
			return err
		}
		if err := s.save(ctx, tx, &o, items, version); err != nil {
			return err
		}
		if err := Say(ctx, tx, o.ID, string(a), note, false); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify." + string(a), Ref: o.ID.Ref(), UnitPath: o.UnitPath, Note: note, Old: was, New: o})
	})
}

// save stores an order whose rule was applied: what is owed next, the version, the invariants, the duties.
func (s *Service) save(ctx context.Context, tx *db.Tx, o *Order, items []Item, version int) error {
	verifyDue := o.NextOn
	if o.State == Submitted && o.SubmittedOn == tx.Today() {
		due, err := clock.DueBy(ctx, tx, "rectify.verify", tx.Today())
		if err != nil {
			return err
		}
		verifyDue = due
	}
	o.NextOn = o.owed(verifyDue)
	open, err := clock.Open(ctx, tx, o.ID.Ref())
	if err != nil {
		return err
	}
	if paused(o, open) {
		o.NextOn = civil.Date{}
	}
	if err := updateOrder(ctx, tx, o, version); err != nil {
		return err
	}
	have, err := s.evidenceCount(ctx, tx, items)
	if err != nil {
		return err
	}
	rungs, err := ladder.Of(ctx, tx, o.ID.Ref())
	if err != nil {
		return err
	}
	if err := (Loop{*o, items, have, rungs}).sound(tx.Today()); err != nil {
		return err
	}
	return duties(ctx, tx, o, open)
}

// TellUnit tells those of the responsible unit who hold a permission.
func TellUnit(ctx context.Context, tx *db.Tx, o *Order, need access.Permission, subject string) error {
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(o.UnitID), Need: need, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: subject})
}

func tellOffice(ctx context.Context, tx *db.Tx, o *Order, need access.Permission, subject string) error {
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(o.OfficeID), Need: need, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: subject})
}
