package plan

import (
	"context"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// ItemInput is what a person fills in for an item. Targets are names, codes or ids of units.
type ItemInput struct {
	ID            string     `json:"id,omitempty"` // of a new item: sent twice is created once
	Title         string     `json:"title"`
	Mode          Mode       `json:"mode"`
	Field         Field      `json:"field"`
	From          civil.Date `json:"from"`
	To            civil.Date `json:"to"`
	StandardCode  string     `json:"standard_code,omitempty"`
	LeadAccountID string     `json:"lead_account_id,omitempty"`
	LeadName      string     `json:"lead_name,omitempty"`
	Basis         string     `json:"basis"`
	Note          string     `json:"note,omitempty"`
	Targets       []string   `json:"targets"`
	Reason        string     `json:"reason,omitempty"` // of a change after approval
}

// build turns the input into an item of p and checks it.
func (s *Service) build(ctx context.Context, tx *db.Tx, p Plan, in ItemInput) (Item, error) {
	i := Item{ID: in.ID, PlanID: p.ID, UnitPath: p.UnitPath, Title: strings.TrimSpace(in.Title), Mode: in.Mode, Field: in.Field,
		From: in.From, To: in.To, StandardCode: in.StandardCode, LeadAccountID: in.LeadAccountID, LeadName: strings.TrimSpace(in.LeadName),
		Basis: strings.TrimSpace(in.Basis), Note: strings.TrimSpace(in.Note)}
	var units []org.Unit
	seen := map[org.UnitID]bool{}
	var c errs.Check
	for n, text := range in.Targets {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		u, err := s.resolve(ctx, tx, text)
		switch {
		case errs.KindOf(err) == errs.Invalid:
			if err = c.Add(errs.Rename(err, "targets."+strconv.Itoa(n+1))); err != nil {
				return i, err
			}
			continue
		case err != nil:
			return i, err
		case seen[u.ID]:
			continue
		}
		seen[u.ID] = true
		units = append(units, u)
		i.Targets = append(i.Targets, Target{ItemID: i.ID, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name})
	}
	if err := c.Err(); err != nil {
		return i, err
	}
	found := false
	if in.StandardCode != "" {
		on := in.From
		if today := tx.Today(); on.IsZero() || on.Before(today) {
			on = today
		}
		_, err := standard.Current(ctx, tx, in.StandardCode, on)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return i, err
		}
		found = err == nil
	}
	return i, i.check(p, units, found)
}

// resolve finds a unit by id first, so that a closed unit is named as closed, not as unknown.
func (s *Service) resolve(ctx context.Context, tx *db.Tx, text string) (org.Unit, error) {
	u, err := org.UnitByID(ctx, tx, org.UnitID(text))
	if errs.KindOf(err) == errs.NotFound {
		return s.org.Resolve(ctx, text, "")
	}
	return u, err
}

// AddItem adds an item to a plan that is being drawn up. Once the plan was approved it proposes the
// addition to the leader instead; the id is then that of the change.
func (s *Service) AddItem(ctx context.Context, planID string, in ItemInput) (id string, proposed bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.editable(ctx, tx, planID)
		if err != nil {
			return err
		}
		if ident.Valid(in.ID) {
			id, proposed = in.ID, p.InForce()
			if n, err := db.Get[int](ctx, tx, `select count(*) from plan_item where id = $1`, in.ID); err != nil || n > 0 {
				return err
			}
		} else {
			in.ID = tx.NewID()
		}
		i, err := s.build(ctx, tx, p, in)
		if err != nil {
			return err
		}
		if p.InForce() {
			proposed = true
			id, err = s.propose(ctx, tx, p, Change{Kind: AddKind, ItemID: i.ID, Reason: in.Reason, New: &i})
			return err
		}
		id = i.ID
		return s.insert(ctx, tx, p, &i)
	})
	return id, proposed, err
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, p Plan, i *Item) error {
	n, err := db.Get[int](ctx, tx, `select coalesce(max(number), 0) from plan_item where plan_id = $1`, p.ID)
	if err != nil {
		return err
	}
	i.Number = n + 1
	if err := insertItem(ctx, tx, i); err != nil {
		return err
	}
	return recordItem(ctx, tx, "plan.item_add", *i, "", nil, i)
}

// EditItem changes an item, or proposes the change once the plan was approved.
func (s *Service) EditItem(ctx context.Context, itemID string, version int, in ItemInput) (proposed bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := ItemByID(ctx, tx, itemID)
		if err != nil {
			return err
		}
		p, err := s.editable(ctx, tx, old.PlanID)
		if err != nil {
			return err
		}
		if old.Removed {
			return errs.New(errs.Conflict, "该事项已被移除")
		}
		if old.Version != version {
			return stale(0, nil)
		}
		in.ID = itemID
		for n, text := range in.Targets { // a name that was unique when it was written may have become ambiguous
			for _, t := range old.Targets {
				if strings.TrimSpace(text) == t.UnitName {
					in.Targets[n] = string(t.UnitID)
				}
			}
		}
		i, err := s.build(ctx, tx, p, in)
		if err != nil {
			return err
		}
		i.Number, i.CreatedAt = old.Number, old.CreatedAt
		if err := i.keepStarted(old); err != nil {
			return err
		}
		if p.InForce() {
			proposed = true
			_, err = s.propose(ctx, tx, p, Change{Kind: EditKind, ItemID: i.ID, Reason: in.Reason, Old: &old, New: &i})
			return err
		}
		if err := updateItem(ctx, tx, &i, version); err != nil {
			return err
		}
		return recordItem(ctx, tx, "plan.item_edit", i, in.Reason, old, i)
	})
	return proposed, err
}

// keepStarted carries over which supervisions came of the item; what has begun is not planned away.
func (i *Item) keepStarted(old Item) error {
	for _, t := range old.Targets {
		if t.StartedID == "" {
			continue
		}
		kept := false
		for n := range i.Targets {
			if i.Targets[n].UnitID == t.UnitID {
				i.Targets[n].StartedKind, i.Targets[n].StartedID, i.Targets[n].StartedAt = t.StartedKind, t.StartedID, t.StartedAt
				kept = true
			}
		}
		if !kept {
			return errs.NewField("targets", "%s的督导已经启动，不能从计划中移除", t.UnitName)
		}
	}
	return nil
}

// RemoveItem takes an item out of the plan, or proposes it once the plan was approved.
func (s *Service) RemoveItem(ctx context.Context, itemID string, version int, reason string) (proposed bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := ItemByID(ctx, tx, itemID)
		if err != nil {
			return err
		}
		p, err := s.editable(ctx, tx, old.PlanID)
		switch {
		case err != nil:
			return err
		case old.Removed:
			return nil
		case old.Version != version:
			return stale(0, nil)
		case old.Begun():
			return errs.New(errs.Conflict, "该事项的督导已经启动，不能移除")
		case p.InForce():
			proposed = true
			_, err = s.propose(ctx, tx, p, Change{Kind: RemoveKind, ItemID: itemID, Reason: reason, Old: &old})
			return err
		}
		i := old
		i.Removed = true
		if err := updateItem(ctx, tx, &i, version); err != nil {
			return err
		}
		return recordItem(ctx, tx, "plan.item_remove", i, reason, old, nil)
	})
	return proposed, err
}

// editable loads a plan whose items the acting person may change or propose to change.
func (s *Service) editable(ctx context.Context, tx *db.Tx, id string) (Plan, error) {
	p, err := byID(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if err := may(ctx, MayEdit, true, p); err != nil {
		return p, err
	}
	if p.State == Submitted {
		return p, errs.New(errs.Conflict, "计划正在等待批准，不能更改")
	}
	return p, nil
}

func recordItem(ctx context.Context, tx *db.Tx, action string, i Item, note string, old, now any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: RefItem, ID: i.ID}, UnitPath: i.UnitPath, Note: note, Old: old, New: now})
}
