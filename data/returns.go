package data

import "embed"

// Returns are the forms that schools and districts fill in, one YAML file each.
//
//go:embed returns/*.yaml
var Returns embed.FS
