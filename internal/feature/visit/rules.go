package visit

import (
	"context"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
)

// Param is a number with where it comes from.
type Param struct {
	Code     string `yaml:"code"`
	Value    int    `yaml:"value"`
	From     string `yaml:"from"`
	To       string `yaml:"to"`
	Basis    string `yaml:"basis"`
	Evidence string `yaml:"evidence"`
	Name     string `yaml:"name"`
	English  string `yaml:"en"`
}

// Term is a term of the school year: its months, and those in which every school is visited.
type Term struct {
	Code    string `yaml:"code"`
	Name    string `yaml:"name"`
	English string `yaml:"en"`
	From    string `yaml:"from"`
	Months  []int  `yaml:"months"`
	Count   []int  `yaml:"count"`
}

// Question is what an inspector looks at.
type Question struct {
	Code    string `yaml:"code" json:"code"` // unique within its item
	Name    string `yaml:"name" json:"name"`
	English string `yaml:"en" json:"en"`
}

// Item is one of the eight matters of 挂牌督导.
type Item struct {
	Code      string     `yaml:"code" json:"code"`
	Name      string     `yaml:"name" json:"name"`
	English   string     `yaml:"en" json:"en"`
	Questions []Question `yaml:"questions" json:"questions"`
}

// Label is the name in the reader's language.
func (i Item) Label(ctx context.Context) string { return worded(ctx, i.Name, i.English) }

// Label is the question in the reader's language.
func (q Question) Label(ctx context.Context) string { return worded(ctx, q.Name, q.English) }

func worded(ctx context.Context, zh, en string) string {
	if lang.From(ctx) == lang.En {
		return en
	}
	return zh
}

type ruleBook struct {
	Params []Param `yaml:"params"`
	Terms  []Term  `yaml:"terms"`
	Items  []Item  `yaml:"items"`
	Themes []struct {
		Month int      `yaml:"month"`
		Items []string `yaml:"items"`
	} `yaml:"themes"`
}

var book = sync.OnceValue(func() ruleBook {
	var b ruleBook
	if err := yaml.Unmarshal(data.Visits, &b); err != nil {
		panic("visit: data/visits/visits.yaml: " + err.Error())
	}
	return b
})

// Items are the eight matters in their order.
func Items() []Item { return book().Items }

// ItemOf returns a matter by its code.
func ItemOf(code string) (Item, bool) {
	i := slices.IndexFunc(book().Items, func(x Item) bool { return x.Code == code })
	if i < 0 {
		return Item{}, false
	}
	return book().Items[i], true
}

// ParamOn is a number of the rules on a day, 0 when there is none.
func ParamOn(code string, on civil.Date) int {
	for _, p := range book().Params {
		if p.Code == code && p.From <= on.String() && (p.To == "" || on.String() < p.To) {
			return p.Value
		}
	}
	return 0
}

// ThemeOf are the matters of a month; none means all are looked at as needed.
func ThemeOf(month int) []string {
	for _, t := range book().Themes {
		if t.Month == month {
			return t.Items
		}
	}
	return nil
}

// Counts reports whether every school is visited in the month of a day: months of holidays do not count.
func Counts(on civil.Date) bool {
	for _, t := range book().Terms {
		if slices.Contains(t.Count, int(on.Month())) {
			return true
		}
	}
	return false
}

// TermOn is the term of a day with its first and last day.
func TermOn(on civil.Date) (t Term, from, to civil.Date) {
	m := int(on.Month())
	for _, t = range book().Terms {
		i := slices.Index(t.Months, m)
		if i < 0 {
			continue
		}
		start := civil.NewDate(on.Year(), on.Month(), 1)
		from = civil.DateOf(start.Time().AddDate(0, -i, 0))
		return t, from, civil.DateOf(from.Time().AddDate(0, len(t.Months), 0)).AddDays(-1)
	}
	return Term{}, on, on
}

// monthOf are the first and the last day of the month of a day.
func monthOf(on civil.Date) (from, to civil.Date) {
	from = civil.NewDate(on.Year(), on.Month(), 1)
	return from, civil.DateOf(from.Time().AddDate(0, 1, 0)).AddDays(-1)
}
