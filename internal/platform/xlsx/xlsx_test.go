package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"dudao/internal/base/errs"
)

func rowsOf(t *testing.T, content []byte, l Limits) ([]string, error) {
	t.Helper()
	var out []string
	err := Read(bytes.NewReader(content), l, func(line int, cells []string) error {
		out = append(out, fmt.Sprint(line, " ", strings.Join(cells, "|")))
		return nil
	})
	return out, err
}

func TestReadsEveryEncoding(t *testing.T) {
	text := "名称,区\r\n\r\n\"四季青, 小学\",海淀区 \r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text + "𠮷野小学,房山区\r\n")
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := WriteXLSX(&book, Sheet{Name: "单位", Rows: Of([]any{"名称", "区"}, []any{}, []any{"四季青, 小学", "海淀区 "})}); err != nil {
		t.Fatal(err)
	}
	want := []string{"1 名称|区", "3 四季青, 小学|海淀区"}
	for name, content := range map[string][]byte{
		"UTF-8": []byte(text), "mark": []byte("\ufeff" + text), "tabs": []byte("名称\t区\n\n\"四季青, 小学\"\t海淀区"),
		"GB18030": []byte(gb), "XLSX": book.Bytes(),
	} {
		got, err := rowsOf(t, content, Usual)
		w := want
		if name == "GB18030" {
			w = append(slices.Clone(want), "4 𠮷野小学|房山区")
		}
		if err != nil || !slices.Equal(got, w) {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

func TestSaysWhatIsWrongWithAFile(t *testing.T) {
	small := Limits{Unzipped: 1 << 20, Rows: 3, Columns: 3, Cell: 10}
	var merged bytes.Buffer
	book := excelize.NewFile()
	book.SetCellValue("Sheet1", "A1", "名称")
	if err := book.MergeCell("Sheet1", "A1", "C1"); err != nil {
		t.Fatal(err)
	}
	if _, err := book.WriteTo(&merged); err != nil {
		t.Fatal(err)
	}
	var big bytes.Buffer
	if err := WriteXLSX(&big, Sheet{Name: "x", Rows: Of(slices.Repeat([][]any{{strings.Repeat("a", 30_000)}}, 60)...)}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		content []byte
		kind    errs.Kind
		want    string
	}{
		{nil, errs.Invalid, "空"},
		{[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), errs.Invalid, "XLS"},
		{[]byte("PK\x03\x04junk"), errs.Invalid, "损坏"},
		{merged.Bytes(), errs.Invalid, "A1:C1"},
		{big.Bytes(), errs.TooLarge, "1 MB"},
		{[]byte("a\nb\nc\nd\n"), errs.Invalid, "超过 2 行"},
		{[]byte("a,b,c,d\n"), errs.Invalid, "4 列"},
		{[]byte("a\nx,一二三四五六七八九十一\n"), errs.Invalid, "第 2 行 B 列"},
		{[]byte("a,\"b\nc\n"), errs.Invalid, "引号"},
		{[]byte("\x00\x01\x02\xff\xfe\xff"), errs.Invalid, "编码"},
	} {
		_, err := rowsOf(t, c.content, small)
		text := errs.TextOf(err)
		for _, f := range errs.FieldsIn("zh", err) {
			text += f.Text
		}
		if errs.KindOf(err) != c.kind || !strings.Contains(text, c.want) {
			t.Errorf("%.10q: %v %s, want %s", c.content, errs.KindOf(err), text, c.want)
		}
	}
}

// What is not known is an empty cell.
func TestUnknownIsEmpty(t *testing.T) {
	var text bytes.Buffer
	if err := WriteCSV(&text, Of([]any{"a", nil, 1})); err != nil || text.String() != "\ufeffa,,1\r\n" {
		t.Errorf("%q %v", text.String(), err)
	}
}

// What was written is text to a spreadsheet program, and the same text again when it is read.
func TestNoFormulaLeavesTheProgram(t *testing.T) {
	evil := []any{"=1+1", "+86", "-2+3", "@SUM(A1)", "\tx", "-5", 7, "平常", "\n=1", "＝1", "＋1", "－1", "＠a"}
	var text bytes.Buffer
	if err := WriteCSV(&text, Of(evil)); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeff'=1+1,'+86,'-2+3,'@SUM(A1),'\tx,-5,7,平常,\"'\r\n=1\",'＝1,'＋1,'－1,'＠a\r\n"; text.String() != want {
		t.Errorf("CSV %q, want %q", text.String(), want)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := WriteXLSX(f, Sheet{Name: "x", Rows: Of([]any{"h"}, evil)}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, cell := range []string{"A2", "B2", "C2", "D2"} {
		if formula, _ := book.GetCellFormula("x", cell); formula != "" {
			t.Errorf("%s is the formula %s", cell, formula)
		}
		if v, _ := book.GetCellValue("x", cell); v != "'"+evil[i].(string) {
			t.Errorf("%s = %q", cell, v)
		}
	}
}
