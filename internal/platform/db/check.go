package db

import (
	"context"
	"slices"
)

// Check asks the engine whether its own structures (pages, indexes) agree and returns what does not.
// PostgreSQL answers this with tools of its own (pg_amcheck), so nothing is asked there.
func (d *DB) Check(ctx context.Context) ([]string, error) {
	if d.dialect != SQLite {
		return nil, nil
	}
	found, err := List[string](ctx, d, `pragma integrity_check(20)`)
	return slices.DeleteFunc(found, func(s string) bool { return s == "ok" }), err
}
