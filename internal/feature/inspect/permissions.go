package inspect

import "dudao/internal/feature/access"

// What people may do with supervisions.
const (
	MayView     access.Permission = "inspect.view"
	MayInternal access.Permission = "inspect.view_internal"
	MayManage   access.Permission = "inspect.manage"
	MayWork     access.Permission = "inspect.work"
	MayAnswer   access.Permission = "inspect.answer"
	MayApprove  access.Permission = "inspect.approve"
)

// Permissions is the table of this feature. A supervised unit may be a school, a district government
// or a member unit. Which side somebody is on is asked beside the permission: see side.go.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看督导", Roles: access.Business},
	{Permission: MayInternal, Label: "查看督导内部记录", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Inspector, access.Expert, access.Auditor})},
	{Permission: MayManage, Label: "组织督导", Roles: access.Offices},
	{Permission: MayWork, Label: "实施现场督导", Roles: access.Join(access.Offices, []access.Role{access.Inspector, access.Expert})},
	{Permission: MayAnswer, Label: "自评与申辩", Roles: access.Join(access.Schools, []access.Role{access.DistrictLead, access.DistrictStaff, access.Liaison})},
	{Permission: MayApprove, Label: "审定督导意见书", Roles: access.Leaders},
}
