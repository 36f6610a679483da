package inspectorweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// new shows the form of the register.
func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	f, err := h.newForm(r, h.s.NewID())
	if err != nil {
		return err
	}
	return h.showNew(w, r, http.StatusOK, f)
}

func (h handler) newForm(r *http.Request, id string) (ui.Form, error) {
	ctx := r.Context()
	own := org.UnitID(actor.From(ctx).UnitID)
	office, err := h.units.Unit(ctx, own)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return ui.Form{}, err
	}
	fields, err := h.fields(ctx, inspector.Inspector{UnitID: own, Kind: "full", Terms: 1})
	unit := ui.Field{Name: "unit", Label: lang.T(ctx, "聘任机构"), Value: office.Name, Required: true, Pick: "/units/pick?kind=office", Hint: lang.T(ctx, "填写教育督导机构的名称、简称或代码")}
	return ui.Form{Action: "/inspectors", Hidden: []ui.Hidden{{Name: "id", Value: id}}, Fields: append([]ui.Field{unit}, fields...),
		Submit: lang.T(ctx, "登记督学"), Cancel: ui.Link{URL: "/inspectors"}, Draft: "inspector-new"}, err
}

func (h handler) showNew(w http.ResponseWriter, r *http.Request, status int, f ui.Form) error {
	ctx := r.Context()
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "登记督学"), home(ctx)), Main: []ui.Card{{Form: &f}}, Side: []ui.Card{rules(ctx)}}
	return cardsPage.Render(w, r, status, v)
}

// fields ask for everything that is known about an inspector.
func (h handler) fields(ctx context.Context, i inspector.Inspector) ([]ui.Field, error) {
	people, err := h.people(ctx, i)
	if err != nil {
		return nil, err
	}
	stages := options(ctx, org.Stages, "")
	for n := range stages {
		for _, s := range i.StageList() {
			stages[n].Chosen = stages[n].Chosen || stages[n].Value == s
		}
	}
	return []ui.Field{
		{Name: "name", Label: lang.T(ctx, "姓名"), Value: i.Name, Required: true},
		{Name: "kind", Label: lang.T(ctx, "专兼职"), Type: "radio", Value: i.Kind, Options: options(ctx, inspector.Kinds, i.Kind), Required: true},
		{Name: "field", Label: lang.T(ctx, "领域"), Type: "radio", Value: i.Field, Options: options(ctx, inspector.Fields, i.Field), Required: true},
		{Name: "post", Label: lang.T(ctx, "原单位及职务"), Value: i.Post, Hint: lang.T(ctx, "兼职督学填写，例如 某某小学 校长")},
		{Name: "certificate_no", Label: lang.T(ctx, "督学证号"), Value: i.CertificateNo, Hint: lang.T(ctx, "没有督学证号的不能加入督导小组")},
		{Name: "term_from", Label: lang.T(ctx, "聘期开始"), Type: "date", Value: i.TermFrom.String(), Required: true},
		{Name: "term_to", Label: lang.T(ctx, "聘期结束"), Type: "date", Value: i.TermTo.String(), Required: true, Hint: lang.T(ctx, "聘期的最后一天；兼职督学每届不超过 3 年（《教育督导条例》第六条）")},
		{Name: "terms", Label: lang.T(ctx, "届次"), Type: "number", Value: strconv.Itoa(i.Terms), Min: "1", Required: true, Hint: lang.T(ctx, "连续任职的第几届")},
		{Name: "stages", Label: lang.T(ctx, "学段"), Type: "checkbox", Options: stages},
		{Name: "account_id", Label: lang.T(ctx, "登录账号"), Type: "select", Value: i.AccountID, Options: people, Hint: lang.T(ctx, "有账号的督学可以自己申报回避关系、填写现场记录")},
	}, nil
}

// people are the accounts of the office; the one that is registered is among them in any case.
func (h handler) people(ctx context.Context, i inspector.Inspector) ([]ui.Option, error) {
	list, err := h.out.People(ctx, i.UnitID)
	if err != nil {
		return nil, err
	}
	out := []ui.Option{{Label: lang.T(ctx, "没有账号"), Chosen: i.AccountID == ""}}
	found := i.AccountID == ""
	for _, p := range list {
		found = found || p.Value == i.AccountID
		out = append(out, ui.Option{Value: p.Value, Label: p.Label, Chosen: p.Value == i.AccountID})
	}
	if !found {
		out = append(out, ui.Option{Value: i.AccountID, Label: i.Name, Chosen: true})
	}
	return out, nil
}

// read takes an inspector from a form.
func read(r *http.Request) (inspector.Inspector, error) {
	terms, bad := strconv.Atoi(strings.TrimSpace(r.FormValue("terms")))
	i := inspector.Inspector{ID: r.FormValue("id"), Name: r.FormValue("name"), Kind: r.FormValue("kind"), Field: r.FormValue("field"), Post: r.FormValue("post"),
		CertificateNo: r.FormValue("certificate_no"), Terms: terms, AccountID: r.FormValue("account_id"), Stages: strings.Join(r.Form["stages"], ",")}
	err := dates(r, map[string]*civil.Date{"term_from": &i.TermFrom, "term_to": &i.TermTo})
	if err == nil && bad != nil {
		err = errs.NewField("terms", "请填写届次")
	}
	return i, err
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	i, err := read(r)
	if err == nil {
		var office org.Unit
		if office, err = h.units.Resolve(ctx, r.FormValue("unit"), org.Office); err == nil {
			i.UnitID = office.ID
			i, err = h.s.Add(ctx, i)
		}
	}
	if refused(err) {
		f, wrong := h.newForm(r, r.FormValue("id"))
		if wrong != nil {
			return wrong
		}
		comeBack(r, &f, err)
		return h.showNew(w, r, web.Status(err), f)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, i.URL())
}

// form is a page with one form about an inspector.
type form func(r *http.Request, i inspector.Inspector) (title string, f ui.Form, err error)

func (h handler) showForm(w http.ResponseWriter, r *http.Request, make form, wrong error) error {
	ctx := r.Context()
	i, ties, err := h.s.Show(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	title, f, err := make(r, i)
	if err != nil {
		return err
	}
	f.Cancel = ui.Link{URL: i.URL()}
	status := http.StatusOK
	if wrong != nil {
		comeBack(r, &f, wrong)
		status = web.Status(wrong)
	}
	v := cardsView{Frame: h.frame(r, i, ui.Link{Text: i.Name, URL: i.URL()})}
	v.Main = []ui.Card{{Title: title, Form: &f}}
	if !i.EndedOn.IsZero() {
		v.Main = []ui.Card{{Title: title, Notice: &ui.Notice{Text: lang.T(ctx, "已不再担任督学（%s）", i.EndedOn.String()), Tone: ui.Soon, More: ui.Link{Text: lang.T(ctx, "返回"), URL: i.URL()}}}}
	}
	v.Side = []ui.Card{facts(ctx, i)}
	if strings.Contains(f.Action, "/ties") {
		cards, err := h.ties(ctx, i, ties)
		if err != nil {
			return err
		}
		v.Side = append(cards, rules(ctx))
	}
	return cardsPage.Render(w, r, status, v)
}

// after answers what was sent: back to the record, or the form again.
func (h handler) after(w http.ResponseWriter, r *http.Request, make form, err error) error {
	if refused(err) {
		return h.showForm(w, r, make, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspectors/"+r.PathValue("id"))
}
