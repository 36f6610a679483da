package document

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// AddSigner asks somebody to countersign, named by name or account; turn 0 is with those who are asked
// now. While a letter is being countersigned, a person asked in the present turn is asked at once.
func (s *Service) AddSigner(ctx context.Context, id LetterID, version int, who string, turn int) error {
	p, err := s.people.Named(ctx, who, "")
	if err != nil {
		return errs.Rename(err, "who")
	}
	return s.change(ctx, id, version, AddSign, p.Name, func(tx *db.Tx, f *Full) error {
		for _, g := range f.Signers {
			if g.AccountID == p.ID && g.State != SignerAgreed {
				return errs.NewField("who", "已在会签人之列")
			}
		}
		now := nextTurn(f.Signers)
		if turn == 0 {
			turn = max(now, 1)
		}
		var c errs.Check
		c.That(turn > 0 && turn <= 20, "turn", "会签顺序为 1 至 20")
		c.That(f.State != Countersign || turn >= now, "turn", "第 %d 序的会签已经完成，请排在其后", turn)
		if err := c.Err(); err != nil {
			return err
		}
		g := Signer{LetterID: f.ID, Turn: turn, AccountID: p.ID, Name: p.Name, UnitName: p.Unit, State: SignerWaits, AddedBy: actor.From(ctx).Name}
		if err := insertSigner(ctx, tx, &g); err != nil {
			return err
		}
		if f.State != Countersign {
			return nil
		}
		f.Signers = append(f.Signers, g)
		return s.onward(ctx, tx, f)
	})
}

// DropSigner takes somebody who has not answered off the list.
func (s *Service) DropSigner(ctx context.Context, id LetterID, version int, signer string) error {
	return s.change(ctx, id, version, Edit, "", func(tx *db.Tx, f *Full) error {
		for _, g := range f.Signers {
			if g.ID != signer {
				continue
			}
			if g.State == SignerAgreed {
				return errs.New(errs.Conflict, "已经会签的不能移除")
			}
			_, err := tx.Exec(ctx, `delete from doc_signer where id = $1`, g.ID)
			return err
		}
		return errs.New(errs.NotFound, "没有找到相应的记录")
	})
}

// AddRecipient adds a unit of the platform by name, or a body outside it as it is written.
func (s *Service) AddRecipient(ctx context.Context, id LetterID, version int, p Party) error {
	return s.change(ctx, id, version, Edit, "", func(tx *db.Tx, f *Full) error {
		d := Delivery{LetterID: f.ID, UnitID: p.UnitID, Name: oneLine(p.Name), Copy: p.Copy, Why: p.Why}
		var c errs.Check
		c.That(d.Name != "", "name", "请填写主送或抄送单位")
		for _, o := range f.Deliveries {
			c.That(o.Name != d.Name && (d.UnitID == "" || o.UnitID != d.UnitID), "name", "%s已在发送范围", d.Name)
			d.Ord = max(d.Ord, o.Ord)
		}
		if err := c.Err(); err != nil {
			return err
		}
		d.Ord++
		return insertDelivery(ctx, tx, &d)
	})
}

// DropRecipient takes a recipient off; one that a rule asks for needs a reason, which the log keeps.
func (s *Service) DropRecipient(ctx context.Context, id LetterID, version int, delivery, reason string) error {
	return s.change(ctx, id, version, Edit, reason, func(tx *db.Tx, f *Full) error {
		for _, d := range f.Deliveries {
			if d.ID != delivery {
				continue
			}
			if d.Why != "" && reason == "" {
				return errs.NewField("reason", "%s是依规定发送的单位，移除须说明理由", d.Name)
			}
			if _, err := tx.Exec(ctx, `delete from doc_delivery where id = $1`, d.ID); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{Action: "document.drop_recipient", Ref: f.Ref(), UnitPath: f.SeatPath, Note: reason, Old: d})
		}
		return errs.New(errs.NotFound, "没有找到相应的记录")
	})
}
