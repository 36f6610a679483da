package fill

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"dudao/internal/platform/paper"
)

// Page is a drawn page: a sketch of where things stand. The true picture depends on the fonts and the program
// of whoever opens the file.
type Page struct {
	Width, Height         float64 // millimetres
	Left, Top, Wide, High float64 // the type area
	Lines                 []Line
	Rules                 []Rule
}

// Line is a line of words; X is where it begins, Y its base line, in millimetres.
type Line struct {
	X, Y, Size float64 // size in millimetres
	Text       string
	Color      string
	Font       string
}

// Rule is a ruled line.
type Rule struct {
	X1, Y1, X2, Y2 float64
	Color          string
}

// sketcher sets paragraphs one below the other.
type sketcher struct {
	t      *Template
	styles styles
	s      sheet
	pages  []Page
	y      float64
}

// maxSketch is the most pages that are drawn.
const maxSketch = 6

// Sketch draws the first pages of the file.
func (t *Template) Sketch() []Page {
	k := &sketcher{t: t, styles: t.styles(), s: t.sheet()}
	if k.s.width < 50 || k.s.height < 50 || k.s.left+k.s.right > k.s.width-20 || k.s.top+k.s.bottom > k.s.height-20 {
		return nil
	}
	k.feed()
	for _, e := range t.root(t.main).SelectElement("w:body").ChildElements() {
		if len(k.pages) > maxSketch {
			break
		}
		k.element(e, k.s.left, k.s.width-k.s.left-k.s.right)
	}
	return k.pages[:min(len(k.pages), maxSketch)]
}

func (k *sketcher) page() *Page { return &k.pages[len(k.pages)-1] }

// feed begins a page.
func (k *sketcher) feed() {
	k.pages = append(k.pages, Page{Width: k.s.width, Height: k.s.height, Left: k.s.left, Top: k.s.top, Wide: k.s.width - k.s.left - k.s.right, High: k.s.height - k.s.top - k.s.bottom})
	k.y = k.s.top
}

// element sets a paragraph or a table in a column that begins at x.
func (k *sketcher) element(e *etree.Element, x, width float64) {
	switch e.FullTag() {
	case "w:p":
		k.paragraph(e, x, width)
	case "w:tbl":
		k.table(e, x, width)
	case "w:sdt":
		for _, c := range e.FindElements("w:sdtContent/*") {
			k.element(c, x, width)
		}
	}
}

func (k *sketcher) paragraph(p *etree.Element, x, width float64) {
	ppr := p.SelectElement("w:pPr")
	if e := ppr.NotNil().SelectElement("w:pageBreakBefore"); e != nil && e.SelectAttrValue("w:val", "1") != "0" {
		k.feed()
	}
	run, text, code := k.words(p)
	l := k.styles.of(p, run)
	height := l.line
	if height == 0 {
		height = max(l.size*1.3*25.4/72, k.s.pitch)
	}
	k.y += l.before
	if code {
		k.box(x, 20)
	}
	size := paper.MM(l.size)
	for _, line := range wrap(text, l, width) {
		if k.y+height > k.s.height-k.s.bottom+0.5 && x >= k.s.left {
			k.feed()
		}
		at := x + l.left + line.indent
		switch free := width - l.left - l.right - paper.Width(line.text)*size; l.align {
		case "center":
			at = x + l.left + free/2
		case "right":
			at = x + l.left + free
		}
		if line.text != "" && !l.hidden {
			k.page().Lines = append(k.page().Lines, Line{X: at, Y: k.y + height/2 + size*0.36, Size: size, Text: line.text, Color: l.color, Font: l.font})
		}
		k.y += height
	}
	k.borders(ppr, x, width)
	k.y += l.after
	k.boxes(p, x, width)
}

// words are the text of a paragraph without that of its boxes, the first run, and whether there is a picture.
func (k *sketcher) words(p *etree.Element) (run *etree.Element, text string, code bool) {
	for _, r := range p.FindElements(".//w:r") {
		if inBox(r, p) {
			continue
		}
		if run == nil && len(r.SelectElements("w:t")) > 0 {
			run = r
		}
		for _, c := range r.ChildElements() {
			switch c.FullTag() {
			case "w:t":
				text += c.Text()
			case "w:tab":
				text += "　　"
			case "w:br", "w:cr":
				if c.SelectAttrValue("w:type", "") == "page" {
					k.feed()
				} else {
					text += "\n"
				}
			case "w:drawing":
				code = true
			}
		}
	}
	return run, text, code
}

// boxes are the text boxes of a paragraph, in the flow or at the foot of the page.
func (k *sketcher) boxes(p *etree.Element, x, width float64) {
	for _, b := range p.FindElements(".//w:txbxContent") {
		if inFallback(b) {
			continue
		}
		for a := b.Parent(); a != nil && a != p; a = a.Parent() {
			if a.FullTag() != "wp:anchor" || a.FindElement("wp:positionV/wp:align").NotNil().Text() != "bottom" {
				continue
			}
			var cy float64
			fmt.Sscan(a.SelectElement("wp:extent").NotNil().SelectAttrValue("cy", "0"), &cy)
			k.y = max(k.y, k.s.height-k.s.bottom-cy/36000)
		}
		for _, e := range b.ChildElements() {
			k.element(e, x, width)
		}
	}
}

// inFallback reports whether an element only stands in for another, for old programs.
func inFallback(e *etree.Element) bool {
	for ; e != nil; e = e.Parent() {
		if e.FullTag() == "mc:Fallback" {
			return true
		}
	}
	return false
}

// borders are the lines below a paragraph: the red one is drawn so.
func (k *sketcher) borders(ppr *etree.Element, x, width float64) {
	for _, side := range []string{"w:top", "w:bottom"} {
		if e := ppr.NotNil().FindElement("w:pBdr/" + side); e != nil && e.SelectAttrValue("w:val", "nil") != "nil" {
			k.page().Rules = append(k.page().Rules, Rule{x, k.y, x + width, k.y, strings.TrimPrefix(e.SelectAttrValue("w:color", ""), "auto")})
		}
	}
}

// box is the place of a picture.
func (k *sketcher) box(x, side float64) {
	if k.y+side > k.s.height-k.s.bottom {
		k.feed()
	}
	p, y := k.page(), k.y
	p.Rules = append(p.Rules, Rule{x, y, x + side, y, ""}, Rule{x, y + side, x + side, y + side, ""}, Rule{x, y, x, y + side, ""}, Rule{x + side, y, x + side, y + side, ""},
		Rule{x, y, x + side, y + side, ""}, Rule{x, y + side, x + side, y, ""})
	k.y += side
}

// inBox reports whether a run stands in a text box of the paragraph.
func inBox(r, p *etree.Element) bool {
	for e := r.Parent(); e != nil && e != p; e = e.Parent() {
		if e.FullTag() == "w:txbxContent" {
			return true
		}
	}
	return false
}

func (k *sketcher) table(tbl *etree.Element, x, width float64) {
	for _, row := range tbl.SelectElements("w:tr") {
		cells := row.SelectElements("w:tc")
		if k.y > k.s.height-k.s.bottom-8 {
			k.feed()
		}
		top, page, low := k.y, len(k.pages), k.y
		left := x
		for _, c := range cells {
			var w float64
			set(&w, c.FindElement("w:tcPr/w:tcW").NotNil(), 1, "w:w")
			if w <= 0 {
				w = width / float64(len(cells))
			}
			if len(k.pages) == page {
				k.y = top
			}
			for _, e := range c.ChildElements() {
				k.element(e, left, w)
			}
			low = max(low, k.y)
			left += w
		}
		if len(k.pages) == page {
			k.y = low
			k.page().Rules = append(k.page().Rules, Rule{x, low, left, low, ""})
		}
	}
}

// wrapped is a line of a wrapped paragraph.
type wrapped struct {
	text   string
	indent float64
}

// wrap breaks a text into lines, roughly: characters are as wide as the type, or half.
func wrap(text string, l look, width float64) (out []wrapped) {
	size := paper.MM(l.size)
	for part := range strings.SplitSeq(text, "\n") {
		room, indent := width-l.left-l.right-l.first, l.first
		line, used := []rune{}, 0.0
		for _, r := range part {
			w := paper.Width(string(r)) * size
			if used+w > room+size*0.3 && len(line) > 0 && !paper.NoStart(r) {
				out = append(out, wrapped{string(line), indent})
				line, used, indent, room = line[:0], 0, 0, width-l.left-l.right
			}
			line, used = append(line, r), used+w
		}
		out = append(out, wrapped{string(line), indent})
	}
	return out
}
