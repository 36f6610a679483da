package workbench

import (
	"context"
	"sync"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
)

// Filter narrows a list of duties; zero fields do not.
type Filter struct {
	Whose Whose // Mine unless Others
	When  Urgency
	Kind  string // of the record, such as "rectify.order"
	Text  string
}

const columns = `d.id, d.version, d.ref_kind, d.ref_id, d.step, d.rule, d.unit_path, d.account_id, d.unit_id, d.need, d.title, d.action, d.url, d.from_on, d.due_on,
	d.deadline_id, d.length, d.days, d.article, d.evidence, d.warn, d.sure, d.suspended_on, d.remind_on, d.opened_at, d.closed_at`

// where builds the conditions that the lists and the figures share.
func (s *Service) where(ctx context.Context, f Filter) (w db.Where, err error) {
	a := actor.From(ctx)
	if !a.Known() {
		return w, errs.New(errs.Unauthenticated, "请先登录")
	}
	w.Add("d.closed_at is null")
	if f.Whose == Others {
		rg, err := access.Over(ctx, clock.MayView)
		if err != nil {
			return w, err
		}
		if others(&w, a, rg); !Waits(ctx) {
			w.Add("1 = 0")
		}
	} else {
		mine(&w, a)
	}
	when(&w, f.When, s.Today())
	if f.Kind != "" {
		w.Add("d.ref_kind = ?", f.Kind)
	}
	w.AddText(f.Text, "d.title", "d.action")
	return w, nil
}

// Duties returns one page of open duties, the most urgent first, with the exact number of all.
func (s *Service) Duties(ctx context.Context, f Filter, p page.Req) (page.Of[Item], error) {
	var out page.Of[Item]
	w, err := s.where(ctx, f)
	if err != nil {
		return out, err
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from clock_duty d `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"title": "d.title", "opened": "d.opened_at"}[p.Sort]
	if order == "" {
		order = "case when d.suspended_on is null then coalesce(d.due_on, '9999-01-01') else '9998-01-01' end"
	}
	if p.Desc {
		order += " desc"
	}
	sql := w.SQL() + " order by " + order + ", d.id " + w.Page(p.Limit(), p.Offset())
	out.Rows, err = db.List[Item](ctx, s.db, `select `+columns+`, coalesce(u.name, '') as unit_name, coalesce(o.name, '') as owner_name
		from clock_duty d left join unit u on u.path = d.unit_path left join unit o on o.id = d.unit_id `+sql, w.Args()...)
	if err != nil {
		return out, err
	}
	return out, clock.WithCalendar(ctx, s.db, out.Rows, func(i *Item) *clock.Running { return &i.Running })
}

// Figures counts open duties by urgency; All is their sum.
type Figures struct {
	All      int `db:"n" json:"all"`
	Late     int `db:"late" json:"late"`
	Soon     int `db:"soon" json:"soon"`
	Dateless int `db:"dateless" json:"dateless"`
}

// Count returns the figures of a filter; its When is not looked at.
func (s *Service) Count(ctx context.Context, f Filter) (Figures, error) {
	f.When = ""
	w, err := s.where(ctx, f)
	if err != nil {
		return Figures{}, err
	}
	today := s.Today()
	late, from, to := w.Arg(today), w.Arg(today), w.Arg(today.AddDays(SoonDays))
	return db.Get[Figures](ctx, s.db, `select count(*) as n,
		coalesce(sum(case when d.suspended_on is null and d.due_on < `+late+` then 1 else 0 end), 0) as late,
		coalesce(sum(case when d.suspended_on is null and d.due_on >= `+from+` and d.due_on <= `+to+` then 1 else 0 end), 0) as soon,
		coalesce(sum(case when d.due_on is null then 1 else 0 end), 0) as dateless
		from clock_duty d `+w.SQL(), w.Args()...)
}

// Kinds lists the kinds of records among the duties of a filter.
func (s *Service) Kinds(ctx context.Context, f Filter) ([]string, error) {
	f.Kind = ""
	w, err := s.where(ctx, f)
	if err != nil {
		return nil, err
	}
	return db.List[string](ctx, s.db, `select distinct d.ref_kind from clock_duty d `+w.SQL()+` order by d.ref_kind`, w.Args()...)
}

// counted keeps the figures of the navigation for a few seconds: every page shows them.
type counted struct {
	mu  sync.Mutex
	all map[string]countedAt
}

type countedAt struct {
	at civil.Time
	Figures
}

// keepSeconds is how old a figure of the navigation may be; the desk itself always counts anew.
const keepSeconds = 10

// CountMine is what waits for the acting person, at most some seconds old.
func (s *Service) CountMine(ctx context.Context) (Figures, error) {
	a := actor.From(ctx)
	key, now := a.ID+"\n"+a.Role+"\n"+a.UnitID, s.db.Now()
	s.counted.mu.Lock()
	old, ok := s.counted.all[key]
	s.counted.mu.Unlock()
	if age := now.Sub(old.at.Time).Seconds(); ok && age >= 0 && age < keepSeconds {
		return old.Figures, nil
	}
	f, err := s.Count(ctx, Filter{Whose: Mine})
	if err != nil {
		return f, err
	}
	s.counted.mu.Lock()
	defer s.counted.mu.Unlock()
	if s.counted.all == nil || len(s.counted.all) > 10_000 {
		s.counted.all = map[string]countedAt{}
	}
	s.counted.all[key] = countedAt{now, f}
	return f, nil
}
