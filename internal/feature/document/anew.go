package document

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// OnReplaced says what follows in the record when a letter of a kind goes out that was issued anew: l.Number is
// the new number, l.Facts.Replaces the one it stands for.
func (s *Service) OnReplaced(k Kind, follow func(ctx context.Context, tx *db.Tx, l Letter) error) {
	s.replaced[k] = follow
}

// OfStep reports whether a step of the record issued the letter, or the one it stands for; it can be issued anew.
func (l Letter) OfStep() bool { return l.Direct || l.Facts.Replaces != "" }

// Anew drafts a letter again that a step of its record issued and that was withdrawn or voided: the same words
// and recipients, checked and approved as any other, under a number of its own. It returns the draft; done twice
// it is the same.
func (s *Service) Anew(ctx context.Context, id LetterID, version int) (draft LetterID, err error) {
	return draft, s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		st, _ := StepOf(Anew)
		if err := may(ctx, st, l, nil); err != nil {
			return err
		}
		old := l.State
		if err := l.step(Anew, ""); err != nil {
			return err
		}
		if !l.OfStep() {
			return errs.New(errs.Conflict, "公文处于“%s”状态，不能进行此操作", old.Label())
		}
		if draft, err = openDraft(ctx, tx, l.Record(), l.Kind); err != nil || draft != "" {
			return err
		}
		to, err := deliveriesOf(ctx, tx, id)
		if err != nil {
			return err
		}
		n := l.copied(ctx)
		n.ID = LetterID(tx.NewID())
		draft = n.ID
		var parties []Party
		for _, d := range to {
			parties = append(parties, Party{UnitID: d.UnitID, Name: d.Name, Copy: d.Copy, Why: d.Why})
		}
		if err := insertAll(ctx, tx, &n, parties); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "document.anew", Ref: n.Ref(), UnitPath: n.SeatPath, Note: l.Number, New: n.brief()})
	})
}

// copied is a draft with the words of a letter.
func (l Letter) copied(ctx context.Context) Letter {
	a := actor.From(ctx)
	n := Letter{Kind: l.Kind, State: Drafting, SeatPath: l.SeatPath, OfficeID: l.OfficeID, OfficeName: l.OfficeName, UnitPath: l.UnitPath, UnitID: l.UnitID, UnitName: l.UnitName,
		RefKind: l.RefKind, RefID: l.RefID, RecordTitle: l.RecordTitle, RecordURL: l.RecordURL, Title: l.Title, Content: l.Content, Base: l.Content, Facts: l.Facts,
		AuthorID: a.ID, AuthorName: a.Name, TemplateID: l.TemplateID, Demo: l.Demo}
	n.Facts.Replaces = l.Number
	return n
}
