package inspector

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

const columns = `id, version, unit_path, unit_id, unit_name, account_id, name, level, kind, field, post, certificate_no, term_from, term_to, terms,
	stages, ended_on, end_reason, created_by, created_at, updated_at`

const tieColumns = `id, inspector_id, unit_id, unit_path, unit_name, kind, note, from_on, to_on, declared_by, declared_name, declared_at, ended_at, end_reason`

// Params are the numbers of the rules, by code, as they are on a day.
type Params map[string]int

func paramsOn(ctx context.Context, r db.Reader, on civil.Date) (Params, error) {
	rows, err := db.List[struct {
		Code  string `db:"code"`
		Value int    `db:"value"`
	}](ctx, r, `select code, value from inspector_param where valid_from <= $1 and (valid_to is null or valid_to > $2) order by valid_from`, on, on)
	p := Params{}
	for _, row := range rows {
		p[row.Code] = row.Value
	}
	return p, err
}

// Filter narrows the register; zero fields do not.
type Filter struct {
	Text  string
	Level Level
	Kind  string
	Field string // government or school: those who do both count for each
	Below string // path of a district
	State string // one of States
}

// List returns one page of the inspectors in the actor's range.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Inspector], error) {
	var out page.Of[Inspector]
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	w.AddText(f.Text, "name", "certificate_no", "unit_name", "post")
	if f.Level != "" {
		w.Add("level = ?", f.Level)
	}
	if f.Kind != "" {
		w.Add("kind = ?", f.Kind)
	}
	switch f.Field {
	case "":
	case "both":
		w.Add("field = ?", f.Field)
	default:
		w.Add("field in (?, 'both')", f.Field)
	}
	if f.Below != "" {
		r := access.Range{To: "~"}.Within(f.Below)
		w.Add("unit_path >= ? and unit_path < ?", r.From, r.To)
	}
	f.inState(&w, s.Today())
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from inspector `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"name": "name", "term_to": "term_to", "level": "level"}[p.Sort]
	if order == "" {
		order = "unit_path, name"
	}
	if p.Desc {
		order += " desc"
	}
	sql := w.SQL() + ` order by ` + order + `, id ` + w.Page(p.Limit(), p.Offset())
	out.Rows, err = db.List[Inspector](ctx, s.db, `select `+columns+` from inspector `+sql, w.Args()...)
	return out, err
}

// inState narrows to one of States on a day.
func (f Filter) inState(w *db.Where, today civil.Date) {
	switch f.State {
	case "valid":
		w.Add("ended_on is null and term_from <= ? and term_to >= ?", today, today)
	case "upcoming":
		w.Add("ended_on is null and term_from > ?", today)
	case "expired":
		w.Add("ended_on is null and term_to < ?", today)
	case "ended":
		w.Add("ended_on is not null")
	}
}

// byID loads an inspector in the actor's range.
func byID(ctx context.Context, r db.Reader, p access.Permission, id string) (Inspector, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Inspector{}, err
	}
	return db.Get[Inspector](ctx, r, `select `+columns+` from inspector where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// ByAccount returns the record of an account, NotFound if it has none. The caller asks for permission.
func ByAccount(ctx context.Context, r db.Reader, accountID string) (Inspector, error) {
	return db.Get[Inspector](ctx, r, `select `+columns+` from inspector where account_id = $1 and ended_on is null`, accountID)
}

// Last returns the latest record of an account, also one that has ended; NotFound if it never had one. The caller asks
// for permission.
func Last(ctx context.Context, r db.Reader, accountID string) (Inspector, error) {
	return db.Get[Inspector](ctx, r, `select `+columns+` from inspector where account_id = $1 and account_id <> '' order by case when ended_on is null then 0 else 1 end, ended_on desc, id desc limit 1`, accountID)
}

// ByID returns an inspector for another feature, which asks for its own permission.
func ByID(ctx context.Context, r db.Reader, id string) (Inspector, error) {
	return db.Get[Inspector](ctx, r, `select `+columns+` from inspector where id = $1`, id)
}

func tiesOf(ctx context.Context, r db.Reader, id string) ([]Tie, error) {
	return db.List[Tie](ctx, r, `select `+tieColumns+` from inspector_tie where inspector_id = $1 order by declared_at, id`, id)
}

// Check returns the reasons why an inspector must not supervise a unit on a day; none means they may:
// 《教育督导条例》第十条. The caller asks for its own permission.
func Check(ctx context.Context, r db.Reader, inspectorID string, unitID org.UnitID, on civil.Date) ([]Recusal, error) {
	i, err := ByID(ctx, r, inspectorID)
	if err != nil {
		return nil, err
	}
	u, err := org.UnitByID(ctx, r, unitID)
	if err != nil {
		return nil, err
	}
	p, err := paramsOn(ctx, r, on)
	if err != nil {
		return nil, err
	}
	ties, err := tiesOf(ctx, r, i.ID)
	return Recusals(i, ties, u, on, p), err
}

// Candidate is an inspector with the reasons against them.
type Candidate struct {
	Inspector
	Recusals []Recusal
}

// Available returns the inspectors whom the office of a place may send to a unit on a day, those with
// reasons against them included, so that the choice can show the reason. The caller asks for its own
// permission.
func Available(ctx context.Context, r db.Reader, seatPath string, unit org.Unit, on civil.Date) ([]Candidate, error) {
	list, err := db.List[Inspector](ctx, r, `select `+columns+` from inspector where unit_path = $1 and ended_on is null order by name, id`, seatPath)
	if err != nil {
		return nil, err
	}
	ties, err := db.List[Tie](ctx, r, `select t.id, t.inspector_id, t.unit_id, t.unit_path, t.unit_name, t.kind, t.note, t.from_on, t.to_on, t.declared_by,
		t.declared_name, t.declared_at, t.ended_at, t.end_reason from inspector_tie t join inspector i on i.id = t.inspector_id where i.unit_path = $1`, seatPath)
	if err != nil {
		return nil, err
	}
	byInspector := map[string][]Tie{}
	for _, t := range ties {
		byInspector[t.InspectorID] = append(byInspector[t.InspectorID], t)
	}
	p, err := paramsOn(ctx, r, on)
	out := make([]Candidate, len(list))
	for n, i := range list {
		out[n] = Candidate{i, Recusals(i, byInspector[i.ID], unit, on, p)}
	}
	return out, err
}
