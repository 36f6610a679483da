package org

import (
	"context"
	"strings"

	"dudao/internal/platform/db"
)

// Gazetteer knows the places that people name, by every way of writing them.
type Gazetteer struct {
	places  map[string][]Unit // name, short name, other name or code → city, districts
	streets map[UnitID]map[string][]Unit
	names   map[UnitID][]string // district → names of its streets, to suggest
}

// ReadGazetteer reads the city, its districts and their streets.
func ReadGazetteer(ctx context.Context, r db.Reader) (*Gazetteer, error) {
	units, err := db.List[Unit](ctx, r, `select `+columns+` from unit where kind in ('city', 'district', 'street') and closed_on is null order by path`)
	if err != nil {
		return nil, err
	}
	aliases, err := db.List[struct {
		Alias string `db:"alias"`
		ID    UnitID `db:"unit_id"`
	}](ctx, r, `select a.alias, a.unit_id from unit_alias a join unit u on u.id = a.unit_id where u.kind in ('city', 'district', 'street') and u.closed_on is null`)
	if err != nil {
		return nil, err
	}
	other := map[UnitID][]string{}
	for _, a := range aliases {
		other[a.ID] = append(other[a.ID], a.Alias)
	}
	g := &Gazetteer{map[string][]Unit{}, map[UnitID]map[string][]Unit{}, map[UnitID][]string{}}
	for _, u := range units {
		m := g.places
		if u.Kind == Street {
			if m = g.streets[u.ParentID]; m == nil {
				m = map[string][]Unit{}
				g.streets[u.ParentID] = m
			}
			g.names[u.ParentID] = append(g.names[u.ParentID], u.Name)
		}
		put(m, u, append([]string{u.Name, u.ShortName, u.Code, string(u.ID)}, other[u.ID]...))
	}
	for _, u := range units { // rules come last: they never hide a name that somebody has
		m := g.places
		if u.Kind == Street {
			m = g.streets[u.ParentID]
		}
		for _, name := range OtherNames(u.Kind, u.Name) {
			if len(m[name]) == 0 {
				m[name] = []Unit{u}
			}
		}
	}
	return g, nil
}

func put(m map[string][]Unit, u Unit, keys []string) {
	seen := map[string]bool{"": true}
	for _, key := range keys {
		if !seen[key] {
			seen[key] = true
			m[key] = append(m[key], u)
		}
	}
}

// Place returns the city or district of that name.
func (g *Gazetteer) Place(name string) (Unit, bool) {
	found := g.places[name]
	if len(found) != 1 {
		return Unit{}, false
	}
	return found[0], true
}

// Within finds a street by name within a district, or the district a unit of the city stands in;
// otherwise it says what is wrong.
func (g *Gazetteer) Within(parent Unit, text string) (id UnitID, wrong string, args []string) {
	if parent.Kind == City {
		if at, ok := g.Place(text); ok {
			return at.ID, "", nil
		}
		return "", "市属单位在这一列填所在区，没有叫“%s”的区", []string{text}
	}
	s, ok := g.street(parent, text)
	if ok {
		return s.ID, "", nil
	}
	if near := g.nearest(parent.ID, text); near != "" {
		return "", "%s没有“%s”，是不是：%s", []string{parent.Name, text, near}
	}
	return "", "%s没有“%s”这个街道（乡镇）", []string{parent.Name, text}
}

// street finds a street by name within a district, 燕山 and 经开区 on the land they stand on.
func (g *Gazetteer) street(district Unit, text string) (Unit, bool) {
	for _, id := range []UnitID{district.ID, landOf(district.ID)} {
		found := g.streets[id][text]
		for _, u := range found { // the name itself goes before other names
			if u.Name == text || len(found) == 1 {
				return u, true
			}
		}
	}
	return Unit{}, false
}

func landOf(id UnitID) UnitID {
	if len(id) == 7 {
		return id[:6]
	}
	return id
}

// nearest suggests streets that share two characters with text.
func (g *Gazetteer) nearest(district UnitID, text string) string {
	var out []string
	for _, end := range []string{endOffice, endStreet, endArea, endTown, endTownship} {
		text = strings.TrimSuffix(text, end)
	}
	runes := []rune(text)
	for i := 0; i+1 < len(runes) && len(out) == 0; i++ {
		for _, name := range g.names[landOf(district)] {
			if strings.Contains(name, string(runes[i:i+2])) && len(out) < 3 {
				out = append(out, name)
			}
		}
	}
	return strings.Join(out, "、")
}
