package demo

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"unicode/utf16"

	"dudao/internal/platform/xlsx"
)

// The files of the demo are made here, the same ones each time: pictures that nobody took, sheets and
// reports about what the stories tell. Each says of itself that it is made up.

// photo draws a corridor with doors and lamps; seed varies light and colours.
func photo(seed int, tidy bool) ([]byte, error) {
	const w, h = 720, 480
	m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{
		color.RGBA{236, 239, 241, 255}, color.RGBA{207, 216, 220, 255}, color.RGBA{176, 190, 197, 255}, color.RGBA{144, 164, 174, 255},
		color.RGBA{uint8(120 + seed*7%60), 110, 90, 255}, color.RGBA{255, 248, 225, 255}, color.RGBA{46, 125, 50, 255}, color.RGBA{93, 64, 55, 255}, color.RGBA{84, 110, 122, 255}})
	fill := func(x0, y0, x1, y1 int, c uint8) {
		draw.Draw(m, image.Rect(x0, y0, x1, y1), image.NewUniform(m.Palette[c]), image.Point{}, draw.Src)
	}
	for y := range h { // ceiling, floor and walls run to a vanishing point
		for x := range w {
			dx, dy := abs(x-w/2)*h, abs(y-h/2)*w
			switch {
			case abs(x-w/2) < 70 && abs(y-h/2) < 50:
				m.SetColorIndex(x, y, 1)
			case dx > dy:
				m.SetColorIndex(x, y, uint8(1+x*2/w))
			case y > h/2:
				m.SetColorIndex(x, y, 3)
			}
		}
	}
	for i := range 3 {
		fill(40+i*80-i*i*8, 150+i*25, 90+i*70-i*i*8, 400-i*45, 4) // doors on the left
		fill(w-90-i*70+i*i*8, 150+i*25, w-40-i*80+i*i*8, 400-i*45, 8)
		fill(w/2-60+i*15, 30+i*45, w/2+60-i*15, 45+i*45, 5) // lamps
	}
	fill(w/2-22, 200, w/2+22, 214, 6) // the sign of the exit
	if !tidy {
		for i := range 4 { // desks in the way
			fill(430+i*34, 330-i*18, 480+i*34, 420-i*18, 7)
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, m)
	return out.Bytes(), err
}

func abs(x int) int { return max(x, -x) }

// sheet is a workbook of one table.
func sheet(name string, rows ...[]any) ([]byte, error) {
	var out bytes.Buffer
	err := xlsx.WriteXLSX(&out, xlsx.Sheet{Name: name, Rows: xlsx.Of(rows...), Widths: []float64{14, 36, 24, 18}})
	return out.Bytes(), err
}

// document is a Word document of paragraphs, the first its title.
func document(lines ...string) ([]byte, error) {
	var body strings.Builder
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i, l := range lines {
		style := ""
		if i == 0 {
			style = `<w:pPr><w:jc w:val="center"/></w:pPr>`
		}
		body.WriteString(`<w:p>` + style + `<w:r><w:t>` + esc.Replace(l) + `</w:t></w:r></w:p>`)
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(f[0])
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(head + f[1])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// pdf is one page; the reader brings the font, as for any Chinese PDF without its own.
func pdf(lines ...string) []byte {
	var page strings.Builder
	page.WriteString("BT /F 12 Tf 72 770 Td 24 TL\n")
	for _, l := range lines {
		for _, part := range folded(l, 36) {
			var b []byte
			for _, u := range utf16.Encode([]rune(part)) {
				b = append(b, byte(u>>8), byte(u))
			}
			page.WriteString("<" + hex.EncodeToString(b) + "> Tj T*\n")
		}
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R /DW 1000 >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&out, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// folded breaks a line after so many characters.
func folded(line string, width int) (out []string) {
	r := []rune(line)
	for len(r) > width {
		out, r = append(out, string(r[:width])), r[width:]
	}
	return append(out, string(r))
}
