package data

import _ "embed"

// Counties is every county-level division of China as CSV, see divisions/README.md.
//
//go:embed divisions/china_counties.csv
var Counties []byte
