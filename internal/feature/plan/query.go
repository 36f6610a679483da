package plan

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Filter narrows the list of plans; zero fields do not narrow.
type Filter struct {
	Text  string
	Year  int
	State State
	Level Level
}

// Row is one line of the list.
type Row struct {
	Plan
	Items   int `db:"items" json:"items"`
	Targets int `db:"targets" json:"targets"`
	Begun   int `db:"begun" json:"begun"` // targets whose supervision has started
}

// List returns the plans the acting person may see.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Row], error) {
	var out page.Of[Row]
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	visible(&w, over)
	w.AddText(f.Text, "title", "office_name")
	if f.Year != 0 {
		w.Add("year = ?", f.Year)
	}
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if f.Level != "" {
		w.Add("level = ?", f.Level)
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from plan `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"title": "title", "state": "state", "year": "year", "updated": "updated_at"}[p.Sort]
	switch {
	case order == "":
		order = "year desc, unit_path"
	case p.Desc:
		order += " desc"
	}
	sql := w.SQL() + ` order by ` + order + `, id ` + w.Page(p.Limit(), p.Offset())
	out.Rows, err = db.List[Row](ctx, s.db, `select `+planColumns+`,
		(select count(*) from plan_item i where i.plan_id = plan.id and i.removed = false) as items,
		(select count(*) from plan_item i join plan_target t on t.item_id = i.id where i.plan_id = plan.id and i.removed = false) as targets,
		(select count(*) from plan_item i join plan_target t on t.item_id = i.id where i.plan_id = plan.id and i.removed = false and t.started_id <> '') as begun
		from plan `+sql, w.Args()...)
	return out, err
}

// Full is a plan with all that belongs to it.
type Full struct {
	Plan
	Items    []Item
	Changes  []Change
	Overlaps []Overlap
	Coverage []Coverage
}

// Plan returns a plan with its items, the trail of changes and what the checks say.
func (s *Service) Plan(ctx context.Context, id string) (Full, error) {
	p, err := byID(ctx, s.db, id)
	if err != nil {
		return Full{}, err
	}
	f := Full{Plan: p}
	if f.Items, err = itemsOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Changes, err = changesOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Overlaps, err = overlapsOf(ctx, s.db, p); err != nil {
		return f, err
	}
	f.Coverage, err = coverageOf(ctx, s.db, f)
	return f, err
}

// Item returns an item of a plan the acting person may see, with its plan.
func (s *Service) Item(ctx context.Context, id string) (Item, Plan, error) {
	i, err := ItemByID(ctx, s.db, id)
	if err != nil {
		return i, Plan{}, err
	}
	p, err := byID(ctx, s.db, i.PlanID)
	return i, p, err
}

// Startable returns the items of approved plans in a range that still have targets without a
// supervision: what a supervision can be started from.
func Startable(ctx context.Context, r db.Reader, over access.Range, year int) ([]Item, error) {
	ids, err := db.List[string](ctx, r, `select i.id from plan_item i join plan p on p.id = i.plan_id
		where i.unit_path >= $1 and i.unit_path < $2 and p.year = $3 and p.state in ('approved', 'filed', 'received') and i.removed = false
		and exists (select 1 from plan_target t where t.item_id = i.id and t.started_id = '') order by i.from_on, i.id limit 500`, over.From, over.To, year)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, id := range ids {
		i, err := ItemByID(ctx, r, id)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// Overlap is another item that meets the same unit in the same window: a joint visit is proposed
// (京教组发〔2020〕5号（二）统筹整合减负).
type Overlap struct {
	ItemID     string     `db:"item_id" json:"item_id"`
	UnitID     org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName   string     `db:"unit_name" json:"unit_name"`
	OtherID    string     `db:"other_id" json:"other_id"`
	OtherTitle string     `db:"other_title" json:"other_title"`
	OfficeName string     `db:"office_name" json:"office_name"`
	From       civil.Date `db:"from_on" json:"from"`
	To         civil.Date `db:"to_on" json:"to"`
}

// overlapsOf finds, for every item of a plan, the items of this plan and of approved plans that meet
// the same unit in an overlapping window.
func overlapsOf(ctx context.Context, r db.Reader, p Plan) ([]Overlap, error) {
	return db.List[Overlap](ctx, r, `select a.id as item_id, t.unit_id, t.unit_name, b.id as other_id, b.title as other_title, q.office_name, b.from_on, b.to_on
		from plan_item a join plan_target t on t.item_id = a.id
		join plan_target u on u.unit_id = t.unit_id and u.item_id <> a.id
		join plan_item b on b.id = u.item_id and b.removed = false and b.from_on <= a.to_on and b.to_on >= a.from_on
		join plan q on q.id = b.plan_id
		where a.plan_id = $1 and a.removed = false and (q.id = a.plan_id or q.state in ('approved', 'filed', 'received'))
		order by a.number, t.unit_path, b.from_on, b.id limit 200`, p.ID)
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID returns an id for a form that will create a record.
func (s *Service) NewID() string { return s.db.NewID() }

// Duties returns what is owed about a plan now, the most urgent first.
func (s *Service) Duties(ctx context.Context, p Plan) ([]clock.Running, error) {
	return clock.Open(ctx, s.db, p.Ref())
}
