package fill

import (
	"math"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// look is how a paragraph and the characters in it appear; lengths in millimetres, sizes in points.
type look struct {
	font   string // East Asian
	size   float64
	color  string // "FF0000"; "" is black
	align  string
	first  float64 // of the first line; negative hangs
	chars  float64 // the same in characters, which goes before
	left   float64
	right  float64
	before float64
	after  float64
	line   float64 // exact height; zero is as the type needs
	hidden bool
}

// styles reads the default look and the styles of a file.
type styles struct {
	base  look
	byID  map[string]*etree.Element
	plain string // the style of a paragraph that names none
}

func (t *Template) styles() styles {
	s := styles{base: look{size: 10, align: "left"}, byID: map[string]*etree.Element{}}
	var root *etree.Element
	for _, r := range t.relations(t.main) {
		if strings.HasSuffix(r.kind, "/styles") {
			root = t.root(r.target)
		}
	}
	if root == nil {
		return s
	}
	if d := root.SelectElement("w:docDefaults"); d != nil {
		s.base.para(d.FindElement("w:pPrDefault/w:pPr"))
		s.base.run(d.FindElement("w:rPrDefault/w:rPr"))
	}
	for _, e := range root.SelectElements("w:style") {
		id := e.SelectAttrValue("w:styleId", "")
		s.byID[id] = e
		if e.SelectAttrValue("w:type", "") == "paragraph" && e.SelectAttrValue("w:default", "") == "1" {
			s.plain = id
		}
	}
	return s
}

// of is the look of a paragraph and of a run in it; run may be nil.
func (s styles) of(p, run *etree.Element) look {
	l := s.base
	ppr := p.SelectElement("w:pPr")
	id := value(ppr, "w:pStyle")
	if id == "" {
		id = s.plain
	}
	s.apply(&l, id, 0)
	l.para(ppr)
	if run != nil {
		rpr := run.SelectElement("w:rPr")
		s.apply(&l, value(rpr, "w:rStyle"), 0)
		l.run(rpr)
	}
	if l.chars != 0 {
		l.first = l.chars * mm(l.size*20)
	}
	return l
}

// apply lays a style and those it is based on over a look, the deepest first.
func (s styles) apply(l *look, id string, depth int) {
	e := s.byID[id]
	if e == nil || depth > 20 {
		return
	}
	s.apply(l, value(e, "w:basedOn"), depth+1)
	l.para(e.SelectElement("w:pPr"))
	l.run(e.SelectElement("w:rPr"))
}

func (l *look) para(p *etree.Element) {
	if p == nil {
		return
	}
	if v := value(p, "w:jc"); v != "" {
		l.align = map[string]string{"start": "left", "end": "right"}[v]
		if l.align == "" {
			l.align = v
		}
	}
	if e := p.SelectElement("w:ind"); e != nil {
		set(&l.left, e, 1, "w:left", "w:start")
		set(&l.right, e, 1, "w:right", "w:end")
		if e.SelectAttr("w:firstLine") != nil || e.SelectAttr("w:firstLineChars") != nil || e.SelectAttr("w:hanging") != nil {
			l.first, l.chars = 0, 0
		}
		set(&l.first, e, 1, "w:firstLine")
		set(&l.first, e, -1, "w:hanging")
		if n, err := strconv.ParseFloat(e.SelectAttrValue("w:firstLineChars", ""), 64); err == nil {
			l.chars = n / 100
		}
	}
	if e := p.SelectElement("w:spacing"); e != nil {
		set(&l.before, e, 1, "w:before")
		set(&l.after, e, 1, "w:after")
		if rule := e.SelectAttrValue("w:lineRule", "auto"); rule != "auto" {
			set(&l.line, e, 1, "w:line")
		} else if e.SelectAttr("w:line") != nil {
			l.line = 0
		}
	}
}

func (l *look) run(r *etree.Element) {
	if r == nil {
		return
	}
	if e := r.SelectElement("w:rFonts"); e != nil {
		if v := e.SelectAttrValue("w:eastAsia", ""); v != "" {
			l.font = v
		}
	}
	if n, err := strconv.ParseFloat(value(r, "w:sz"), 64); err == nil {
		l.size = n / 2
	}
	if v := value(r, "w:color"); v != "" {
		l.color = strings.ToUpper(strings.TrimPrefix(v, "auto"))
	}
	if e := r.SelectElement("w:vanish"); e != nil {
		l.hidden = e.SelectAttrValue("w:val", "1") != "0"
	}
}

// value is the attribute w:val of a child.
func value(e *etree.Element, child string) string {
	if e == nil {
		return ""
	}
	return e.SelectElement(child).NotNil().SelectAttrValue("w:val", "")
}

// set reads a length in twips under the first of the names that is there.
func set(to *float64, e *etree.Element, sign float64, names ...string) {
	for _, n := range names {
		if v, err := strconv.ParseFloat(e.SelectAttrValue(n, ""), 64); err == nil {
			*to = sign * mm(v)
			return
		}
	}
}

// mm is twips in millimetres.
func mm(twips float64) float64 { return twips * 25.4 / 1440 }

// sheet is the page of the last section.
type sheet struct {
	width, height, top, right, bottom, left float64
	pitch                                   float64 // of the grid of lines; zero without a grid
	grid                                    bool
}

func (t *Template) sheet() sheet {
	s := t.root(t.main).FindElement("w:body/w:sectPr").NotNil()
	size, margin, grid := s.SelectElement("w:pgSz").NotNil(), s.SelectElement("w:pgMar").NotNil(), s.SelectElement("w:docGrid").NotNil()
	at := func(e *etree.Element, name string) float64 {
		n, _ := strconv.ParseFloat(e.SelectAttrValue(name, "0"), 64)
		return math.Round(mm(math.Abs(n))*10) / 10
	}
	kind := grid.SelectAttrValue("w:type", "default")
	return sheet{width: at(size, "w:w"), height: at(size, "w:h"), top: at(margin, "w:top"), right: at(margin, "w:right"), bottom: at(margin, "w:bottom"), left: at(margin, "w:left"),
		pitch: at(grid, "w:linePitch"), grid: kind == "lines" || kind == "linesAndChars" || kind == "snapToChars"}
}

// lines is how many lines stand on a page.
func (s sheet) lines() int {
	if s.pitch <= 0 || !s.grid {
		return 0
	}
	return int((s.height-s.top-s.bottom)/s.pitch + 0.05)
}
