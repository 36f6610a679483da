package roster

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// Correct replaces the cells of one row and checks it again.
func (s *Service) Correct(ctx context.Context, id string, line int, cells []string) (ImportRow, error) {
	var out ImportRow
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		im, err := importIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if im.State != Checked {
			return errs.New(errs.Conflict, "这次导入不在待应用状态，不能更正")
		}
		old, err := db.Get[stagedRow](ctx, tx, `select `+stagedColumns+` from unit_import_row where import_id = $1 and line = $2`, id, line)
		if err != nil {
			return err
		}
		k, err := s.checker(ctx)
		if err != nil {
			return err
		}
		var given [colCount]string
		for i := range min(len(cells), colCount) {
			given[i] = shorten(strings.TrimSpace(cells[i]), xlsx.Usual.Cell)
		}
		c := k.parse(line, given)
		if err := twiceStored(ctx, tx, id, c); err != nil {
			return err
		}
		if err := k.compare(ctx, tx, []*checked{c}); err != nil {
			return err
		}
		v := c.values(id)
		if _, err := tx.Exec(ctx, `update unit_import_row set action = $1, unit_id = $2, name = $3, cells = $4, row_after = $5, row_before = $6, problems = $7 where import_id = $8 and line = $9`,
			v[2], v[3], v[4], v[5], v[6], v[7], v[8], id, line); err != nil {
			return err
		}
		im.count(old.Action, -1)
		im.count(c.action, 1)
		if err := saveImport(ctx, tx, &im); err != nil {
			return err
		}
		out = ImportRow{line, c.action, c.unit.ID, c.unit.Name, slices.Clone(given[:]), c.problems}
		return recordImport(ctx, tx, "org.import_correct", im)
	})
	return out, err
}

// twiceStored finds another row of the import that says the same unit.
func twiceStored(ctx context.Context, tx *db.Tx, id string, c *checked) error {
	list, err := db.List[stagedRow](ctx, tx, `select `+stagedColumns+` from unit_import_row where import_id = $1 and name = $2 and line <> $3 order by line`, id, c.unit.Name, c.line)
	if err != nil {
		return err
	}
	for _, r := range list {
		row, err := r.open()
		if err != nil {
			return err
		}
		if row.Cells[colDistrict] == c.cells[colDistrict] && row.Cells[colKind] == c.cells[colKind] {
			c.wrong(colName, "与第 %s 行重复", strconv.Itoa(row.Line))
			return nil
		}
	}
	return nil
}

// Discard gives up an import that was not applied; it stays in the list.
func (s *Service) Discard(ctx context.Context, id string, version int) error {
	return s.changeImport(ctx, id, version, "org.import_discard", []ImportState{Checked, Checking}, func(tx *db.Tx, im *Import) error {
		im.State = Discarded
		_, err := tx.Exec(ctx, `delete from unit_import_row where import_id = $1`, id)
		return err
	})
}
