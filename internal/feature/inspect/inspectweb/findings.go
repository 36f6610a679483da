package inspectweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// findings lists the problems with who is responsible.
func (h handler) findings(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "findings")}
	for n, f := range d.Findings {
		c := findingCard(ctx, d, f, n+1)
		if d.MayFind() && f.WithdrawReason == "" {
			c.Do = []ui.Button{{Label: lang.T(ctx, "修改或撤回"), URL: d.URL() + "/findings/" + f.ID, Plain: true, Small: true}}
		}
		v.Main = append(v.Main, c)
	}
	if len(v.Main) == 0 {
		v.Main = []ui.Card{{Title: lang.T(ctx, "问题"), Empty: &ui.Empty{Text: lang.T(ctx, "没有提出问题。在“指标核验”中打开一项指标可以提出问题。")}}}
	}
	if d.MayFind() {
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "提出问题"), URL: d.URL() + "/findings/new", Plain: true, Icon: "plus"})
	}
	if len(d.Orders) > 0 {
		v.Side = []ui.Card{ordersCard(ctx, d)}
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func findingCard(ctx context.Context, d inspect.Dossier, f inspect.Finding, n int) ui.Card {
	tone := ui.Soon
	if f.Severity == rectify.Serious {
		tone = ui.Late
	}
	c := ui.Card{ID: "finding-" + f.ID, Title: lang.T(ctx, "问题 %d", n), Chips: []ui.Chip{{Text: lang.T(ctx, f.Severity.Label()), Tone: tone}}, Text: paragraphs(f.Text)}
	if f.WithdrawReason != "" {
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "已撤回")})
		c.Notice = &ui.Notice{Text: lang.T(ctx, "撤回理由：%s", f.WithdrawReason)}
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "条款"), Value: f.Clause}, {Label: lang.T(ctx, "整改要求"), Value: f.Demand}, {Label: lang.T(ctx, "责任单位"), Value: f.UnitName, URL: f.UnitID.URL()}}
	if node, ok := d.Standard.Node(f.NodeCode); ok {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "指标"), Value: lang.T(ctx, node.Name), URL: d.URL() + "/indicators/" + f.NodeCode})
	}
	if d.State.Reached(inspect.Issued) && f.WithdrawReason == "" {
		c.More = []ui.Link{{Text: lang.T(ctx, "整改闭环"), URL: rectify.FindingURL(f.ID)}}
	}
	return c
}

// findingForm is the form of a problem: one step from an indicator.
func findingForm(r *http.Request, d inspect.Dossier, f inspect.Finding) ui.Form {
	ctx := r.Context()
	out := ui.Form{ID: "finding", Action: d.URL() + "/findings", Submit: lang.T(ctx, "提出问题"), Draft: "finding-" + d.ID, Cancel: ui.Link{URL: d.URL() + "/findings"},
		Hidden: []ui.Hidden{{Name: "id", Value: f.ID}}}
	if f.Version > 0 {
		out.Action, out.Hidden, out.Submit, out.Draft = d.URL()+"/findings/"+f.ID, lock(f.Version), lang.T(ctx, "保存"), ""
	}
	nodes := []ui.Option{{Label: lang.T(ctx, "不针对单项指标")}}
	for _, x := range d.Indicators {
		n, _ := d.Standard.Node(x.NodeCode)
		nodes = append(nodes, ui.Option{Value: x.NodeCode, Label: lang.T(ctx, n.Name), Chosen: x.NodeCode == f.NodeCode})
	}
	var severities []ui.Option
	for _, s := range rectify.Severities {
		severities = append(severities, ui.Option{Value: string(s.Severity), Label: lang.T(ctx, s.Label), Chosen: s.Severity == f.Severity})
	}
	out.Fields = []ui.Field{{Name: "node", Label: lang.T(ctx, "指标"), Type: "select", Options: nodes, ReadOnly: f.Version > 0},
		{Name: "severity", Label: lang.T(ctx, "严重程度"), Type: "radio", Options: severities, Required: true},
		{Name: "text", Label: lang.T(ctx, "问题"), Type: "textarea", Rows: 4, Value: f.Text, Required: true, Hint: lang.T(ctx, "写清事实：何时、何处、什么情况")},
		{Name: "clause", Label: lang.T(ctx, "条款"), Value: f.Clause, Required: true, Hint: lang.T(ctx, "如：《义务教育法》第三十五条")},
		{Name: "demand", Label: lang.T(ctx, "整改要求"), Type: "textarea", Rows: 3, Value: f.Demand, Required: true},
		{Name: "unit", Label: lang.T(ctx, "责任单位"), Value: f.UnitName, Pick: "/units/pick", Hint: lang.T(ctx, "不填则为被督导单位；可输入名称、简称、拼音或代码")}}
	if f.Version > 0 {
		out.Fields = out.Fields[1:]
	}
	return out
}

// findingOf reads a problem; the responsible unit may be typed by name or code.
func (h handler) findingOf(r *http.Request) (inspect.NewFinding, error) {
	n := inspect.NewFinding{ID: r.FormValue("id"), Node: r.FormValue("node"), Severity: rectify.Severity(r.FormValue("severity")), Clause: r.FormValue("clause"),
		Text: r.FormValue("text"), Demand: r.FormValue("demand")}
	if name := strings.TrimSpace(r.FormValue("unit")); name != "" {
		u, err := h.units.Resolve(r.Context(), name, "")
		if err != nil {
			return n, err
		}
		n.UnitID = u.ID
	}
	return n, nil
}

func (h handler) newFinding(w http.ResponseWriter, r *http.Request) error {
	d, err := h.inside(r)
	if err != nil {
		return err
	}
	f := inspect.Finding{ID: h.s.NewID(), NodeCode: r.FormValue("node"), UnitName: d.UnitName}
	if n, ok := d.Standard.Node(f.NodeCode); ok {
		f.Clause = n.Basis
	}
	return h.showForm(w, r, d, lang.T(r.Context(), "提出问题"), findingForm(r, d, f), nil)
}

func (h handler) raise(w http.ResponseWriter, r *http.Request) error {
	n, err := h.findingOf(r)
	if err == nil {
		_, err = h.s.RaiseFinding(r.Context(), r.PathValue("id"), n)
	}
	if comesBack(err) {
		d, gone := h.inside(r)
		if gone != nil {
			return gone
		}
		return h.showForm(w, r, d, lang.T(r.Context(), "提出问题"), findingForm(r, d, inspect.Finding{ID: r.FormValue("id")}), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/findings")
}

func (h handler) finding(w http.ResponseWriter, r *http.Request) error {
	return h.findingPage(w, r, "", nil)
}

func (h handler) findingPage(w http.ResponseWriter, r *http.Request, form string, refused error) error {
	d, err := h.inside(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	for i, f := range d.Findings {
		if f.ID != r.PathValue("finding") {
			continue
		}
		v := page{Frame: h.frame(r, d, of(d), ui.Link{Text: lang.T(ctx, "问题"), URL: d.URL() + "/findings"})}
		c := findingCard(ctx, d, f, i+1)
		v.Main = []ui.Card{c}
		status := http.StatusOK
		if d.MayFind() && f.WithdrawReason == "" {
			edit := findingForm(r, d, f)
			back := ui.Form{ID: "withdraw", Action: d.URL() + "/findings/" + f.ID + "/withdraw", Submit: lang.T(ctx, "撤回问题"), Danger: true, Hidden: lock(f.Version), Fields: []ui.Field{reasonField(r)}}
			for _, x := range []*ui.Form{&edit, &back} {
				if refused != nil && x.ID == form {
					again(r, x, refused)
					status = web.Status(refused)
				}
			}
			v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "修改问题"), Form: &edit})
			v.Side = []ui.Card{{Title: lang.T(ctx, "撤回问题"), Asks: []ui.Ask{{Label: lang.T(ctx, "撤回问题"), Form: back, Plain: true, Danger: true}}}}
		}
		return cardsPage.Render(w, r, status, v)
	}
	return errs.New(errs.NotFound, "没有找到相应的记录")
}

func (h handler) findingDone(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if comesBack(err) {
		return h.findingPage(w, r, form, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/findings")
}

func (h handler) editFinding(w http.ResponseWriter, r *http.Request) error {
	v := version(r)
	n, err := h.findingOf(r)
	if err == nil {
		n.ID = r.PathValue("finding")
		err = h.s.EditFinding(r.Context(), r.PathValue("id"), v, n)
	}
	return h.findingDone(w, r, "finding", err)
}

func (h handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	v := version(r)
	return h.findingDone(w, r, "withdraw", h.s.WithdrawFinding(r.Context(), r.PathValue("id"), r.PathValue("finding"), v, r.FormValue("reason")))
}
