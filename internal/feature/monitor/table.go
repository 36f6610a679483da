package monitor

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// The states of a table.
const (
	Read      = "read"      // checked and shown; nothing changed yet
	Applied   = "applied"   // its schools are those of the year
	Withdrawn = "withdrawn" // taken back
)

// Table is the schools of a year brought in as one file.
type Table struct {
	ID         string     `db:"id" json:"id"`
	State      string     `db:"state" json:"state"`
	Replaces   int        `db:"replaces" json:"replaces"` // blocks of earlier tables it takes the place of
	Demo       bool       `db:"demo" json:"demo"`
	UnitPath   string     `db:"unit_path" json:"unit_path"`
	Year       int        `db:"year" json:"year"`
	Name       string     `db:"name" json:"name"`
	Areas      int        `db:"areas" json:"areas"`
	Schools    int        `db:"schools" json:"schools"`
	Author     string     `db:"author" json:"-"`
	AuthorName string     `db:"author_name" json:"author_name"`
	At         civil.Time `db:"at" json:"at"`
}

// URL is where people find it.
func (t Table) URL() string { return "/monitor/tables/" + t.ID }

// Ref is the table as a record.
func (t Table) Ref() ident.Ref { return ident.Ref{Kind: "monitor.table", ID: t.ID} }

const tableColumns = `id, state, replaces, demo, unit_path, year, name, areas, schools, author, author_name, at`

// Mistake is a line of a table that cannot be taken.
type Mistake struct {
	Problem balance.Problem
	Area    string   // a county that no unit is found for
	Several []string // or several
}

// ReadTable checks a table of the schools of a year and keeps what it would change; nothing else changes. All
// mistakes come at once; with mistakes there is no Table.
func (s *Service) ReadTable(ctx context.Context, name string, year int, file xlsx.File, demo bool) (Table, []Mistake, error) {
	if err := access.Holds(ctx, MayImport); err != nil {
		return Table{}, nil, err
	}
	if today := s.Today().Year(); year < 2000 || year > today {
		return Table{}, nil, errs.NewField("year", "年度应在 %d 到 %d 之间", 2000, today)
	}
	counties, problems, err := balance.Read(file, rules())
	if err != nil {
		return Table{}, nil, err
	}
	if len(problems) > 0 {
		out := make([]Mistake, len(problems))
		for i, p := range problems {
			out[i].Problem = p
		}
		return Table{}, out, nil
	}
	counties, areas, mistakes, err := s.match(ctx, counties)
	if err != nil || len(mistakes) > 0 {
		return Table{}, mistakes, err
	}
	a := actor.From(ctx)
	t := Table{State: Read, Demo: demo, UnitPath: a.Scope, Year: year, Name: name, Author: a.ID, AuthorName: a.Name}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return t.keep(ctx, tx, counties, areas) })
	return t, nil, err
}

// keep stores a checked table with the blocks it would make.
func (t *Table) keep(ctx context.Context, tx *db.Tx, counties []*balance.County, areas []Area) error {
	t.ID, t.At, t.Areas, t.Schools, t.Replaces = tx.NewID(), tx.Now, len(counties), 0, 0
	var drafts [][]any
	for i, c := range counties {
		for _, stage := range balance.Stages {
			b := columns.NewBlock(columns.Key{Area: areas[i].ID, Stage: stage}, schoolsOf(c, stage))
			if b.Len() == 0 {
				continue
			}
			old, err := blockOf(ctx, tx, t.Year, areas[i], stage)
			if err != nil {
				return err
			}
			if old.Source == FromReturns && old.Schools > 0 {
				return errs.New(errs.Conflict, "%d 年度%s的数据由学校填报生成，不能用表格替换", t.Year, areas[i].Name)
			}
			if old.Schools > 0 {
				t.Replaces++
			}
			t.Schools += b.Len()
			drafts = append(drafts, []any{t.ID, areas[i].ID, string(stage), areas[i].Path, areas[i].Name, b.Len(), b.Encode()})
		}
	}
	_, err := tx.Exec(ctx, `insert into monitor_table (`+tableColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		t.ID, t.State, t.Replaces, t.Demo, t.UnitPath, t.Year, t.Name, t.Areas, t.Schools, t.Author, t.AuthorName, t.At)
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "monitor_draft", `table_id, area_id, stage, area_path, area_name, schools, data`, func(yield func([]any) bool) {
		for _, d := range drafts {
			if !yield(d) {
				return
			}
		}
	})
	return err
}

func schoolsOf(c *balance.County, stage balance.Stage) []columns.School {
	out := make([]columns.School, len(c.Schools[stage]))
	for i, x := range c.Schools[stage] {
		out[i] = columns.School{Name: x.Name, Kind: StageLabel(stage), Students: x.Students, Totals: x.Totals}
	}
	return out
}

// match finds the unit of every county by its code or name, in the acting person's subtree.
// One that goes by both is one.
func (s *Service) match(ctx context.Context, counties []*balance.County) (joined []*balance.County, areas []Area, wrong []Mistake, err error) {
	over, err := access.Over(ctx, MayImport)
	if err != nil {
		return nil, nil, nil, err
	}
	names := make([]string, len(counties))
	for i, c := range counties {
		names[i] = c.Name
	}
	found := map[string][]org.Unit{}
	for _, column := range []string{"code", "name", "short_name"} {
		units, err := org.OpenWith(ctx, s.db, column, names)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, u := range units {
			word := map[string]string{"code": u.Code, "name": u.Name, "short_name": u.ShortName}[column]
			if u.Path < over.From || u.Path >= over.To || u.Kind == org.School {
				continue
			}
			found[word] = append(found[word], u)
		}
	}
	at := map[org.UnitID]*balance.County{}
	for i, name := range names {
		units := unique(found[name])
		switch len(units) {
		case 1:
			if first := at[units[0].ID]; first != nil {
				for stage, list := range counties[i].Schools {
					first.Schools[stage] = append(first.Schools[stage], list...)
				}
				continue
			}
			at[units[0].ID] = counties[i]
			joined, areas = append(joined, counties[i]), append(areas, Area{string(units[0].ID), units[0].Path, units[0].Name})
		case 0:
			wrong = append(wrong, Mistake{Area: name})
		default:
			m := Mistake{Area: name}
			for _, u := range units {
				m.Several = append(m.Several, strings.TrimSpace(u.Code+" "+u.Name))
			}
			wrong = append(wrong, m)
		}
	}
	return joined, areas, wrong, nil
}

func unique(units []org.Unit) (out []org.Unit) {
	seen := map[org.UnitID]bool{}
	for _, u := range units {
		if !seen[u.ID] {
			seen[u.ID] = true
			out = append(out, u)
		}
	}
	return out
}

// Tables are those brought in, the last first.
func (s *Service) Tables(ctx context.Context) ([]Table, error) {
	over, err := access.Over(ctx, MayImport)
	if err != nil {
		return nil, err
	}
	return db.List[Table](ctx, s.db, `select `+tableColumns+` from monitor_table where unit_path >= $1 and unit_path < $2 order by at desc, id desc limit 200`, over.From, over.To)
}

// Table returns one.
func (s *Service) Table(ctx context.Context, id string) (Table, error) {
	return tableByID(ctx, s.db, id)
}

func tableByID(ctx context.Context, r db.Reader, id string) (Table, error) {
	over, err := access.Over(ctx, MayImport)
	if err != nil {
		return Table{}, err
	}
	return db.Get[Table](ctx, r, `select `+tableColumns+` from monitor_table where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

// Apply makes the schools of a table those of its year, all or none of them.
func (s *Service) Apply(ctx context.Context, id string) error {
	return s.turn(ctx, id, Read, Applied, "monitor.import", func(tx *db.Tx, t Table, seq int64) error {
		n, err := db.Get[int](ctx, tx, `select count(*) from monitor_block b join monitor_draft d on d.area_id = b.area_id and d.stage = b.stage
			where d.table_id = $1 and b.year = $2 and b.source = $3 and b.schools > 0`, t.ID, t.Year, FromReturns)
		if err != nil {
			return err
		}
		if n > 0 {
			return errs.New(errs.Conflict, "检查之后已有学校填报了 %d 年度的数据，请重新检查表格", t.Year)
		}
		if _, err = tx.Exec(ctx, `delete from monitor_block where year = $1 and exists (select 1 from monitor_draft d where d.table_id = $2 and d.area_id = monitor_block.area_id
			and d.stage = monitor_block.stage)`, t.Year, t.ID); err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `insert into monitor_block (`+rowColumns+`) select cast($1 as integer), area_id, stage, area_path, area_name, $2, table_id, cast($3 as boolean), schools, cast($4 as bigint), data
			from monitor_draft where table_id = $5`, t.Year, FromTable, t.Demo, seq, t.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from monitor_draft where table_id = $1`, t.ID)
		return err
	})
}

// Withdraw takes a table back: its schools are gone from the year.
func (s *Service) Withdraw(ctx context.Context, id string) error {
	return s.turn(ctx, id, Applied, Withdrawn, "monitor.withdraw", func(tx *db.Tx, t Table, seq int64) error {
		none := columns.NewBlock(columns.Key{}, nil).Encode()
		_, err := tx.Exec(ctx, `update monitor_block set schools = 0, seq = $1, data = $2 where table_id = $3`, seq, none, t.ID)
		return err
	})
}

func (s *Service) turn(ctx context.Context, id, from, to, action string, f func(tx *db.Tx, t Table, seq int64) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := tableByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.State == to {
			return nil // sent twice
		}
		n, err := tx.Exec(ctx, `update monitor_table set state = $1 where id = $2 and state = $3`, to, id, from)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "这张表格已经处理过，请刷新页面")
		}
		seq, err := tick(ctx, tx)
		if err != nil {
			return err
		}
		if err := f(tx, t, seq); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: t.Ref(), UnitPath: t.UnitPath, Old: from, New: map[string]any{"year": t.Year, "areas": t.Areas, "schools": t.Schools, "name": t.Name}})
	})
}
