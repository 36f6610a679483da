package org

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
)

// Action is one way a unit changes.
type Action string

// The ways a unit changes.
const (
	Adding   Action = "add"
	Editing  Action = "edit"
	Renaming Action = "rename"
	Moving   Action = "move"
	Merging  Action = "merge"
	Split    Action = "split"
	Closing  Action = "close"
)

// Step is one row of the life cycle: what may be done to a unit in a state.
type Step struct {
	Action     Action
	From, To   State
	Permission access.Permission
	Label      string // the button, in Chinese
	Clause     string // where it is written
}

// State is where a unit is in its life.
type State string

// The states of a unit.
const (
	Open   State = "open"
	Closed State = "closed"
)

const schoolLaw = "《中华人民共和国教育法》第二十八条"

// Steps is the life cycle of a unit: it drives what is legal and which buttons show.
var Steps = []Step{
	{Editing, Open, Open, MayManage, "修改信息", ""},
	{Renaming, Open, Open, MayManage, "更名", schoolLaw},
	{Moving, Open, Open, MayManage, "调整隶属", schoolLaw},
	{Merging, Open, Closed, MayManage, "合并", schoolLaw},
	{Split, Open, Open, MayManage, "分立", schoolLaw},
	{Closing, Open, Closed, MayManage, "撤销", schoolLaw},
}

// State returns where the unit is in its life.
func (u Unit) State() State {
	if u.ClosedOn.IsZero() {
		return Open
	}
	return Closed
}

// need is the permission that changing a unit takes: schools are the district's business, the
// rest of the structure is the city's.
func (k Kind) need() access.Permission {
	if k == School || k == Other {
		return MayManage
	}
	return MayStructure
}

// Change says from when something holds, and why.
type Change struct {
	On     civil.Date `json:"on"`     // zero means today
	Reason string     `json:"reason"` // told to everybody who reads the history
	Basis  string     `json:"basis"`  // number of the document it follows, "" if none
}

// check applies the rules of every change to u, on the day today.
// 《中华人民共和国教育法》第二十八条: setting up, changing and ending a school follows its formalities.
func (c Change) check(u Unit, a Action, today civil.Date) error {
	if u.State() != Open {
		return errs.New(errs.Conflict, "单位已撤销，不能再变更")
	}
	var k errs.Check
	k.That(!today.Before(c.On), "on", "生效日期不能晚于今天")
	k.That(u.SinceOn.IsZero() || !c.On.Before(u.SinceOn), "on", "生效日期不能早于上一次变更的日期 %s", u.SinceOn)
	k.That(u.OpenedOn.IsZero() || !c.On.Before(u.OpenedOn), "on", "生效日期不能早于成立日期 %s", u.OpenedOn)
	k.That(a == Editing || strings.TrimSpace(c.Reason) != "", "reason", "请填写变更原因")
	return k.Err()
}

// after holds that what concerns the unit from a day on does not begin before the unit did.
func (u Unit) after(field string, on civil.Date) error {
	if u.OpenedOn.IsZero() || on.IsZero() || !on.Before(u.OpenedOn) {
		return nil
	}
	return errs.NewField(field, "%s于 %s 才成立，生效日期不能更早", u.Name, u.OpenedOn)
}

// rename gives the unit a new name from the day on.
func (u Unit) rename(name, short string, c Change) (Unit, error) {
	if name == u.Name && short == u.ShortName {
		return u, errs.NewField("name", "新名称与原名称相同")
	}
	u.Name, u.ShortName, u.SinceOn = name, short, c.On
	return u, nil
}

// move puts the unit below another one from the day on.
func (u Unit) move(parent Unit, c Change) (Unit, error) {
	switch {
	case parent.ID == u.ParentID:
		return u, errs.NewField("parent_id", "单位已隶属“%s”", parent.Name)
	case strings.HasPrefix(parent.Path, u.Path):
		return u, errs.NewField("parent_id", "不能调整到自己或下属单位之下")
	}
	u.ParentID, u.Path, u.SinceOn = parent.ID, parent.Path+string(u.ID)+"/", c.On
	if u.Kind == School && parent.Kind == District {
		u.PlaceID = "" // the street of the old district says nothing any more
	}
	return u, nil
}

// close ends the unit on the day: it is the first day on which it is no more.
func (u Unit) close(c Change, children int) (Unit, error) {
	if children > 0 {
		return u, errs.New(errs.Conflict, "还有 %d 个下属单位，请先调整隶属或撤销", children)
	}
	u.ClosedOn, u.SinceOn = c.On, c.On
	return u, nil
}

// canMerge says why from cannot go into to; nil means it can.
func canMerge(from, to Unit) error {
	switch {
	case from.ID == to.ID:
		return errs.NewField("into", "不能与自己合并")
	case from.Kind != to.Kind:
		return errs.NewField("into", "只能合并同类单位")
	case to.State() != Open:
		return errs.NewField("into", "“%s”已撤销，不能并入", to.Name)
	}
	return nil
}
