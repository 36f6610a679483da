package ladder

import (
	"context"

	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

const cols = `e.id, e.version, e.order_id, e.unit_path, e.rung, e.ground, e.missed_on, e.days_late, e.state, e.at, e.decided_by, e.decided_at, e.reason`

// EscalationFilter narrows a list of rungs; zero fields do not.
type EscalationFilter struct {
	State string // rectify.EscProposed, EscConfirmed, …
	Rung  int
	Late  bool // the order is late today
	Text  string
}

// EscalationRow is one line of the list of rungs: with the order it belongs to, and its 督办单 once one
// was sent.
type EscalationRow struct {
	rectify.Escalation
	Title    string `db:"title" json:"title"`
	Number   string `db:"number" json:"number"`
	UnitName string `db:"unit_name" json:"unit_name"`
	Notice   string `db:"notice" json:"notice"` // number of the 督办单
}

// Escalations returns one page of the rungs that orders reached, what waits for a decision first
// (京教组发〔2020〕5号（三）: who does not put right in time gets a 督办单, then 约谈, 通报, 问责).
func (s *Service) Escalations(ctx context.Context, f EscalationFilter, p page.Req) (out page.Of[EscalationRow], err error) {
	rg, err := access.Over(ctx, rectify.MayEscalate)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("e.unit_path >= ? and e.unit_path < ?", rg.From, rg.To)
	if f.State != "" {
		w.Add("e.state = ?", f.State)
	}
	if f.Rung != 0 {
		w.Add("e.rung = ?", f.Rung)
	}
	if f.Late {
		w.Add("o.next_on < ? and o.state in (?, ?, ?, ?)", s.loops.Today(), rectify.Issued, rectify.Planned, rectify.Doing, rectify.Returned)
	}
	w.AddText(f.Text, "o.title", "o.unit_name", "o.number")
	const from = ` from rectify_escalation e join rectify_order o on o.id = e.order_id `
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*)`+from+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"at": "e.at", "unit": "o.unit_name", "days_late": "e.days_late"}[p.Sort]
	if order == "" {
		order = "case when e.state = 'proposed' then 0 else 1 end, e.at desc"
	} else if p.Desc {
		order += " desc"
	}
	out.Rows, err = db.List[EscalationRow](ctx, s.db, `select `+cols+`, o.title, o.number, o.unit_name,
		coalesce((select max(n.number) from rectify_notice n where e.rung = 2 and e.state = 'confirmed' and n.order_id = e.order_id), '') as notice`+from+
		w.SQL()+` order by `+order+`, e.id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}
