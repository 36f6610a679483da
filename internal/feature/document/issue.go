package document

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Approve is the leader's: in one transaction the letter is approved and has its number; a job makes the
// files, signs and, if it is wanted, sends.
func (s *Service) Approve(ctx context.Context, id LetterID, version int, send bool) error {
	return s.change(ctx, id, version, Approve, "", func(tx *db.Tx, f *Full) error {
		f.AutoSend = send
		if err := s.approve(ctx, tx, f); err != nil {
			return err
		}
		if err := take(ctx, tx, &f.Letter); err != nil {
			return err
		}
		f.State = Numbered
		return jobs.Enqueue(ctx, tx, sealJob{f.ID}, tx.Now)
	})
}

// approve records who answers for the letter, and when.
func (s *Service) approve(ctx context.Context, tx *db.Tx, f *Full) error {
	if err := f.pass(ctx, tx, tx.Today()); err != nil {
		return err
	}
	a := actor.From(ctx)
	f.ApproverID, f.ApproverName, f.Date = a.ID, a.Name, tx.Today()
	return clock.Stop(ctx, tx, f.Ref(), "approve")
}

// Issue makes a letter of a record whose own step is the approval, such as 下达整改通知: numbered in the
// caller's transaction, made and sent by the job. An errs.Invalid of the check before issue stops the step.
// Content with an empty body is filled from the template.
func Issue(ctx context.Context, tx *db.Tx, f Facts, ref ident.Ref, k Kind, c Content) (Letter, error) {
	l, err := begin(ctx, tx, f, ref, k)
	if err != nil {
		return l, err
	}
	if c.Body != "" {
		l.Content, l.Title = c, oneLine(c.Title)
	}
	a := actor.From(ctx)
	l.State, l.Direct, l.AutoSend, l.Date, l.ApproverID, l.ApproverName = Numbered, true, true, tx.Today(), a.ID, a.Name
	l.Excuse = Reason(ctx)
	if err := l.pass(ctx, tx, tx.Today()); err != nil {
		return l, err
	}
	if err := take(ctx, tx, &l); err != nil {
		return l, err
	}
	if err := insertAll(ctx, tx, &l, f.To); err != nil {
		return l, err
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "document.approve", Ref: l.Ref(), UnitPath: l.SeatPath, Note: l.Number, New: l.brief()}); err != nil {
		return l, err
	}
	return l, jobs.Enqueue(ctx, tx, sealJob{l.ID}, tx.Now)
}

// Send sends a signed letter to its recipients.
func (s *Service) Send(ctx context.Context, id LetterID, version int) error {
	return s.change(ctx, id, version, Send, "", func(tx *db.Tx, f *Full) error { return s.send(ctx, tx, f) })
}

// send is what sending does: every recipient has the letter and a clock for the receipt, the record
// moves on.
func (s *Service) send(ctx context.Context, tx *db.Tx, f *Full) error {
	f.State, f.SentOn = Sent, tx.Today()
	for i := range f.Deliveries {
		d := &f.Deliveries[i]
		d.State, d.SentOn = OnTheWay, tx.Today()
		if err := updateDelivery(ctx, tx, d, d.Version); err != nil {
			return err
		}
		duty := clock.Duty{Ref: f.Ref(), Step: "receipt:" + d.ID, Rule: "document.receipt", UnitPath: f.SeatPath, UnitID: string(d.UnitID), Need: MayReceive,
			Title: f.Kind.Label() + "：" + f.Title, Action: "签收公文", URL: f.URL()}
		if d.Outside() {
			duty.UnitID, duty.Need, duty.Action = string(f.OfficeID), MayDraft, "登记送达回证"
		}
		if _, err := clock.Start(ctx, tx, duty); err != nil {
			return err
		}
		if d.Outside() {
			continue
		}
		err := notify.Tell(ctx, tx, notify.Message{UnitID: string(d.UnitID), Need: MayReceive, Ref: f.Ref(), URL: f.URL(),
			Subject: lang.In(lang.Zh, "收到%s：%s", f.Kind.Label(), f.Title), Urgent: f.Content.Urgency == "特急"})
		if err != nil {
			return err
		}
	}
	if follow := s.replaced[f.Kind]; follow != nil && f.Facts.Replaces != "" {
		return follow(ctx, tx, f.Letter)
	}
	if src := s.sources[f.RefKind]; src.Sent != nil && !f.OfStep() {
		return src.Sent(ctx, tx, f.Letter)
	}
	return nil
}

// Void gives a numbered letter up before it is out; the number stays in its series with the reason.
func (s *Service) Void(ctx context.Context, id LetterID, version int, reason string) error {
	return s.change(ctx, id, version, Void, reason, func(tx *db.Tx, f *Full) error {
		f.EndedOn, f.EndReason = tx.Today(), reason
		if err := clock.Stop(ctx, tx, f.Ref(), ""); err != nil {
			return err
		}
		return voidNumber(ctx, tx, &f.Letter, reason)
	})
}

// Withdraw takes a letter back that is out: its text stays readable for whoever got it, marked, and its
// proof says so; what was published of it is withdrawn by the record.
func (s *Service) Withdraw(ctx context.Context, id LetterID, version int, reason string) error {
	return s.change(ctx, id, version, Withdraw, reason, func(tx *db.Tx, f *Full) error {
		f.EndedOn, f.EndReason = tx.Today(), reason
		if err := clock.Stop(ctx, tx, f.Ref(), ""); err != nil {
			return err
		}
		for _, d := range f.Deliveries {
			if d.Outside() {
				continue
			}
			err := notify.Tell(ctx, tx, notify.Message{UnitID: string(d.UnitID), Need: MayReceive, Ref: f.Ref(), URL: f.URL(), Subject: lang.In(lang.Zh, "公文已撤回：%s", f.Title)})
			if err != nil {
				return err
			}
		}
		if src := s.sources[f.RefKind]; src.Withdrawn != nil {
			return src.Withdrawn(ctx, tx, f.Letter)
		}
		return nil
	})
}

// Delivered is what is recorded about a delivery.
type Delivered struct {
	On      civil.Date
	By      string // who signed for it
	Note    string
	Refused bool // 拒收, with the witnesses in Note
}

// Receive signs for a letter: by the recipient itself, or by the office with the paper receipt.
func (s *Service) Receive(ctx context.Context, id LetterID, delivery string, version int, r Delivered) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err := deliveriesOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, d := range list {
			if d.ID != delivery {
				continue
			}
			if err := mayReceive(ctx, l, d); err != nil {
				return err
			}
			old := d
			if r.On.IsZero() {
				r.On = tx.Today()
			}
			if r.By == "" && string(d.UnitID) == actor.From(ctx).UnitID {
				r.By = actor.From(ctx).Name
			}
			if err := d.receive(r.On, r.By, r.Note, r.Refused, tx.Today()); err != nil {
				return err
			}
			if err := updateDelivery(ctx, tx, &d, version); err != nil {
				return err
			}
			if err := clock.Stop(ctx, tx, l.Ref(), "receipt:"+d.ID); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{Action: "document.receive", Ref: l.Ref(), UnitPath: l.SeatPath, Note: d.Name + " " + d.Label(), Old: old, New: d})
		}
		return errs.New(errs.NotFound, "没有找到相应的记录")
	})
}

// mayReceive asks who may record the receipt: the recipient's own people, or the issuing office with the
// paper (送达回证).
func mayReceive(ctx context.Context, l Letter, d Delivery) error {
	a := actor.From(ctx)
	switch {
	case a.All:
		return nil
	case d.UnitID != "" && string(d.UnitID) == a.UnitID && a.May(string(MayReceive)):
		return nil
	case a.May(string(MayDraft)) && a.Scope == l.SeatPath:
		return nil
	}
	return errs.New(errs.Denied, "您没有此项权限")
}

// CanReceive reports whether the acting person may record the receipt of a delivery; for its button.
func CanReceive(ctx context.Context, l Letter, d Delivery) bool {
	return d.State == OnTheWay && mayReceive(ctx, l, d) == nil
}
