package org

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
	"dudao/internal/platform/listidx"
)

// changes is the topic of transactions that change units.
const changes = "org.unit"

// changesKept is how many days a node may be behind before it has to read the list anew, which it
// does when it starts.
const changesKept = 2

// newIndex returns the list of units in memory; it hears what other nodes change.
func newIndex(d *db.DB) *listidx.Index {
	x := listidx.New(d, spec, load)
	x.Follow(changes, func(ctx context.Context, r db.Reader, since civil.Time) ([]listidx.Change, error) {
		return db.List[listidx.Change](ctx, r, `select id, unit_id as row_id, at from unit_change where at >= $1 order by at`, since)
	})
	return x
}

// Changed tells the list in the memory of every node which units this transaction adds, changes or
// deletes; without ids it is any of them. Its time is that of now, not of the transaction: an import
// runs for longer than the lists look back.
func (s *Service) Changed(ctx context.Context, tx *db.Tx, ids ...UnitID) error {
	now := s.db.Now()
	if len(ids) == 0 {
		s.index.ReloadAfter(tx)
		ids = []UnitID{""}
	}
	for _, id := range ids {
		if id != "" {
			s.index.Changed(tx, string(id))
		}
		if _, err := tx.Exec(ctx, `insert into unit_change (id, unit_id, at) values ($1, $2, $3)`, tx.NewID(), id, now); err != nil {
			return err
		}
	}
	tx.Notify(changes)
	_, err := tx.Exec(ctx, `delete from unit_change where at < $1`, civil.At(now.AddDate(0, 0, -changesKept)))
	return err
}
