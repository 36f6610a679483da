package accountability

import (
	"context"
	"slices"

	"dudao/internal/base/errs"
	"dudao/internal/feature/document"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// source is what a mechanism gives to its letters, and what follows from them.
func (s *Service) source(f Flow) document.Source {
	return document.Source{
		Facts: func(ctx context.Context, r db.Reader, id string, k document.Kind) (document.Facts, error) {
			rec, err := Load(ctx, r, id)
			if err != nil {
				return document.Facts{}, err
			}
			return s.facts(ctx, r, rec, k)
		},
		Sent: func(ctx context.Context, tx *db.Tx, l document.Letter) error { return s.sent(ctx, tx, f, l) },
		Withdrawn: func(ctx context.Context, tx *db.Tx, l document.Letter) error {
			if f.Withdrawn == nil {
				return nil
			}
			rec, err := Load(ctx, tx, l.RefID)
			if err != nil {
				return err
			}
			if err := f.Withdrawn(ctx, tx, &rec, l); err != nil {
				return err
			}
			if err := save(ctx, tx, &rec); err != nil {
				return err
			}
			if err := s.owe(ctx, tx, &rec); err != nil {
				return err
			}
			return Say(ctx, tx, rec.ID, "letter_withdrawn", l.Number, false)
		},
	}
}

// facts is what the record says for a letter: what all mechanisms have, then the mechanism's own.
func (s *Service) facts(ctx context.Context, r db.Reader, rec Record, k document.Kind) (document.Facts, error) {
	out := document.Facts{UnitID: rec.UnitID, UnitName: rec.UnitName, UnitPath: rec.UnitPath, OfficeID: rec.OfficeID, OfficeName: rec.OfficeName, SeatPath: rec.SeatPath,
		Title: rec.Title, URL: rec.URL(), Demo: rec.Demo, AuthorID: rec.HandlerID, AuthorName: rec.HandlerName, Values: map[string]string{"事实": rec.Facts, "情形": GroundWords(rec)}}
	if f := s.flows[rec.Kind]; f.Facts != nil {
		return out, f.Facts(ctx, r, rec, k, &out)
	}
	return out, nil
}

// draft drafts the letter of a step.
func (s *Service) draft(ctx context.Context, tx *db.Tx, rec Record, k document.Kind) error {
	facts, err := s.facts(ctx, tx, rec, k)
	if err != nil {
		return err
	}
	_, err = document.Draft(ctx, tx, facts, rec.Ref(), k)
	return err
}

// sent takes the step that waits for a letter. A letter that the record no longer waits for is refused.
func (s *Service) sent(ctx context.Context, tx *db.Tx, f Flow, l document.Letter) error {
	rec, err := Load(ctx, tx, l.RefID)
	if err != nil {
		return err
	}
	for _, st := range f.Steps {
		if st.By != Paper || st.After != l.Kind || !slices.Contains(st.From, rec.State) {
			continue
		}
		return s.apply(ctx, tx, st, rec, l.Number, func(tx *db.Tx, r *Record) error {
			if l.Number != "" {
				r.Number = l.Number
			}
			if f.Sent == nil {
				return nil
			}
			return f.Sent(ctx, tx, r, l)
		})
	}
	return errs.New(errs.Conflict, "记录处于“%s”状态，这份公文不能发出", f.Info(rec.State).Label)
}

// GroundWords writes the grounds of a record as a sentence of a letter.
func GroundWords(r Record) string {
	words := ""
	for i, g := range GroundsOf(Codes(r.Grounds)) {
		if i > 0 {
			words += "；"
		}
		words += g.Label
	}
	return words
}

// Unpublish takes back what is public of a record; what somebody took back by hand already is no error.
func Unpublish(ctx context.Context, tx *db.Tx, r Record, reason string) error {
	if r.PortalID == "" {
		return nil
	}
	err := portal.Withdraw(ctx, tx, r.Ref(), reason)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return err
}

// inHouse refuses to take a record back whose letter is beyond its draft: it would go out with what the
// record no longer says.
func inHouse(ctx context.Context, r db.Reader, rec Record) error {
	list, err := document.Of(ctx, r, rec.Ref())
	for _, l := range list {
		if l.State.Open() && l.State != document.Drafting {
			return errs.New(errs.Conflict, "公文处于“%s”状态，请先在公文中退回或者作废", l.State.Label())
		}
	}
	return err
}
