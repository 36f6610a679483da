package returns

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Told is what a person gives with a step.
type Told struct {
	Reason   string            `json:"reason,omitempty"`
	Comments map[string]string `json:"comments,omitempty"` // field → what is to be corrected; only for steps that name cells
}

// Step takes a step of the life of a return; Steps says who may and when.
func (s *Service) Step(ctx context.Context, id string, version int, a Action, told Told) error {
	st, ok := StepOf(a)
	if !ok {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, form, cells, err := s.load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := may(ctx, st, x); err != nil {
			return err
		}
		if version < 0 {
			version = x.Version
		}
		old := x
		if err := s.guard(ctx, tx, st, &x, form, cells, told); err != nil {
			return err
		}
		if err := x.Take(st, form); err != nil {
			return err
		}
		if err := mark(ctx, tx, st, x, form, cells, told); err != nil {
			return err
		}
		s.sign(ctx, tx, st, &x, told)
		if err := updateReturn(ctx, tx, &x, version); err != nil {
			return err
		}
		if err := s.follow(ctx, tx, st, x, form); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "returns." + string(a), Ref: x.Ref(), UnitPath: x.UnitPath, Note: told.Reason, Old: old, New: x})
	})
}

func may(ctx context.Context, st Step, x Return) error {
	if err := access.Require(ctx, st.need(x), x.UnitPath); err != nil {
		return err
	}
	if st.Own && actor.From(ctx).Scope != x.UnitPath {
		return errs.New(errs.Denied, "由%s办理", x.UnitName)
	}
	return nil
}

// CanStep reports whether the acting person may take the step; for showing its button.
func CanStep(ctx context.Context, st Step, x Return) bool { return may(ctx, st, x) == nil }

// guard asks what a step wants: a complete and explained return, named cells, a reason.
func (s *Service) guard(ctx context.Context, tx *db.Tx, st Step, x *Return, form *Form, cells map[string]Cell, told Told) error {
	var c errs.Check
	c.That(!st.Reason || strings.TrimSpace(told.Reason) != "", "reason", "请说明理由")
	if st.Cells {
		n := 0
		for field, comment := range told.Comments {
			if _, ok := form.Field(field); !ok || strings.TrimSpace(comment) == "" {
				continue
			}
			n++
		}
		c.That(n > 0, "cells", "请指出要更正的单元格并写明意见")
	}
	if err := c.Err(); err != nil || st.Action != Submit {
		return err
	}
	if err := s.mayFillOwn(ctx, tx, *x); err != nil {
		return err
	}
	if err := s.recount(ctx, tx, x, form, cells); err != nil {
		return err
	}
	switch {
	case !x.Complete():
		return errs.New(errs.Invalid, "还有 %d 项没有填写，不能提交", x.Asked-x.Filled)
	case x.Wrong > 0:
		return errs.New(errs.Invalid, "还有 %d 处不符合核对规则，不能提交", x.Wrong)
	case x.Doubts > 0:
		return errs.New(errs.Invalid, "还有 %d 处疑点没有说明，请在备注中说明原因", x.Doubts)
	}
	return nil
}

// mayFillOwn asks whether the return is still open for who submits.
func (s *Service) mayFillOwn(ctx context.Context, tx *db.Tx, x Return) error {
	if !access.Can(ctx, MayFill, x.UnitPath) { // a leader submits without filling in
		return nil
	}
	return s.mayFill(ctx, tx, x)
}

// mark names the cells that are to be corrected, or takes the marks away once the unit handed in again.
func mark(ctx context.Context, tx *db.Tx, st Step, x Return, form *Form, cells map[string]Cell, told Told) error {
	a := actor.From(ctx)
	var kept []Cell
	var history []Change
	for _, f := range form.Fields {
		c, had := cells[f.Code]
		comment := strings.TrimSpace(told.Comments[f.Code])
		switch {
		case st.Cells && comment != "":
			h := Change{ReturnID: x.ID, Field: f.Code, What: string(st.Action), Old: c.Value, New: c.Value, Note: comment, Origin: c.Origin, Author: a.ID, AuthorName: a.Name}
			if !had {
				c = Cell{ReturnID: x.ID, Field: f.Code, Origin: Typed, Author: a.ID, AuthorName: a.Name, At: tx.Now}
			}
			c.Mark, c.Comment = "returned", comment
			history = append(history, h)
		case st.Action == Submit && c.Mark != "":
			c.Mark = ""
		default:
			continue
		}
		c.Version++
		kept = append(kept, c)
	}
	if err := keep(ctx, tx, kept); err != nil {
		return err
	}
	return remember(ctx, tx, history)
}

// sign writes into the return who did what when.
func (s *Service) sign(ctx context.Context, tx *db.Tx, st Step, x *Return, told Told) {
	name := actor.From(ctx).Name
	switch st.Action {
	case Submit:
		if x.SubmittedAt.IsZero() {
			x.Late = x.DueOn.Before(tx.Today())
		}
		x.SubmittedName, x.SubmittedAt, x.Reason = name, tx.Now, ""
	case Check:
		x.CheckedName, x.CheckedAt = name, tx.Now
	case Accept:
		x.AcceptedName, x.AcceptedAt = name, tx.Now
	case Send, Reopen, Waive:
		x.Reason = strings.TrimSpace(told.Reason)
	case Resume:
		x.Reason = ""
	}
}

// follow starts the clock of who is next, tells them, and lets those know who keep figures made from returns.
func (s *Service) follow(ctx context.Context, tx *db.Tx, st Step, x Return, form *Form) error {
	c, err := db.Get[Campaign](ctx, tx, `select `+campaignColumns+` from returns_campaign where id = $1`, x.CampaignID)
	if err != nil {
		return err
	}
	if err := s.owe(ctx, tx, x, c.Title); err != nil {
		return err
	}
	if err := s.next(ctx, tx, x, form, c.Title); err != nil {
		return err
	}
	for _, f := range s.given {
		if err := f(ctx, tx, x); err != nil {
			return err
		}
	}
	return nil
}

// next tells the office that has to look at the return now. Hundreds arrive in a week: they are told, the list
// of the campaign says how many wait, and no clock runs for each.
func (s *Service) next(ctx context.Context, tx *db.Tx, x Return, form *Form, title string) error {
	if x.State != Submitted && (x.State != Checked || form.Level != DistrictLevel) {
		return nil
	}
	office, err := org.OfficeOf(ctx, tx, org.DistrictPath(x.UnitPath))
	need, format := MayCheck, "收到学校填报数据，请审核：%s，%s"
	if x.State == Checked {
		need, format = MayAccept, "收到区填报数据，请接收：%s，%s"
		if err == nil {
			office, err = org.SuperiorOf(ctx, tx, office.ID)
		}
	}
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(office.ID), Need: need, Ref: x.Ref(), URL: x.URL(), Subject: lang.In(lang.Zh, format, x.UnitName, title)})
}

// AskCorrection is how a unit says that figures it has handed in are wrong: the office that has them is told and
// reopens the cells.
func (s *Service) AskCorrection(ctx context.Context, id, fields, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MaySubmit, x.UnitPath); err != nil {
			return err
		}
		var c errs.Check
		c.That(strings.TrimSpace(fields) != "", "fields", "请写明要更正哪些项目")
		c.That(strings.TrimSpace(reason) != "", "reason", "请说明理由")
		if err := c.Err(); err != nil {
			return err
		}
		if !x.State.Given() {
			return errs.New(errs.Conflict, "数据还没有提交，可以直接更改")
		}
		office, err := org.OfficeOf(ctx, tx, org.DistrictPath(x.UnitPath))
		if err != nil {
			return err
		}
		need := MayCheck
		if x.State != Submitted {
			need = MayAccept
			if office, err = org.SuperiorOf(ctx, tx, office.ID); err != nil {
				return err
			}
		}
		if err := clock.Stop(ctx, tx, x.Ref(), "correct"); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "returns.ask", Ref: x.Ref(), UnitPath: x.UnitPath, Note: fields + "：" + reason}); err != nil {
			return err
		}
		return notify.Tell(ctx, tx, notify.Message{UnitID: string(office.ID), Need: need, Ref: x.Ref(), URL: x.URL(),
			Subject: lang.In(lang.Zh, "%s申请更正已提交的数据：%s", x.UnitName, fields)})
	})
}
