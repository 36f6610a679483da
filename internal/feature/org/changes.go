package org

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Facts are what can be edited about a unit without changing its name or its place in the tree.
type Facts struct {
	Code      string     `json:"code,omitempty"`
	Stage     string     `json:"stage,omitempty"`
	Ownership string     `json:"ownership,omitempty"`
	Nature    string     `json:"nature,omitempty"`
	Students  int        `json:"students,omitempty"`
	PlaceID   UnitID     `json:"place_id,omitempty"`
	Address   string     `json:"address,omitempty"`
	OpenedOn  civil.Date `json:"opened_on,omitempty"`
	Aliases   []string   `json:"aliases,omitempty"`
}

// Rename gives a unit a new name from a day on; the old one stays findable.
func (s *Service) Rename(ctx context.Context, id UnitID, version int, name, short string, c Change) error {
	return s.change(ctx, id, version, Renaming, c, func(tx *db.Tx, u Unit, parent Unit, c Change) (Unit, string, error) {
		n, err := u.rename(name, short, c)
		if err != nil {
			return u, "", err
		}
		n = n.Tidy()
		if err := n.Check(parent, tx.Today()); err != nil {
			return u, "", err
		}
		if err := s.unique(ctx, tx, n); err != nil {
			return u, "", err
		}
		if n.Name != u.Name {
			err = addAlias(ctx, tx, u.ID, u.Name, AliasFormer)
		}
		return n, u.Name + " → " + n.Name, err
	})
}

// Edit corrects or updates the facts of a unit from a day on.
func (s *Service) Edit(ctx context.Context, id UnitID, version int, f Facts, c Change) error {
	return s.change(ctx, id, version, Editing, c, func(tx *db.Tx, u Unit, parent Unit, c Change) (Unit, string, error) {
		n := u
		n.Code, n.Stage, n.Ownership, n.Nature, n.Students = f.Code, f.Stage, f.Ownership, f.Nature, f.Students
		n.PlaceID, n.Address, n.OpenedOn, n.SinceOn = f.PlaceID, f.Address, f.OpenedOn, c.On
		n = n.Tidy()
		if err := n.Check(parent, tx.Today()); err != nil {
			return u, "", err
		}
		if err := placeFits(ctx, tx, n); err != nil {
			return u, "", err
		}
		if err := s.unique(ctx, tx, n); err != nil {
			return u, "", err
		}
		return n, "", setAliases(ctx, tx, id, f.Aliases)
	})
}

// placeFits refuses a street of another district.
func placeFits(ctx context.Context, r db.Reader, u Unit) error {
	if u.PlaceID == "" {
		return nil
	}
	place, err := UnitByID(ctx, r, u.PlaceID)
	if err != nil || place.Kind != Street && place.Kind != District {
		return errs.NewField("place", "没有这个街道（乡镇）")
	}
	if place.Kind == Street && strings.Count(u.Path, "/") > 3 && DistrictPath(place.Path) != DistrictPath(u.Path) && !sharesLand(u.Path, place.Path) {
		return errs.NewField("place", "“%s”不在该单位所在的区", place.Name)
	}
	return nil
}

// sharesLand reports whether an education unit of its own (燕山 in 房山, 经开区 in 大兴: their codes
// are that of the district and a letter) stands on the land of the other's district.
func sharesLand(a, b string) bool {
	x, y := lastID(DistrictPath(a)), lastID(DistrictPath(b))
	return len(x) == 7 && x[:6] == y || len(y) == 7 && y[:6] == x
}

// setAliases replaces the aliases given by people.
func setAliases(ctx context.Context, tx *db.Tx, id UnitID, aliases []string) error {
	if _, err := tx.Exec(ctx, `delete from unit_alias where unit_id = $1 and kind = $2`, id, AliasGiven); err != nil {
		return err
	}
	for _, a := range aliases {
		if a = strings.TrimSpace(a); a != "" {
			if err := addAlias(ctx, tx, id, a, AliasGiven); err != nil {
				return err
			}
		}
	}
	return nil
}

// Move puts a unit, with everything below it, below another one. It takes the permission at both ends.
func (s *Service) Move(ctx context.Context, id UnitID, version int, parentID UnitID, c Change) error {
	return s.change(ctx, id, version, Moving, c, func(tx *db.Tx, u Unit, old Unit, c Change) (Unit, string, error) {
		parent, err := parentFor(ctx, tx, parentID, u.Kind)
		if err != nil {
			return u, "", err
		}
		if err := parent.after("on", c.On); err != nil {
			return u, "", err
		}
		n, err := u.move(parent, c)
		if err != nil {
			return u, "", err
		}
		if err := n.Check(parent, tx.Today()); err != nil {
			return u, "", err
		}
		if err := s.unique(ctx, tx, n); err != nil {
			return u, "", err
		}
		return n, old.Name + " → " + parent.Name, s.Changed(ctx, tx) // the paths of everything below change
	})
}

// Close ends a unit.
func (s *Service) Close(ctx context.Context, id UnitID, version int, c Change) error {
	return s.change(ctx, id, version, Closing, c, func(tx *db.Tx, u Unit, _ Unit, c Change) (Unit, string, error) {
		n, err := s.end(ctx, tx, u, c)
		return n, "", err
	})
}

// end closes u and what hangs on it: memberships of groups and posts.
func (s *Service) end(ctx context.Context, tx *db.Tx, u Unit, c Change) (Unit, error) {
	children, err := db.Get[int](ctx, tx, `select count(*) from unit where parent_id = $1 and closed_on is null`, u.ID)
	if err != nil {
		return u, err
	}
	n, err := u.close(c, children)
	if err != nil {
		return u, err
	}
	for _, q := range []string{
		`update unit_group_member set to_on = $1 where unit_id = $2 and to_on is null`,
		`update post set to_on = $1 where unit_id = $2 and to_on is null`,
		`update committee_seat set to_on = $1 where unit_id = $2 and to_on is null`,
	} {
		if _, err := tx.Exec(ctx, q, c.On, u.ID); err != nil {
			return u, err
		}
	}
	return n, nil
}

// Merge ends a unit and says into which one it went; what was below it goes along.
func (s *Service) Merge(ctx context.Context, id UnitID, version int, into UnitID, c Change) error {
	return s.change(ctx, id, version, Merging, c, func(tx *db.Tx, u Unit, _ Unit, c Change) (Unit, string, error) {
		target, err := visible(ctx, tx, into, u.Kind.need())
		if errs.KindOf(err) == errs.NotFound {
			return u, "", errs.NewField("into", "没有要并入的单位，或不在您的管辖范围内")
		}
		if err != nil {
			return u, "", err
		}
		if err := canMerge(u, target); err != nil {
			return u, "", err
		}
		if err := target.after("on", c.On); err != nil {
			return u, "", err
		}
		children, err := db.List[Unit](ctx, tx, `select `+columns+` from unit where parent_id = $1 and closed_on is null`, u.ID)
		if err != nil {
			return u, "", err
		}
		for _, child := range children {
			moved, err := child.move(target, c)
			if err != nil {
				return u, "", err
			}
			if err := save(ctx, tx, child, moved, child.Version); err != nil {
				return u, "", err
			}
		}
		if len(children) > 0 {
			if err := s.Changed(ctx, tx); err != nil {
				return u, "", err
			}
		}
		n, err := s.end(ctx, tx, u, c)
		if err != nil {
			return u, "", err
		}
		err = addAlias(ctx, tx, target.ID, u.Name, AliasFormer)
		if err == nil {
			err = reindex(ctx, tx, target)
		}
		if err == nil {
			err = addLineage(ctx, tx, Lineage{Action: Merging, From: u.ID, To: target.ID, On: c.On, Reason: c.Reason, Basis: c.Basis,
				Note: u.Name + " → " + target.Name, ActorName: actor.From(ctx).Name})
		}
		if err == nil {
			err = s.Changed(ctx, tx, target.ID)
		}
		return n, "", err
	})
}

// Split makes new units out of one; unless goesOn, the old one ends.
func (s *Service) Split(ctx context.Context, id UnitID, version int, parts []Unit, goesOn bool, c Change) (out []Unit, err error) {
	err = s.change(ctx, id, version, Split, c, func(tx *db.Tx, u Unit, parent Unit, c Change) (Unit, string, error) {
		least := 2
		if goesOn {
			least = 1
		}
		if len(parts) < least {
			return u, "", errs.NewField("names", "请填写分立后的单位，至少 %d 个", least)
		}
		n := u
		n.SinceOn = c.On
		if !goesOn {
			if n, err = s.end(ctx, tx, u, c); err != nil {
				return u, "", err
			}
		}
		for _, p := range parts {
			part := u
			part.ID, part.Name, part.ShortName, part.Code, part.OpenedOn, part.SinceOn, part.Students = p.ID, p.Name, p.ShortName, p.Code, c.On, c.On, p.Students
			if p.Stage != "" {
				part.Stage = p.Stage
			}
			if part.ID == "" {
				part.ID = UnitID(tx.NewID())
			}
			part = part.Tidy()
			if err := part.Check(parent, tx.Today()); err != nil {
				return u, "", err
			}
			if goesOn || part.Name != u.Name {
				if err := s.unique(ctx, tx, part); err != nil {
					return u, "", err
				}
			}
			if err := s.insert(ctx, tx, &part, nil, c); err != nil {
				return u, "", err
			}
			if err := addLineage(ctx, tx, Lineage{Action: Split, From: u.ID, To: part.ID, On: c.On, Reason: c.Reason, Basis: c.Basis,
				Note: u.Name + " → " + part.Name, ActorName: actor.From(ctx).Name}); err != nil {
				return u, "", err
			}
			out = append(out, part)
		}
		return n, "", nil
	})
	return out, err
}

// change is the shape of every change: load, ask permission, apply the rule, save with the version,
// record. f gets the unit, its parent and the change with its day set; it returns the unit as it
// will be and what changed in words.
func (s *Service) change(ctx context.Context, id UnitID, version int, a Action, c Change,
	f func(tx *db.Tx, u, parent Unit, c Change) (Unit, string, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := visible(ctx, tx, id, MayView)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, u.Kind.need(), u.Path); err != nil {
			return err
		}
		if c.On.IsZero() {
			c.On = tx.Today()
		}
		if err := c.check(u, a, tx.Today()); err != nil {
			return err
		}
		if version != u.Version {
			return stale()
		}
		var parent Unit
		if u.ParentID != "" {
			if parent, err = UnitByID(ctx, tx, u.ParentID); err != nil {
				return err
			}
		}
		n, note, err := f(tx, u, parent, c)
		if err != nil {
			return err
		}
		if err := save(ctx, tx, u, n, version); err != nil {
			return err
		}
		if err := s.Changed(ctx, tx, id); err != nil {
			return err
		}
		if a != Merging && (a != Split || n.State() == Closed) && (a != Editing || c.Reason != "") {
			if err := addLineage(ctx, tx, Lineage{Action: a, From: id, To: id, On: c.On, Reason: c.Reason, Basis: c.Basis, Note: note, ActorName: actor.From(ctx).Name}); err != nil {
				return err
			}
		}
		return record(ctx, tx, a, n, c.Reason, u, n)
	})
}
