package roster

import (
	"context"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
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
		if err := access.Require(ctx, org.MayImport, im.UnitPath); err != nil {
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
		return s.units.Changed(ctx, tx)
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
			u, err := org.UnitByID(ctx, tx, r.UnitID)
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
			now, err := org.UnitByID(ctx, tx, r.UnitID)
			if err != nil {
				return err
			}
			if err := org.Restore(ctx, tx, now, before.Unit, done.Aliases); err != nil {
				return err
			}
		}
	}
}
