package visit

import (
	"cmp"
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// School is a school with its inspector and how it was visited up to a day.
type School struct {
	Charge
	Stage string
	Last  civil.Date // of the last visit, zero for never
	Month int        // visits in the month
	Term  int        // visits in the term
	Open  int        // findings that are open
	Late  int        // notices whose reply is overdue
	// State is what the month asks: done, due, never (in the term), or free when the month does not count.
	State string
}

// CoverStates are where a school stands in a month, what needs somebody first.
var CoverStates = []Word{{Value: "never", Label: "本学期未随访"}, {Value: "due", Label: "本月待随访"}, {Value: "done", Label: "本月已随访"}, {Value: "free", Label: "本月不计"}}

// coverOf judges a school: every month that counts asks for a visit.
func coverOf(on civil.Date, month, term int) string {
	switch {
	case month >= max(1, ParamOn("month_least", on)):
		return "done"
	case !Counts(on):
		return "free"
	case term == 0:
		return "never" // in this term
	}
	return "due"
}

// Plan is the month of the schools of a range.
type Plan struct {
	On      civil.Date // a day of the month
	Schools []School
}

// Count is how many schools stand so.
func (p Plan) Count(state string) (n int) {
	for _, x := range p.Schools {
		if x.State == state {
			n++
		}
	}
	return n
}

// PlanOf is the month of a day: of an inspector their schools, of an office all of its range.
func (s *Service) PlanOf(ctx context.Context, on civil.Date) (out Plan, err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	only := ""
	if access.Holds(ctx, MayMake) == nil {
		only = actor.From(ctx).ID
	}
	return s.plan(ctx, over, only, on)
}

func (s *Service) plan(ctx context.Context, over access.Range, account string, on civil.Date) (out Plan, err error) {
	out.On = on
	monthFrom, monthTo := monthOf(on)
	_, termFrom, termTo := TermOn(on)
	type row struct {
		Charge
		Stage string     `db:"stage"`
		Last  civil.Date `db:"last"`
		Month int        `db:"month"`
		Term  int        `db:"term"`
		Open  int        `db:"open"`
		Late  int        `db:"late"`
	}
	rows, err := db.List[row](ctx, s.db, `select c.id, c.unit_id, c.unit_path, c.unit_name, c.zone_id, c.inspector_id, c.inspector_name, c.account_id, c.from_on, c.to_on, c.reason, c.by_name, c.at, u.stage,
		v.last, coalesce(v.month, 0) as month, coalesce(v.term, 0) as term, coalesce(f.open, 0) as open, coalesce(f.late, 0) as late
		from visit_charge c join unit u on u.id = c.unit_id
		left join (select unit_id, max(on_date) as last, sum(case when on_date >= $1 and on_date <= $2 then 1 else 0 end) as month, sum(case when on_date >= $3 and on_date <= $4 then 1 else 0 end) as term
			from visit_visit where state in ('sent', 'signed') and on_date <= $2 and unit_path >= $5 and unit_path < $6 group by unit_id) v on v.unit_id = c.unit_id
		left join (select unit_id, sum(case when state <> 'closed' then 1 else 0 end) as open, sum(case when state = 'open' and due_on < $7 then 1 else 0 end) as late
			from visit_follow where unit_path >= $5 and unit_path < $6 group by unit_id) f on f.unit_id = c.unit_id
		where c.to_on is null and c.unit_path >= $5 and c.unit_path < $6 and ($8 = '' or c.account_id = $8)`,
		monthFrom, monthTo, termFrom, termTo, over.From, over.To, s.Today(), account)
	if err != nil {
		return out, err
	}
	rank := func(x School) int {
		return slices.IndexFunc(CoverStates, func(w Word) bool { return w.Value == x.State })
	}
	for _, r := range rows {
		out.Schools = append(out.Schools, School{r.Charge, r.Stage, r.Last, r.Month, r.Term, r.Open, r.Late, coverOf(on, r.Month, r.Term)})
	}
	slices.SortFunc(out.Schools, func(a, b School) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Last.String(), b.Last.String()), cmp.Compare(a.UnitName, b.UnitName))
	})
	return out, nil
}

// Load is the month of an inspector.
type Load struct {
	Name    string
	Schools int
	Done    int // schools visited in the month
	Visits  int // in the term
	Open    int
}

// Loads gathers a plan by inspector, by name.
func (p Plan) Loads() (out []Load) {
	at := map[string]int{}
	for _, x := range p.Schools {
		i, ok := at[x.InspectorID]
		if !ok {
			i = len(out)
			at[x.InspectorID], out = i, append(out, Load{Name: x.InspectorName})
		}
		l := &out[i]
		l.Schools++
		if x.State == "done" {
			l.Done++
		}
		l.Visits += x.Term
		l.Open += x.Open
	}
	slices.SortFunc(out, func(a, b Load) int { return cmp.Or(cmp.Compare(b.Schools, a.Schools), cmp.Compare(a.Name, b.Name)) })
	return out
}

// Day is what a phone takes along: schools, what was found before, the form.
type Day struct {
	Account string            `json:"account"`
	Name    string            `json:"name"`
	On      civil.Date        `json:"on"`
	Items   []Item            `json:"items"`
	Theme   []string          `json:"theme"`
	Words   map[string][]Word `json:"words"`
	Days    int               `json:"notice_days"`
	Schools []DaySchool       `json:"schools"`
	Drafts  []DayDraft        `json:"drafts"`
	Texts   []map[string]any  `json:"texts"`
	Counts  bool              `json:"counts"`
	Least   map[string]int    `json:"least"`
}

// DaySchool is a school on a phone.
type DaySchool struct {
	ID    org.UnitID `json:"id"`
	Name  string     `json:"name"`
	State string     `json:"state"`
	Last  civil.Date `json:"last"`
	Term  int        `json:"term"`
	Open  []Follow   `json:"open"`
}

// DayDraft is a draft as it is stored.
type DayDraft struct {
	Visit
	Values map[string]Value `json:"values"`
}

// Day gathers what the acting inspector takes along.
func (s *Service) Day(ctx context.Context) (out Day, err error) {
	if err := access.Holds(ctx, MayMake); err != nil {
		return out, err
	}
	over, err := access.Over(ctx, MayMake)
	if err != nil {
		return out, err
	}
	who, today := actor.From(ctx), s.Today()
	out = Day{Account: who.ID, Name: who.Name, On: today, Items: Items(), Theme: ThemeOf(int(today.Month())), Days: ParamOn("notice_days", today), Counts: Counts(today),
		Words: map[string][]Word{"answers": Answers, "parts": Parts, "outcomes": Outcomes, "rechecks": Rechecks}, Least: map[string]int{"month": ParamOn("month_least", today), "term": ParamOn("term_least", today)}}
	for _, t := range Texts {
		out.Texts = append(out.Texts, map[string]any{"name": t.Name, "label": t.Label, "most": t.Most})
	}
	plan, err := s.plan(ctx, over, who.ID, today)
	if err != nil {
		return out, err
	}
	open, err := db.List[Follow](ctx, s.db, `select `+followColumns+` from visit_follow where unit_path >= $1 and unit_path < $2 and state <> 'closed' and outcome <> 'emergency'
		and unit_id in (select unit_id from visit_charge where account_id = $3 and to_on is null) order by id`, over.From, over.To, who.ID)
	if err != nil {
		return out, err
	}
	for _, x := range plan.Schools {
		d := DaySchool{ID: x.UnitID, Name: x.UnitName, State: x.State, Last: x.Last, Term: x.Term, Open: []Follow{}}
		for _, f := range open {
			if f.UnitID == x.UnitID {
				d.Open = append(d.Open, f)
			}
		}
		out.Schools = append(out.Schools, d)
	}
	drafts, err := db.List[Visit](ctx, s.db, `select `+visitColumns+` from visit_visit where account_id = $1 and state = 'draft' order by id`, who.ID)
	if err != nil {
		return out, err
	}
	for _, v := range drafts {
		values, err := valuesOf(ctx, s.db, v.ID)
		if err != nil {
			return out, err
		}
		out.Drafts = append(out.Drafts, DayDraft{v, values})
	}
	return out, nil
}
