package data

import "embed"

// Indicators are the sets of indicators computed from returns, one YAML file each.
//
//go:embed indicators/*.yaml
var Indicators embed.FS
