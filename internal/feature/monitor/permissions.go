package monitor

import "dudao/internal/feature/access"

// What people may do with figures.
const (
	MayView    access.Permission = "monitor.view"
	MayPlace   access.Permission = "monitor.place"
	MayImport  access.Permission = "monitor.import"
	MayWatch   access.Permission = "monitor.watch"
	MayPublish access.Permission = "monitor.publish"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看监测与均衡", Roles: access.Join(access.Offices, access.Leaders, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayPlace, Label: "查看学校在同类中的位置", Roles: access.Join(access.Offices, access.Leaders, access.Schools, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayImport, Label: "导入年度学校表", Roles: []access.Role{access.CityStaff}},
	{Permission: MayWatch, Label: "办理监测预警", Roles: access.Offices},
	{Permission: MayPublish, Label: "公布监测数据", Roles: []access.Role{access.CityStaff}},
}
