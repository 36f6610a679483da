package rectify

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/platform/listidx"
)

// Filter narrows a list of orders; zero fields do not.
type Filter struct {
	Text     string
	State    State
	Late     bool
	Below    string // path of a district or unit
	Severity Severity
	Source   string // kind of the source
	Relapse  bool
}

// Row is one line of the list of orders.
type Row struct {
	ID            OrderID    `db:"id" json:"id"`
	UnitPath      string     `db:"unit_path" json:"unit_path"`
	UnitName      string     `db:"unit_name" json:"unit_name"`
	Number        string     `db:"number" json:"number"`
	Title         string     `db:"title" json:"title"`
	SourceTitle   string     `db:"source_title" json:"source_title"`
	State         State      `db:"state" json:"state"`
	Severity      Severity   `db:"severity" json:"severity"`
	Items         int        `db:"items" json:"items"`
	IssuedOn      civil.Date `db:"issued_on" json:"issued_on"`
	DueOn         civil.Date `db:"due_on" json:"due_on"`
	NextOn        civil.Date `db:"next_on" json:"next_on"`
	Rung          int        `db:"rung" json:"rung"`
	Relapse       bool       `db:"relapse" json:"relapse"`
	Demo          bool       `db:"demo" json:"demo"`
	RecheckResult Held       `db:"recheck_result" json:"recheck_result"`
}

const rowCols = `id, unit_path, unit_name, number, title, source_title, state, severity, items, issued_on, due_on, next_on, rung, relapse, demo, recheck_result`

// Late returns how many days the unit is late; 0 is in time.
func (r Row) Late(today civil.Date) int {
	o := Order{State: r.State, NextOn: r.NextOn}
	return o.Late(today)
}

// List returns one page of the orders the actor may see, with the exact number of all.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Row], error) {
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return page.Of[Row]{}, err
	}
	rg = rg.Within(f.Below)
	q := listidx.Query{From: rg.From, To: rg.To, Text: f.Text, Sort: sortOf(p.Sort), Desc: p.Desc, Offset: p.Offset(), Limit: p.Limit()}
	q.Enums = enumsOf(f, actor.From(ctx).May(string(MaySeeDraft)))
	if f.Late {
		q.Nums = append(q.Nums, listidx.AtMost(numNext, days(civil.DateOf(s.db.Now().Time))-1))
	}
	return s.list.list(ctx, q)
}

// Warm reads the list into memory before anybody asks for it.
func (s *Service) Warm(ctx context.Context) error { return s.list.index.Warm(ctx) }

func rowsByID(ctx context.Context, r db.Reader, ids []string) ([]Row, error) {
	var w db.Where
	db.AddIn(&w, "id", ids)
	return db.List[Row](ctx, r, `select `+rowCols+` from rectify_order `+w.SQL(), w.Args()...)
}

// Full is an order with everything its page shows.
type Full struct {
	Order
	List     []Item
	Evidence []Evidence
	Events   []Event
	Rungs    []ladder.Escalation
	Liable   []ladder.Liability // what the superior department was told
	Notices  []SupervisionNotice
	Requests []clock.Request // for more time, or that a clock stands still
	Findings []Finding
}

// Order returns one order with everything the actor may see of it.
func (s *Service) Order(ctx context.Context, id OrderID) (Full, error) {
	o, err := visibleOrder(ctx, s.db, id, MayView)
	if err != nil {
		return Full{}, err
	}
	f := Full{Order: o}
	inside := actor.From(ctx).May(string(MaySeeDraft)) && !o.Owner(actor.From(ctx))
	if f.List, err = itemsOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Events, err = db.List[Event](ctx, s.db, `select id, order_id, at, actor_id, actor_name, action, note, internal from rectify_event where order_id = $1 order by at desc, id desc`, id); err != nil {
		return f, err
	}
	if err := s.hanging(ctx, &f); err != nil {
		return f, err
	}
	if !inside {
		f.Events = slices.DeleteFunc(f.Events, func(e Event) bool { return e.Internal })
	}
	return f, nil
}

// OfUnit returns the orders to exactly one unit that began in a period and that the actor may see, newest first.
func (s *Service) OfUnit(ctx context.Context, unitPath string, from, to civil.Date, most int) ([]OrderID, error) {
	var w db.Where
	w.Add("unit_path = ? and created_at >= ? and created_at < ?", unitPath, civil.At(from.Time()), civil.At(to.AddDays(1).Time()))
	if err := within(ctx, &w, MayView); err != nil {
		return nil, err
	}
	return db.List[OrderID](ctx, s.db, `select id from rectify_order `+w.SQL()+` order by created_at desc, id desc `+w.Page(most, 0), w.Args()...)
}

// hanging reads what some orders have and most have not: one question tells which.
func (s *Service) hanging(ctx context.Context, f *Full) error {
	has, err := db.List[string](ctx, s.db, `select 'evidence' as what from rectify_evidence where order_id = $1
		union select 'rung' from ladder_escalation where ref_kind = 'rectify.order' and ref_id = $1
		union select 'request' from clock_request where ref_kind = 'rectify.order' and ref_id = $1
		union select 'finding' from rectify_finding where order_id = $1`, f.ID)
	for _, what := range has {
		if err != nil {
			return err
		}
		switch what {
		case "evidence":
			f.Evidence, err = db.List[Evidence](ctx, s.db, `select id, order_id, item_id, title, note, happened_on, by_id, by_name, at from rectify_evidence where order_id = $1 order by at, id`, f.ID)
		case "rung":
			err = s.rungs(ctx, f)
		case "request":
			f.Requests, err = clock.Requests(ctx, s.db, f.ID.Ref())
		case "finding":
			f.Findings, err = findingsOf(ctx, s.db, `order_id = $1 order by raised_at, id`, f.ID)
		}
	}
	return err
}

// rungs reads what the ladder has of an order, as far as the actor may see it.
func (s *Service) rungs(ctx context.Context, f *Full) (err error) {
	all, err := ladder.Of(ctx, s.db, f.ID.Ref())
	if err != nil {
		return err
	}
	f.Notices, f.Rungs = noticesIn(all), ladder.Visible(ctx, all)
	f.Liable, err = ladder.Liabilities(ctx, s.db, f.ID.Ref())
	return err
}

// Graph is a finding with what became of it.
type Graph struct {
	Finding
	Order    *Order // nil without an order the actor may see
	Item     *Item
	Evidence []Evidence
	Earlier  []Finding // what it repeats, latest first
	Later    []Finding // what repeats it
}

// Finding returns a finding with its chain and its relapses. The responsible unit sees it once its
// order is issued.
func (s *Service) Finding(ctx context.Context, id string) (Graph, error) {
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return Graph{}, err
	}
	list, err := findingsOf(ctx, s.db, `id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
	if err != nil {
		return Graph{}, err
	}
	missing := errs.New(errs.NotFound, "没有找到相应的记录")
	if len(list) == 0 {
		return Graph{}, missing
	}
	g := Graph{Finding: list[0]}
	if g.OrderID != "" {
		o, err := s.Order(ctx, g.OrderID)
		switch {
		case err == nil:
			g.Order = &o.Order
			for i := range o.List {
				if o.List[i].FindingID == id {
					g.Item = &o.List[i]
				}
			}
			for _, e := range o.Evidence {
				if g.Item != nil && e.ItemID == g.Item.ID {
					g.Evidence = append(g.Evidence, e)
				}
			}
		case errs.KindOf(err) != errs.NotFound:
			return g, err
		}
	}
	if g.Order == nil && !actor.From(ctx).May(string(MaySeeDraft)) {
		return Graph{}, missing
	}
	for next := g.RelapseOf; next != "" && len(g.Earlier) < 20; {
		one, err := findingsOf(ctx, s.db, `id = $1`, next)
		if err != nil || len(one) == 0 {
			return g, err
		}
		g.Earlier, next = append(g.Earlier, one[0]), one[0].RelapseOf
	}
	g.Later, err = findingsOf(ctx, s.db, `unit_path = $1 and relapse_of = $2 order by raised_at`, g.UnitPath, id)
	return g, err
}

// Waiting lists the findings without an order and without a reason for none, oldest first.
func (s *Service) Waiting(ctx context.Context, p page.Req) (page.Of[Finding], error) {
	rg, err := access.Over(ctx, MaySeeDraft)
	if err != nil {
		return page.Of[Finding]{}, err
	}
	const cond = `unit_path >= $1 and unit_path < $2 and order_id = '' and no_order_reason = ''`
	total, err := db.Get[int](ctx, s.db, `select count(*) from rectify_finding where `+cond, rg.From, rg.To)
	if err != nil {
		return page.Of[Finding]{}, err
	}
	rows, err := findingsOf(ctx, s.db, cond+` order by raised_on, id limit $3 offset $4`, rg.From, rg.To, p.Limit(), p.Offset())
	return page.Of[Finding]{Rows: rows, Total: total}, err
}

// Clocks returns what is owed for an order now, with its days.
func (s *Service) Clocks(ctx context.Context, id OrderID) ([]clock.Running, error) {
	return clock.Open(ctx, s.db, id.Ref())
}

// Today is the day of the program in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// EachLoop gives f every order with what its invariants look at, batch by batch. It asks nobody: the
// nightly check reads all.
func (s *Service) EachLoop(ctx context.Context, f func([]Loop) error) error {
	for last := OrderID(""); ; {
		list, err := db.List[Order](ctx, s.db, `select `+orderCols+` from rectify_order where id > $1 order by id limit 500`, last)
		if err != nil || len(list) == 0 {
			return err
		}
		loops, err := s.loops(ctx, list)
		if err != nil {
			return err
		}
		if err := f(loops); err != nil {
			return err
		}
		last = list[len(list)-1].ID
	}
}

// loops loads what the invariants of a batch of orders look at.
func (s *Service) loops(ctx context.Context, list []Order) ([]Loop, error) {
	ids, texts := make([]OrderID, len(list)), make([]string, len(list))
	for i := range list {
		ids[i], texts[i] = list[i].ID, string(list[i].ID)
	}
	var w db.Where
	db.AddIn(&w, "order_id", ids)
	items, err := db.List[Item](ctx, s.db, `select `+itemCols+` from rectify_item `+w.SQL()+` order by order_id, seq`, w.Args()...)
	if err != nil {
		return nil, err
	}
	rungs, err := ladder.OfMany(ctx, s.db, OrderID("").Ref().Kind, texts)
	if err != nil {
		return nil, err
	}
	have, err := s.evidenceCount(ctx, s.db, items)
	if err != nil {
		return nil, err
	}
	at := map[OrderID]int{}
	out := make([]Loop, len(list))
	for i, o := range list {
		at[o.ID], out[i] = i, Loop{Order: o, Evidence: have, Rungs: rungs[string(o.ID)]}
	}
	for _, i := range items {
		out[at[i.OrderID]].Items = append(out[at[i.OrderID]].Items, i)
	}
	return out, nil
}

// Unanswered returns how many findings there are and those that have had neither an order nor a reason
// for none for too long. It asks nobody: the nightly check reads all.
func (s *Service) Unanswered(ctx context.Context, today civil.Date) (all int, late []Finding, err error) {
	p, err := paramsOn(ctx, s.db, today)
	if err != nil {
		return 0, nil, err
	}
	if all, err = db.Get[int](ctx, s.db, `select count(*) from rectify_finding`); err != nil {
		return 0, nil, err
	}
	list, err := findingsOf(ctx, s.db, `order_id = '' and no_order_reason = '' order by id`)
	late = slices.DeleteFunc(list, func(f Finding) bool { return !f.Unanswered(today, p["finding_days"]) })
	return all, late, err
}
