package document

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// Box is a view of the letters: what came, what is to be done, what the house issued.
type Box string

// The boxes.
const (
	All   Box = ""
	In    Box = "in"    // sent to the acting person's unit
	ToDo  Box = "todo"  // to countersign, to approve
	Own   Box = "own"   // of the acting person's level
	Drawn Box = "drawn" // drafts
)

// Filter narrows the list; zero fields do not.
type Filter struct {
	Box   Box
	Kind  Kind
	State State
	Year  int
	Text  string
}

// Row is one line of the list.
type Row struct {
	Letter
	Recipients int `db:"recipients" json:"recipients"`
	Receipts   int `db:"receipts" json:"receipts"`
}

// List returns one page of the letters the acting person may see, the newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Row], err error) {
	w, err := visible(ctx)
	if err != nil {
		return out, err
	}
	a := actor.From(ctx)
	switch f.Box {
	case In:
		w.Add("exists (select 1 from doc_delivery d where d.letter_id = l.id and d.unit_id = ? and d.unit_id <> '' and d.state <> 'waiting')", a.UnitID)
	case ToDo:
		w.Add(`(exists (select 1 from doc_signer s where s.letter_id = l.id and s.state = 'asked' and s.account_id in (?, ?))
			or l.state = 'approval' and l.seat_path = ? and l.author_id <> ? and 1 = ?)`, a.ID, forID(a), a.Scope, a.ID, one(a.May(string(MayApprove))))
	case Own:
		w.Add("l.seat_path = ?", a.Scope)
	case Drawn:
		w.Add("l.seat_path = ? and l.state in ('draft', 'countersign', 'approval', 'approved', 'numbered', 'signed')", a.Scope)
	}
	if f.Kind != "" {
		w.Add("l.kind = ?", f.Kind)
	}
	if f.State != "" {
		w.Add("l.state = ?", f.State)
	}
	switch {
	case f.Year == 0:
	case f.Year < 1900 || f.Year > 2200: // no letter is from then
		w.Add("1 = 0")
	default:
		w.Add("l.created_at >= ? and l.created_at < ?", yearStart(f.Year), yearStart(f.Year+1))
	}
	w.AddText(f.Text, "l.search")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from doc_letter l `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"number": "l.number", "unit": "l.unit_name", "date": "l.dated_on", "updated": "l.updated_at"}[p.Sort]
	if order == "" {
		order = "l.updated_at desc"
	} else if p.Desc {
		order += " desc"
	}
	out.Rows, err = db.List[Row](ctx, s.db, `select `+letterColumns+`, (select count(*) from doc_delivery d where d.letter_id = l.id) as recipients,
		(select count(*) from doc_delivery d where d.letter_id = l.id and d.state in ('received', 'refused')) as receipts from doc_letter l `+
		w.SQL()+` order by `+order+`, l.id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// yearStart is the first instant of a year in Beijing.
func yearStart(year int) civil.Time { return civil.At(civil.NewDate(year, 1, 1).Time()) }

// Events is what happened to a letter, for the side that issues; others get none.
func (s *Service) Events(ctx context.Context, id LetterID) ([]audit.Event, error) {
	l, err := byID(ctx, s.db, id)
	if err != nil || !Inside(ctx, l) {
		return nil, err
	}
	return audit.Of(ctx, s.db, l.Ref())
}

// Label is what the log calls an action.
func (s *Service) Label(action string) string { return s.audit.Label(action) }

// Shown returns those letters of a record that the acting person may open, the newest first: for the card
// on the record's page.
func (s *Service) Shown(ctx context.Context, ref ident.Ref) ([]Letter, error) {
	w, err := visible(ctx)
	if errs.KindOf(err) == errs.Denied && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w.Add("l.ref_kind = ? and l.ref_id = ? and l.state <> 'dropped'", ref.Kind, ref.ID)
	return db.List[Letter](ctx, s.db, `select `+letterColumns+` from doc_letter l `+w.SQL()+` order by l.id desc`, w.Args()...)
}
