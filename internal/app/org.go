package app

import (
	"dudao/internal/feature/org/roster"
)

// unitReferences says where the features keep ids of units: an import whose units are used there is
// not taken back. A new feature adds its tables.
var unitReferences = []roster.Reference{
	{Table: "account", Column: "unit_id", What: "账号"},
	{Table: "account_role", Column: "unit_id", What: "账号"},
	{Table: "plan_target", Column: "unit_id", What: "计划"},
	{Table: "rectify_finding", Column: "unit_id", What: "整改"},
	{Table: "rectify_order", Column: "unit_id", What: "整改"},
	{Table: "ladder_escalation", Column: "unit_id", What: "督办"},
	{Table: "accountability_record", Column: "unit_id", What: "问责"},
	{Table: "returns_return", Column: "unit_id", What: "数据填报"},
	{Table: "monitor_block", Column: "area_id", What: "监测"},
	{Table: "visit_charge", Column: "unit_id", What: "挂牌督导"},
	{Table: "portal_item", Column: "unit_id", What: "公开"},
}
