package pdf

import (
	"strings"

	"github.com/rivo/uniseg"

	"dudao/internal/platform/paper"
)

// style is how a text is set: face, size, the extra space after every character in points.
type style struct {
	face    string
	size    float64
	spacing float64
	colour  colour
}

// tight is the spacing with which 28 characters of 16 pt stand in 156 mm.
var tight = paper.TextWidth*72/25.4/paper.CharsLine - paper.Body

// text is a piece of a line in one style.
type text struct {
	s     string
	style style
}

// width of a text in millimetres.
func (p *pager) width(t text) (float64, error) {
	f, err := fonts.face(t.style.face)
	if err != nil {
		return 0, err
	}
	w := 0.0
	for _, r := range t.s {
		g, c, err := fonts.pick(f, r)
		if err != nil {
			return 0, err
		}
		w += float64(g.width(c))*t.style.size/1000 + t.style.spacing
	}
	return paper.MM(w), nil
}

// wrap breaks texts into lines: the first is narrower by indent, all are at most limit wide. It breaks where
// Unicode (UAX #14) allows, so that no line begins with a closing mark or ends with an opening one; a word
// longer than a line is cut.
func (p *pager) wrap(parts []text, limit, indent float64) ([][]text, error) {
	var out [][]text
	var line []text
	room := limit - indent
	put := func(t text) {
		if n := len(line); n > 0 && line[n-1].style == t.style {
			line[n-1].s += t.s
		} else if t.s != "" {
			line = append(line, t)
		}
	}
	next := func() { out, line, room = append(out, line), nil, limit }
	for _, part := range parts {
		rest, state := part.s, -1
		for rest != "" {
			var seg string
			var must bool
			seg, rest, must, state = uniseg.FirstLineSegmentInString(rest, state)
			t := text{strings.TrimRight(seg, "\n"), part.style}
			w, err := p.width(t)
			if err != nil {
				return nil, err
			}
			trimmed, err := p.width(text{strings.TrimRight(t.s, " "), t.style})
			if err != nil {
				return nil, err
			}
			if trimmed > room+0.01 && len(line) > 0 {
				next()
			}
			for trimmed > room+0.01 { // longer than a line
				head, tail, err := p.cut(t, room)
				if err != nil {
					return nil, err
				}
				put(head)
				next()
				t = tail
				if w, err = p.width(t); err != nil {
					return nil, err
				}
				trimmed = w
			}
			put(t)
			room -= w
			if must && rest != "" {
				next()
			}
		}
	}
	return append(out, line), nil
}

// cut parts a text so that its head fits; at least one character goes.
func (p *pager) cut(t text, room float64) (head, tail text, err error) {
	r := []rune(t.s)
	n := 1
	for n < len(r) {
		w, err := p.width(text{string(r[:n+1]), t.style})
		if err != nil {
			return head, tail, err
		}
		if w > room+0.01 {
			break
		}
		n++
	}
	return text{string(r[:n]), t.style}, text{string(r[n:]), t.style}, nil
}

// draw puts a line on the page: parts from x on, on one base line. A character that the face lacks is drawn
// with one that has it.
func (p *pager) draw(to *sheet, line []text, x, y float64) error {
	for _, t := range line {
		f, err := fonts.face(t.style.face)
		if err != nil {
			return err
		}
		var run []rune
		var now *face
		flush := func() {
			if len(run) > 0 {
				to.words = append(to.words, word{text: string(run), face: now, size: t.style.size, x: round(x), y: round(y), spacing: t.style.spacing, colour: t.style.colour})
			}
			for _, r := range run {
				x += paper.MM(float64(now.width(r))*t.style.size/1000 + t.style.spacing)
			}
			run = run[:0]
		}
		for _, r := range t.s {
			g, c, err := fonts.pick(f, r)
			if err != nil {
				return err
			}
			if c == absent && r != absent {
				p.missing = append(p.missing, r)
			}
			if g != now {
				flush()
				now = g
			}
			run = append(run, c)
		}
		flush()
	}
	return nil
}

// lineWidth is how wide a line is.
func (p *pager) lineWidth(line []text) (w float64, err error) {
	for _, t := range line {
		one, err := p.width(t)
		if err != nil {
			return 0, err
		}
		w += one
	}
	return w, nil
}
