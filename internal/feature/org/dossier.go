package org

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Dossier is everything known about a unit, as it is or as it was on a day.
type Dossier struct {
	Unit       Unit         `json:"unit"`
	AsOf       civil.Date   `json:"as_of"` // zero: as it is
	Parent     Unit         `json:"parent"`
	Place      Unit         `json:"place"`
	Office     Unit         `json:"office"` // responsible for it
	Aliases    []string     `json:"aliases"`
	Children   []Unit       `json:"children"` // at most 50, open
	ChildCount int          `json:"child_count"`
	Posts      []Post       `json:"posts"`
	Seats      []Seat       `json:"seats"` // of a committee
	Groups     []Membership `json:"groups"`
	Eras       []Era        `json:"eras"`
	Lineage    []Lineage    `json:"lineage"`
	Successors []Unit       `json:"successors"` // of a closed unit
	Steps      []Step       `json:"-"`          // what the actor may do now
}

// Dossier returns what is known about a unit in the actor's subtree; asOf zero is today. Who may see
// the unit as it is may see how it was.
func (s *Service) Dossier(ctx context.Context, id UnitID, asOf civil.Date) (d Dossier, err error) {
	now, err := s.Unit(ctx, id)
	if err != nil {
		return d, err
	}
	d.Unit, d.AsOf = now, asOf
	on := asOf
	if asOf.IsZero() {
		on = civil.DateOf(s.db.Now().Time)
	} else if d.Unit, err = AsOf(ctx, s.db, id, asOf); err != nil {
		return d, err
	}
	if d.Parent, err = s.then(ctx, d.Unit.ParentID, on); err != nil {
		return d, err
	}
	if d.Place = d.Parent; d.Unit.PlaceID != d.Unit.ParentID {
		if d.Place, err = s.then(ctx, d.Unit.PlaceID, on); err != nil {
			return d, err
		}
	}
	if d.Office, err = OfficeOf(ctx, s.db, d.Unit.Path); err != nil {
		d.Office = Unit{} // a city without offices yet
	}
	if err := s.around(ctx, &d, now, on); err != nil {
		return d, err
	}
	for _, step := range Steps {
		if asOf.IsZero() && step.From == now.State() && access.Can(ctx, now.Kind.need(), now.Path) && (step.Action == Editing || step.Action == Renaming || now.Kind != City) {
			d.Steps = append(d.Steps, step)
		}
	}
	return d, nil
}

// then returns a unit as it was on a day, or as it is if it was not there yet; none for "".
func (s *Service) then(ctx context.Context, id UnitID, on civil.Date) (Unit, error) {
	if id == "" {
		return Unit{}, nil
	}
	kept, err := s.units.ByID(ctx, []string{string(id)})
	if err != nil {
		return Unit{}, err
	}
	if len(kept) == 1 && !on.Before(kept[0].SinceOn) && kept[0].State() == Open {
		return kept[0], nil
	}
	u, err := AsOf(ctx, s.db, id, on)
	if err != nil {
		u, err = UnitByID(ctx, s.db, id)
	}
	return u, err
}

// around reads what hangs on a unit.
func (s *Service) around(ctx context.Context, d *Dossier, now Unit, on civil.Date) (err error) {
	if d.Aliases, err = db.List[string](ctx, s.db, `select alias from unit_alias where unit_id = $1 order by kind, alias`, now.ID); err != nil {
		return err
	}
	const most = 50
	d.Children, err = db.List[Unit](ctx, s.db, `select `+columns+` from unit where parent_id = $1 and closed_on is null order by kind, search_key limit $2`, now.ID, most)
	if err != nil {
		return err
	}
	if d.ChildCount = len(d.Children); d.ChildCount == most {
		if d.ChildCount, err = db.Get[int](ctx, s.db, `select count(*) from unit where parent_id = $1 and closed_on is null`, now.ID); err != nil {
			return err
		}
	}
	if d.Posts, err = PostsOf(ctx, s.db, now.ID, on); err != nil {
		return err
	}
	if now.Kind == Committee {
		if d.Seats, err = SeatsOf(ctx, s.db, now.ID, on); err != nil {
			return err
		}
	}
	if d.Groups, err = GroupsOf(ctx, s.db, now.ID); err != nil {
		return err
	}
	if d.Eras, err = eras(ctx, s.db, now); err != nil {
		return err
	}
	if d.Lineage, err = LineageOf(ctx, s.db, now.ID); err != nil {
		return err
	}
	if now.State() == Closed {
		d.Successors, err = Successors(ctx, s.db, now.ID)
	}
	return err
}

// GivenAliases are the other names people gave a unit, for its form.
func (s *Service) GivenAliases(ctx context.Context, id UnitID) ([]string, error) {
	return db.List[string](ctx, s.db, `select alias from unit_alias where unit_id = $1 and kind = $2 order by alias`, id, AliasGiven)
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// Now is the program's time.
func (s *Service) Now() civil.Time { return s.db.Now() }

// NewID returns an id for a form that will create something.
func (s *Service) NewID() string { return s.db.NewID() }

// Place finds a street by name within the district of a unit path, or a district for units of the city.
func (s *Service) Place(ctx context.Context, path, text string) (UnitID, error) {
	if text == "" {
		return "", nil
	}
	g, err := ReadGazetteer(ctx, s.db)
	if err != nil {
		return "", err
	}
	name := lastID(DistrictPath(path))
	parent, ok := g.Place(name)
	if !ok && DistrictPath(path) != rootOf(path) {
		name = lastID(rootOf(path)) // directly below the city
		parent, ok = g.Place(name)
	}
	if !ok {
		return "", errs.NewField("place", "没有叫“%s”的区", name)
	}
	found, wrong, args := g.Within(parent, text)
	if wrong != "" {
		said := make([]any, len(args))
		for i, a := range args {
			said[i] = a
		}
		return "", errs.NewField("place", wrong, said...)
	}
	return found, nil
}

// PlaceName is the name of a place; names of units are no secret.
func (s *Service) PlaceName(ctx context.Context, id UnitID) (string, error) {
	u, err := UnitByID(ctx, s.db, id)
	return u.Name, err
}
