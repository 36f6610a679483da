package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// exif returns a JPEG of 40 × 20, black on the left and white on the right, held as o says.
func exif(t *testing.T, o uint16) []byte {
	m := image.NewGray(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := 20; x < 40; x++ {
			m.SetGray(x, y, color.Gray{255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(tiff[24:], o)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(tiff) + 2)}, tiff...)
	return append(head, b.Bytes()[2:]...)
}

func TestThumbnailIsTurnedAsTheCameraWasHeld(t *testing.T) {
	for o, want := range map[uint16]struct {
		w, h  int
		white image.Point // a corner that is white
	}{1: {40, 20, image.Pt(39, 0)}, 3: {40, 20, image.Pt(0, 19)}, 6: {20, 40, image.Pt(0, 39)}, 8: {20, 40, image.Pt(19, 0)}} {
		small, err := Shrink(bytes.NewReader(exif(t, o)))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(small))
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds().Dx() != want.w || m.Bounds().Dy() != want.h {
			t.Errorf("%d: %v", o, m.Bounds())
			continue
		}
		if r, _, _, _ := m.At(want.white.X, want.white.Y).RGBA(); r < 0xc000 {
			t.Errorf("%d: %v is dark", o, want.white)
		}
	}
}

// A file of some bytes that says it is a huge picture is not decoded.
func TestHugePictureIsNotDecoded(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	text := b.Bytes()
	binary.BigEndian.PutUint32(text[16:], 60_000)
	binary.BigEndian.PutUint32(text[20:], 60_000)
	if _, err := Shrink(bytes.NewReader(text)); err == nil {
		t.Error("decoded")
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 1 || o > 8 {
			t.Error(o)
		}
	})
}
