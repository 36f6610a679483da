package returns

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Given is what a unit gave for a year: submitted, checked or accepted, or given before and sent back since.
type Given struct {
	ReturnID string
	UnitID   org.UnitID
	UnitName string
	UnitPath string
	Kind     string
	State    State
	Demo     bool
	Values   map[string]string
}

// Counts reports whether the figures of a return in this state stand: those of one sent back stand until they are
// given again, and are then provisional.
func (s State) Counts() bool { return s.Given() || s == Returned }

// GivenIn reads what units gave, in the order of their names. The caller has asked for its own permission.
func GivenIn(ctx context.Context, r db.Reader, form string, year int, over access.Range) ([]Given, error) {
	list, err := db.List[Return](ctx, r, `select `+returnColumns+` from returns_return where form_code = $1 and year = $2 and unit_path >= $3 and unit_path < $4
		and state in ('submitted', 'checked', 'accepted', 'returned') order by unit_name, id`, form, year, over.From, over.To)
	if err != nil {
		return nil, err
	}
	out, at := make([]Given, len(list)), map[string]int{}
	for i, x := range list {
		out[i] = Given{x.ID, x.UnitID, x.UnitName, x.UnitPath, x.Kind, x.State, x.Demo, map[string]string{}}
		at[x.ID] = i
	}
	type cell struct {
		ReturnID string `db:"return_id"`
		Field    string `db:"field"`
		Value    string `db:"value"`
	}
	err = db.Each(ctx, r, func(c cell) error {
		out[at[c.ReturnID]].Values[c.Field] = c.Value
		return nil
	}, `select c.return_id, c.field, c.value from returns_cell c join returns_return x on x.id = c.return_id
		where x.form_code = $1 and x.year = $2 and x.unit_path >= $3 and x.unit_path < $4 and x.state in ('submitted', 'checked', 'accepted', 'returned') and c.value <> ''`,
		form, year, over.From, over.To)
	return out, err
}

// GivenBy is what the return holds. The caller has asked for its own permission.
func GivenBy(ctx context.Context, r db.Reader, x Return) (Given, error) {
	cells, err := cellsOf(ctx, r, x.ID)
	return Given{x.ID, x.UnitID, x.UnitName, x.UnitPath, x.Kind, x.State, x.Demo, valuesOf(cells)}, err
}

// Lacking is how many units in a range were asked for a year and have not given, or have to correct. The caller has
// asked for its own permission.
func Lacking(ctx context.Context, r db.Reader, form string, year int, over access.Range) (int, error) {
	return db.Get[int](ctx, r, `select count(*) from returns_return where form_code = $1 and year = $2 and unit_path >= $3 and unit_path < $4
		and state in ('filling', 'returned')`, form, year, over.From, over.To)
}

// LackingPaths are the paths of the units that Lacking counts, of those that were due before a day.
func LackingPaths(ctx context.Context, r db.Reader, form string, year int, over access.Range, due civil.Date) ([]string, error) {
	return db.List[string](ctx, r, `select unit_path from returns_return where form_code = $1 and year = $2 and unit_path >= $3 and unit_path < $4
		and state in ('filling', 'returned') and due_on < $5 order by unit_path`, form, year, over.From, over.To, due)
}
