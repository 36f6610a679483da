//lang:document

package docx

import (
	"bytes"
	"fmt"

	"dudao/internal/platform/paper"
	"dudao/internal/platform/qrcode"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

	// Namespaces declares the prefixes of a part.
	Namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`

	packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	styles = xmlHead + `<w:styles ` + Namespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="` + fangsong + `" w:hAnsi="` + fangsong + `" w:eastAsia="` + fangsong + `" w:cs="Times New Roman"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="table" w:default="1" w:styleId="t"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>`

	fontTable = xmlHead + `<w:fonts ` + Namespaces + `><w:font w:name="` + fangsong + `"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font><w:font w:name="` + kaiti + `"><w:altName w:val="楷体"/><w:charset w:val="86"/></w:font><w:font w:name="` + heiti + `"><w:altName w:val="SimHei"/><w:charset w:val="86"/></w:font><w:font w:name="` + biaosong + `"><w:altName w:val="小标宋"/><w:charset w:val="86"/></w:font></w:fonts>`
)

func (d *doc) contentTypes() string {
	s := xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="` + Mime + `.main+xml"/>`
	for _, kind := range [...]string{"styles", "settings", "fontTable"} {
		s += `<Override PartName="/word/` + kind + `.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.` + kind + `+xml"/>`
	}
	for _, n := range []string{"footer1", "footer2", "footer3", "header1", "header2"} {
		s += `<Override PartName="/word/` + n + `.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.` + n[:6] + `+xml"/>`
	}
	return s + `<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
}

func (d *doc) rels() string {
	const base = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	s := xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for id, part := range [...]string{"styles", "settings", "fontTable", "footer1", "footer2", "footer3", "header1", "header2"} {
		kind := part
		if id >= 3 {
			kind = part[:6]
		}
		s += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s%s" Target="%s.xml"/>`, id+1, base, kind, part)
	}
	s += `<Relationship Id="rId10" Type="` + base + `footer" Target="footer4.xml"/>`
	if d.qr != nil {
		s += `<Relationship Id="rId9" Type="` + base + `image" Target="media/qr.png"/>`
	}
	return s + `</Relationships>`
}

// settings: odd and even pages have their numbers on different sides.
func (d *doc) settings() string {
	return xmlHead + `<w:settings ` + Namespaces + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
}

// footer is the page number: "— 1 —" in 4 号 宋体, one character from the outer edge of the type area.
func (d *doc) footer(side string) string {
	f := &doc{b: new(bytes.Buffer)}
	f.write(xmlHead + `<w:ftr ` + Namespaces + `>`)
	p := para{align: side, line: 14 * ptTwips}
	if side == "right" {
		p.rightChars = 100
	} else {
		p.leftChars = 100
	}
	f.open(p)
	r := run{font: songti, size: paper.Small}
	f.text("— ", r)
	f.printf(`<w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s"/><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s"/><w:sz w:val="28"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s"/><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s"/><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`, songti)
	f.text(" —", r)
	f.close()
	f.write(`</w:ftr>`)
	return f.b.String()
}

// firstFooter is that of the first page of a missive: no number, the lower red double line instead.
func (d *doc) firstFooter() string {
	if d.l.Form != paper.Missive {
		return d.footer("right")
	}
	f := &doc{b: new(bytes.Buffer)}
	f.write(xmlHead + `<w:ftr ` + Namespaces + `>`)
	over := twips((paper.MissiveLine - paper.TextWidth) / 2)
	f.line("", para{line: 10 * ptTwips, left: -over, right: -over, border: `<w:top w:val="thinThickSmallGap" w:sz="24" w:space="0" w:color="` + red + `"/>`}, body)
	f.write(`</w:ftr>`)
	return f.b.String()
}

// noFooter is that of pages without a number.
func (d *doc) noFooter() string {
	return xmlHead + `<w:ftr ` + Namespaces + `><w:p/></w:ftr>`
}

// header carries the mark of a draft across the page; that of the first page of a missive has its head, too.
func (d *doc) header(first bool) string {
	f := &doc{b: new(bytes.Buffer)}
	f.write(xmlHead + `<w:hdr ` + Namespaces + `>`)
	if first && d.l.Form == paper.Missive {
		d.missiveHead(f)
	}
	f.open(para{line: 20})
	if d.l.Mark != "" {
		f.write(Mark(d.l.Mark))
	}
	f.close()
	f.write(`</w:hdr>`)
	return f.b.String()
}

// qrSize is the side of the code on paper, in millimetres: readable by a phone at arm's length.
const qrSize = 20.0

// code makes the picture of the QR code.
func (d *doc) code() (err error) {
	d.qr, err = QR(d.l.Proof.URL)
	return err
}

// QR is a code for an address, as a PNG picture.
func QR(url string) ([]byte, error) {
	c, err := qrcode.Encode(url)
	if err != nil {
		return nil, err
	}
	return c.PNG(6)
}

// picture draws the code inline.
func (d *doc) picture() { d.write(`<w:r>` + Picture("rId9", d.l.Proof.URL) + `</w:r>`) }

// Picture is the drawing of a code inside a run, of the size letters have; relation names its part.
func Picture(relation, url string) string {
	return fmt.Sprintf(`<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[1]d"/><wp:docPr id="1" name="qr" descr="%[2]s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="qr"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="%[3]s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`, int(qrSize*36000), esc(url), relation)
}

// Mark is a run that lays words across the page it stands on, behind the text.
func Mark(words string) string {
	return fmt.Sprintf(`<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="mark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:360pt;height:150pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f"><v:textpath style="font-family:&quot;%s&quot;" string="%s"/></v:shape></w:pict></w:r>`, heiti, esc(words))
}

// Blocks are pieces of a text as paragraphs and tables of the standard: an element of their own that declares
// every name they use.
func Blocks(list []paper.Block) string {
	d := &doc{b: new(bytes.Buffer)}
	d.write(`<w:body ` + Namespaces + `>`)
	d.blocks(list)
	d.write(`</w:body>`)
	return d.b.String()
}

// boxOpen begins a text box at the foot of the type area; text keeps clear of it.
func (d *doc) boxOpen(width, height float64) {
	cx, cy := int(width*36000), int(height*36000)
	d.printf(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH><wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV><wp:extent cx="%[1]d" cy="%[2]d"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/><wp:docPr id="2" name="colophon"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>`, cx, cy)
}

func (d *doc) boxClose() {
	d.write(`</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>`)
}
