package visit

import "dudao/internal/feature/access"

// What people may do with visits.
const (
	MayView   access.Permission = "visit.view"
	MayMake   access.Permission = "visit.make"
	MayCharge access.Permission = "visit.charge"
	MayHandle access.Permission = "visit.handle"
	MaySign   access.Permission = "visit.sign"
	MayAnswer access.Permission = "visit.answer"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看挂牌督导", Roles: access.Join(access.Offices, access.Leaders, access.Schools, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayMake, Label: "随访学校", Roles: []access.Role{access.Inspector}},
	{Permission: MayCharge, Label: "划分责任区、安排责任督学", Roles: []access.Role{access.DistrictStaff}},
	{Permission: MayHandle, Label: "办理随访报告与科室协商", Roles: []access.Role{access.DistrictStaff}},
	{Permission: MaySign, Label: "签收随访反馈单", Roles: []access.Role{access.SchoolHead}},
	{Permission: MayAnswer, Label: "回复随访整改通知", Roles: access.Schools},
}
