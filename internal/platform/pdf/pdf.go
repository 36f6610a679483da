//lang:document

// Package pdf sets a paper.Letter for print and proof. The pages are laid out here, on the grid of GB/T
// 9704-2012; the file is written by github.com/signintech/gopdf, whose fonts are parsed once for the whole
// process (docs/decisions/0007-paper.md). The same letter gives the same bytes: its hash is signed.
//
// Read lines.go (where lines break), pager.go (how pages fill), pdf.go (the parts of a letter), fonts.go.
package pdf

import (
	"bytes"
	"io"
	"slices"
	"strings"

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
	return p.save(w)
}

// WriteEven writes the letter with the colophon on an even page, and returns it as it was set: Even and Write
// with one layout.
func WriteEven(w io.Writer, l paper.Letter) (paper.Letter, error) {
	p, l, err := even(l)
	if err != nil {
		return l, err
	}
	return l, p.save(w)
}

func (p *pager) save(w io.Writer) error {
	l := p.l
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

// Even puts the colophon (版记) on a page of its own if it would stand on an odd one: it belongs on the last, even
// page (7.4). If it is on a page of its own already, a blank one goes before it.
func Even(l paper.Letter) (paper.Letter, error) {
	_, l, err := even(l)
	return l, err
}

func even(l paper.Letter) (*pager, paper.Letter, error) {
	p, err := lay(l)
	for _, more := range []*bool{&l.FootPage, &l.FootBlank} {
		if err != nil || l.PrintedBy == "" || len(p.pages)%2 == 0 {
			break
		}
		*more = true
		p, err = lay(l)
	}
	return p, l, err
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
