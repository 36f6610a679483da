package data

import _ "embed"

// Balance are the rules of the balance of compulsory education: indicators, lines, limits.
//
//go:embed monitor/balance.yaml
var Balance []byte
