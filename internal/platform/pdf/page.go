package pdf

import (
	"math"

	"github.com/signintech/gopdf"

	"dudao/internal/platform/paper"
	"dudao/internal/platform/qrcode"
)

// points of a length in millimetres.
func points(mm float64) float64 { return mm * 72 / 25.4 }

// colour is a colour of text or line.
type colour struct{ r, g, b uint8 }

var (
	black = colour{0, 0, 0}
	red   = colour{0xe6, 0, 0x12}
	pale  = colour{0xe4, 0xe4, 0xe4}
)

// word is a piece of text at a place: x and the base line in millimetres from the upper left corner of the
// page, the size in points, extra space after every character in points.
type word struct {
	text    string
	face    *face
	size    float64
	x, y    float64
	spacing float64
	colour  colour
}

// stroke is a line, code a QR code at a place, in millimetres.
type stroke struct {
	x1, y1, x2, y2 float64
	thick          float64 // millimetres
	colour         colour
}

type code struct {
	squares    *qrcode.Code
	x, y, side float64
}

// sheet is one page before it is written.
type sheet struct {
	words   []word
	strokes []stroke
	codes   []code
	bare    bool // without a page number
}

// write draws the pages.
func write(g *gopdf.GoPdf, pages []*sheet, mark string) error {
	used := map[string]bool{}
	set := func(w word) error {
		if !used[w.face.name] {
			if err := g.AddTTFFontFromFontContainer(w.face.name, &fonts.container); err != nil {
				return err
			}
			used[w.face.name] = true
		}
		if err := g.SetFont(w.face.name, "", w.size); err != nil {
			return err
		}
		g.SetTextColor(w.colour.r, w.colour.g, w.colour.b)
		if err := g.SetCharSpacing(w.spacing); err != nil {
			return err
		}
		g.SetXY(points(w.x), points(w.y))
		return g.Text(w.text)
	}
	for _, p := range pages {
		g.AddPage()
		if mark != "" {
			if err := across(g, mark, set); err != nil {
				return err
			}
		}
		for _, s := range p.strokes {
			g.SetStrokeColor(s.colour.r, s.colour.g, s.colour.b)
			g.SetLineWidth(points(s.thick))
			g.Line(points(s.x1), points(s.y1), points(s.x2), points(s.y2))
		}
		for _, w := range p.words {
			if err := set(w); err != nil {
				return err
			}
		}
		for _, c := range p.codes {
			c.draw(g)
		}
	}
	return nil
}

// draw fills the dark squares, a run of them at a time and a hair higher than they are, so that no seam shows.
func (c code) draw(g *gopdf.GoPdf) {
	const hair = 0.01
	g.SetFillColor(0, 0, 0)
	square := c.side / float64(c.squares.Side)
	for _, b := range c.squares.Bars() {
		g.RectFromUpperLeftWithStyle(points(c.x+float64(b.X)*square), points(c.y+float64(b.Y)*square), points(float64(b.N)*square), points(square+hair), "F")
	}
}

// across writes the mark of a draft across the page, pale and below everything.
func across(g *gopdf.GoPdf, mark string, set func(word) error) error {
	f, err := fonts.face(sans)
	if err != nil {
		return err
	}
	const size = 150.0
	cx, cy := paper.PageWidth/2, paper.PageHeight/2
	wide := paper.MM(size) * paper.Width(mark)
	g.Rotate(45, points(cx), points(cy))
	err = set(word{text: mark, face: f, size: size, x: cx - wide/2, y: cy + paper.MM(size)*0.35, colour: pale})
	g.RotateReset()
	return err
}

// baseline is where the base line of a line of this size stands below the top of a slot of this height: the
// square of a character in the middle of its slot, the base line 0.88 below the top of the square.
func baseline(size, height float64) float64 {
	em := paper.MM(size)
	return (height-em)/2 + 0.88*em
}

// round keeps figures short and the same on every machine.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }
