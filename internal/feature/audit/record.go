package audit

import (
	"context"
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/platform/db"
)

// Record writes one entry for the acting person, in the transaction that does what it says.
func Record(ctx context.Context, tx *db.Tx, e Entry) error {
	s, err := store(ctx, tx, e)
	if err != nil {
		return fmt.Errorf("audit: %s %s: %w", e.Action, e.Ref, err)
	}
	leaf, err := s.Leaf()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into audit_entry (`+entryColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		s.ID, s.At, s.ActorID, s.ActorName, s.Role, s.ForID, s.ForName, s.Addr, s.Action, s.RefKind, s.RefID, s.UnitPath, s.Note, s.Old, s.New, s.Marks)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into audit_pending (id, leaf) values ($1, $2)`, s.ID, leaf.String())
	return err
}

// RecordRead writes an entry about personal data that is about to be shown, in a transaction of its own.
func RecordRead(ctx context.Context, d *db.DB, e Entry) error {
	return d.Write(ctx, func(tx *db.Tx) error { return Record(ctx, tx, e) })
}

func store(ctx context.Context, tx *db.Tx, e Entry) (Stored, error) {
	a := actor.From(ctx)
	old, err := sorted(e.Old)
	if err != nil {
		return Stored{}, err
	}
	now, err := sorted(e.New)
	if err != nil {
		return Stored{}, err
	}
	s := Stored{
		ID: tx.NewID(), At: stamp(tx.Now), ActorID: clean(a.ID), ActorName: clean(a.Name), Role: clean(a.Role),
		ForID: clean(a.ForID), ForName: clean(a.ForName), Addr: clean(a.Addr), Action: clean(e.Action),
		RefKind: clean(e.Ref.Kind), RefID: clean(e.Ref.ID), UnitPath: clean(e.UnitPath), Note: clean(e.Note),
		Old: clean(old), New: clean(now),
	}
	s.Marks = s.mark()
	return s, nil
}
