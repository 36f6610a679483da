package clockweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// requestCards show what was asked about a clock, each with its decision, and the form that asks.
func (h handler) requestCards(r *http.Request, d clock.Running, list []clock.Request, refusedAction string, refused error) (out []ui.Card) {
	ctx := r.Context()
	waits := false
	for i, q := range list {
		waits = waits || q.State == clock.Waiting
		c := requestCard(ctx, q)
		if i == 0 {
			c.ID = "requests"
		}
		if q.State == clock.Waiting {
			c.Asks = h.decisions(r, d, q, refusedAction, refused)
		}
		out = append(out, c)
	}
	if d.ClosedAt.IsZero() && !d.Due.IsZero() && !waits && d.MayAsk(ctx) == nil {
		f := h.askForm(r, d)
		if refused != nil && refusedAction == "ask" {
			f.Hidden[0].Value = r.FormValue("id")
			f.Keep(r)
			f.Refuse(r, refused)
		}
		out = append(out, ui.Card{Title: lang.T(ctx, "申请延期或中止"), Asks: []ui.Ask{{Label: lang.T(ctx, "申请延期或中止"), Form: f, Plain: true}}})
	}
	return out
}

func requestCard(ctx context.Context, q clock.Request) ui.Card {
	tone := ui.Quiet
	switch q.State {
	case clock.Waiting:
		tone = ui.Soon
	case clock.Granted:
		tone = ui.Done
	}
	c := ui.Card{Title: lang.T(ctx, "延期申请"), Chips: []ui.Chip{{Text: lang.T(ctx, q.StateLabel()), Tone: tone}}, Text: []string{q.Reason}}
	if q.What == clock.AskSuspend {
		c.Title = lang.T(ctx, "中止申请")
	}
	if q.Late {
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "到期后提出"), Tone: ui.Late})
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "申请人"), Value: q.AskedName}, {Label: lang.T(ctx, "申请时间"), Value: q.AskedAt.In(beijing).Format("2006-01-02 15:04")}}
	fact := func(label, value string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	fact(lang.T(ctx, "申请延期至"), q.Until.String())
	fact(lang.T(ctx, "同意延期至"), q.GrantedOn.String())
	fact(lang.T(ctx, "决定人"), q.DecidedName)
	fact(lang.T(ctx, "决定说明"), q.Note)
	return c
}

// decisions are what the acting person may do with a request that waits.
func (h handler) decisions(r *http.Request, d clock.Running, q clock.Request, refusedAction string, refused error) (out []ui.Ask) {
	ctx := r.Context()
	add := func(action, label string, plain bool, fields ...ui.Field) {
		f := ui.Form{ID: action + "-" + q.ID, Action: "/clock-requests/" + q.ID + "/" + action, Submit: label, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(q.Version)}}, Fields: fields}
		if refused != nil && refusedAction == action {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		out = append(out, ui.Ask{Label: label, Form: f, Plain: plain})
	}
	if access.Can(ctx, clock.MayExtend, d.UnitPath) && !d.Owes(actor.From(ctx)) {
		note := ui.Field{Name: "note", Label: lang.T(ctx, "说明"), Type: "textarea", Rows: 2}
		if q.What == clock.AskExtend {
			add("grant", lang.T(ctx, "同意"), false, ui.Field{Name: "on", Label: lang.T(ctx, "同意延期至"), Type: "date", Value: q.Until.String(), Max: q.Until.String(), Hint: lang.T(ctx, "可以早于申请的日期，不能晚于它")}, note)
		} else {
			add("grant", lang.T(ctx, "同意"), false, note)
		}
		add("refuse", lang.T(ctx, "不同意"), true, ui.Field{Name: "note", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true})
	}
	if d.MayAsk(ctx) == nil {
		add("withdraw", lang.T(ctx, "撤回申请"), true)
	}
	return out
}

func (h handler) askForm(r *http.Request, d clock.Running) ui.Form {
	ctx := r.Context()
	what := ui.Field{Name: "what", Label: lang.T(ctx, "申请事项"), Type: "radio", Required: true, Options: []ui.Option{{Value: clock.AskExtend, Label: lang.T(ctx, "延长期限"), Chosen: true}}}
	if d.SuspendedOn.IsZero() {
		what.Options = append(what.Options, ui.Option{Value: clock.AskSuspend, Label: lang.T(ctx, "中止计时")})
	}
	f := ui.Form{Action: d.DutyURL() + "/ask", Submit: lang.T(ctx, "提出申请"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}}, Draft: "ask-" + d.ID,
		Note: lang.T(ctx, "由教育督导机构决定；提出后可以在申请上添加证明材料。决定之前期限照常计算。"),
		Fields: []ui.Field{what, {Name: "until", Label: lang.T(ctx, "申请延期至"), Type: "date", Min: d.Due.AddDays(1).String(), Hint: lang.T(ctx, "申请中止的不填")},
			{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true}}}
	if d.On(h.s.Today()).Late {
		f.Note = lang.T(ctx, "期限已过：仍可申请，申请上会注明到期后提出。由教育督导机构决定；提出后可以添加证明材料。")
	}
	return f
}

// proofs are the evidence files of the requests, with the form that adds one while it waits.
func (h handler) proofs(r *http.Request, list []clock.Request) (out []proofs, err error) {
	files, err := h.s.FilesOf(r.Context(), list)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		may := q.MayAdd(r.Context()) == nil
		if len(files[q.ID]) > 0 || may {
			out = append(out, proofs{lang.T(r.Context(), "%s 申请的证明材料", q.AskedAt.In(beijing).Format("2006-01-02")),
				ui.NewFiles(r, files[q.ID], ui.FilesOptions{Ref: q.Ref(), Back: "/duties/" + q.DutyID, MayAdd: may, NewID: h.s.NewID()})})
		}
	}
	return out, nil
}

func (h handler) ask(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, "ask", func(ctx context.Context, id string, _ int) error {
		var c errs.Check
		n := clock.NewRequest{ID: r.FormValue("id"), DutyID: id, What: r.FormValue("what"), Until: dateOf(r, &c, "until"), Reason: r.FormValue("reason")}
		if err := c.Err(); err != nil {
			return err
		}
		_, err := h.s.Ask(ctx, n)
		return err
	})
}

// requests lists what was asked about deadlines, what waits first.
func (h handler) requests(w http.ResponseWriter, r *http.Request) error {
	ctx, q, p := r.Context(), r.URL.Query(), ui.Asked(r)
	if done, err := ui.Export(w, r, lang.T(ctx, "延期与中止申请"), func() xlsx.Rows { return h.requestRows(ctx, q.Get("state"), q.Get("q"), p) }); done {
		return err
	}
	list, err := h.s.RequestList(ctx, q.Get("state"), q.Get("q"), p)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: lang.T(ctx, "延期与中止申请"), Empty: lang.T(ctx, "没有符合条件的申请。承担事项的单位在期限的页面上申请延期或中止。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "申请事项")}, {Label: lang.T(ctx, "申请延期至")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "理由")}, {Label: lang.T(ctx, "申请时间")}}}
	for _, x := range list.Rows {
		c := requestCard(ctx, x)
		late := ""
		if x.Late {
			late = lang.T(ctx, "到期后提出")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Title, URL: x.DutyURL()}, {Text: c.Title, Sub: late}, {Text: x.Until.String()}, {Chip: &c.Chips[0]}, {Text: x.Reason}, {Text: x.AskedAt.In(beijing).Format("2006-01-02 15:04"), Sub: x.AskedName}})
	}
	var states []ui.Option
	for _, s := range clock.RequestStates {
		states = append(states, ui.Option{Value: s, Label: lang.T(ctx, clock.RequestStateLabel(s))})
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "延期与中止申请"))}
	v.List = ui.List{Action: "/clock-requests", Search: ui.SearchBox(r, lang.T(ctx, "查事项、理由或申请人")), Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...)}}
	return listPage.Render(w, r, http.StatusOK, v)
}

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

func (h handler) requestRows(ctx context.Context, state, text string, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "事项"), lang.T(ctx, "申请事项"), lang.T(ctx, "申请延期至"), lang.T(ctx, "同意延期至"), lang.T(ctx, "状态"), lang.T(ctx, "理由"), lang.T(ctx, "到期后提出"),
			lang.T(ctx, "申请人"), lang.T(ctx, "申请时间"), lang.T(ctx, "决定人"), lang.T(ctx, "决定说明")}, nil) {
			return
		}
		yes := map[bool]string{true: lang.T(ctx, "是")}
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.RequestList(ctx, state, text, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, q := range list.Rows {
				if !yield([]any{q.Title, requestCard(ctx, q).Title, q.Until.String(), q.GrantedOn.String(), lang.T(ctx, q.StateLabel()), q.Reason, yes[q.Late],
					q.AskedName, q.AskedAt.In(beijing).Format("2006-01-02 15:04"), q.DecidedName, q.Note}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}

// request leads to the clock it is about.
func (h handler) request(w http.ResponseWriter, r *http.Request) error {
	q, err := h.s.RequestOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, q.DutyURL())
}

func (h handler) grant(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "grant", func(ctx context.Context, id string, version int) error {
		var c errs.Check
		on := dateOf(r, &c, "on")
		if err := c.Err(); err != nil {
			return err
		}
		return h.s.Grant(ctx, id, version, on, r.FormValue("note"))
	})
}

func (h handler) refuse(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "refuse", func(ctx context.Context, id string, version int) error {
		return h.s.Refuse(ctx, id, version, r.FormValue("note"))
	})
}

func (h handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "withdraw", h.s.Withdraw)
}

// decide ends a request and shows its clock, with what was typed if it was refused.
func (h handler) decide(w http.ResponseWriter, r *http.Request, action string, f func(context.Context, string, int) error) error {
	id := r.PathValue("id")
	version, _ := strconv.Atoi(r.FormValue("version"))
	err := f(r.Context(), id, version)
	if k := errs.KindOf(err); err != nil && k != errs.Invalid && k != errs.Stale {
		return err
	}
	q, gone := h.s.RequestOf(r.Context(), id)
	if gone != nil {
		return gone
	}
	if err == nil {
		return web.SeeOther(w, r, q.DutyURL())
	}
	r.SetPathValue("id", q.DutyID)
	return h.showDuty(w, r, web.Status(err), action, err)
}
