package testkit

import (
	"context"
	"maps"

	"dudao/internal/base/actor"
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

// PrimarySchool is a school return without a fault, of 400 pupils.
func PrimarySchool() map[string]string {
	v := map[string]string{"S01": "示例小学", "S02": "小学", "S04": "1960", "S10": "400", "S12": "20", "S13": "380", "S15": "10", "S18": "4", "S19": "6", "S26": "30", "S27": "2", "S28": "20", "S30": "5", "S32": "0",
		"S34": "4", "S35": "30", "S36": "30", "S37": "2", "S38": "1", "S39": "1", "S40": "0", "S45": "3000", "S46": "300", "S47": "600", "S48": "3600", "S51": "120", "S52": "12", "S53": "1", "S54": "1", "S55": "0", "S56": "0",
		"S57": "1", "S58": "1", "S59": "0", "S60": "0", "S61": "60", "S62": "58", "S63": "4", "X01": "7 县级教育部门", "X02": "城区", "X05": "6"}
	for _, k := range []string{"S05", "S06"} {
		v[k] = "是"
	}
	for _, k := range []string{"S07", "S08", "S09", "X03"} {
		v[k] = "否"
	}
	for _, k := range []string{"S16", "S17", "S20", "S21", "S22", "S23", "S24", "S25"} {
		v[k] = "0"
	}
	return v
}

// Head is a context in which the head of a school of 海淀 acts, whoever that is.
func (w *World) Head(school string) context.Context {
	a := w.Actor("hd_head1")
	a.ID, a.Name, a.UnitID, a.Scope = "head-"+school, "head-"+school, school, "/110000/110108/"+school+"/"
	return actor.With(w.t.Context(), a)
}

// Give fills in the school return of a unit with the values of PrimarySchool, some of them changed, and submits it.
func (w *World) Give(ctx context.Context, id string, changed map[string]string) {
	f, err := w.Returns.Get(ctx, id)
	w.Must(err)
	values := PrimarySchool()
	maps.Copy(values, changed)
	var entries []returns.Entry
	for code, v := range values {
		if x, ok := f.Form.Field(code); ok && x.From == "" {
			entries = append(entries, returns.Entry{Field: code, Value: v, Note: "核对无误", Base: -1})
		}
	}
	_, err = w.Returns.Save(ctx, id, entries, returns.Typed)
	w.Must(err)
	w.Must(w.Returns.Step(ctx, id, -1, returns.Submit, returns.Told{}))
}
