package fill_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/base/lang"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/docx/fill"
	"dudao/internal/platform/paper"
	"dudao/internal/platform/paper/papertest"
)

func at(name string) string { return "{{" + name + "}}" }

// starter is the file an office begins with.
func starter(t testing.TB, form paper.Form) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Starter(&b, form, "北京市海淀区人民政府教育督导室", at); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open opens a file that must be let in.
func open(t testing.TB, b []byte) *fill.Template {
	t.Helper()
	f, problems := fill.Open(b)
	if f == nil {
		t.Fatal(say(problems))
	}
	return f
}

func say(list []fill.Problem) string {
	var out []string
	for _, p := range list {
		out = append(out, p.In(lang.Zh))
	}
	return strings.Join(out, "\n")
}

// letter fills a file and returns the result with its main part.
func letter(t testing.TB, b []byte, fields map[string]fill.Field, mark string) ([]byte, string) {
	t.Helper()
	var out bytes.Buffer
	if err := open(t, b).Fill(&out, fields, mark); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), part(t, out.Bytes(), "word/document.xml")
}

func part(t testing.TB, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(name, err)
	}
	defer f.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// change replaces parts of a file, or adds them.
func change(t testing.TB, b []byte, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	old, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	add := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range old.File {
		if _, other := parts[f.Name]; !other {
			add(f.Name, part(t, b, f.Name))
		}
	}
	for name, text := range parts {
		add(name, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// body is a file whose main part has these paragraphs.
func body(t testing.TB, inner string) []byte {
	t.Helper()
	b := starter(t, paper.Official)
	main := part(t, b, "word/document.xml")
	from, to := strings.Index(main, "<w:body>")+len("<w:body>"), strings.LastIndex(main, "<w:sectPr>")
	return change(t, b, map[string]string{"word/document.xml": main[:from] + inner + main[to:]})
}

// The file an office begins with is complete and as the standard has it, for every form.
func TestStarterIsComplete(t *testing.T) {
	for _, form := range []paper.Form{paper.Official, paper.Missive, paper.Plain} {
		f := open(t, starter(t, form))
		if p := f.Check(form, nil); fill.Bad(p) {
			t.Errorf("%s: %s", form, say(p))
		}
		for _, m := range f.Measures(form, lang.Zh) {
			if !m.OK {
				t.Errorf("%s: %s is %s, want %s", form, m.What, m.Got, m.Want)
			}
		}
	}
}

// A filled starter is measured on paper like the built-in layout. The date keeps the place the file gives it.
func TestFilledStarterInLibreOffice(t *testing.T) {
	dir, forms := t.TempDir(), map[string]paper.Letter{}
	for name, l := range papertest.Forms() {
		if len(l.Heads) > 1 || len(l.Signers) > 0 || len(l.Annexes) > 0 {
			continue
		}
		l.Proof, l.Sealed = paper.Proof{URL: "https://dudao.example/public/proof/1"}, l.Form != paper.Plain
		b, _ := letter(t, starter(t, l.Form), fill.Letter(l), "")
		if err := os.WriteFile(filepath.Join(dir, name+".docx"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		forms[name] = l
	}
	papertest.Office(t, dir)
	for name, l := range forms {
		t.Run(name, func(t *testing.T) { papertest.Measure(t, l, papertest.Read(t, filepath.Join(dir, name+".pdf"))) })
	}
}

// Word keeps the characters of a placeholder in several runs, with marks of its spelling between them.
func TestPlaceholderOverRuns(t *testing.T) {
	run := func(s string) string {
		return `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + s + `</w:t></w:r>`
	}
	b := body(t, `<w:p>`+run("致 {")+`<w:proofErr w:type="spellStart"/>`+run("{主送")+run("机关}")+run("}：字号 {{ 发文字号 }}，")+run("又 {{发文字号}}。")+`</w:p><w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p>`)
	_, main := letter(t, b, map[string]fill.Field{"主送机关": {Text: "甲<校>"}, "发文字号": {Text: "海教督〔2026〕3号"}, "正文": {Blocks: []paper.Block{{Text: "一段"}}}}, "")
	for _, want := range []string{"甲&lt;校&gt;", "：字号 海教督〔2026〕3号，", "又 海教督〔2026〕3号。", "一段"} {
		if !strings.Contains(main, want) {
			t.Errorf("%q is not in %s", want, main)
		}
	}
	if strings.Contains(main, "{") {
		t.Error("braces are left: ", main)
	}
}

// Headers, cells and text boxes are filled; the code is drawn and its picture is in the file.
func TestEveryPlaceIsFilled(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	b := body(t, `<w:tbl><w:tr><w:tc>`+p("{{标题}}")+`</w:tc><w:tc>`+p("{{附注}}")+`</w:tc></w:tr></w:tbl><w:p><w:r><w:pict><v:textbox><w:txbxContent>`+p("{{成文日期}}")+
		`</w:txbxContent></v:textbox></w:pict></w:r><w:r><w:t>签：{{发文机关署名}}</w:t></w:r></w:p>`+p("{{正文}}"))
	b = change(t, b, map[string]string{"word/header1.xml": `<w:hdr ` + docx.Namespaces + `>` + p("{{核验码}} {{发文字号}}") + `</w:hdr>`})
	fields := fill.Letter(paper.Letter{Title: "关于甲的通知", Date: "2026年9月1日", Signature: []string{"甲室", "乙委"}, Number: "甲〔2026〕1号", Body: []paper.Block{{Text: "一段"}, {Kind: paper.H1, Text: "一、二"}, papertest.Table(2)},
		Proof: paper.Proof{URL: "https://dudao.example/public/proof/1"}})
	out, main := letter(t, b, fields, "草稿")
	for _, want := range []string{"关于甲的通知", "2026年9月1日", "签：甲室", "<w:br/>", "乙委", `w:eastAsia="黑体"`, "消防通道堆放杂物"} {
		if !strings.Contains(main, want) {
			t.Errorf("%q is not in the main part", want)
		}
	}
	if n := strings.Count(main, "<w:tc>") - 2 - 9; n != 0 {
		t.Errorf("%d cells too many", n)
	}
	if strings.Contains(main, "附注") {
		t.Error("an empty placeholder is left")
	}
	header := part(t, out, "word/header1.xml")
	if !strings.Contains(header, "<w:drawing") || !strings.Contains(header, "甲〔2026〕1号") || !strings.Contains(header, `string="草稿"`) {
		t.Error("header: ", header)
	}
	if rels := part(t, out, "word/_rels/header1.xml.rels"); !strings.Contains(rels, "dudao-code.png") {
		t.Error("the picture has no relation: ", rels)
	}
	if len(part(t, out, "word/media/dudao-code.png")) < 100 {
		t.Error("no picture")
	}
	if again, problems := fill.Open(out); again == nil || len(again.Names()) > 0 {
		t.Error("the filled file is no clean file: ", say(problems))
	}
}

// A paragraph whose placeholders are all empty is not printed, with the words around them.
func TestEmptyParagraphIsNotPrinted(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	b := body(t, p("抄送：{{抄送}}。")+p("{{印发机关}}　{{印发日期}}印发")+p("{{正文}}"))
	_, main := letter(t, b, map[string]fill.Field{"印发机关": {Text: "甲室"}, "正文": {Blocks: []paper.Block{{Text: "一"}}}}, "")
	if strings.Contains(main, "抄送") || !strings.Contains(main, "甲室　印发") {
		t.Error(main)
	}
}

// A letter with a table of 3,000 rows keeps every one.
func TestLargeTable(t *testing.T) {
	l := papertest.Official(3)
	l.Body = append(l.Body, papertest.Table(3000))
	_, main := letter(t, starter(t, paper.Official), fill.Letter(l), "")
	for _, n := range []int{1, 1500, 3000} {
		if !strings.Contains(main, fmt.Sprintf("第%d处", n)) {
			t.Errorf("row %d is lost", n)
		}
	}
}

// The sketch has every line of a filled letter on its pages, inside the paper.
func TestSketch(t *testing.T) {
	l := papertest.Official(4)
	b, _ := letter(t, starter(t, paper.Official), fill.Letter(l), "")
	pages := open(t, b).Sketch()
	if len(pages) == 0 {
		t.Fatal("no page")
	}
	text := ""
	for _, p := range pages {
		for _, x := range p.Lines {
			text += x.Text
			if x.X < 0 || x.X > p.Width || x.Y < 0 || x.Y > p.Height {
				t.Errorf("%q stands at %.1f, %.1f", x.Text, x.X, x.Y)
			}
		}
	}
	for _, want := range []string{"海教督整〔2026〕14号", "2026年9月1日", "抄送：海淀区教育委员会", papertest.Sentence[:30]} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not drawn", want)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	file, l := starter(b, paper.Official), papertest.Official(9)
	fields := fill.Letter(l)
	for b.Loop() {
		f, _ := fill.Open(file)
		if err := f.Fill(&bytes.Buffer{}, fields, ""); err != nil {
			b.Fatal(err)
		}
	}
}
