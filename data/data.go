// Package data is what ships with the program: Beijing's units, standards, deadlines, holidays. The
// folders are readable without the program; each has a README that says where it comes from.
package data

import "embed"

// Files holds the folders.
//
//go:embed units
//go:embed identity
var Files embed.FS
