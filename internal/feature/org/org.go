// Package org knows units (governments, offices, schools) and how they belong together.
package org

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// UnitID identifies a unit for ever: a renamed unit keeps it.
type UnitID string

// Kind is what a unit is.
type Kind string

const (
	City      Kind = "city"      // 市 (or province)
	District  Kind = "district"  // 区, also 燕山 and 经开区
	Street    Kind = "street"    // 街道、镇、乡、地区
	Office    Kind = "office"    // 教育督导机构: the supervision office of a city or district
	Committee Kind = "committee" // 教育督导委员会
	Member    Kind = "member"    // 成员单位 and other departments
	School    Kind = "school"    // kindergarten to university
	Other     Kind = "other"
)

// Unit is one unit as it stands at a date. Path holds the ids of all its superiors and its own.
type Unit struct {
	ID        UnitID     `db:"id"`
	Version   int        `db:"version"`
	ParentID  UnitID     `db:"parent_id"` // "" at the root
	Path      string     `db:"path"`      // such as "/110000/110108/0198…/"
	Kind      Kind       `db:"kind"`
	Name      string     `db:"name"`
	ShortName string     `db:"short_name"`
	Code      string     `db:"code"`      // division code or school code, "" if none
	Stage     string     `db:"stage"`     // of a school: kindergarten, primary, junior, nine_year, complete, senior, twelve_year, vocational, special, higher
	Ownership string     `db:"ownership"` // of a school: public, private
	Students  int        `db:"students"`  // pupils, for size; 0 if unknown
	OpenedOn  civil.Date `db:"opened_on"`
	ClosedOn  civil.Date `db:"closed_on"` // zero while open
}

const columns = `id, version, parent_id, path, kind, name, short_name, code, stage, ownership, students, opened_on, closed_on`

// UnitByID returns a unit without asking who wants to know: names of units are not secret.
func UnitByID(ctx context.Context, r db.Reader, id UnitID) (Unit, error) {
	return db.Get[Unit](ctx, r, `select `+columns+` from unit where id = $1`, id)
}

// AddUnit stores a unit below its parent and sets its path. Use cases of this package call it; so
// does the testkit.
func AddUnit(ctx context.Context, tx *db.Tx, u Unit) error {
	u.Path = "/" + string(u.ID) + "/"
	if u.ParentID != "" {
		parent, err := UnitByID(ctx, tx, u.ParentID)
		if err != nil {
			return err
		}
		u.Path = parent.Path + string(u.ID) + "/"
	}
	_, err := tx.Exec(ctx, `insert into unit (`+columns+`) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		u.ID, u.ParentID, u.Path, u.Kind, u.Name, u.ShortName, u.Code, u.Stage, u.Ownership, u.Students, u.OpenedOn, u.ClosedOn)
	return err
}

// DistrictPath returns the path of the district that a unit path lies in, or of the city itself:
// "/110000/110108/x/" → "/110000/110108/".
func DistrictPath(path string) string {
	n := 0
	for i := range len(path) {
		if path[i] == '/' {
			if n++; n == 3 {
				return path[:i+1]
			}
		}
	}
	return path
}
