// Package seed stores what ships with the program in data/units: Beijing's units, the committee, its
// members and posts. It stands on org.
package seed

import (
	"context"
	"encoding/csv"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"dudao/data"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// seedSpace makes the ids of what ships with the program: the same on every installation.
var seedSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("dudao:data/units"))

// ID returns the id of a unit or post that ships with the program and has no code of its own.
func ID(kind, key string) string {
	return uuid.NewSHA1(seedSpace, []byte(kind+"|"+key)).String()
}

// seeds is everything in data/units, superiors first.
type seeds struct {
	units []org.Named
	ids   map[string]org.UnitID // name → id, of committees and offices
	at    map[org.UnitID]int    // id → index in units
}

// Store stores Beijing's units, the committee and its posts from data/units: what is missing is
// added, what is there is left as people made it. It returns how many units it added.
func Store(ctx context.Context, d *db.DB, s *org.Service) (added int, err error) {
	if err := access.Holds(ctx, org.MayImport); err != nil {
		return 0, err
	}
	all, err := readSeeds()
	if err != nil {
		return 0, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		missing, err := missingOf(ctx, tx, all)
		if err != nil {
			return err
		}
		if added, err = org.AddAll(ctx, tx, missing, nil); err != nil {
			return err
		}
		more, err := seedRest(ctx, tx, all)
		if err != nil {
			return err
		}
		named, err := nameOld(ctx, tx, all, missing)
		if err != nil || added+more+named == 0 {
			return err
		}
		if err := s.Changed(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "org.seed", Ref: ident.Ref{Kind: org.RefKind, ID: "data/units"}, UnitPath: "/", New: map[string]int{"units": added}})
	})
	return added, err
}

func missingOf(ctx context.Context, tx *db.Tx, all seeds) ([]org.Named, error) {
	there := map[org.UnitID]bool{}
	for part := range slices.Chunk(all.units, 500) {
		ids := make([]org.UnitID, len(part))
		for i, u := range part {
			ids[i] = u.ID
		}
		var w db.Where
		db.AddIn(&w, "id", ids)
		list, err := db.List[org.UnitID](ctx, tx, `select id from unit `+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
		for _, id := range list {
			there[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all.units), func(u org.Named) bool { return there[u.ID] }), nil
}

// nameOld gives districts that were there before the other names that rules derive, and returns how many.
func nameOld(ctx context.Context, tx *db.Tx, all seeds, missing []org.Named) (int, error) {
	isNew := map[org.UnitID]bool{}
	for _, u := range missing {
		isNew[u.ID] = true
	}
	total := 0
	for _, x := range all.units {
		if x.Kind != org.District || isNew[x.ID] {
			continue
		}
		n, err := org.CallAlso(ctx, tx, x.ID, x.Aliases)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// seedRest stores group sets, posts and seats that are missing, and returns how many.
func seedRest(ctx context.Context, tx *db.Tx, all seeds) (int, error) {
	total := int64(0)
	put := func(q string, args ...any) error {
		n, err := tx.Exec(ctx, q, args...)
		total += n
		return err
	}
	sets, err := table("group_sets.csv")
	if err != nil {
		return 0, err
	}
	for _, r := range sets {
		if err := put(`insert into unit_group_set (code, name, note, exclusive, rank) values ($1, $2, $3, $4, $5) on conflict (code) do nothing`,
			r["code"], r["name"], r["note"], r["exclusive"] == "true", number(r["rank"])); err != nil {
			return 0, err
		}
	}
	members, err := table("members.csv")
	if err != nil {
		return 0, err
	}
	committee := all.ids["committee|110000"]
	for _, r := range members {
		if err := put(`insert into committee_seat (id, committee_id, unit_id, rank) values ($1, $2, $3, $4) on conflict (id) do nothing`,
			ID("seat", r["name"]), committee, all.memberID(r), number(r["rank"])); err != nil {
			return 0, err
		}
	}
	posts, err := table("posts.csv")
	if err != nil {
		return 0, err
	}
	for _, p := range posts {
		units := []org.UnitID{committee}
		if p["unit"] == "*" {
			units = units[:0]
			for _, r := range members {
				units = append(units, all.memberID(r))
			}
		}
		for _, id := range units {
			if err := put(`insert into post (id, version, unit_id, title, held_by, duty, rank) values ($1, 1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
				ID("post", string(id)+"|"+p["rank"]), id, p["title"], p["held_by"], p["duty"], number(p["rank"])); err != nil {
				return 0, err
			}
		}
	}
	return int(total), nil
}

// memberID is the unit of a member of the committee: the city's own office, or a department.
func (a seeds) memberID(r map[string]string) org.UnitID {
	if id, ok := a.ids["office|"+r["name"]]; ok {
		return id
	}
	return org.UnitID(ID("member", r["name"]))
}

// readSeeds reads data/units, superiors first.
func readSeeds() (seeds, error) {
	all := seeds{ids: map[string]org.UnitID{}, at: map[org.UnitID]int{}}
	for _, f := range []struct {
		file string
		unit func(map[string]string) org.Unit
	}{
		{"divisions.csv", func(r map[string]string) org.Unit {
			return org.Unit{ID: org.UnitID(r["code"]), ParentID: org.UnitID(r["parent_code"]), Kind: org.Kind(r["kind"]), Code: r["code"]}
		}},
		{"offices.csv", func(r map[string]string) org.Unit {
			all.ids["office|"+r["name"]] = org.UnitID(ID("office", r["parent_code"]))
			return org.Unit{ID: all.ids["office|"+r["name"]], ParentID: org.UnitID(r["parent_code"]), Kind: org.Office}
		}},
		{"committees.csv", func(r map[string]string) org.Unit {
			all.ids["committee|"+r["parent_code"]] = org.UnitID(ID("committee", r["parent_code"]))
			return org.Unit{ID: all.ids["committee|"+r["parent_code"]], ParentID: org.UnitID(r["parent_code"]), Kind: org.Committee}
		}},
		{"members.csv", func(r map[string]string) org.Unit {
			return org.Unit{ID: all.memberID(r), ParentID: "110000", Kind: org.Member}
		}},
		{"schools.csv", func(r map[string]string) org.Unit {
			return org.Unit{ID: org.UnitID(ID("school", r["parent_code"]+"|"+r["name"])), ParentID: org.UnitID(r["parent_code"]), Kind: org.School, Code: r["code"],
				Stage: r["stage"], Ownership: r["ownership"], Nature: r["nature"], PlaceID: org.UnitID(r["place_code"]), Address: r["address"]}
		}},
	} {
		rows, err := table(f.file)
		if err != nil {
			return all, err
		}
		for _, r := range rows {
			u := f.unit(r)
			u.Name, u.ShortName = r["name"], r["short_name"]
			all.add(u, r["aliases"])
		}
	}
	all.ruleAliases()
	return all, nil
}

// add appends a unit below its parent; one that is there already (the office among the members) stays.
func (a *seeds) add(u org.Unit, aliases string) {
	if _, ok := a.at[u.ID]; ok {
		return
	}
	u.Version, u.Path = 1, "/"+string(u.ID)+"/"
	if i, ok := a.at[u.ParentID]; ok {
		u.Path = a.units[i].Path + string(u.ID) + "/"
	}
	x := org.Named{Unit: u, Aliases: map[string]string{}}
	for _, alias := range org.SplitNames(aliases) {
		x.Aliases[alias] = org.AliasGiven
	}
	a.at[u.ID] = len(a.units)
	a.units = append(a.units, x)
}

// ruleAliases adds the other ways people write the names of streets and towns, unless a neighbour
// has that name: the statistical codes say 四季青地区 where people say 四季青镇.
func (a *seeds) ruleAliases() {
	taken := map[string]bool{}
	for _, u := range a.units {
		taken[string(u.ParentID)+"|"+u.Name] = true
	}
	for i, u := range a.units {
		for _, alias := range org.OtherNames(u.Kind, u.Name) {
			if _, given := u.Aliases[alias]; !given && !taken[string(u.ParentID)+"|"+alias] {
				a.units[i].Aliases[alias] = org.AliasRule
			}
		}
	}
}

// table reads one file of data/units as rows by column name.
func table(name string) ([]map[string]string, error) {
	f, err := data.Files.Open("units/" + name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		m := make(map[string]string, len(row))
		for i, v := range row {
			m[rows[0][i]] = v
		}
		out = append(out, m)
	}
	return out, nil
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
