// Package schema embeds the numbered migrations, one set for both engines.
package schema

import "embed"

// Files holds NNNN_feature.sql.
//
//go:embed *.sql
var Files embed.FS
