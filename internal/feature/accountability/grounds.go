package accountability

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/errs"
)

// Object is whom accountability is about: 《教育督导问责办法》 names governments and their departments,
// schools and institutions, and persons; inspectors answer by 《教育督导条例》第二十六条.
type Object string

// The objects.
const (
	Government Object = "government"
	School     Object = "school"
	Person     Object = "person"
	Inspector  Object = "inspector"
)

// Objects lists them for people.
var Objects = []struct {
	Object Object
	Label  string
}{{Government, "政府及其部门"}, {School, "学校和其他教育机构"}, {Person, "有关人员"}, {Inspector, "督学和督导人员"}}

// Label is the object in Chinese.
func (o Object) Label() string {
	for _, x := range Objects {
		if x.Object == o {
			return x.Label
		}
	}
	return string(o)
}

// Personal reports whether the object is a person: fewer people may read the case.
func (o Object) Personal() bool { return o == Person || o == Inspector }

// Ground is a reason to talk, to circulate or to hold to account, as data.
type Ground struct {
	Code     string `yaml:"code" json:"code"`
	For      string `yaml:"for" json:"for"` // talk, circular, media, case, aggravating
	Of       Object `yaml:"of" json:"of,omitempty"`
	Label    string `yaml:"label" json:"label"`
	Article  string `yaml:"article" json:"article"`
	Evidence string `yaml:"evidence" json:"evidence"` // grade, rules §0
}

// Measure is a way of holding to account, as data.
type Measure struct {
	Code     string   `yaml:"code" json:"code"`
	Of       []Object `yaml:"of" json:"of"`
	Label    string   `yaml:"label" json:"label"`
	Article  string   `yaml:"article" json:"article"`
	Evidence string   `yaml:"evidence" json:"evidence"`
	Refer    string   `yaml:"refer" json:"refer,omitempty"`     // who acts on it: a referral, which comes back with a receipt
	Private  bool     `yaml:"private" json:"private,omitempty"` // only for private schools and training institutions
	Public   bool     `yaml:"public" json:"public,omitempty"`   // makes no sense unless it is made public
	Until    bool     `yaml:"until" json:"until,omitempty"`     // lasts until a day
}

// Grounds and Measures are what ships with the program.
var (
	Grounds  = read[Ground]("grounds")
	Measures = read[Measure]("measures")
)

func read[T any](name string) (list []T) {
	text, err := data.Accountability.ReadFile("accountability/" + name + ".yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &list)
	}
	if err != nil || len(list) == 0 {
		panic(fmt.Sprintf("accountability: %s: %v", name, err)) // shipped with the program
	}
	return list
}

// GroundsFor lists the grounds of a mechanism; of narrows to those of an object.
func GroundsFor(mechanism string, of Object) (out []Ground) {
	for _, g := range Grounds {
		if g.For == mechanism && (of == "" || g.Of == "" || g.Of == of) {
			out = append(out, g)
		}
	}
	return out
}

// GroundsOf finds the grounds by their codes.
func GroundsOf(codes []string) (out []Ground) {
	for _, g := range Grounds {
		if slices.Contains(codes, g.Code) {
			out = append(out, g)
		}
	}
	return out
}

// MeasuresFor lists the measures of an object; those for private schools only if it is one.
func MeasuresFor(of Object, private bool) (out []Measure) {
	for _, m := range Measures {
		if slices.Contains(m.Of, of) && (private || !m.Private) {
			out = append(out, m)
		}
	}
	return out
}

// MeasureOf finds a measure by its code.
func MeasureOf(code string) (Measure, bool) {
	i := slices.IndexFunc(Measures, func(m Measure) bool { return m.Code == code })
	if i < 0 {
		return Measure{}, false
	}
	return Measures[i], true
}

// Codes splits the grounds a record keeps.
func Codes(s string) []string { return strings.Fields(s) }

// CheckGrounds refuses codes that are no grounds of the mechanism, and none at all.
func CheckGrounds(codes []string, mechanism string, of Object) error {
	if len(codes) == 0 {
		return errs.NewField("grounds", "请至少选择一种情形")
	}
	have := GroundsFor(mechanism, of)
	for _, c := range codes {
		if !slices.ContainsFunc(have, func(g Ground) bool { return g.Code == c }) {
			return errs.NewField("grounds", "所选情形不适用")
		}
	}
	return nil
}
