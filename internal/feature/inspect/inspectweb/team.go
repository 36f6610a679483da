package inspectweb

import (
	"net/http"
	"slices"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) team(w http.ResponseWriter, r *http.Request) error {
	return h.teamPage(w, r, "", nil)
}

// teamPage shows the team, the candidates with the reasons against each, and the forms to add them.
func (h handler) teamPage(w http.ResponseWriter, r *http.Request, form string, refused error) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.frame(r, d, of(d))}
	team := teamCard(ctx, d)
	for _, m := range d.Team {
		if !d.MayTeam() {
			break
		}
		f := ui.Form{ID: "remove-" + m.ID, Action: d.URL() + "/team/" + m.ID + "/remove", Submit: lang.T(ctx, "移出督导小组"), Danger: true, Fields: []ui.Field{reasonField(r)}}
		if form == f.ID {
			again(r, &f, refused)
		}
		team.Asks = append(team.Asks, ui.Ask{Label: lang.T(ctx, "移出 %s", m.Name), Form: f, Plain: true})
	}
	v.Main = append(v.Main, team)
	if d.MayTeam() {
		add, against, err := h.addForms(r, d, form, refused)
		if err != nil {
			return err
		}
		v.Main = append(v.Main, add...)
		v.Side = append(v.Side, against)
	}
	status := http.StatusOK
	if refused != nil {
		status = web.Status(refused)
	}
	return cardsPage.Render(w, r, status, v)
}

// addForms are the forms for an inspector and for an expert, and who must stay away and why.
func (h handler) addForms(r *http.Request, d inspect.Dossier, form string, refused error) ([]ui.Card, ui.Card, error) {
	ctx := r.Context()
	candidates, err := h.s.Candidates(ctx, d.ID)
	if err != nil {
		return nil, ui.Card{}, err
	}
	away := ui.Card{Title: lang.T(ctx, "应当回避或不能参加"), Note: "《教育督导条例》第十条"}
	options := []ui.Option{{Label: lang.T(ctx, "请选择")}}
	for _, c := range candidates {
		if slices.ContainsFunc(d.Team, func(m fieldwork.Member) bool { return m.InspectorID == c.ID }) {
			continue
		}
		var why []string
		for _, x := range c.Recusals {
			why = append(why, x.Text(ctx)+"（"+x.Article+"）")
		}
		if len(why) > 0 {
			away.Facts = append(away.Facts, ui.Fact{Label: c.Name, Value: strings.Join(why, "；")})
			continue
		}
		options = append(options, ui.Option{Value: c.ID, Label: c.Name})
	}
	if len(away.Facts) == 0 {
		away.Text = []string{lang.T(ctx, "没有")}
	}
	duties := []ui.Option{{Value: fieldwork.DutyMember, Label: label(ctx, fieldwork.Duties, fieldwork.DutyMember), Chosen: true}, {Value: fieldwork.DutyLeader, Label: label(ctx, fieldwork.Duties, fieldwork.DutyLeader)}}
	one := ui.Form{ID: "inspectors", Action: d.URL() + "/team/inspectors", Submit: lang.T(ctx, "加入督导小组"), Cancel: ui.Link{Text: lang.T(ctx, "返回"), URL: d.URL()}, Fields: []ui.Field{
		{Name: "inspector_id", Label: lang.T(ctx, "督学"), Type: "select", Options: options, Required: true, Hint: lang.T(ctx, "名册中在聘期内、没有回避情形的督学")},
		{Name: "duty", Label: lang.T(ctx, "职责"), Type: "radio", Options: duties, Required: true}}}
	expert := ui.Form{ID: "experts", Action: d.URL() + "/team/experts", Submit: lang.T(ctx, "聘请"), Fields: []ui.Field{
		{Name: "name", Label: lang.T(ctx, "姓名"), Required: true, Pick: "/people/pick?role=expert", Hint: lang.T(ctx, "有专家账号的，本人可登录查看这项督导；没有账号的写姓名")}, {Name: "note", Label: lang.T(ctx, "单位和专长"), Required: true}}}
	for _, f := range []*ui.Form{&one, &expert} {
		if f.ID == form {
			again(r, f, refused)
		}
	}
	return []ui.Card{{Title: lang.T(ctx, "加入督学"), Form: &one}, {Title: lang.T(ctx, "聘请专业人员"), Note: "《教育督导条例》第十六条第二款", Form: &expert}}, away, nil
}

func (h handler) teamDone(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if comesBack(err) {
		return h.teamPage(w, r, form, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/team")
}

func (h handler) addInspector(w http.ResponseWriter, r *http.Request) error {
	return h.teamDone(w, r, "inspectors", h.s.AddInspector(r.Context(), r.PathValue("id"), r.FormValue("inspector_id"), r.FormValue("duty")))
}

func (h handler) addExpert(w http.ResponseWriter, r *http.Request) error {
	name := r.FormValue("name")
	p, err := people.Person{}, error(nil)
	if strings.TrimSpace(name) != "" {
		p, err = h.people.Named(r.Context(), name, access.Expert)
	}
	switch {
	case errs.KindOf(err) == errs.NotFound: // no account: a name is enough
	case err != nil:
		return h.teamDone(w, r, "experts", errs.Rename(err, "name"))
	case p.ID != "":
		name = p.Name
	}
	return h.teamDone(w, r, "experts", h.s.AddExpert(r.Context(), r.PathValue("id"), name, p.ID, r.FormValue("note")))
}

func (h handler) removeMember(w http.ResponseWriter, r *http.Request) error {
	m := r.PathValue("member")
	return h.teamDone(w, r, "remove-"+m, h.s.RemoveMember(r.Context(), r.PathValue("id"), m, r.FormValue("reason")))
}

// sections shows who answers for which part of the standard.
func (h handler) sections(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	return h.sectionsPage(w, r, d, nil)
}

func (h handler) sectionsPage(w http.ResponseWriter, r *http.Request, d inspect.Dossier, refused error) error {
	ctx := r.Context()
	f := ui.Form{ID: "sections", Action: d.URL() + "/sections", Submit: lang.T(ctx, "保存分工"), Note: lang.T(ctx, "没有分工的部分由全体成员核验；组长可以核验全部指标。")}
	for _, m := range d.Team {
		x := ui.Field{Name: "member-" + m.ID, Label: m.Name, Type: "checkbox"}
		for _, n := range d.Standard.Children("") {
			x.Options = append(x.Options, ui.Option{Value: n.Code, Label: lang.T(ctx, n.Name), Chosen: slices.Contains(m.Sections, n.Code)})
		}
		f.Fields = append(f.Fields, x)
	}
	return h.showForm(w, r, d, lang.T(ctx, "分工"), f, refused)
}

func (h handler) assign(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	for _, m := range d.Team {
		chosen := r.PostForm["member-"+m.ID]
		if slices.Equal(chosen, m.Sections) {
			continue
		}
		if err := h.s.Assign(r.Context(), d.ID, m.ID, chosen); err != nil {
			if comesBack(err) {
				return h.sectionsPage(w, r, d, err)
			}
			return err
		}
	}
	return web.SeeOther(w, r, d.URL())
}
