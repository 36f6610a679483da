package org

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

const (
	facts   = `id, version, parent_id, path, kind, name, short_name, code, stage, ownership, nature, students, place_id, address, opened_on, closed_on, demo`
	columns = facts + `, since_on`
	stored  = columns + `, search_key`
)

// AddUnit stores a unit below its parent and sets its path. Use cases of this package call it; so
// does the testkit, before the first list is read.
func AddUnit(ctx context.Context, tx *db.Tx, u Unit) error {
	u, err := placed(ctx, tx, u)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into unit (`+stored+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		values(u, nil)...)
	return err
}

// placed sets the path of a new unit.
func placed(ctx context.Context, r db.Reader, u Unit) (Unit, error) {
	u.Version, u.Path = 1, "/"+string(u.ID)+"/"
	if u.ParentID == "" {
		return u, nil
	}
	parent, err := UnitByID(ctx, r, u.ParentID)
	if err != nil {
		return u, err
	}
	u.Path = parent.Path + string(u.ID) + "/"
	return u, nil
}

// values lists what stored names, in its order.
func values(u Unit, aliases []string) []any {
	return []any{u.ID, u.Version, u.ParentID, u.Path, u.Kind, u.Name, u.ShortName, u.Code, u.Stage, u.Ownership, u.Nature, u.Students,
		u.PlaceID, u.Address, u.OpenedOn, u.ClosedOn, u.Demo, u.SinceOn, searchKey(u.Name, u.ShortName, u.Code, aliases)}
}

// save stores u in place of old, which is the row with that version; what was before goes into the
// history with its interval. Descendants follow when the path changes.
func save(ctx context.Context, tx *db.Tx, old, u Unit, version int) error {
	if version != old.Version {
		return stale()
	}
	if old.SinceOn.Before(u.SinceOn) {
		if err := remember(ctx, tx, "id = $2", u.SinceOn, old.ID); err != nil {
			return err
		}
	}
	if u.Path != old.Path {
		if err := carry(ctx, tx, old.Path, u.Path, u.SinceOn); err != nil {
			return err
		}
	}
	names, err := aliasesOf(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update unit set version = version + 1, parent_id = $1, path = $2, name = $3, short_name = $4, code = $5, stage = $6, ownership = $7,
		nature = $8, students = $9, place_id = $10, address = $11, opened_on = $12, closed_on = $13, since_on = $14, demo = $15, search_key = $16 where id = $17 and version = $18`,
		u.ParentID, u.Path, u.Name, u.ShortName, u.Code, u.Stage, u.Ownership, u.Nature, u.Students, u.PlaceID, u.Address, u.OpenedOn, u.ClosedOn, u.SinceOn,
		u.Demo, searchKey(u.Name, u.ShortName, u.Code, names), u.ID, version)
	if err == nil && n == 0 {
		err = stale()
	}
	return err
}

func stale() error {
	return errs.New(errs.Stale, "单位信息已被他人修改，请核对后重新提交")
}

// remember copies rows of unit that meet the condition (its argument is $2) into the history.
func remember(ctx context.Context, tx *db.Tx, cond string, until civil.Date, arg any) error {
	_, err := tx.Exec(ctx, `insert into unit_history (`+facts+`, from_on, to_on, search_key)
		select `+facts+`, since_on, $1, search_key from unit where `+cond, until, arg)
	return err
}

// carry moves the descendants of a unit whose path changed, and remembers where they were.
func carry(ctx context.Context, tx *db.Tx, from, to string, on civil.Date) error {
	end := strings.TrimSuffix(from, "/") + "0"
	_, err := tx.Exec(ctx, `insert into unit_history (`+facts+`, from_on, to_on, search_key)
		select `+facts+`, since_on, $1, search_key from unit where path > $2 and path < $3 and (since_on is null or since_on < $4)`, on, from, end, on)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update unit set version = version + 1, path = $1 || substr(path, $2), since_on = $3 where path > $4 and path < $5`,
		to, len(from)+1, on, from, end)
	return err
}

// reindex makes the search key of a unit again, after its aliases changed.
func reindex(ctx context.Context, tx *db.Tx, u Unit) error {
	names, err := aliasesOf(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update unit set search_key = $1 where id = $2`, searchKey(u.Name, u.ShortName, u.Code, names), u.ID)
	return err
}

// Kinds of aliases.
const (
	AliasGiven  = "given"  // by a person or a file
	AliasFormer = "former" // its name before a change
	AliasRule   = "rule"   // derived: 四季青镇 for 四季青地区
)

func addAlias(ctx context.Context, tx *db.Tx, id UnitID, alias, kind string) error {
	_, err := tx.Exec(ctx, `insert into unit_alias (alias, unit_id, kind) values ($1, $2, $3) on conflict (alias, unit_id) do nothing`, alias, id, kind)
	return err
}

func aliasesOf(ctx context.Context, r db.Reader, id UnitID) ([]string, error) {
	return db.List[string](ctx, r, `select alias from unit_alias where unit_id = $1 order by alias`, id)
}

func addLineage(ctx context.Context, tx *db.Tx, l Lineage) error {
	_, err := tx.Exec(ctx, `insert into unit_lineage (id, action, from_id, to_id, on_date, reason, basis, note, actor_name, recorded_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.NewID(), l.Action, l.From, l.To, l.On, l.Reason, l.Basis, l.Note, l.ActorName, tx.Now)
	return err
}
