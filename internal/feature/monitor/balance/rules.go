package balance

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"dudao/data"
)

// Stage is a part of compulsory education; each is judged by itself.
type Stage string

// The stages.
const (
	Primary Stage = "primary"
	Junior  Stage = "junior"
	senior  Stage = "senior" // of combined schools: takes its share and is not judged
)

// Stages are those that are judged.
var Stages = []Stage{Primary, Junior}

// Item is an indicator of resources.
type Item struct {
	Code    string  `yaml:"code"`
	Name    string  `yaml:"name"`
	Unit    string  `yaml:"unit"`
	Per     float64 `yaml:"per"`   // students it is counted for: 1 or 100
	Split   bool    `yaml:"split"` // of a combined school the total is split by shares
	Primary float64 `yaml:"primary"`
	Junior  float64 `yaml:"junior"`
}

// Line is what a school of a stage must reach, false when the rules give none.
func (i Item) Line(s Stage) (float64, bool) {
	v := i.Primary
	if s == Junior {
		v = i.Junior
	}
	return v, v > 0
}

// Rules is one version of the rules.
type Rules struct {
	Code     string            `yaml:"code"`
	Name     string            `yaml:"name"`
	Basis    string            `yaml:"basis"`
	Evidence string            `yaml:"evidence"`
	From     string            `yaml:"from"`
	Judged   string            `yaml:"judged"` // "each" coefficient, or their "mean"
	Least    int               `yaml:"least"`  // lines each school meets
	Floor    float64           `yaml:"floor"`  // share of the line that the others reach
	Limit    map[Stage]float64 `yaml:"limit"`
	Share    map[Stage]float64 `yaml:"share"`
	Items    []Item            `yaml:"items"`
}

// Columns is how many indicators a table has: r1 to r7.
const Columns = 7

var all = func() map[string]Rules {
	var list []Rules
	if err := yaml.Unmarshal(data.Balance, &list); err != nil {
		panic("data/monitor/balance.yaml: " + err.Error())
	}
	out := map[string]Rules{}
	for _, r := range list {
		if len(r.Items) != Columns || r.Limit[Primary] <= 0 || r.Limit[Junior] <= 0 || r.Basis == "" || r.Evidence == "" {
			panic(fmt.Sprintf("data/monitor/balance.yaml: %s is not complete", r.Code))
		}
		out[r.Code] = r
	}
	return out
}()

// RulesOf returns a version of the rules: "2017" or "2012".
func RulesOf(code string) (Rules, bool) {
	r, ok := all[code]
	return r, ok
}
