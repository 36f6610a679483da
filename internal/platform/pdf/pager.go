package pdf

import (
	"math"

	"dudao/internal/platform/paper"
)

// pager fills pages from top to bottom. Its cursor is in millimetres from the top of the type area; text
// stands in slots of one line of the grid.
type pager struct {
	l       paper.Letter
	pages   []*sheet
	y       float64 // top of the next line, in the type area
	missing []rune
}

// the right and lower edges of the type area on the page.
const (
	left   = paper.MarginLeft
	right  = paper.MarginLeft + paper.TextWidth
	top    = paper.MarginTop
	bottom = paper.TextHeight // in the type area
)

func (p *pager) page() *sheet { return p.pages[len(p.pages)-1] }

func (p *pager) turn() {
	p.pages = append(p.pages, &sheet{})
	p.y = 0
}

// need turns the page unless so much fits below the cursor.
func (p *pager) need(height float64) {
	if p.y+height > bottom+0.05 {
		p.turn()
	}
}

// skip leaves lines empty; at the top of a page nothing is left.
func (p *pager) skip(lines int) {
	if p.y > 0 {
		p.y += float64(lines) * paper.Pitch
	}
}

// para sets a paragraph: its first line indented by so many characters, from so many characters on.
func (p *pager) para(parts []text, first, from float64) error {
	x, limit := left+from*paper.Cell, paper.TextWidth-from*paper.Cell
	lines, err := p.wrap(parts, limit, first*paper.Cell)
	if err != nil {
		return err
	}
	for i, line := range lines {
		p.need(paper.Pitch)
		at, room := x, limit
		if i == 0 {
			at, room = x+first*paper.Cell, limit-first*paper.Cell
		}
		if i < len(lines)-1 {
			if err := p.justify(line, room); err != nil {
				return err
			}
		}
		if err := p.draw(p.page(), line, at, top+p.y+baseline(paper.Body, paper.Pitch)); err != nil {
			return err
		}
		p.y += paper.Pitch
	}
	return nil
}

// justify spreads a line that is nearly full over the whole width; a very short one is left as it is.
func (p *pager) justify(line []text, room float64) error {
	w, err := p.lineWidth(line)
	if err != nil {
		return err
	}
	n := 0
	for _, t := range line {
		n += len([]rune(t.s))
	}
	if gap := room - w; n > 1 && gap > 0.02 && gap < 3*paper.Cell {
		for i := range line {
			line[i].style.spacing += points(gap) / float64(n-1)
		}
	}
	return nil
}

// centred sets one line in the middle, in a slot of this height.
func (p *pager) centred(t text, height float64) error {
	w, err := p.width(t)
	if err != nil {
		return err
	}
	p.need(height)
	err = p.draw(p.page(), []text{t}, left+(paper.TextWidth-w)/2, top+p.y+baseline(t.style.size, height))
	p.y += height
	return err
}

// flushRight sets one line so that it ends so many characters before the right edge.
func (p *pager) flushRight(t text, chars float64) error {
	w, err := p.width(t)
	if err != nil {
		return err
	}
	p.need(paper.Pitch)
	err = p.draw(p.page(), []text{t}, max(right-chars*paper.Cell-w, left), top+p.y+baseline(t.style.size, paper.Pitch))
	p.y += paper.Pitch
	return err
}

// rule draws a line across the type area at the cursor, or wider by over on both sides.
func (s *sheet) rule(y, over, thick float64, c colour) {
	s.strokes = append(s.strokes, stroke{left - over, round(y), right + over, round(y), thick, c})
}

// cellLine is the height of a line in a table and cellPad the air around a cell, in millimetres.
const (
	cellLine = 22 * 25.4 / 72
	cellPad  = 1.0
)

// table sets rows under a head that is repeated on every page.
func (p *pager) table(b paper.Block, head bool) error {
	widths := paper.Shares(b)
	styles := make([]style, len(widths))
	for i := range widths {
		styles[i] = style{serif, paper.Small, 0, black}
		if !head && i%2 == 0 {
			styles[i].face = sans
		}
	}
	var top []string
	if head {
		for _, c := range b.Cols {
			top = append(top, c.Head)
		}
	}
	heads := make([]style, len(widths))
	for i := range heads {
		heads[i] = style{sans, paper.Small, 0, black}
	}
	if len(top) > 0 {
		if err := p.row(top, widths, heads, nil, nil); err != nil {
			return err
		}
	}
	again := func() error {
		if len(top) == 0 {
			return nil
		}
		return p.row(top, widths, heads, nil, nil)
	}
	for _, row := range b.Rows {
		if err := p.row(row, widths, styles, b.Cols, again); err != nil {
			return err
		}
	}
	p.y += paper.Pitch / 2
	return nil
}

// row sets one row of a table; when it does not fit, again sets the head on the next page first.
func (p *pager) row(cells []string, widths []float64, styles []style, cols []paper.Column, again func() error) error {
	lines := make([][][]text, len(widths))
	most := 1
	for i := range widths {
		s := ""
		if i < len(cells) {
			s = paper.Clean(cells[i])
		}
		var err error
		if lines[i], err = p.wrap([]text{{s, styles[i]}}, widths[i]-2*cellPad, 0); err != nil {
			return err
		}
		most = max(most, len(lines[i]))
	}
	height := float64(most)*cellLine + 1
	if most > 25 { // taller than a page: its lines go on, cell by cell
		return p.tall(lines, widths, again)
	}
	if p.y+height > bottom+0.05 {
		p.turn()
		if again != nil {
			if err := again(); err != nil {
				return err
			}
		}
	}
	x := left
	for i, w := range widths {
		up := (height - float64(len(lines[i]))*cellLine) / 2
		for n, line := range lines[i] {
			at := x + cellPad
			if wide, err := p.lineWidth(line); err != nil {
				return err
			} else if i < len(cols) && cols[i].Right {
				at = x + w - cellPad - wide
			} else if styles[i].face == sans {
				at = x + (w-wide)/2
			}
			if err := p.draw(p.page(), line, at, top+p.y+up+float64(n)*cellLine+baseline(paper.Small, cellLine)); err != nil {
				return err
			}
		}
		x += w
	}
	p.box(widths, height)
	p.y += height
	return nil
}

// tall sets a row that is taller than a page in pieces.
func (p *pager) tall(lines [][][]text, widths []float64, again func() error) error {
	for {
		if p.y+5*cellLine > bottom {
			p.turn()
			if again != nil {
				if err := again(); err != nil {
					return err
				}
			}
		}
		fit, most := int(math.Floor((bottom-p.y-1)/cellLine)), 0
		for i := range lines {
			most = max(most, min(fit, len(lines[i])))
		}
		if most == 0 {
			return nil
		}
		x := left
		for i, w := range widths {
			n := min(most, len(lines[i]))
			for k, line := range lines[i][:n] {
				if err := p.draw(p.page(), line, x+cellPad, top+p.y+0.5+float64(k)*cellLine+baseline(paper.Small, cellLine)); err != nil {
					return err
				}
			}
			lines[i] = lines[i][n:]
			x += w
		}
		height := float64(most)*cellLine + 1
		p.box(widths, height)
		p.y += height
	}
}

// box rules a row.
func (p *pager) box(widths []float64, height float64) {
	s, y1, y2 := p.page(), round(top+p.y), round(top+p.y+height)
	const thin = 0.18
	s.strokes = append(s.strokes, stroke{left, y1, right, y1, thin, black}, stroke{left, y2, right, y2, thin, black})
	x := left
	for i := 0; i <= len(widths); i++ {
		s.strokes = append(s.strokes, stroke{round(x), y1, round(x), y2, thin, black})
		if i < len(widths) {
			x += widths[i]
		}
	}
}
