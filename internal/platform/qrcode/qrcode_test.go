package qrcode_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"dudao/internal/platform/qrcode"
)

// Bars and picture say the same as the library, square for square.
func TestSameAsTheLibrary(t *testing.T) {
	for _, text := range []string{"a", "https://dudao.example/public/proof/01a2087c-2f01-7000-80d8-64d703e23a9a", strings.Repeat("督导", 100)} {
		want, err := qr.Encode(text, qr.M, qr.Auto)
		if err != nil {
			t.Fatal(err)
		}
		c, err := qrcode.Encode(text)
		if err != nil || c.Side != want.Bounds().Dx() {
			t.Fatal(err, c)
		}
		drawn := make([]bool, c.Side*c.Side)
		for _, b := range c.Bars() {
			for i := range b.N {
				drawn[b.Y*c.Side+b.X+i] = true
			}
		}
		b, err := c.PNG(3)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for y := range c.Side {
			for x := range c.Side {
				r, _, _, _ := want.At(x, y).RGBA()
				p, _, _, _ := img.At(3*x+1, 3*y+1).RGBA()
				if dark := r == 0; dark != drawn[y*c.Side+x] || dark != (p == 0) || dark != c.Dark(x, y) {
					t.Fatalf("%q: square %d, %d differs", text, x, y)
				}
			}
		}
		if again, err := qrcode.Encode(text); err != nil || again != c {
			t.Error("the code was made twice")
		}
	}
	if _, err := qrcode.Encode(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text too long for a code has one")
	}
}
