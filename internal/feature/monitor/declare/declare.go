//lang:document

// Package declare fills in the declaration tables Ⅰ–Ⅵ of 教督〔2017〕6号 (优质均衡) in their official form.
//
//	Input ── Tables ──▶ seven grids: Ⅰ, Ⅱ-1, Ⅱ-2, Ⅲ, Ⅳ, Ⅴ, Ⅵ ── platform/grid ──▶ XLSX, DOCX
//
// What cannot be told is left as the blank of the form (an empty cell, ＿＿ in a sentence), never 0. Decimals are those
// of the notes below the tables (rules 1.1 (9)). The package does no I/O.
package declare

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/platform/grid"
)

// School is a school or its part in a stage, with what its return says besides the seven totals.
type School struct {
	balance.School
	Founder string // code 1–10 of who runs it, "" if not given
	Grades  string
	Classes string
	Type    string // 小学, 九年一贯制学校…; "" if not known
	Verdict balance.Verdict
}

// Stage is a stage of the county.
type Stage struct {
	Schools []School
	Result  balance.Result
}

// Input is everything the tables are filled in with.
type Input struct {
	County   string
	Year     int
	Demo     bool
	Rules    balance.Rules
	Stages   map[balance.Stage]Stage
	District map[string]string   // the return of the county, by code of field
	Returns  []map[string]string // of the schools; nil when the schools came as a table
	Items    []indicator.Judged
}

// Tables fills in all tables in the order of the declaration.
func (in Input) Tables() []grid.Grid {
	list := []grid.Grid{in.one(), in.reached(), in.bySchool(), in.spread(), in.guarantees(), in.quality(), in.recognition()}
	for i := range list {
		list[i].Sub = fmt.Sprintf("县（市、区）：%s　　年度：%d", in.County, in.Year)
		if in.Demo {
			list[i].Sub += "　　演示数据"
		}
	}
	return list
}

// value is a figure of the county's return, NaN if it was not given.
func (in Input) value(code string) float64 {
	v, err := strconv.ParseFloat(in.District[code], 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// sum adds a field over the schools of some types; NaN as soon as one that is asked has not answered.
func (in Input) sum(code string, types ...string) float64 {
	if in.Returns == nil {
		return math.NaN()
	}
	all := 0.0
	for _, r := range in.Returns {
		if len(types) > 0 && !has(types, r["S02"]) {
			continue
		}
		v, err := strconv.ParseFloat(r[code], 64)
		if err != nil {
			return math.NaN()
		}
		all += v
	}
	return all
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// number is a cell with a figure, empty where it cannot be told.
func number(v float64, places int) grid.Cell {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return grid.Cell{}
	}
	return grid.Cell{Number: v, IsNumber: true, Places: places}
}

// blank is a figure inside a sentence.
func blank(v float64, places int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "＿＿"
	}
	return strconv.FormatFloat(v, 'f', places, 64)
}

func word(v balance.Verdict) string {
	switch v {
	case balance.Met:
		return "是"
	case balance.NotMet:
		return "否"
	}
	return ""
}

func codes(n int) (row []grid.Cell) {
	for i := range n {
		row = append(row, grid.T("L"+strconv.Itoa(i+1)))
	}
	return row
}

var (
	primaryTypes  = []string{"小学"}
	combinedTypes = []string{"九年一贯制学校", "十二年一贯制学校"}
	stageNames    = map[balance.Stage]string{balance.Primary: "小学", balance.Junior: "初中"}
)

// count is how many schools are of a type.
func (in Input) count(kind string) float64 {
	if in.Returns == nil {
		return math.NaN()
	}
	n := 0.0
	for _, r := range in.Returns {
		if r["S02"] == kind {
			n++
		}
	}
	return n
}

// one is table Ⅰ.
func (in Input) one() grid.Grid {
	g := grid.Grid{Name: "表Ⅰ", Title: "表 I  义务教育优质均衡发展县（市、区）基本情况", Head: 4, Notes: []string{"注：“人口总数”和“农业人口数”按常住人口统计，数字保留两位小数。L5-L8列数字保留整数。"}}
	for i := range 24 {
		width := 10.5
		if i >= 4 && i < 8 || i == 18 || i == 19 {
			width = 13
		}
		g.Widths = append(g.Widths, width)
	}
	t := grid.T
	span := func(text string, across, down int) grid.Cell {
		return grid.Cell{Text: text, Across: across, Down: down}
	}
	g.Rows = [][]grid.Cell{
		{span("自然情况", 4, 1), span("经济情况", 4, 1), span("普通中小学校数（所）", 5, 1), span("特殊教育学校（所）", 1, 3), span("小学教学点数（个）", 2, 1), span("教学班数（个）", 2, 1), span("在校学生数（人）", 2, 1), span("教职工数（人）", 4, 1)},
		{span("人口总数（万人）", 1, 2), span("农业人口数（万人）", 1, 2), span("乡镇数（个）", 1, 2), span("行政村数（个）", 1, 2), span("年人均国内生产总值（元）", 1, 2), span("年人均地方财政收入（元）", 1, 2), span("农民年人均纯收入（元）", 1, 2), span("城镇居民年人均可支配收入（元）", 1, 2),
			span("小学", 1, 2), span("九年一贯制学校", 1, 2), span("初中", 1, 2), span("完全中学", 1, 2), span("十二年一贯制学校", 1, 2), span("计", 1, 2), span("其中：50人及以上", 1, 2), span("小学", 1, 2), span("初中", 1, 2), span("小学", 1, 2), span("初中", 1, 2), span("小学", 2, 1), span("初中", 2, 1)},
		{t("合计"), t("其中专任教师"), t("合计"), t("其中专任教师")}, codes(24), {}}
	row := []grid.Cell{}
	for i, code := range []string{"D21", "D22", "D23", "D24", "D25", "D26", "D27", "D28"} {
		places := 0
		if i < 2 {
			places = 2
		}
		row = append(row, number(in.value(code), places))
	}
	for _, kind := range []string{"小学", "九年一贯制学校", "初中", "完全中学", "十二年一贯制学校"} {
		row = append(row, number(in.count(kind), 0))
	}
	row = append(row, number(in.value("D29"), 0), number(in.value("D30"), 0), number(in.value("D31"), 0))
	classes := func(own []string, part string) float64 { return in.sum("S15", own...) + in.sum(part, combinedTypes...) }
	teachers := func(own ...string) float64 {
		if in.count("九年一贯制学校")+in.count("十二年一贯制学校") > 0 { // their return does not part all teachers by stage
			return math.NaN()
		}
		return in.sum("S26", own...)
	}
	row = append(row, number(classes(primaryTypes, "X07"), 0), number(classes([]string{"初中", "完全中学"}, "X08"), 0), number(in.students(balance.Primary), 0), number(in.students(balance.Junior), 0),
		number(in.value("D32"), 0), number(teachers("小学"), 0), number(in.value("D33"), 0), number(teachers("初中", "完全中学"), 0))
	g.Rows[4] = row
	return g
}

func (in Input) students(stage balance.Stage) float64 {
	st, ok := in.Stages[stage]
	if !ok {
		return math.NaN()
	}
	return st.Result.Students
}

// heads are the seven indicators as tables Ⅱ-1 and Ⅲ head them.
var heads = []string{"每百名学生拥有高于规定学历教师数", "每百名学生拥有县级及以上骨干教师数", "每百名学生拥有体育、艺术（美术、音乐）专任教师数", "生均教学及辅助用房面积（㎡）", "生均体育运动场馆面积（㎡）", "生均教学仪器设备值（元）", "每百名学生拥有网络多媒体教室数"}

func headed(last string) [][]grid.Cell {
	first := []grid.Cell{{Across: 2, Down: 2}}
	for _, h := range append(append([]string{}, heads...), last) {
		first = append(first, grid.T(h))
	}
	return [][]grid.Cell{first, codes(8)}
}

// reached is table Ⅱ-1.
func (in Input) reached() grid.Grid {
	g := grid.Grid{Name: "表Ⅱ-1", Title: "表Ⅱ-1  小学、初中资源配置基本情况", Head: 2, Widths: []float64{18, 34, 27, 27, 27, 27, 27, 27, 27, 24}, Rows: headed("综合评估")}
	for _, stage := range balance.Stages {
		st := in.Stages[stage]
		totals, shares := []grid.Cell{{Text: stageNames[stage], Down: 2}, grid.T("达标学校总数")}, []grid.Cell{grid.T("达标学校比例（%）")}
		add := func(n int, known bool) {
			v := math.NaN()
			if known && len(st.Schools) > 0 {
				v = float64(n)
			}
			totals, shares = append(totals, number(v, 0)), append(shares, number(v/float64(len(st.Schools))*100, 1))
		}
		for c, item := range in.Rules.Items {
			line, has := item.Line(stage)
			n, known := 0, has
			for _, x := range st.Schools {
				known = known && balance.Known(x.Totals[c])
				if known && balance.Reaches(x.Totals[c], x.Students, item.Per, line) {
					n++
				}
			}
			add(n, known)
		}
		n, known := 0, true
		for _, x := range st.Schools {
			known = known && x.Verdict != balance.CannotTell
			if x.Verdict == balance.Met {
				n++
			}
		}
		add(n, known)
		g.Rows = append(g.Rows, totals, shares)
	}
	return g
}

// bySchool is table Ⅱ-2.
func (in Input) bySchool() grid.Grid {
	g := grid.Grid{Name: "表Ⅱ-2", Title: "表Ⅱ-2  小学、初中资源配置基本情况（分学校）", Head: 2, Widths: []float64{9, 40, 13, 16, 12, 12, 18, 18, 18, 18, 18, 18, 18, 16, 34}}
	row := []grid.Cell{grid.T("序号"), grid.T("学校名称"), grid.T("举办者类型"), grid.T("在校生数"), grid.T("年级数"), grid.T("班级数")}
	for _, h := range heads {
		row = append(row, grid.T(h))
	}
	row = append(row, grid.T("该校综合评估是否达标"), grid.T("备注（注明有哪几项指标达标，哪几项指标达到85%）"))
	g.Rows = [][]grid.Cell{row, append(codes(14), grid.Cell{})}
	for _, stage := range balance.Stages {
		for i, x := range in.Stages[stage].Schools {
			cells := []grid.Cell{number(float64(i+1), 0), {Text: x.Name, Left: true}, grid.T(x.Founder), number(x.Students, 0), grid.T(x.Grades), grid.T(x.Classes)}
			for c, item := range in.Rules.Items {
				cells = append(cells, number(x.Totals[c]/x.Students*item.Per, 2))
			}
			g.Rows = append(g.Rows, append(cells, grid.T(word(x.Verdict)), grid.Cell{Text: in.remark(stage, x), Left: true}))
		}
	}
	parts := func(stage balance.Stage, kinds ...string) string {
		if in.Returns == nil {
			return "＿＿"
		}
		n := 0
		for _, x := range in.Stages[stage].Schools {
			if has(kinds, x.Type) {
				n++
			}
		}
		return strconv.Itoa(n)
	}
	total := func(stage balance.Stage) string {
		if n := len(in.Stages[stage].Schools); n > 0 {
			return strconv.Itoa(n)
		}
		return "＿＿"
	}
	g.Notes = []string{fmt.Sprintf("注：1.小学学校总数%s所（其中：一贯制学校的小学部有%s所，50人及以上教学点有%s个），初中学校总数%s所（其中：一贯制学校的初中部%s所，完全中学的初中部%s所）。",
		total(balance.Primary), parts(balance.Primary, combinedTypes...), blank(in.value("D31"), 0), total(balance.Junior), parts(balance.Junior, combinedTypes...), parts(balance.Junior, "完全中学")),
		"2.举办者类型处填写代码：中央教育部门代码为1、中央其他部门为2、省级教育部门为3、省级其他部门为4、地级教育部门为5、地级其他部门为6、县级教育部门为7、县级其他部门为8、地方企业为9、民办为10。",
		"3.L7-L13数值均保留两位小数。"}
	return g
}

// remark names the indicators that a school meets, and of the others those that reach 85 %.
func (in Input) remark(stage balance.Stage, x School) string {
	var met, near []int
	for c, item := range in.Rules.Items {
		line, ok := item.Line(stage)
		if !ok || !balance.Known(x.Totals[c]) {
			continue
		}
		switch {
		case balance.Reaches(x.Totals[c], x.Students, item.Per, line):
			met = append(met, c+1)
		case balance.Reaches(x.Totals[c], x.Students, item.Per, line*in.Rules.Floor):
			near = append(near, c+1)
		}
	}
	text := ""
	if len(met) > 0 {
		text = "第" + ranges(met) + "项达标"
	}
	if len(near) > 0 {
		if text != "" {
			text += "；"
		}
		text += "第" + ranges(near) + "项达到85%"
	}
	return text
}

// ranges writes growing numbers, those that follow each other as one: 1-5、7.
func ranges(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		text := strconv.Itoa(list[i])
		if j > i {
			text += "-" + strconv.Itoa(list[j])
		}
		out = append(out, text)
		i = j + 1
	}
	return strings.Join(out, "、")
}

// spread is table Ⅲ.
func (in Input) spread() grid.Grid {
	g := grid.Grid{Name: "表Ⅲ", Title: "表Ⅲ  县域义务教育校际均衡情况", Head: 2, Widths: []float64{18, 34, 27, 27, 27, 27, 27, 27, 27, 24}, Rows: headed("综合"), Notes: []string{"注：全县平均值保留两位小数，差异系数保留三位小数。"}}
	for _, stage := range balance.Stages {
		st, ok := in.Stages[stage]
		means, spreads := []grid.Cell{{Text: stageNames[stage], Down: 2}, grid.T("全县平均值")}, []grid.Cell{grid.T("差异系数")}
		all := balance.Met
		for c := range in.Rules.Items {
			s := balance.Stat{Mean: math.NaN(), CV: math.NaN()}
			if ok {
				s = st.Result.Stats[c]
				all = indicator.Worse(all, st.Result.Each[c])
			}
			means, spreads = append(means, number(s.Mean, 2)), append(spreads, number(s.CV, 3))
		}
		text := map[balance.Verdict]string{balance.Met: "达标", balance.NotMet: "不达标"}[all]
		if !ok {
			text = ""
		}
		g.Rows = append(g.Rows, append(means, grid.T("——")), append(spreads, grid.T(text)))
	}
	return g
}
