package monitor

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
)

// follow puts what a school gave into the blocks of its district, in the transaction in which it was given.
func (s *Service) follow(ctx context.Context, tx *db.Tx, x returns.Return) error {
	set := Set()
	if x.FormCode != set.SchoolForm || x.State == returns.Returned { // what is corrected stands until it is given again
		return nil
	}
	g, err := returns.GivenBy(ctx, tx, x)
	if err != nil {
		return err
	}
	var parts map[balance.Stage]balance.School
	if x.State.Given() {
		if parts, err = set.Parts(rules(), indicator.Unit{ID: string(g.UnitID), Name: g.UnitName, Values: g.Values}); err != nil {
			return err
		}
	}
	area, err := areaOf(ctx, tx, g.UnitID)
	if err != nil {
		return err
	}
	seq, err := tick(ctx, tx)
	if err != nil {
		return err
	}
	for _, stage := range balance.Stages {
		part, has := parts[stage]
		r, err := blockOf(ctx, tx, x.Year, area, stage)
		if err != nil {
			return err
		}
		if r.Data == nil && !has {
			continue
		}
		var list []columns.School
		if r.Data != nil && r.Source == FromReturns { // what schools give takes the place of a table
			b, err := columns.Decode(r.key(), r.Data)
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(b.Schools(), func(o columns.School) bool { return o.ID == string(g.UnitID) })
		}
		if has {
			list = append(list, columns.School{ID: string(g.UnitID), Name: g.UnitName, Kind: kindOf(g), Students: part.Students, Totals: part.Totals})
		}
		slices.SortFunc(list, func(a, b columns.School) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
		b := columns.NewBlock(r.key(), list)
		r.Source, r.TableID, r.Demo, r.Schools, r.Seq, r.Data = FromReturns, "", g.Demo, b.Len(), seq, b.Encode()
		if err := store(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// kindOf is what like schools have in common: type and who runs them.
func kindOf(g returns.Given) string {
	if strings.Contains(g.Values["X01"], "民办") {
		return g.Kind + "·民办"
	}
	return g.Kind
}

// areaOf is the district a school stands in: that of its place, or the one it belongs to.
func areaOf(ctx context.Context, r db.Reader, id org.UnitID) (Area, error) {
	u, err := org.UnitByID(ctx, r, id)
	if err != nil {
		return Area{}, err
	}
	path := org.DistrictPath(u.Path)
	if u.PlaceID != "" {
		place, err := org.UnitByID(ctx, r, u.PlaceID)
		if err != nil {
			return Area{}, err
		}
		path = org.DistrictPath(place.Path)
	}
	code := strings.Trim(path, "/")
	d, err := org.UnitByID(ctx, r, org.UnitID(code[strings.LastIndexByte(code, '/')+1:]))
	return Area{string(d.ID), d.Path, d.Name}, err
}

// blockOf reads a block, an empty one if there is none yet.
func blockOf(ctx context.Context, tx *db.Tx, year int, a Area, stage balance.Stage) (row, error) {
	r, err := db.Get[row](ctx, tx, `select `+rowColumns+` from monitor_block where year = $1 and area_id = $2 and stage = $3`, year, a.ID, string(stage))
	if errs.KindOf(err) == errs.NotFound {
		return row{Year: year, AreaID: a.ID, Stage: string(stage), AreaPath: a.Path, AreaName: a.Name}, nil
	}
	return r, err
}

func store(ctx context.Context, tx *db.Tx, r row) error {
	_, err := tx.Exec(ctx, `insert into monitor_block (`+rowColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (year, area_id, stage) do update set area_path = excluded.area_path, area_name = excluded.area_name, source = excluded.source, table_id = excluded.table_id, demo = excluded.demo,
		schools = excluded.schools, seq = excluded.seq, data = excluded.data`, r.values()...)
	return err
}
