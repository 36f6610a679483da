package inspector

import "dudao/internal/feature/access"

// What people may do with the register.
const (
	MayView    access.Permission = "inspector.view"
	MayManage  access.Permission = "inspector.manage"
	MayDeclare access.Permission = "inspector.declare"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看督学名册", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayManage, Label: "维护督学名册", Roles: access.Offices},
	{Permission: MayDeclare, Label: "申报回避关系", Roles: access.Join(access.Offices, []access.Role{access.Inspector})},
}
