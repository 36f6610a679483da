package org

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
)

// UnitID identifies a unit for ever: a renamed unit keeps it.
type UnitID string

// URL returns the address of the unit's page.
func (id UnitID) URL() string { return "/units/" + string(id) }

// Kind is what a unit is.
type Kind string

// The kinds of units.
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

// Word is a value and its Chinese name.
type Word struct{ Value, Label string }

// Kinds, Stages, Ownerships and Natures are the words units are described with, in the order people expect.
var (
	Kinds = []Word{
		{string(City), "市"}, {string(District), "区"}, {string(Street), "街道（乡镇）"}, {string(Office), "教育督导机构"},
		{string(Committee), "教育督导委员会"}, {string(Member), "成员单位"}, {string(School), "学校"}, {string(Other), "其他单位"},
	}
	Stages = []Word{
		{"kindergarten", "幼儿园"}, {"primary", "小学"}, {"junior", "初级中学"}, {"nine_year", "九年一贯制学校"},
		{"complete", "完全中学"}, {"senior", "高中"}, {"twelve_year", "十二年一贯制学校"}, {"secondary", "中学"},
		{"vocational", "中等职业学校"}, {"special", "特殊教育学校"}, {"higher", "高等学校"}, {"unsorted", "学段未定"},
	}
	Ownerships = []Word{{"public", "公办"}, {"private", "民办"}}
	Natures    = []Word{{"department", "教育部门办"}, {"organisation", "单位办"}, {"inclusive", "普惠"}, {"non_inclusive", "非普惠"}}
)

// LabelOf returns the Chinese name of a value, or the value itself.
func LabelOf(words []Word, value string) string {
	for _, w := range words {
		if w.Value == value {
			return w.Label
		}
	}
	return value
}

// Unit is one unit as it stands at a date. Path holds the ids of all its superiors and its own.
type Unit struct {
	ID        UnitID     `db:"id" json:"id"`
	Version   int        `db:"version" json:"version"`
	ParentID  UnitID     `db:"parent_id" json:"parent_id"` // "" at the root
	Path      string     `db:"path" json:"path"`           // such as "/110000/110108/0198…/"
	Kind      Kind       `db:"kind" json:"kind"`
	Name      string     `db:"name" json:"name"`
	ShortName string     `db:"short_name" json:"short_name"`
	Code      string     `db:"code" json:"code"`           // division code or school code, "" if none
	Stage     string     `db:"stage" json:"stage"`         // of a school, one of Stages
	Ownership string     `db:"ownership" json:"ownership"` // of a school: public, private; "" if unknown
	Nature    string     `db:"nature" json:"nature"`       // one of Natures, "" if unknown
	Students  int        `db:"students" json:"students"`   // pupils, for size; 0 if unknown
	PlaceID   UnitID     `db:"place_id" json:"place_id"`   // the street it stands in; of a unit of the city, the district; "" if unknown
	Address   string     `db:"address" json:"address"`
	OpenedOn  civil.Date `db:"opened_on" json:"opened_on"`
	ClosedOn  civil.Date `db:"closed_on" json:"closed_on"` // zero while open
	SinceOn   civil.Date `db:"since_on" json:"since_on"`   // from when it is as it is; zero: ever since
	Demo      bool       `db:"demo" json:"demo"`           // its figures are made up
}

// Label is the short name, or the name.
func (u Unit) Label() string {
	if u.ShortName != "" {
		return u.ShortName
	}
	return u.Name
}

// OpenOn reports whether the unit exists on the day.
func (u Unit) OpenOn(d civil.Date) bool {
	return !d.Before(u.OpenedOn) && (u.ClosedOn.IsZero() || d.Before(u.ClosedOn))
}

// Unplaced reports whether nobody has said yet which district a school belongs to (区未定).
func (u Unit) Unplaced() bool {
	return u.Kind == School && u.PlaceID == "" && strings.Count(u.Path, "/") <= 3
}

// below lists which kinds may stand below which.
var below = map[Kind][]Kind{
	"":       {City},
	City:     {District, Office, Committee, Member, School, Other},
	District: {Street, Office, Committee, Member, School, Other},
	Office:   {Other},
	Member:   {Other},
	School:   {School, Other}, // a branch or campus
	Street:   {Other},
}

// Check applies the rules every unit meets; parent is the zero Unit for the root.
func (u Unit) Check(parent Unit, today civil.Date) error {
	var c errs.Check
	c.That(strings.TrimSpace(u.Name) != "", "name", "请填写单位名称")
	c.That(utf8.RuneCountInString(u.Name) <= 100, "name", "单位名称不能超过 %d 个字", 100)
	c.That(utf8.RuneCountInString(u.ShortName) <= 50, "short_name", "简称不能超过 %d 个字", 50)
	c.That(has(Kinds, string(u.Kind)), "kind", "没有这种单位类型")
	c.That(parent.ClosedOn.IsZero(), "parent_id", "上级单位已撤销：%s", parent.Name)
	if has(Kinds, string(u.Kind)) {
		c.That(slices.Contains(below[parent.Kind], u.Kind), "parent_id", "“%s”下面不能设这种单位", parent.Name)
	}
	c.That(u.Stage == "" || has(Stages, u.Stage), "stage", "没有这个学段")
	c.That(u.Kind != School || u.Stage != "", "stage", "请选择学段")
	c.That(u.Ownership == "" || has(Ownerships, u.Ownership), "ownership", "没有这种办学性质")
	c.That(u.Nature == "" || has(Natures, u.Nature), "nature", "没有这种举办方式")
	c.That(u.Students >= 0 && u.Students <= 1_000_000, "students", "学生数应为 0 到 %d 的整数", 1_000_000)
	c.That(u.OpenedOn.IsZero() || !today.Before(u.OpenedOn), "opened_on", "成立日期不能晚于今天")
	c.That(u.ClosedOn.IsZero() || !u.ClosedOn.Before(u.OpenedOn), "closed_on", "撤销日期不能早于成立日期")
	return c.Err()
}

func has(words []Word, value string) bool {
	return slices.ContainsFunc(words, func(w Word) bool { return w.Value == value })
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

// Tidy removes what people type around and inside names without meaning it.
func (u Unit) Tidy() Unit {
	for _, s := range []*string{&u.Name, &u.ShortName, &u.Code, &u.Address} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	if u.Kind != School {
		u.Stage, u.Ownership, u.Nature = "", "", ""
	}
	return u
}
