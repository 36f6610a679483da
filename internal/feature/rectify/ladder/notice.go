package ladder

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// NoticeDraft is what a person fills in to confirm a 督办单.
type NoticeDraft struct {
	Number string
	Text   string
	DueOn  civil.Date
}

// sendNotice sends the 督办单: it has its own deadline, and the superior department is jointly liable.
func sendNotice(ctx context.Context, tx *db.Tx, o *rectify.Order, n NoticeDraft) error {
	var c errs.Check
	c.That(strings.TrimSpace(n.Number) != "", "number", "请填写文号")
	c.That(strings.TrimSpace(n.Text) != "", "text", "请写明督办要求")
	c.That(tx.Today().Before(n.DueOn), "due_on", "督办期限必须晚于今天")
	c.That(n.DueOn.IsZero() || o.Late(tx.Today()) > 0 || !n.DueOn.Before(o.Deadline()), "due_on", "督办期限不能早于现在的整改期限")
	if err := c.Err(); err != nil {
		return err
	}
	if !o.UnitOwes() {
		return errs.New(errs.Conflict, "整改处于“%s”状态，不能再发督办单", o.State.Label())
	}
	o.NoticeDueOn, o.PlanDueOn = n.DueOn, civil.Date{}
	_, err := tx.Exec(ctx, `insert into rectify_notice (id, order_id, unit_path, number, text, due_on, issued_on, issued_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), o.ID, o.UnitPath, n.Number, n.Text, n.DueOn, tx.Today(), actor.From(ctx).ID)
	if err != nil {
		return err
	}
	if err := notify.Tell(ctx, tx, notify.Message{UnitID: string(o.UnitID), Need: rectify.MaySubmit, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: "收到督办单：" + o.Title, Urgent: true}); err != nil {
		return err
	}
	return rectify.CopySuperior(ctx, tx, o, "抄送督办单，主管部门负连带责任："+o.UnitName+" "+o.Title)
}
