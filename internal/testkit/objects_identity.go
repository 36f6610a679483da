package testkit

import (
	"dudao/internal/base/actor"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
)

func init() {
	Objects["/accounts/{id}"] = func(w *World) Pair {
		hd, xc := w.schoolAccount("hd_school1"), w.schoolAccount("xc_school1")
		return Pair{map[string]string{"id": hd, "role": "x"}, map[string]string{"id": xc, "role": "x"}}
	}
}

// schoolAccount makes an account of somebody at a school and returns its id.
func (w *World) schoolAccount(unit org.UnitID) string {
	a, _, err := w.Identity.Create(actor.With(w.t.Context(), actor.System), identity.NewAccount{
		Particulars: identity.Particulars{Login: "of." + string(unit), Name: "某某", UnitID: unit, Phone: "13800001234"},
	})
	w.Must(err)
	return a.ID
}
