package file

import (
	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
)

// An Item is a ui.FileLike: pages hand it to ui.NewFiles.

// FileID returns the id of the file.
func (i Item) FileID() string { return i.ID }

// FileTitle returns the title.
func (i Item) FileTitle() string { return i.Title }

// FileKind returns the kind.
func (i Item) FileKind() string { return string(i.Kind) }

// FileHappened returns when what it shows happened.
func (i Item) FileHappened() civil.Time { return i.HappenedAt }

// FileState returns the version that a change must carry.
func (i Item) FileState() int { return i.Version }

// FileThumb reports whether there is a small picture.
func (i Item) FileThumb() bool { return i.Now().Thumb != "" }

// FileVersions returns how many versions there are.
func (i Item) FileVersions() int { return len(i.Versions) }

// FileVersion returns a version, 0 is the newest.
func (i Item) FileVersion(n int) ident.FileVersion {
	v := i.Versions[n]
	return ident.FileVersion{N: v.N, Name: v.Name, MIME: v.MIME, Size: v.Size, SHA256: v.SHA256, ReceivedAt: v.ReceivedAt, By: v.ByName}
}
