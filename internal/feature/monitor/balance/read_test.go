package balance_test

import (
	"strings"
	"testing"

	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor/balance"
)

const header = "county,stage,school,students,students_primary,students_junior,students_senior,r1,r2,r3,r4,r5,r6,r7\n"

func read(t *testing.T, text string) ([]*balance.County, string) {
	t.Helper()
	ru, _ := balance.RulesOf("2017")
	list, problems, err := balance.Read(strings.NewReader(text), ru)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range problems {
		out = append(out, p.In(lang.Zh))
	}
	return list, strings.Join(out, "\n")
}

// What is wrong is said with its row and its column, and there is no result.
func TestWrongCells(t *testing.T) {
	row := "海淀区,primary,甲小学,1000,,,,42,10,9,4500,7500,2000000,23\n"
	for name, c := range map[string]struct{ text, want string }{
		"empty file":       {"", "空"},
		"header only":      {header, "没有学校"},
		"unknown column":   {strings.Replace(header, "r7", "r7,天气", 1) + row, "第 1 行 天气 列：没有这一列"},
		"missing column":   {strings.Replace(header, ",r7", "", 1) + row, "第 1 行 r7 列：缺少这一列"},
		"column twice":     {strings.Replace(header, "r7", "r7,r7", 1) + row, "出现了两次"},
		"negative":         {header + row + "海淀区,primary,乙小学,800,,,,-1,10,9,1,1,1,1\n", "第 3 行 r1 列：不能是负数：-1"},
		"negative count":   {header + "海淀区,primary,乙小学,-800,,,,1,10,9,1,1,1,1\n", "第 2 行 students 列：不能是负数"},
		"no county":        {header + ",primary,乙小学,800,,,,1,10,9,1,1,1,1\n", "第 2 行 county 列：没有填写县"},
		"no students":      {header + "海淀区,primary,乙小学,0,,,,1,10,9,1,1,1,1\n", "第 2 行 students 列：在校生数为 0"},
		"students empty":   {header + "海淀区,primary,乙小学,,,,,1,10,9,1,1,1,1\n", "第 2 行 students 列：没有填写在校生数"},
		"part empty":       {header + "海淀区,nine_year,乙学校,800,500,,,1,10,9,1,1,1,1\n", "第 2 行 students_junior 列：没有填写在校生数"},
		"part zero":        {header + "海淀区,nine_year,乙学校,800,0,800,,1,10,9,1,1,1,1\n", "第 2 行 students_primary 列：在校生数为 0"},
		"no number":        {header + "海淀区,primary,乙小学,800,,,,x,10,9,1,1,1,1\n", "第 2 行 r1 列：“x”不是数"},
		"not a number":     {header + "海淀区,primary,乙小学,800,,,,NaN,10,9,1,1,1,1\n", "不是数"},
		"too large":        {header + "海淀区,primary,乙小学,800,,,,1e999,10,9,1,1,1,1\n", "不是数"},
		"unknown stage":    {header + "海淀区,college,乙学院,800,,,,1,10,9,1,1,1,1\n", "第 2 行 stage 列：“college”不是学段"},
		"school twice":     {header + row + row, "第 3 行 school 列：与第 2 行是同一所学校"},
		"too many cells":   {header + strings.TrimSpace(row) + ",7,8\n", "比表头多"},
		"all of them said": {header + "海淀区,primary,乙小学,0,,,,-1,x,9,1,1,1,1\n", "r2 列"},
	} {
		list, problems := read(t, c.text)
		if list != nil || !strings.Contains(problems, c.want) {
			t.Errorf("%s: %q", name, problems)
		}
	}
}

// Combined schools stand in each of their stages; an empty cell is not zero.
func TestStagesOfATable(t *testing.T) {
	list, problems := read(t, "\ufeff"+header+"海淀区,primary,甲小学,1000,,,,42,10,9,4500,7500,2000000,\n海淀区,twelve_year,乙学校,,500,300,200,1,1,1,1220,1,1,1\n西城区,complete,丙中学,900,,300,600,1,1,1,1020,1,1,1\n")
	if problems != "" || len(list) != 2 || list[0].Name != "海淀区" {
		t.Fatal(problems, list)
	}
	hd := list[0].Schools
	if len(hd[balance.Primary]) != 2 || len(hd[balance.Junior]) != 1 || balance.Known(hd[balance.Primary][0].Totals[6]) {
		t.Errorf("%+v", hd)
	}
	// 1,220 parts as 500×1 : 300×1.1 : 200×1.32
	if got, want := hd[balance.Junior][0].Totals[3], 1220*330.0/1094; !close(got, want, 1e-9) {
		t.Errorf("junior part of a twelve-year school %v, want %v", got, want)
	}
	// 1,020 parts as 300×1 : 600×1.2
	if got := list[1].Schools[balance.Junior][0].Totals[3]; !close(got, 300, 1e-9) {
		t.Errorf("junior part of a complete school %v, want 300", got)
	}
}

// Six lines met and the seventh at 85 % is met; below that, or five, is not; a missing figure cannot be told.
func TestLinesOfASchool(t *testing.T) {
	ru, _ := balance.RulesOf("2017")
	full := [balance.Columns]float64{42, 10, 9, 4500, 7500, 2000000, 23}
	for name, c := range map[string]struct {
		change map[int]float64
		want   balance.Verdict
	}{
		"on every line":       {nil, balance.Met},
		"one at 85 %":         {map[int]float64{3: 3825}, balance.Met},
		"one below 85 %":      {map[int]float64{3: 3824}, balance.NotMet},
		"two below the line":  {map[int]float64{3: 4400, 4: 7400}, balance.NotMet},
		"one missing":         {map[int]float64{3: balance.Unknown}, balance.CannotTell},
		"one missing, one at": {map[int]float64{3: balance.Unknown, 4: 7400}, balance.CannotTell},
		"missing, two below":  {map[int]float64{3: balance.Unknown, 4: 7400, 5: 1900000}, balance.NotMet},
	} {
		s := balance.School{Students: 1000, Totals: full}
		for k, v := range c.change {
			s.Totals[k] = v
		}
		if got := ru.School(balance.Primary, s); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// 2012: the mean of the coefficients is judged.
func TestMeanOfCoefficients(t *testing.T) {
	ru, _ := balance.RulesOf("2012")
	schools := []balance.School{{Name: "甲", Students: 100}, {Name: "乙", Students: 100}}
	for k := range schools[0].Totals {
		schools[0].Totals[k], schools[1].Totals[k] = 36, 164 // a coefficient of 0.64
	}
	r := ru.Judge(balance.Primary, schools, -1)
	if !close(r.Mean, 0.64, 1e-12) || r.Verdict != balance.Met || r.Each[0] != balance.CannotTell || len(r.NotMet) != 0 {
		t.Errorf("%v %s", r.Mean, r.Verdict)
	}
	if r := ru.Judge(balance.Junior, schools, -1); r.Verdict != balance.NotMet {
		t.Errorf("junior: %s", r.Verdict)
	}
}
