package testkit

import (
	"fmt"
	"maps"

	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
)

func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/visits/{id}":         func(w *World) Pair { return IDs(w.Visited("hd", 1).Visit.ID, w.Visited("xc", 2).Visit.ID) },
		"/visits/{id}/discard": func(w *World) Pair { return IDs(w.drafted("hd", 3), w.drafted("xc", 4)) },
		"/visit-findings/{id}": func(w *World) Pair {
			w.Visited("hd", 1)
			w.Visited("xc", 2)
			return IDs(VisitID(12), VisitID(22)) // a notice
		},
		"/visit-findings/{id}/handle": func(w *World) Pair {
			w.Visited("hd", 1)
			w.Visited("xc", 2)
			return IDs(VisitID(13), VisitID(23)) // a report
		},
		"/zones/{id}": func(w *World) Pair { return IDs(w.InCharge("hd").ID, w.InCharge("xc").ID) },
	})
}

// drafted begins a visit and does not send it.
func (w *World) drafted(d string, n int) string {
	w.t.Helper()
	w.InCharge(d)
	out, err := w.Visit.Put(w.As(d+"_inspector1"), visit.Put{ID: VisitID(n * 10), UnitID: org.UnitID(d + "_school1")})
	w.Must(err)
	return out.Visit.ID
}

// InCharge puts the first inspector of a district in charge of its first school, and returns the zone.
func (w *World) InCharge(d string) visit.Zone {
	w.t.Helper()
	staff := w.As(d + "_staff")
	list, err := w.Visit.Zones(staff, "", page.Req{Number: 1, Size: 1})
	w.Must(err)
	var z visit.Zone
	if len(list.Rows) > 0 {
		z = list.Rows[0]
	} else {
		z, err = w.Visit.AddZone(staff, "", d+"责任区")
		w.Must(err)
	}
	_, err = w.Visit.PutInCharge(staff, z.ID, org.UnitID(d+"_school1"), w.Inspectors(d)[0], "首次安排")
	w.Must(err)
	return z
}

// VisitID is an id as a phone makes it.
func VisitID(n int) string { return fmt.Sprintf("01990000-0000-7000-8000-%012d", n) }

// Visited makes a visit of the first school of a district, with a finding of each way, and sends it.
func (w *World) Visited(d string, n int) visit.Answer {
	w.t.Helper()
	w.InCharge(d)
	var edits []visit.Edit
	for i, o := range visit.Outcomes {
		id := VisitID(n*10 + i + 1)
		edits = append(edits, visit.Edit{Name: "f." + id + ".text", Value: "留样冰箱无温度记录"}, visit.Edit{Name: "f." + id + ".outcome", Value: o.Value}, visit.Edit{Name: "f." + id + ".item", Value: "canteen"})
		if o.Value == "consult" {
			edits = append(edits, visit.Edit{Name: "f." + id + ".dept", Value: "体卫艺科"})
		}
	}
	edits = append(edits, visit.Edit{Name: "on", Value: w.Visit.Today().String()}, visit.Edit{Name: "purpose", Value: "校园食品安全"}, visit.Edit{Name: "summary", Value: "总体良好"}, visit.Edit{Name: "i.canteen.fridge", Value: "bad"})
	out, err := w.Visit.Put(w.As(d+"_inspector1"), visit.Put{ID: VisitID(n * 10), UnitID: org.UnitID(d + "_school1"), Edits: edits, Send: true})
	w.Must(err)
	return out
}
