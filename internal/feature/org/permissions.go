package org

import "dudao/internal/feature/access"

// Permissions of units.
const (
	MayView      access.Permission = "org.view"
	MayManage    access.Permission = "org.manage"    // schools and groups
	MayStructure access.Permission = "org.structure" // every other kind of unit, posts, the committee
	MayImport    access.Permission = "org.import"
)

// Permissions says which roles hold them.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看单位", Roles: access.Business},
	{Permission: MayManage, Label: "维护学校和分组", Roles: access.Offices},
	{Permission: MayStructure, Label: "维护机构和岗位", Roles: []access.Role{access.CityStaff}},
	{Permission: MayImport, Label: "导入单位", Roles: []access.Role{access.CityStaff}},
}
