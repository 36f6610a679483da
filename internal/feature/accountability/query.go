package accountability

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/platform/db"
)

// Filter narrows a list of records; zero fields do not.
type Filter struct {
	Text    string
	State   State
	Ground  string
	Year    int
	Below   string // path of a district or a unit
	InForce bool   // a recommendation or a priority holds today
}

// List returns one page of the records of a mechanism that the acting person may see, newest first.
func (s *Service) List(ctx context.Context, k Kind, f Filter, p page.Req) (out page.Of[Record], err error) {
	var w db.Where
	w.Add("r.kind = ?", k)
	if err := narrow(ctx, &w); err != nil {
		return out, err
	}
	if f.Below != "" {
		over, err := access.Over(ctx, MayView)
		if err != nil {
			return out, err
		}
		over = over.Within(f.Below)
		w.Add("r.unit_path >= ? and r.unit_path < ?", over.From, over.To)
	}
	if f.State != "" {
		w.Add("r.state = ?", f.State)
	}
	if f.Ground != "" {
		w.AddText(f.Ground, "r.grounds")
	}
	if f.Year > 1900 && f.Year < 3000 {
		w.Add("r.created_on >= ? and r.created_on < ?", firstDay(f.Year), firstDay(f.Year+1))
	}
	if f.InForce {
		w.Add("r.until_on > ?", s.Today())
	}
	w.AddText(f.Text, "r.title", "r.unit_name", "r.number")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from accountability_record r `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"title": "r.title", "unit": "r.unit_name", "created": "r.created_at", "done": "r.done_on"}[p.Sort]
	switch {
	case order == "":
		order = "r.created_at desc"
	case p.Desc:
		order += " desc"
	}
	out.Rows, err = db.List[Record](ctx, s.db, `select `+columns+` from accountability_record r `+w.SQL()+` order by `+order+`, r.id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Full is a record with everything its page shows.
type Full struct {
	Record
	Persons  []Persons
	Measures []Applied
	Points   []reply.Point
	Events   []Event
	Letters  []document.Letter
	Clocks   []clock.Running
	Below    []Record                   // reviews and appeals
	Closed   map[document.LetterID]bool // letters that went to others and that the acting person may not open
	Inside   bool                       // the acting person is of the level that runs it, or above
}

// Show returns a record with what the acting person may see of it.
func (s *Service) Show(ctx context.Context, k Kind, id string) (f Full, err error) {
	if f.Record, err = Visible(ctx, s.db, k, id); err != nil {
		return f, err
	}
	a := actor.From(ctx)
	f.Inside = a.All || a.May(string(MayInternal)) && access.Covers(a, f.SeatPath)
	if f.Persons, err = PersonsOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Measures, err = MeasuresOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Points, err = reply.Of(ctx, s.db, f.Ref()); err != nil {
		return f, err
	}
	if f.Letters, err = document.Of(ctx, s.db, f.Ref()); err != nil {
		return f, err
	}
	f.Closed = map[document.LetterID]bool{}
	for _, l := range f.Letters {
		if _, err := s.letters.Letter(ctx, l.ID); errs.KindOf(err) == errs.NotFound && err != nil {
			f.Closed[l.ID] = true
		} else if err != nil {
			return f, err
		}
	}
	if f.Clocks, err = clock.Open(ctx, s.db, f.Ref()); err != nil {
		return f, err
	}
	if f.Below, err = Below(ctx, s.db, id); err != nil {
		return f, err
	}
	f.Events, err = db.List[Event](ctx, s.db, `select `+eventCols+` from accountability_event where record_id = $1 order by at desc, id desc`, id)
	if !f.Inside {
		f.Events = slices.DeleteFunc(f.Events, func(e Event) bool { return e.Internal })
		f.Letters = slices.DeleteFunc(f.Letters, func(l document.Letter) bool { return !l.State.Out() })
		f.Measures = slices.DeleteFunc(f.Measures, func(m Applied) bool { return m.State == MeasureProposed && f.ShownOn.IsZero() })
	}
	return f, err
}

func firstDay(year int) civil.Date { return civil.NewDate(year, 1, 1) }
