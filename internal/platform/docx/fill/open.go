package fill

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"dudao/internal/base/lang"
)

// The most a template may hold: bytes of one part and of all of them unpacked, of one picture, parts, depth
// of elements.
const (
	MaxFile    = 20 << 20
	maxPart    = 20 << 20
	maxPicture = 5 << 20
	maxTotal   = 100 << 20
	maxParts   = 1000
	maxDepth   = 200
)

// Problem is what is wrong with a template, or worth to know.
type Problem struct {
	Bad    bool // it cannot be used so; otherwise a warning
	format string
	args   []any
}

// In says the problem in a language.
func (p Problem) In(l lang.Lang) string { return lang.In(l, p.format, p.args...) }

func bad(format string, args ...any) Problem { return Problem{true, format, args} }

func warn(format string, args ...any) Problem { return Problem{false, format, args} }

// Bad reports whether one of the problems forbids the use.
func Bad(list []Problem) bool {
	return slices.ContainsFunc(list, func(p Problem) bool { return p.Bad })
}

// Template is an opened file. It is not safe for use by several goroutines.
type Template struct {
	names []string // of the parts, in the order of the file
	parts map[string][]byte
	trees map[string]*etree.Document // of the parts that are read as XML
	main  string                     // "word/document.xml"
	texts []string                   // main, headers, footers, notes: parts that may hold placeholders
}

// Open reads a file. With problems that are bad there is no template.
func Open(b []byte) (*Template, []Problem) {
	switch {
	case len(b) == 0:
		return nil, []Problem{bad("文件是空的")}
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return nil, []Problem{bad("文件加了密码，或是旧版 .doc；请取消密码并另存为 .docx")}
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, []Problem{bad("不是 DOCX 文件，或文件不完整；请用 Word 或 WPS 另存为 .docx")}
	}
	t := &Template{parts: map[string][]byte{}, trees: map[string]*etree.Document{}}
	if p := t.unpack(z); len(p) > 0 {
		return nil, p
	}
	if p := t.parse(); len(p) > 0 {
		return nil, p
	}
	if p := t.dangers(); Bad(p) {
		return nil, p
	}
	return t, nil
}

// unpack reads every part within the limits; what a part says of its size is not believed.
func (t *Template) unpack(z *zip.Reader) (out []Problem) {
	if len(z.File) > maxParts {
		return []Problem{bad("文件有 %d 个部件，超过 %d 个", len(z.File), maxParts)}
	}
	total := 0
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if !path.IsAbs(f.Name) && path.Clean(f.Name) == f.Name && !strings.HasPrefix(f.Name, "..") && !strings.ContainsAny(f.Name, "\\:") && t.parts[f.Name] == nil {
			b, over := read(f, min(maxPart, maxTotal-total))
			switch {
			case over && total+len(b) >= maxTotal:
				return append(out, bad("文件解压后超过 %d MB", maxTotal>>20))
			case over:
				return append(out, bad("部件 %s 解压后超过 %d MB", f.Name, maxPart>>20))
			case b == nil:
				return append(out, bad("部件 %s 已损坏；请用 Word 或 WPS 打开后重新保存", f.Name))
			}
			if picture(f.Name) && len(b) > maxPicture {
				out = append(out, bad("图片 %s 有 %.1f MB，单张图片不能超过 %d MB；请在 Word 中压缩图片", path.Base(f.Name), float64(len(b))/(1<<20), maxPicture>>20))
			}
			total += len(b)
			t.names, t.parts[f.Name] = append(t.names, f.Name), b
			continue
		}
		return append(out, bad("部件名称“%s”不规范，文件可能被改动过", f.Name))
	}
	return out
}

// read returns the bytes of a part, never nil unless it is broken, and whether there are more than most.
func read(f *zip.File, most int) ([]byte, bool) {
	r, err := f.Open()
	if err != nil {
		return nil, false
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	switch {
	case len(b) > most:
		return b, true
	case err != nil:
		return nil, false
	case b == nil:
		b = []byte{}
	}
	return b, false
}

func picture(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp"}, strings.ToLower(path.Ext(name)))
}

// parse reads the parts that matter and finds the main one by its relation.
func (t *Template) parse() []Problem {
	for _, name := range t.names {
		if ext := path.Ext(name); ext != ".xml" && ext != ".rels" {
			continue
		}
		d := etree.NewDocument()
		d.ReadSettings.MaxDepth = maxDepth
		d.ReadSettings.PreserveCData = true
		if err := d.ReadFromBytes(t.parts[name]); err != nil || d.Root() == nil {
			return []Problem{bad("部件 %s 不是完整的 XML；请用 Word 或 WPS 打开后重新保存", name)}
		}
		for _, c := range d.Child {
			if _, doctype := c.(*etree.Directive); doctype {
				return []Problem{bad("部件 %s 含有 DOCTYPE，文件可能被改动过", name)}
			}
		}
		t.trees[name] = d
	}
	for _, r := range t.relations("") {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			t.main = r.target
		}
	}
	root := t.root(t.main)
	if t.trees["[Content_Types].xml"] == nil || root == nil || root.FullTag() != "w:document" || root.SelectElement("w:body") == nil {
		return []Problem{bad("不是 Word 文档；请用 Word 或 WPS 另存为 .docx")}
	}
	if !strings.HasSuffix(root.NamespaceURI(), "/wordprocessingml/2006/main") || strings.Contains(root.NamespaceURI(), "purl.oclc.org") {
		return []Problem{bad("是“严格 Open XML”格式；请另存为普通的 .docx")}
	}
	t.texts = []string{t.main}
	for _, r := range t.relations(t.main) {
		switch r.kind[strings.LastIndexByte(r.kind, '/')+1:] {
		case "header", "footer", "footnotes", "endnotes":
			if t.root(r.target) != nil {
				t.texts = append(t.texts, r.target)
			}
		}
	}
	return nil
}

// root is the first element of a part, nil if there is none.
func (t *Template) root(part string) *etree.Element {
	if d := t.trees[part]; d != nil {
		return d.Root()
	}
	return nil
}

// relation is a link from one part to another, or out of the file.
type relation struct {
	kind, target string
	external     bool
}

// relsOf is where the relations of a part stand; "" is the package.
func relsOf(part string) string {
	dir, name := path.Split(part)
	return dir + "_rels/" + name + ".rels"
}

func (t *Template) relations(part string) (out []relation) {
	root := t.root(relsOf(part))
	if root == nil {
		return nil
	}
	for _, e := range root.ChildElements() {
		r := relation{kind: e.SelectAttrValue("Type", ""), target: e.SelectAttrValue("Target", ""), external: e.SelectAttrValue("TargetMode", "") == "External"}
		if !r.external {
			if !strings.HasPrefix(r.target, "/") {
				r.target = path.Join(path.Dir(part), r.target)
			}
			r.target = strings.TrimPrefix(r.target, "/")
		}
		out = append(out, r)
	}
	return out
}

// programs are relations to what runs.
var programs = []string{"vbaProject", "attachedToolbars", "control", "activeXControlBinary", "oleObject", "package", "wordVbaData", "keyMapCustomizations", "customUI"}

// commands are fields that run or fetch something when the file is opened.
var commands = []string{"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "MACROBUTTON", "DATABASE", "EMBED"}

// dangers finds what no template may hold.
func (t *Template) dangers() (out []Problem) {
	if strings.Contains(string(t.parts["[Content_Types].xml"]), "macroEnabled") {
		out = append(out, bad("文件带有宏；请另存为不带宏的 .docx"))
	}
	for _, name := range t.names {
		if base := strings.ToLower(path.Base(name)); strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "activex") {
			out = append(out, bad("文件带有宏或控件（%s）；请删除后另存为 .docx", name))
		}
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		part := path.Join(path.Dir(path.Dir(name)), strings.TrimSuffix(path.Base(name), ".rels"))
		for _, r := range t.relations(strings.TrimPrefix(part, "./")) {
			kind := r.kind[strings.LastIndexByte(r.kind, '/')+1:]
			switch {
			case slices.Contains(programs, kind):
				out = append(out, bad("文件嵌有对象或程序（%s）；请删除", r.target))
			case kind == "aFChunk" || kind == "subDocument" || kind == "frame":
				out = append(out, bad("文件由其他文件拼成（%s）；请把内容粘贴进来", r.target))
			case r.external && kind == "hyperlink" && (strings.HasPrefix(r.target, "https://") || strings.HasPrefix(r.target, "http://") || strings.HasPrefix(r.target, "mailto:")):
			case r.external:
				out = append(out, bad("文件链接到外部内容（%s）；请断开链接，图片改为嵌入", r.target))
			}
		}
	}
	for _, part := range t.texts {
		out = append(out, t.fields(part)...)
	}
	return out
}

// fields finds commands among the fields of a part. Word may spread one over several runs.
func (t *Template) fields(part string) (out []Problem) {
	var text strings.Builder
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		switch e.FullTag() {
		case "w:fldSimple":
			text.WriteString(" \n" + e.SelectAttrValue("w:instr", "") + " \n")
		case "w:instrText", "w:delInstrText":
			text.WriteString(e.Text())
		case "w:fldChar":
			text.WriteString(" \n")
		}
		for _, c := range e.ChildElements() {
			walk(c)
		}
	}
	walk(t.root(part))
	for line := range strings.SplitSeq(text.String(), "\n") {
		if words := strings.Fields(line); len(words) > 0 && slices.Contains(commands, strings.ToUpper(words[0])) {
			out = append(out, bad("文件含有域 %s，打开时会运行或读取外部内容；请删除", strings.ToUpper(words[0])))
		}
	}
	return out
}
