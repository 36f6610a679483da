package document

import "dudao/internal/feature/access"

// Permissions of official letters.
const (
	MayView     access.Permission = "document.view"
	MayInternal access.Permission = "document.view_internal"
	MayDraft    access.Permission = "document.draft"
	MaySign     access.Permission = "document.countersign"
	MayApprove  access.Permission = "document.approve"
	MayReceive  access.Permission = "document.receive"
	MayTemplate access.Permission = "document.template"
)

// Permissions says which roles hold them. Who reads a letter from outside is decided by its recipients.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看收到的公文", Roles: access.Business},
	{Permission: MayInternal, Label: "查看本级公文与文号登记", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Auditor})},
	{Permission: MayDraft, Label: "拟稿与发送公文", Roles: access.Offices},
	{Permission: MaySign, Label: "会签公文", Roles: access.Join(access.Leaders, access.Offices, []access.Role{access.Liaison})},
	{Permission: MayApprove, Label: "签发公文", Roles: access.Leaders},
	{Permission: MayReceive, Label: "签收公文", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison})},
	{Permission: MayTemplate, Label: "管理公文模板与机关代字", Roles: access.Offices},
}
