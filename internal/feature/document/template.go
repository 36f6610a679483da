//lang:document

package document

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/db"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/docx/fill"
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

// Placeholders are the names that the built-in text of a kind knows, for files an office designs itself.
func Placeholders(k Kind) []string {
	names := map[string]bool{"被督导单位": true, "督导机构": true, "事项": true}
	for _, m := range placeholder.FindAllStringSubmatch(templates[k].Title+templates[k].Body, -1) {
		names[m[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// TemplateActive is the state of the file of an office that is in use for its kind.
const TemplateActive = "active"

// SetTemplate gives a draft another layout of its DOCX: a file of the issuing office for its kind, or "" for
// the built-in one.
func (s *Service) SetTemplate(ctx context.Context, id LetterID, version int, template string) error {
	return s.change(ctx, id, version, Edit, "", func(tx *db.Tx, f *Full) error {
		if template != "" {
			if _, err := db.Get[string](ctx, tx, `select id from doc_template where id = $1 and seat_path = $2 and kind = $3`, template, f.SeatPath, f.Kind); err != nil {
				return err
			}
		}
		f.TemplateID = template
		return nil
	})
}

// templateOf is the file of an office that letters of a kind carry from now on, "" for the built-in layout.
func templateOf(ctx context.Context, r db.Reader, seatPath string, k Kind) (string, error) {
	list, err := db.List[string](ctx, r, `select id from doc_template where seat_path = $1 and kind = $2 and state = $3 order by id`, seatPath, k, TemplateActive)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// writeDOCX writes the letter with the built-in layout, or into the file its office designed.
func (s *Service) writeDOCX(ctx context.Context, w io.Writer, l Letter, p paper.Letter) error {
	if l.TemplateID == "" {
		return docx.Write(w, p)
	}
	file, err := db.Get[string](ctx, s.db, `select file from doc_template where id = $1`, l.TemplateID)
	if err != nil {
		return err
	}
	r, err := s.store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	t, problems := fill.Open(b)
	if t == nil {
		return errs.New(errs.Internal, "公文模板不能使用：%s", problems[0].In(lang.Zh))
	}
	fields := fill.Letter(p)
	for _, name := range t.Names() {
		if _, part := fields[name]; !part {
			fields[name] = fill.Field{Text: l.Facts.value(name), Blocks: l.Facts.Blocks[name]}
		}
	}
	return t.Fill(w, fields, p.Mark)
}
