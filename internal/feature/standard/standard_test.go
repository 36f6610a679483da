package standard_test

import (
	"bytes"
	"strings"
	"testing"

	"dudao/data"
	"dudao/internal/feature/standard"
)

func shipped(t *testing.T) map[string]standard.Version {
	t.Helper()
	list, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]standard.Version{}
	for _, v := range list {
		out[v.Code] = v
	}
	return out
}

// rules §6, §8, §3: 5 × 12, five blocks, 5 areas with 15 key indicators, eight matters.
func TestFirstStandards(t *testing.T) {
	all := shipped(t)
	for code, want := range map[string]struct{ top, leaves int }{"yw-school": {5, 12}, "district-duty": {5, 13}, "kindergarten": {5, 15}, "resident-eight": {8, 8}} {
		v, ok := all[code]
		if !ok || len(v.Children("")) != want.top || len(v.Leaves()) != want.leaves {
			t.Errorf("%s: top %d leaves %d", code, len(v.Children("")), len(v.Leaves()))
		}
		if len(v.NonValues) != 5 {
			t.Errorf("%s has %d non-values", code, len(v.NonValues))
		}
	}
	sum := 0
	for _, n := range all["district-duty"].Leaves() {
		sum += n.Points
	}
	if sum != 10000 {
		t.Errorf("points of district-duty: %d", sum)
	}
}

// Export of an import gives the same bytes, in both formats.
func TestFilesAreByteStable(t *testing.T) {
	for code, v := range shipped(t) {
		text, err := data.Standards.ReadFile("standards/" + code + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		out, err := standard.ToYAML(v)
		if err != nil || !bytes.Equal(text, out) {
			t.Errorf("%s: YAML changes: %v", code, err)
		}
		a, err := standard.ToXLSX(v)
		if err != nil {
			t.Fatal(err)
		}
		back, problems := standard.FromXLSX(a)
		for _, p := range problems {
			t.Errorf("%s: %s!%s%d %s", code, p.Sheet, p.Column, p.Line, p.Text(t.Context()))
		}
		b, err := standard.ToXLSX(back)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: XLSX changes: %v (%d, %d bytes)", code, err, len(a), len(b))
		}
		if out, _ := standard.ToYAML(back); !bytes.Equal(text, out) {
			t.Errorf("%s: YAML of the workbook differs:\n%s", code, out)
		}
	}
}

func TestProblemsNameTheirLine(t *testing.T) {
	text, _ := data.Standards.ReadFile("standards/resident-eight.yaml")
	for name, c := range map[string]struct {
		old, now string
		line     bool
		says     string
	}{
		"twice the same code": {"code: r2", "code: r1", true, "重复"},
		"unknown parent":      {"- code: r8", "- code: r8\n    parent: r9", true, "r9"},
		"unknown field":       {"unmet: 0", "unmet: 0\nfoo: 1", true, "foo"},
		"bad grade":           {"share: 100", "share: 900", true, "100"},
		"no name":             {"name: 校务管理和制度执行情况", "name: ''", true, "名称"},
		"no YAML":             {"code: resident-eight", "code: [", true, "格式"},
	} {
		changed := strings.Replace(string(text), c.old, c.now, 1)
		if changed == string(text) {
			t.Fatalf("%s: nothing replaced", name)
		}
		_, problems := standard.FromYAML([]byte(changed))
		if len(problems) == 0 || c.line && problems[0].Line == 0 || !strings.Contains(problems[0].Text(t.Context()), c.says) {
			t.Errorf("%s: %+v", name, problems)
		}
	}
	if _, problems := standard.FromYAML(nil); len(problems) != 1 {
		t.Errorf("empty: %+v", problems)
	}
	if _, problems := standard.FromXLSX([]byte("PK\x03\x04 not a workbook")); len(problems) != 1 {
		t.Errorf("broken: %+v", problems)
	}
}

func mark(v standard.Version, code string) map[string]standard.Mark {
	out := map[string]standard.Mark{}
	for _, n := range v.Leaves() {
		out[n.Code] = standard.Mark{Code: code}
	}
	return out
}

// rules §13, 6: met, not met, cannot tell; missing data is not an achievement; veto comes first.
func TestJudge(t *testing.T) {
	all := shipped(t)
	veto := all["resident-eight"]
	veto.Nodes = append([]standard.Node(nil), veto.Nodes...)
	veto.Nodes[6].Veto = true
	for name, c := range map[string]struct {
		v       standard.Version
		base    string
		change  map[string]standard.Mark
		verdict standard.Verdict
		outcome string
	}{
		"by rule, all met":                {all["resident-eight"], "met", nil, standard.Met, "met"},
		"by rule, one unmet":              {all["resident-eight"], "met", map[string]standard.Mark{"r3": {Code: "unmet"}}, standard.NotMet, "unmet"},
		"by rule, one not supervised":     {all["resident-eight"], "met", map[string]standard.Mark{"r3": {Code: "not_supervised"}}, standard.CannotTell, ""},
		"by rule, unknown cannot save it": {all["resident-eight"], "met", map[string]standard.Mark{"r3": {Code: "unmet"}, "r4": {Code: "no_evidence"}}, standard.NotMet, "unmet"},
		"by rule, one not applicable":     {all["resident-eight"], "met", map[string]standard.Mark{"r3": {Code: "not_applicable"}}, standard.Met, "met"},
		"nothing applies":                 {all["resident-eight"], "not_applicable", nil, standard.CannotTell, ""},
		"nothing marked":                  {all["resident-eight"], "", nil, standard.CannotTell, ""},
		"veto over everything":            {veto, "met", map[string]standard.Mark{"r7": {Code: "unmet"}, "r1": {Code: "deferred"}}, standard.NotMet, "unmet"},
		"veto not known":                  {veto, "met", map[string]standard.Mark{"r7": {Code: "deferred"}}, standard.CannotTell, ""},
		"by grade, all excellent":         {all["yw-school"], "a", nil, standard.Met, "a"},
		"by grade, one good is still":     {all["yw-school"], "a", map[string]standard.Mark{"b1": {Code: "b"}}, standard.Met, "a"},
		"by grade, one below the floor":   {all["yw-school"], "a", map[string]standard.Mark{"b1": {Code: "d"}}, standard.Met, "c"},
		"by grade, two failed":            {all["yw-school"], "a", map[string]standard.Mark{"b1": {Code: "d"}, "b2": {Code: "d"}}, standard.NotMet, "d"},
		"by grade, met either way":        {all["yw-school"], "a", map[string]standard.Mark{"b1": {Code: "not_supervised"}}, standard.Met, ""},
		"by points, full":                 {all["district-duty"], "a", nil, standard.Met, "a"},
		"by points, 85 of 100":            {all["district-duty"], "b", nil, standard.Met, "b"},
		"by points, exactly on the limit": {all["district-duty"], "a", map[string]standard.Mark{"d1.1": {Scored: true, Points: 0}}, standard.Met, "a"},
		"by points, just under":           {all["district-duty"], "a", map[string]standard.Mark{"d1.1": {Scored: true, Points: 0}, "d4.1": {Scored: true, Points: 499}}, standard.Met, "b"},
		"by points, none":                 {all["district-duty"], "d", nil, standard.NotMet, "d"},
	} {
		marks := mark(c.v, c.base)
		for code, m := range c.change {
			marks[code] = m
		}
		r := standard.Judge(c.v, marks)
		if r.Verdict != c.verdict || r.Outcome.Code != c.outcome {
			t.Errorf("%s: %s %q, want %s %q", name, r.Verdict, r.Outcome.Code, c.verdict, c.outcome)
		}
		if r.Verdict != standard.Met && len(r.Reasons) == 0 {
			t.Errorf("%s: no reason", name)
		}
		if r.MetN+r.UnmetN+r.UnknownN+r.SkippedN != r.Leaves {
			t.Errorf("%s: %d + %d + %d + %d indicators of %d", name, r.MetN, r.UnmetN, r.UnknownN, r.SkippedN, r.Leaves)
		}
	}
	r := standard.Judge(all["district-duty"], mark(all["district-duty"], "b"))
	if r.Score != 8500 || r.Full != 10000 || r.Branches["d1"].Full != 2000 || r.Branches["d1"].Verdict != standard.Met {
		t.Errorf("score %d of %d, block %+v", r.Score, r.Full, r.Branches["d1"])
	}
}
