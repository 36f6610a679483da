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

// inspect looks at an XLSX before it is read: its size once unzipped, and merged cells on the first sheet.
func inspect(file io.ReaderAt, size int64, l Limits) error {
	broken := errs.NewField("file", "文件已损坏或不是表格，请用表格软件打开另存后再上传")
	z, err := zip.NewReader(file, size)
	if err != nil {
		return broken
	}
	total := uint64(0)
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(l.Unzipped) {
			return errs.New(errs.TooLarge, "文件解压后超过 %d MB，请拆成几个文件", l.Unzipped>>20)
		}
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
	ref, err := merged(sheet)
	if err != nil {
		return broken
	}
	if ref != "" {
		return errs.NewField("file", "有合并的单元格 %s，请取消合并、每格填满后再上传", ref)
	}
	return nil
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
