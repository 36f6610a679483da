package standard

import "dudao/internal/feature/access"

// What people may do with standards.
const (
	MayView   access.Permission = "standard.view"
	MayManage access.Permission = "standard.manage"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看督导标准", Roles: access.Business},
	{Permission: MayManage, Label: "导入、发布和停用督导标准", Roles: []access.Role{access.CityStaff}},
}
