package pdf

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"dudao/data"
)

// The faces, by the role they play.
const (
	serif = "serif" // 仿宋, 宋体
	kai   = "kai"   // 楷体
	sans  = "sans"  // 黑体
	title = "title" // 小标宋
	rare  = "rare"  // characters the others lack
)

// face is a font that was parsed once for the whole process.
type face struct {
	name  string
	wide  []uint16        // advance of the characters up to U+FFFF in thousandths of the size, 0 is missing
	wider map[rune]uint16 // of those beyond
}

// shelf holds the parsed fonts. gopdf's container is filled once for each font and copied from.
type shelf struct {
	mu        sync.Mutex
	container gopdf.FontContainer
	faces     map[string]*face
}

var fonts = &shelf{faces: map[string]*face{}}

// face returns a font, which is read and parsed the first time it is asked for.
func (s *shelf) face(name string) (*face, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.faces[name]; f != nil {
		return f, nil
	}
	packed, err := data.Fonts.ReadFile("fonts/" + name + ".ttf.gz")
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	if err := s.container.AddTTFFontData(name, raw); err != nil {
		return nil, err
	}
	f, err := measure(name, raw)
	if err != nil {
		return nil, err
	}
	s.faces[name] = f
	return f, nil
}

// measure reads how wide every character of a font is.
func measure(name string, raw []byte) (*face, error) {
	parsed, err := sfnt.Parse(raw)
	if err != nil {
		return nil, err
	}
	f := &face{name: name, wide: make([]uint16, 1<<16), wider: map[rune]uint16{}}
	var buf sfnt.Buffer
	em := fixed.I(1000)
	advance := func(r rune) uint16 {
		g, err := parsed.GlyphIndex(&buf, r)
		if err != nil || g == 0 {
			return 0
		}
		a, err := parsed.GlyphAdvance(&buf, g, em, font.HintingNone)
		if err != nil || a <= 0 {
			return 0
		}
		return uint16(a.Round())
	}
	for r := rune(0x20); r < 0x10000; r++ {
		f.wide[r] = advance(r)
	}
	for r := rune(0x20000); r < 0x32400; r++ {
		if a := advance(r); a > 0 {
			f.wider[r] = a
		}
	}
	return f, nil
}

// width is the advance of a character in thousandths of the size, 0 if the font lacks it.
func (f *face) width(r rune) uint16 {
	if r < 0x10000 {
		return f.wide[r]
	}
	return f.wider[r]
}

// absent stands where no font has a character.
const absent = '〓'

// pick returns the face that has a character: the wanted one, the serif, the rare one; none is absent in
// the serif.
func (s *shelf) pick(want *face, r rune) (*face, rune, error) {
	if want.width(r) > 0 {
		return want, r, nil
	}
	for _, name := range []string{serif, sans, rare} {
		f, err := s.face(name)
		if err != nil {
			return nil, 0, err
		}
		if f.width(r) > 0 {
			return f, r, nil
		}
	}
	f, err := s.face(serif)
	return f, absent, err
}
