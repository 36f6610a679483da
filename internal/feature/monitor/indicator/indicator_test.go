package indicator_test

import (
	"math"
	"strings"
	"testing"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/indicator"
)

func set(t *testing.T, code string) *indicator.Set {
	t.Helper()
	s, ok := indicator.SetOf(code)
	if !ok {
		t.Fatalf("no set %s", code)
	}
	return s
}

func rules(t *testing.T) balance.Rules {
	t.Helper()
	ru, ok := balance.RulesOf("2017")
	if !ok {
		t.Fatal("no rules")
	}
	return ru
}

// 教督〔2017〕6号 说明：九年一贯制学校的教师类按实际学段统计，其余按 1:1.1 拆分。
func TestNineYearSchoolIsSplitByShareAndByStage(t *testing.T) {
	u := indicator.Unit{Name: "一贯", Values: map[string]string{"S10": "1000", "S11": "500", "S12": "0", "X04": "0", "S45": "16000", "S46": "500", "S47": "7000", "S48": "0", "S49": "0", "S50": "0",
		"S51": "200", "S52": "60", "S27": "10", "S28": "20", "S30": "5", "S32": "1", "S29": "4", "S31": "3", "S33": "2", "X11": "20", "X12": "10", "S34": "30"}}
	parts, err := set(t, "balanced").Parts(rules(t), u)
	if err != nil {
		t.Fatal(err)
	}
	weight := 1000.0 + 1.1*500
	for _, c := range []struct {
		stage balance.Stage
		item  int
		want  float64
	}{
		{balance.Primary, 0, 36}, {balance.Junior, 0, 9}, {balance.Primary, 1, 20}, {balance.Junior, 1, 10},
		{balance.Primary, 3, 15500 * 1000 / weight}, {balance.Junior, 3, 15500 * 550 / weight},
		{balance.Junior, 5, 200 * 10000 * 550 / weight}, {balance.Primary, 6, 60 * 1000 / weight},
	} {
		if got := parts[c.stage].Totals[c.item]; math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s %d: %v, want %v", c.stage, c.item+1, got, c.want)
		}
	}
	if balance.Known(parts[balance.Primary].Totals[2]) {
		t.Error("health teachers by stage were not given and are told all the same")
	}
}

func TestMissingFigureIsNeverNought(t *testing.T) {
	parts, err := set(t, "balanced").Parts(rules(t), indicator.Unit{Values: map[string]string{"S10": "100", "S45": "900"}})
	if err != nil || balance.Known(parts[balance.Primary].Totals[3]) {
		t.Errorf("%v %v", parts, err)
	}
	if parts, _ = set(t, "balanced").Parts(rules(t), indicator.Unit{Values: map[string]string{"S45": "900"}}); len(parts) != 0 {
		t.Errorf("a school without students: %v", parts)
	}
}

func TestWhyThisNumberNamesItsCells(t *testing.T) {
	s := set(t, "balanced")
	if got := strings.Join(s.Fields("L4", balance.Primary, false), " "); got != "S45 S46 S10" {
		t.Errorf("L4: %s", got)
	}
	if got := strings.Join(s.Fields("L2", balance.Junior, true), " "); got != "X12 S11" {
		t.Errorf("L2 of a combined school: %s", got)
	}
	if got := s.Formula("L4", balance.Primary, false); got != "S45 - S46" {
		t.Error(got)
	}
	if len(s.Fields("L9", balance.Primary, false)) != 0 {
		t.Error("no such indicator")
	}
}

func kept(t *testing.T, s *indicator.Set, code string, values map[string]string) indicator.Kept {
	t.Helper()
	list, err := s.School(indicator.Unit{Values: values})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		if k.Check.Code == code {
			return k
		}
	}
	t.Fatalf("no check %s", code)
	return indicator.Kept{}
}

// 政府保障程度第 4 项：小学、初中不超过 2000 人，九年一贯、十二年一贯义务教育阶段不超过 2500 人；过渡口径只作提示。
func TestSizeOfSchools(t *testing.T) {
	s := set(t, "balanced")
	for _, c := range []struct {
		code, kind, primary, junior, boundary string
		want                                  balance.Verdict
		applies, transition                   bool
	}{
		{"size_primary", "小学", "2000", "", "", balance.Met, true, false},
		{"size_primary", "小学", "2001", "", "", balance.NotMet, true, false},
		{"size_primary", "小学", "2001", "", "是", balance.NotMet, true, true},
		{"size_primary", "小学", "2401", "", "是", balance.NotMet, true, false},
		{"size_primary", "小学", "", "", "", balance.CannotTell, true, false},
		{"size_primary", "初中", "", "900", "", balance.Met, false, false},
		{"size_nine", "九年一贯制学校", "1500", "1000", "", balance.Met, true, false},
		{"size_nine", "九年一贯制学校", "1500", "1001", "", balance.NotMet, true, false},
	} {
		k := kept(t, s, c.code, map[string]string{"S02": c.kind, "S10": c.primary, "S11": c.junior, "S05": c.boundary})
		if k.Verdict != c.want || k.Applies != c.applies || k.Transition != c.transition {
			t.Errorf("%+v: %s %v %v", c, k.Verdict, k.Applies, k.Transition)
		}
	}
}

func item(t *testing.T, s *indicator.Set, code string, district map[string]string, schools ...indicator.Unit) indicator.Judged {
	t.Helper()
	list, err := s.Judge(district, schools)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range list {
		if j.Item.Code == code {
			return j
		}
	}
	t.Fatalf("no item %s", code)
	return indicator.Judged{}
}

func TestItemsOfADistrict(t *testing.T) {
	s := set(t, "balanced")
	for _, c := range []struct {
		code     string
		district map[string]string
		want     balance.Verdict
	}{
		{"G1", nil, balance.CannotTell},
		{"G1", map[string]string{"G01": "达标"}, balance.Met},
		{"G1", map[string]string{"G01": "不达标"}, balance.NotMet},
		{"G7", map[string]string{"D06": "800000", "D07": "100"}, balance.Met},
		{"G7", map[string]string{"D06": "799999", "D07": "100"}, balance.NotMet},
		{"G7", map[string]string{"D06": "799999", "D07": "0"}, balance.CannotTell},
		{"G7", map[string]string{"D06": "799999"}, balance.CannotTell},
		{"G11", map[string]string{"D10": "100", "D11": "10", "D12": "2"}, balance.Met},
		{"G11", map[string]string{"D10": "100", "D11": "10", "D12": "1"}, balance.NotMet},
		{"Q9", nil, balance.CannotTell},
		{"Q9", map[string]string{"Q11": "Ⅲ", "Q21": "0.149"}, balance.Met},
		{"Q9", map[string]string{"Q11": "Ⅲ", "Q21": "0.15"}, balance.NotMet},
		{"Q9", map[string]string{"Q11": "Ⅱ", "Q21": "0.1"}, balance.NotMet},
		{"Q9", map[string]string{"Q11": "Ⅳ", "Q21": "0.1", "Q12": "Ⅳ"}, balance.CannotTell},
		{"V1", nil, balance.CannotTell},
		{"V1", map[string]string{"V1": "否"}, balance.Met},
		{"V1", map[string]string{"V1": "是"}, balance.NotMet},
		{"R1", map[string]string{"A2": "100", "A3": "85", "A5": "100", "A6": "84"}, balance.NotMet},
	} {
		if got := item(t, s, c.code, c.district); got.Verdict != c.want {
			t.Errorf("%s %v: %s, want %s", c.code, c.district, got.Verdict, c.want)
		}
	}
	if got := item(t, s, "G7", map[string]string{"D06": "1", "D07": "0"}); !got.Figures[0].Zero {
		t.Error("a division by zero is not said")
	}
}

// 教育质量第 1 项：一所学校缺数，全区巩固率就无法判定。
func TestOneSchoolWithoutAFigureLeavesTheSumOpen(t *testing.T) {
	s := set(t, "balanced")
	full := indicator.Unit{ID: "1", Values: map[string]string{"S64": "98", "S65": "100", "S66": "0", "S67": "0", "S68": "0"}}
	if got := item(t, s, "Q1", nil, full, full); got.Verdict != balance.Met || got.Figures[0].Value != 98 {
		t.Errorf("%s %v", got.Verdict, got.Figures)
	}
	gap := indicator.Unit{ID: "2", Values: map[string]string{"S64": "98"}}
	if got := item(t, s, "Q1", nil, full, gap); got.Verdict != balance.CannotTell {
		t.Errorf("%s", got.Verdict)
	}
}

func TestOneSchoolDecidesAnItemOfSchools(t *testing.T) {
	s := set(t, "balanced")
	good := indicator.Unit{ID: "1", Values: map[string]string{"S02": "小学", "S63": "5", "S61": "100"}}
	bad := indicator.Unit{ID: "2", Values: map[string]string{"S02": "小学", "S63": "4.99", "S61": "100"}}
	if got := item(t, s, "Q4", nil, good); got.Verdict != balance.Met {
		t.Errorf("%s", got.Verdict)
	}
	got := item(t, s, "Q4", nil, good, bad, indicator.Unit{ID: "3", Values: map[string]string{}})
	if got.Verdict != balance.NotMet || len(got.Failing) != 2 || got.Failing[0].Unit.ID != "2" {
		t.Errorf("%s %v", got.Verdict, got.Failing)
	}
	if got := item(t, s, "Q4", nil); got.Verdict != balance.CannotTell {
		t.Errorf("no school: %s", got.Verdict)
	}
}

// 教督〔2020〕1号：普惠 = 公办 + 普惠性民办。
func TestPreschoolShares(t *testing.T) {
	s := set(t, "preschool")
	k := func(kind, n string) indicator.Unit {
		return indicator.Unit{Values: map[string]string{"P02": kind, "P11": n}}
	}
	got := item(t, s, "P2", nil, k("公办园", "50"), k("普惠性民办园", "30"), k("非普惠性民办园", "20"))
	if got.Verdict != balance.Met || got.Figures[0].Value != 80 {
		t.Errorf("%s %v", got.Verdict, got.Figures)
	}
	if got = item(t, s, "P3", nil, k("公办园", "49"), k("普惠性民办园", "51")); got.Verdict != balance.NotMet {
		t.Errorf("%s", got.Verdict)
	}
	if got = item(t, s, "P3", nil, k("公办园", ""), k("普惠性民办园", "51")); got.Verdict != balance.CannotTell {
		t.Errorf("%s", got.Verdict)
	}
}

func TestSetRefusesFormulasOverNothing(t *testing.T) {
	const head = "code: x\nschool_form: school\ndistrict_form: district\n"
	for _, c := range []struct{ text, says string }{
		{head + "items: [{code: A, kind: ratio, ratios: [{formula: D06 / NIX}]}]", "NIX"},
		{head + "schools: [{code: a, left: a_left, op: \">=\", right: \"1\"}]", "itself"},
		{head + "items: [{code: A, kind: guess}]", "guess"},
		{head + "items: [{code: A, kind: schools, schools: [b]}]", "no check"},
		{head + "items: [{code: A, kind: conclusion, field: ZZ}]", "no field"},
		{"code: x\nschool_form: none\n", "no form"},
		{head + "unknown: 1\n", "unknown"},
	} {
		if _, err := indicator.ReadSet([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}
