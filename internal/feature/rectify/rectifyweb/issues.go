package rectifyweb

import (
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// issues lists the district-level issues; open ones can be confirmed or declined in place.
func (h handler) issues(w http.ResponseWriter, r *http.Request) error {
	return h.showIssues(w, r, http.StatusOK, nil)
}

func (h handler) showIssues(w http.ResponseWriter, r *http.Request, status int, bad error) error {
	ctx := r.Context()
	list, err := h.issued.Issues(ctx)
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "区级共性问题"), home(ctx))}
	v.Head.Tabs = h.tabs(ctx, "/district-issues")
	if len(list) == 0 {
		v.Cards = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "没有共性问题：一年内同一条款在多所学校出现时，系统在这里提出建议。")}}}
	}
	for _, i := range list {
		c := ui.Card{Title: i.Clause, Chips: []ui.Chip{{Text: lang.T(ctx, ladder.State(i.State).Label())}}, Note: stamp(i.At), Facts: []ui.Fact{
			{Label: lang.T(ctx, "出现单位"), Value: lang.T(ctx, "%d 所", i.Units)}}}
		if i.Reason != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "决定说明"), Value: i.Reason})
		}
		if i.FindingID != "" {
			c.More = []ui.Link{{Text: lang.T(ctx, "区级问题"), URL: rectify.FindingURL(i.FindingID)}}
		}
		if i.State == string(ladder.Proposed) {
			yes := ui.Form{ID: "yes-" + i.ID, Action: "/district-issues/" + i.ID + "/confirm", Hidden: versionOf(i.Version), Submit: lang.T(ctx, "列为区级问题"),
				Note: lang.T(ctx, "将以区政府为责任单位提出问题，并可下达整改通知。"), Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "整改要求"), Type: "textarea", Rows: 2}}}
			no := ui.Form{ID: "no-" + i.ID, Action: "/district-issues/" + i.ID + "/decline", Hidden: versionOf(i.Version), Submit: lang.T(ctx, "不采用建议"), Fields: []ui.Field{reason(ctx, lang.T(ctx, "理由"))}}
			if bad != nil && r.PathValue("id") == i.ID {
				no.Keep(r)
				no.Refuse(r, bad)
			}
			c.Asks = []ui.Ask{{Label: lang.T(ctx, "列为区级问题"), Form: yes}, {Label: lang.T(ctx, "不采用"), Plain: true, Form: no}}
		}
		v.Cards = append(v.Cards, c)
	}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) confirmIssue(w http.ResponseWriter, r *http.Request) error {
	return h.decideIssue(w, r, true)
}

func (h handler) declineIssue(w http.ResponseWriter, r *http.Request) error {
	return h.decideIssue(w, r, false)
}

func (h handler) decideIssue(w http.ResponseWriter, r *http.Request, confirm bool) error {
	err := h.issued.DecideIssue(r.Context(), r.PathValue("id"), version(r), confirm, r.FormValue("reason"))
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale:
		return h.showIssues(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/district-issues")
}

// integrity shows what the nightly check of the closed loops found.
func (h handler) integrity(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, p, err := h.asked(r)
	if err != nil {
		return err
	}
	all := r.URL.Query().Get("all") == "yes"
	list, last, err := h.checks.Violations(ctx, !all, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "闭环核验"), home(ctx))}
	v.Head.Tabs = h.tabs(ctx, "/rectifications/integrity")
	v.Head.Sub = lang.T(ctx, "尚未核验，每晚自动进行")
	if !last.FinishedAt.IsZero() {
		v.Head.Sub = lang.T(ctx, "上次核验 %s：%s 份整改、%s 个问题", stamp(last.FinishedAt), ui.Number(last.Orders), ui.Number(last.Findings))
	}
	t := ui.Table{Caption: lang.T(ctx, "闭环核验"), Empty: lang.T(ctx, "没有发现违反闭环规则的记录。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "规则")}, {Label: lang.T(ctx, "整改")}, {Label: lang.T(ctx, "责任单位")}, {Label: lang.T(ctx, "发现时间")}, {Label: lang.T(ctx, "解决时间")}}}
	for _, x := range list.Rows {
		url := rectify.FindingURL(x.FindingID)
		if x.OrderID != "" {
			url = x.OrderID.URL()
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, x.Code.Label())}, {Text: x.Title, URL: url}, {Text: x.UnitName}, {Text: stamp(x.FoundAt)}, {Text: stamp(x.ResolvedAt)}})
	}
	f := ui.Filter{Field: ui.Field{Name: "all", Label: lang.T(ctx, "范围"), Type: "select", Options: []ui.Option{{Label: lang.T(ctx, "未解决")}, {Value: "yes", Label: lang.T(ctx, "全部"), Chosen: all}}}}
	if all {
		f.Shown, f.Remove = lang.T(ctx, "全部"), ui.With(r, "all", "", "page", "")
	}
	v.List = ui.List{Action: "/rectifications/integrity", Filters: []ui.Filter{f}, Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p)}
	v.Head.Number = strconv.Itoa(list.Total)
	return listPage.Render(w, r, http.StatusOK, v)
}
