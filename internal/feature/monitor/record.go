package monitor

import (
	"dudao/internal/base/ident"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
)

// Area is a district or county that is judged as a whole.
type Area struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	Name string `json:"name"`
}

// URL is where people find it.
func (a Area) URL() string { return "/monitor/areas/" + a.ID }

// Ref is the area as a record.
func (a Area) Ref() ident.Ref { return ident.Ref{Kind: "org.unit", ID: a.ID} }

// Source is where the schools of a block came from.
type Source string

// The sources.
const (
	FromReturns Source = "returns"
	FromTable   Source = "table"
)

// Label is the source in Chinese.
func (s Source) Label() string {
	return map[Source]string{FromReturns: "学校填报", FromTable: "导入的学校表"}[s]
}

// Meta is what is known of a block besides its schools.
type Meta struct {
	Source Source
	Demo   bool
}

// StageLabel is a stage in Chinese.
func StageLabel(s balance.Stage) string {
	return map[balance.Stage]string{balance.Primary: "小学", balance.Junior: "初中"}[s]
}

// row is a block as the database keeps it.
type row struct {
	Year     int    `db:"year"`
	AreaID   string `db:"area_id"`
	Stage    string `db:"stage"`
	AreaPath string `db:"area_path"`
	AreaName string `db:"area_name"`
	Source   Source `db:"source"`
	TableID  string `db:"table_id"` // of the table it came from
	Demo     bool   `db:"demo"`
	Schools  int    `db:"schools"`
	Seq      int64  `db:"seq"`
	Data     []byte `db:"data"`
}

const rowColumns = `year, area_id, stage, area_path, area_name, source, table_id, demo, schools, seq, data`

func (r row) key() columns.Key { return columns.Key{Area: r.AreaID, Stage: balance.Stage(r.Stage)} }

func (r row) values() []any {
	return []any{r.Year, r.AreaID, r.Stage, r.AreaPath, r.AreaName, r.Source, r.TableID, r.Demo, r.Schools, r.Seq, r.Data}
}
