//lang:document

// Package docx writes a paper.Letter as a file for Word and WPS: a small OOXML writer of our own, since no
// library sets the page grid, exact line pitch and East Asian fonts (docs/decisions/0007-paper.md).
//
// Everything that has a place on the page is placed by paragraph spacing in exact lines; what stands at the
// foot of the last page (版记) is a frame anchored to the bottom of the type area. The fonts are named as the
// standard names them; a machine without them shows its own. The same letter gives the same bytes.
package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"dudao/internal/platform/paper"
)

// Mime is the type of the file.
const Mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// twips of a length in millimetres.
func twips(mm float64) int { return int(math.Round(mm * 1440 / 25.4)) }

// The page in twips: margins, and a line pitch with which 22 lines fit (580 would be one line too many).
const (
	pitch   = 579
	minDay  = "2000-01-01T00:00:00Z"
	ptTwips = 20
)

// zipTime is the time of every part: a file does not tell when it was made, so that it can be compared.
var zipTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Write writes the letter.
func Write(w io.Writer, l paper.Letter) error {
	return (&doc{l: l}).save(w)
}

// Starter writes a file that an office can change into its own: the layout of a form, sized for the name of the
// office, with placeholders in the place of every part (package fill). at gives them by the name of the part:
// "标题" → "{{标题}}".
func Starter(w io.Writer, form paper.Form, office string, at func(name string) string) error {
	l := paper.Letter{Form: form, Title: at("标题"), To: at("主送机关"), Body: []paper.Block{{Text: at("正文")}}, Signature: []string{at("发文机关署名")}, Date: at("成文日期"), Proof: paper.Proof{URL: at("核验码")}}
	if form != paper.Plain {
		l.Heads, l.Number, l.Note, l.Sealed = []string{at("发文机关标志")}, at("发文字号"), at("附注"), true
		l.Urgency, l.Copies, l.PrintedBy, l.PrintedOn = at("紧急程度"), at("抄送"), at("印发机关"), at("印发日期")
	}
	return (&doc{l: l, starter: &starter{at("附件说明"), office}}).save(w)
}

// starter is what a file of placeholders needs beside them.
type starter struct {
	list   string // the note of attachments
	office string // whose name is as long as those that will stand there
}

// lengths are texts as long as what stands in the places of head, signature and date.
func (d *doc) lengths() (heads, signature []string, date string) {
	if d.starter != nil {
		return []string{d.starter.office}, []string{d.starter.office}, "2026年9月1日"
	}
	return d.l.Heads, d.l.Signature, d.l.Date
}

// headType is the size of the head and the height of its lines.
func (d *doc) headType() (size, height float64) {
	heads, _, _ := d.lengths()
	word := d.l.HeadWord
	if d.l.Form == paper.Missive {
		return paper.HeadType(heads[:min(len(heads), 1)], "")
	}
	if d.starter != nil {
		word = "文件"
	}
	return paper.HeadType(heads, word)
}

func (d *doc) save(w io.Writer) error {
	d.b = buffers.Get().(*bytes.Buffer)
	d.b.Reset()
	defer buffers.Put(d.b)
	d.document()
	z := zip.NewWriter(w)
	if err := add(z, "[Content_Types].xml", d.contentTypes()); err != nil {
		return err
	}
	if err := add(z, "_rels/.rels", packageRels); err != nil {
		return err
	}
	if err := addBytes(z, "word/document.xml", d.b.Bytes()); err != nil {
		return err
	}
	parts := []struct{ name, text string }{
		{"word/styles.xml", styles}, {"word/settings.xml", d.settings()}, {"word/fontTable.xml", fontTable}, {"docProps/core.xml", d.core()},
		{"word/_rels/document.xml.rels", d.rels()},
		{"word/footer1.xml", d.footer("right")}, {"word/footer2.xml", d.footer("left")}, {"word/footer3.xml", d.firstFooter()}, {"word/footer4.xml", d.noFooter()},
		{"word/header1.xml", d.header(false)}, {"word/header2.xml", d.header(true)},
	}
	for _, p := range parts {
		if err := add(z, p.name, p.text); err != nil {
			return err
		}
	}
	if d.qr != nil {
		if err := addBytes(z, "word/media/qr.png", d.qr); err != nil {
			return err
		}
	}
	return z.Close()
}

func add(z *zip.Writer, name, text string) error { return addBytes(z, name, []byte(text)) }

func addBytes(z *zip.Writer, name string, b []byte) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime})
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return err
}

// doc is one letter being written.
type doc struct {
	l  paper.Letter
	b  *bytes.Buffer
	qr []byte // picture of the code, nil for none

	starter *starter // of a file of placeholders, nil for a letter
}

func (d *doc) printf(format string, args ...any) { fmt.Fprintf(d.b, format, args...) }
func (d *doc) write(s string)                    { d.b.WriteString(s) }

// escaper makes a text safe inside an element.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func esc(s string) string { return escaper.Replace(paper.Clean(s)) }

// The fonts as the standard names them.
const (
	fangsong = "仿宋_GB2312"
	kaiti    = "楷体_GB2312"
	heiti    = "黑体"
	songti   = "宋体"
	biaosong = "方正小标宋简体"
)

// run is how characters look.
type run struct {
	font  string
	size  float64 // points
	color string
	bold  bool
}

var body = run{font: fangsong, size: paper.Body}

// text writes a run: the East Asian and the Latin face are the same font, and each character gives away
// a quarter of a point of its width so that 28 of them stand in 156 mm (16 pt × 28 = 158.0 mm).
func (d *doc) text(s string, r run) {
	if s == "" {
		return
	}
	d.printf(`<w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s" w:hint="eastAsia"/>`, r.font)
	if r.bold {
		d.write(`<w:b/>`)
	}
	if r.color != "" {
		d.printf(`<w:color w:val="%s"/>`, r.color)
	}
	d.printf(`<w:spacing w:val="%d"/><w:sz w:val="%d"/><w:szCs w:val="%[2]d"/></w:rPr>`, squeeze(r.size), int(r.size*2))
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			d.write(`<w:br/>`)
		}
		d.printf(`<w:t xml:space="preserve">%s</w:t>`, esc(part))
	}
	d.write(`</w:r>`)
}

// squeeze is the spacing of characters in twips: −0.25 pt at 16 pt. −0.2 pt would leave 0.15 pt too little for 28
// characters in 8,845 twips; justified lines take up what is left.
func squeeze(size float64) int {
	if size == paper.Body {
		return -5
	}
	return 0
}

// para is how a paragraph stands.
type para struct {
	align         string // "", center, right, both
	before, after int    // twips
	line          int    // exact; 0 is the pitch of the grid
	first         int    // hundredths of a character, of the first line
	left, right   int    // twips
	leftChars     int    // hundredths
	rightChars    int
	keep          bool
	breakBefore   bool
	border        string
	frame         string
	off           bool // keeps off the grid: larger type would take two lines of it
	tabs          []int
}

func (d *doc) open(p para) {
	d.write(`<w:p><w:pPr>`)
	if p.keep {
		d.write(`<w:keepNext/>`)
	}
	if p.breakBefore {
		d.write(`<w:pageBreakBefore/>`)
	}
	if p.frame != "" {
		d.write(p.frame)
	}
	d.write(`<w:widowControl w:val="0"/>`)
	if p.border != "" {
		d.write(`<w:pBdr>` + p.border + `</w:pBdr>`)
	}
	if len(p.tabs) > 0 {
		d.write(`<w:tabs>`)
		for _, t := range p.tabs {
			d.printf(`<w:tab w:val="right" w:pos="%d"/>`, t)
		}
		d.write(`</w:tabs>`)
	}
	d.write(`<w:kinsoku/><w:overflowPunct w:val="0"/><w:topLinePunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>`)
	if p.off {
		d.write(`<w:snapToGrid w:val="0"/>`)
	}
	line := p.line
	if line == 0 {
		line = pitch
	}
	d.printf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, p.before, p.after, line)
	if p.first|p.left|p.right|p.leftChars|p.rightChars != 0 {
		d.write(`<w:ind`)
		attr := func(name string, n int) {
			if n != 0 {
				d.printf(` w:%s="%d"`, name, n)
			}
		}
		attr("left", p.left+chars(p.leftChars))
		attr("right", p.right+chars(p.rightChars))
		attr("firstLine", chars(p.first))
		d.write(`/>`)
	}
	if p.align != "" {
		d.printf(`<w:jc w:val="%s"/>`, p.align)
	}
	d.write(`</w:pPr>`)
}

// chars is so many hundredths of a body character in twips.
func chars(hundredths int) int {
	return int(math.Round(float64(hundredths) / 100 * paper.Cell * 1440 / 25.4))
}

func (d *doc) close() { d.write(`</w:p>`) }

func (d *doc) line(s string, p para, r run) {
	d.open(p)
	d.text(s, r)
	d.close()
}

// blank writes empty lines.
func (d *doc) blank(n int) {
	for range n {
		d.line("", para{}, body)
	}
}

// core is what a file manager shows.
func (d *doc) core() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
		esc(strings.ReplaceAll(d.l.Title, "\n", "")) + `</dc:title><dc:identifier>` + esc(d.l.Number) + `</dc:identifier><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + minDay + `</dcterms:created></cp:coreProperties>`
}
