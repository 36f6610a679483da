package data

import "embed"

// Standards are the standards the program ships with, one YAML file each.
//
//go:embed standards/*.yaml
var Standards embed.FS
