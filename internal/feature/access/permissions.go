package access

// MayView lets somebody see what every role may do.
const MayView Permission = "access.view"

// Permissions says which roles hold them.
var Permissions = []Def{
	{Permission: MayView, Label: "查看角色与权限", Roles: []Role{SystemAdmin, SecurityAdmin, AuditAdmin, Auditor}},
}
