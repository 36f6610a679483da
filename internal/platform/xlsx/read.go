// Package xlsx reads tables that people send (XLSX, or CSV in UTF-8 or GB18030) row by row within
// limits, and writes tables that no spreadsheet program will run as formulas.
package xlsx

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dudao/internal/base/errs"
)

// Limits bound what a file may hold.
type Limits struct {
	Unzipped int64 // bytes of an XLSX once unzipped
	Rows     int   // rows that are not empty, the header included
	Columns  int
	Cell     int // characters of one cell
}

// Usual is what imports accept: 200,000 rows below a header.
var Usual = Limits{Unzipped: 1 << 30, Rows: 200_001, Columns: 60, Cell: 1000}

// File is an uploaded file that can be read more than once.
type File interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// Read calls f for every row of the first sheet that is not empty, with its line number from 1 and
// its cells without surrounding spaces. What is wrong with the file is an errs.Invalid that says where.
func Read(file File, l Limits, f func(line int, cells []string) error) error {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	head := make([]byte, 8)
	n, _ := file.ReadAt(head, 0)
	kind, err := kindOf(head[:n])
	switch {
	case err != nil:
		return err
	case kind == zipped:
		return readXLSX(file, size, l, f)
	}
	return readCSV(file, l, f)
}

// Weigh returns how many bytes a file holds once it is unzipped, and refuses what is no table at all
// without reading its rows.
func Weigh(file File, l Limits) (int64, error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	head := make([]byte, 8)
	n, _ := file.ReadAt(head, 0)
	kind, err := kindOf(head[:n])
	switch {
	case err != nil:
		return 0, err
	case kind == zipped:
		return unzipped(file, size, l)
	}
	return size, nil
}

const zipped = "zip"

// kindOf tells an XLSX from a text by its first bytes.
func kindOf(head []byte) (string, error) {
	switch {
	case len(head) == 0:
		return "", errs.NewField("file", "文件是空的")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipped, nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return "", errs.NewField("file", "这是旧版 XLS 文件或加密的文件，请另存为未加密的 XLSX 或 CSV 后再上传")
	}
	return "", nil
}

// counter applies the limits to each row.
type counter struct {
	Limits
	rows int
	f    func(int, []string) error
}

func (c *counter) row(line int, cells []string) error {
	for i := range cells {
		cells[i] = unescape(clean(cells[i]))
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if c.rows++; c.rows > c.Rows {
		return errs.NewField("file", "超过 %d 行，请拆成几个文件分别导入", c.Rows-1)
	}
	if len(cells) > c.Columns {
		return errs.NewField("file", "第 %d 行有 %d 列，最多 %d 列", line, len(cells), c.Columns)
	}
	for i, s := range cells {
		if len(s) > c.Cell && utf8.RuneCountInString(s) > c.Cell {
			return errs.NewField("file", "第 %d 行 %s 列超过 %d 个字", line, Column(i), c.Cell)
		}
	}
	return c.f(line, cells)
}

// clean removes spaces around a cell, and the spaces and marks that look like none.
func clean(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\u3000' || r == '\ufeff' || r == '\u200b' })
}

// Column returns the letters of column i, counted from 0: A, B, … AA.
func Column(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return "?"
	}
	return name
}

func readXLSX(file File, size int64, l Limits, f func(int, []string) error) error {
	if err := inspect(file, size, l); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	book, err := excelize.OpenReader(file, excelize.Options{RawCellValue: true, UnzipSizeLimit: l.Unzipped, UnzipXMLSizeLimit: min(4<<20, l.Unzipped)})
	if err != nil {
		return errs.NewField("file", "文件已损坏或不是表格，请用表格软件打开另存后再上传").Because(err)
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return errs.NewField("file", "文件已损坏或不是表格，请用表格软件打开另存后再上传").Because(err)
	}
	c := counter{l, 0, f}
	for b := range ahead(rows) {
		for i, cells := range b.rows {
			if err := c.row(b.line+i, cells); err != nil {
				return err
			}
		}
		if b.err != nil {
			return b.err
		}
	}
	return nil
}

// batch is some rows, the first of which has this number; with err nothing follows.
type batch struct {
	line int
	rows [][]string
	err  error
}

// ahead reads rows on another processor while those before are worked on, and closes them.
func ahead(rows *excelize.Rows) iter.Seq[batch] {
	const some = 256
	return func(yield func(batch) bool) {
		out, done := make(chan batch, 4), make(chan struct{})
		go func() {
			defer close(out)
			defer rows.Close()
			for line := 1; ; {
				b := batch{line: line}
				for len(b.rows) < some && b.err == nil && rows.Next() {
					cells, err := rows.Columns()
					if err != nil {
						b.err = errs.NewField("file", "第 %d 行读不出来，文件可能已损坏", line).Because(err)
						break
					}
					b.rows = append(b.rows, cells)
					line++
				}
				last := len(b.rows) < some
				if last && b.err == nil {
					b.err = rows.Error()
				}
				select {
				case out <- b:
				case <-done:
					return
				}
				if last {
					return
				}
			}
		}()
		defer func() {
			close(done)
			for range out { // until the reader has left the file
			}
		}()
		for b := range out {
			if !yield(b) {
				return
			}
		}
	}
}

func readCSV(file File, l Limits, f func(int, []string) error) error {
	decode, err := encodingOf(file)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := csv.NewReader(transform.NewReader(file, decode))
	r.FieldsPerRecord, r.ReuseRecord, r.Comma = -1, true, separator(file, decode)
	c := counter{l, 0, f}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if p, ok := errors.AsType[*csv.ParseError](err); ok {
			return errs.NewField("file", "第 %d 行的引号不成对", p.StartLine).Because(err)
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if err := c.row(line, cells); err != nil {
			return err
		}
	}
}

// encodingOf looks at the whole file: UTF-8 with or without mark, UTF-16 with mark, else GB18030.
func encodingOf(file File) (transform.Transformer, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	mark := make([]byte, 2)
	if n, _ := file.ReadAt(mark, 0); n == 2 && (mark[0] == 0xFF && mark[1] == 0xFE || mark[0] == 0xFE && mark[1] == 0xFF) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), nil
	}
	if whole(file, encodingUTF8()) {
		return unicode.UTF8BOM.NewDecoder(), nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if whole(transform.NewReader(file, simplifiedchinese.GB18030.NewDecoder()), encodingUTF8()) {
		return simplifiedchinese.GB18030.NewDecoder(), nil
	}
	return nil, errs.NewField("file", "认不出文件的编码，请另存为 UTF-8 编码的 CSV 或 XLSX 后再上传")
}

func encodingUTF8() transform.Transformer { return unicodeValidator{} }

// unicodeValidator passes text through and fails on what no text file holds.
type unicodeValidator struct{ transform.NopResetter }

var errNotText = errors.New("xlsx: not a text")

// Transform copies src and fails on invalid UTF-8, on NUL, and on U+FFFD, which decoders put for bytes that mean nothing.
func (unicodeValidator) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r, size = utf8.DecodeRune(src[nSrc:])
		}
		if r == utf8.RuneError || r == 0 {
			return nDst, nSrc, errNotText
		}
		if nDst+size > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], src[nSrc:nSrc+size])
		nSrc += size
	}
	return nDst, nSrc, nil
}

func whole(r io.Reader, t transform.Transformer) bool {
	_, err := io.Copy(io.Discard, transform.NewReader(r, t))
	return err == nil
}

// separator looks which of comma, tab and semicolon the first line has most of.
func separator(file File, decode transform.Transformer) rune {
	head := make([]byte, 4096)
	n, _ := file.ReadAt(head, 0)
	text, _, _ := transform.Bytes(decode, head[:n])
	decode.Reset()
	line, _, _ := strings.Cut(string(text), "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}
