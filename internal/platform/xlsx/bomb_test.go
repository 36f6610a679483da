package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"dudao/internal/base/errs"
)

// endless gives the same bytes again and again, up to n.
func endless(s string, n int64) io.Reader { return io.LimitReader(&again{s: s}, n) }

type again struct {
	s  string
	at int
}

func (a *again) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m := copy(p[n:], a.s[a.at:])
		n, a.at = n+m, (a.at+m)%len(a.s)
	}
	return n, nil
}

// book makes an XLSX with one sheet of the given XML and further parts.
func book(t *testing.T, sheet io.Reader, more map[string]io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	parts := map[string]io.Reader{
		"[Content_Types].xml":        strings.NewReader(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`),
		"xl/workbook.xml":            strings.NewReader(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="x" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": strings.NewReader(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for name, r := range more {
		parts[name] = r
	}
	for name, r := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetOf(rows io.Reader) io.Reader {
	return io.MultiReader(strings.NewReader(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`), rows, strings.NewReader(`</sheetData></worksheet>`))
}

// A small file that would fill the memory when unzipped is refused, and the memory stays small.
func TestZipBombsAreRefusedWithinBounds(t *testing.T) {
	const big = 128 << 20
	row := `<row><c t="inlineStr"><is><t>a</t></is></c></row>`
	for name, content := range map[string][]byte{
		"beside":    book(t, sheetOf(strings.NewReader(row)), map[string]io.Reader{"xl/media/image1.png": endless("\x00", big)}),
		"one cell":  book(t, sheetOf(io.MultiReader(strings.NewReader(`<row><c t="inlineStr"><is><t>`), endless("a", big), strings.NewReader(`</t></is></c></row>`))), nil),
		"one row":   book(t, sheetOf(io.MultiReader(strings.NewReader(`<row>`), endless(`<c/>`, big), strings.NewReader(`</row>`))), nil),
		"one text":  book(t, sheetOf(strings.NewReader(`<row><c t="s"><v>0</v></c></row>`)), map[string]io.Reader{"xl/sharedStrings.xml": io.MultiReader(strings.NewReader(`<sst><si><t>`), endless("a", big), strings.NewReader(`</t></si></sst>`))}),
		"many rows": book(t, sheetOf(endless(row, int64(len(row))*300_000)), nil),
	} {
		if len(content) > 4<<20 {
			t.Fatalf("%s: the bomb has %d bytes", name, len(content))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := Read(bytes.NewReader(content), Usual, func(int, []string) error { return nil })
		runtime.ReadMemStats(&after)
		if k := errs.KindOf(err); err == nil || k != errs.Invalid && k != errs.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
		if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 100<<20 {
			t.Errorf("%s: the heap grew by %d MB", name, grown>>20)
		}
	}
}

// What the directory of a file says about its size may be a lie; then it cannot be read.
func TestZipThatLiesAboutItsSize(t *testing.T) {
	content := book(t, sheetOf(endless(`<row><c/></row>`, 15*100_000)), nil)
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	lies := zip.NewWriter(&b)
	for _, f := range z.File {
		h := f.FileHeader
		if strings.Contains(h.Name, "sheet1") {
			h.UncompressedSize64 = 100
		}
		h.Flags &^= 8 // sizes stand before the bytes
		w, err := lies.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := lies.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Read(bytes.NewReader(b.Bytes()), Usual, func(int, []string) error { return nil }); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a file that lies: %v", err)
	}
}
