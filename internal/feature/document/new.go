package document

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// FreeKind names letters that were drafted without a record, to themselves.
const FreeKind = "document.free"

// NewLetter is a letter that a person begins without a record, to one unit or to many: each unit has a
// letter of its own, with its name in the place of {{被督导单位}}.
type NewLetter struct {
	ID    string // of the form: sent twice it makes the letters once
	Kind  Kind
	Units []org.UnitID
	Title string // "" is the template's
	Body  string
}

// New drafts letters and returns the first one.
func (s *Service) New(ctx context.Context, n NewLetter) (first LetterID, err error) {
	return first, s.db.Write(ctx, func(tx *db.Tx) error {
		a := actor.From(ctx)
		if err := access.Require(ctx, MayDraft, a.Scope); err != nil {
			return err
		}
		var c errs.Check
		c.That(n.Kind.Known(), "kind", "请选择文种")
		c.That(len(n.Units) > 0 && len(n.Units) <= maxBatch, "units", "请选择 1 至 %d 个单位", maxBatch)
		if err := c.Err(); err != nil {
			return err
		}
		if first, err = again(ctx, tx, n.ID); err != nil || first != "" {
			return err
		}
		office, err := org.OfficeOf(ctx, tx, a.Scope)
		if err != nil {
			return err
		}
		for i, id := range n.Units {
			l, err := s.newOne(ctx, tx, n, office, id, i)
			if err != nil {
				return err
			}
			if first == "" {
				first = l
			}
		}
		return nil
	})
}

// again is the letter that the same form made before.
func again(ctx context.Context, tx *db.Tx, formID string) (LetterID, error) {
	if !ident.Valid(formID) {
		return "", nil
	}
	list, err := db.List[LetterID](ctx, tx, `select id from doc_letter where ref_kind = $1 and ref_id = $2 order by id limit 1`, FreeKind, formID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

func (s *Service) newOne(ctx context.Context, tx *db.Tx, n NewLetter, office org.Unit, id org.UnitID, i int) (LetterID, error) {
	a := actor.From(ctx)
	u, err := org.OpenUnit(ctx, tx, id, "", "units")
	if err != nil {
		return "", err
	}
	if !access.Covers(a, u.Path) {
		return "", errs.NewField("units", "没有找到“%s”", string(id))
	}
	f := Facts{UnitID: u.ID, UnitName: u.Name, UnitPath: u.Path, OfficeID: office.ID, OfficeName: office.Name, SeatPath: a.Scope, Values: map[string]string{},
		To: []Party{{UnitID: u.ID, Name: u.Name}}}
	ref := ident.Ref{Kind: FreeKind, ID: n.ID}
	if i > 0 || !ident.Valid(n.ID) {
		ref.ID = tx.NewID()
	}
	l, err := begin(ctx, tx, f, ref, n.Kind)
	if err != nil {
		return "", err
	}
	if n.Body != "" {
		l.Content = Template{Title: n.Title, Body: n.Body}.fill(f)
		l.Base, l.Title = l.Content, oneLine(l.Content.Title)
	}
	if err := l.Content.check(); err != nil {
		return "", err
	}
	if err := insertAll(ctx, tx, &l, f.To); err != nil {
		return "", err
	}
	return l.ID, audit.Record(ctx, tx, audit.Entry{Action: "document.draft", Ref: l.Ref(), UnitPath: l.SeatPath, New: l.brief()})
}
