package rectify

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/db"
)

// climb records the rungs an order that is late today has not climbed yet. The caller saves it.
func climb(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.Late(tx.Today()) == 0 {
		return nil
	}
	p, err := paramsOn(ctx, tx, tx.Today())
	if err != nil {
		return err
	}
	have, err := rungsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	late := o.Late(tx.Today())
	for _, rung := range (Loop{Order: *o, Rungs: have}).Missing(tx.Today(), p) {
		e := Escalation{OrderID: o.ID, UnitPath: o.UnitPath, Rung: rung, Ground: GroundLate, MissedOn: o.NextOn, DaysLate: late, State: EscProposed}
		if rung == RungRemind {
			e.State = EscRecorded
			if err := copySuperior(ctx, tx, o, "整改逾期，主管部门负有督促责任："+o.UnitName+" "+o.Title); err != nil {
				return err
			}
		} else if err := tellOffice(ctx, tx, o, MayEscalate, lang.In(lang.Zh, "建议%s：%s", RungLabel(rung), o.UnitName+" "+o.Title)); err != nil {
			return err
		}
		if err := addRung(ctx, tx, &e); err != nil {
			return err
		}
		o.Rung = max(o.Rung, rung)
	}
	return nil
}

// addRung stores a rung once.
func addRung(ctx context.Context, tx *db.Tx, e *Escalation) error {
	e.ID, e.Version, e.At = tx.NewID(), 1, tx.Now
	n, err := tx.Exec(ctx, `insert into rectify_escalation (`+escCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (order_id, rung, ground, missed_on) do nothing`,
		e.ID, e.Version, e.OrderID, e.UnitPath, e.Rung, e.Ground, e.MissedOn, e.DaysLate, e.State, e.At, e.DecidedBy, e.DecidedAt, e.Reason)
	if err != nil || n == 0 {
		return err
	}
	return say(actor.With(ctx, actor.System), tx, e.OrderID, "rung", RungLabel(e.Rung), e.State == EscProposed)
}

// NoticeDraft is what a person fills in to confirm a 督办单.
type NoticeDraft struct {
	Number string
	Text   string
	DueOn  civil.Date
}

// Confirm decides for a proposed rung. For a 督办单 the notice gets its own deadline and reaches the
// unit and its superior department (京教组发〔2020〕5号 (三): 要发督办单,限期整改并公布整改情况). For the
// rungs above it records who decided, for the procedure that follows.
func (s *Service) Confirm(ctx context.Context, id string, version int, n NoticeDraft, reason string) error {
	return s.decide(ctx, id, version, EscConfirmed, reason, func(tx *db.Tx, e *Escalation, o *Order) error {
		if e.Rung != RungNotice {
			return tellUnit(ctx, tx, o, MayView, lang.In(lang.Zh, "决定%s：%s", RungLabel(e.Rung), o.Title))
		}
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
		if err := notify.Tell(ctx, tx, notify.Message{UnitID: string(o.UnitID), Need: MaySubmit, Ref: o.ID.Ref(), URL: o.ID.URL(), Subject: "收到督办单：" + o.Title, Urgent: true}); err != nil {
			return err
		}
		return copySuperior(ctx, tx, o, "抄送督办单，主管部门负连带责任："+o.UnitName+" "+o.Title)
	})
}

// Decline decides against a proposed rung, with a reason.
func (s *Service) Decline(ctx context.Context, id string, version int, reason string) error {
	return s.decide(ctx, id, version, EscDeclined, reason, func(*db.Tx, *Escalation, *Order) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		return nil
	})
}

func (s *Service) decide(ctx context.Context, id string, version int, state, reason string, rule func(*db.Tx, *Escalation, *Order) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := escalation(ctx, tx, id)
		if err != nil {
			return err
		}
		o, err := visibleOrder(ctx, tx, e.OrderID, MayEscalate)
		if err != nil {
			return err
		}
		switch {
		case o.Owner(actor.From(ctx)):
			return errs.New(errs.Denied, "被督导单位不能决定对自己的督办")
		case e.State != EscProposed:
			return errs.New(errs.Conflict, "这项建议已有决定")
		case e.Version != version:
			return errs.New(errs.Stale, "他人刚刚修改了这条整改，请核对后再提交")
		}
		if err := climb(ctx, tx, &o); err != nil {
			return err
		}
		if err := rule(tx, &e, &o); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update rectify_escalation set version = version + 1, state = $1, decided_by = $2, decided_at = $3, reason = $4 where id = $5`,
			state, actor.From(ctx).ID, tx.Now, reason, e.ID)
		if err != nil {
			return err
		}
		items, err := itemsOf(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if err := s.save(ctx, tx, &o, items, o.Version); err != nil {
			return err
		}
		if err := say(ctx, tx, o.ID, "rung_"+state, RungLabel(e.Rung)+" "+reason, state == EscDeclined); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify." + state, Ref: ident.Ref{Kind: "rectify.escalation", ID: e.ID}, UnitPath: o.UnitPath, Note: reason, Old: e, New: state})
	})
}

func escalation(ctx context.Context, r db.Reader, id string) (Escalation, error) {
	rg, err := access.Over(ctx, MayEscalate)
	if err != nil {
		return Escalation{}, err
	}
	return db.Get[Escalation](ctx, r, `select `+escCols+` from rectify_escalation where id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
}

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
		o, err := visibleOrder(ctx, tx, id, MayDecide)
		if err != nil {
			return err
		}
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
		if err := climb(ctx, tx, &o); err != nil {
			return err
		}
		state, subject := "refused", "延期申请未获同意："
		if grant {
			state, subject = "granted", "延期申请已获同意："
			o.DueOn = x.UntilOn
			if o.State == Issued && o.PlanDueOn.Before(tx.Today()) {
				o.PlanDueOn = civil.Date{}
			}
		}
		if _, err := tx.Exec(ctx, `update rectify_extension set state = $1, decided_by = $2, decided_at = $3, note = $4 where id = $5`, state, actor.From(ctx).ID, tx.Now, note, ext); err != nil {
			return err
		}
		items, err := itemsOf(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if err := s.save(ctx, tx, &o, items, o.Version); err != nil {
			return err
		}
		if err := tellUnit(ctx, tx, &o, MaySubmit, subject+o.Title); err != nil {
			return err
		}
		if err := say(ctx, tx, o.ID, "extension_"+state, x.UntilOn.String()+" "+note, false); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify.extension_" + state, Ref: o.ID.Ref(), UnitPath: o.UnitPath, Note: note, New: x})
	})
	return id, err
}
