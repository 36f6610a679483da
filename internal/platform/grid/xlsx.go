//lang:document

package grid

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"dudao/internal/platform/xlsx"
)

// WriteXLSX writes a workbook with a sheet for each grid.
func WriteXLSX(w io.Writer, grids []Grid) error {
	book := excelize.NewFile()
	defer book.Close()
	s, err := newStyles(book)
	if err != nil {
		return err
	}
	for i, g := range grids {
		if i == 0 {
			err = book.SetSheetName("Sheet1", g.Name)
		} else {
			_, err = book.NewSheet(g.Name)
		}
		if err != nil {
			return err
		}
		if err := g.sheet(book, s); err != nil {
			return err
		}
	}
	_, err = book.WriteTo(w)
	return err
}

type styles struct {
	title, sub, middle, left, note int
	numbers                        map[int]int // by places
}

func newStyles(book *excelize.File) (s styles, err error) {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	song := &excelize.Font{Family: "宋体", Size: 10}
	for to, style := range map[*int]*excelize.Style{
		&s.title:  {Font: &excelize.Font{Family: "黑体", Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}},
		&s.sub:    {Font: song, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}},
		&s.middle: {Font: song, Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}},
		&s.left:   {Font: song, Border: border, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}},
		&s.note:   {Font: song, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true}},
	} {
		if *to, err = book.NewStyle(style); err != nil {
			return s, err
		}
	}
	s.numbers = map[int]int{}
	for places := range 5 {
		format := "0"
		if places > 0 {
			format += "." + strings.Repeat("0", places)
		}
		s.numbers[places], err = book.NewStyle(&excelize.Style{Font: song, Border: border, CustomNumFmt: &format, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", ShrinkToFit: true}})
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// first is the row of the sheet, from 1, that row 0 of the grid is in: title and line stand above it.
const first = 3

func (g Grid) sheet(book *excelize.File, s styles) error {
	last := xlsx.Column(len(g.Widths) - 1)
	width := 0.0
	for i, mm := range g.Widths {
		width += mm
		if err := book.SetColWidth(g.Name, xlsx.Column(i), xlsx.Column(i), mm/1.95); err != nil { // a character of the standard font
			return err
		}
	}
	line := func(row int, text string, style int, height float64) error {
		from, to := fmt.Sprintf("A%d", row), fmt.Sprintf("%s%d", last, row)
		if err := book.SetCellStr(g.Name, from, xlsx.Safe(text)); err != nil {
			return err
		}
		if err := book.MergeCell(g.Name, from, to); err != nil {
			return err
		}
		if err := book.SetCellStyle(g.Name, from, to, style); err != nil {
			return err
		}
		return book.SetRowHeight(g.Name, row, height)
	}
	if err := line(1, g.Title, s.title, 28); err != nil {
		return err
	}
	if err := line(2, g.Sub, s.sub, 18); err != nil {
		return err
	}
	if err := g.cells(book, s); err != nil {
		return err
	}
	for i, note := range g.Notes {
		lines := float64(len([]rune(note)))*3.6/width + 1
		if err := line(first+len(g.Rows)+i, note, s.note, 15*float64(int(lines))); err != nil {
			return err
		}
	}
	return g.paper(book, last)
}

func (g Grid) cells(book *excelize.File, s styles) error {
	high := map[int]float64{}
	for _, c := range g.Places() {
		from := fmt.Sprintf("%s%d", xlsx.Column(c.Column), first+c.Row)
		to := fmt.Sprintf("%s%d", xlsx.Column(c.Column+c.Across-1), first+c.Row+c.Down-1)
		style, err := s.middle, error(nil)
		if c.Left {
			style = s.left
		}
		if c.IsNumber {
			style = s.numbers[c.Places]
			err = book.SetCellFloat(g.Name, from, c.Number, -1, 64)
		} else if c.Text != "" {
			err = book.SetCellStr(g.Name, from, xlsx.Safe(c.Text))
		}
		if err != nil {
			return err
		}
		if c.Across > 1 || c.Down > 1 {
			if err := book.MergeCell(g.Name, from, to); err != nil {
				return err
			}
		}
		if err := book.SetCellStyle(g.Name, from, to, style); err != nil {
			return err
		}
		wide := 0.0
		for x := range c.Across {
			wide += g.Widths[c.Column+x]
		}
		lines := float64(int(float64(len([]rune(c.Text)))*3.6/(wide-2))) + 1
		high[c.Row] = max(high[c.Row], 14*lines/float64(c.Down)+4)
	}
	for row, h := range high {
		if err := book.SetRowHeight(g.Name, first+row, min(h, 400)); err != nil {
			return err
		}
	}
	return nil
}

// paper makes the sheet one page of A4 wide, with its heads on every page.
func (g Grid) paper(book *excelize.File, last string) error {
	across, a4, wide, high := "landscape", 9, 1, 0
	if err := book.SetPageLayout(g.Name, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	fit := true
	if err := book.SetSheetProps(g.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	margin := 0.5
	if err := book.SetPageMargins(g.Name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin}); err != nil {
		return err
	}
	if g.Head == 0 {
		return nil
	}
	return book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: g.Name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", g.Name, first, first+g.Head-1)})
}
