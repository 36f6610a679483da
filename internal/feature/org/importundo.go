package org

import (
	"context"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Reference says where another feature keeps ids of units: an added unit that is used there is not
// taken away by Undo.
type Reference struct {
	Table, Column string
	What          string // in Chinese: 整改
}

// UsedBy registers references; the program does so when it connects the features.
func (s *Service) UsedBy(refs ...Reference) { s.refs = append(s.refs, refs...) }

// ownReferences are those of this package.
var ownReferences = []Reference{
	{"unit_group_member", "unit_id", "分组"}, {"post", "unit_id", "岗位"}, {"committee_seat", "unit_id", "成员单位"},
	{"unit_group", "unit_id", "分组"}, {"unit", "parent_id", "下属单位"},
}

// Undo takes an applied import back as one transaction: added units go, changed units become what
// they were. It refuses, and says why, if any of them changed or was used since.
func (s *Service) Undo(ctx context.Context, id string, version int) error {
	return s.changeImport(ctx, id, version, "org.import_undo", []ImportState{Applied}, func(tx *db.Tx, im *Import) error {
		if err := access.Require(ctx, MayImport, im.UnitPath); err != nil {
			return err
		}
		if err := s.untouched(ctx, tx, id); err != nil {
			return err
		}
		if err := takeBackChanges(ctx, tx, id); err != nil {
			return err
		}
		const added = ` in (select unit_id from unit_import_row where import_id = $1 and action = 'add')`
		for _, q := range []string{
			`delete from unit_alias where unit_id` + added,
			`delete from unit_lineage where to_id` + added,
			`delete from unit where id` + added,
		} {
			if _, err := tx.Exec(ctx, q, id); err != nil {
				return err
			}
		}
		im.State, im.UndoneAt, im.Done = Undone, tx.Now, 0
		return s.changed(ctx, tx)
	})
}

// untouched says which units changed or were used since the import.
func (s *Service) untouched(ctx context.Context, tx *db.Tx, id string) error {
	changed, err := db.List[string](ctx, tx, `select u.name from unit_import_row r join unit u on u.id = r.unit_id
		where r.import_id = $1 and r.action = 'add' and u.version > 1 order by r.line limit 6`, id)
	if err != nil {
		return err
	}
	for after := 0; len(changed) < 6; {
		rows, err := db.List[stagedRow](ctx, tx, `select `+stagedColumns+` from unit_import_row where import_id = $1 and line > $2 and action = 'change' order by line limit `+limitText, id, after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].Line
		for _, r := range rows {
			_, before, err := r.units()
			if err != nil {
				return err
			}
			u, err := UnitByID(ctx, tx, r.UnitID)
			if err != nil {
				return err
			}
			if u.Version != before.Unit.Version+1 && len(changed) < 6 {
				changed = append(changed, u.Name)
			}
		}
	}
	if len(changed) > 0 {
		return errs.New(errs.Conflict, "导入后又有变更，不能撤销：%s", list(changed))
	}
	for _, ref := range append(ownReferences[:len(ownReferences):len(ownReferences)], s.refs...) {
		used, err := db.List[string](ctx, tx, `select distinct r.name from unit_import_row r join `+ref.Table+` x on x.`+ref.Column+` = r.unit_id
			where r.import_id = $1 and r.action = 'add' limit 6`, id)
		if err != nil {
			return err
		}
		if len(used) > 0 {
			return errs.New(errs.Conflict, "新增的单位已被使用（%s），不能撤销：%s", ref.What, list(used))
		}
	}
	return nil
}

// list names at most five.
func list(names []string) string {
	if len(names) > 5 {
		return strings.Join(names[:5], "、") + "……"
	}
	return strings.Join(names, "、")
}

// takeBackChanges makes changed units what they were, and forgets the interval the import ended.
func takeBackChanges(ctx context.Context, tx *db.Tx, id string) error {
	for after := 0; ; {
		rows, err := db.List[stagedRow](ctx, tx, `select `+stagedColumns+` from unit_import_row where import_id = $1 and line > $2 and action = 'change' order by line limit `+limitText, id, after)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].Line
		for _, r := range rows {
			done, before, err := r.units()
			if err != nil {
				return err
			}
			now, err := UnitByID(ctx, tx, r.UnitID)
			if err != nil {
				return err
			}
			for _, a := range done.Aliases {
				if _, err := tx.Exec(ctx, `delete from unit_alias where unit_id = $1 and alias = $2`, now.ID, a); err != nil {
					return err
				}
			}
			if before.Unit.Name != now.Name {
				if _, err := tx.Exec(ctx, `delete from unit_alias where unit_id = $1 and alias = $2 and kind = $3`, now.ID, before.Unit.Name, aliasFormer); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `delete from unit_lineage where from_id = $1 and to_id = $2 and action = $3 and note = $4`, now.ID, now.ID, Renaming, before.Unit.Name+" → "+now.Name); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `delete from unit_history where id = $1 and version = $2`, now.ID, before.Unit.Version); err != nil {
				return err
			}
			keep := before.Unit
			keep.Version = now.Version
			if err := save(ctx, tx, now, keep, now.Version); err != nil {
				return err
			}
			if err := record(ctx, tx, Editing, keep, "", now, keep); err != nil {
				return err
			}
		}
	}
}
