//lang:document

// Package pdf sets a paper.Letter for print and proof. The pages are laid out here, on the grid of GB/T
// 9704-2012; the file is written by github.com/signintech/gopdf, whose fonts are parsed once for the whole
// process (docs/decisions/0007-paper.md). The same letter gives the same bytes: its hash is signed.
//
// Read lines.go (where lines break), pager.go (how pages fill), pdf.go (the parts of a letter), fonts.go.
package pdf

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/signintech/gopdf"

	"dudao/internal/platform/paper"
)

// Mime is the type of the file.
const Mime = "application/pdf"

// Write writes the letter. A character that no embedded font has shows as 〓 (see Missing).
func Write(w io.Writer, l paper.Letter) error {
	p, err := lay(l)
	if err != nil {
		return err
	}
	g := &gopdf.GoPdf{}
	g.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: gopdf.Rect{W: points(paper.PageWidth), H: points(paper.PageHeight)}})
	g.SetInfo(gopdf.PdfInfo{Title: strings.ReplaceAll(l.Title, "\n", ""), Subject: l.Number, Author: strings.Join(l.Signature, "，")})
	if err := write(g, p.pages, l.Mark); err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := g.WriteTo(&b); err != nil {
		return err
	}
	out, err := repair(b.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// Missing lists the characters of a letter that no embedded font has, each once.
func Missing(l paper.Letter) ([]rune, error) {
	p, err := lay(l)
	if err != nil {
		return nil, err
	}
	slices.Sort(p.missing)
	return slices.Compact(p.missing), nil
}

// Pages counts the pages of a letter.
func Pages(l paper.Letter) (int, error) {
	p, err := lay(l)
	if err != nil {
		return 0, err
	}
	return len(p.pages), nil
}

// the styles of a letter.
var (
	normal = style{serif, paper.Body, tight, black}
	hei    = style{sans, paper.Body, tight, black}
	kaiti  = style{kai, paper.Body, tight, black}
	large  = style{title, paper.TitleSize, 0, black}
	small  = style{serif, paper.Small, 0, black}
)

// lay sets the whole letter.
func lay(l paper.Letter) (*pager, error) {
	p := &pager{l: l}
	p.turn()
	steps := []func() error{p.head, p.title, p.text, p.tail, p.annexes, p.colophon, p.numbers}
	for _, f := range steps {
		if err := f(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *pager) head() error {
	switch p.l.Form {
	case paper.Official:
		return p.official()
	case paper.Missive:
		return p.missive()
	}
	return nil
}

// official: marks on the left, the red head 35 mm below the top of the type area, the number two lines below
// it, the red line 4 mm below the number (7.2).
func (p *pager) official() error {
	for _, m := range []text{{p.l.Copy, normal}, {p.l.Secrecy, hei}, {p.l.Urgency, hei}} {
		if m.s != "" {
			if err := p.para([]text{m}, 0, 0); err != nil {
				return err
			}
		}
	}
	size, pitch := paper.HeadType(p.l.Heads, p.l.HeadWord)
	p.y = max(p.y, paper.HeadTop)
	r := style{title, size, 0, red}
	em := paper.MM(size)
	first := p.y
	if len(p.l.Heads) > 1 && p.l.HeadWord != "" {
		if err := p.jointHeads(r, pitch); err != nil {
			return err
		}
	} else {
		for _, h := range p.l.Heads {
			t := text{paper.Clean(h + p.l.HeadWord), r}
			w, err := p.width(t)
			if err != nil {
				return err
			}
			if err := p.draw(p.page(), []text{t}, left+(paper.TextWidth-w)/2, top+p.y+0.88*em); err != nil {
				return err
			}
			p.y += pitch
		}
	}
	p.y = first + float64(max(len(p.l.Heads)-1, 0))*pitch + em
	p.skip(paper.NumberGap)
	if err := p.numberLine(); err != nil {
		return err
	}
	below := p.y - (paper.Pitch-paper.MM(paper.Body))/2 + paper.RuleGap
	p.page().rule(top+below, 0, paper.RuleThick, red)
	p.y = below
	p.skip(paper.TitleGap)
	return nil
}

// jointHeads are the names of a joint letter spread to the same width, 文件 beside them in the middle.
func (p *pager) jointHeads(r style, pitch float64) error {
	longest := 0.0
	for _, h := range p.l.Heads {
		w, err := p.width(text{h, r})
		if err != nil {
			return err
		}
		longest = max(longest, w)
	}
	word := text{p.l.HeadWord, r}
	ww, err := p.width(word)
	if err != nil {
		return err
	}
	gap := paper.MM(r.size) * 0.6
	x := left + (paper.TextWidth-longest-gap-ww)/2
	y := p.y
	for _, h := range p.l.Heads {
		t := text{h, r}
		w, err := p.width(t)
		if err != nil {
			return err
		}
		if n := len([]rune(h)); n > 1 {
			t.style.spacing = points(longest-w) / float64(n-1)
		}
		if err := p.draw(p.page(), []text{t}, x, top+y+0.88*paper.MM(r.size)); err != nil {
			return err
		}
		y += pitch
	}
	mid := p.y + float64(len(p.l.Heads)-1)*pitch/2
	return p.draw(p.page(), []text{word}, x+longest+gap, top+mid+0.88*paper.MM(r.size))
}

func (p *pager) numberLine() error {
	n := text{p.l.Number, normal}
	if len(p.l.Signers) == 0 {
		return p.centred(n, paper.Pitch)
	}
	if err := p.draw(p.page(), []text{n}, left+paper.Cell, top+p.y+baseline(paper.Body, paper.Pitch)); err != nil {
		return err
	}
	line := []text{{"签发人：", normal}, {strings.Join(p.l.Signers, "　"), kaiti}}
	w, err := p.lineWidth(line)
	if err != nil {
		return err
	}
	err = p.draw(p.page(), line, right-paper.Cell-w, top+p.y+baseline(paper.Body, paper.Pitch))
	p.y += paper.Pitch
	return err
}

// missive: the name 30 mm from the edge of the page, red double lines 170 mm long, the upper one 4 mm below
// the name, the lower one 20 mm from the lower edge; the number on the right (10.1).
func (p *pager) missive() error {
	heads := p.l.Heads[:min(len(p.l.Heads), 1)]
	size, _ := paper.HeadType(heads, "")
	em := paper.MM(size)
	for _, h := range heads {
		t := text{paper.Clean(h), style{title, size, 0, red}}
		w, err := p.width(t)
		if err != nil {
			return err
		}
		if err := p.draw(p.page(), []text{t}, left+(paper.TextWidth-w)/2, paper.MissiveHead+0.88*em); err != nil {
			return err
		}
	}
	over := (paper.MissiveLine - paper.TextWidth) / 2
	y := paper.MissiveHead + em + paper.RuleGap
	p.page().rule(y, over, 0.9, red)
	p.page().rule(y+1.1, over, 0.35, red)
	foot := paper.PageHeight - paper.MissiveFoot
	p.page().rule(foot-1.1, over, 0.35, red)
	p.page().rule(foot, over, 0.9, red)
	p.page().bare = true
	p.y = math.Ceil((y+2-top)/paper.Pitch) * paper.Pitch
	for _, m := range []text{{p.l.Copy, normal}, {p.l.Secrecy, hei}, {p.l.Urgency, hei}} {
		if m.s != "" {
			if err := p.para([]text{m}, 0, 0); err != nil {
				return err
			}
		}
	}
	if p.l.Number != "" {
		if err := p.flushRight(text{p.l.Number, normal}, 0); err != nil {
			return err
		}
	}
	p.skip(paper.TitleGap)
	return nil
}

func (p *pager) title() error {
	if err := p.headline(p.l.Title); err != nil {
		return err
	}
	p.skip(1)
	if p.l.To == "" {
		return nil
	}
	return p.para([]text{{paper.Clean(p.l.To) + "：", normal}}, 0, 0)
}

func (p *pager) headline(s string) error {
	for _, line := range paper.TitleLines(paper.Clean(s), paper.TitleLimit) {
		if err := p.centred(text{line, large}, paper.Pitch); err != nil {
			return err
		}
	}
	return nil
}

func (p *pager) text() error { return p.blocks(p.l.Body) }

func (p *pager) blocks(list []paper.Block) error {
	for _, b := range list {
		if err := p.block(b); err != nil {
			return err
		}
	}
	return nil
}

func (p *pager) block(b paper.Block) error {
	s, indent := normal, 2.0
	switch b.Kind {
	case paper.Tabled:
		return p.table(b, true)
	case paper.Fields:
		return p.table(b, false)
	case paper.Break:
		p.turn()
		return nil
	case paper.Signs:
		for _, row := range b.Rows {
			p.need(1.5 * paper.Pitch)
			p.y += paper.Pitch / 2
			if err := p.para([]text{{paper.Clean(strings.Join(row, "　　　　　　")), normal}}, 0, 0); err != nil {
				return err
			}
		}
		return nil
	case paper.H1, paper.H2:
		s = hei
		if b.Kind == paper.H2 {
			s = kaiti
		}
		p.need(2 * paper.Pitch) // a heading does not stand alone at the foot of a page
	case paper.Flush:
		indent = 0
	}
	parts := []text{{paper.Clean(b.Text), s}}
	if b.Lead != "" {
		parts = []text{{paper.Clean(b.Lead), hei}, parts[0]}
	}
	return p.para(parts, indent, 0)
}

// tail: attachments, signature and date together on one page, note.
func (p *pager) tail() error {
	if list := p.l.AttachmentLines(); len(list) > 0 {
		p.skip(1)
		for _, a := range list {
			if err := p.para([]text{{paper.Clean(a), normal}}, 0, 2); err != nil {
				return err
			}
		}
	}
	n := len(p.l.Signature)
	if n > 0 || p.l.Date != "" {
		gap := 1
		if p.l.Sealed {
			gap = 2 // room for the seal
		}
		p.skip(gap)
		p.need(float64(min(n+1, 10)) * paper.Pitch)
		last := ""
		for _, s := range p.l.Signature {
			sig, _ := paper.SignatureIndent(s, p.l.Date, p.l.Sealed)
			if err := p.flushRight(text{paper.Clean(s), normal}, sig); err != nil {
				return err
			}
			last = s
		}
		if p.l.Date != "" {
			_, day := paper.SignatureIndent(last, p.l.Date, p.l.Sealed)
			if err := p.flushRight(text{p.l.Date, normal}, day); err != nil {
				return err
			}
		}
	}
	if p.l.Note == "" {
		return nil
	}
	return p.para([]text{{"（" + paper.Clean(p.l.Note) + "）", normal}}, 2, 0)
}

func (p *pager) annexes() error {
	for i, a := range p.l.Annexes {
		p.turn()
		if err := p.para([]text{{p.l.AnnexLabel(i), hei}}, 0, 0); err != nil {
			return err
		}
		p.y += paper.Pitch
		if err := p.headline(a.Title); err != nil {
			return err
		}
		p.y += paper.Pitch
		if err := p.blocks(a.Body); err != nil {
			return err
		}
	}
	return nil
}

// footLine is the height of a line of the colophon, qrSide the side of the code, in millimetres.
const (
	footLine = 22 * 25.4 / 72
	qrSide   = 20.0
)

// colophon: the code, then 版记, at the foot of the type area of the last page (7.4).
func (p *pager) colophon() error {
	var rows [][][]text
	inner := paper.MM(paper.Small) // one character of 4 号 on both sides
	if p.l.Copies != "" {
		lines, err := p.wrap([]text{{"抄送：" + paper.Clean(p.l.Copies) + "。", small}}, paper.TextWidth-2*inner, 0)
		if err != nil {
			return err
		}
		rows = append(rows, lines)
	}
	if p.l.PrintedBy != "" {
		rows = append(rows, [][]text{{{p.l.PrintedBy, small}}})
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

// code draws the QR code with its words beside it.
func (p *pager) code(y float64) error {
	c, err := qr.Encode(p.l.Proof.URL, qr.M, qr.Auto)
	if err != nil {
		return nil // an address too long for a code has none
	}
	p.page().pictures = append(p.page().pictures, picture{enlarge(c, 4), left, y, qrSide})
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
