package ident

import "dudao/internal/base/civil"

// FileVersion has the facts of one version of a stored file, in words that pages and features share.
type FileVersion struct {
	N          int
	Name       string
	MIME       string
	Size       int64
	SHA256     string
	ReceivedAt civil.Time
	By         string
}
