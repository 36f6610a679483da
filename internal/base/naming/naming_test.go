package naming

import (
	"slices"
	"testing"
)

func TestDistinct(t *testing.T) {
	got := Distinct([][]string{{"甲", "海淀", "1"}, {"甲", "西城", "2"}, {"乙", "海淀", "3"}, {"丙", "海淀", "4"}, {"丙", "海淀", "5"}, {"丁", "", "6"}, {"丁", "东城", "7"}})
	want := []string{"甲（海淀）", "甲（西城）", "乙", "丙（4）", "丙（5）", "丁（6）", "丁（东城）"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for text, want := range map[string][2]string{"甲（海淀）": {"甲", "海淀"}, "甲(海淀)": {"甲", "海淀"}, "某校（东）（海淀）": {"某校（东）", "海淀"}, "甲": {}, "（海淀）": {}} {
		if name, behind, _ := Split(text); name != want[0] || behind != want[1] {
			t.Errorf("%s: %q %q", text, name, behind)
		}
	}
}
