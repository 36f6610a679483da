// Package indicator judges a district by the indicators of a set (data/indicators): what every school gives for the
// coefficients, which schools keep each rule, and the items of the district with their figures and verdicts.
//
//	values of schools ──┐
//	values of district ─┴─▶ Set.Judge ──▶ Items: verdict, figures with their lines, which schools fail
//
// A verdict has three values: what is missing, or divided by zero, cannot be told and is never met. A sum over schools
// is missing as soon as one school that is asked has not answered. Transition rules (过渡口径) are said beside a verdict
// and do not change it, for the day they end is not known (rules 1.1 (4)).
//
// The package does no I/O. 教督〔2017〕6号, 教督〔2020〕1号.
package indicator

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/lang"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/formula"
)

// Resource is what a school has of one thing, as formulas over its return: by stage, or a total that is split by
// shares. A school of two stages has its own formulas where the return asks by stage.
type Resource struct {
	Code            string `yaml:"code"`
	Primary         string `yaml:"primary"`
	Junior          string `yaml:"junior"`
	CombinedPrimary string `yaml:"combined_primary"`
	CombinedJunior  string `yaml:"combined_junior"`
	Total           string `yaml:"total"`
}

// Transition replaces a side of a check while fields have these values.
type Transition struct {
	When  map[string]string `yaml:"when"`
	Left  string            `yaml:"left"`
	Right string            `yaml:"right"`
}

// Check is a rule every school keeps.
type Check struct {
	Code        string            `yaml:"code"`
	Name        string            `yaml:"name"`
	English     string            `yaml:"en"`
	Note        string            `yaml:"note"`
	Only        []string          `yaml:"only"` // types of school
	Kind        string            `yaml:"kind"` // "" compares figures, choice asks for a word
	When        map[string]string `yaml:"when"`
	Field       string            `yaml:"field"`
	Is          []string          `yaml:"is"`
	Left        string            `yaml:"left"`
	Op          string            `yaml:"op"`
	Right       string            `yaml:"right"`
	Transitions []Transition      `yaml:"transition"`
}

// Ratio is a figure of a district with its line.
type Ratio struct {
	Formula string  `yaml:"formula"`
	Unit    string  `yaml:"unit"`
	Op      string  `yaml:"op"`
	Line    float64 `yaml:"line"`
}

// Item is a line of the declaration.
type Item struct {
	Code    string   `yaml:"code"`
	Table   string   `yaml:"table"` // of the declaration forms: 4, 5, 6, veto
	Name    string   `yaml:"name"`
	English string   `yaml:"en"`
	Kind    string   `yaml:"kind"` // conclusion, ratio, schools, subjects, veto
	Field   string   `yaml:"field"`
	Ratios  []Ratio  `yaml:"ratios"`
	Schools []string `yaml:"schools"`
	Levels  []string `yaml:"levels"`
	Spreads []string `yaml:"spreads"`
	Least   []string `yaml:"least"`
	Below   float64  `yaml:"below"`
}

// Sum adds a field over the schools that have these values.
type Sum struct {
	Name  string            `yaml:"name"`
	Field string            `yaml:"field"`
	Where map[string]string `yaml:"where"`
}

// Set is a version of the indicators of one purpose.
type Set struct {
	Code         string            `yaml:"code"`
	Name         string            `yaml:"name"`
	English      string            `yaml:"en"`
	Basis        string            `yaml:"basis"`
	Evidence     string            `yaml:"evidence"`
	From         string            `yaml:"from"`
	SchoolForm   string            `yaml:"school_form"`
	DistrictForm string            `yaml:"district_form"`
	Students     map[string]string `yaml:"students"`
	Resources    []Resource        `yaml:"resources"`
	Sums         []Sum             `yaml:"sums"`
	Checks       []Check           `yaml:"schools"`
	Items        []Item            `yaml:"items"`

	school, district *formula.Set
}

// Label is the name of the set in the reader's language.
func (s *Set) Label(ctx context.Context) string { return pick(ctx, s.Name, s.English) }

// Label is the name of the item in the reader's language.
func (i Item) Label(ctx context.Context) string { return pick(ctx, i.Name, i.English) }

// Label is the name of the check in the reader's language.
func (c Check) Label(ctx context.Context) string { return pick(ctx, c.Name, c.English) }

func pick(ctx context.Context, zh, en string) string {
	if lang.From(ctx) == lang.En && en != "" {
		return en
	}
	return zh
}

// ReadSet reads a set and refuses formulas over what its forms do not have.
func ReadSet(text []byte) (*Set, error) {
	s := &Set{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil {
		return nil, err
	}
	school, ok := returns.FormOf(s.SchoolForm)
	if !ok {
		return nil, fmt.Errorf("set %s: no form %q", s.Code, s.SchoolForm)
	}
	district, ok := returns.FormOf(s.DistrictForm)
	if !ok {
		return nil, fmt.Errorf("set %s: no form %q", s.Code, s.DistrictForm)
	}
	var err error
	if s.school, err = compile(s.Code, s.schoolDefs(), numeric(school)); err != nil {
		return nil, err
	}
	names := numeric(district)
	for _, f := range numeric(school) {
		names = append(names, "T_"+f)
	}
	for _, x := range s.Sums {
		names = append(names, x.Name)
	}
	if s.district, err = compile(s.Code, s.districtDefs(), names); err != nil {
		return nil, err
	}
	return s, s.check(school, district)
}

func compile(set string, defs []formula.Def, names []string) (*formula.Set, error) {
	out, problems := formula.Compile(defs, names)
	for _, p := range problems {
		return nil, fmt.Errorf("set %s: %w", set, p)
	}
	return out, nil
}

func numeric(f *returns.Form) (out []string) {
	for _, x := range f.Fields {
		if x.Type.Numeric() {
			out = append(out, x.Code)
		}
	}
	return out
}

// schoolDefs are the formulas over a school's return, each under a name of its own.
func (s *Set) schoolDefs() (out []formula.Def) {
	add := func(name, text string) {
		if text != "" {
			out = append(out, formula.Def{Name: name, Formula: text})
		}
	}
	for _, r := range s.Resources {
		add(r.Code+"_primary", r.Primary)
		add(r.Code+"_junior", r.Junior)
		add(r.Code+"_combined_primary", r.CombinedPrimary)
		add(r.Code+"_combined_junior", r.CombinedJunior)
		add(r.Code+"_total", r.Total)
	}
	for _, c := range s.Checks {
		add(c.Code+"_left", c.Left)
		add(c.Code+"_right", c.Right)
		for i, t := range c.Transitions {
			add(fmt.Sprintf("%s_left_%d", c.Code, i), t.Left)
			add(fmt.Sprintf("%s_right_%d", c.Code, i), t.Right)
		}
	}
	return out
}

func (s *Set) districtDefs() (out []formula.Def) {
	for _, i := range s.Items {
		for n, r := range i.Ratios {
			out = append(out, formula.Def{Name: fmt.Sprintf("%s_%d", i.Code, n), Formula: r.Formula})
		}
	}
	return out
}

// check refuses words that the forms do not have.
func (s *Set) check(school, district *returns.Form) error {
	for _, c := range s.Checks {
		if _, ok := school.Field(c.Field); c.Field != "" && !ok {
			return fmt.Errorf("set %s: %s: no field %q", s.Code, c.Code, c.Field)
		}
	}
	for _, i := range s.Items {
		if !slices.Contains([]string{"conclusion", "ratio", "schools", "subjects", "veto"}, i.Kind) {
			return fmt.Errorf("set %s: %s: no kind %q", s.Code, i.Code, i.Kind)
		}
		for _, f := range append(append([]string{i.Field}, i.Levels...), i.Spreads...) {
			if _, ok := district.Field(f); f != "" && !ok {
				return fmt.Errorf("set %s: %s: no field %q", s.Code, i.Code, f)
			}
		}
		for _, code := range i.Schools {
			if !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Code == code }) {
				return fmt.Errorf("set %s: %s: no check %q", s.Code, i.Code, code)
			}
		}
	}
	return nil
}

// Sets are those that ship with the program.
var Sets = sync.OnceValue(func() []*Set {
	names, err := fs.Glob(data.Indicators, "indicators/*.yaml")
	if err != nil {
		panic(err)
	}
	var out []*Set
	for _, name := range names {
		text, err := data.Indicators.ReadFile(name)
		if err != nil {
			panic(err)
		}
		s, err := ReadSet(text)
		if err != nil {
			panic(fmt.Errorf("data/%s: %w", name, err))
		}
		out = append(out, s)
	}
	return out
})

// SetOf returns a set by its code.
func SetOf(code string) (*Set, bool) {
	for _, s := range Sets() {
		if s.Code == code {
			return s, true
		}
	}
	return nil, false
}
