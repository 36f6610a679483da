package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// manual is the source of orders an office writes without a supervision: each is its own source.
const manual = "rectify.manual"

// Create stores a draft order with its first finding. Creating twice with the same id returns the first.
func (s *Service) Create(ctx context.Context, id OrderID, f Finding) (OrderID, error) {
	if id == "" {
		id = OrderID(s.db.NewID())
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := visibleOrder(ctx, tx, id, MayView); errs.KindOf(err) != errs.NotFound {
			return err
		}
		if err := f.valid(); err != nil {
			return err
		}
		unit, err := org.UnitByID(ctx, tx, f.UnitID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayIssue, unit.Path); err != nil {
			return err
		}
		if err := org.Existing(ctx, tx, unit, "unit"); err != nil {
			return err
		}
		if f.Source = (ident.Ref{Kind: manual, ID: string(id)}); f.SourceTitle == "" {
			f.SourceTitle = "日常督导"
		}
		stored, err := raised(ctx, tx, f)
		if err != nil {
			return err
		}
		o, err := draft(ctx, tx, id, []Finding{stored}, By{})
		if err != nil {
			return err
		}
		if err := Say(ctx, tx, o.ID, "create", "", true); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify.create", Ref: o.ID.Ref(), UnitPath: o.UnitPath, New: o})
	})
	return id, err
}

// raised raises a finding and returns it as stored.
func raised(ctx context.Context, tx *db.Tx, f Finding) (Finding, error) {
	id, err := Raise(ctx, tx, f)
	if err != nil {
		return f, err
	}
	list, err := findingsOf(ctx, tx, `id = $1`, id)
	if err == nil && len(list) != 1 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	if err != nil {
		return f, err
	}
	return list[0], nil
}

// AddFinding adds a finding to a draft.
func (s *Service) AddFinding(ctx context.Context, id OrderID, version int, f Finding) error {
	return s.change(ctx, id, version, Add, short(f.Text, 30), func(tx *db.Tx, o *Order, items []Item) error {
		if o.State != Draft {
			return o.step(Add)
		}
		f.UnitID, f.Source, f.SourceTitle, f.Demo = o.UnitID, ident.Ref{Kind: o.SourceKind, ID: o.SourceID}, o.SourceTitle, o.Demo
		for _, i := range items {
			if i.FindingID == f.ID && f.ID != "" {
				return errs.New(errs.Conflict, "这个问题已经在另一份整改通知中")
			}
		}
		stored, err := raised(ctx, tx, f)
		if err != nil {
			return err
		}
		return addItem(ctx, tx, o, &stored)
	})
}

// DraftFrom makes a draft order of a finding that has none yet.
func (s *Service) DraftFrom(ctx context.Context, findingID string) (id OrderID, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.openFinding(ctx, tx, findingID)
		if err != nil {
			return err
		}
		o, err := draft(ctx, tx, "", []Finding{f}, By{})
		if err != nil {
			return err
		}
		id = o.ID
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify.create", Ref: o.ID.Ref(), UnitPath: o.UnitPath, New: o})
	})
	return id, err
}

// Dismiss records why a finding leads to no order, such as 立行立改.
func (s *Service) Dismiss(ctx context.Context, findingID string, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.openFinding(ctx, tx, findingID)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明不下达整改通知的理由")
		}
		_, err = tx.Exec(ctx, `update rectify_finding set no_order_reason = $1, no_order_by = $2, version = version + 1 where id = $3`, reason, actor.From(ctx).ID, f.ID)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify.dismiss", Ref: ident.Ref{Kind: RefFinding, ID: f.ID}, UnitPath: f.UnitPath, Note: reason})
	})
}

// openFinding loads a finding without an order for somebody who may issue one.
func (s *Service) openFinding(ctx context.Context, tx *db.Tx, id string) (Finding, error) {
	rg, err := access.Over(ctx, MayIssue)
	if err != nil {
		return Finding{}, err
	}
	list, err := findingsOf(ctx, tx, `id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
	switch {
	case err != nil:
		return Finding{}, err
	case len(list) == 0:
		return Finding{}, errs.New(errs.NotFound, "没有找到相应的记录")
	case list[0].OrderID != "" || list[0].NoOrderReason != "":
		return Finding{}, errs.New(errs.Conflict, "这个问题已有整改通知或不下达的理由")
	}
	return list[0], nil
}
