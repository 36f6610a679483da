package dropout

import "dudao/internal/feature/access"

// What people may do with the ledger.
const (
	MayView     access.Permission = "dropout.view"
	MayRegister access.Permission = "dropout.register"
	MayHandle   access.Permission = "dropout.handle"
	MayReveal   access.Permission = "dropout.reveal"
	MayDecide   access.Permission = "dropout.decide"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看控辍保学台账", Roles: access.Join(access.Offices, access.Leaders, access.Schools, []access.Role{access.Auditor})},
	{Permission: MayRegister, Label: "登记流失学生", Roles: access.Schools},
	{Permission: MayHandle, Label: "办理控辍保学", Roles: access.Join(access.Schools, []access.Role{access.DistrictStaff})},
	{Permission: MayReveal, Label: "查看流失学生的个人信息", Roles: access.Join(access.Schools, []access.Role{access.DistrictStaff})},
	{Permission: MayDecide, Label: "批准缓学、休学与重新打开", Roles: []access.Role{access.DistrictStaff}},
}
