package data

import "embed"

// Balance are the rules of the balance of compulsory education: indicators, lines, limits.
//
//go:embed monitor/balance.yaml
var Balance []byte

// Warnings are the rules of monitoring warnings.
//
//go:embed monitor/warnings.yaml
var Warnings []byte

// Maps are outlines of districts as SVG paths, by the code of the city; where they come from stands in each.
//
//go:embed maps/*.json
var Maps embed.FS

// Visits are the parameters, items and themes of school visits (责任督学挂牌督导).
//
//go:embed visits/visits.yaml
var Visits []byte
