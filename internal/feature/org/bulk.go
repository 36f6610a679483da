package org

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// What follows is for the packages that write many units at once: roster, which takes files, and
// seed, which brings what ships with the program. They have asked for the permission and checked
// every unit; they call Changed at the end.

// Named is a unit to store, complete with id and path, and its other names.
type Named struct {
	Unit
	Aliases map[string]string // other name → kind of alias
}

// OpenWith lists the open units whose column (name, code) has one of the values.
func OpenWith(ctx context.Context, r db.Reader, column string, values []string) ([]Unit, error) {
	if len(values) == 0 {
		return nil, nil
	}
	var w db.Where
	db.AddIn(&w, column, values)
	return db.List[Unit](ctx, r, `select `+columns+` from unit `+w.SQL()+` and closed_on is null`, w.Args()...)
}

// OpenWithin lists the open units of a kind in a range, schools of these stages only; no stages means all.
func OpenWithin(ctx context.Context, r db.Reader, over access.Range, kind Kind, stages ...string) ([]Unit, error) {
	var w db.Where
	w.Add("path >= ? and path < ?", over.From, over.To)
	w.Add("kind = ?", kind)
	if len(stages) > 0 {
		db.AddIn(&w, "stage", stages)
	}
	return db.List[Unit](ctx, r, `select `+columns+` from unit `+w.SQL()+` and closed_on is null order by path`, w.Args()...)
}

// AddAll stores units with their other names and returns how many there are. With why every one
// gets the beginning of its lineage.
func AddAll(ctx context.Context, tx *db.Tx, list []Named, why *Lineage) (int, error) {
	n, err := tx.Insert(ctx, "unit", stored, func(yield func([]any) bool) {
		for _, u := range list {
			if !yield(values(u.Unit, slices.Sorted(maps.Keys(u.Aliases)))) {
				return
			}
		}
	})
	if err != nil {
		return n, err
	}
	if _, err := tx.Insert(ctx, "unit_alias", "alias, unit_id, kind", func(yield func([]any) bool) {
		for _, u := range list {
			for _, a := range slices.Sorted(maps.Keys(u.Aliases)) {
				if !yield([]any{a, u.ID, u.Aliases[a]}) {
					return
				}
			}
		}
	}); err != nil || why == nil {
		return n, err
	}
	_, err = tx.Insert(ctx, "unit_lineage", "id, action, from_id, to_id, on_date, reason, basis, note, actor_name, recorded_at", func(yield func([]any) bool) {
		for _, u := range list {
			if !yield([]any{tx.NewID(), Adding, u.ID, u.ID, tx.Today(), why.Reason, why.Basis, u.Name, why.ActorName, tx.Now}) {
				return
			}
		}
	})
	return n, err
}

// Replace stores u in place of now, with more other names; the name it had stays findable.
func Replace(ctx context.Context, tx *db.Tx, now, u Unit, aliases []string, why Lineage) error {
	if now.Name != u.Name {
		if err := addAlias(ctx, tx, now.ID, now.Name, AliasFormer); err != nil {
			return err
		}
		why.Action, why.From, why.To, why.On, why.Note = Renaming, now.ID, now.ID, u.SinceOn, now.Name+" → "+u.Name
		if err := addLineage(ctx, tx, why); err != nil {
			return err
		}
	}
	for _, a := range aliases {
		if err := addAlias(ctx, tx, now.ID, a, AliasGiven); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, now, u, now.Version); err != nil {
		return err
	}
	return record(ctx, tx, Editing, u, why.Reason, now, u)
}

// Restore undoes a Replace: the unit is again what it was before, and nothing tells of the time between.
func Restore(ctx context.Context, tx *db.Tx, now, before Unit, aliases []string) error {
	for _, a := range aliases {
		if _, err := tx.Exec(ctx, `delete from unit_alias where unit_id = $1 and alias = $2`, now.ID, a); err != nil {
			return err
		}
	}
	if before.Name != now.Name {
		if _, err := tx.Exec(ctx, `delete from unit_alias where unit_id = $1 and alias = $2 and kind = $3`, now.ID, before.Name, AliasFormer); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from unit_lineage where from_id = $1 and to_id = $2 and action = $3 and note = $4`, now.ID, now.ID, Renaming, before.Name+" → "+now.Name); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `delete from unit_history where id = $1 and version = $2`, now.ID, before.Version); err != nil {
		return err
	}
	keep := before
	keep.Version = now.Version
	if err := save(ctx, tx, now, keep, now.Version); err != nil {
		return err
	}
	return record(ctx, tx, Editing, keep, "", now, keep)
}

// CallAlso gives a unit the other names it has not got, by kind, and returns how many that were.
func CallAlso(ctx context.Context, tx *db.Tx, id UnitID, aliases map[string]string) (int, error) {
	have, err := aliasesOf(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, alias := range slices.Sorted(maps.Keys(aliases)) {
		if slices.Contains(have, alias) {
			continue
		}
		n++
		if err := addAlias(ctx, tx, id, alias, aliases[alias]); err != nil {
			return n, err
		}
	}
	if n == 0 {
		return 0, nil
	}
	u, err := UnitByID(ctx, tx, id)
	if err != nil {
		return n, err
	}
	return n, reindex(ctx, tx, u)
}

// SplitNames splits what people write as a list of names.
func SplitNames(text string) []string { return strings.FieldsFunc(text, isSeparator) }
