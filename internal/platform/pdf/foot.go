//lang:document

package pdf

import (
	"fmt"

	"dudao/internal/platform/paper"
	"dudao/internal/platform/qrcode"
)

// footLine is the height of a line of the colophon, qrSide the side of the code, in millimetres.
const (
	footLine = 22 * 25.4 / 72
	qrSide   = 20.0
)

// colophon: the code, then 版记, at the foot of the type area of the last page (7.4).
func (p *pager) colophon() error {
	inner := paper.MM(paper.Small) // one character of 4 号 on both sides
	rows, err := p.footRows(inner)
	if err != nil {
		return err
	}
	height := 0.0
	for _, r := range rows {
		height += float64(len(r)) * footLine
	}
	code := p.l.Proof.URL != ""
	if code {
		height += qrSide + 2
	}
	if height == 0 {
		return nil
	}
	if p.y+height > bottom+0.05 || p.l.FootPage {
		p.turn()
	}
	if p.l.FootBlank { // neither the blank page nor that of the colophon has a number (7.5)
		p.page().bare = true
		p.turn()
		p.page().bare = true
	}
	y := bottom - height
	if code {
		if err := p.code(top + y); err != nil {
			return err
		}
		y += qrSide + 2
	}
	for i, lines := range rows {
		thick := paper.ColophonFin
		if i == 0 {
			thick = paper.ColophonBig
		}
		p.page().rule(top+y, 0, thick, black)
		for _, line := range lines {
			if err := p.draw(p.page(), line, left+inner, top+y+baseline(paper.Small, footLine)); err != nil {
				return err
			}
			y += footLine
		}
	}
	if len(rows) == 0 {
		return nil
	}
	p.page().rule(top+y, 0, paper.ColophonBig, black)
	if p.l.PrintedBy == "" || p.l.PrintedOn == "" {
		return nil
	}
	t := text{p.l.PrintedOn + "印发", small}
	w, err := p.width(t)
	if err != nil {
		return err
	}
	return p.draw(p.page(), []text{t}, right-inner-w, top+y-footLine+baseline(paper.Small, footLine))
}

// footRows are the lines of the colophon: copies, and who printed it.
func (p *pager) footRows(inner float64) (rows [][][]text, err error) {
	if p.l.Copies != "" {
		lines, err := p.wrap([]text{{"抄送：" + paper.Clean(p.l.Copies) + "。", small}}, paper.TextWidth-2*inner, 0)
		if err != nil {
			return nil, err
		}
		rows = append(rows, lines)
	}
	if p.l.PrintedBy != "" {
		rows = append(rows, [][]text{{{p.l.PrintedBy, small}}})
	}
	return rows, nil
}

// code draws the QR code with its words beside it.
func (p *pager) code(y float64) error {
	c, err := qrcode.Encode(p.l.Proof.URL)
	if err != nil {
		return nil // an address too long for a code has none
	}
	p.page().codes = append(p.page().codes, code{c, left, y, qrSide})
	for i, s := range p.l.Proof.Lines {
		t := text{s, style{serif, 10.5, 0, black}}
		if err := p.draw(p.page(), []text{t}, left+qrSide+4, y+qrSide-float64(len(p.l.Proof.Lines)-i-1)*5-1.5); err != nil {
			return err
		}
	}
	return nil
}

// numbers are the page numbers: "— 1 —" in 4 号, the dash 7 mm below the type area, on odd pages one character
// from the right edge, on even pages from the left one (7.5).
func (p *pager) numbers() error {
	for i, s := range p.pages {
		if s.bare {
			continue
		}
		t := text{fmt.Sprintf("— %d —", i+1), small}
		w, err := p.width(t)
		if err != nil {
			return err
		}
		x := left + paper.Cell
		if i%2 == 0 {
			x = right - paper.Cell - w
		}
		if err := p.draw(s, []text{t}, x, top+bottom+paper.FooterGap+0.35*paper.MM(paper.Small)); err != nil {
			return err
		}
	}
	return nil
}
