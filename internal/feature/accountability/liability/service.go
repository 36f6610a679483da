package liability

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service has the use cases of cases, reviews and appeals.
type Service struct{ all *accountability.Service }

// New returns the service and makes cases, reviews and appeals known. A right that is not used by its day
// lapses by itself.
func New(all *accountability.Service, letters *document.Service, clocks *clock.Service) *Service {
	s := &Service{all}
	f := Flow
	f.Answers, f.Fits, f.Facts, f.Sent, f.Withdrawn = states{Informed, Stated, Investigating, Consulting}, fits, facts, s.sent, s.withdrawn
	all.Add(f, letters)
	for _, f := range []accountability.Flow{ReviewFlow, AppealFlow} {
		f.Answers, f.Facts, f.Sent = states{RemedyHandling}, remedyFacts, s.remedySent
		all.Add(f, letters)
	}
	for _, rule := range []clock.Rule{reviewApply, appealApply} {
		clocks.OnLate(rule, func(ctx context.Context, tx *db.Tx, r clock.Running) error { return clock.Stop(ctx, tx, r.Ref, r.Step) })
	}
	return s
}

// fits: a correction needs an appeal that found the decision wrong; appeals against the city go outside.
func fits(r accountability.Record, a accountability.Action, _ civil.Date) bool {
	var d Detail
	if r.Read(&d) != nil {
		return true
	}
	switch a {
	case Correct:
		return d.WrongBy != ""
	case OuterAppeal:
		return r.City()
	case AskAppeal, LateAppeal:
		return !r.City()
	case Archive:
		return d.WrongBy == ""
	}
	return true
}

// Open begins a case by hand, from a finding, an order, a supervision or a unit.
func (s *Service) Open(ctx context.Context, n accountability.NewRecord, in CaseIn) (r accountability.Record, err error) {
	err = s.all.DB().Write(ctx, func(tx *db.Tx) error {
		unit, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if err := accountability.MayOpen(ctx, unit.Path); err != nil {
			return err
		}
		if err := in.Begin(); err != nil {
			return err
		}
		if err := ended(in.EndedOn, tx); err != nil {
			return err
		}
		n.Grounds, n.Facts = in.Grounds, in.Facts
		r, err = s.Begin(ctx, tx, n, in)
		return err
	})
	return r, err
}

// Begin opens a case in the caller's transaction.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, n accountability.NewRecord, in CaseIn) (accountability.Record, error) {
	unit, err := org.UnitByID(ctx, tx, n.UnitID)
	if err != nil {
		return accountability.Record{}, err
	}
	d := Detail{Object: accountability.Object(in.Object), EndedOn: in.EndedOn, Private: in.Private || unit.Ownership == "private"}
	if d.Object == "" {
		d.Object = objectOf(unit)
	}
	if d.EndedOn.IsZero() {
		d.EndedOn = tx.Today()
	}
	n.Personal = d.Object.Personal()
	if n.DueOn, err = clock.DueBy(ctx, tx, "account.team", d.EndedOn); err != nil {
		return accountability.Record{}, err
	}
	if n.Title == "" {
		n.Title = lang.In(lang.Zh, "关于%s的问责", unit.Name)
		if n.Personal {
			n.Title = lang.In(lang.Zh, "关于%s有关人员的问责", unit.Name)
		}
	}
	r, err := s.all.Open(ctx, tx, accountability.Case, n, d)
	if err != nil || len(in.Persons) == 0 {
		return r, err
	}
	return r, setPersons(ctx, tx, &r, in.Persons)
}

func objectOf(u org.Unit) accountability.Object {
	if u.Kind == org.School {
		return accountability.School
	}
	return accountability.Government
}

func ended(on civil.Date, tx *db.Tx) error {
	if tx.Today().Before(on) {
		return errs.NewField("ended_on", "督导完成日期不能晚于今天")
	}
	return nil
}

func setPersons(ctx context.Context, tx *db.Tx, r *accountability.Record, list []accountability.Persons) error {
	for i := range list {
		if strings.TrimSpace(list[i].UnitName) == "" {
			list[i].UnitName = r.UnitName
		}
	}
	return accountability.SetPersons(ctx, tx, r, list)
}

// Do performs a step of a case.
func (s *Service) Do(ctx context.Context, id string, version int, a accountability.Action, in CaseIn) error {
	return s.all.Take(ctx, accountability.Case, id, version, a, note(a, in), func(tx *db.Tx, r *accountability.Record) error {
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

func note(a accountability.Action, in CaseIn) string {
	if a == Execute || a == Correct {
		return in.Text
	}
	return in.Reason
}
