package accountability

import "dudao/internal/feature/access"

// Permissions of accountability.
const (
	MayView     access.Permission = "accountability.view"
	MayInternal access.Permission = "accountability.view_internal"
	MayPersonal access.Permission = "accountability.view_persons"
	MayHead     access.Permission = "accountability.head"
	MayRun      access.Permission = "accountability.run"
	MayApprove  access.Permission = "accountability.approve"
	MayAnswer   access.Permission = "accountability.answer"
	MayConsult  access.Permission = "accountability.consult"
	MayDossier  access.Permission = "accountability.dossier"
)

// Permissions says which roles hold them. A unit that answers may be a school, a district (its leader
// answers) or a member unit (its liaison).
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看约谈、通报、问责与表彰", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison, access.Auditor})},
	{Permission: MayInternal, Label: "查看问责工作草稿", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Auditor})},
	{Permission: MayPersonal, Label: "查看对个人的问责", Roles: access.Join(access.Leaders, access.Offices)},
	{Permission: MayHead, Label: "查看对本单位人员的问责决定", Roles: []access.Role{access.SchoolHead}},
	{Permission: MayRun, Label: "办理约谈、通报、问责与表彰", Roles: access.Offices},
	{Permission: MayApprove, Label: "审定通报、问责与表彰", Roles: access.Leaders},
	{Permission: MayAnswer, Label: "陈述申辩、签字、申请复核申诉", Roles: access.Join(access.Schools, []access.Role{access.DistrictLead, access.Liaison})},
	{Permission: MayConsult, Label: "答复问责征求意见", Roles: []access.Role{access.Liaison}},
	{Permission: MayDossier, Label: "查看督导结果档案", Roles: access.Join(access.Leaders, access.Offices)},
}
