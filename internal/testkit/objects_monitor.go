package testkit

import (
	"fmt"
	"maps"
	"strings"

	"dudao/internal/base/page"
	"dudao/internal/feature/monitor"
)

func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/monitor/areas/{id}":     func(w *World) Pair { w.Schools(2025); return IDs("110108", "110102") },
		"/monitor/preschool/{id}": func(*World) Pair { return IDs("110108", "110102") },
		"/monitor/schools/{id}":   func(*World) Pair { return IDs("hd_school1", "xc_school1") },
		"/monitor/tables/{id}": func(w *World) Pair {
			t := w.Schools(2024)
			return IDs(t.ID, t.ID) // of the city: nobody of a district may
		},
		"/monitor/warnings/{id}": func(w *World) Pair {
			w.Schools(2025)
			_, err := w.Monitor.Watch(w.As("city_staff"))
			w.Must(err)
			return IDs(w.warned("hd"), w.warned("xc"))
		},
	})
}

// Schools brings in a table of six schools in each of 海淀 and 西城, the first of them poor.
func (w *World) Schools(year int) monitor.Table {
	staff := w.As("city_staff")
	var b strings.Builder
	b.WriteString("county,stage,school,students,r1,r2,r3,r4,r5,r6,r7\n")
	for _, d := range []string{"海淀区", "西城区"} {
		for _, stage := range []string{"primary", "junior"} {
			for i := range 6 {
				n := float64(i*i + 1)
				fmt.Fprintf(&b, "%s,%s,%s%s%d校,1000,%g,%g,%g,%g,%g,%g,%g\n", d, stage, d, stage, i+1, 45*n, 10*n, 9*n, 4600*n, 8000*n, 2100000*n, 24*n)
			}
		}
	}
	t, mistakes, err := w.Monitor.ReadTable(staff, "学校表.csv", year, strings.NewReader(b.String()), false)
	w.Must(err)
	if len(mistakes) > 0 {
		w.t.Fatalf("%+v", mistakes)
	}
	w.Must(w.Monitor.Apply(staff, t.ID))
	return t
}

func (w *World) warned(district string) string {
	list, err := w.Monitor.Warnings(w.As(district+"_staff"), monitor.WarningFilter{State: monitor.Open}, page.Req{Number: 1, Size: 1})
	w.Must(err)
	if len(list.Rows) == 0 {
		w.t.Fatalf("no warning of %s", district)
	}
	return list.Rows[0].ID
}
