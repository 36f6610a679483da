package app

import (
	"context"

	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/db"
)

// remind tells people what the night found: a duty due soon, or overdue. The clock stands below
// notify and cannot do it itself.
func remind(ctx context.Context, tx *db.Tx, r clock.Reminder) error {
	format := "即将到期（%s）：%s"
	if r.Due == r.Today {
		format = "今天到期（%s）：%s"
	}
	if r.Late {
		format = "已经逾期（%s 到期）：%s"
	}
	return notify.Tell(ctx, tx, notify.Message{AccountID: r.AccountID, UnitID: r.UnitID, Need: r.Need, Ref: r.Ref, URL: r.URL,
		Subject: lang.In(lang.Zh, format, r.Due.String(), r.Title), Urgent: r.Late})
}
