package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// AskExtension asks for more time.
func (s *Service) AskExtension(ctx context.Context, id OrderID, version int, reason string, until civil.Date) error {
	return s.change(ctx, id, version, Extend, reason, func(tx *db.Tx, o *Order, _ []Item) error {
		if err := o.AskExtension(reason, until, tx.Today()); err != nil {
			return err
		}
		open, err := db.List[string](ctx, tx, `select id from rectify_extension where order_id = $1 and state = 'asked'`, id)
		if err != nil {
			return err
		}
		if len(open) > 0 {
			return errs.New(errs.Conflict, "已有一项延期申请等待决定")
		}
		a := actor.From(ctx)
		_, err = tx.Exec(ctx, `insert into rectify_extension (id, order_id, unit_path, reason, until_on, state, asked_by, asked_name, asked_at, decided_by, note)
			values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8, '', '')`, tx.NewID(), id, o.UnitPath, reason, until, a.ID, a.Name, tx.Now)
		if err != nil {
			return err
		}
		return tellOffice(ctx, tx, o, MayDecide, "申请延期："+o.UnitName+" "+o.Title)
	})
}

// DecideExtension grants or refuses more time; a refusal needs a reason.
func (s *Service) DecideExtension(ctx context.Context, ext string, grant bool, note string) (id OrderID, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rg, err := access.Over(ctx, MayDecide)
		if err != nil {
			return err
		}
		x, err := db.Get[Extension](ctx, tx, `select `+extCols+` from rectify_extension where id = $1 and unit_path >= $2 and unit_path < $3`, ext, rg.From, rg.To)
		if err != nil {
			return err
		}
		id = x.OrderID
		return s.urge(ctx, tx, id, MayDecide, func(o *Order) error {
			switch {
			case x.State != "asked" || !o.UnitOwes():
				return errs.New(errs.Conflict, "这项申请已不能决定")
			case o.Owner(actor.From(ctx)):
				return errs.New(errs.Denied, "延期由教育督导机构决定")
			case grant && !tx.Today().Before(x.UntilOn):
				return errs.New(errs.Conflict, "申请的期限已过，不能同意")
			case !grant && strings.TrimSpace(note) == "":
				return errs.NewField("note", "请说明理由")
			}
			return decideExtension(ctx, tx, o, x, grant, note)
		})
	})
	return id, err
}

func decideExtension(ctx context.Context, tx *db.Tx, o *Order, x Extension, grant bool, note string) error {
	state, subject := "refused", "延期申请未获同意："
	if grant {
		state, subject = "granted", "延期申请已获同意："
		o.DueOn = x.UntilOn
		if o.State == Issued && o.PlanDueOn.Before(tx.Today()) {
			o.PlanDueOn = civil.Date{}
		}
	}
	if _, err := tx.Exec(ctx, `update rectify_extension set state = $1, decided_by = $2, decided_at = $3, note = $4 where id = $5`, state, actor.From(ctx).ID, tx.Now, note, x.ID); err != nil {
		return err
	}
	if err := TellUnit(ctx, tx, o, MaySubmit, subject+o.Title); err != nil {
		return err
	}
	if err := Say(ctx, tx, o.ID, "extension_"+state, x.UntilOn.String()+" "+note, false); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "rectify.extension_" + state, Ref: o.ID.Ref(), UnitPath: o.UnitPath, Note: note, New: x})
}

// urge changes the days of an order by a decision that is no step of its own: the order lies in the range
// of the permission, its lateness of today is on record before rule changes anything, and the loop is
// whole afterwards.
func (s *Service) urge(ctx context.Context, tx *db.Tx, id OrderID, need access.Permission, rule func(*Order) error) error {
	o, err := visibleOrder(ctx, tx, id, need)
	if err != nil {
		return err
	}
	if err := climb(ctx, tx, &o); err != nil {
		return err
	}
	if err := rule(&o); err != nil {
		return err
	}
	items, err := itemsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	return s.save(ctx, tx, &o, items, o.Version)
}
