package org

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/platform/listidx"
)

// Service has the use cases of units.
type Service struct {
	db    *db.DB
	index *listidx.Index
	units *listidx.Rows[Unit] // those last shown in lists
}

// New returns the service.
func New(d *db.DB) *Service {
	s := &Service{db: d, index: newIndex(d)}
	s.units = listidx.KeepRows(s.index, 8_000, func(u Unit) string { return string(u.ID) }, unitsByID)
	return s
}

// RefKind names units in references.
const RefKind = "org.unit"

// Unit returns a unit as it is, if it lies in the actor's subtree.
func (s *Service) Unit(ctx context.Context, id UnitID) (Unit, error) {
	return visible(ctx, s.db, id, MayView)
}

// visible loads a unit in the range of a permission; others are not found.
func visible(ctx context.Context, r db.Reader, id UnitID, p access.Permission) (Unit, error) {
	rg, err := access.Over(ctx, p)
	if err != nil {
		return Unit{}, err
	}
	return db.Get[Unit](ctx, r, `select `+columns+` from unit where id = $1 and path >= $2 and path < $3`, id, rg.From, rg.To)
}

// Add stores a new unit. Adding twice with the same id returns the first.
func (s *Service) Add(ctx context.Context, u Unit, aliases []string, c Change) (Unit, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if there, err := UnitByID(ctx, tx, u.ID); err == nil {
			if err := access.Require(ctx, there.Kind.need(), there.Path); err != nil {
				return err
			}
			u = there
			return nil
		}
		if u.ID == "" {
			u.ID = UnitID(tx.NewID())
		}
		parent, err := parentFor(ctx, tx, u.ParentID, u.Kind)
		if err != nil {
			return err
		}
		u = u.Tidy()
		u.SinceOn = u.OpenedOn
		if err := u.Check(parent, tx.Today()); err != nil {
			return err
		}
		if err := s.unique(ctx, tx, u); err != nil {
			return err
		}
		return s.insert(ctx, tx, &u, aliases, c)
	})
	return u, err
}

// parentFor loads the unit that a unit of that kind is to be put below, and asks whether the actor may.
func parentFor(ctx context.Context, tx *db.Tx, id UnitID, k Kind) (Unit, error) {
	if err := access.Holds(ctx, k.need()); err != nil {
		return Unit{}, err
	}
	if id == "" {
		return Unit{}, errs.NewField("parent_id", "请选择上级单位")
	}
	parent, err := visible(ctx, tx, id, k.need())
	if errs.KindOf(err) == errs.NotFound {
		return Unit{}, errs.NewField("parent_id", "没有这个上级单位，或不在您的管辖范围内")
	}
	return parent, err
}

// unique refuses a second open unit of the same name below the same parent, and a code in use.
func (s *Service) unique(ctx context.Context, r db.Reader, u Unit) error {
	same, err := db.List[Unit](ctx, r, `select `+columns+` from unit where id <> $1 and closed_on is null and
		(parent_id = $2 and kind = $3 and name = $4 or kind = $5 and code <> '' and code = $6) limit 1`, u.ID, u.ParentID, u.Kind, u.Name, u.Kind, u.Code)
	if err != nil || len(same) == 0 {
		return err
	}
	if same[0].Code != "" && same[0].Code == u.Code {
		return errs.NewField("code", "代码 %s 已被“%s”使用", u.Code, same[0].Name)
	}
	return errs.NewField("name", "已有同名单位“%s”", same[0].Name)
}

// insert stores a checked unit with its aliases, lineage and audit entry.
func (s *Service) insert(ctx context.Context, tx *db.Tx, u *Unit, aliases []string, c Change) error {
	if err := AddUnit(ctx, tx, *u); err != nil {
		return err
	}
	for _, a := range aliases {
		if err := addAlias(ctx, tx, u.ID, a, AliasGiven); err != nil {
			return err
		}
	}
	var err error
	if *u, err = UnitByID(ctx, tx, u.ID); err != nil {
		return err
	}
	for _, a := range OtherNames(u.Kind, u.Name) {
		if err := addAlias(ctx, tx, u.ID, a, AliasRule); err != nil {
			return err
		}
	}
	if len(aliases) > 0 || u.Kind == Street {
		if err := reindex(ctx, tx, *u); err != nil {
			return err
		}
	}
	if c.On.IsZero() {
		c.On = tx.Today()
	}
	if err := addLineage(ctx, tx, Lineage{Action: Adding, From: u.ID, To: u.ID, On: c.On, Reason: c.Reason, Basis: c.Basis, Note: u.Name, ActorName: actor.From(ctx).Name}); err != nil {
		return err
	}
	if err := s.Changed(ctx, tx, u.ID); err != nil {
		return err
	}
	return record(ctx, tx, Adding, *u, c.Reason, nil, *u)
}

func record(ctx context.Context, tx *db.Tx, a Action, u Unit, note string, before, after any) error {
	return audit.Record(ctx, tx, audit.Entry{
		Action: "org." + string(a), Ref: ident.Ref{Kind: RefKind, ID: string(u.ID)}, UnitPath: u.Path, Note: note, Old: before, New: after,
	})
}
