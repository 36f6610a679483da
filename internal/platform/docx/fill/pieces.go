package fill

import (
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

var placeholder = regexp.MustCompile(`\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}`)

// spot is a paragraph with placeholders.
type spot struct {
	part   string
	p      *etree.Element
	pieces []*etree.Element // its w:t, in order
	text   string
	names  []string
}

// alone reports whether nothing but one placeholder stands in the paragraph.
func (s spot) alone() bool {
	return len(s.names) == 1 && placeholder.FindString(strings.TrimSpace(s.text)) == strings.TrimSpace(s.text)
}

// paragraphs yields every paragraph of the parts that hold text, those inside text boxes too.
func (t *Template) paragraphs(yield func(spot) bool) {
	for _, part := range t.texts {
		var walk func(e *etree.Element) bool
		walk = func(e *etree.Element) bool {
			if e.FullTag() == "w:p" {
				s := spot{part: part, p: e, pieces: pieces(e, nil)}
				for _, x := range s.pieces {
					s.text += x.Text()
				}
				for _, m := range placeholder.FindAllStringSubmatch(s.text, -1) {
					s.names = append(s.names, m[1])
				}
				if !yield(s) {
					return false
				}
			}
			for _, c := range e.ChildElements() {
				if !walk(c) {
					return false
				}
			}
			return true
		}
		if !walk(t.root(part)) {
			return
		}
	}
}

// spots are the paragraphs with placeholders, before any is changed.
func (t *Template) spots() (out []spot) {
	for s := range t.paragraphs {
		if len(s.names) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// pieces are the texts of a paragraph, without those of paragraphs inside it and what was struck out.
func pieces(e *etree.Element, out []*etree.Element) []*etree.Element {
	for _, c := range e.ChildElements() {
		switch c.FullTag() {
		case "w:p", "w:del", "w:moveFrom":
		case "w:t":
			out = append(out, c)
		default:
			out = pieces(c, out)
		}
	}
	return out
}

// Names are the placeholders of the file, each once, in their order.
func (t *Template) Names() (out []string) {
	for _, s := range t.spots() {
		for _, n := range s.names {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}
