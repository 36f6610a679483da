package workbench

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Change is one thing that happened to a record.
type Change struct {
	At       civil.Time
	Who      string // "" where it does not matter
	What     string // in Chinese: what was done, or the line of a notice; "" if the step has no name
	Kind     string // of the record
	UnitName string
	URL      string
	Urgent   bool
}

// Changes returns what happened lately: to those who supervise the log of their subtree, to everybody
// else what they were told.
func (s *Service) Changes(ctx context.Context, n int) ([]Change, error) {
	a := actor.From(ctx)
	if inside(a) && a.May("rectify.view") {
		return s.logged(ctx, a, n)
	}
	return s.told(ctx, a, n)
}

type told struct {
	At      civil.Time `db:"at"`
	Subject string     `db:"subject"`
	URL     string     `db:"url"`
	Urgent  bool       `db:"urgent"`
}

func (s *Service) told(ctx context.Context, a actor.Actor, n int) ([]Change, error) {
	var w db.Where
	mineOf(&w, a)
	sql := w.SQL() + " order by n.at desc, n.id desc " + w.Page(n, 0)
	rows, err := db.List[told](ctx, s.db, `select n.at, n.subject, n.url, n.urgent from notice n `+sql, w.Args()...)
	out := make([]Change, len(rows))
	for i, r := range rows {
		out[i] = Change{At: r.At, What: r.Subject, URL: r.URL, Urgent: r.Urgent}
	}
	return out, err
}

func mineOf(w *db.Where, a actor.Actor) {
	needs := []any{""}
	for p := range a.Grants {
		needs = append(needs, p)
	}
	w.Add("(n.account_id = ? or n.account_id = '' and n.unit_id = ? and n.need in (?"+repeat(", ?", len(needs)-1)+"))", append([]any{a.ID, a.UnitID}, needs...)...)
}

type logged struct {
	At       string `db:"at"`
	Who      string `db:"actor_name"`
	Action   string `db:"action"`
	RefKind  string `db:"ref_kind"`
	RefID    string `db:"ref_id"`
	UnitName string `db:"unit_name"`
}

// features whose log shows on a desk: the supervision work itself.
var features = [][2]string{{"inspect.", "inspect/"}, {"plan.", "plan/"}, {"portal.", "portal/"}, {"rectify.", "rectify/"}}

func (s *Service) logged(ctx context.Context, a actor.Actor, n int) ([]Change, error) {
	rg, err := access.Over(ctx, "rectify.view")
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.Add("e.unit_path >= ? and e.unit_path < ?", rg.From, rg.To)
	cond, args := "", []any{}
	for _, f := range features {
		if cond != "" {
			cond += " or "
		}
		cond += "e.action >= ? and e.action < ?"
		args = append(args, f[0], f[1])
	}
	w.Add("("+cond+")", args...)
	sql := w.SQL() + " order by e.id desc " + w.Page(n, 0)
	rows, err := db.List[logged](ctx, s.db, `select e.at, e.actor_name, e.action, e.ref_kind, e.ref_id, coalesce(u.name, '') as unit_name
		from audit_entry e left join unit u on u.path = e.unit_path `+sql, w.Args()...)
	out := make([]Change, len(rows))
	for i, r := range rows {
		var at civil.Time
		if err := at.Scan(r.At); err != nil {
			return nil, err
		}
		what := s.log.Label(r.Action)
		if what == r.Action {
			what = ""
		}
		out[i] = Change{At: at, Who: r.Who, What: what, Kind: r.RefKind, UnitName: r.UnitName, URL: urlOf(r.RefKind, r.RefID)}
	}
	return out, err
}

// urls says where the records of the log are shown.
var urls = map[string]string{
	"rectify.order": "/rectifications/", "plan": "/plans/", "plan.plan": "/plans/", "inspect.inspection": "/inspections/", "inspection": "/inspections/",
	"portal.item": "/public/items/", "unit": "/units/", "standard": "/standards/",
}

func urlOf(kind, id string) string {
	if u, ok := urls[kind]; ok {
		return u + id
	}
	return ""
}
