//lang:document

package grid

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"dudao/internal/platform/paper"
)

// WriteDOCX writes one document with a table for each grid, each on pages of its own.
func WriteDOCX(w io.Writer, grids []Grid) error {
	d := &strings.Builder{}
	d.WriteString(xmlHead + `<w:document ` + spaces + `><w:body>`)
	for i, g := range grids {
		g.docx(d, i > 0)
	}
	d.WriteString(`<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1021" w:right="1021" w:bottom="1021" w:left="1021" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rels}, {"word/document.xml", d.String()}, {"word/styles.xml", wordStyles}, {"word/_rels/document.xml.rels", documentRels}} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	spaces       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	office       = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	rels         = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="word/document.xml"/></Relationships>`
	documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`
	wordStyles   = xmlHead + `<w:styles ` + spaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="18"/><w:szCs w:val="18"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>`
)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// paragraph is a line of text; size is in half points.
func paragraph(d *strings.Builder, text, align, font string, size int, before bool) {
	d.WriteString(`<w:p><w:pPr>`)
	if before {
		d.WriteString(`<w:pageBreakBefore/>`)
	}
	fmt.Fprintf(d, `<w:jc w:val="%s"/></w:pPr>`, align)
	if text != "" {
		fmt.Fprintf(d, `<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s"/><w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, font, size, escaper.Replace(paper.Clean(text)))
	}
	d.WriteString(`</w:p>`)
}

// twips scales the widths of columns to the type area.
func (g Grid) twips() (out []int) {
	const area = 16838 - 2*1021
	all := 0.0
	for _, mm := range g.Widths {
		all += mm
	}
	for _, mm := range g.Widths {
		out = append(out, int(math.Round(mm/all*area)))
	}
	return out
}

func (g Grid) docx(d *strings.Builder, before bool) {
	paragraph(d, g.Title, "center", "黑体", 32, before)
	paragraph(d, g.Sub, "left", "宋体", 18, false)
	wide := g.twips()
	d.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(d, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	d.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, n := range wide {
		fmt.Fprintf(d, `<w:gridCol w:w="%d"/>`, n)
	}
	d.WriteString(`</w:tblGrid>`)
	for y, row := range g.covering() {
		d.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if y < g.Head {
			d.WriteString(`<w:tblHeader/>`)
		}
		d.WriteString(`</w:trPr>`)
		for _, c := range row {
			c.docx(d, y, wide)
		}
		d.WriteString(`</w:tr>`)
	}
	d.WriteString(`</w:tbl>`)
	for _, note := range g.Notes {
		paragraph(d, note, "left", "宋体", 18, false)
	}
	if len(g.Notes) == 0 { // something has to follow a table
		paragraph(d, "", "left", "宋体", 18, false)
	}
}

func (c Placed) docx(d *strings.Builder, y int, wide []int) {
	w := 0
	for x := range c.Across {
		w += wide[c.Column+x]
	}
	fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, w)
	if c.Across > 1 {
		fmt.Fprintf(d, `<w:gridSpan w:val="%d"/>`, c.Across)
	}
	text := c.Text
	if c.IsNumber {
		text = strconv.FormatFloat(c.Number, 'f', c.Places, 64)
	}
	switch {
	case c.Down > 1 && y == c.Row:
		d.WriteString(`<w:vMerge w:val="restart"/>`)
	case c.Down > 1:
		d.WriteString(`<w:vMerge/>`)
		text = ""
	}
	d.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	align := "center"
	if c.Left {
		align = "left"
	}
	paragraph(d, text, align, "宋体", 18, false)
	d.WriteString(`</w:tc>`)
}
