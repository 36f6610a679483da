package plan

import "dudao/internal/feature/access"

// What people may do with plans.
const (
	MayView    access.Permission = "plan.view"
	MayEdit    access.Permission = "plan.edit"
	MayApprove access.Permission = "plan.approve"
	MayFile    access.Permission = "plan.file"
	MayReceive access.Permission = "plan.receive"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看年度计划", Roles: access.Join(access.Offices, access.Leaders, []access.Role{access.Liaison, access.Inspector, access.Auditor})},
	{Permission: MayEdit, Label: "编制年度计划", Roles: access.Offices},
	{Permission: MayApprove, Label: "批准年度计划及其变更", Roles: access.Leaders},
	{Permission: MayFile, Label: "向市报备年度计划", Roles: []access.Role{access.DistrictStaff}},
	{Permission: MayReceive, Label: "接收或退回区年度计划", Roles: []access.Role{access.CityStaff}},
}
