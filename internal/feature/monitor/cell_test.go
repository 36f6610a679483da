package monitor_test

import (
	"fmt"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/testkit"
)

// One corrected cell of a county of 150 schools: typed, submitted, its county recomputed, its page asked for.
func BenchmarkOneCell(b *testing.B) {
	w := testkit.New(b)
	staff, head := w.As("hd_staff"), w.As("hd_head1")
	for i := range 150 {
		_, err := w.Org.Add(w.As("city_staff"), org.Unit{ID: org.UnitID(fmt.Sprintf("more%d", i)), ParentID: "110108", Kind: org.School, Name: fmt.Sprintf("海淀测试小学%d", i), Stage: "primary"}, nil, org.Change{})
		w.Must(err)
	}
	c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: "school", Year: 2026, Title: "填报", Due: civil.NewDate(2026, 10, 1)})
	w.Must(err)
	list, err := w.Returns.List(staff, returns.Filter{Campaign: c.ID}, page.Req{Size: 500})
	w.Must(err)
	mine := ""
	for _, x := range list.Rows {
		if x.UnitID == "hd_school2" {
			continue
		}
		if x.UnitID == "hd_school1" {
			mine = x.ID
		}
		w.Give(w.Head(string(x.UnitID)), x.ID, nil)
	}
	b.ResetTimer()
	for i := range b.N {
		b.StopTimer()
		w.Must(w.Returns.Step(staff, mine, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "请核对"}}))
		b.StartTimer()
		_, err := w.Returns.Save(head, mine, []returns.Entry{{Field: "S45", Value: fmt.Sprint(3000 + i), Note: "核对", Base: -1}}, returns.Typed)
		w.Must(err)
		w.Must(w.Returns.Step(head, mine, -1, returns.Submit, returns.Told{}))
		if rec := w.Get("hd_staff", "/monitor/areas/110108?year=2026"); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}

// The page of a county of 176 schools over five years.
func BenchmarkAreaPage(b *testing.B) {
	w := testkit.New(b)
	staff := w.As("city_staff")
	for year := 2021; year < 2026; year++ {
		var text strings.Builder
		text.WriteString("county,stage,school,students,r1,r2,r3,r4,r5,r6,r7\n")
		for i := range 176 {
			n := 0.8 + float64(i%40)/40
			fmt.Fprintf(&text, "海淀区,primary,海淀区第%d小学,%d,%g,%g,%g,%g,%g,%g,%g\n", i, 300+i, 45*n, 10*n, 9*n, 4600*n, 8000*n, 2100000*n, 24*n)
		}
		t, _, err := w.Monitor.ReadTable(staff, "表.csv", year, strings.NewReader(text.String()), false)
		w.Must(err)
		w.Must(w.Monitor.Apply(staff, t.ID))
	}
	for b.Loop() {
		if rec := w.Get("hd_staff", "/monitor/areas/110108?year=2025"); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}
