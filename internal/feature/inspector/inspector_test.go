package inspector

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/feature/org"
)

func date(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// 《教育督导条例》第十条, 《浙江省教育督导条例》第二十条: who must stay away from a unit, and on whose words.
func TestArticle10Recusal(t *testing.T) {
	school := org.Unit{ID: "s", Kind: org.School, Path: "/110000/110108/s/"}
	able := Inspector{ID: "i", UnitID: "hd_office", CertificateNo: "1", TermFrom: date("2025-01-01"), TermTo: date("2027-12-31")}
	tie := func(k TieKind, to string) []Tie {
		x := Tie{UnitID: "s", UnitPath: school.Path, UnitName: "一小", Kind: k, Note: "说明"}
		if to != "" {
			x.To = date(to)
		}
		return []Tie{x}
	}
	p := Params{"employed_years": 3}
	with := func(f func(*Inspector)) Inspector { i := able; f(&i); return i }
	for name, c := range map[string]struct {
		i    Inspector
		ties []Tie
		want string // the kind, "" for none
	}{
		"nothing":                 {able, nil, ""},
		"relative of the head":    {able, tie(NearRelative, ""), "near_relative"},
		"family works there":      {able, tie(FamilyAt, ""), "family_at"},
		"works there":             {able, tie(Employed, ""), "employed"},
		"left two years ago":      {able, tie(Employed, "2024-09-02"), "employed"},
		"left three years ago":    {able, tie(Employed, "2023-09-01"), "employed"},
		"left longer ago":         {able, tie(Employed, "2023-08-31"), ""},
		"other":                   {able, tie(OtherTie, ""), "other"},
		"asked to stay away":      {able, tie(SelfDeclared, ""), "self_declared"},
		"tie that ended":          {able, []Tie{{UnitID: "s", Kind: NearRelative, EndedAt: civil.At(date("2026-01-01").Time())}}, ""},
		"tie to another school":   {able, []Tie{{UnitID: "x", UnitPath: "/110000/110108/x/", Kind: NearRelative}}, ""},
		"tie to a branch":         {able, []Tie{{UnitID: "b", UnitPath: school.Path + "b/", Kind: NearRelative}}, "near_relative"},
		"term over":               {with(func(i *Inspector) { i.TermTo = date("2026-08-31") }), nil, "term"},
		"last day of the term":    {with(func(i *Inspector) { i.TermTo = date("2026-09-01") }), nil, ""},
		"not certified":           {with(func(i *Inspector) { i.CertificateNo = " " }), nil, "certificate"},
		"works at the unit":       {with(func(i *Inspector) { i.UnitID = "s" }), nil, "own_unit"},
		"dismissed before":        {with(func(i *Inspector) { i.EndedOn = date("2026-09-01") }), nil, "ended"},
		"declared end in advance": {with(func(i *Inspector) { i.EndedOn = date("2026-09-02") }), nil, ""},
	} {
		got := Recusals(c.i, c.ties, school, date("2026-09-01"), p)
		kind := ""
		if len(got) > 0 {
			kind = got[0].Kind
			if got[0].Article == "" || got[0].Chinese() == "" {
				t.Errorf("%s: reason without words or article: %+v", name, got[0])
			}
		}
		if kind != c.want || len(got) > 1 {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
}

// 《教育督导条例》第六条: a part-time inspector is appointed for 3 years, at most 3 terms in a row.
func TestArticle6Terms(t *testing.T) {
	p := Params{"term_years": 3, "terms_max": 3}
	ok := Inspector{Name: "张", Level: District, Kind: "part", Field: "school", TermFrom: date("2026-01-01"), TermTo: date("2028-12-31"), Terms: 3}
	for name, c := range map[string]struct {
		change func(*Inspector)
		good   bool
	}{
		"three years":           {func(*Inspector) {}, true},
		"a day more":            {func(i *Inspector) { i.TermTo = date("2029-01-02") }, false},
		"fourth term":           {func(i *Inspector) { i.Terms = 4 }, false},
		"full-time may be more": {func(i *Inspector) { i.Kind, i.Terms, i.TermTo = "full", 4, date("2036-01-01") }, true},
		"ends before it starts": {func(i *Inspector) { i.TermTo = date("2025-01-01") }, false},
		"nameless":              {func(i *Inspector) { i.Name = " " }, false},
	} {
		i := ok
		c.change(&i)
		if err := i.check(p); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
