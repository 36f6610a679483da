// Package qrcode makes QR codes: as dark squares to draw, or as a small picture.
package qrcode

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"

	"github.com/boombuler/barcode/qr"
)

// Code is the squares of a QR code, without the white border.
type Code struct {
	Side int // squares of a side
	dark []bool
}

// Dark reports whether a square is dark.
func (c *Code) Dark(x, y int) bool { return c.dark[y*c.Side+x] }

// Bar is a run of dark squares in a row.
type Bar struct{ X, Y, N int }

// Bars are the dark squares as runs, row by row.
func (c *Code) Bars() (out []Bar) {
	for y := range c.Side {
		for x := 0; x < c.Side; x++ {
			if !c.Dark(x, y) {
				continue
			}
			n := 1
			for x+n < c.Side && c.Dark(x+n, y) {
				n++
			}
			out = append(out, Bar{x, y, n})
			x += n
		}
	}
	return out
}

// PNG is the code as a picture of two colours, each square so many pixels wide.
func (c *Code) PNG(scale int) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, c.Side*scale, c.Side*scale), color.Palette{color.White, color.Black})
	for _, b := range c.Bars() {
		for y := b.Y * scale; y < (b.Y+1)*scale; y++ {
			row := img.Pix[y*img.Stride:]
			for x := b.X * scale; x < (b.X+b.N)*scale; x++ {
				row[x] = 1
			}
		}
	}
	var out bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers}
	err := e.Encode(&out, img)
	return out.Bytes(), err
}

// pool keeps the buffers of the encoder.
type pool struct{ p sync.Pool }

func (p *pool) Get() *png.EncoderBuffer {
	b, _ := p.p.Get().(*png.EncoderBuffer)
	return b
}

func (p *pool) Put(b *png.EncoderBuffer) { p.p.Put(b) }

var buffers pool

// last are the codes made last: a letter has the same one in each of its files.
var last struct {
	sync.Mutex
	codes map[string]*Code
}

// most is how many codes are kept.
const most = 256

// Encode makes the code of a text that is no secret; those made last are kept.
func Encode(text string) (*Code, error) {
	last.Lock()
	c := last.codes[text]
	last.Unlock()
	if c != nil {
		return c, nil
	}
	c, err := Make(text)
	if err != nil {
		return nil, err
	}
	last.Lock()
	defer last.Unlock()
	if len(last.codes) >= most || last.codes == nil {
		last.codes = map[string]*Code{}
	}
	last.codes[text] = c
	return c, nil
}

// Make makes the code of a text with medium correction, which a fold or a stamp does not break, and keeps nothing.
func Make(text string) (*Code, error) {
	made, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	side := made.Bounds().Dx()
	c := &Code{Side: side, dark: make([]bool, side*side)}
	for y := range side {
		for x := range side {
			r, _, _, _ := made.At(x, y).RGBA()
			c.dark[y*side+x] = r == 0
		}
	}
	return c, nil
}
