package returns

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// MaxUnits is how many units a sheet may hold.
const MaxUnits = 5000

// sheetLimits bound a sheet of returns.
var sheetLimits = xlsx.Limits{Unzipped: 256 << 20, Rows: MaxUnits + 1, Columns: 300, Cell: 1000}

// keyColumn heads the column that names the return of a row.
const keyColumn = "编号"

// SheetOf is the template of a campaign with what is there already: a row a unit, a column a field. Only holds the
// returns that the acting person may see; with id it is only that one.
func (s *Service) SheetOf(ctx context.Context, campaign, id string) (xlsx.Sheet, error) {
	c, err := s.campaign(ctx, s.db, campaign)
	if err != nil {
		return xlsx.Sheet{}, err
	}
	form, ok := FormOf(c.Form)
	if !ok {
		return xlsx.Sheet{}, errs.New(errs.NotFound, "没有找到填报表 %s", c.Form)
	}
	head := []any{keyColumn, "单位", "年度"}
	sheet := xlsx.Sheet{Name: form.Name, Widths: []float64{12, 28, 8}, Choices: map[int][]string{}}
	for i, f := range form.Fields {
		unit := ""
		if f.Unit != "" {
			unit = "（" + f.Unit + "）"
		}
		head = append(head, f.Code+" "+f.Name+unit)
		sheet.Widths = append(sheet.Widths, 14)
		switch f.Type {
		case Yes:
			sheet.Choices[i+3] = []string{"是", "否"}
		case Choice:
			sheet.Choices[i+3] = f.Options
		}
	}
	list, err := s.List(ctx, Filter{Campaign: campaign}, page.Req{Number: 1, Size: MaxUnits})
	if err != nil {
		return sheet, err
	}
	sheet.Rows = func(yield func([]any, error) bool) {
		if !yield(head, nil) {
			return
		}
		for _, x := range list.Rows {
			if id != "" && x.ID != id {
				continue
			}
			cells, err := cellsOf(ctx, s.db, x.ID)
			row := []any{x.ID, x.UnitName, x.Year}
			for _, f := range form.Fields {
				row = append(row, cells[f.Code].Value)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
	return sheet, nil
}

// Line is what a sheet says about one return.
type Line struct {
	Line     int     `json:"line"`
	ReturnID string  `json:"return_id"`
	Name     string  `json:"name"`
	Entries  []Entry `json:"entries"`
}

// Mistake is a place of a sheet with what is wrong there. One that Blocks keeps the sheet out; the others are
// breaches of checks and warnings that the unit has to settle before it submits.
type Mistake struct {
	Line   int
	Column string // "F", "" for the whole line
	Field  string // code and name
	Unit   string
	Blocks bool
	Words  func(context.Context) string
}

// Upload is a sheet that was read and waits to be confirmed.
type Upload struct {
	ID         string          `db:"id"`
	CampaignID string          `db:"campaign_id"`
	UnitPath   string          `db:"unit_path"`
	Author     string          `db:"author"`
	At         civil.Time      `db:"at"`
	Sheet      db.JSON[[]Line] `db:"sheet"`
	AppliedAt  civil.Time      `db:"applied_at"`
	Mistakes   []Mistake       `db:"-"`
}

// Changes is how many cells would change.
func (u Upload) Changes() (n int) {
	for _, l := range u.Sheet.V {
		n += len(l.Entries)
	}
	return n
}

// Blocked reports whether the sheet cannot be taken as it is.
func (u Upload) Blocked() bool {
	return slices.ContainsFunc(u.Mistakes, func(m Mistake) bool { return m.Blocks })
}

// ReadSheet checks a sheet as a whole and keeps it to be confirmed; no value changes. All mistakes come at once;
// with one that blocks nothing is kept.
func (s *Service) ReadSheet(ctx context.Context, campaign string, file xlsx.File) (Upload, error) {
	var u Upload
	c, err := s.campaign(ctx, s.db, campaign)
	if err != nil {
		return u, err
	}
	if err := access.Holds(ctx, MayFill); err != nil {
		return u, err
	}
	form, ok := FormOf(c.Form)
	if !ok {
		return u, errs.New(errs.NotFound, "没有找到填报表 %s", c.Form)
	}
	r := &sheetReader{s: s, campaign: c, form: form, seen: map[string]int{}}
	if err := xlsx.Read(file, sheetLimits, func(line int, cells []string) error { return r.row(ctx, line, cells) }); err != nil {
		return u, err
	}
	if r.columns == nil || len(r.lines)+len(r.mistakes) == 0 {
		return u, errs.NewField("file", "表格里没有数据")
	}
	u = Upload{CampaignID: c.ID, UnitPath: actor.From(ctx).Scope, Author: actor.From(ctx).ID, Sheet: db.JSON[[]Line]{V: r.lines}, Mistakes: r.mistakes}
	if u.Blocked() {
		return u, nil
	}
	return u, s.db.Write(ctx, func(tx *db.Tx) error {
		u.ID, u.At = tx.NewID(), tx.Now
		_, err := tx.Exec(ctx, `insert into returns_upload (id, campaign_id, unit_path, author, at, sheet, applied_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			u.ID, u.CampaignID, u.UnitPath, u.Author, u.At, u.Sheet, u.AppliedAt)
		return err
	})
}

type sheetReader struct {
	s        *Service
	campaign Campaign
	form     *Form
	columns  []Field // by column; the zero Field is none
	key      int
	year     int
	lines    []Line
	mistakes []Mistake
	seen     map[string]int // return → line
}

func (r *sheetReader) wrong(line, column int, field, unit, zh string, args ...any) {
	m := Mistake{Line: line, Field: field, Unit: unit, Blocks: true, Words: func(ctx context.Context) string { return lang.T(ctx, zh, args...) }}
	if column >= 0 {
		m.Column = xlsx.Column(column)
	}
	r.mistakes = append(r.mistakes, m)
}

func (r *sheetReader) row(ctx context.Context, line int, cells []string) error {
	if r.columns == nil {
		return r.head(line, cells)
	}
	id := cellAt(cells, r.key)
	x, _, now, err := r.s.load(ctx, r.s.db, id)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		r.wrong(line, r.key, keyColumn, id, "没有编号为“%s”的填报，请使用本次填报导出的模板", id)
		return nil
	case err != nil:
		return err
	case x.CampaignID != r.campaign.ID:
		r.wrong(line, r.key, keyColumn, x.UnitName, "这一行是 %d 年度的填报，本次填报是 %d 年度", x.Year, r.campaign.Year)
		return nil
	case r.year >= 0 && cellAt(cells, r.year) != "" && cellAt(cells, r.year) != itoa(x.Year):
		r.wrong(line, r.year, "年度", x.UnitName, "年度应为 %d", x.Year)
		return nil
	case r.seen[id] > 0:
		r.wrong(line, r.key, keyColumn, x.UnitName, "与第 %d 行是同一份填报", r.seen[id])
		return nil
	}
	r.seen[id] = line
	if err := r.s.mayFill(ctx, r.s.db, x); err != nil {
		r.wrong(line, -1, "", x.UnitName, "%s", errs.TextOf(err))
		return nil
	}
	return r.values(ctx, line, cells, x, now)
}

func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

// head finds the columns of the sheet; a column that the form does not know is named.
func (r *sheetReader) head(line int, cells []string) error {
	r.columns, r.key, r.year = make([]Field, len(cells)), -1, -1
	for i, text := range cells {
		code, _, _ := strings.Cut(text, " ")
		f, ok := r.form.Field(code)
		switch {
		case text == keyColumn:
			r.key = i
		case text == "年度":
			r.year = i
		case ok:
			r.columns[i] = f
		case text != "" && text != "单位":
			r.wrong(line, i, text, "", "填报表没有“%s”这一列", text)
		}
	}
	if r.key < 0 {
		return errs.NewField("file", "表格没有“%s”一列，请使用本次填报导出的模板", keyColumn)
	}
	return nil
}

// values reads the cells of a row and checks the return as it would be.
func (r *sheetReader) values(ctx context.Context, line int, cells []string, x Return, now map[string]Cell) error {
	values, l := valuesOf(now), Line{Line: line, ReturnID: x.ID, Name: x.UnitName}
	at := map[string]int{}
	for i, f := range r.columns {
		if f.Code == "" {
			continue
		}
		at[f.Code] = i
		v, err := f.Tidy(cellAt(cells, i))
		old := now[f.Code]
		switch {
		case err != nil:
			r.wrong(line, i, f.Code+" "+f.Name, x.UnitName, "%s", errs.FieldsIn(lang.Zh, err)[0].Text)
			continue
		case v == old.Value:
			continue
		case v == "":
			continue // an empty cell of a sheet leaves what is there
		case old.Origin == Register && f.From != "" && old.Value != "":
			r.wrong(line, i, f.Code+" "+f.Name, x.UnitName, "这一项取自单位名录，不能在这里更改")
			continue
		case !x.Editable(old):
			r.wrong(line, i, f.Code+" "+f.Name, x.UnitName, "这一项没有退回，不能更改")
			continue
		}
		values[f.Code] = v
		l.Entries = append(l.Entries, Entry{Field: f.Code, Value: v, Note: old.Note, Base: old.Version})
	}
	k, err := r.s.known(ctx, r.s.db, x)
	if err != nil {
		return err
	}
	for _, p := range r.form.Check(values, k) {
		if p.Grade == Absent {
			continue
		}
		f, _ := r.form.Field(p.Field)
		m := Mistake{Line: line, Field: f.Code + " " + f.Name, Unit: x.UnitName, Words: p.Words}
		if i, ok := at[p.Field]; ok {
			m.Column = xlsx.Column(i)
		}
		r.mistakes = append(r.mistakes, m)
	}
	if len(l.Entries) > 0 {
		r.lines = append(r.lines, l)
	}
	return nil
}

// Apply stores a sheet that was read, all of it or nothing, and returns how many cells changed and which somebody
// else changed meanwhile.
func (s *Service) Apply(ctx context.Context, upload string) (changed int, conflicts []Conflict, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		changed, conflicts = 0, nil
		u, err := db.Get[Upload](ctx, tx, `select id, campaign_id, unit_path, author, at, sheet, applied_at from returns_upload where id = $1 and author = $2`,
			upload, actor.From(ctx).ID)
		if err != nil {
			return err
		}
		if !u.AppliedAt.IsZero() {
			return nil // sent twice is done once
		}
		for _, l := range u.Sheet.V {
			var out Saved
			if err := s.save(ctx, tx, l.ReturnID, l.Entries, Sheet, &out); err != nil {
				return fmt.Errorf("%s: %w", l.Name, err)
			}
			changed += out.Changed
			conflicts = append(conflicts, out.Conflicts...)
		}
		none, _ := json.Marshal([]Line{})
		_, err = tx.Exec(ctx, `update returns_upload set applied_at = $1, sheet = $2 where id = $3`, tx.Now, string(none), u.ID)
		return err
	})
	return changed, conflicts, err
}
