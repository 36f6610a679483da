package fill_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"dudao/internal/base/lang"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/docx/fill"
	"dudao/internal/platform/paper"
)

const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

func related(kind, target, mode string) string {
	return relations + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"` + mode + `/></Relationships>`
}

const external = ` TargetMode="External"`

// What runs, fetches, hides its size or is no DOCX is not let in, and the reason is said.
func TestDangerousFilesAreRefused(t *testing.T) {
	good := starter(t, paper.Official)
	main := part(t, good, "word/document.xml")
	cases := []struct {
		name, want string
		file       []byte
	}{
		{"empty", "空", nil},
		{"old or locked", "密码", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more")},
		{"text", "不是 DOCX", []byte("hello")},
		{"cut", "不是 DOCX", good[:len(good)/2]},
		{"other zip", "不是 Word", packed(t, map[string]string{"a.txt": "x"})},
		{"macro part", "宏", change(t, good, map[string]string{"word/vbaProject.bin": "x"})},
		{"macro type", "宏", change(t, good, map[string]string{"[Content_Types].xml": strings.Replace(part(t, good, "[Content_Types].xml"), "document.main+xml", "document.macroEnabled.main+xml", 1)})},
		{"active x", "控件", change(t, good, map[string]string{"word/activeX/activeX1.xml": "<a/>"})},
		{"object", "对象", change(t, good, map[string]string{"word/_rels/footer1.xml.rels": related("oleObject", "embeddings/a.bin", "")})},
		{"linked picture", "外部", change(t, good, map[string]string{"word/_rels/header1.xml.rels": related("image", "http://evil.example/a.png", external)})},
		{"linked template", "外部", change(t, good, map[string]string{"word/_rels/settings.xml.rels": related("attachedTemplate", "file:///C:/a.dotm", external)})},
		{"script link", "外部", change(t, good, map[string]string{"word/_rels/header1.xml.rels": related("hyperlink", "javascript:alert(1)", external)})},
		{"chunk", "拼成", change(t, good, map[string]string{"word/_rels/header1.xml.rels": related("aFChunk", "a.html", "")})},
		{"field over runs", "DDEAUTO", body(t, `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd</w:instrText></w:r></w:p>`)},
		{"simple field", "INCLUDEPICTURE", body(t, `<w:p><w:fldSimple w:instr="includepicture http://x"/></w:p>`)},
		{"doctype", "DOCTYPE", change(t, good, map[string]string{"word/styles.xml": `<!DOCTYPE a [<!ENTITY b "c">]><a/>`})},
		{"broken part", "XML", change(t, good, map[string]string{"word/styles.xml": `<a><b></a>`})},
		{"deep", "XML", change(t, good, map[string]string{"word/styles.xml": strings.Repeat("<a>", 500) + strings.Repeat("</a>", 500)})},
		{"strict", "严格", change(t, good, map[string]string{"word/document.xml": strings.ReplaceAll(main, "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")})},
		{"path", "不规范", change(t, good, map[string]string{"../../etc/passwd": "x"})},
		{"backslash", "不规范", change(t, good, map[string]string{`word\a.xml`: "<a/>"})},
		{"large part", "20 MB", change(t, good, map[string]string{"word/media/a.bin": strings.Repeat("\x00", 21<<20)})},
		{"large picture", "图片 image1.png 有 6.0 MB", change(t, good, map[string]string{"word/media/image1.png": strings.Repeat("\x00", 6<<20)})},
		{"very large picture", "20 MB", change(t, good, map[string]string{"word/media/image1.png": strings.Repeat("\x00", 50<<20)})},
	}
	for _, c := range cases {
		f, problems := fill.Open(c.file)
		if f != nil || !fill.Bad(problems) || !strings.Contains(say(problems), c.want) {
			t.Errorf("%s: %q", c.name, say(problems))
		}
	}
}

// Many parts that are small by themselves are no way round the limit.
func TestManyPartsAreRefused(t *testing.T) {
	good, parts := starter(t, paper.Official), map[string]string{}
	for i := range 7 {
		parts["word/media/"+string(rune('a'+i))+".bin"] = strings.Repeat("\x00", 19<<20)
	}
	if f, p := fill.Open(change(t, good, parts)); f != nil || !strings.Contains(say(p), "100 MB") {
		t.Error(say(p))
	}
}

func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is wrong with the placeholders is said with the words of the file.
func TestPlaceholdersAreChecked(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	whole := p("{{发文机关标志}}{{发文字号}}{{紧急程度}}{{标题}}{{主送机关}}") + p("{{正文}}") + p("{{附件说明}}{{发文机关署名}}{{成文日期}}{{附注}}{{抄送}}{{印发机关}}{{印发日期}}{{核验码}}")
	cases := []struct {
		name, body, want string
		bad              bool
	}{
		{"whole", whole, "", false},
		{"known of the record", whole + p("{{约谈时间}}"), "", false},
		{"unknown", whole + p("{{天气预报图}}"), "没有“天气预报图”这个占位符", true},
		{"mistyped", whole + p("{{发文字好}}"), "是不是 {{发文字号}}", true},
		{"missing", strings.Replace(whole, "{{标题}}", "", 1), "缺少占位符 {{标题}}", true},
		{"not printed", strings.Replace(whole, "{{抄送}}", "", 1), "没有占位符：抄送", false},
		{"not closed", whole + p("甲{{标题}乙"), "没有写完整：甲{{标题}乙", true},
		{"wide braces", whole + p("｛｛标题｝｝"), "半角", true},
		{"body beside words", strings.Replace(whole, "{{正文}}", "如下：{{正文}}", 1), "单独占一段", true},
		{"revision", whole + `<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>`, "修订", true},
	}
	for _, c := range cases {
		list := open(t, body(t, c.body)).Check(paper.Official, []string{"约谈时间"})
		if fill.Bad(list) != c.bad || !strings.Contains(say(list), c.want) || c.want == "" && len(list) > 0 {
			t.Errorf("%s: %q", c.name, say(list))
		}
	}
}

// Geometry that is not that of GB/T 9704-2012 is said in numbers.
func TestGeometryIsCompared(t *testing.T) {
	good := starter(t, paper.Official)
	main := strings.NewReplacer(`w:top="2098"`, `w:top="1440"`, `w:w="11906"`, `w:w="12240"`).Replace(part(t, good, "word/document.xml"))
	f := open(t, change(t, good, map[string]string{"word/document.xml": main}))
	got := ""
	for _, m := range f.Measures(paper.Official, lang.Zh) {
		if !m.OK {
			got += m.What + m.Got + "/" + m.Want + " "
		}
	}
	for _, want := range []string{"纸宽215.9 毫米/210 毫米", "上白边（天头）25.4 毫米/37 毫米", "版心宽"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// Whatever is in a file, it is refused or filled; the program does not fall.
func FuzzMain(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{标</w:t></w:r><w:r><w:t>题}} {{核验码}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr/>`)
	f.Add(`<w:p><w:pPr><w:sectPr/></w:pPr><w:t>{{发文机关标志}}</w:t></w:p>`)
	f.Fuzz(func(t *testing.T, inner string) {
		b := packed(t, map[string]string{"[Content_Types].xml": "<Types/>", "_rels/.rels": related("officeDocument", "word/document.xml", ""),
			"word/document.xml": `<w:document ` + docx.Namespaces + `><w:body>` + inner + `</w:body></w:document>`})
		x, _ := fill.Open(b)
		if x == nil {
			return
		}
		x.Check(paper.Official, nil)
		x.Measures(paper.Official, lang.Zh)
		x.Sketch()
		l := paper.Letter{Title: "标题", Heads: []string{"甲", "乙"}, Body: []paper.Block{{Text: "一"}, {Kind: paper.Fields, Rows: [][]string{{"a", "b"}}}}, Proof: paper.Proof{URL: "https://a"}}
		if err := x.Fill(&bytes.Buffer{}, fill.Letter(l), "样张"); err != nil {
			t.Fatal(err)
		}
	})
}
