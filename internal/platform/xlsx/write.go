package xlsx

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Rows are the rows of a table, the header first; a cell is a string, an int or nil.
type Rows = iter.Seq2[[]any, error]

// Of makes Rows from a slice.
func Of(rows ...[]any) Rows {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// begins lists what makes a formula of a text; the wide forms do on Chinese and Japanese systems.
const begins = "=+-@\t\r\n＝＋－＠"

// Safe makes a text that no spreadsheet program takes for a formula: it gets an apostrophe before =,
// +, -, @, their wide forms, tab and line ends. Numbers stay numbers.
func Safe(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s == "" || !strings.ContainsRune(begins, first) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && s[0] == '-' {
		return s
	}
	return "'" + s
}

// unescape takes away what Safe put before a text.
func unescape(s string) string {
	if len(s) > 1 && s[0] == '\'' {
		if first, _ := utf8.DecodeRuneInString(s[1:]); strings.ContainsRune(begins, first) {
			return s[1:]
		}
	}
	return s
}

// WriteCSV writes rows as CSV in UTF-8 with the mark that Excel needs.
func WriteCSV(w io.Writer, rows Rows) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	for row, err := range rows {
		if err != nil {
			return err
		}
		cells := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case nil: // not known
			case string:
				cells[i] = Safe(v)
			case int:
				cells[i] = strconv.Itoa(v)
			case float64:
				cells[i] = strconv.FormatFloat(v, 'f', -1, 64)
			default:
				return fmt.Errorf("xlsx: a cell of %T", v)
			}
		}
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name    string
	Rows    Rows
	Widths  []float64        // of columns, in characters; 0 leaves a column as it is
	Choices map[int][]string // column → what may be chosen there
}

// WriteXLSX writes a workbook row by row; the first row of a sheet is its header and stays in view.
func WriteXLSX(w io.Writer, sheets ...Sheet) error {
	book := excelize.NewFile()
	defer book.Close()
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF5"}}})
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = book.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = book.NewSheet(s.Name)
		}
		if err != nil {
			return err
		}
		if err := s.write(book, bold); err != nil {
			return err
		}
	}
	_, err = book.WriteTo(w)
	return err
}

func (s Sheet) write(book *excelize.File, bold int) error {
	for column, choices := range s.Choices {
		v := excelize.NewDataValidation(true)
		v.Sqref = Column(column) + "2:" + Column(column) + "200001"
		if err := v.SetDropList(choices); err != nil {
			continue // too long for a list in the cell: the sheet with the explanation has them
		}
		if err := book.AddDataValidation(s.Name, v); err != nil {
			return err
		}
	}
	out, err := book.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, width := range s.Widths {
		if width > 0 {
			if err := out.SetColWidth(i+1, i+1, width); err != nil {
				return err
			}
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := 0
	for row, err := range s.Rows {
		if err != nil {
			return err
		}
		line++
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v
			if text, ok := v.(string); ok {
				cells[i] = Safe(text)
			}
			if line == 1 {
				cells[i] = excelize.Cell{StyleID: bold, Value: cells[i]}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
