package identity

import "dudao/internal/feature/access"

// Permissions of accounts.
const (
	MayView   access.Permission = "identity.view"
	MayManage access.Permission = "identity.manage" // create, edit, disable, reset the password
	MayGrant  access.Permission = "identity.grant"  // give and end roles
	MayUnlock access.Permission = "identity.unlock" // undo locks, end sessions, take off a lost authenticator
	MayAll    access.Permission = "identity.all"    // every account; without it those of schools only
	MayRule   access.Permission = "identity.rule"   // rules of signing in, other people's delegations
)

// Permissions says which roles hold them.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看账号", Roles: []access.Role{access.SystemAdmin, access.SecurityAdmin, access.DistrictStaff}},
	{Permission: MayManage, Label: "建立和维护账号", Roles: []access.Role{access.SystemAdmin, access.DistrictStaff}},
	{Permission: MayGrant, Label: "授予和收回角色", Roles: []access.Role{access.SecurityAdmin, access.DistrictStaff}},
	{Permission: MayUnlock, Label: "解除锁定和强制退出", Roles: []access.Role{access.SecurityAdmin, access.DistrictStaff}},
	{Permission: MayAll, Label: "管理学校以外的账号", Roles: []access.Role{access.SystemAdmin, access.SecurityAdmin}},
	{Permission: MayRule, Label: "设定登录安全规则", Roles: []access.Role{access.SecurityAdmin}},
}
