package visitweb

import (
	"context"
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) zones(w http.ResponseWriter, r *http.Request) error {
	return h.zonesPage(w, r, http.StatusOK, nil)
}

func (h handler) zonesPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx, p := r.Context(), ui.Asked(r)
	list, err := h.s.Zones(ctx, r.URL.Query().Get("q"), p)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "责任区"))}
	v.Head.Sub = lang.T(ctx, "一个责任区不超过 %d 所学校（教督〔2012〕7号），一名督学负责 %d 所左右", visit.ParamOn("zone_max", h.s.Today()), visit.ParamOn("charge_about", h.s.Today()))
	if access.Holds(ctx, visit.MayCharge) == nil {
		f := ui.Form{ID: "new", Action: "/zones", Submit: lang.T(ctx, "新建责任区"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}}, Fields: []ui.Field{{Name: "name", Label: lang.T(ctx, "名称"), Required: true, MaxLength: 60}}}
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "新建责任区"), Form: f}}
	}
	l := ui.List{Action: "/zones", Search: ui.SearchBox(r, lang.T(ctx, "查责任区")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p)}
	l.Table = ui.Table{Caption: lang.T(ctx, "责任区"), Empty: lang.T(ctx, "还没有责任区"), Columns: []ui.Column{{Label: lang.T(ctx, "责任区")}, {Label: lang.T(ctx, "学校"), Num: true}, {Label: lang.T(ctx, "督学"), Num: true}}}
	for _, z := range list.Rows {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: z.Name, URL: z.URL()}, {Text: ui.Number(z.Schools)}, {Text: ui.Number(z.Inspectors)}})
	}
	v.Lists = []ui.List{l}
	return page.Render(w, r, status, v)
}

func (h handler) addZone(w http.ResponseWriter, r *http.Request) error {
	z, err := h.s.AddZone(r.Context(), r.FormValue("id"), r.FormValue("name"))
	if errs.KindOf(err) == errs.Invalid {
		return h.zonesPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, z.URL())
}

func (h handler) zone(w http.ResponseWriter, r *http.Request) error {
	return h.zonePage(w, r, http.StatusOK, nil)
}

// zonePage shows who is in charge of what, and proposes somebody for the schools that have nobody.
func (h handler) zonePage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	z, list, err := h.s.Zone(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, z.Name, ui.Link{Text: lang.T(ctx, "责任区"), URL: "/zones"})}
	v.Head.Sub = lang.T(ctx, "%d 所学校，%d 名督学", z.Schools, z.Inspectors)
	may := access.Can(ctx, visit.MayCharge, z.Path)
	t := ui.Table{Caption: lang.T(ctx, "学校与责任督学"), Empty: lang.T(ctx, "还没有学校"), Columns: []ui.Column{{Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "责任督学")}, {Label: lang.T(ctx, "自")}, {Label: lang.T(ctx, "安排理由")}}}
	var held []ui.Option
	for _, c := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: c.UnitName, URL: c.UnitID.URL()}, {Text: c.InspectorName, URL: "/inspectors/" + c.InspectorID}, {Text: c.From.String()}, {Text: c.Reason, Sub: c.ByName}})
		held = append(held, ui.Option{Value: c.ID, Label: c.UnitName + " · " + c.InspectorName})
	}
	v.Main = []ui.Card{{ID: "schools", Title: lang.T(ctx, "学校与责任督学"), Table: &t}}
	if may {
		if err := h.charging(r, &v, z, held, refused); err != nil {
			return err
		}
	}
	return page.Render(w, r, status, v)
}

// charging adds the forms that put somebody in charge, with a proposal for every school that has nobody.
func (h handler) charging(r *http.Request, v *view, z visit.Zone, held []ui.Option, refused error) error {
	ctx := r.Context()
	form := ui.Form{ID: "charge", Action: z.URL() + "/charge", Submit: lang.T(ctx, "安排"), Fields: []ui.Field{{Name: "unit", Label: lang.T(ctx, "学校"), Required: true, Pick: "/units/pick?kind=school"},
		{Name: "inspector", Label: lang.T(ctx, "督学"), Type: "select", Required: true}, {Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Hint: lang.T(ctx, "更换督学时必填"), MaxLength: 500}}}
	people, err := h.s.Inspectors(ctx, z.Path)
	if err != nil {
		return err
	}
	form.Fields[1].Options = []ui.Option{{}}
	for _, p := range people {
		form.Fields[1].Options = append(form.Fields[1].Options, ui.Option{Value: p.ID, Label: lang.T(ctx, "%s（已负责 %d 所）", p.Name, p.Load)})
	}
	end := ui.Form{ID: "relieve", Action: z.URL() + "/relieve", Submit: lang.T(ctx, "免去"), Fields: []ui.Field{{Name: "charge", Label: lang.T(ctx, "学校与督学"), Type: "select", Required: true, Options: append([]ui.Option{{}}, held...)},
		{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true, MaxLength: 500}}}
	for _, f := range []*ui.Form{&form, &end} {
		if refused != nil && r.URL.Path == f.Action {
			f.Keep(r)
			f.Refuse(r, refused)
		}
	}
	v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "安排责任督学"), Form: form}}
	if len(held) > 0 {
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, "免去责任督学"), Plain: true, Form: end})
	}
	list, err := h.s.Propose(ctx, z.ID, "")
	if err != nil {
		return err
	}
	if len(list) > 0 {
		v.Main = append(v.Main, proposals(ctx, z, list))
	}
	return nil
}

// proposals are one form a school: who is proposed, why, and the button that does it.
func proposals(ctx context.Context, z visit.Zone, list []visit.Proposal) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "建议安排"), Columns: []ui.Column{{Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "建议督学")}, {Label: lang.T(ctx, "理由")}, {Label: lang.T(ctx, "操作")}}}
	for _, p := range list {
		stage := org.LabelOf(org.Stages, p.Unit.Stage)
		row := []ui.Cell{{Text: p.Unit.Name, Sub: lang.T(ctx, stage)}, {Text: lang.T(ctx, "没有合适的督学")}, {Text: lang.T(ctx, "%d 名督学须回避或不在聘期", p.Kept)}, {}}
		if p.Inspector.ID != "" {
			why := lang.T(ctx, "已负责 %d 所，学段不完全相符", p.Load)
			if p.Stage {
				why = lang.T(ctx, "已负责 %d 所，学段相符，无须回避", p.Load)
			}
			row[1], row[2] = ui.Cell{Text: p.Inspector.Name, URL: p.Inspector.URL()}, ui.Cell{Text: why}
			row[3] = ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "采用"), URL: z.URL() + "/charge?school=" + string(p.Unit.ID) + "&inspector=" + p.Inspector.ID, Post: true, Plain: true}}}
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Card{ID: "proposals", Title: lang.T(ctx, "建议安排"), Note: lang.T(ctx, "按学段、工作量和回避规则提出，由人决定；没有使用学校位置"), Table: &t}
}

func (h handler) charge(w http.ResponseWriter, r *http.Request) error {
	ctx, id, reason := r.Context(), org.UnitID(r.URL.Query().Get("school")), r.FormValue("reason")
	var err error
	if id != "" {
		reason = lang.In(lang.Zh, "采用平台建议：学段、工作量和回避规则")
	} else {
		id, err = h.s.School(ctx, r.FormValue("unit"))
	}
	if err == nil {
		_, err = h.s.PutInCharge(ctx, r.PathValue("id"), id, r.FormValue("inspector"), reason)
	}
	return h.charged(w, r, err)
}

func (h handler) relieve(w http.ResponseWriter, r *http.Request) error {
	return h.charged(w, r, h.s.Relieve(r.Context(), r.PathValue("id"), r.FormValue("charge"), r.FormValue("reason")))
}

func (h handler) charged(w http.ResponseWriter, r *http.Request, err error) error {
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict) {
		return h.zonePage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/zones/"+r.PathValue("id")+"#schools")
}
