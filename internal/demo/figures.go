package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/org"
)

// figures invents what a school returns for a year: the same for the same school and year, a little better every
// year. The first of every four districts is well provided, in the second a few schools are not, in the third the
// differences are wide, the fourth is between.
func figures(u org.Unit, place, year int) map[string]string {
	h := fnv.New64a()
	h.Write([]byte(u.ID + "|" + org.UnitID(u.Name)))
	r := rand.New(rand.NewPCG(h.Sum64(), 2017))
	stage, line := balance.Primary, 0
	if u.Stage != "primary" {
		stage, line = balance.Junior, 1
	}
	drift := 1 + 0.015*float64(year-2023)
	pupils := math.Round((280 + 1100*r.Float64()) * (1 + 0.01*float64(year-2023)))
	if stage == balance.Junior {
		pupils = math.Round((240 + 560*r.Float64()) * (1 + 0.02*float64(year-2023)))
	}
	level := [4][2]float64{{1.12, 0.25}, {1.08, 0.3}, {0.75, 1.6}, {1.05, 0.5}}[place%4]
	provided := level[0] + level[1]*r.Float64()
	if place%4 == 1 && r.IntN(9) == 0 {
		provided = 0.7
	}
	ru, _ := balance.RulesOf("2017")
	total := func(i int) float64 {
		l, _ := ru.Items[i].Line(stage)
		return l * pupils / ru.Items[i].Per * provided * drift * (0.98 + 0.12*r.Float64())
	}
	v := map[string]string{"S04": strconv.Itoa(1950 + r.IntN(55)), "X01": "7 县级教育部门", "X02": "城区", "S05": "是", "S06": "是", "S07": "否", "S08": "否", "S09": "否", "X03": "否", "X05": "6", "X06": "3"}
	put := func(code string, x int) { v[code] = strconv.Itoa(x) }
	for _, code := range []string{"S16", "S17", "S20", "S21", "S22", "S23", "S24", "S25", "S55", "S56", "S59", "S60", "S32", "S33", "X04", "S66", "S67", "S68"} {
		put(code, 0)
	}
	if u.Ownership == "private" {
		v["X01"] = "10 民办"
	}
	school(put, v, line, pupils, total)
	return v
}

// school puts what a school of one stage (0 primary, 1 junior) has for so many pupils.
func school(put func(string, int), v map[string]string, line int, pupils float64, total func(int) float64) {
	up := func(x float64) int { return int(math.Ceil(x)) }
	classes := up(pupils / 36)
	put([2]string{"S10", "S11"}[line], int(pupils))
	put([2]string{"S13", "S14"}[line], int(pupils*0.93))
	put("S12", int(pupils*0.12))
	put("S15", classes)
	put("S18", classes/3)
	put("S19", classes-classes/3)
	degrees, arts := up(total(0)), up(total(2))
	teachers := max(degrees+arts/2, up(pupils/15))
	put("S26", teachers)
	put([2]string{"S28", "S29"}[line], degrees-degrees/4)
	put([2]string{"S30", "S31"}[line], degrees/4)
	put("S27", 0)
	put("S34", up(total(1)))
	put("S35", teachers)
	put("S36", teachers)
	put("S37", arts/2)
	put("S38", arts/4)
	put("S39", arts-arts/2-arts/4)
	put("S40", 0)
	rooms, sport := total(3), total(4)
	put("S45", up(rooms+rooms/12))
	put("S46", int(rooms/12))
	put("S47", int(sport/6))
	put("S48", up(sport-sport/6))
	v["S51"] = strconv.FormatFloat(total(5)/10000, 'f', 2, 64)
	put("S52", up(total(6)))
	special := classes/12 + 1
	for _, code := range []string{"S53", "S54", "S57", "S58"} {
		put(code, special)
	}
	funds := int(pupils * 0.16)
	put("S61", funds)
	put("S62", funds-1)
	put("S63", up(float64(funds)*0.055))
	put("S65", int(pupils/3))
	put("S64", int(pupils/3*0.985))
}

// districtFigures invents what a district returns for a year.
func districtFigures(place, year int) map[string]string {
	n := func(x int) string { return strconv.Itoa(x) }
	pupils := 40000 + 9000*(place%5)
	v := map[string]string{"D04": "1150", "D05": "1350", "D06": n(300 * 12600), "D07": "300", "D08": "15.8", "D09": "15.2", "D10": "1800", "D11": "240", "D12": n(60 - 20*(place%3)), "D13": "2400", "D14": "1320", "D15": "400",
		"D16": n(pupils / 8), "D17": n(pupils / 8 * 9 / 10), "D18": n(pupils / 80), "D19": "420", "D20": "414", "D21": "86.5", "D22": "6.2", "D23": "7", "D24": "80", "D25": n(180000 + 2000*(year-2023)), "D26": "24000", "D27": "38000", "D28": "82000",
		"D29": "1", "D30": "0", "D31": "0", "D32": "4200", "D33": "3100", "G07": "0", "G08": "0", "G13": "5200", "G16": "5200", "G17": "3900", "G18": "3780", "G19": "180", "A1": "600", "A2": "580", "A3": n(540 - 30*(place%3)), "A5": "60", "A6": "57",
		"B1": "300", "B2": "290", "B3": "270", "B5": "30", "B6": "29"}
	for _, code := range []string{"G01", "G02", "G06", "G10", "G14", "G15", "Q03", "Q05", "Q06", "Q07", "Q08"} {
		v[code] = "达标"
	}
	for i, code := range []string{"Q11", "Q12", "Q13", "Q14", "Q15", "Q16"} {
		v[code], v["Q2"+code[2:]] = "Ⅲ", strconv.FormatFloat(0.08+0.01*float64(i), 'f', 2, 64)
	}
	for i := range 7 {
		v["V"+n(i+1)] = "否"
	}
	return v
}
