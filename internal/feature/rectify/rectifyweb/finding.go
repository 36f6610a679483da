package rectifyweb

import (
	"context"
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// findings lists the problems that have neither an order nor a reason for none.
func (h handler) findings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, p, err := h.asked(r)
	if err != nil {
		return err
	}
	list, err := h.s.Waiting(ctx, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "待处理问题"), home(ctx))}
	v.Head.Tabs = h.tabs(ctx, "/findings")
	t := ui.Table{Caption: lang.T(ctx, "待处理问题"), Empty: lang.T(ctx, "没有待处理的问题：每个问题都已有整改通知或不下达的理由。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "问题")}, {Label: lang.T(ctx, "责任单位")}, {Label: lang.T(ctx, "程度")}, {Label: lang.T(ctx, "依据")}, {Label: lang.T(ctx, "提出日期")}}}
	for _, f := range list.Rows {
		severity := severityChip(ctx, f.Severity)
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Text, URL: rectify.FindingURL(f.ID), Sub: f.SourceTitle}, {Text: f.UnitName}, {Chip: &severity}, {Text: f.Clause}, {Text: f.RaisedOn.String()}})
	}
	v.List = ui.List{Action: "/findings", Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p)}
	return listPage.Render(w, r, http.StatusOK, v)
}

// finding shows a problem with its chain: finding → order → evidence → acceptance → publication → re-check.
func (h handler) finding(w http.ResponseWriter, r *http.Request) error {
	return h.showFinding(w, r, http.StatusOK, nil)
}

func (h handler) showFinding(w http.ResponseWriter, r *http.Request, status int, bad error) error {
	ctx := r.Context()
	g, err := h.s.Finding(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "问题"), home(ctx))}
	v.Head.Sub, v.Head.Chips = g.UnitName, []ui.Chip{severityChip(ctx, g.Severity)}
	if g.RelapseOf != "" {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "问题反弹"), Tone: ui.Late})
	}
	if g.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	facts := []ui.Fact{{Label: lang.T(ctx, "责任单位"), Value: g.UnitName, URL: "/units/" + string(g.UnitID)}, {Label: lang.T(ctx, "来源"), Value: g.SourceTitle},
		{Label: lang.T(ctx, "提出日期"), Value: g.RaisedOn.String()}}
	for _, f := range []ui.Fact{{Label: lang.T(ctx, "要求"), Value: g.Demand}, {Label: lang.T(ctx, "依据"), Value: g.Clause}, {Label: lang.T(ctx, "指标"), Value: g.Node},
		{Label: lang.T(ctx, "不下达整改通知的理由"), Value: g.NoOrderReason}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "问题"), Text: []string{g.Text}, Facts: facts}, loop(ctx, &g))
	v.Sides = append(relapses(ctx, &g), ui.Follow(ctx, ui.About{UnitPath: g.UnitPath, Unit: g.UnitName, Kind: "rectify.finding", ID: g.ID, Title: g.Title(), URL: rectify.FindingURL(g.ID), Facts: g.Text})...)
	if g.OrderID == "" && g.NoOrderReason == "" && access.Can(ctx, rectify.MayIssue, g.UnitPath) {
		f := ui.Form{Action: rectify.FindingURL(g.ID) + "/dismiss", Fields: []ui.Field{reason(ctx, lang.T(ctx, "不下达整改通知的理由"))}, Submit: lang.T(ctx, "记录理由")}
		if bad != nil {
			f.Keep(r)
			f.Refuse(r, bad)
		}
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "起草整改通知"), URL: rectify.FindingURL(g.ID) + "/draft", Post: true}}
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "不下达"), Plain: true, Form: f}}
	}
	return cardsPage.Render(w, r, status, v)
}

// loop is the chain of a finding as a timeline, each station with its day.
func loop(ctx context.Context, g *rectify.Graph) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "闭环")}
	add := func(what, when, note, url string) {
		if when != "" {
			c.Events = append(c.Events, ui.Event{What: what, When: when, Note: note, URL: url, Tone: ui.Done})
		}
	}
	add(lang.T(ctx, "问题"), g.RaisedOn.String(), g.SourceTitle, "")
	o := g.Order
	if o == nil {
		return c
	}
	add(lang.T(ctx, "整改通知"), o.IssuedOn.String(), o.Number, o.ID.URL())
	if o.State == rectify.Draft {
		add(lang.T(ctx, "整改通知"), stamp(o.CreatedAt), lang.T(ctx, "草稿"), o.ID.URL())
	}
	if g.Item != nil {
		add(lang.T(ctx, "整改方案"), o.PlannedOn.String(), g.Item.Measures, "")
	}
	for _, e := range g.Evidence {
		add(lang.T(ctx, "证据"), stamp(e.At), e.Title, o.ID.URL())
	}
	if g.Item != nil {
		add(lang.T(ctx, "整改结果"), o.SubmittedOn.String(), g.Item.Result, "")
	}
	add(lang.T(ctx, "验收"), o.VerifiedOn.String(), o.Opinion, "")
	if o.PortalID != "" {
		add(lang.T(ctx, "公布"), o.PublishedOn.String(), "", "/public/items/"+o.PortalID)
	}
	add(lang.T(ctx, "回头看"), o.RecheckedOn.String(), o.RecheckNote, "")
	add(lang.T(ctx, "办结"), o.ClosedOn.String(), "", "")
	return c
}

func relapses(ctx context.Context, g *rectify.Graph) (out []ui.Card) {
	card := func(title string, list []rectify.Finding) {
		if len(list) == 0 {
			return
		}
		c := ui.Card{Title: title}
		for _, f := range list {
			c.Events = append(c.Events, ui.Event{What: f.Text, When: f.RaisedOn.String(), Note: f.SourceTitle, URL: rectify.FindingURL(f.ID), Tone: ui.Late})
		}
		out = append(out, c)
	}
	card(lang.T(ctx, "此前同一问题"), g.Earlier)
	card(lang.T(ctx, "此后再次出现"), g.Later)
	return out
}

func (h handler) draft(w http.ResponseWriter, r *http.Request) error {
	id, err := h.s.DraftFrom(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, id.URL())
}

func (h handler) dismiss(w http.ResponseWriter, r *http.Request) error {
	err := h.s.Dismiss(r.Context(), r.PathValue("id"), r.FormValue("reason"))
	if errs.KindOf(err) == errs.Invalid {
		return h.showFinding(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, rectify.FindingURL(r.PathValue("id")))
}
