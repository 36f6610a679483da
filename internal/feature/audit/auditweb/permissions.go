package auditweb

import "dudao/internal/feature/access"

// What may be done with the log. Nobody who does supervision work reads it, and nobody writes it: the
// auditor and the audit administrator (三员分立, GB/T 22239—2019 8.1.4.3) read and export; only the
// latter has it signed between the daily checkpoints.
const (
	MayView   access.Permission = "audit.view"
	MayExport access.Permission = "audit.export"
	MaySign   access.Permission = "audit.checkpoint"
)

// Permissions of the pages of the log. They stand here because package audit is below access.
var Permissions = []access.Def{
	{Permission: MayView, Label: "查看审计日志", Roles: []access.Role{access.Auditor, access.AuditAdmin}},
	{Permission: MayExport, Label: "导出审计日志", Roles: []access.Role{access.Auditor, access.AuditAdmin}},
	{Permission: MaySign, Label: "签署日志检查点", Roles: []access.Role{access.AuditAdmin}},
}
