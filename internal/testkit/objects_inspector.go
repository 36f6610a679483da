package testkit

import (
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
)

func init() {
	Objects["/inspectors/{id}"] = func(w *World) Pair {
		return Pair{w.inspectorAt("hd"), w.inspectorAt("xc")}
	}
}

// inspectorAt registers an inspector of a district with a tie to its school.
func (w *World) inspectorAt(district string) map[string]string {
	w.t.Helper()
	staff, today := w.As(district+"_staff"), w.Inspector.Today()
	i, err := w.Inspector.Add(staff, inspector.Inspector{AccountID: district + "_inspector1", Name: district + " 督学", Kind: "full", Field: "both", CertificateNo: "1",
		TermFrom: today.AddDays(-100), TermTo: today.AddDays(900)})
	w.Must(err)
	t, err := w.Inspector.Declare(staff, i.ID, inspector.NewTie{UnitID: org.UnitID(district + "_school1"), Kind: inspector.FamilyAt})
	w.Must(err)
	return map[string]string{"id": i.ID, "tie": t.ID}
}
