package report

import "dudao/internal/feature/access"

// Permissions of reports.
const (
	MayView    access.Permission = "report.view"
	MayEdit    access.Permission = "report.edit"
	MayApprove access.Permission = "report.approve"
	MayFile    access.Permission = "report.file"
	MayReceive access.Permission = "report.receive"
	MayPublish access.Permission = "report.publish"
)

// Permissions says which roles hold them.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看督导报告", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison, access.Inspector, access.Auditor})},
	{Permission: MayEdit, Label: "撰写督导报告", Roles: access.Offices},
	{Permission: MayApprove, Label: "审定督导报告", Roles: access.Leaders},
	{Permission: MayFile, Label: "报送督导报告", Roles: access.Offices},
	{Permission: MayReceive, Label: "接收备案的督导报告", Roles: []access.Role{access.CityStaff}},
	{Permission: MayPublish, Label: "公布督导报告", Roles: access.Offices},
}
