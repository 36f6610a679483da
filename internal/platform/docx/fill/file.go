package fill

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"dudao/internal/platform/docx"
)

// picture adds the code to the file and to the relations of the part, and returns its drawing.
func (t *Template) picture(part, url string) (*etree.Element, error) {
	png, err := docx.QR(url)
	if err != nil {
		return nil, err
	}
	name := "word/media/dudao-code.png"
	t.add(name, png)
	t.kind("png", "", "image/png")
	id := t.relate(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", "/"+name)
	return element(docx.Picture(id, url))
}

// element reads a piece of the markup; it declares its own prefixes.
func element(markup string) (*etree.Element, error) {
	d := etree.NewDocument()
	if err := d.ReadFromString(`<x ` + docx.Namespaces + `>` + markup + `</x>`); err != nil {
		return nil, err
	}
	e := d.Root().ChildElements()[0].Copy()
	for _, a := range d.Root().Attr {
		e.CreateAttr(a.FullKey(), a.Value)
	}
	return e, nil
}

// add puts a part into the file, or another in its place.
func (t *Template) add(name string, b []byte) {
	if !slices.Contains(t.names, name) {
		t.names = append(t.names, name)
	}
	t.parts[name] = b
}

// kind declares the type of a part, or of every part with an ending.
func (t *Template) kind(ending, part, mime string) {
	const name = "[Content_Types].xml"
	root := t.root(name)
	for _, e := range root.ChildElements() {
		if ending != "" && strings.EqualFold(e.SelectAttrValue("Extension", ""), ending) || part != "" && e.SelectAttrValue("PartName", "") == part {
			return
		}
	}
	if ending != "" {
		e := etree.NewElement("Default")
		e.CreateAttr("Extension", ending)
		e.CreateAttr("ContentType", mime)
		root.InsertChildAt(0, e)
	} else {
		e := root.CreateElement("Override")
		e.CreateAttr("PartName", part)
		e.CreateAttr("ContentType", mime)
	}
	t.save(name)
}

// relate links a part to another and returns the name of the link.
func (t *Template) relate(part, kind, target string) string {
	name := relsOf(part)
	if t.trees[name] == nil {
		d := etree.NewDocument()
		d.CreateProcInst("xml", `version="1.0" encoding="UTF-8" standalone="yes"`)
		d.CreateElement("Relationships").CreateAttr("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")
		t.trees[name] = d
	}
	root, used := t.root(name), map[string]bool{}
	for _, e := range root.ChildElements() {
		if e.SelectAttrValue("Type", "") == kind && e.SelectAttrValue("Target", "") == target {
			return e.SelectAttrValue("Id", "")
		}
		used[e.SelectAttrValue("Id", "")] = true
	}
	id := ""
	for n := 1; id == "" || used[id]; n++ {
		id = fmt.Sprintf("rIdDudao%d", n)
	}
	e := root.CreateElement("Relationship")
	e.CreateAttr("Id", id)
	e.CreateAttr("Type", kind)
	e.CreateAttr("Target", target)
	t.save(name)
	return id
}

// save writes a changed tree back to its part.
func (t *Template) save(name string) {
	if b, err := t.trees[name].WriteToBytes(); err == nil {
		t.add(name, b)
	}
}

// lay puts a mark across every page: into each header, and into one of ours where a section has none.
func (t *Template) lay(mark string, touched map[string]bool) error {
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
	for _, r := range t.relations(t.main) {
		if r.kind != kind || t.root(r.target) == nil {
			continue
		}
		e, err := element(docx.Mark(mark))
		if err != nil {
			return err
		}
		p := t.root(r.target).FindElement(".//w:p")
		if p == nil {
			p = t.root(r.target).CreateElement("w:p")
		}
		p.AddChild(e)
		touched[r.target] = true
	}
	name := path.Join(path.Dir(t.main), "dudao-mark.xml")
	t.add(name, []byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr `+docx.Namespaces+`><w:p>`+docx.Mark(mark)+`</w:p></w:hdr>`))
	t.kind("", "/"+name, docx.Mime[:strings.LastIndexByte(docx.Mime, '.')]+".header+xml")
	id := t.relate(t.main, kind, "/"+name)
	section := t.root(t.main).FindElement("//w:sectPr") // those that follow take over what the first has
	if section == nil {
		section = t.root(t.main).SelectElement("w:body").CreateElement("w:sectPr")
	}
	for _, which := range []string{"default", "even", "first"} {
		if slices.ContainsFunc(section.SelectElements("w:headerReference"), func(e *etree.Element) bool { return e.SelectAttrValue("w:type", "default") == which }) {
			continue
		}
		e := etree.NewElement("w:headerReference")
		e.CreateAttr("w:type", which)
		e.CreateAttr("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
		e.CreateAttr("r:id", id)
		section.InsertChildAt(0, e)
	}
	touched[t.main] = true
	return nil
}
