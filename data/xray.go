package data

import _ "embed" // the rules of the check before issue

// XRay are the rules of the check before issue.
//
//go:embed xray.yaml
var XRay []byte
