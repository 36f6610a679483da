// Package picture makes small pictures of what cameras make.
package picture

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	_ "image/png" // decoders of what cameras make
	"io"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // see above
)

const (
	side      = 320       // pixels of the longer side
	maxPixels = 100 << 20 // more is not decoded: a small file may say that it is huge
)

// Shrink returns the picture as a small JPEG, turned as the camera was held.
func Shrink(r io.ReadSeeker) ([]byte, error) {
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
	long := max(w, h)
	if long <= side {
		return w, h
	}
	return max(w*side/long, 1), max(h*side/long, 1)
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
