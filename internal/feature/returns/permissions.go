package returns

import "dudao/internal/feature/access"

// What people may do with returns.
const (
	MayView   access.Permission = "returns.view"
	MayOpen   access.Permission = "returns.open"
	MayFill   access.Permission = "returns.fill"
	MaySubmit access.Permission = "returns.submit"
	MayCheck  access.Permission = "returns.check"
	MaySend   access.Permission = "returns.send_back"
	MayAccept access.Permission = "returns.accept"
)

// Permissions is the table of this feature.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看数据填报", Roles: access.Join(access.Offices, access.Leaders, access.Schools, []access.Role{access.Inspector, access.Auditor})},
	{Permission: MayOpen, Label: "布置数据填报", Roles: access.Offices},
	{Permission: MayFill, Label: "填写数据", Roles: access.Join(access.Schools, []access.Role{access.DistrictStaff})},
	{Permission: MaySubmit, Label: "提交数据", Roles: []access.Role{access.SchoolHead, access.DistrictLead}},
	{Permission: MayCheck, Label: "审核学校数据", Roles: []access.Role{access.DistrictStaff}},
	{Permission: MaySend, Label: "退回数据更正", Roles: access.Offices},
	{Permission: MayAccept, Label: "接收数据与重新打开", Roles: []access.Role{access.CityStaff}},
}
