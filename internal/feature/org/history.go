package org

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// Lineage says what became of a unit: renamed (From is To), merged into or split into another.
type Lineage struct {
	ID         string     `db:"id" json:"-"`
	Action     Action     `db:"action" json:"action"`
	From       UnitID     `db:"from_id" json:"from_id"`
	To         UnitID     `db:"to_id" json:"to_id"`
	On         civil.Date `db:"on_date" json:"on"`
	Reason     string     `db:"reason" json:"reason"`
	Basis      string     `db:"basis" json:"basis"`
	Note       string     `db:"note" json:"note"` // what changed, in Chinese: old → new
	ActorName  string     `db:"actor_name" json:"actor_name"`
	RecordedAt civil.Time `db:"recorded_at" json:"recorded_at"`
}

// Era is how a unit was for a while. Until is zero for how it is.
type Era struct {
	Unit
	Until civil.Date `db:"to_on" json:"until"`
}

// UnitByID returns a unit as it is, without asking who wants to know: names of units are not secret.
func UnitByID(ctx context.Context, r db.Reader, id UnitID) (Unit, error) {
	return db.Get[Unit](ctx, r, `select `+columns+` from unit where id = $1`, id)
}

// AsOf returns a unit as it was on the day: its name, superior and facts then. A unit that was not
// there yet, or no more, is NotFound.
func AsOf(ctx context.Context, r db.Reader, id UnitID, on civil.Date) (Unit, error) {
	list, err := db.List[Unit](ctx, r, `select `+columns+` from (
		select `+columns+` from unit where id = $1 and (since_on is null or since_on <= $2)
		union all
		select `+facts+`, from_on as since_on from unit_history where id = $3 and (from_on is null or from_on <= $4) and to_on > $5
	) as u order by version desc`, id, on, id, on, on)
	if err != nil {
		return Unit{}, err
	}
	if len(list) == 0 || !list[0].OpenOn(on) {
		return Unit{}, errs.New(errs.NotFound, "%s 没有这个单位", on)
	}
	return list[0], nil
}

// eras lists how a unit was, the latest first.
func eras(ctx context.Context, r db.Reader, u Unit) ([]Era, error) {
	list, err := db.List[Era](ctx, r, `select `+facts+`, from_on as since_on, to_on from unit_history where id = $1 order by version desc`, u.ID)
	return append([]Era{{Unit: u}}, list...), err
}

// LineageOf lists what happened to a unit, the latest first.
func LineageOf(ctx context.Context, r db.Reader, id UnitID) ([]Lineage, error) {
	return db.List[Lineage](ctx, r, `select id, action, from_id, to_id, on_date, reason, basis, note, actor_name, recorded_at from unit_lineage
		where from_id = $1 or to_id = $2 order by on_date desc, id desc`, id, id)
}

// Successors returns the open units a unit has become: itself while it is open, otherwise what it
// was merged or split into; none if it just ended.
func Successors(ctx context.Context, r db.Reader, id UnitID) ([]Unit, error) {
	var out []Unit
	seen := map[UnitID]bool{}
	for todo := []UnitID{id}; len(todo) > 0; todo = todo[1:] {
		if seen[todo[0]] {
			continue
		}
		seen[todo[0]] = true
		u, err := UnitByID(ctx, r, todo[0])
		if err != nil {
			return nil, err
		}
		if u.State() == Open {
			out = append(out, u)
			continue
		}
		next, err := db.List[UnitID](ctx, r, `select to_id from unit_lineage where from_id = $1 and to_id <> from_id order by id`, u.ID)
		if err != nil {
			return nil, err
		}
		todo = append(todo, next...)
	}
	return out, nil
}
