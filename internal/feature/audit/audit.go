// Package audit records who did what, in the transaction that did it.
package audit

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// Entry is one thing somebody did or one record of personal data somebody read.
type Entry struct {
	Action   string    // the permission or step, such as "rectify.issue"
	Ref      ident.Ref // the record
	UnitPath string    // whose record it is, for the auditor's filter
	Note     string    // a reason or remark; never a secret
	Old, New any       // what changed, marshalled as JSON; nil when nothing did
}

// Record writes one entry for the acting person.
func Record(ctx context.Context, tx *db.Tx, e Entry) error {
	a := actor.From(ctx)
	_, err := tx.Exec(ctx, `insert into audit_entry (id, at, actor_id, action, ref_kind, ref_id, unit_path, note) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), tx.Now, a.ID, e.Action, e.Ref.Kind, e.Ref.ID, e.UnitPath, e.Note)
	return err
}
