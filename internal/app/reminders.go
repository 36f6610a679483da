package app

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
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

// tellsClock connects the clock with the inbox: what the night found, what the calendar moved, what was
// asked and decided about deadlines.
func tellsClock(c *clock.Service) {
	c.OnTick(remind)
	c.OnRecount(recounted)
	c.OnRequest(requested)
}

// recounted tells who owes a duty, and the office of the place, that the calendar moved its last day.
func recounted(ctx context.Context, tx *db.Tx, m clock.Moved) error {
	msg := notify.Message{AccountID: m.AccountID, UnitID: m.UnitID, Need: m.Need, Ref: m.Ref, URL: m.DutyURL(), Subject: lang.In(lang.Zh, "期限调整：%s，%s", m.Title, m.Reason)}
	if err := notify.Tell(ctx, tx, msg); err != nil {
		return err
	}
	office, err := org.OfficeOf(ctx, tx, m.UnitPath)
	if errs.KindOf(err) == errs.NotFound || err == nil && string(office.ID) == m.UnitID {
		return nil
	}
	if err != nil {
		return err
	}
	msg.AccountID, msg.UnitID, msg.Need = "", string(office.ID), clock.MayExtend
	return notify.Tell(ctx, tx, msg)
}

// requested tells the office that decides about a request, and who asked about the decision.
func requested(ctx context.Context, tx *db.Tx, q clock.Asked) error {
	msg := notify.Message{Ref: ident.Ref{Kind: q.RefKind, ID: q.RefID}, URL: q.DutyURL()}
	if q.State != clock.Waiting {
		if q.DecidedBy == q.AskedBy {
			return nil
		}
		msg.AccountID, msg.Subject = q.AskedBy, lang.In(lang.Zh, "申请%s：%s", q.StateLabel(), q.Title)
		return notify.Tell(ctx, tx, msg)
	}
	office, err := org.OfficeOf(ctx, tx, q.UnitPath)
	if err == nil && string(office.ID) == actor.From(ctx).UnitID { // what an office asks, the office above decides
		office, err = org.SuperiorOf(ctx, tx, office.ID)
	}
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	msg.UnitID, msg.Need, msg.Subject = string(office.ID), clock.MayExtend, lang.In(lang.Zh, "申请调整期限：%s", q.Title)
	return notify.Tell(ctx, tx, msg)
}
