package ladder

import "dudao/internal/feature/access"

// Permissions of the ladder.
const (
	MayView     access.Permission = "ladder.view"
	MaySeeInner access.Permission = "ladder.view_internal"
	MayDecide   access.Permission = "ladder.decide"
	MayManage   access.Permission = "ladder.manage"
)

// Permissions says which roles hold them.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看督办", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison, access.Inspector, access.Auditor})},
	{Permission: MaySeeInner, Label: "查看督办建议", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayDecide, Label: "决定督办", Roles: access.Join(access.Leaders, access.Offices)},
	{Permission: MayManage, Label: "修改督办规则", Roles: []access.Role{access.CityStaff}},
}
