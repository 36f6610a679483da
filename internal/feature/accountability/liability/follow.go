package liability

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// sent is what follows when the decision, or its correction, reached the object.
func (s *Service) sent(ctx context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	var d Detail
	if err := r.Read(&d); err != nil {
		return err
	}
	today := tx.Today()
	if d.EffectiveOn.Before(today) {
		d.EffectiveOn = today
	}
	correction := r.State == Correcting
	if correction {
		if err := s.corrected(ctx, tx, r, &d, today); err != nil {
			return err
		}
	}
	d.DecidedOn, r.DoneOn, r.DueOn = today, today, civil.Date{}
	if r.ShownOn.IsZero() {
		r.ShownOn = today
	}
	if err := setAll(ctx, tx, r.ID, accountability.MeasureDecided, today, d.EffectiveOn); err != nil {
		return err
	}
	if correction && r.PortalID != "" {
		if err := s.snapshot(ctx, tx, r, d); err != nil {
			return err
		}
	}
	return r.Keep(d)
}

// corrected takes away what the correction revokes; the first number stays on record.
func (s *Service) corrected(ctx context.Context, tx *db.Tx, r *accountability.Record, d *Detail, today civil.Date) error {
	if err := revoke(ctx, tx, r.ID, d.Revoking); err != nil {
		return err
	}
	d.CorrectOn, d.WrongBy, d.CorrectBy = today, "", civil.Date{}
	d.Outcome = "经申诉处理，原决定已纠正"
	return nil
}

// withdrawn ends a decision whose letter was taken back; nothing disappears.
func (s *Service) withdrawn(ctx context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	if l.Kind != document.Decision || r.State != Decided {
		return nil
	}
	var d Detail
	if err := r.Read(&d); err != nil {
		return err
	}
	r.State = Withdrawn
	if err := s.undo(ctx, tx, r, &d, l.EndReason); err != nil {
		return err
	}
	return r.Keep(d)
}

// undo is what follows when a decision is taken back: its measures are revoked, reviews and appeals end, the
// public page becomes a notice.
func (s *Service) undo(ctx context.Context, tx *db.Tx, r *accountability.Record, d *Detail, reason string) error {
	d.Outcome = "决定已撤回"
	if err := setAll(ctx, tx, r.ID, accountability.MeasureRevoked, tx.Today(), d.EffectiveOn); err != nil {
		return err
	}
	below, err := accountability.Below(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, x := range below {
		if x.State == RemedyDecided || x.State == RemedyEnded {
			continue
		}
		if err := s.all.Also(ctx, tx, x.ID, "remedy_void", reason, func(x *accountability.Record) error { x.State = RemedyEnded; return nil }); err != nil {
			return err
		}
	}
	return accountability.Unpublish(ctx, tx, *r, reason)
}

// revoke revokes measures by their ids; "*" is all of them.
func revoke(ctx context.Context, tx *db.Tx, id string, which []string) error {
	list, err := accountability.MeasuresOf(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State == accountability.MeasureProposed || m.State == accountability.MeasureRevoked || !slices.Contains(which, "*") && !slices.Contains(which, m.ID) {
			continue
		}
		m.State = accountability.MeasureRevoked
		if err := accountability.SaveMeasure(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// approveRemedy is a leader's, who did not open it and did not approve the decision itself.
func (s *Service) approveRemedy(ctx context.Context, tx *db.Tx, r *accountability.Record, d *Remedy) error {
	d.Approver = actor.From(ctx).Name
	parent, err := accountability.Load(ctx, tx, r.ParentID)
	if err != nil {
		return err
	}
	if parent.State != Decided {
		return errs.New(errs.Conflict, "原问责已不处于“已决定”状态")
	}
	return nil
}

// remedySent carries the result of a review or an appeal into the case.
func (s *Service) remedySent(ctx context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	var d Remedy
	if err := r.Read(&d); err != nil {
		return err
	}
	today := tx.Today()
	d.DecidedOn, r.DoneOn, r.DueOn = today, today, civil.Date{}
	if err := r.Keep(d); err != nil {
		return err
	}
	var after accountability.Record
	err := s.all.Also(ctx, tx, r.ParentID, "remedied", l.Number+" "+ResultLabel(d.Result), func(c *accountability.Record) error {
		var cd Detail
		if err := c.Read(&cd); err != nil {
			return err
		}
		if err := s.result(ctx, tx, c, &cd, *r, d, l.Number); err != nil {
			return err
		}
		after = *c
		return c.Keep(cd)
	})
	if err != nil {
		return err
	}
	switch {
	case d.Result == Wrong:
		return s.all.Owe(ctx, tx, after, accountability.Office, Correct, "纠正问责决定", appealCorrect, today)
	case r.Kind == accountability.Review && !r.Personal && !after.City():
		return s.all.Owe(ctx, tx, after, accountability.Unit, AskAppeal, "可以提出申诉", appealApply, today)
	}
	return nil
}

// result applies a result to the case; what is public is published anew and supersedes.
func (s *Service) result(ctx context.Context, tx *db.Tx, c *accountability.Record, cd *Detail, r accountability.Record, d Remedy, number string) (err error) {
	cd.Remedies = append(cd.Remedies, Remedied{r.Kind, r.ID, number, tx.Today(), d.Result})
	switch d.Result {
	case Wrong:
		cd.WrongBy, cd.CorrectText = number, d.Demand
		if cd.CorrectBy, err = clock.DueBy(ctx, tx, appealCorrect, tx.Today()); err != nil {
			return err
		}
		return nil
	case Uphold:
		return nil
	case Revoke:
		d.Revoked, cd.Outcome = []string{"*"}, "经复核，原决定已撤销"
	case Change:
		cd.Outcome = "经复核，原决定已变更"
	}
	if err := revoke(ctx, tx, c.ID, d.Revoked); err != nil || c.PortalID == "" {
		return err
	}
	return s.snapshot(ctx, tx, c, *cd)
}

// outer registers the decision of an office above that is outside the platform, about a case of the city.
func (s *Service) outer(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d *Detail) error {
	if !r.City() {
		return errs.New(errs.Conflict, "区级决定的申诉在平台上由市级办理")
	}
	var c errs.Check
	c.That(strings.TrimSpace(in.Number) != "", "number", "请填写申诉处理决定书的文号")
	c.That(in.Result == Uphold || in.Result == Wrong, "result", "请选择处理结果")
	c.That(!in.On.IsZero() && !tx.Today().Before(in.On) && !in.On.Before(d.DecidedOn), "on", "收到日期应在决定送达之日至今天之间")
	c.That(in.Result != Wrong || strings.TrimSpace(in.Text) != "", "text", "请写明应当怎样纠正")
	if err := c.Err(); err != nil {
		return err
	}
	d.Remedies = append(d.Remedies, Remedied{Kind: accountability.Appeal, Number: strings.TrimSpace(in.Number), On: in.On, Result: in.Result})
	if in.Result == Uphold {
		return nil
	}
	var err error
	d.WrongBy, d.CorrectText = strings.TrimSpace(in.Number), strings.TrimSpace(in.Text)
	if d.CorrectBy, err = clock.DueBy(ctx, tx, appealCorrect, in.On); err != nil {
		return err
	}
	return s.all.Owe(ctx, tx, *r, accountability.Office, Correct, "纠正问责决定", appealCorrect, in.On)
}

// correct proposes what the correction says: what is revoked, and perhaps a measure in its place.
func (s *Service) correct(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d *Detail) error {
	if d.WrongBy == "" {
		return errs.New(errs.Conflict, "没有需要纠正的申诉处理决定")
	}
	var c errs.Check
	c.That(in.Result == Change || in.Result == Revoke, "result", "请选择撤销或者变更")
	c.That(strings.TrimSpace(in.Text) != "", "text", "请写明纠正的内容和理由")
	c.That(in.Result != Change || len(in.Members) > 0, "members", "请选择撤销的问责方式")
	if err := c.Err(); err != nil {
		return err
	}
	d.First, d.CorrectText, d.Revoking = r.Number, strings.TrimSpace(in.Text), in.Members
	if in.Result == Revoke {
		d.Revoking = []string{"*"}
	}
	d.EffectiveOn = tx.Today()
	if in.Measure == "" {
		return nil
	}
	persons, err := accountability.PersonsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	in.Text = ""
	m, err := d.Propose(in, persons, tx.Today())
	if err != nil {
		return err
	}
	return accountability.AddMeasure(ctx, tx, r, m)
}

func (s *Service) snapshot(ctx context.Context, tx *db.Tx, r *accountability.Record, d Detail) error {
	persons, err := accountability.PersonsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	list, err := accountability.MeasuresOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	r.PortalID, err = portal.Publish(ctx, tx, snapshotOf(*r, d, list, persons))
	return err
}
