package returns

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"sync"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/lang"
	"dudao/internal/platform/formula"
)

// Level is who fills in a form.
type Level string

// The levels.
const (
	SchoolLevel   Level = "school"
	DistrictLevel Level = "district"
)

// Type is the kind of value of a field.
type Type string

// The kinds of values.
const (
	Text   Type = "text"
	Choice Type = "choice"
	Yes    Type = "yes"    // 是 or 否
	Year   Type = "year"   // 1800 to 2100
	Count  Type = "count"  // whole, not negative
	Number Type = "number" // decimal, not negative, at most four places
)

// Numeric reports whether values of the kind are figures one may add.
func (t Type) Numeric() bool { return t == Count || t == Number }

// Field is one thing that is asked.
type Field struct {
	Code     string            `yaml:"code" json:"code"`
	Group    string            `yaml:"group" json:"group"`
	Name     string            `yaml:"name" json:"name"`
	English  string            `yaml:"en" json:"en"`
	Type     Type              `yaml:"type" json:"type"`
	Unit     string            `yaml:"unit" json:"unit,omitempty"`
	Options  []string          `yaml:"options" json:"options,omitempty"`
	From     string            `yaml:"from" json:"from,omitempty"` // the register knows it: name, code, stage, year
	Required bool              `yaml:"required" json:"required"`
	Part     string            `yaml:"part" json:"part,omitempty"`         // only schools with this stage: primary, junior, senior
	Combined bool              `yaml:"combined" json:"combined,omitempty"` // only schools with two stages or more
	When     map[string]string `yaml:"when" json:"when,omitempty"`         // only while these fields have these values
	Evidence bool              `yaml:"evidence" json:"evidence,omitempty"` // a conclusion that needs a file or a note
}

// Label is the name of the field in the reader's language.
func (f Field) Label(ctx context.Context) string { return pick(ctx, f.Name, f.English) }

// Shown is a value of the field in the reader's language: of a choice its word.
func (f Field) Shown(ctx context.Context, value string) string {
	if f.Type == Choice || f.Type == Yes {
		return lang.T(ctx, value)
	}
	return value
}

func pick(ctx context.Context, zh, en string) string {
	if lang.From(ctx) == lang.En && en != "" {
		return en
	}
	return zh
}

// Group heads fields that belong together.
type Group struct {
	Name    string `yaml:"name"`
	English string `yaml:"en"`
}

// Label is the name of the group in the reader's language.
func (g Group) Label(ctx context.Context) string { return pick(ctx, g.Name, g.English) }

// Rule compares two figures; what is missing is no breach.
type Rule struct {
	Code    string `yaml:"code"`
	Level   string `yaml:"level"` // error or warn
	Left    string `yaml:"left"`
	Op      string `yaml:"op"` // =, <=, >=
	Right   string `yaml:"right"`
	Text    string `yaml:"text"`
	English string `yaml:"en"`
}

// Ratio is a figure that like schools are compared by.
type Ratio struct {
	Code    string   `yaml:"code"`
	Name    string   `yaml:"name"`
	English string   `yaml:"en"`
	Formula string   `yaml:"formula"`
	Fields  []string `yaml:"fields"` // which are asked about
	Min     float64  `yaml:"min"`
	Max     float64  `yaml:"max"`
}

// Form is a version of a form.
type Form struct {
	Code     string   `yaml:"code"`
	Number   int      `yaml:"number"`
	Name     string   `yaml:"name"`
	English  string   `yaml:"en"`
	Level    Level    `yaml:"level"`
	Stages   []string `yaml:"stages"`     // of the schools that fill it in, words of org
	TypeOf   string   `yaml:"type_field"` // which field says the type of school
	Basis    string   `yaml:"basis"`
	Evidence string   `yaml:"evidence"`
	From     string   `yaml:"from"`
	Groups   []Group  `yaml:"groups"`
	Fields   []Field  `yaml:"fields"`
	Checks   []Rule   `yaml:"checks"`
	Jumps    struct {
		Fields  []string `yaml:"fields"`
		Percent float64  `yaml:"percent"`
	} `yaml:"jumps"`
	Outliers struct {
		Least     int     `yaml:"least"`
		Z         float64 `yaml:"z"`
		ModifiedZ float64 `yaml:"modified_z"`
		Ratios    []Ratio `yaml:"ratios"`
	} `yaml:"outliers"`

	at   map[string]int
	math *formula.Set
}

// Label is the name of the form in the reader's language.
func (f *Form) Label(ctx context.Context) string { return pick(ctx, f.Name, f.English) }

// Key names the version: "school@1".
func (f *Form) Key() string { return f.Code + "@" + strconv.Itoa(f.Number) }

// Field returns a field by its code.
func (f *Form) Field(code string) (Field, bool) {
	i, ok := f.at[code]
	if !ok {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Stages of the types of school in the form, by the choice of the type field.
var partsOf = map[string][]string{
	"小学": {"primary"}, "初中": {"junior"}, "九年一贯制学校": {"primary", "junior"}, "完全中学": {"junior", "senior"},
	"十二年一贯制学校": {"primary", "junior", "senior"},
}

// typeOfStage is the type that the register's stage means; a 中学 may be two things and has to be asked.
var typeOfStage = map[string]string{"primary": "小学", "junior": "初中", "nine_year": "九年一贯制学校", "complete": "完全中学", "twelve_year": "十二年一贯制学校"}

// Applies reports whether a field is asked of who gave these values. While the type of school is not known,
// all is asked.
func (f *Form) Applies(x Field, values map[string]string) bool {
	if f.TypeOf != "" {
		if parts, known := partsOf[values[f.TypeOf]]; known {
			if x.Part != "" && !slices.Contains(parts, x.Part) || x.Combined && !combined(parts) {
				return false
			}
		}
	}
	for code, want := range x.When {
		if values[code] != want {
			return false
		}
	}
	return true
}

// combined reports whether a school has two stages of compulsory education.
func combined(parts []string) bool {
	return slices.Contains(parts, "primary") && slices.Contains(parts, "junior")
}

// Figures are the numeric values for arithmetic: what does not apply is 0 (a primary school has no junior
// pupils), what applies and is not given is missing.
func (f *Form) Figures(values map[string]string) map[string]float64 {
	out := make(map[string]float64, len(f.Fields))
	for _, x := range f.Fields {
		if !x.Type.Numeric() {
			continue
		}
		if !f.Applies(x, values) {
			out[x.Code] = 0
			continue
		}
		if v, err := strconv.ParseFloat(values[x.Code], 64); err == nil {
			out[x.Code] = v
		}
	}
	return out
}

// compile checks the form and reads its formulas.
func (f *Form) compile() error {
	f.at = map[string]int{}
	groups := map[string]bool{}
	for _, g := range f.Groups {
		groups[g.Name] = true
	}
	var numeric []string
	for i, x := range f.Fields {
		if _, twice := f.at[x.Code]; twice || x.Code == "" || !groups[x.Group] || x.English == "" {
			return fmt.Errorf("form %s: field %d %q is twice, has no group or no English", f.Code, i+1, x.Code)
		}
		f.at[x.Code] = i
		if x.Type.Numeric() {
			numeric = append(numeric, x.Code)
		}
	}
	var defs []formula.Def
	for _, c := range f.Checks {
		defs = append(defs, formula.Def{Name: c.Code + "_left", Formula: c.Left}, formula.Def{Name: c.Code + "_right", Formula: c.Right})
	}
	for _, r := range f.Outliers.Ratios {
		defs = append(defs, formula.Def{Name: r.Code, Formula: r.Formula})
	}
	set, problems := formula.Compile(defs, numeric)
	for _, p := range problems {
		return fmt.Errorf("form %s: %w", f.Code, p)
	}
	f.math = set
	return nil
}

// ReadForm reads a form.
func ReadForm(text []byte) (*Form, error) {
	f := &Form{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(f); err != nil {
		return nil, err
	}
	return f, f.compile()
}

// Forms are the forms that ship with the program, in the order of their files.
var Forms = sync.OnceValue(func() []*Form {
	names, err := fs.Glob(data.Returns, "returns/*.yaml")
	if err != nil {
		panic(err)
	}
	var out []*Form
	for _, name := range names {
		text, err := data.Returns.ReadFile(name)
		if err != nil {
			panic(err)
		}
		f, err := ReadForm(text)
		if err != nil {
			panic(fmt.Errorf("data/%s: %w", name, err))
		}
		out = append(out, f)
	}
	return out
})

// FormOf returns a form by its code or by its key.
func FormOf(code string) (*Form, bool) {
	for _, f := range Forms() {
		if f.Code == code || f.Key() == code {
			return f, true
		}
	}
	return nil, false
}
