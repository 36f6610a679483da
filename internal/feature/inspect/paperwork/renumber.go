package paperwork

import (
	"context"

	"dudao/internal/feature/document"
	"dudao/internal/platform/db"
)

// Renumber gives a supervision and its letter the number of the official letter that was issued anew for it.
func Renumber(ctx context.Context, tx *db.Tx, l document.Letter) error {
	if _, err := tx.Exec(ctx, `update inspect_letter set number = $1, version = version + 1 where inspection_id = $2 and number = $3`, l.Number, l.RefID, l.Facts.Replaces); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update inspection set opinion_number = $1, version = version + 1 where id = $2 and opinion_number = $3`, l.Number, l.RefID, l.Facts.Replaces)
	return err
}
