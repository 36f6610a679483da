package data

import _ "embed"

// Holidays are the State Council's holidays and make-up workdays: date, kind, name.
//
//go:embed holidays.csv
var Holidays []byte

// Deadlines are the deadlines the program starts with; the city office changes them by adding rows.
//
//go:embed deadlines.yaml
var Deadlines []byte

// Ladder says when each rung of the ladder is proposed; the city office changes it by adding rows.
//
//go:embed ladder.yaml
var Ladder []byte
