//lang:document

package document

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/platform/paper"
)

// Template is the built-in text of a kind of letter: data, with placeholders in Chinese.
type Template struct {
	Kind  Kind   `yaml:"kind"`
	Title string `yaml:"title"`
	Body  string `yaml:"body"`
}

// templates are the built-in ones by kind; a file that cannot be read stops the program at its start.
var templates = func() map[Kind]Template {
	out := map[Kind]Template{}
	files, err := fs.Glob(data.Letters, "letters/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "/words.yaml") {
			continue
		}
		text, err := fs.ReadFile(data.Letters, name)
		if err != nil {
			panic(err)
		}
		var t Template
		if err := yaml.Unmarshal(text, &t); err != nil || !t.Kind.Known() {
			panic(fmt.Sprintf("data/%s: %v %q", name, err, t.Kind))
		}
		out[t.Kind] = t
	}
	return out
}()

var placeholder = regexp.MustCompile(`\{\{([^{}]+)\}\}`)

// unknown stands where the record does not say what a placeholder asks for; the check before issue does
// not let it out.
const unknown = "［待填：%s］"

// fill puts the facts into a template. A placeholder alone on its line that the record has as blocks
// becomes text lines, and a table becomes a line that stands for it.
func (t Template) fill(f Facts) Content {
	return Content{Title: fillLine(t.Title, f), Body: fillText(t.Body, f)}
}

func fillText(text string, f Facts) string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		name := ""
		if m := placeholder.FindStringSubmatch(strings.TrimSpace(line)); m != nil && m[0] == strings.TrimSpace(line) {
			name = m[1]
		}
		blocks, ok := f.Blocks[name]
		if name == "" || !ok {
			out = append(out, fillLine(line, f))
			continue
		}
		out = append(out, textOf(name, blocks)...)
	}
	return strings.Join(out, "\n")
}

// textOf writes blocks as lines of text; if there is a table among them, all of them stay blocks and one
// line stands for them.
func textOf(name string, blocks []paper.Block) []string {
	var out []string
	for _, b := range blocks {
		switch b.Kind {
		case paper.Tabled, paper.Fields, paper.Signs, paper.Break:
			return []string{"［表：" + name + "］"}
		}
		out = append(out, b.Lead+b.Text)
	}
	return out
}

func fillLine(line string, f Facts) string {
	return placeholder.ReplaceAllStringFunc(line, func(m string) string {
		name := m[2 : len(m)-2]
		if v := strings.TrimSpace(f.value(name)); v != "" {
			return v
		}
		return fmt.Sprintf(unknown, name)
	})
}

// value is what the record says for a placeholder; a few every record knows.
func (f Facts) value(name string) string {
	if v, ok := f.Values[name]; ok {
		return v
	}
	switch name {
	case "被督导单位":
		return f.UnitName
	case "督导机构":
		return f.OfficeName
	case "事项":
		return f.Title
	}
	return ""
}

// Names are the placeholders a letter of this record may use, sorted.
func (f Facts) Names() []string {
	names := map[string]bool{"被督导单位": true, "督导机构": true, "事项": true}
	for n := range f.Values {
		names[n] = true
	}
	for n := range f.Blocks {
		names[n] = true
	}
	return slices.Sorted(maps.Keys(names))
}
