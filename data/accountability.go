package data

import "embed"

// Accountability are the grounds, measures and aggravating circumstances of talks, circulars and
// accountability, with their articles and the grade of evidence of each.
//
//go:embed accountability/*.yaml
var Accountability embed.FS
