package org

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/naming"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// OfficeOf returns the supervision office responsible for a unit path: that of its district, or of
// the city when the district has none. 《教育督导条例》第四条: the office of each level is in charge.
func OfficeOf(ctx context.Context, r db.Reader, path string) (Unit, error) {
	offices, err := db.List[Unit](ctx, r, `select `+columns+` from unit where kind = $1 and closed_on is null and parent_id in ($2, $3) order by path`,
		Office, lastID(DistrictPath(path)), lastID(rootOf(path)))
	if err != nil {
		return Unit{}, err
	}
	for _, want := range []string{lastID(DistrictPath(path)), lastID(rootOf(path))} {
		for _, o := range offices {
			if string(o.ParentID) == want {
				return o, nil
			}
		}
	}
	return Unit{}, errs.New(errs.NotFound, "没有找到负责该单位的教育督导机构")
}

// SuperiorOf returns the unit above: of an office the office above it, otherwise the parent; of the
// root itself.
func SuperiorOf(ctx context.Context, r db.Reader, id UnitID) (Unit, error) {
	u, err := UnitByID(ctx, r, id)
	if err != nil || u.ParentID == "" {
		return u, err
	}
	parent, err := UnitByID(ctx, r, u.ParentID)
	if err != nil || u.Kind != Office || parent.ParentID == "" {
		return parent, err
	}
	return OfficeOf(ctx, r, rootOf(u.Path))
}

// rootOf returns the path of the city: "/110000/110108/" → "/110000/".
func rootOf(path string) string {
	if i := strings.IndexByte(strings.TrimPrefix(path, "/"), '/'); i >= 0 {
		return path[:i+2]
	}
	return path
}

func lastID(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// Resolve finds the one open unit that people mean by a name, short name, other name or code, in
// the actor's subtree; kind "" is any. More or none is errs.Invalid on field "unit" and says what
// was nearest.
func (s *Service) Resolve(ctx context.Context, text string, kind Kind) (Unit, error) {
	text = strings.TrimSpace(text)
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return Unit{}, err
	}
	if text == "" {
		return Unit{}, errs.NewField("unit", "请填写单位名称")
	}
	narrow := func(w *db.Where) {
		w.Add("path >= ? and path < ? and closed_on is null", rg.From, rg.To)
		if kind != "" {
			w.Add("kind = ?", kind)
		}
	}
	found, err := named(ctx, s.db, text, narrow)
	if name, place, ok := naming.Split(text); ok && err == nil && len(found) == 0 {
		if found, err = named(ctx, s.db, name, narrow); err == nil {
			found, err = s.within(ctx, found, place)
		}
	}
	if err != nil {
		return Unit{}, err
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return Unit{}, s.meant(ctx, found, errs.NewField("unit", "有 %d 个单位叫“%s”，请选择：%s", len(found), text, s.names(ctx, found)))
	}
	ended, err := named(ctx, s.db, text, func(w *db.Where) {
		w.Add("path >= ? and path < ? and closed_on is not null", rg.From, rg.To)
		if kind != "" {
			w.Add("kind = ?", kind)
		}
	})
	if err != nil {
		return Unit{}, err
	}
	if len(ended) > 0 {
		return Unit{}, Existing(ctx, s.db, ended[0], "unit")
	}
	near, err := s.Search(ctx, text, Filter{Kind: kind})
	if err != nil {
		return Unit{}, err
	}
	if len(near) == 0 {
		return Unit{}, errs.NewField("unit", "没有找到单位“%s”", text)
	}
	near = near[:min(len(near), 5)]
	return Unit{}, s.meant(ctx, near, errs.NewField("unit", "没有叫“%s”的单位，是不是：%s", text, s.names(ctx, near)))
}

// within keeps the units of a district, or those with a code, that a picker wrote behind the name.
func (s *Service) within(ctx context.Context, found []Unit, place string) (out []Unit, err error) {
	rows, err := s.named(ctx, found)
	for _, r := range rows {
		if near := strings.TrimSuffix(r.DistrictName, "区"); place != "" && (near == strings.TrimSuffix(place, "区") || place == r.Code || place == string(r.ID)) {
			out = append(out, r.Unit)
		}
	}
	return out, err
}

// meant adds the units to an error as texts that Resolve understands.
func (s *Service) meant(ctx context.Context, found []Unit, e *errs.Error) error {
	rows, err := s.named(ctx, found)
	if err != nil {
		return err
	}
	return e.Choices(Written(rows))
}

// Written says units as people write them, with district or code behind a name that several share;
// Resolve understands each text.
func Written(rows []Row) []string {
	list := make([][]string, len(rows))
	for i, r := range rows {
		list[i] = []string{r.Name, r.DistrictName, r.Code, string(r.ID)}
	}
	return naming.Distinct(list)
}

// OpenUnit returns the unit with an id, in which something new is to begin; none or a closed one is
// an error on a field. before is what was chosen earlier: it may have closed since.
func OpenUnit(ctx context.Context, r db.Reader, id, before UnitID, field string) (Unit, error) {
	u, err := UnitByID(ctx, r, id)
	switch {
	case errs.KindOf(err) == errs.NotFound && err != nil:
		return u, errs.NewField(field, "没有这个单位")
	case err != nil || id == before:
		return u, err
	}
	return u, Existing(ctx, r, u, field)
}

// Existing returns an error on a field for a unit that has closed: nothing new begins there. It names
// what the unit became.
func Existing(ctx context.Context, r db.Reader, u Unit, field string) error {
	if u.ClosedOn.IsZero() {
		return nil
	}
	next, err := Successors(ctx, r, u.ID)
	if err != nil {
		return err
	}
	if len(next) == 0 {
		return errs.NewField(field, "%s已于 %s 撤销，请另选单位", u.Name, u.ClosedOn)
	}
	names := make([]string, len(next))
	for n, x := range next {
		names[n] = x.Name
	}
	return errs.NewField(field, "%s已于 %s 撤销，现为：%s", u.Name, u.ClosedOn, strings.Join(names, "、"))
}

// named lists the units whose name, short name, other name, code or id is exactly text; the best match only.
func named(ctx context.Context, r db.Reader, text string, narrow func(*db.Where)) ([]Unit, error) {
	for _, cond := range []string{"(id = ? or code = ?)", "(name = ? or short_name = ?)", "id in (select unit_id from unit_alias where alias = ? or alias = ?)"} {
		var w db.Where
		w.Add(cond, text, text)
		narrow(&w)
		found, err := db.List[Unit](ctx, r, `select `+columns+` from unit `+w.SQL()+` order by path limit 20`, w.Args()...)
		if err != nil || len(found) > 0 {
			return foremost(found), err
		}
	}
	return nil, nil
}

// foremost picks the district when a district and smaller places share a name: 海淀 is 海淀区 before 海淀街道.
func foremost(found []Unit) []Unit {
	at := slices.IndexFunc(found, func(u Unit) bool { return u.Kind == District })
	if at < 0 || slices.ContainsFunc(found[at+1:], func(u Unit) bool { return u.Kind == District }) {
		return found
	}
	return found[at : at+1]
}

func (s *Service) names(ctx context.Context, units []Unit) string {
	var out []string
	for _, u := range units {
		name := u.Name
		if d, err := UnitByID(ctx, s.db, u.ParentID); err == nil && d.Kind == District && !strings.Contains(name, d.Name) {
			name += "（" + d.Name + "）"
		}
		out = append(out, name)
	}
	return strings.Join(slices.Compact(out), "、")
}
