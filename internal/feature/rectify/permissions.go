package rectify

import "dudao/internal/feature/access"

// Permissions of rectification.
const (
	MayView      access.Permission = "rectify.view"
	MaySeeDraft  access.Permission = "rectify.view_internal"
	MayIssue     access.Permission = "rectify.issue"
	MayPlan      access.Permission = "rectify.plan"
	MayDecide    access.Permission = "rectify.decide"
	MaySubmit    access.Permission = "rectify.submit"
	MayVerify    access.Permission = "rectify.verify"
	MayPublish   access.Permission = "rectify.publish"
	MayRecheck   access.Permission = "rectify.recheck"
	MayEscalate  access.Permission = "rectify.escalate"
	MayIntegrity access.Permission = "rectify.integrity"
)

// Permissions says which roles hold them. A responsible unit may be a school, a district government
// (its leader reports) or a member unit (its liaison reports).
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看整改", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison, access.Inspector, access.Auditor})},
	{Permission: MaySeeDraft, Label: "查看整改草稿与内部建议", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayIssue, Label: "下达整改通知", Roles: access.Offices},
	{Permission: MayPlan, Label: "提交整改方案", Roles: access.Join(access.Schools, []access.Role{access.DistrictLead, access.Liaison})},
	{Permission: MayDecide, Label: "审核整改方案", Roles: access.Offices},
	{Permission: MaySubmit, Label: "报送整改结果", Roles: access.Join(access.Schools, []access.Role{access.DistrictLead, access.Liaison})},
	{Permission: MayVerify, Label: "核查验收整改", Roles: access.Join(access.Offices, []access.Role{access.Inspector})},
	{Permission: MayPublish, Label: "公布整改情况", Roles: access.Offices},
	{Permission: MayRecheck, Label: "实施回头看", Roles: access.Join(access.Offices, []access.Role{access.Inspector})},
	{Permission: MayEscalate, Label: "决定区级共性问题", Roles: access.Join(access.Leaders, access.Offices)},
	{Permission: MayIntegrity, Label: "查看闭环核验", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Auditor})},
}
