package returns_test

import (
	"context"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/returns"
	"dudao/internal/testkit"
)

func form(t *testing.T, code string) *returns.Form {
	t.Helper()
	f, ok := returns.FormOf(code)
	if !ok {
		t.Fatalf("no form %s", code)
	}
	return f
}

// 教督〔2017〕6号 school return: figures in any writing, one form in the database.
func TestValuesAreReadInOneForm(t *testing.T) {
	f := form(t, "school")
	for _, c := range []struct{ field, typed, want, wrong string }{
		{"S10", "１，２００", "1200", ""}, {"S10", " 12 ", "12", ""}, {"S10", "12.5", "", "整数"}, {"S10", "-1", "", "负数"}, {"S10", "十二", "", "不是数字"}, {"S10", "1e3", "", "不是数字"},
		{"S45", "3500.50", "3500.5", ""}, {"S45", "0", "0", ""}, {"S45", "1.23456", "", "小数"}, {"S45", "", "", ""}, {"S05", "是", "是", ""}, {"S05", "Y", "", "“是”或“否”"},
		{"S04", "1958", "1958", ""}, {"S04", "58", "", "年份"}, {"X01", "7", "7 县级教育部门", ""}, {"X01", "11", "", "选项"}, {"S02", "小学", "小学", ""},
	} {
		x, _ := f.Field(c.field)
		got, err := x.Tidy(c.typed)
		if got != c.want || (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(errs.FieldsIn(lang.Zh, err)[0].Text, c.wrong) {
			t.Errorf("%s %q = %q, %v", c.field, c.typed, got, err)
		}
	}
}

func found(f *returns.Form, v map[string]string, k returns.Known) (codes []string) {
	for _, p := range f.Check(v, k) {
		codes = append(codes, p.Code+":"+p.Field)
	}
	return codes
}

// 教督〔2017〕6号, checks of the school return: Σ学历 ≤ 专任, 持证 ≤ 专任, Σ分段班数 = 总班数, and that a school is not
// asked for what it does not have.
func TestChecksOfTheSchoolReturn(t *testing.T) {
	f := form(t, "school")
	if got := found(f, testkit.PrimarySchool(), returns.Known{}); len(got) > 0 {
		t.Fatalf("a clean return: %v", got)
	}
	for _, c := range []struct{ field, value, want string }{
		{"S15", "11", "C01:S15"}, {"S28", "29", "C04:S26"}, {"S35", "31", "C05:S26"}, {"S36", "31", "C06:S26"}, {"S34", "31", "C07:S26"}, {"S37", "29", "C08:S26"}, {"S46", "3001", "C09:S45"},
		{"S53", "0", "C10:S53"}, {"S57", "0", "C11:S57"}, {"S13", "401", "C12:S10"}, {"S63", "61", "C20:S61"}, {"S10", "", "required:S10"}, {"S48", "", "required:S48"},
	} {
		v := testkit.PrimarySchool()
		v[c.field] = c.value
		if got := found(f, v, returns.Known{}); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s = %q: %v, want %s", c.field, c.value, got, c.want)
		}
	}
	v := testkit.PrimarySchool()
	v["S48"], v["S47"] = "0", "0" // a school without any sports ground says 0, and that is an answer
	if got := found(f, v, returns.Known{}); len(got) > 0 {
		t.Errorf("no sports ground: %v", got)
	}
	v["S02"] = "九年一贯制学校"
	if got := strings.Join(found(f, v, returns.Known{}), " "); !strings.Contains(got, "required:S11") || !strings.Contains(got, "required:X07") || strings.Contains(got, "required:X04") {
		t.Errorf("nine-year school is asked %s", got)
	}
}

// Jumps against the year before and outliers among like schools are asked about, not refused.
func TestJumpsAndOutliersAreAskedAbout(t *testing.T) {
	f := form(t, "school")
	like := map[string][]float64{"O4": {7, 7.2, 7.4, 7.5, 7.6, 7.8, 8, 8.1, 8.2}}
	for _, c := range []struct {
		name  string
		set   map[string]string
		known returns.Known
		want  string
	}{
		{"30 % is no jump", nil, returns.Known{Before: map[string]string{"S61": "46.1539"}}, ""},
		{"31 % is", nil, returns.Known{Before: map[string]string{"S61": "45"}}, "jump:S61"},
		{"from nothing", nil, returns.Known{Before: map[string]string{"S34": "0"}}, "jump:S34"},
		{"like the others", nil, returns.Known{Peers: like}, ""},
		{"far from the others", map[string]string{"S45": "12000"}, returns.Known{Peers: like}, "O4.modified_z:S45"},
		{"too few to compare", map[string]string{"S45": "12000"}, returns.Known{Peers: map[string][]float64{"O4": like["O4"][:7]}}, ""},
		{"impossible", map[string]string{"S45": "120000"}, returns.Known{}, "O4.range:S45"},
	} {
		v := testkit.PrimarySchool()
		for k, x := range c.set {
			v[k] = x
		}
		if got := strings.Join(found(f, v, c.known), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, p := range f.Check(map[string]string{"S10": "1"}, returns.Known{}) {
		for _, l := range []lang.Lang{lang.Zh, lang.En} {
			if p.Words(lang.With(context.Background(), l)) == "" {
				t.Errorf("%s says nothing in %s", p.Code, l)
			}
		}
	}
}

// Iglewicz & Hoaglin (1993).
func TestOutliers(t *testing.T) {
	v := []float64{2, 4, 4, 4, 5, 5, 7, 9}
	if z := returns.Z(v, 9); z != 2 { // mean 5, deviation 2
		t.Errorf("z = %v", z)
	}
	if z := returns.ModifiedZ(v, 9.5); z != 0.6745*5/1 { // median 4.5, MAD 0.5 and 2.5: sorted .5 .5 .5 .5 .5 2.5 2.5 4.5 → 0.5
		if z != 0.6745*5/0.5 {
			t.Errorf("modified z = %v", z)
		}
	}
	if z := returns.ModifiedZ([]float64{1, 1, 1}, 5); z != 0 {
		t.Errorf("no spread: %v", z)
	}
}

// A form with a field twice, a formula of itself or without English does not load.
func TestFormsAreChecked(t *testing.T) {
	head := "code: x\nnumber: 1\nname: x\nen: x\nlevel: school\ngroups: [{name: g, en: g}]\nfields:\n"
	for name, text := range map[string]string{
		"twice":            head + "  - {code: A, group: g, name: a, en: a, type: count}\n  - {code: A, group: g, name: a, en: a, type: count}\n",
		"no English":       head + "  - {code: A, group: g, name: a, type: count}\n",
		"no group":         head + "  - {code: A, group: h, name: a, en: a, type: count}\n",
		"unknown field":    head + "  - {code: A, group: g, name: a, en: a, type: count}\nchecks:\n  - {code: C, level: error, left: A, op: '=', right: B, text: t, en: t}\n",
		"a text in sums":   head + "  - {code: A, group: g, name: a, en: a, type: text}\nchecks:\n  - {code: C, level: error, left: A, op: '=', right: '1', text: t, en: t}\n",
		"refers to itself": head + "  - {code: A, group: g, name: a, en: a, type: count}\noutliers: {least: 8, z: 3, modified_z: 3.5, ratios: [{code: R, name: r, en: r, formula: R + A, fields: [A], min: 0, max: 1}]}\n",
		"unknown word":     head + "  - {code: A, group: g, name: a, en: a, type: count, colour: red}\n",
	} {
		if _, err := returns.ReadForm([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
