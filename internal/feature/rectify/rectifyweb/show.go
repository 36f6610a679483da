package rectifyweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")

// cardsView is a page of cards: a record, or a form beside what it is about.
type cardsView struct {
	ui.Frame
	Cards, Sides []ui.Card
	Proofs       []proofs
}

// proofs are the evidence files of one item.
type proofs struct {
	Title string
	Files ui.Files
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	o, err := h.s.Order(r.Context(), rectify.OrderID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := cardsView{Frame: h.frame(r, &o)}
	v.Head.Steps = chain(r.Context(), &o)
	v.Head.Actions = actions(r.Context(), &o)
	v.Cards = h.cards(r.Context(), &o)
	if v.Proofs, err = h.proofs(r, &o); err != nil {
		return err
	}
	if v.Sides, err = h.sides(r.Context(), &o); err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// proofs shows the files of each item, and takes new ones while the unit may add them.
func (h handler) proofs(r *http.Request, o *rectify.Full) (out []proofs, err error) {
	if o.State == rectify.Draft {
		return nil, nil
	}
	files, err := h.s.Files(r.Context(), o.List)
	if err != nil {
		return nil, err
	}
	may := o.MayAddEvidence(r.Context())
	for _, i := range o.List {
		if len(files[i.ID]) == 0 && !may {
			continue
		}
		f := ui.NewFiles(r, files[i.ID], ui.FilesOptions{Ref: i.Ref(), Back: o.ID.URL(), MayAdd: may, NewID: h.s.DB().NewID()})
		if f.Add != nil {
			f.Add.ID = "file-" + strconv.Itoa(i.Seq)
		}
		out = append(out, proofs{lang.T(r.Context(), "问题 %d 的证据文件", i.Seq), f})
	}
	return out, nil
}

// frame heads every page of an order.
func (h handler) frame(r *http.Request, o *rectify.Full, crumbs ...ui.Link) ui.Frame {
	ctx := r.Context()
	f := ui.NewFrame(r, o.Title, append([]ui.Link{home(ctx)}, crumbs...)...)
	row := rectify.Row{State: o.State, NextOn: o.NextOn, Relapse: o.Relapse, Demo: o.Demo}
	f.Head.Chips = append([]ui.Chip{stateChip(ctx, o.State), severityChip(ctx, o.Severity)}, marks(ctx, row, h.s.Today())...)
	f.Head.Number, f.Head.Sub = o.Number, o.UnitName
	return f
}

// chain is the closed loop as stations.
func chain(ctx context.Context, o *rectify.Full) []ui.Step {
	stations := []struct {
		label string
		until []rectify.State // while the order stands at the station
	}{
		{lang.T(ctx, "问题"), nil},
		{lang.T(ctx, "整改通知"), []rectify.State{rectify.Draft}},
		{lang.T(ctx, "整改方案"), []rectify.State{rectify.Issued, rectify.Planned}},
		{lang.T(ctx, "整改结果"), []rectify.State{rectify.Doing, rectify.Returned}},
		{lang.T(ctx, "验收"), []rectify.State{rectify.Submitted}},
		{lang.T(ctx, "公布"), []rectify.State{rectify.Accepted}},
		{lang.T(ctx, "回头看"), []rectify.State{rectify.Published, rectify.Withheld}},
		{lang.T(ctx, "办结"), []rectify.State{rectify.Rechecked}},
	}
	out := make([]ui.Step, len(stations))
	now := len(stations)
	for i, s := range stations {
		for _, u := range s.until {
			if u == o.State {
				now = i
			}
		}
	}
	for i, s := range stations {
		out[i].Text = s.label
		switch {
		case o.State == rectify.Dropped && i > 0:
		case i < now:
			out[i].State = "done"
		case i == now:
			out[i].State = "now"
		}
	}
	return out
}

// actions are the buttons of what this person may do now, the main one first.
func actions(ctx context.Context, o *rectify.Full) (out []ui.Button) {
	a := actor.From(ctx)
	for _, s := range o.Possible() {
		if !may(ctx, o, s, a) {
			continue
		}
		b := ui.Button{Label: lang.T(ctx, s.Label), URL: o.ID.URL() + "/" + string(s.Action)}
		switch s.Action {
		case rectify.Issue, rectify.Plan, rectify.Approve, rectify.Submit, rectify.Accept, rectify.Publish, rectify.Recheck, rectify.Close:
			out = append([]ui.Button{b}, out...)
		default:
			b.Plain = true
			out = append(out, b)
		}
	}
	return out
}

func may(ctx context.Context, o *rectify.Full, s rectify.Step, a actor.Actor) bool {
	switch {
	case !access.Can(ctx, s.Need, o.UnitPath), s.Own && !o.Owner(a):
		return false
	case s.Action == rectify.Accept || s.Action == rectify.Return:
		return o.Independent(a) == nil
	case s.Action == rectify.Publish || s.Action == rectify.Withhold:
		return a.UnitID == string(o.OfficeID)
	case s.Action == rectify.Recheck:
		return !o.Owner(a)
	}
	return true
}

// cards are the facts of the order, in the order of its life.
func (h handler) cards(ctx context.Context, o *rectify.Full) (out []ui.Card) {
	if c := h.why(ctx, o); c != nil {
		out = append(out, *c)
	}
	for _, i := range o.List {
		out = append(out, itemCard(ctx, o, i))
	}
	if !o.PlannedOn.IsZero() {
		out = append(out, ui.Card{Title: lang.T(ctx, "整改方案"), Note: o.PlannedOn.String(), Text: some(o.PlanText),
			Facts: []ui.Fact{{Label: lang.T(ctx, "整改负责人"), Value: o.PlanLead}}})
	}
	if !o.SubmittedOn.IsZero() {
		c := ui.Card{Title: lang.T(ctx, "整改结果"), Note: o.SubmittedOn.String(), Text: some(o.ResultText)}
		if o.LateDays > 0 {
			c.Chips = []ui.Chip{{Text: lang.T(ctx, "迟报 %d 天", o.LateDays), Tone: ui.Late}}
		}
		out = append(out, c)
	}
	if !o.VerifiedOn.IsZero() {
		out = append(out, ui.Card{Title: lang.T(ctx, "验收意见"), Note: o.VerifiedOn.String(), Text: some(o.Opinion)})
	}
	for _, n := range o.Notices {
		c := ui.Card{Title: lang.T(ctx, "督办单"), Note: n.Number, Text: []string{n.Text}, Facts: []ui.Fact{
			{Label: lang.T(ctx, "发出日期"), Value: n.IssuedOn.String()}, {Label: lang.T(ctx, "督办期限"), Value: n.DueOn.String()}}}
		if !n.MetOn.IsZero() {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "报送日期"), Value: n.MetOn.String()})
		}
		out = append(out, c)
	}
	return append(out, h.outcome(ctx, o)...)
}

// why tells the reason of a return, or why this person may not verify.
func (h handler) why(ctx context.Context, o *rectify.Full) *ui.Card {
	if o.ReturnReason != "" && o.State != rectify.Dropped {
		return &ui.Card{Notice: &ui.Notice{Text: lang.T(ctx, "退回理由：%s", o.ReturnReason), Tone: ui.Soon}}
	}
	if o.State == rectify.Submitted && access.Can(ctx, rectify.MayVerify, o.UnitPath) {
		if err := o.Independent(actor.From(ctx)); err != nil {
			return &ui.Card{Notice: &ui.Notice{Text: errs.TextIn(lang.From(ctx), err)}}
		}
	}
	return nil
}

// outcome shows publication and re-check.
func (h handler) outcome(ctx context.Context, o *rectify.Full) (out []ui.Card) {
	switch {
	case o.WithheldReason != "":
		out = append(out, ui.Card{Title: lang.T(ctx, "不予公开"), Text: []string{o.WithheldReason}})
	case o.PortalID != "":
		out = append(out, ui.Card{Title: lang.T(ctx, "公布"), Note: o.PublishedOn.String(), More: []ui.Link{{Text: lang.T(ctx, "查看公开页面"), URL: "/public/items/" + o.PortalID}}})
	}
	if !o.RecheckedOn.IsZero() {
		chip := ui.Chip{Text: lang.T(ctx, "未发现反弹"), Tone: ui.Done}
		if o.RecheckResult == rectify.Relapsed {
			chip = ui.Chip{Text: lang.T(ctx, "问题反弹"), Tone: ui.Late}
		}
		out = append(out, ui.Card{Title: lang.T(ctx, "回头看"), Chips: []ui.Chip{chip}, Note: o.RecheckedOn.String(), Text: []string{o.RecheckNote}})
	}
	return out
}

func itemCard(ctx context.Context, o *rectify.Full, i rectify.Item) ui.Card {
	c := ui.Card{ID: "item-" + strconv.Itoa(i.Seq), Title: lang.T(ctx, "问题 %d", i.Seq), Chips: []ui.Chip{severityChip(ctx, i.Severity)}, Text: []string{i.Text}}
	fact := func(label, value string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	fact(lang.T(ctx, "要求"), i.Demand)
	fact(lang.T(ctx, "依据"), i.Clause)
	c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "来源"), Value: o.SourceTitle, URL: rectify.FindingURL(i.FindingID)})
	fact(lang.T(ctx, "整改措施"), i.Measures)
	fact(lang.T(ctx, "责任人"), i.Lead)
	fact(lang.T(ctx, "完成日期"), i.ByOn.String())
	fact(lang.T(ctx, "整改结果"), i.Result)
	for _, e := range o.Evidence {
		if e.ItemID == i.ID {
			value := e.Title
			if e.Note != "" {
				value += "：" + e.Note
			}
			if !e.HappenedOn.IsZero() {
				value += "（" + e.HappenedOn.String() + "）"
			}
			fact(lang.T(ctx, "证据"), value)
		}
	}
	switch {
	case i.Held == rectify.Relapsed:
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "问题反弹"), Tone: ui.Late})
	case i.Outcome == rectify.Met:
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "已整改"), Tone: ui.Done})
	case i.Outcome == rectify.Unmet:
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "未到位"), Tone: ui.Late})
	}
	fact(lang.T(ctx, "验收备注"), i.Remark)
	return c
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
