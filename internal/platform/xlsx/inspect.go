package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"dudao/internal/base/errs"
)

// What a spreadsheet holds beside its rows (styles, pictures) goes into memory, so it is bounded; so
// is a row, which is read as one. The rows and the shared texts are read from the disk.
const (
	besideMost = 32 << 20
	filesMost  = 2000
	pieceMost  = 4 << 20
)

func isBroken() error {
	return errs.NewField("file", "文件已损坏或不是表格，请用表格软件打开另存后再上传")
}

// unzipped returns the size of an XLSX once unzipped, within the limits. The directory of the file
// tells it; a part that turns out to be larger than it says cannot be read.
func unzipped(file io.ReaderAt, size int64, l Limits) (int64, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return 0, isBroken()
	}
	total, beside := uint64(0), uint64(0)
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		if total += f.UncompressedSize64; total > uint64(l.Unzipped) || f.UncompressedSize64 > uint64(l.Unzipped) {
			return 0, errs.New(errs.TooLarge, "文件解压后超过 %d MB，请拆成几个文件", l.Unzipped>>20)
		}
		if !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			beside += f.UncompressedSize64
		}
	}
	if beside > besideMost || len(z.File) > filesMost {
		return 0, errs.New(errs.TooLarge, "文件里的图片、格式等附加内容超过 %d MB，请只保留表格后再上传", besideMost>>20)
	}
	return int64(total), nil
}

// inspect looks at an XLSX before it is read: its size once unzipped, and merged cells and endless
// rows on the first sheet.
func inspect(file io.ReaderAt, size int64, l Limits) error {
	if _, err := unzipped(file, size, l); err != nil {
		return err
	}
	broken := isBroken()
	z, err := zip.NewReader(file, size)
	if err != nil {
		return broken
	}
	name, err := firstSheet(z)
	if err != nil {
		return broken
	}
	sheet, err := z.Open(name)
	if err != nil {
		return broken
	}
	defer sheet.Close()
	ref, err := merged(&pieces{r: sheet, mark: "<row", end: "</sheetData"})
	if err != nil {
		return broken
	}
	if ref != "" {
		return errs.NewField("file", "有合并的单元格 %s，请取消合并、每格填满后再上传", ref)
	}
	texts, err := z.Open("xl/sharedStrings.xml")
	if err != nil {
		return nil // every text stands in its cell
	}
	defer texts.Close()
	if _, err := io.Copy(io.Discard, &pieces{r: texts, mark: "<si"}); err != nil {
		return broken
	}
	return nil
}

// pieces reads XML and fails when a piece of it, from one mark to the next, has no end: it would be
// read into memory as one.
type pieces struct {
	r         io.Reader
	mark, end string // end is where the pieces stop; "" is the end of the file
	since     int    // the latest mark
	tail      []byte // of what was read, so that a mark in two halves is seen
	ended     bool
}

var errEndless = errors.New("xlsx: a row or text without end")

func (p *pieces) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.ended {
		return n, err
	}
	window := append(p.tail, b[:n]...)
	p.since += n
	if at := bytes.LastIndex(window, []byte(p.mark)); at >= 0 {
		p.since = len(window) - at
	}
	p.ended = p.end != "" && bytes.Contains(window, []byte(p.end))
	p.tail = append(p.tail[:0], window[max(0, len(window)-len(p.mark)-len(p.end)):]...)
	if p.since > pieceMost && !p.ended {
		return 0, errEndless
	}
	return n, err
}

// firstSheet returns the path of the first sheet inside the file.
func firstSheet(z *zip.Reader) (string, error) {
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := decode(z, "xl/workbook.xml", &book); err != nil {
		return "", err
	}
	if err := decode(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return "", err
	}
	for _, r := range rels.List {
		if len(book.Sheets) > 0 && r.ID == book.Sheets[0].ID {
			if target, absolute := strings.CutPrefix(r.Target, "/"); absolute {
				return target, nil
			}
			return path.Join("xl", r.Target), nil
		}
	}
	return "", errors.New("xlsx: no sheet")
}

func decode(z *zip.Reader, name string, v any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return xml.NewDecoder(io.LimitReader(f, 4<<20)).Decode(v)
}

// merged returns the first merged range of a sheet, such as "A1:C1"; "" if there is none. It looks
// at the bytes: parsing a sheet of 200,000 rows for this would take longer than reading it.
func merged(sheet io.Reader) (string, error) {
	const mark = "<mergeCell ref=\""
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := io.ReadFull(sheet, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if i := bytes.Index(buf, []byte(mark)); i >= 0 {
			rest := buf[i+len(mark):]
			if j := bytes.IndexByte(rest, '"'); j >= 0 {
				return string(rest[:j]), nil
			}
			if err != nil {
				return "?", nil
			}
			buf = append(buf[:0], buf[i:]...)
			continue
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		keep := min(len(buf), len(mark))
		buf = append(buf[:0], buf[len(buf)-keep:]...)
	}
}
