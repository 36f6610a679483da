package clock

import "dudao/internal/feature/access"

// What people may do with time.
const (
	MayView    access.Permission = "clock.view"
	MayExtend  access.Permission = "clock.extend"
	MayAskTime access.Permission = "clock.ask"
	MayManage  access.Permission = "clock.manage"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看期限规则与工作日历", Roles: access.Business},
	{Permission: MayExtend, Label: "延长、中止或恢复期限", Roles: access.Join(access.Offices, []access.Role{access.CityLeader})},
	{Permission: MayAskTime, Label: "申请延期或中止", Roles: access.Join(access.Offices, access.Schools, []access.Role{access.DistrictLead, access.Liaison, access.Inspector})},
	{Permission: MayManage, Label: "修改期限规则与工作日历", Roles: []access.Role{access.CityStaff}},
}
