package data

import "embed"

// Fonts are the type faces that are embedded into the PDF of letters: subsets of openly licensed fonts, see
// fonts/README.md.
//
//go:embed fonts/*.ttf.gz
var Fonts embed.FS
