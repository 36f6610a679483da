package fill

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"dudao/internal/platform/docx"
	"dudao/internal/platform/paper"
)

// Field is what stands in the place of a placeholder: text, or pieces of a text, or the code.
type Field struct {
	Text   string
	Blocks []paper.Block
	Code   string // an address to be shown as a QR code
}

func (f Field) empty() bool { return f.Text == "" && len(f.Blocks) == 0 && f.Code == "" }

// Letter gives the fields of a letter by the names of Parts.
func Letter(l paper.Letter) map[string]Field {
	heads := strings.Join(l.Heads, "\n")
	if len(l.Heads) == 1 {
		heads += l.HeadWord
	}
	text := map[string]string{HeadName: heads, NumberName: l.Number, TitleName: strings.Join(paper.TitleLines(l.Title, paper.TitleLimit), "\n"), ToName: l.To, ListName: strings.Join(l.AttachmentLines(), "\n"),
		SignName: strings.Join(l.Signature, "\n"), DateName: l.Date, NoteName: l.Note, UrgentName: l.Urgency, UpName: strings.Join(l.Signers, "　"), CopyName: l.Copies,
		PrintName: l.PrintedBy, DayName: l.PrintedOn}
	out := map[string]Field{BodyName: {Blocks: l.Body}, CodeName: {Code: l.Proof.URL}}
	for name, s := range text {
		out[name] = Field{Text: s}
	}
	return out
}

// Fill writes the file with the fields in their places; a placeholder without a field is empty. mark is laid
// across every page, "" for none. The template is used up.
func (t *Template) Fill(w io.Writer, fields map[string]Field, mark string) error {
	touched := map[string]bool{}
	for _, s := range t.spots() {
		touched[s.part] = true
		if err := t.put(s, fields); err != nil {
			return err
		}
	}
	if mark != "" {
		if err := t.lay(mark, touched); err != nil {
			return err
		}
	}
	for part := range touched {
		b, err := t.trees[part].WriteToBytes()
		if err != nil {
			return err
		}
		t.parts[part] = b
	}
	return t.write(w)
}

// zipTime is the time of every part, so that the same letter gives the same bytes.
var zipTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (t *Template) write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, name := range t.names {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime})
		if err != nil {
			return err
		}
		if _, err := f.Write(t.parts[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

// put fills one paragraph.
func (t *Template) put(s spot, fields map[string]Field) error {
	empty := true
	for _, n := range s.names {
		empty = empty && fields[n].empty()
	}
	f := fields[s.names[0]]
	if s.alone() && s.names[0] == HeadName {
		t.shrink(s, f.Text)
	}
	switch {
	case empty:
		drop(s)
		return nil
	case s.alone() && len(f.Blocks) > 0:
		return t.blocks(s, f.Blocks)
	case s.alone() && strings.Contains(f.Text, "\n"):
		for i, line := range strings.Split(f.Text, "\n") {
			p := like(s, line, docx.Type{})
			if e := p.FindElement("w:pPr/w:spacing"); e != nil && i > 0 { // the space above belongs to the first
				e.RemoveAttr("w:before")
				e.RemoveAttr("w:beforeLines")
			}
			beside(s.p, p)
		}
		drop(s)
		return nil
	}
	return t.inline(s, fields)
}

// shrink makes the type of a head smaller when the name is too long for a line.
func (t *Template) shrink(s spot, head string) {
	run := runOf(s)
	sheet, size := t.sheet(), t.styles().of(s.p, run).size
	for line := range strings.SplitSeq(head, "\n") {
		if w := paper.Width(line); w > 0 {
			size = min(size, math.Floor((sheet.width-sheet.left-sheet.right)*72/25.4/w))
		}
	}
	if size < 1 || size == t.styles().of(s.p, run).size {
		return
	}
	rpr := run.SelectElement("w:rPr")
	if rpr == nil {
		rpr = etree.NewElement("w:rPr")
		run.InsertChildAt(0, rpr)
	}
	for _, tag := range []string{"w:sz", "w:szCs"} {
		e := rpr.SelectElement(tag)
		if e == nil {
			e = child(rpr, tag, "w:szCs", "w:highlight", "w:u", "w:lang")
		}
		e.CreateAttr("w:val", fmt.Sprint(int(size*2)))
	}
}

// drop takes a paragraph out; the only one of a cell or of a part, one that ends a section, and that of the
// urgency, below which the head keeps its place, are emptied.
func drop(s spot) {
	parent := s.p.Parent()
	if s.names[0] == UrgentName || len(parent.SelectElements("w:p")) < 2 || s.p.FindElement("w:pPr/w:sectPr") != nil {
		for _, x := range s.pieces {
			x.SetText("")
		}
		return
	}
	parent.RemoveChild(s.p)
}

// beside puts an element before the paragraph it takes the place of.
func beside(p *etree.Element, e etree.Token) { p.Parent().InsertChildAt(p.Index(), e) }

// runOf is the run in which the first placeholder of a paragraph begins.
func runOf(s spot) *etree.Element {
	at := strings.Index(s.text, "{{")
	for _, x := range s.pieces {
		if at < len(x.Text()) {
			return x.Parent()
		}
		at -= len(x.Text())
	}
	return nil
}

// like is a paragraph that looks like the one of the placeholder, with another text.
func like(s spot, text string, f docx.Type) *etree.Element {
	p := etree.NewElement("w:p")
	if ppr := s.p.SelectElement("w:pPr"); ppr != nil {
		ppr = ppr.Copy()
		if e := ppr.SelectElement("w:sectPr"); e != nil {
			ppr.RemoveChild(e)
		}
		p.AddChild(ppr)
	}
	if f.Flush {
		ppr := p.SelectElement("w:pPr")
		if ppr == nil {
			ppr = p.CreateElement("w:pPr")
		}
		ind := ppr.SelectElement("w:ind")
		if ind == nil {
			ind = child(ppr, "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:cnfStyle", "w:rPr", "w:pPrChange")
		}
		for _, a := range []string{"w:hanging", "w:hangingChars"} {
			ind.RemoveAttr(a)
		}
		ind.CreateAttr("w:firstLine", "0")
		ind.CreateAttr("w:firstLineChars", "0")
	}
	add := func(text, font string) {
		if text == "" {
			return
		}
		r := p.CreateElement("w:r")
		if run := runOf(s); run != nil && run.SelectElement("w:rPr") != nil {
			r.AddChild(run.SelectElement("w:rPr").Copy())
		}
		if font != "" {
			setFont(r, font)
		}
		write(r, text)
	}
	add(f.Lead, f.LeadFont)
	add(text, f.Font)
	return p
}

// child makes an element in its place: the schema wants an order, so it goes before the first of those that
// follow it.
func child(parent *etree.Element, tag string, before ...string) *etree.Element {
	e := etree.NewElement(tag)
	for _, b := range before {
		if next := parent.SelectElement(b); next != nil {
			parent.InsertChildAt(next.Index(), e)
			return e
		}
	}
	parent.AddChild(e)
	return e
}

func setFont(run *etree.Element, font string) {
	rpr := run.SelectElement("w:rPr")
	if rpr == nil {
		rpr = etree.NewElement("w:rPr")
		run.InsertChildAt(0, rpr)
	}
	if e := rpr.SelectElement("w:rFonts"); e != nil {
		rpr.RemoveChild(e)
	}
	e := etree.NewElement("w:rFonts")
	for _, a := range []string{"w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"} {
		e.CreateAttr(a, font)
	}
	at := 0
	if s := rpr.SelectElement("w:rStyle"); s != nil {
		at = s.Index() + 1
	}
	rpr.InsertChildAt(at, e)
}

// write puts a text into a run, line breaks as such.
func write(run *etree.Element, text string) {
	for i, line := range strings.Split(paper.Clean(text), "\n") {
		if i > 0 {
			run.CreateElement("w:br")
		}
		x := run.CreateElement("w:t")
		x.CreateAttr("xml:space", "preserve")
		x.SetText(line)
	}
}

// blocks writes the pieces of a text in the place of a paragraph: words look like its own, headings in their
// fonts (GB/T 9704-2012 7.3.3); tables are those of the standard, as wide as the text of the file.
func (t *Template) blocks(s spot, list []paper.Block) error {
	for _, b := range list {
		if f, words := docx.TypeOf(b); words {
			beside(s.p, like(s, b.Text, f))
			continue
		}
		d := etree.NewDocument()
		if err := d.ReadFromString(docx.Blocks([]paper.Block{b})); err != nil {
			return err
		}
		for _, e := range d.Root().ChildElements() {
			e = e.Copy()
			t.widths(e)
			beside(s.p, e)
		}
	}
	drop(s)
	return nil
}

// widths fits a table to the width of the text.
func (t *Template) widths(table *etree.Element) {
	s := t.sheet()
	ratio := (s.width - s.left - s.right) / paper.TextWidth
	if ratio <= 0.2 || ratio > 2 {
		return
	}
	for _, e := range slices.Concat(table.FindElements(".//w:tblW"), table.FindElements(".//w:gridCol"), table.FindElements(".//w:tcW")) {
		var n float64
		if _, err := fmt.Sscan(e.SelectAttrValue("w:w", ""), &n); err == nil {
			e.CreateAttr("w:w", fmt.Sprint(int(n*ratio)))
		}
	}
}

// codeMark stands for the code in a text until it is drawn: a character of the private use area.
const codeMark = "\uE0D7"

// inline replaces the placeholders of a paragraph where they stand.
func (t *Template) inline(s spot, fields map[string]Field) error {
	code := ""
	ends := make([]int, len(s.pieces)) // where each piece ends in the text
	texts := make([]string, len(s.pieces))
	at := 0
	for i, x := range s.pieces {
		texts[i] = x.Text()
		at += len(texts[i])
		ends[i] = at
	}
	found := placeholder.FindAllStringSubmatchIndex(s.text, -1)
	for _, m := range slices.Backward(found) {
		f := fields[s.text[m[2]:m[3]]]
		text := paper.Clean(f.Text)
		if f.Code != "" {
			code, text = f.Code, codeMark
		}
		first := slices.IndexFunc(ends, func(e int) bool { return m[0] < e })
		last := slices.IndexFunc(ends, func(e int) bool { return m[1] <= e })
		start := func(i int) int { return ends[i] - len(s.pieces[i].Text()) }
		tail := texts[last][m[1]-start(last):]
		if first != last {
			texts[last] = tail
			tail = ""
		}
		texts[first] = texts[first][:m[0]-start(first)] + text + tail
		for i := first + 1; i < last; i++ {
			texts[i] = ""
		}
	}
	if code != "" {
		room(s.p)
	}
	for i, x := range s.pieces {
		if texts[i] != x.Text() {
			if err := t.spread(s.part, x, texts[i], code); err != nil {
				return err
			}
		}
	}
	return nil
}

// room lets the lines of a paragraph be as high as the code: an exact height would cut it.
func room(p *etree.Element) {
	e := p.FindElement("w:pPr/w:spacing")
	if e == nil || e.SelectAttrValue("w:lineRule", "auto") != "exact" {
		return
	}
	var n float64
	if _, err := fmt.Sscan(e.SelectAttrValue("w:line", ""), &n); err == nil && mm(n) >= 20 {
		return
	}
	e.CreateAttr("w:line", "240")
	e.CreateAttr("w:lineRule", "auto")
}

// spread sets the text of a piece; line breaks and the code become elements beside it.
func (t *Template) spread(part string, x *etree.Element, text, code string) error {
	run := x.Parent()
	at := x.Index()
	run.RemoveChild(x)
	put := func(e *etree.Element) { run.InsertChildAt(at, e); at++ }
	words := func(s string) {
		if s != "" {
			e := etree.NewElement("w:t")
			e.CreateAttr("xml:space", "preserve")
			e.SetText(s)
			put(e)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			put(etree.NewElement("w:br"))
		}
		before, after, drawn := strings.Cut(line, codeMark)
		words(before)
		if drawn {
			e, err := t.picture(part, code)
			if err != nil {
				return err
			}
			put(e)
			words(after)
		}
	}
	return nil
}
