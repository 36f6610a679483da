package inspectweb

import (
	"context"
	"net/http"
	"slices"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// indicators shows claim beside verified for the whole standard.
func (h handler) indicators(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "indicators")}
	for _, top := range d.Standard.Children("") {
		t := ui.Table{Caption: lang.T(ctx, top.Name), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "自评")}, {Label: lang.T(ctx, "核验")}, {Label: lang.T(ctx, "理由")}, {Label: lang.T(ctx, "核验人")}}}
		if !d.Viewer.Inside {
			t.Columns = t.Columns[:4] // the names stay inside
		}
		for _, x := range d.Indicators {
			if x.TopCode != top.Code {
				continue
			}
			n, _ := d.Standard.Node(x.NodeCode)
			claim, verified := mark(ctx, d.Standard, x.Claim), mark(ctx, d.Standard, x.Verified)
			row := []ui.Cell{{Text: lang.T(ctx, n.Name), URL: indicatorURL(d, x)}, {Chip: &claim}, {Chip: &verified}, {Text: clip(x.Reason)}, {Text: x.VerifiedName}}
			t.Rows = append(t.Rows, row[:len(t.Columns)])
		}
		v.Main = append(v.Main, ui.Card{ID: top.Code, Title: lang.T(ctx, top.Name), Table: &t})
	}
	if d.Assessed() && d.State.Reached(inspect.Onsite) {
		v.Side = []ui.Card{resultCard(ctx, d)}
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func indicatorURL(d inspect.Dossier, x inspect.Indicator) string {
	return d.URL() + "/indicators/" + x.NodeCode
}

// resultCard is the judgement as the verifications stand.
func resultCard(ctx context.Context, d inspect.Dossier) ui.Card {
	res := d.Result()
	c := ui.Card{Title: lang.T(ctx, "总评测算"), Note: d.StandardName}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "结论"), Value: lang.T(ctx, res.Verdict.Label())}}
	if res.Outcome.Label != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "等次"), Value: lang.T(ctx, res.Outcome.Label)})
	}
	c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "达标"), Value: ui.Number(res.MetN)}, ui.Fact{Label: lang.T(ctx, "未达标"), Value: ui.Number(res.UnmetN)},
		ui.Fact{Label: lang.T(ctx, "待定"), Value: ui.Number(res.UnknownN)})
	for _, x := range res.Reasons {
		if len(c.Text) == 8 {
			break
		}
		c.Text = append(c.Text, x.Text(ctx))
	}
	return c
}

func (h handler) findIndicator(r *http.Request) (inspect.Dossier, inspect.Indicator, error) {
	d, err := h.load(r)
	if err != nil {
		return d, inspect.Indicator{}, err
	}
	x, ok := d.Indicator(r.PathValue("node"))
	if !ok {
		err = errs.New(errs.NotFound, "没有这项指标：%s", r.PathValue("node"))
	}
	return d, x, err
}

func (h handler) indicator(w http.ResponseWriter, r *http.Request) error {
	return h.indicatorPage(w, r, "", nil)
}

// indicatorPage shows one indicator: what the standard asks, the claim with its evidence, the
// verification beside it, the records that speak about it, and from here findings are raised.
func (h handler) indicatorPage(w http.ResponseWriter, r *http.Request, form string, refused error) error {
	d, x, err := h.findIndicator(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	n, _ := d.Standard.Node(x.NodeCode)
	v := page{Frame: h.frame(r, d, of(d), ui.Link{Text: lang.T(ctx, "指标核验"), URL: d.URL() + "/indicators"})}
	v.Main = []ui.Card{h.verifyCard(r, d, x)}
	v.Main[0].Note, v.Head.Actions = beside(ctx, d, x)
	status := http.StatusOK
	if d.MayVerify(x) {
		f := verifyForm(r, d, x)
		if form == f.ID {
			again(r, &f, refused)
			status = web.Status(refused)
		}
		v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "核验"), Form: &f})
	}
	if d.MayFind() {
		v.Main[0].Do = append(v.Main[0].Do, ui.Button{Label: lang.T(ctx, "提出问题"), URL: d.URL() + "/findings/new?node=" + x.NodeCode, Plain: true},
			ui.Button{Label: lang.T(ctx, "填写现场记录"), URL: d.URL() + "/records/new?node=" + x.NodeCode, Plain: true})
	}
	if d.May(inspect.MayWork, inspect.Team, inspect.Evaluated, inspect.Onsite) {
		f := ui.Form{ID: "look", Action: indicatorURL(d, x) + "/look", Submit: lang.T(ctx, "保存"), Hidden: lock(x.Version), Fields: []ui.Field{
			{Name: "look", Label: lang.T(ctx, "现场查看要点（仅督导小组可见）"), Type: "textarea", Rows: 3, Value: x.Look}}}
		if form == f.ID {
			again(r, &f, refused)
			status = web.Status(refused)
		}
		v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "审核自评"), Form: &f})
	}
	about := ui.Card{Title: lang.T(ctx, n.Name), Text: append(some(lang.T(ctx, n.Text)), n.Checks...), Facts: []ui.Fact{{Label: lang.T(ctx, "依据"), Value: n.Basis}}}
	for _, p := range n.Proofs {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "佐证"), Value: lang.T(ctx, p)})
	}
	v.Side = append(v.Side, about)
	b, show, err := h.files(r, lang.T(ctx, "单位提供的佐证材料"), "claim", x.Ref(), indicatorURL(d, x), d.May(inspect.MayAnswer, inspect.Unit, inspect.Noticed))
	if err != nil {
		return err
	}
	if show {
		v.Files = []fileBlock{b}
	}
	return cardsPage.Render(w, r, status, v)
}

// verifyCard is claim and verification side by side, with the records behind.
func (h handler) verifyCard(r *http.Request, d inspect.Dossier, x inspect.Indicator) ui.Card {
	ctx := r.Context()
	n, _ := d.Standard.Node(x.NodeCode)
	claim, verified := mark(ctx, d.Standard, x.Claim), mark(ctx, d.Standard, x.Verified)
	c := ui.Card{Title: lang.T(ctx, n.Name), Facts: []ui.Fact{{Label: lang.T(ctx, "自评等级"), Chip: &claim}}}
	if x.ClaimText != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "自评说明"), Value: x.ClaimText})
	}
	if d.Assessed() {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "核验等级"), Chip: &verified})
		if x.Reason != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "理由"), Value: x.Reason})
		}
		for i, f := range d.Findings {
			if f.NodeCode == x.NodeCode {
				c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "问题 %d", i+1), Value: f.Text, URL: d.URL() + "/findings"})
			}
		}
	}
	if !d.Viewer.Inside {
		return c
	}
	if x.VerifiedName != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "核验人"), Value: x.VerifiedName + " " + at(x.VerifiedAt)})
	}
	if x.Look != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "查看要点"), Value: x.Look})
	}
	for _, rec := range d.Records {
		if slices.Contains(rec.Nodes, x.NodeCode) {
			c.More = append(c.More, ui.Link{Text: recordTitle(ctx, rec) + " " + rec.On.String() + " " + clip(rec.Text), URL: recordURL(d, rec)})
		}
	}
	return c
}

// beside says which of how many indicators this is, and leads to the ones before and after it.
func beside(ctx context.Context, d inspect.Dossier, x inspect.Indicator) (place string, to []ui.Button) {
	i := slices.IndexFunc(d.Indicators, func(y inspect.Indicator) bool { return y.NodeCode == x.NodeCode })
	if i > 0 {
		to = append(to, ui.Button{Label: lang.T(ctx, "上一项"), URL: indicatorURL(d, d.Indicators[i-1]), Plain: true})
	}
	if i+1 < len(d.Indicators) {
		to = append(to, ui.Button{Label: lang.T(ctx, "下一项"), URL: indicatorURL(d, d.Indicators[i+1]), Plain: true})
	}
	return lang.T(ctx, "第 %d 项，共 %d 项", i+1, len(d.Indicators)), to
}

// openAfter finds the next indicator, after x and then from the first, that the acting person
// answers for and that has no grade yet.
func openAfter(d inspect.Dossier, x inspect.Indicator) (inspect.Indicator, bool) {
	at := slices.IndexFunc(d.Indicators, func(y inspect.Indicator) bool { return y.NodeCode == x.NodeCode })
	for i := range len(d.Indicators) - 1 {
		if y := d.Indicators[(at+1+i)%len(d.Indicators)]; y.Verified == "" && d.MayVerify(y) {
			return y, true
		}
	}
	return x, false
}

func verifyForm(r *http.Request, d inspect.Dossier, x inspect.Indicator) ui.Form {
	ctx := r.Context()
	f := ui.Form{ID: "verify", Action: indicatorURL(d, x), Submit: lang.T(ctx, "保存核验"), Hidden: lock(x.Version), Draft: "verify-" + x.ID, Fields: []ui.Field{
		{Name: "verified", Label: lang.T(ctx, "核验等级"), Type: "select", Required: true, Value: x.Verified, Options: markOptions(ctx, d.Standard, x.Verified)},
		{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 4, Value: x.Reason, Hint: lang.T(ctx, "与自评不一致或不定等级的须写明")}}}
	var options []ui.Option
	for _, rec := range d.Records {
		if rec.VoidReason == "" {
			options = append(options, ui.Option{Value: rec.ID, Label: recordTitle(ctx, rec) + " " + rec.On.String() + " " + clip(rec.Text), Chosen: slices.Contains(rec.Nodes, x.NodeCode)})
		}
	}
	if _, more := openAfter(d, x); more {
		f.Also = []ui.Button{{Label: lang.T(ctx, "保存并看下一项"), URL: f.Action + "?next=open", Plain: true}}
	}
	if len(options) > 0 {
		f.Fields = append(f.Fields, ui.Field{Name: "records", Label: lang.T(ctx, "依据的现场记录"), Type: "checkbox", Options: options})
	}
	return f
}

func (h handler) indicatorDone(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if comesBack(err) {
		return h.indicatorPage(w, r, form, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/indicators/"+r.PathValue("node"))
}

func (h handler) verify(w http.ResponseWriter, r *http.Request) error {
	n := version(r)
	err := h.s.VerifyIndicator(r.Context(), r.PathValue("id"), inspect.Verification{Node: r.PathValue("node"), Version: n,
		Grade: r.FormValue("verified"), Reason: r.FormValue("reason"), Records: r.Form["records"]})
	if err == nil && r.FormValue("next") == "open" {
		d, x, err := h.findIndicator(r)
		if err != nil {
			return err
		}
		if y, ok := openAfter(d, x); ok {
			return web.SeeOther(w, r, indicatorURL(d, y))
		}
		return web.SeeOther(w, r, d.URL()+"/indicators")
	}
	return h.indicatorDone(w, r, "verify", err)
}

func (h handler) look(w http.ResponseWriter, r *http.Request) error {
	n := version(r)
	return h.indicatorDone(w, r, "look", h.s.NoteLook(r.Context(), r.PathValue("id"), r.PathValue("node"), n, r.FormValue("look")))
}
