//lang:document
package declare

import (
	"fmt"
	"math"
	"strconv"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/grid"
)

// line is a row of tables Ⅳ and Ⅴ: the item, what is said with its blanks, and the code of the item it is judged by.
type line struct{ name, said, code string }

func (in Input) sheet(name, title string, lines []line, notes ...string) grid.Grid {
	g := grid.Grid{Name: name, Title: title, Head: 1, Widths: []float64{110, 130, 27}, Notes: notes, Rows: [][]grid.Cell{{grid.T("指标名称"), grid.T("指标值或简要结论"), grid.T("是否达标")}}}
	for _, l := range lines {
		verdict, said := balance.CannotTell, l.said
		for _, j := range in.Items {
			if j.Item.Code == l.code {
				verdict = j.Verdict
				if said == "" && j.Said != "" {
					said = "经核查，" + j.Said + "。"
				}
			}
		}
		g.Rows = append(g.Rows, []grid.Cell{{Text: l.name, Left: true}, {Text: said, Left: true}, grid.T(word(verdict))})
	}
	return g
}

func percent(part, whole float64) string { return blank(part/whole*100, 1) }

// over counts the schools of some types that have more than a number; "＿＿" if one has not answered.
func (in Input) over(most float64, codes []string, types ...string) string {
	if in.Returns == nil {
		return "＿＿"
	}
	n := 0
	for _, r := range in.Returns {
		if !has(types, r["S02"]) {
			continue
		}
		all := 0.0
		for _, code := range codes {
			v, err := strconv.ParseFloat(r[code], 64)
			if err != nil {
				return "＿＿"
			}
			all += v
		}
		if all > most {
			n++
		}
	}
	return strconv.Itoa(n)
}

func (in Input) large() (primary, junior float64) {
	primary, junior = in.sum("X09", combinedTypes...), in.sum("X10", combinedTypes...)
	for _, code := range []string{"S21", "S22", "S23", "S24", "S25"} {
		primary += in.sum(code, "小学")
		if code != "S21" {
			junior += in.sum(code, "初中")
		}
	}
	if in.count("完全中学") > 0 { // their classes are not parted by stage
		junior = math.NaN()
	}
	return primary, junior
}

// guarantees is table Ⅳ.
func (in Input) guarantees() grid.Grid {
	v := in.value
	primary, junior := in.large()
	trained, teachers, licensed := in.sum("S36"), in.sum("S26"), in.sum("S35")
	migrants := v("D17") + v("D18")
	return in.sheet("表Ⅳ", "表Ⅳ  政府保障程度评估指标", []line{
		{"1.县域内义务教育学校规划布局合理，符合国家规定要求", "", "G1"},
		{"2.县域内城乡义务教育学校建设标准统一、教师编制标准统一、生均公用经费基准定额统一、基本装备配置标准统一", "", "G2"},
		{"3.所有小学、初中每12个班级配备音乐、美术专用教室1间以上；其中，每间音乐专用教室面积不小于96平方米，每间美术专用教室面积不小于90平方米", "", "G3"},
		{"4.所有小学、初中学校规模不超过2000人，九年一贯制学校、十二年一贯制学校义务教育阶段规模不超过2500人", fmt.Sprintf("超过2000人的小学%s所，初中%s所，超过2500人的一贯制学校%s所",
			in.over(2000, []string{"S10"}, "小学"), in.over(2000, []string{"S11"}, "初中", "完全中学"), in.over(2500, []string{"S10", "S11"}, combinedTypes...)), "G4"},
		{"5.小学、初中所有班级学生数分别不超过45人、50人", fmt.Sprintf("超过45人的小学班级%s个，超过50人的初中班级%s个", blank(primary, 0), blank(junior, 0)), "G5"},
		{"6.不足100人的规模较小学校（包括乡镇中心校附设的村小）按不低于100人核定公用经费", fmt.Sprintf("不足100人的规模较小学校学生数%s人，公用经费%s元。", blank(v("G07"), 0), blank(v("G08"), 0)), "G6"},
		{"7.特殊教育学校生均公用经费不低于8000元", fmt.Sprintf("特殊教育学校公用经费为%s万元，特殊教育学生数为%s人，特殊教育学校生均公用经费为%s元", blank(v("D06")/10000, 0), blank(v("D07"), 0), blank(v("D06")/v("D07"), 0)), "G7"},
		{"8.全县义务教育学校教师平均工资收入水平不低于当地公务员平均工资收入水平，按规定足额核定教师绩效工资总量", fmt.Sprintf("全县义务教育学校教师年平均工资收入为%s元，当地公务员年平均工资收入%s元", blank(v("D08")*10000, 0), blank(v("D09")*10000, 0)), "G8"},
		{"9.教师5年360学时培训完成率达到100%", fmt.Sprintf("完成360学时培训的教师%s人，全县教师%s人，教师培训完成率%s%%", blank(trained, 0), blank(teachers, 0), percent(trained, teachers)), "G9"},
		{"10.县级教育行政部门在核定的教职工编制总额和岗位总量内，统筹分配各校教职工编制和岗位数量", "", "G10"},
		{"11.全县每年交流轮岗教师的比例不低于符合交流轮岗条件教师总数的10%；其中，骨干教师不低于交流轮岗教师总数的20%", fmt.Sprintf("全县符合交流轮岗条件教师总数%s名，上一年度交流轮岗教师%s名，交流轮岗教师占符合交流轮岗条件教师总数的比例%s%%；交流轮岗的骨干教师%s名，占交流轮岗教师总数的比例%s%%",
			blank(v("D10"), 0), blank(v("D11"), 0), percent(v("D11"), v("D10")), blank(v("D12"), 0), percent(v("D12"), v("D11"))), "G11"},
		{"12.专任教师持有教师资格证上岗率达到100%", fmt.Sprintf("全县在岗专任教师%s人，其中持有教师资格证的专任教师%s人，占比%s%%", blank(teachers, 0), blank(licensed, 0), percent(licensed, teachers)), "G12"},
		{"13.城区和镇区公办小学、初中（均不含寄宿制学校）就近划片入学比例分别达到100%、95%以上", fmt.Sprintf("城区和镇区公办小学、初中（均不含寄宿制学校）就近划片入学比例分别%s%%、%s%%。", percent(v("G16"), v("G13")), percent(v("G18"), v("G17"))), "G13"},
		{"14.全县优质高中招生名额分配比例不低于50%，并向农村初中倾斜", fmt.Sprintf("全县优质高中招生名额总数%s人，分配名额%s人，占比%s%%。其中分配农村学校的名额%s人，占分配名额总数的%s%%",
			blank(v("D13"), 0), blank(v("D14"), 0), percent(v("D14"), v("D13")), blank(v("D15"), 0), percent(v("D15"), v("D14"))), "G14"},
		{"15.留守儿童关爱体系健全，全县符合条件的随迁子女在公办学校和政府购买服务的民办学校就读的比例不低于85%", fmt.Sprintf("全县符合条件的随迁子女数%s人，在公办学校就读%s人，在政府购买服务的民办学校就读%s人，合计%s人，占比%s%%",
			blank(v("D16"), 0), blank(v("D17"), 0), blank(v("D18"), 0), blank(migrants, 0), percent(migrants, v("D16"))), "G15"},
	}, "注：表中所有比例数值保留一位小数，其余保留整数。")
}

// quality is table Ⅴ.
func (in Input) quality() grid.Grid {
	v := in.value
	left, entered, moved, died, out := in.sum("S64", juniorTypes...), in.sum("S65", juniorTypes...), in.sum("S66", juniorTypes...), in.sum("S68", juniorTypes...), in.sum("S67", juniorTypes...)
	subjects := ""
	for i, name := range []string{"语文", "数学", "科学", "体育", "艺术", "德育"} {
		level, spread := in.District["Q1"+strconv.Itoa(i+1)], in.District["Q2"+strconv.Itoa(i+1)]
		if level == "" {
			level = "＿＿"
		}
		if spread == "" {
			spread = "＿＿"
		}
		end := "；"
		if i == 5 {
			end = "。"
		}
		subjects += fmt.Sprintf("%s%s级、校际差异率%s%s", name, level, spread, end)
	}
	return in.sheet("表Ⅴ", "表Ⅴ  教育质量评估指标", []line{
		{"1.全县初中三年巩固率达到95%以上", fmt.Sprintf("全县初中毕业班学生数为%s人，三年前该年级入学学生数为%s人，毕业年级三年转入学生数为%s人，死亡学生数为%s人，转出学生数为%s人，全县初中三年巩固率为%s%%",
			blank(left, 0), blank(entered, 0), blank(moved, 0), blank(died, 0), blank(out, 0), percent(left-moved+out, entered-died)), "Q1"},
		{"2.全县残疾儿童少年入学率达到95%以上", fmt.Sprintf("全县残疾儿童少年为%s人，入学%s人，入学率为%s%%。其中，在特殊教育学校就读%s人，占比%s%%。", blank(v("D19"), 0), blank(v("D20"), 0), percent(v("D20"), v("D19")), blank(v("G19"), 0), percent(v("G19"), v("D20"))), "Q2"},
		{"3.所有学校建立章程，实现学校管理与教学信息化", "", "Q3"},
		{"4.全县所有学校按照不低于学校年度公用经费预算总额的5%安排教师培训经费", "", "Q4"},
		{"5.教师能熟练运用信息化手段组织教学，设施设备利用率达到较高水平", "", "Q5"},
		{"6.所有学校德育工作、校园文化建设达到良好以上", "", "Q6"},
		{"7.课程开齐开足，教学秩序规范，综合实践活动有效开展", "", "Q7"},
		{"8.无过重课业负担", "", "Q8"},
		{"9.在国家义务教育质量监测中，相关科目学生学业水平达到Ⅲ级以上，且校际差异率低于0.15", subjects, "Q9"},
	})
}

var juniorTypes = []string{"初中", "九年一贯制学校", "十二年一贯制学校", "完全中学"}

// recognition is table Ⅵ.
func (in Input) recognition() grid.Grid {
	span := func(text string, across, down int) grid.Cell {
		return grid.Cell{Text: text, Across: across, Down: down}
	}
	g := grid.Grid{Name: "表Ⅵ", Title: "表Ⅵ  社会认可度调查情况", Head: 4, Widths: []float64{30, 30, 30, 38, 42, 30, 38, 42}, Rows: [][]grid.Cell{
		{span("", 1, 4), span("问卷总数", 3, 1), span("问卷调查综合满意度（%）", 1, 3), span("实地走访人数", 2, 1), span("实地走访满意度（%）", 1, 3)},
		{span("计", 1, 2), span("其中：回收有效问卷数", 2, 1), span("计", 1, 2), span("其中：满意人数", 1, 2)},
		{grid.T("计"), grid.T("其中：满意问卷数")}, codes(7)}}
	for _, who := range []struct{ name, letter string }{{"计", "A"}, {"其中：家长", "B"}} {
		v := func(n string) float64 { return in.value(who.letter + n) }
		g.Rows = append(g.Rows, []grid.Cell{grid.T(who.name), number(v("1"), 0), number(v("2"), 0), number(v("3"), 0), number(v("3")/v("2")*100, 1), number(v("5"), 0), number(v("6"), 0), number(v("6")/v("5")*100, 1)})
	}
	return g
}
