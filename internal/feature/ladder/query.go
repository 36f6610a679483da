package ladder

import (
	"context"
	"encoding/json"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
)

// Filter narrows a list of rungs; zero fields do not.
type Filter struct {
	State State
	Rung  Rung
	Rule  clock.Rule // of deadlines
	Late  bool       // its clock is late today
	Mine  bool       // waits for the acting person's office
	Text  string
}

// within narrows to what the actor may see: what was only proposed or declined to those at the level
// that decides, and never to the unit it is about.
func within(ctx context.Context, w *db.Where, p access.Permission) error {
	rg, err := access.Over(ctx, p)
	if err != nil {
		return err
	}
	w.Add("unit_path >= ? and unit_path < ?", rg.From, rg.To)
	a := actor.From(ctx)
	if a.All {
		return nil
	}
	if !a.May(string(MaySeeInner)) {
		w.Add("state in (?, ?)", Recorded, Confirmed)
		return nil
	}
	w.Add("(state in (?, ?) or seat_path >= ? and seat_path < ? and unit_id <> ?)", Recorded, Confirmed, rg.From, rg.To, a.UnitID)
	return nil
}

func visible(ctx context.Context, r db.Reader, id string, p access.Permission) (Escalation, error) {
	var w db.Where
	w.Add("id = ?", id)
	if err := within(ctx, &w, p); err != nil {
		return Escalation{}, err
	}
	return db.Get[Escalation](ctx, r, `select `+cols+` from ladder_escalation `+w.SQL(), w.Args()...)
}

// Visible leaves of the rungs of a record those that the acting person may see; who may see the record
// is asked elsewhere.
func Visible(ctx context.Context, list []Escalation) []Escalation {
	a := actor.From(ctx)
	return slices.DeleteFunc(slices.Clone(list), func(e Escalation) bool {
		open := e.State == Recorded || e.State == Confirmed
		inner := a.May(string(MaySeeInner)) && access.Covers(a, e.SeatPath) && a.UnitID != string(e.UnitID)
		return !a.All && !(a.May(string(MayView)) && access.Covers(a, e.UnitPath) && (open || inner))
	})
}

// List returns one page of the rungs that units reached, what waits for a decision first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Escalation], err error) {
	var w db.Where
	if err := within(ctx, &w, MayView); err != nil {
		return out, err
	}
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if f.Rung != 0 {
		w.Add("rung = ?", f.Rung)
	}
	if f.Rule != "" {
		w.Add("rule = ?", f.Rule)
	}
	if f.Late {
		w.Add(`exists (select 1 from clock_duty d where d.ref_kind = ladder_escalation.ref_kind and d.ref_id = ladder_escalation.ref_id and d.step = ladder_escalation.step
			and d.closed_at is null and d.suspended_on is null and d.due_on < ?)`, civil.DateOf(s.db.Now().Time))
	}
	if f.Mine {
		w.Add("state = ? and office_id = ?", Proposed, actor.From(ctx).UnitID)
	}
	w.AddText(f.Text, "title", "unit_name", "number")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from ladder_escalation `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"at": "at", "unit": "unit_name", "days_late": "days_late"}[p.Sort]
	if order == "" {
		order = "case when state = 'proposed' then 0 else 1 end, at desc"
	} else if p.Desc {
		order += " desc"
	}
	out.Rows, err = db.List[Escalation](ctx, s.db, `select `+cols+` from ladder_escalation `+w.SQL()+` order by `+order+`, id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Full is an escalation with what its page shows.
type Full struct {
	Escalation
	Facts       Facts
	Liabilities []Liability
	Others      []Escalation // the other rungs of the record
	Grace       int          // days a 督办单 gives unless somebody says otherwise
	Clock       *clock.Running
	DoneOn      civil.Date // when what was owed was done; zero while the clock runs
}

// Escalation returns one rung for whoever may see it.
func (s *Service) Escalation(ctx context.Context, id string) (Full, error) {
	e, err := visible(ctx, s.db, id, MayView)
	if err != nil {
		return Full{}, err
	}
	f := Full{Escalation: e}
	if err := json.Unmarshal([]byte(e.FactsJSON), &f.Facts); err != nil {
		return f, err
	}
	if f.Facts.Article == "" { // proposed for another reason than a missed day
		if f.Facts.Article, err = clock.ArticleOn(ctx, s.db, e.Rule, civil.DateOf(e.At.Time)); err != nil {
			return f, err
		}
	}
	all, err := Liabilities(ctx, s.db, e.Ref)
	if err != nil {
		return f, err
	}
	for _, l := range all {
		if l.EscalationID == e.ID {
			f.Liabilities = append(f.Liabilities, l)
		}
	}
	others, err := Of(ctx, s.db, e.Ref)
	if err != nil {
		return f, err
	}
	f.Others = slices.DeleteFunc(Visible(ctx, others), func(o Escalation) bool { return o.ID == e.ID })
	rules, err := rulesOn(ctx, s.db, s.Today())
	f.Grace = rules[e.Rung].Grace
	if err != nil {
		return f, err
	}
	open, err := clock.Open(ctx, s.db, e.Ref)
	for _, r := range open {
		if r.Step == e.Step {
			f.Clock = &r
		}
	}
	if err == nil && f.Clock == nil {
		f.DoneOn, err = doneOn(ctx, s.db, e)
	}
	return f, err
}

// Rules returns the rules as they stand on a day, from the ground up, with how often each was changed.
func (s *Service) Rules(ctx context.Context, on civil.Date) ([]Rule, map[Rung]int, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, nil, err
	}
	all, err := allRules(ctx, s.db)
	if err != nil {
		return nil, nil, err
	}
	now, changes := InForce(all, on), map[Rung]int{}
	for _, r := range all {
		if r.Reason != "" {
			changes[r.Rung]++
		}
	}
	var out []Rule
	for _, i := range Rungs {
		if r, ok := now[i.Rung]; ok {
			out = append(out, r)
		}
	}
	return out, changes, nil
}

// History returns every row of a rung in the order they were recorded; the last one that covers a day
// is in force that day.
func (s *Service) History(ctx context.Context, rung Rung) ([]Rule, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, err
	}
	all, err := allRules(ctx, s.db)
	if err != nil {
		return nil, err
	}
	rows := slices.DeleteFunc(all, func(r Rule) bool { return r.Rung != rung })
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "没有这一级督办措施")
	}
	return rows, nil
}

// NewID returns an id for a form that will create a record.
func (s *Service) NewID() string { return s.db.NewID() }

// doneOn is the day the last clock of an escalation was closed.
func doneOn(ctx context.Context, r db.Reader, e Escalation) (civil.Date, error) {
	duties, err := clock.Of(ctx, r, e.Kind, e.Ref.ID, e.Step)
	if err != nil || len(duties) == 0 {
		return civil.Date{}, err
	}
	return civil.DateOf(duties[len(duties)-1].ClosedAt.Time), nil
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// About returns the rungs of a record that the acting person may see.
func (s *Service) About(ctx context.Context, ref ident.Ref) ([]Escalation, error) {
	all, err := Of(ctx, s.db, ref)
	return Visible(ctx, all), err
}
