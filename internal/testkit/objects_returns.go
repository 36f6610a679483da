package testkit

import (
	"maps"

	"dudao/internal/base/page"
	"dudao/internal/feature/returns"
)

func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/campaigns/{id}": func(w *World) Pair {
			return IDs(w.campaign("hd").ID, w.campaign("xc").ID)
		},
		"/returns/{id}":               func(w *World) Pair { return IDs(w.filledIn("hd"), w.filledIn("xc")) },
		"/returns/{id}/cells/{field}": func(w *World) Pair { return w.cells() },
	})
}

// campaign is the school form opened for a district, once.
func (w *World) campaign(district string) returns.Campaign {
	staff := w.As(district + "_staff")
	list, err := w.Returns.Campaigns(staff, returns.CampaignFilter{}, page.Req{Number: 1, Size: 1})
	w.Must(err)
	if len(list.Rows) > 0 {
		return list.Rows[0].Campaign
	}
	c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: "school", Year: 2026, Title: "义务教育学校填报", Due: w.Returns.Today().AddDays(30)})
	w.Must(err)
	return c
}

// filledIn is the return of the first school of a district.
func (w *World) filledIn(district string) string {
	c := w.campaign(district)
	list, err := w.Returns.List(w.As(district+"_staff"), returns.Filter{Campaign: c.ID, Unit: district + "_school1"}, page.Req{Number: 1, Size: 1})
	w.Must(err)
	return list.Rows[0].ID
}

func (w *World) cells() Pair {
	at := func(d string) map[string]string { return map[string]string{"id": w.filledIn(d), "field": "S10"} }
	return Pair{at("hd"), at("xc")}
}
