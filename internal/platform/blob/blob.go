// Package blob keeps bytes under their SHA-256: on disk or in S3-compatible storage. What was stored
// once is never changed, so a hash in the database says everything about the content.
//
//	staged, err := staging.Take(body, 200<<20)   // to a temporary file, hashed on the way
//	defer staged.Discard()
//	…look at it, scan it…
//	err = store.Put(ctx, staged)                  // durable when it returns
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Store keeps blobs. Put is durable when it returns, and putting the same bytes twice is no error.
type Store interface {
	Put(ctx context.Context, s *Staged) error
	// Open returns the bytes with this hash; fs.ErrNotExist if there are none.
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// ErrTooLarge is returned by Take for more bytes than allowed.
var ErrTooLarge = errors.New("blob: too large")

// Staging is a folder for files that are arriving.
type Staging struct{ dir string }

// NewStaging returns the staging folder below the data folder.
func NewStaging(data string) (*Staging, error) {
	dir := filepath.Join(data, "staging")
	return &Staging{dir}, os.MkdirAll(dir, 0o700)
}

// Staged is a file that has arrived and is not kept yet.
type Staged struct {
	SHA256 string
	Size   int64
	name   string
}

// Take reads r into a temporary file and hashes it; more than limit bytes is ErrTooLarge.
func (s *Staging) Take(r io.Reader, limit int64) (*Staged, error) {
	f, err := os.CreateTemp(s.dir, "in-*")
	if err != nil {
		return nil, err
	}
	out := &Staged{name: f.Name()}
	h := sha256.New()
	out.Size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1))
	if err == nil && out.Size > limit {
		err = ErrTooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		out.Discard()
		return nil, err
	}
	out.SHA256 = hex.EncodeToString(h.Sum(nil))
	return out, nil
}

// Open opens the arrived file for reading.
func (s *Staged) Open() (*os.File, error) { return os.Open(s.name) }

// Discard removes the temporary file; after Put there is nothing left to remove.
func (s *Staged) Discard() { os.Remove(s.name) }

// Quarantine moves an infected file to a folder of its own, which no store reads.
func (s *Staging) Quarantine(f *Staged) error {
	dir := filepath.Join(filepath.Dir(s.dir), "quarantine")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Rename(f.name, filepath.Join(dir, f.SHA256))
}

// Disk keeps blobs in a folder: <folder>/ab/ab34….
type Disk struct{ dir string }

// NewDisk returns a store below the data folder.
func NewDisk(data string) (*Disk, error) {
	dir := filepath.Join(data, "blobs")
	return &Disk{dir}, os.MkdirAll(dir, 0o700)
}

func (d *Disk) path(sha string) (string, error) {
	if b, err := hex.DecodeString(sha); err != nil || len(b) != sha256.Size {
		return "", fmt.Errorf("blob: %q is not a SHA-256: %w", sha, fs.ErrNotExist)
	}
	return filepath.Join(d.dir, sha[:2], sha), nil
}

// Put moves the file to its place and makes the move durable.
func (d *Disk) Put(_ context.Context, s *Staged) error {
	name, err := d.path(s.SHA256)
	if err != nil {
		return err
	}
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Rename(s.name, name); err != nil { // the same bytes may be there: it does not matter
		return err
	}
	return errors.Join(syncFolder(dir), syncFolder(d.dir))
}

// Open opens a blob.
func (d *Disk) Open(_ context.Context, sha string) (io.ReadSeekCloser, error) {
	name, err := d.path(sha)
	if err != nil {
		return nil, err
	}
	return os.Open(name)
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
