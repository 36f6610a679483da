package workbench

import "dudao/internal/feature/access"

// MaySearch finds units and records across features, each as far as its own permission reaches.
const MaySearch access.Permission = "workbench.search"

// Permissions is the table of this feature. The desk itself needs a sign-in and nothing else.
var Permissions = []access.Def{
	{Permission: MaySearch, Label: "全站搜索", Roles: access.Business},
}
