package visitweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

func followChip(ctx context.Context, f visit.Follow, late bool) *ui.Chip {
	tone := map[visit.FollowState]ui.Tone{visit.FollowOpen: ui.Soon, visit.Closed: ui.Done}[f.State]
	text := lang.T(ctx, f.State.Label())
	if late {
		tone, text = ui.Late, lang.T(ctx, "逾期未回复")
	}
	return &ui.Chip{Text: text, Tone: tone}
}

func followFilter(r *http.Request) visit.FollowFilter {
	q := r.URL.Query()
	return visit.FollowFilter{State: visit.FollowState(q.Get("state")), Outcome: q.Get("outcome"), Item: q.Get("item"), Text: q.Get("q"), Unit: q.Get("unit"), Late: q.Get("late") == "yes"}
}

// findings lists what visits found, what waits first.
func (h handler) findings(w http.ResponseWriter, r *http.Request) error {
	ctx, p, f := r.Context(), ui.Asked(r), followFilter(r)
	done, err := ui.Export(w, r, lang.T(ctx, "随访问题"), func() xlsx.Rows { return h.exportFindings(ctx, f) })
	if done || err != nil {
		return err
	}
	list, err := h.s.Findings(ctx, f, p)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "随访问题"))}
	v.Head.Sub = lang.T(ctx, "随访发现的问题：当场建议、整改通知、上报督导室、科室协商和紧急报告")
	var states []ui.Option
	for _, s := range visit.FollowStates {
		states = append(states, ui.Option{Value: string(s), Label: lang.T(ctx, s.Label())})
	}
	ways := append(options(ctx, visit.Outcomes), ui.Option{Value: "emergency", Label: lang.T(ctx, "紧急报告")})
	l := ui.List{Action: "/visit-findings", Search: ui.SearchBox(r, lang.T(ctx, "查学校、问题或科室")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "outcome", lang.T(ctx, "怎样处理"), ways...), ui.Choice(r, "item", lang.T(ctx, "事项"), itemOptions(ctx)...), ui.Choice(r, "late", lang.T(ctx, "期限"), ui.Option{Value: "yes", Label: lang.T(ctx, "逾期未回复")})}}
	if f.Unit != "" {
		l.Hidden = []ui.Hidden{{Name: "unit", Value: f.Unit}}
	}
	l.Table = ui.Table{Caption: lang.T(ctx, "随访问题"), Empty: lang.T(ctx, "没有符合条件的问题"), Columns: []ui.Column{{Label: lang.T(ctx, "问题")}, {Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "怎样处理")}, {Label: lang.T(ctx, "书面回复期限")}, {Label: lang.T(ctx, "状态")}}}
	for _, x := range list.Rows {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.Text, URL: x.URL()}, {Text: x.UnitName}, {Text: itemName(ctx, x.Item)}, {Text: lang.T(ctx, visit.OutcomeLabel(x.Outcome)), Sub: x.Dept}, {Text: shown(x.DueOn)}, {Chip: followChip(ctx, x, x.Late(h.s.Today()))}})
	}
	v.Lists = []ui.List{l}
	return page.Render(w, r, http.StatusOK, v)
}

func (h handler) exportFindings(ctx context.Context, f visit.FollowFilter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "学校"), lang.T(ctx, "问题"), lang.T(ctx, "事项"), lang.T(ctx, "怎样处理"), lang.T(ctx, "科室"), lang.T(ctx, "状态"), lang.T(ctx, "书面回复期限"), lang.T(ctx, "回复"), lang.T(ctx, "办结日期")}, nil) {
			return
		}
		for n := 1; ; n++ {
			list, err := h.s.Findings(ctx, f, paging.Req{Number: n, Size: paging.Max})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.UnitName, x.Text, itemName(ctx, x.Item), lang.T(ctx, visit.OutcomeLabel(x.Outcome)), x.Dept, lang.T(ctx, x.State.Label()), x.DueOn.String(), x.Answer, x.ClosedOn.String()}, nil) {
					return
				}
			}
			if n*paging.Max >= list.Total {
				return
			}
		}
	}
}

func (h handler) finding(w http.ResponseWriter, r *http.Request) error {
	return h.findingPage(w, r, http.StatusOK, nil)
}

func (h handler) findingPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	f, err := h.s.Finding(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "%s：%s", lang.T(ctx, visit.OutcomeLabel(f.Outcome)), f.UnitName), ui.Link{Text: lang.T(ctx, "随访问题"), URL: "/visit-findings"})}
	v.Head.Sub = itemName(ctx, f.Item)
	v.Head.Chips = []ui.Chip{*followChip(ctx, f, f.Late(h.s.Today()))}
	if f.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	for _, st := range f.Possible() {
		if !visit.CanFollow(ctx, st, f) {
			continue
		}
		label := map[string]string{"raise": "整改要求", "answer": "整改情况", "handle": "办理情况与答复"}[st.Action]
		if label == "" {
			label = "核实情况"
		}
		form := ui.Form{ID: st.Action, Action: f.URL() + "/" + st.Action, Submit: lang.T(ctx, st.Label), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}, Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause)),
			Fields: []ui.Field{{Name: "said", Label: lang.T(ctx, label), Type: "textarea", Rows: 4, Required: true, MaxLength: 2000}}}
		if refused != nil && r.URL.Path == form.Action {
			form.Keep(r)
			form.Refuse(r, refused)
		}
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, st.Label), Plain: st.Action == "return" || st.Action == "raise", Form: form})
	}
	about := ui.Card{Title: lang.T(ctx, "问题"), Text: []string{f.Text}, Facts: []ui.Fact{{Label: lang.T(ctx, "学校"), Value: f.UnitName, URL: f.UnitID.URL()}, {Label: lang.T(ctx, "怎样处理"), Value: lang.T(ctx, visit.OutcomeLabel(f.Outcome))}}}
	if f.Dept != "" {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "协商科室"), Value: f.Dept})
	}
	if !f.DueOn.IsZero() {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "书面回复期限"), Value: f.DueOn.String()})
	}
	if f.VisitID != "" {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "随访"), Value: lang.T(ctx, "查看"), URL: "/visits/" + f.VisitID})
	}
	if f.FindingID != "" {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "整改问题"), Value: lang.T(ctx, "查看"), URL: rectify.FindingURL(f.FindingID)})
	}
	answer := ui.Card{Title: lang.T(ctx, "回复与核实"), Facts: []ui.Fact{{Label: lang.T(ctx, "回复"), Value: f.Answer}, {Label: lang.T(ctx, "回复人"), Value: f.AnsweredName}, {Label: lang.T(ctx, "回复时间"), Value: at(f.AnsweredAt)}, {Label: lang.T(ctx, "核实"), Value: f.Note}, {Label: lang.T(ctx, "办结日期"), Value: shown(f.ClosedOn)}}}
	if f.Answer == "" && f.Note == "" {
		answer.Facts, answer.Empty = nil, &ui.Empty{Text: lang.T(ctx, "还没有回复")}
	}
	v.Main = []ui.Card{about, answer}
	v.Side = ui.Follow(ctx, ui.About{UnitPath: f.UnitPath, Unit: f.UnitName, Kind: "visit.finding", ID: f.ID, Title: f.UnitName, URL: f.URL()})
	return page.Render(w, r, status, v)
}

func (h handler) follow(st visit.FollowStep) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, err := h.s.Follow(r.Context(), r.PathValue("id"), versionOf(r), st.Action, r.FormValue("said"))
		if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict || k == errs.Stale) {
			return h.findingPage(w, r, web.Status(err), err)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, "/visit-findings/"+r.PathValue("id"))
	}
}
