package talk

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
	"dudao/internal/platform/db"
)

// Service has the use cases of talks.
type Service struct{ all *accountability.Service }

// New returns the service and makes talks known.
func New(all *accountability.Service, letters *document.Service) *Service {
	f := Flow
	f.Answers, f.Fits, f.Facts, f.Sent, f.Withdrawn = states{Notified, Held, Signed}, fits, facts, sent, withdrawn
	all.Add(f, letters)
	return &Service{all}
}

// Open begins a talk by hand, from a finding, an order, a supervision or a unit.
func (s *Service) Open(ctx context.Context, n accountability.NewRecord) (r accountability.Record, err error) {
	err = s.all.DB().Write(ctx, func(tx *db.Tx) error {
		unit, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if err := accountability.MayOpen(ctx, unit.Path); err != nil {
			return err
		}
		if err := accountability.CheckGrounds(n.Grounds, "talk", ""); err != nil {
			return err
		}
		if strings.TrimSpace(n.Facts) == "" {
			return errs.NewField("facts", "请写明事实")
		}
		r, err = s.Begin(ctx, tx, n)
		return err
	})
	return r, err
}

// Begin opens a talk in the caller's transaction, such as that of a confirmed rung of the ladder.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, n accountability.NewRecord) (accountability.Record, error) {
	unit, err := org.UnitByID(ctx, tx, n.UnitID)
	if err != nil {
		return accountability.Record{}, err
	}
	if n.Title == "" {
		n.Title = lang.In(lang.Zh, "约谈%s相关负责人", unit.Name)
	}
	return s.all.Open(ctx, tx, accountability.Talk, n, Detail{})
}

// Do performs a step of a talk.
func (s *Service) Do(ctx context.Context, id string, version int, a accountability.Action, in TalkIn) error {
	in.Tidy()
	return s.all.Take(ctx, accountability.Talk, id, version, a, note(a, in), func(tx *db.Tx, r *accountability.Record) error {
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

func note(a accountability.Action, in TalkIn) string {
	switch a {
	case Verify, Report:
		return in.Text
	case Sign, SignOffice:
		return in.Name
	}
	return in.Reason
}

func (s *Service) rule(ctx context.Context, tx *db.Tx, a accountability.Action, in TalkIn, r *accountability.Record, d *Detail) error {
	today := tx.Today()
	switch a {
	case Edit:
		return edit(ctx, tx, in, r, d)
	case Notify:
		persons, err := accountability.PersonsOf(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		return d.Ready(*r, persons, today)
	case Move:
		var c errs.Check
		c.That(today.Before(in.On), "on", "约谈日期必须晚于今天")
		c.That(strings.TrimSpace(in.Time) != "", "time", "请填写约谈时间")
		c.That(strings.TrimSpace(in.Place) != "", "place", "请填写约谈地点")
		d.On, d.Time, d.Place, r.DueOn = in.On, strings.TrimSpace(in.Time), strings.TrimSpace(in.Place), in.On
		return c.Err()
	case Statement:
		return reply.Say(ctx, tx, r.Ref(), "对约谈的说明", in.Points)
	case Hold:
		r.DoneOn = in.On
		return d.Hold(in, today)
	case SignOffice, Sign, Refuse:
		return sign(ctx, a, in, r, d, today)
	case Report:
		if d.Result = strings.TrimSpace(in.Text); d.Result == "" {
			return errs.NewField("text", "请写明落实情况")
		}
	case Verify:
		return verify(in, r, d, today)
	}
	return nil
}

// fits: each side signs once.
func fits(r accountability.Record, a accountability.Action, _ civil.Date) bool {
	var d Detail
	if r.Read(&d) != nil {
		return true
	}
	switch a {
	case SignOffice:
		return d.Office.Name == ""
	case Sign, Refuse:
		return d.Unit.Name == "" && d.Refused == ""
	}
	return true
}

func edit(ctx context.Context, tx *db.Tx, in TalkIn, r *accountability.Record, d *Detail) error {
	if err := accountability.CheckGrounds(in.Grounds, "talk", ""); err != nil {
		return err
	}
	if strings.TrimSpace(in.Facts) == "" {
		return errs.NewField("facts", "请写明事实")
	}
	r.Grounds, r.Facts = strings.Join(in.Grounds, " "), strings.TrimSpace(in.Facts)
	d.On, d.Time, d.Place, d.Speakers = in.On, strings.TrimSpace(in.Time), strings.TrimSpace(in.Place), in.Speakers
	r.DueOn = in.On
	for i := range in.Persons {
		if in.Persons[i].UnitName == "" {
			in.Persons[i].UnitName = r.UnitName
		}
	}
	return accountability.SetPersons(ctx, tx, r, in.Persons)
}

// sign puts a name under the record; the second of the two moves it on.
func sign(ctx context.Context, a accountability.Action, in TalkIn, r *accountability.Record, d *Detail, today civil.Date) error {
	name := strings.TrimSpace(in.Name)
	switch a {
	case Refuse:
		if d.Witness = strings.TrimSpace(in.Witness); d.Witness == "" {
			return errs.NewField("witness", "请填写见证人")
		}
		d.Refused = strings.TrimSpace(in.Reason)
	case SignOffice, Sign:
		if name == "" {
			name = actor.From(ctx).Name
		}
		s := Signature{Name: name, On: today}
		switch {
		case a == Sign && d.Unit.Name != "" || a == SignOffice && d.Office.Name != "":
			return errs.New(errs.Conflict, "已经签字")
		case a == Sign:
			d.Unit = s
		default:
			d.Office = s
		}
	}
	if d.SignedByBoth() {
		r.State = Signed
	}
	return nil
}

func verify(in TalkIn, r *accountability.Record, d *Detail, today civil.Date) error {
	var c errs.Check
	c.That(in.Met == "yes" || in.Met == "no", "met", "请选择是否落实")
	c.That(strings.TrimSpace(in.Text) != "", "text", "请写明核实情况")
	c.That(in.Met != "no" || today.Before(in.DueOn), "due_on", "落实期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	d.Met, d.Opinion, r.State = in.Met, strings.TrimSpace(in.Text), Done
	if in.Met == "no" {
		r.State, r.DueOn, d.DueOn = Filed, in.DueOn, in.DueOn
	}
	return nil
}

// sent is what follows when a letter of the talk went out.
func sent(_ context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	var d Detail
	if err := r.Read(&d); err != nil {
		return err
	}
	switch l.Kind {
	case document.TalkNotice:
		r.ShownOn, r.DueOn = tx.Today(), d.On
	case document.TalkRecord:
		d.FiledOn, r.DueOn = tx.Today(), d.DueOn
		if !tx.Today().Before(d.DueOn) { // the day passed while the record was on its way
			r.DueOn = tx.Today()
		}
	}
	return r.Keep(d)
}

// withdrawn takes the talk back to where its letter is written.
func withdrawn(_ context.Context, _ *db.Tx, r *accountability.Record, l document.Letter) error {
	switch {
	case l.Kind == document.TalkNotice && r.State == Notified:
		r.State, r.DueOn = Draft, civil.Date{}
	case l.Kind == document.TalkRecord && (r.State == Filed || r.State == Reported):
		r.State = Signed
	}
	return nil
}
