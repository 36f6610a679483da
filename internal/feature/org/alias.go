package org

import "strings"

// The endings of names of streets, towns and districts, as people and as the statistical codes
// write them.
const (
	endArea     = "地区"
	endTown     = "镇"
	endTownship = "乡"
	endStreet   = "街道"
	endOffice   = "办事处"
	endDistrict = "区"
	endNational = "民族乡"
)

// OtherNames derives the other ways people write a place's name: 四季青地区 is 四季青镇 and 四季青乡,
// 万寿路街道 is 万寿路街道办事处 and 万寿路, 海淀区 is 海淀.
func OtherNames(k Kind, name string) []string {
	if k == District {
		if base, ok := strings.CutSuffix(name, endDistrict); ok && !strings.HasSuffix(name, endArea) && len([]rune(base)) > 1 {
			return []string{base}
		}
		return nil
	}
	if k != Street {
		return nil
	}
	for _, end := range []string{endArea, endTown, endStreet, endTownship} {
		base, ok := strings.CutSuffix(name, end)
		if !ok || len([]rune(base)) < 2 || strings.HasSuffix(name, endNational) {
			continue
		}
		out := []string{base}
		switch end {
		case endArea:
			out = append(out, base+endTown, base+endTownship, name+endOffice)
		case endTown, endTownship:
			out = append(out, base+endArea)
		case endStreet:
			out = append(out, name+endOffice)
		}
		return out
	}
	return nil
}

func isSeparator(r rune) bool { return strings.ContainsRune("\u3001,\uff0c;\uff1b \t\n", r) }
