package file

import (
	"bytes"
	"context"
	"log/slog"

	"dudao/internal/platform/db"
	"dudao/internal/platform/picture"
)

// thumb asks for the small picture of a version.
type thumb struct{ Version string }

// Kind implements jobs.Args.
func (thumb) Kind() string { return "file.thumb" }

func drawable(mime string) bool {
	return mime == "image/jpeg" || mime == "image/png" || mime == "image/webp"
}

func (s *Service) makeThumb(ctx context.Context, t thumb) error {
	v, err := db.Get[Version](ctx, s.db, `select `+versionColumns+` from file_version where id = $1`, t.Version)
	if err != nil {
		return err
	}
	body, err := s.store.Open(ctx, v.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	small, err := picture.Shrink(body)
	if err != nil { // a broken picture stays a file without a small picture
		slog.WarnContext(ctx, "file: thumbnail", "version", v.ID, "err", err)
		return nil
	}
	staged, err := s.staging.Take(bytes.NewReader(small), 1<<20)
	if err != nil {
		return err
	}
	defer staged.Discard()
	sha := staged.SHA256
	if err := s.store.Put(ctx, staged); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update file_version set thumb = $1 where id = $2`, sha, v.ID)
		return err
	})
}
