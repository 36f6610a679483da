//lang:document

package docx

import (
	"fmt"
	"math"
	"strings"

	"dudao/internal/platform/paper"
)

// red is the colour of head and lines.
const red = "FF0000"

// document writes the main part.
func (d *doc) document() {
	if d.l.Proof.URL != "" && d.starter == nil {
		_ = d.code() // an address too long for a code has none
	}
	d.write(xmlHead + `<w:document ` + Namespaces + `><w:body>`)
	switch d.l.Form {
	case paper.Official:
		d.official()
	case paper.Missive:
		d.missive()
	}
	d.title()
	if d.l.To != "" {
		d.line(d.l.To+"：", para{}, body)
	}
	d.blocks(d.l.Body)
	d.tail()
	for i, a := range d.l.Annexes {
		d.line(d.l.AnnexLabel(i), para{breakBefore: true}, run{font: heiti, size: paper.Body})
		d.blank(1)
		d.headline(a.Title)
		d.blank(1)
		d.blocks(a.Body)
	}
	if d.l.FootBlank { // what follows are a blank page and that of the colophon, neither with a number (7.5)
		d.write(`<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`)
		d.section(true)
		d.write(`</w:pPr></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
	d.colophon()
	d.section(!d.l.FootBlank)
	d.write(`</w:body></w:document>`)
}

// before returns the space that brings the next line's top so many millimetres below where it would be.
func before(mm float64) int { return max(twips(mm), 0) }

// official is the head of 文件格式: what stands on top, the red head 35 mm below the top of the type area,
// the number two lines below it and the red line 4 mm below the number.
func (d *doc) official() {
	used := 0
	for _, mark := range []struct {
		text string
		font string
	}{{d.l.Copy, fangsong}, {d.l.Secrecy, heiti}, {d.l.Urgency, heiti}} {
		if mark.text != "" {
			d.line(mark.text, para{}, run{font: mark.font, size: paper.Body})
			used++
		}
	}
	size, lineHeight := d.headType()
	// the glyph of a line stands in the middle of its exact height: half the difference is above it
	above := (lineHeight - paper.MM(size)) / 2
	gap := before(paper.HeadTop - float64(used)*paper.Pitch - above)
	r := run{font: biaosong, size: size, color: red}
	if len(d.l.Heads) > 1 && d.l.HeadWord != "" {
		d.jointHeads(gap, lineHeight, r)
	} else {
		for i, h := range d.l.Heads {
			if i > 0 {
				gap = 0
			}
			d.line(h+d.l.HeadWord, para{align: "center", before: gap, line: twips(lineHeight), off: true}, r)
		}
	}
	d.number(before(paper.NumberGap*paper.Pitch - above - sink))
	d.rule()
	d.gap(paper.TitleGap)
}

// sink is how much deeper than the middle of an exact line LibreOffice sets its characters, in millimetres:
// it puts what is left of the height above them. Word puts it on both sides; the half of the difference keeps
// both within a millimetre of the standard.
const sink = 0.8

// gap leaves lines empty, off the grid.
func (d *doc) gap(lines int) {
	for range lines {
		d.line("", para{off: true}, body)
	}
}

// jointHeads are the names of a joint letter one below the other, spread to the same width, with 文件 beside
// them in the middle (7.2.4).
func (d *doc) jointHeads(gap int, height float64, r run) {
	longest := 0.0
	for _, h := range d.l.Heads {
		longest = max(longest, paper.Width(h))
	}
	names, word := twips(paper.MM(r.size)*(longest+0.5)), twips(paper.MM(r.size)*(paper.Width(d.l.HeadWord)+1))
	d.line("", para{line: max(gap-twips(sink/2), 20), off: true}, body)
	d.printf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, names+word, names, word)
	for i, h := range d.l.Heads {
		merge := `<w:vMerge/>`
		if i == 0 {
			merge = `<w:vMerge w:val="restart"/>`
		}
		d.printf(`<w:tr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, names)
		d.line(h, para{align: "distribute", line: twips(height), off: true}, r)
		d.printf(`</w:tc><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s<w:vAlign w:val="center"/></w:tcPr>`, word, merge)
		text := ""
		if i == 0 {
			text = d.l.HeadWord
		}
		d.line(text, para{align: "right", line: twips(height), off: true}, r)
		d.write(`</w:tc></w:tr>`)
	}
	d.write(`</w:tbl>`)
}

// number is the line of 发文字号; in a letter upward it stands left and who answers for it right.
func (d *doc) number(gap int) {
	if len(d.l.Signers) == 0 {
		d.line(d.l.Number, para{align: "center", before: gap, off: true}, body)
		return
	}
	edge := twips(paper.TextWidth) - chars(100)
	d.open(para{leftChars: 100, tabs: []int{edge}, before: gap, off: true})
	d.text(d.l.Number, body)
	d.write(`<w:r><w:tab/></w:r>`)
	d.text("签发人：", body)
	d.text(strings.Join(d.l.Signers, "　"), run{font: kaiti, size: paper.Body})
	d.close()
}

// rule is the red line, as wide as the type area, 4 mm below the number.
func (d *doc) rule() {
	gap := twips(paper.RuleGap) - (pitch-int(paper.Body*ptTwips))/2
	d.line("", para{line: max(gap, 20), off: true, border: `<w:bottom w:val="single" w:sz="18" w:space="0" w:color="` + red + `"/>`}, body)
}

// missive is what follows the head of 信函格式, which stands in the header of the first page (missiveHead):
// marks on the left, the number right below the red line.
func (d *doc) missive() {
	for _, mark := range []string{d.l.Copy, d.l.Secrecy, d.l.Urgency} {
		if mark != "" {
			d.line(mark, para{}, run{font: heiti, size: paper.Body})
		}
	}
	if d.l.Number != "" {
		d.line(d.l.Number, para{align: "right"}, body)
	}
	d.blank(paper.TitleGap)
}

// missiveHead is the name of the body, its upper edge 30 mm from the edge of the page, and a red double line
// (upper one thick) 4 mm below it, 170 mm long.
func (d *doc) missiveHead(f *doc) {
	size, height := d.headType()
	for _, h := range d.l.Heads[:min(len(d.l.Heads), 1)] {
		f.line(h, para{align: "center", line: twips(height), off: true}, run{font: biaosong, size: size, color: red})
	}
	over := twips((paper.MissiveLine - paper.TextWidth) / 2)
	below := (height - paper.MM(size)) / 2
	f.line("", para{line: max(twips(paper.RuleGap-below), 20), after: pitch / 2, left: -over, right: -over,
		border: `<w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="0" w:color="` + red + `"/>`}, body)
}

// headerTop is where the header of a missive begins, so that the name stands 30 mm from the edge.
func (d *doc) headerTop() int {
	if d.l.Form != paper.Missive {
		return 851
	}
	size, height := d.headType()
	return twips(paper.MissiveHead - (height-paper.MM(size))/2)
}

// title is the title, centred, in 2 号 小标宋; one empty line below it.
func (d *doc) title() {
	d.headline(d.l.Title)
	d.blank(1)
}

func (d *doc) headline(title string) {
	for _, line := range paper.TitleLines(title, paper.TitleLimit) {
		d.line(line, para{align: "center", line: pitch, keep: true, off: true}, run{font: biaosong, size: paper.TitleSize})
	}
}

// Type is how words of a block differ from plain paragraphs: their font, "" for that of the text, words that
// lead them and theirs, and whether the first line is not indented.
type Type struct {
	Font     string
	Lead     string
	LeadFont string
	Flush    bool
}

// TypeOf is the type of a block, and whether the block is words at all.
func TypeOf(b paper.Block) (Type, bool) {
	switch b.Kind {
	case paper.Tabled, paper.Fields, paper.Signs, paper.Break:
		return Type{}, false
	}
	return Type{Font: map[paper.Kind]string{paper.H1: heiti, paper.H2: kaiti}[b.Kind], Lead: b.Lead, LeadFont: heiti, Flush: b.Kind == paper.Flush}, true
}

func (d *doc) blocks(list []paper.Block) {
	for _, b := range list {
		switch b.Kind {
		case paper.Tabled:
			d.table(b, true)
		case paper.Fields:
			d.table(b, false)
		case paper.Signs:
			d.signs(b)
		case paper.Break:
			d.write(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		default:
			f, _ := TypeOf(b)
			p, r := para{first: 200, align: "both"}, body
			if f.Font != "" {
				r.font = f.Font
			}
			if f.Flush {
				p.first = 0
			}
			p.keep = b.Kind == paper.H1 || b.Kind == paper.H2
			d.open(p)
			d.text(b.Lead, run{font: heiti, size: paper.Body})
			d.text(b.Text, r)
			d.close()
		}
	}
}

// tail is what follows the text: attachments, signature, date, note.
func (d *doc) tail() {
	if d.starter != nil && d.l.Form != paper.Plain {
		d.line(d.starter.list, para{leftChars: 200, before: pitch}, body)
	}
	if list := d.l.AttachmentLines(); len(list) > 0 {
		d.blank(1)
		for _, a := range list {
			d.line(a, para{leftChars: 200}, body)
		}
	}
	if len(d.l.Signature) > 0 || d.l.Date != "" {
		gap := 2 // room for the seal
		if !d.l.Sealed {
			gap = 1
		}
		d.blank(gap)
		_, signature, date := d.lengths()
		for i, s := range d.l.Signature {
			sig, _ := paper.SignatureIndent(signature[i], date, d.l.Sealed)
			d.line(s, para{align: "right", rightChars: int(math.Round(sig * 100)), keep: i < len(d.l.Signature)-1 || d.l.Date != ""}, body)
		}
		if d.l.Date != "" {
			last := ""
			if n := len(signature); n > 0 {
				last = signature[n-1]
			}
			_, day := paper.SignatureIndent(last, date, d.l.Sealed)
			d.line(d.l.Date, para{align: "right", rightChars: int(math.Round(day * 100))}, body)
		}
	}
	if d.l.Note != "" {
		d.line("（"+d.l.Note+"）", para{leftChars: 200}, body)
	}
}

// colophon is 版记 and the proof, in a text box at the foot of the type area of the last page: copies, then
// who printed it and when, between lines as wide as the type area. (LibreOffice floats no table that is as
// wide as the text.)
func (d *doc) colophon() {
	lines := d.foot()
	coded := d.qr != nil || d.starter != nil
	if len(lines) == 0 && !coded {
		return
	}
	small := run{font: fangsong, size: paper.Small}
	perLine := paper.TextWidth/paper.MM(paper.Small) - 2
	height := 0.0
	if coded {
		height += qrSize + 2
	}
	for _, s := range lines {
		height += math.Ceil((paper.Width(s[0])+paper.Width(s[1]))/perLine) * paper.MM(footPitch)
	}
	d.open(para{line: 20, off: true, breakBefore: d.l.FootPage && !d.l.FootBlank})
	d.boxOpen(paper.TextWidth, height+1)
	if coded {
		d.open(para{line: twips(qrSize + 2), off: true})
		if d.qr != nil {
			d.picture()
		} else {
			d.text(d.l.Proof.URL, run{font: songti, size: 10.5})
		}
		d.text("　"+strings.Join(d.l.Proof.Lines, "　"), run{font: songti, size: 10.5})
		d.close()
	}
	for i, s := range lines {
		border := `<w:top w:val="single" w:sz="` + lineSize(i == 0) + `" w:space="0" w:color="000000"/>`
		if i == len(lines)-1 {
			border += `<w:bottom w:val="single" w:sz="` + lineSize(true) + `" w:space="0" w:color="000000"/>`
		}
		border += `<w:between w:val="single" w:sz="` + lineSize(false) + `" w:space="0" w:color="000000"/>`
		inner := twips(paper.MM(paper.Small))
		d.open(para{line: footPitch * ptTwips, off: true, border: border, tabs: []int{twips(paper.TextWidth) - inner}})
		d.text("　"+s[0], small)
		if s[1] != "" {
			d.write(`<w:r><w:tab/></w:r>`)
			d.text(s[1], small)
		}
		d.close()
	}
	d.boxClose()
	d.close()
}

// footPitch is the height of a line of the colophon in points.
const footPitch = 22

// lineSize is the thickness of a line of the colophon in eighths of a point: 0.35 mm and 0.25 mm.
func lineSize(outer bool) string {
	if outer {
		return "8"
	}
	return "6"
}

// foot are the lines of the colophon: what stands left and what stands right.
func (d *doc) foot() (out [][2]string) {
	if d.l.Copies != "" {
		out = append(out, [2]string{"抄送：" + d.l.Copies + "。", ""})
	}
	if d.l.PrintedBy != "" {
		right := ""
		if d.l.PrintedOn != "" {
			right = d.l.PrintedOn + "印发"
		}
		out = append(out, [2]string{d.l.PrintedBy, right})
	}
	return out
}

// section is the page: size, margins, grid, where the footers are, numbered or not. A missive has another first
// page.
func (d *doc) section(numbered bool) {
	right, left := 4, 5
	if !numbered {
		right, left = 10, 10
	}
	refs := fmt.Sprintf(`<w:headerReference w:type="default" r:id="rId7"/><w:headerReference w:type="even" r:id="rId7"/><w:footerReference w:type="default" r:id="rId%d"/><w:footerReference w:type="even" r:id="rId%d"/>`, right, left)
	top, first, foot := twips(paper.MarginTop), "", twips(paper.PageHeight-paper.MarginTop-paper.TextHeight-paper.FooterGap)-7*ptTwips
	if d.l.Form == paper.Missive && numbered {
		refs += `<w:headerReference w:type="first" r:id="rId8"/><w:footerReference w:type="first" r:id="rId6"/>`
		first = `<w:titlePg/>`
	}
	d.printf(`<w:sectPr>%s<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>%s<w:docGrid w:type="lines" w:linePitch="%d"/></w:sectPr>`,
		refs, 11906, 16838, top, 1474, 1984, 1587, d.headerTop(), max(foot, 0), first, pitch)
}
