package file

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/jpeg" // decoders of what cameras make
	_ "image/png"
	"io"
	"log/slog"

	"image/jpeg"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"dudao/internal/platform/db"
)

const (
	thumbSide = 320       // pixels of the longer side
	maxPixels = 100 << 20 // more is not decoded: a small file may say that it is huge
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
	small, err := shrink(body)
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

// shrink returns the picture as a small JPEG, turned as the camera was held.
func shrink(r io.ReadSeeker) ([]byte, error) {
	c, _, err := image.DecodeConfig(r)
	if err != nil {
		return nil, err
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return nil, errors.New("too many pixels")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	turn := orientation(head[:n])
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	big, _, err := image.Decode(r)
	if err != nil {
		return nil, err
	}
	w, h := fit(c.Width, c.Height)
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src) // under transparent parts
	draw.ApproxBiLinear.Scale(small, small.Bounds(), big, big.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	err = jpeg.Encode(&out, turned(small, turn), &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}

func fit(w, h int) (int, int) {
	side := max(w, h)
	if side <= thumbSide {
		return w, h
	}
	return max(w*thumbSide/side, 1), max(h*thumbSide/side, 1)
}

// turned applies an EXIF orientation, 1 to 8.
func turned(m *image.RGBA, o int) image.Image {
	if o < 2 || o > 8 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			p := [9]image.Point{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y}, 5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[o]
			out.SetRGBA(p.X, p.Y, m.RGBAAt(x, y))
		}
	}
	return out
}
