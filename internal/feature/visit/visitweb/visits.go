package visitweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

func stateChip(ctx context.Context, s visit.State) *ui.Chip {
	tone := map[visit.State]ui.Tone{visit.Draft: ui.Soon, visit.Signed: ui.Done}[s]
	return &ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

func filterOf(r *http.Request) visit.Filter {
	q := r.URL.Query()
	f := visit.Filter{State: visit.State(q.Get("state")), Text: q.Get("q"), Unit: q.Get("unit"), From: dayOf(q.Get("from")), To: dayOf(q.Get("to")), Found: q.Get("found") == "yes"}
	if q.Get("mine") == "yes" {
		f.Account = actor.From(r.Context()).ID
	}
	return f
}

// list shows the visits that were made.
func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx, p, f := r.Context(), ui.Asked(r), filterOf(r)
	done, err := ui.Export(w, r, lang.T(ctx, "随访记录"), func() xlsx.Rows { return h.exportVisits(ctx, f) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "随访记录"))}
	v.Head.Sub = lang.T(ctx, "责任督学挂牌督导的每次随访，发送后学校、督导室可见")
	var states []ui.Option
	for _, s := range visit.States {
		states = append(states, ui.Option{Value: string(s), Label: lang.T(ctx, s.Label())})
	}
	l := ui.List{Action: "/visits", Search: ui.SearchBox(r, lang.T(ctx, "查学校、督学、主题或编号")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "found", lang.T(ctx, "问题"), ui.Option{Value: "yes", Label: lang.T(ctx, "有问题")})}}
	if f.Unit != "" {
		l.Hidden = []ui.Hidden{{Name: "unit", Value: f.Unit}}
	}
	l.Table = ui.Table{Caption: lang.T(ctx, "随访记录"), Empty: lang.T(ctx, "没有符合条件的随访"), Columns: []ui.Column{{Label: lang.T(ctx, "日期")}, {Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "督学")}, {Label: lang.T(ctx, "主题")}, {Label: lang.T(ctx, "问题"), Num: true}, {Label: lang.T(ctx, "状态")}}}
	for _, x := range list.Rows {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: shown(x.On), URL: x.URL()}, {Text: x.UnitName}, {Text: x.InspectorName}, {Text: x.Theme}, {Text: ui.Number(x.Findings)}, {Chip: stateChip(ctx, x.State)}})
	}
	v.Lists = []ui.List{l}
	return page.Render(w, r, http.StatusOK, v)
}

func (h handler) exportVisits(ctx context.Context, f visit.Filter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "编号"), lang.T(ctx, "日期"), lang.T(ctx, "学校"), lang.T(ctx, "督学"), lang.T(ctx, "主题"), lang.T(ctx, "问题"), lang.T(ctx, "状态"), lang.T(ctx, "签收人")}, nil) {
			return
		}
		for n := 1; ; n++ {
			list, err := h.s.List(ctx, f, paging.Req{Number: n, Size: paging.Max})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.Receipt, x.On.String(), x.UnitName, x.InspectorName, x.Theme, x.Findings, lang.T(ctx, x.State.Label()), x.SignedName}, nil) {
					return
				}
			}
			if n*paging.Max >= list.Total {
				return
			}
		}
	}
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.visitPage(w, r, http.StatusOK, nil)
}

// visitPage is the record: what was looked at, what was found and what follows, the signature of the school.
func (h handler) visitPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	x, values, follows, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	items, err := h.files.List(ctx, x.Ref())
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "随访：%s", x.UnitName), ui.Link{Text: lang.T(ctx, "随访记录"), URL: "/visits"})}
	if x.State != visit.Draft && x.State != visit.Discarded {
		v.Head.Number = x.Receipt
	}
	v.Head.Sub = lang.T(ctx, "%s · %s · 责任督学 %s", shown(x.On), x.Theme, x.InspectorName)
	v.Head.Chips = []ui.Chip{*stateChip(ctx, x.State)}
	if x.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	h.asks(r, &v, x, refused)
	v.Main = append(v.Main, findingsCard(ctx, follows, visit.Problems(values)), checklist(ctx, values), record(ctx, values))
	signed := ui.Card{Title: lang.T(ctx, "学校签收"), Facts: []ui.Fact{{Label: lang.T(ctx, "签收人"), Value: x.SignedName}, {Label: lang.T(ctx, "时间"), Value: at(x.SignedAt)}, {Label: lang.T(ctx, "学校意见"), Value: x.Reply}, {Label: lang.T(ctx, "意见提出人"), Value: x.RepliedName}}}
	if x.SignedName == "" && x.Reply == "" {
		signed.Facts, signed.Text = nil, []string{lang.T(ctx, "学校还没有签收。对结果有不同意见，可以在这里提出，意见与随访记录一并保存。")}
	}
	v.Side = append(v.Side, signed)
	v.Side = append(v.Side, ui.Follow(ctx, ui.About{UnitPath: x.UnitPath, Unit: x.UnitName, Kind: visit.RefKind, ID: x.ID, Title: x.UnitName, URL: x.URL()})...)
	v.HasFiles = true
	v.Files = ui.NewFiles(r, items, ui.FilesOptions{Ref: x.Ref(), Back: x.URL(), MayAdd: h.files.MayAdd(ctx, x.Ref()) == nil, NewID: h.s.NewID()})
	return page.Render(w, r, status, v)
}

func (h handler) asks(r *http.Request, v *view, x visit.Visit, refused error) {
	ctx := r.Context()
	for _, st := range visit.Steps {
		can := access.Can(ctx, st.Need, x.UnitPath) && (st.Action != "discard" || x.AccountID == actor.From(ctx).ID)
		from := false
		for _, s := range st.From {
			from = from || s == x.State
		}
		if !can || !from {
			continue
		}
		f := ui.Form{ID: string(st.Action), Action: x.URL() + "/" + string(st.Action), Submit: lang.T(ctx, st.Label), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(x.Version)}}, Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause))}
		switch st.Action {
		case "sign":
			f.Note = lang.T(ctx, "签收表示已阅知反馈单，不表示同意；有不同意见可以另行提出。")
		default:
			f.Fields = []ui.Field{{Name: "said", Label: lang.T(ctx, "意见或理由"), Type: "textarea", Rows: 3, Required: true, MaxLength: 2000}}
		}
		if refused != nil && r.URL.Path == f.Action {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, st.Label), Plain: st.Action != "sign", Form: f})
	}
}

// findingsCard shows what was found and where it stands.
func findingsCard(ctx context.Context, follows []visit.Follow, drafted []visit.Problem) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "发现的问题"), Empty: lang.T(ctx, "这次随访没有发现问题"), Columns: []ui.Column{{Label: lang.T(ctx, "问题")}, {Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "怎样处理")}, {Label: lang.T(ctx, "状态")}}}
	for _, f := range follows {
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Text, URL: f.URL()}, {Text: itemName(ctx, f.Item)}, {Text: lang.T(ctx, visit.OutcomeLabel(f.Outcome)), Sub: f.Dept}, {Chip: followChip(ctx, f, false)}})
	}
	if len(follows) == 0 { // not sent yet
		for _, p := range drafted {
			t.Rows = append(t.Rows, []ui.Cell{{Text: p.Text}, {Text: itemName(ctx, p.Item)}, {Text: lang.T(ctx, visit.OutcomeLabel(p.Outcome)), Sub: p.Dept}, {Text: lang.T(ctx, "未发送")}})
		}
	}
	return ui.Card{ID: "findings", Title: lang.T(ctx, "发现的问题"), Table: &t}
}

// checklist is what was looked at, with what was seen.
func checklist(ctx context.Context, values map[string]visit.Value) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "督导事项"), Empty: lang.T(ctx, "没有核对督导事项"), Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "结果")}, {Label: lang.T(ctx, "看到的情况")}}}
	for _, i := range visit.Items() {
		for _, q := range i.Questions {
			key := i.Code + "." + q.Code
			answer, note := values["i."+key].Value, values["n."+key].Value
			if answer == "" && note == "" {
				continue
			}
			chip := &ui.Chip{Text: lang.T(ctx, org.LabelOf(visit.Answers, answer)), Tone: map[string]ui.Tone{"ok": ui.Done, "bad": ui.Late}[answer]}
			t.Rows = append(t.Rows, []ui.Cell{{Text: q.Label(ctx), Sub: i.Label(ctx)}, {Chip: chip}, {Text: note}})
		}
	}
	return ui.Card{ID: "items", Title: lang.T(ctx, "督导事项"), Table: &t}
}

func record(ctx context.Context, values map[string]visit.Value) ui.Card {
	c := ui.Card{ID: "record", Title: lang.T(ctx, "随访过程")}
	if part := values["part"].Value; part != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "时段"), Value: lang.T(ctx, org.LabelOf(visit.Parts, part))})
	}
	for _, x := range visit.Texts {
		if s := values[x.Name].Value; s != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, x.Label), Value: s})
		}
	}
	if len(c.Facts) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "还没有记录")}
	}
	return c
}

func (h handler) step(st visit.Step) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := h.s.Take(r.Context(), r.PathValue("id"), versionOf(r), st.Action, r.FormValue("said"))
		if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict || k == errs.Stale) {
			return h.visitPage(w, r, web.Status(err), err)
		}
		if err != nil {
			return err
		}
		if st.Action == "discard" {
			return web.SeeOther(w, r, "/visits")
		}
		return web.SeeOther(w, r, "/visits/"+r.PathValue("id"))
	}
}
