package docx

import (
	"strings"

	"dudao/internal/platform/paper"
)

// cellLine is the height of a line in a table, in twips: 4 号 with a little air.
const cellLine = 22 * ptTwips

// table writes rows under a head that is repeated on every page; head false is a form of labels and values.
func (d *doc) table(b paper.Block, head bool) {
	var widths []int
	for _, mm := range paper.Shares(b) {
		widths = append(widths, twips(mm))
	}
	d.printf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, twips(paper.TextWidth))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.write(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	d.write(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.printf(`<w:gridCol w:w="%d"/>`, w)
	}
	d.write(`</w:tblGrid>`)
	small := run{font: fangsong, size: paper.Small}
	if head && len(b.Cols) > 0 {
		d.write(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		for i, c := range b.Cols {
			d.cell(c.Head, widths[i], "center", run{font: heiti, size: paper.Small})
		}
		d.write(`</w:tr>`)
	}
	for _, row := range b.Rows {
		d.write(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, w := range widths {
			text, r, align := "", small, "left"
			if i < len(row) {
				text = row[i]
			}
			if i < len(b.Cols) && b.Cols[i].Right {
				align = "right"
			}
			if !head && i%2 == 0 {
				r.font, align = heiti, "center"
			}
			d.cell(text, w, align, r)
		}
		d.write(`</w:tr>`)
	}
	d.write(`</w:tbl>`)
	d.line("", para{line: pitch / 2}, body) // Word needs a paragraph after a table
}

func (d *doc) cell(text string, width int, align string, r run) {
	d.printf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, width)
	for part := range strings.SplitSeq(text, "\n") {
		d.line(part, para{align: align, line: cellLine}, r)
	}
	d.write(`</w:tc>`)
}

// signs are places to sign by hand: a label, and what is known of it.
func (d *doc) signs(b paper.Block) {
	for _, row := range b.Rows {
		d.open(para{before: pitch / 2, keep: true})
		for i, c := range row {
			if i > 0 {
				d.text("　　", body)
			}
			d.text(c, body)
		}
		d.close()
	}
}
