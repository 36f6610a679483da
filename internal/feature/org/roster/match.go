package roster

import (
	"context"

	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// there is what the database has of the names and codes of a chunk.
type there struct {
	byName  map[string][]org.Unit
	byCode  map[string][]org.Unit
	byAlias map[string][]org.Unit
	aliases map[org.UnitID]map[string]bool
}

func readThere(ctx context.Context, r db.Reader, rows []*checked) (*there, error) {
	t := &there{map[string][]org.Unit{}, map[string][]org.Unit{}, map[string][]org.Unit{}, map[org.UnitID]map[string]bool{}}
	var names, codes []string
	for _, c := range rows {
		if c.unit.Name != "" {
			names = append(names, c.unit.Name)
		}
		if c.unit.Code != "" {
			codes = append(codes, c.unit.Code)
		}
	}
	named, err := org.OpenWith(ctx, r, "name", names)
	if err != nil {
		return nil, err
	}
	coded, err := org.OpenWith(ctx, r, "code", codes)
	if err != nil {
		return nil, err
	}
	for _, u := range named {
		t.byName[u.Name] = append(t.byName[u.Name], u)
	}
	for _, u := range coded {
		t.byCode[u.Code] = append(t.byCode[u.Code], u)
	}
	return t, t.readAliases(ctx, r, names)
}

func (t *there) readAliases(ctx context.Context, r db.Reader, names []string) error {
	if len(names) == 0 {
		return nil
	}
	var w db.Where
	db.AddIn(&w, "a.alias", names)
	list, err := db.List[struct {
		org.Unit
		Alias string `db:"alias"`
	}](ctx, r, `select a.alias, u.id, u.version, u.parent_id, u.path, u.kind, u.name from unit_alias a join unit u on u.id = a.unit_id `+w.SQL()+` and u.closed_on is null`, w.Args()...)
	for _, x := range list {
		t.byAlias[x.Alias] = append(t.byAlias[x.Alias], x.Unit)
	}
	return err
}

// readOwn reads the other names the units have already that rows bring other names for.
func (t *there) readOwn(ctx context.Context, r db.Reader, rows []*checked) error {
	var ids []org.UnitID
	for _, c := range rows {
		if c.before != nil && len(c.aliases) > 0 {
			ids = append(ids, c.before.ID)
			t.aliases[c.before.ID] = map[string]bool{}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var w db.Where
	db.AddIn(&w, "unit_id", ids)
	list, err := db.List[struct {
		Alias string     `db:"alias"`
		ID    org.UnitID `db:"unit_id"`
	}](ctx, r, `select alias, unit_id from unit_alias `+w.SQL(), w.Args()...)
	for _, a := range list {
		t.aliases[a.ID][a.Alias] = true
	}
	return err
}

// match finds the unit a row means: by code, else by name below the same superior. A school that is
// there under another name, or elsewhere with this code, is a duplicate that a person must decide.
func (t *there) match(c *checked) {
	u := c.unit
	for _, x := range t.byCode[u.Code] {
		if u.Code == "" || x.Kind != u.Kind {
			continue
		}
		if x.ParentID != u.ParentID {
			c.wrong(colCode, "代码 %s 已被“%s”使用", u.Code, x.Name)
			return
		}
		c.before = &x
		return
	}
	for _, x := range t.byName[u.Name] {
		if x.Kind != u.Kind || x.ParentID != u.ParentID {
			continue
		}
		if x.Code != "" && u.Code != "" && x.Code != u.Code {
			c.wrong(colName, "已有同名单位，代码是 %s", x.Code)
			return
		}
		c.before = &x
		return
	}
	for _, x := range t.byAlias[u.Name] {
		if x.Kind == u.Kind && org.DistrictPath(x.Path) == org.DistrictPath(u.Path) {
			c.wrong(colName, "与“%s”重复：这是它的别名或曾用名", x.Name)
			return
		}
	}
}
