package org

import (
	"context"
	"iter"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
	"dudao/internal/platform/listidx"
)

// Filter narrows a list of units; zero fields do not.
type Filter struct {
	Text      string // name, short name, other name, code, pinyin or initials
	Kind      Kind
	Below     string // path of a district
	Stage     string
	Ownership string
	State     State      // "" is Open when AsOf is zero; All lists both
	Unplaced  bool       // only schools without a district (区未定)
	Group     string     // id of a group
	AsOf      civil.Date // as it was on the day; zero: as it is
}

// All as Filter.State lists open and closed units.
const All State = "all"

// Columns of the index in memory. It holds the open units: what lists show unless asked otherwise
// needs no look at the state of each.
const (
	enumKind = iota
	enumStage
	enumOwnership
	enumPlaced
)

const (
	numStudents = iota
	numOpened
)

var spec = listidx.Spec{Name: "unit", Enums: 4, Nums: 2}

// sorts are the columns a list may be sorted by.
var sorts = map[string]struct {
	column string
	order  listidx.Order
}{
	"":          {"u.search_key", listidx.ByText},
	"name":      {"u.search_key", listidx.ByText},
	"path":      {"u.path", listidx.ByPath},
	"students":  {"u.students", numStudents},
	"opened_on": {"coalesce(u.opened_on, '1800-01-01')", numOpened},
}

// Row is one line of a list of units.
type Row struct {
	Unit
	DistrictName string   `json:"district_name"` // "" for units of the city
	PlaceName    string   `json:"place_name"`
	CityName     string   `json:"city_name"`
	Aliases      []string `json:"aliases,omitempty"` // in exports only
}

// List returns one page of the units in the actor's subtree, with the exact number of all.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Row], error) {
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return page.Of[Row]{}, err
	}
	rg = rg.Within(f.Below)
	var units page.Of[Unit]
	if f.AsOf.IsZero() && f.Group == "" && (f.State == "" || f.State == Open) {
		units, err = s.fromIndex(ctx, rg, f, p)
	} else {
		units, err = s.fromTables(ctx, rg, f, p)
	}
	if err != nil {
		return page.Of[Row]{}, err
	}
	rows, err := s.named(ctx, units.Rows)
	return page.Of[Row]{Rows: rows, Total: units.Total}, err
}

// Export goes through every unit of a list in its order, with other names, page by page.
func (s *Service) Export(ctx context.Context, f Filter, p page.Req) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		p.Size = page.Max
		for p.Number = 1; ; p.Number++ {
			list, err := s.List(ctx, f, p)
			if err == nil {
				err = s.addAliases(ctx, list.Rows)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range list.Rows {
				if !yield(row, nil) {
					return
				}
			}
			if len(list.Rows) == 0 || p.Offset()+len(list.Rows) >= list.Total {
				return
			}
		}
	}
}

func (s *Service) addAliases(ctx context.Context, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	at := map[UnitID]int{}
	ids := make([]UnitID, len(rows))
	for i, r := range rows {
		at[r.ID], ids[i] = i, r.ID
	}
	var w db.Where
	db.AddIn(&w, "unit_id", ids)
	w.Add("kind <> ?", AliasRule)
	list, err := db.List[struct {
		Alias string `db:"alias"`
		ID    UnitID `db:"unit_id"`
	}](ctx, s.db, `select alias, unit_id from unit_alias `+w.SQL()+` order by alias`, w.Args()...)
	for _, a := range list {
		rows[at[a.ID]].Aliases = append(rows[at[a.ID]].Aliases, a.Alias)
	}
	return err
}

// Warm reads the list into memory before anybody asks for it.
func (s *Service) Warm(ctx context.Context) error { return s.index.Warm(ctx) }

// Search returns the units nearest to a text for a picker: at most 20.
func (s *Service) Search(ctx context.Context, text string, f Filter) ([]Unit, error) {
	rows, err := s.Find(ctx, text, f)
	out := make([]Unit, len(rows))
	for i, r := range rows {
		out[i] = r.Unit
	}
	return out, err
}

// Find is Search with the names of district and place.
func (s *Service) Find(ctx context.Context, text string, f Filter) ([]Row, error) {
	f.Text = text
	list, err := s.List(ctx, f, page.Req{Size: 20})
	return list.Rows, err
}

// Count returns how many units a list has.
func (s *Service) Count(ctx context.Context, f Filter) (int, error) {
	list, err := s.List(ctx, f, page.Req{Size: 1})
	return list.Total, err
}

// Districts lists the open districts in the actor's subtree.
func (s *Service) Districts(ctx context.Context) ([]Unit, error) {
	list, err := s.List(ctx, Filter{Kind: District}, page.Req{Size: page.Max, Sort: "path"})
	out := make([]Unit, len(list.Rows))
	for i, r := range list.Rows {
		out[i] = r.Unit
	}
	return out, err
}

func (s *Service) fromIndex(ctx context.Context, rg access.Range, f Filter, p page.Req) (page.Of[Unit], error) {
	by, ok := sorts[p.Sort]
	if !ok {
		by = sorts[""]
	}
	q := listidx.Query{From: rg.From, To: rg.To, Text: f.Text, Sort: by.order, Desc: p.Desc, Offset: p.Offset(), Limit: p.Limit()}
	is := func(column int, value string) {
		if value != "" {
			q.Enums = append(q.Enums, listidx.EnumIn{Column: column, Values: []string{value}})
		}
	}
	is(enumKind, string(f.Kind))
	is(enumStage, f.Stage)
	is(enumOwnership, f.Ownership)
	if f.Unplaced {
		is(enumPlaced, "no")
	}
	found, err := s.index.Find(ctx, q)
	if err != nil {
		return page.Of[Unit]{}, err
	}
	units, err := s.units.ByID(ctx, found.IDs)
	return page.Of[Unit]{Rows: units, Total: found.Total}, err
}

// fromTables answers what the index does not know: the past, closed units, and groups.
func (s *Service) fromTables(ctx context.Context, rg access.Range, f Filter, p page.Req) (page.Of[Unit], error) {
	var w db.Where
	from := `unit u`
	on := f.AsOf
	if on.IsZero() {
		on = civil.DateOf(s.db.Now().Time)
	} else {
		a, b, c := w.Arg(on), w.Arg(on), w.Arg(on)
		from = `(select ` + stored + ` from unit where since_on is null or since_on <= ` + a + `
			union all
			select ` + facts + `, from_on as since_on, search_key from unit_history where (from_on is null or from_on <= ` + b + `) and to_on > ` + c + `) as u`
		w.Add("(u.opened_on is null or u.opened_on <= ?) and (u.closed_on is null or u.closed_on > ?)", on, on)
	}
	f.narrow(&w, rg, on)
	total, err := db.Get[int](ctx, s.db, `select count(*) from `+from+` `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Unit]{}, err
	}
	by, ok := sorts[p.Sort]
	if !ok {
		by = sorts[""]
	}
	direction := ""
	if p.Desc {
		direction = " desc"
	}
	units, err := db.List[Unit](ctx, s.db, `select `+columns+` from `+from+` `+w.SQL()+` order by `+by.column+direction+`, u.path`+direction+` `+
		w.Page(p.Limit(), p.Offset()), w.Args()...)
	return page.Of[Unit]{Rows: units, Total: total}, err
}

// narrow adds the filter's conditions.
func (f Filter) narrow(w *db.Where, rg access.Range, on civil.Date) {
	w.Add("u.path >= ? and u.path < ?", rg.From, rg.To)
	is := func(column, value string) {
		if value != "" {
			w.Add("u."+column+" = ?", value)
		}
	}
	is("kind", string(f.Kind))
	is("stage", f.Stage)
	is("ownership", f.Ownership)
	w.AddText(f.Text, "u.search_key")
	if f.AsOf.IsZero() {
		switch f.State {
		case Closed:
			w.Add("u.closed_on is not null")
		case Open, "":
			w.Add("u.closed_on is null")
		}
	}
	if f.Unplaced {
		w.Add("u.kind = ? and u.place_id = '' and u.parent_id in (select id from unit where kind = ?)", School, City)
	}
	if f.Group != "" {
		w.Add("u.id in (select unit_id from unit_group_member where group_id = ? and from_on <= ? and (to_on is null or to_on > ?))", f.Group, on, on)
	}
}

// named adds the names of district and place.
func (s *Service) named(ctx context.Context, units []Unit) ([]Row, error) {
	ids := map[string]string{}
	for _, u := range units {
		ids[lastID(DistrictPath(u.Path))] = ""
		ids[string(u.PlaceID)], ids[lastID(rootOf(u.Path))] = "", ""
	}
	delete(ids, "")
	var list []string
	for id := range ids {
		list = append(list, id)
	}
	places, err := s.units.ByID(ctx, list)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		ids[string(p.ID)] = p.Label()
		if p.Kind != City && p.Kind != District && p.Kind != Street {
			ids[string(p.ID)] = ""
		}
	}
	rows := make([]Row, len(units))
	for i, u := range units {
		rows[i] = Row{Unit: u, PlaceName: ids[string(u.PlaceID)], CityName: ids[lastID(rootOf(u.Path))]}
		if d := DistrictPath(u.Path); d != rootOf(u.Path) {
			rows[i].DistrictName = ids[lastID(d)]
		}
	}
	return rows, nil
}

// indexRow is what the index in memory reads of a unit.
type indexRow struct {
	Unit
	Key string `db:"search_key"`
}

// load reads rows for the index in memory.
func load(ctx context.Context, r db.Reader, ids []string, add func(listidx.Row) error) error {
	var w db.Where
	w.Add("closed_on is null")
	if ids != nil {
		db.AddIn(&w, "id", ids)
	}
	return db.Each(ctx, r, func(u indexRow) error {
		return add(listidx.Row{ID: string(u.ID), Path: u.Path, Text: u.Key, Enum: u.enums(), Num: []int64{int64(u.Students), days(u.OpenedOn)}})
	}, `select id, path, kind, stage, ownership, students, place_id, opened_on, closed_on, search_key from unit `+w.SQL()+` order by path`, w.Args()...)
}

// unitsByID reads units in any order.
func unitsByID(ctx context.Context, r db.Reader, ids []string) ([]Unit, error) {
	var w db.Where
	db.AddIn(&w, "id", ids)
	return db.List[Unit](ctx, r, `select `+columns+` from unit `+w.SQL(), w.Args()...)
}

func (u Unit) enums() []string {
	placed := "yes"
	if u.Unplaced() {
		placed = "no"
	}
	return []string{string(u.Kind), u.Stage, u.Ownership, placed}
}

// days counts the days since 1800, so that dates sort as numbers; 0 if unknown.
func days(d civil.Date) int64 {
	if d.IsZero() {
		return 0
	}
	return int64(d.Sub(civil.NewDate(1800, 1, 1)))
}
