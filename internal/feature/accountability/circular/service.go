package circular

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// Service has the use cases of circulars.
type Service struct{ all *accountability.Service }

// New returns the service and makes circulars known.
func New(all *accountability.Service, letters *document.Service) *Service {
	f := Flow
	f.Answers, f.Fits, f.Facts, f.Sent, f.Withdrawn = states{Shown, Replied}, fits, facts, sent, withdrawn
	all.Add(f, letters)
	return &Service{all}
}

// fits: it is published once, exposed only after approval, lifted only while something is in force.
func fits(r accountability.Record, a accountability.Action, today civil.Date) bool {
	var d Detail
	if r.Read(&d) != nil {
		return true
	}
	switch a {
	case Publish:
		return r.PortalID == ""
	case ApproveMedia:
		return d.Media && d.MediaBy == ""
	case Exposed:
		return d.MediaBy != "" && d.ExposedOn.IsZero()
	case Lift:
		return r.InForce(today)
	}
	return true
}

// Open begins a circular by hand.
func (s *Service) Open(ctx context.Context, n accountability.NewRecord) (r accountability.Record, err error) {
	err = s.all.DB().Write(ctx, func(tx *db.Tx) error {
		unit, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if err := accountability.MayOpen(ctx, unit.Path); err != nil {
			return err
		}
		if err := accountability.CheckGrounds(n.Grounds, "circular", ""); err != nil {
			return err
		}
		if strings.TrimSpace(n.Facts) == "" {
			return errs.NewField("facts", "请写明督导结果")
		}
		r, err = s.Begin(ctx, tx, n)
		return err
	})
	return r, err
}

// Begin opens a circular in the caller's transaction.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, n accountability.NewRecord) (accountability.Record, error) {
	unit, err := org.UnitByID(ctx, tx, n.UnitID)
	if err != nil {
		return accountability.Record{}, err
	}
	if n.Title == "" {
		n.Title = lang.In(lang.Zh, "关于%s督导整改情况的通报", unit.Name)
	}
	return s.all.Open(ctx, tx, accountability.Circular, n, Detail{})
}

// Do performs a step of a circular.
func (s *Service) Do(ctx context.Context, id string, version int, a accountability.Action, in CircularIn) error {
	return s.all.Take(ctx, accountability.Circular, id, version, a, in.Reason, func(tx *db.Tx, r *accountability.Record) error {
		var d Detail
		if err := r.Read(&d); err != nil {
			return err
		}
		if err := s.rule(ctx, tx, a, in, r, &d); err != nil {
			return err
		}
		return r.Keep(d)
	})
}

func (s *Service) rule(ctx context.Context, tx *db.Tx, a accountability.Action, in CircularIn, r *accountability.Record, d *Detail) error {
	today := tx.Today()
	switch a {
	case Edit:
		if err := accountability.CheckGrounds(in.Grounds, "circular", ""); err != nil {
			return err
		}
		r.Grounds, r.Facts = strings.Join(in.Grounds, " "), strings.TrimSpace(in.Facts)
		d.take(in)
		if r.State == Replied {
			return d.Ready(*r, today)
		}
	case Show:
		if !today.Before(in.DueOn) {
			return errs.NewField("due_on", "反馈期限必须晚于今天")
		}
		r.DueOn, r.ShownOn = in.DueOn, today
		return d.Ready(*r, today)
	case Statement:
		return reply.Say(ctx, tx, r.Ref(), "对通报稿的意见", in.Points)
	case Waive:
		d.NoReply = "单位没有意见"
	case Lapse:
		if !r.DueOn.Before(today) {
			return errs.New(errs.Conflict, "反馈期限是 %s，尚未届满", r.DueOn)
		}
		d.NoReply = "期满未反馈"
	case Submit:
		return d.Ready(*r, today)
	case Approve:
		if actor.From(ctx).ID == r.HandlerID {
			return errs.New(errs.Denied, "不能由拟稿人本人审定")
		}
		d.ApprovedName = actor.From(ctx).Name
	default:
		return s.after(ctx, tx, a, in, r, d)
	}
	return nil
}

// after are the steps of a circular that went out.
func (s *Service) after(ctx context.Context, tx *db.Tx, a accountability.Action, in CircularIn, r *accountability.Record, d *Detail) (err error) {
	today := tx.Today()
	switch a {
	case Publish:
		if r.PortalID != "" {
			return errs.New(errs.Conflict, "已经公布")
		}
		if r.PortalID, err = portal.Publish(ctx, tx, snapshot(*r, *d)); err == nil {
			r.PublishedOn = today
		}
	case ApproveMedia:
		switch {
		case !d.Media:
			return errs.New(errs.Conflict, "这份通报没有列入媒体曝光")
		case d.MediaBy != "":
			return errs.New(errs.Conflict, "已经批准媒体曝光")
		}
		d.MediaBy, d.MediaOn = actor.From(ctx).Name, today
	case Exposed:
		if d.MediaBy == "" {
			return errs.New(errs.Conflict, "媒体曝光须先经批准")
		}
		var c errs.Check
		c.That(!in.On.IsZero() && !today.Before(in.On) && !in.On.Before(d.MediaOn), "on", "曝光日期应在批准之日至今天之间")
		c.That(strings.TrimSpace(in.Text) != "", "text", "请写明曝光的媒体和内容")
		d.ExposedOn, d.ExposedNote = in.On, strings.TrimSpace(in.Text)
		return c.Err()
	case Lift:
		if !r.InForce(today) {
			return errs.New(errs.Conflict, "没有正在执行的建议")
		}
		d.LiftedOn, d.LiftReason, r.UntilOn = today, strings.TrimSpace(in.Reason), today
	case Withdraw:
		r.UntilOn = minDay(r.UntilOn, today)
		return accountability.Unpublish(ctx, tx, *r, in.Reason)
	}
	return err
}

// sent begins what the circular brings.
func sent(_ context.Context, tx *db.Tx, r *accountability.Record, _ document.Letter) error {
	var d Detail
	if err := r.Read(&d); err != nil {
		return err
	}
	r.DoneOn = tx.Today()
	if d.Recommend {
		d.RecFrom, r.UntilOn = tx.Today(), d.RecUntil
	}
	return r.Keep(d)
}

// withdrawn ends what the circular brought when its letter is taken back.
func withdrawn(ctx context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	if r.State != Issued {
		return nil
	}
	r.State, r.UntilOn = Withdrawn, minDay(r.UntilOn, tx.Today())
	return accountability.Unpublish(ctx, tx, *r, l.EndReason)
}
