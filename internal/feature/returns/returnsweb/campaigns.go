package returnsweb

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

func (h handler) campaigns(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := ui.Asked(r)
	year, _ := strconv.Atoi(r.FormValue("year"))
	list, err := h.s.Campaigns(ctx, returns.CampaignFilter{Text: r.FormValue("q"), Year: year, Form: r.FormValue("form"), State: r.FormValue("state")}, p)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "数据填报"))}
	v.Head.Sub = lang.T(ctx, "一次采集、多处使用：布置、填报、核对、审核与接收")
	var forms, years []ui.Option
	for _, f := range returns.Forms() {
		forms = append(forms, ui.Option{Value: f.Code, Label: f.Label(ctx)})
	}
	for y := h.s.Today().Year(); y > h.s.Today().Year()-6; y-- {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	l := ui.List{Action: "/campaigns", Search: ui.SearchBox(r, lang.T(ctx, "查名称")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p),
		Filters: []ui.Filter{ui.Choice(r, "form", lang.T(ctx, "填报表"), forms...), ui.Choice(r, "year", lang.T(ctx, "年度"), years...),
			ui.Choice(r, "state", lang.T(ctx, "状态"), ui.Option{Value: returns.Open, Label: lang.T(ctx, "进行中")}, ui.Option{Value: returns.Closed, Label: lang.T(ctx, "已结束")})}}
	l.Table = ui.Table{Caption: lang.T(ctx, "数据填报"), Empty: lang.T(ctx, "没有符合条件的填报"), Columns: []ui.Column{{Label: lang.T(ctx, "名称")}, {Label: lang.T(ctx, "年度")},
		{Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "截止")}, {Label: lang.T(ctx, "完整"), Num: true}, {Label: lang.T(ctx, "已提交"), Num: true}, {Label: lang.T(ctx, "已接收"), Num: true}}}
	if access.Holds(ctx, returns.MayOpen) == nil {
		do := ui.Button{Label: lang.T(ctx, "布置填报"), URL: "/campaigns/new", Icon: "plus"}
		v.Head.Actions = []ui.Button{do}
		l.Table.EmptyDo = &do
	}
	for _, x := range list.Rows {
		form, _ := returns.FormOf(x.Form)
		pr := x.Progress
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: x.Title, URL: x.URL(), Sub: form.Label(ctx)}, {Text: strconv.Itoa(x.Year)}, {Chip: campaignChip(ctx, x.Campaign)},
			{Text: x.DueOn.String()}, {Text: part(pr.Full, pr.Total), Num: true}, {Text: part(pr.Submitted+pr.Checked+pr.Accepted, pr.Total), Num: true}, {Text: part(pr.Accepted, pr.Total), Num: true}})
	}
	v.Lists = []ui.List{l}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func part(n, of int) string { return ui.Number(n) + " / " + ui.Number(of) }

func campaignChip(ctx context.Context, c returns.Campaign) *ui.Chip {
	if c.State == returns.Open {
		return &ui.Chip{Text: lang.T(ctx, "进行中"), Tone: ui.Act}
	}
	return &ui.Chip{Text: lang.T(ctx, "已结束")}
}

func stateChip(ctx context.Context, s returns.State) *ui.Chip {
	tone := ui.Act
	switch s {
	case returns.Accepted:
		tone = ui.Done
	case returns.Returned:
		tone = ui.Late
	case returns.Waived:
		tone = ui.Quiet
	case returns.Filling:
		tone = ui.Soon
	}
	return &ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

func (h handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return cardsPage.Render(w, r, http.StatusOK, h.newPage(r, h.s.NewID(), nil))
}

func (h handler) newPage(r *http.Request, id string, refused error) page {
	ctx := r.Context()
	today := h.s.Today()
	var forms []ui.Option
	for _, f := range returns.Forms() {
		forms = append(forms, ui.Option{Value: f.Code, Label: f.Label(ctx), Hint: lang.T(ctx, f.Basis)})
	}
	f := ui.Form{ID: "new", Action: "/campaigns", Submit: lang.T(ctx, "布置填报"), Cancel: ui.Link{URL: "/campaigns"}, Draft: "campaign-new", Hidden: []ui.Hidden{{Name: "id", Value: id}},
		Note: lang.T(ctx, "布置后，范围内适用的单位都会收到通知和截止时钟。已经要求填报过同一表格、同一年度的单位不会再次收到。"), Fields: []ui.Field{
			{Name: "form", Label: lang.T(ctx, "填报表"), Type: "select", Options: forms, Value: "school", Required: true},
			{Name: "year", Label: lang.T(ctx, "年度"), Type: "number", Value: strconv.Itoa(today.Year()), Required: true, InputMode: "numeric"},
			{Name: "title", Label: lang.T(ctx, "名称"), Required: true},
			{Name: "due_on", Label: lang.T(ctx, "截止日期"), Type: "date", Value: today.AddDays(30).String(), Required: true},
			{Name: "note", Label: lang.T(ctx, "填报要求"), Type: "textarea", Rows: 4}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "布置填报"), ui.Link{Text: lang.T(ctx, "数据填报"), URL: "/campaigns"})}
	v.Main = []ui.Card{{Form: &f}}
	return v
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	year, _ := strconv.Atoi(r.FormValue("year"))
	due, err := civil.ParseDate(r.FormValue("due_on"))
	if err != nil {
		err = errs.NewField("due_on", "日期格式应为 2026-09-01")
	}
	var c returns.Campaign
	if err == nil {
		c, _, err = h.s.Begin(r.Context(), returns.NewCampaign{ID: r.FormValue("id"), Form: r.FormValue("form"), Year: year, Title: r.FormValue("title"), Note: r.FormValue("note"), Due: due})
	}
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Conflict) {
		return cardsPage.Render(w, r, web.Status(err), h.newPage(r, r.FormValue("id"), err))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, c.URL())
}

func (h handler) campaign(w http.ResponseWriter, r *http.Request) error {
	return h.campaignPage(w, r, http.StatusOK, nil)
}

func (h handler) campaignPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	c, err := h.s.Campaign(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := ui.Asked(r)
	q := r.URL.Query()
	filter := returns.Filter{Campaign: c.ID, Text: q.Get("q"), State: returns.State(q.Get("state")), Doubtful: q.Get("doubt") != ""}
	done, err := ui.Export(w, r, c.Title, func() xlsx.Rows { return h.exported(ctx, filter) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, filter, p)
	if err != nil {
		return err
	}
	pr, err := h.s.Progress(ctx, c.ID)
	if err != nil {
		return err
	}
	form, _ := returns.FormOf(c.Form)
	v := page{Frame: ui.NewFrame(r, c.Title, ui.Link{Text: lang.T(ctx, "数据填报"), URL: "/campaigns"})}
	v.Head.Sub = lang.T(ctx, "%s · %d 年 · 截止 %s", form.Label(ctx), c.Year, c.DueOn.String())
	v.Head.Chips = []ui.Chip{*campaignChip(ctx, c)}
	if err := h.manage(r, &v, c, refused); err != nil {
		return err
	}
	v.Figures = figuresOf(ctx, c, pr)
	l := h.returnList(r, c, list, p)
	v.Lists = []ui.List{l}
	if c.Note != "" {
		v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "填报要求"), Text: strings.Split(c.Note, "\n")})
	}
	return cardsPage.Render(w, r, status, v)
}

// manage adds what the acting person can do with the campaign.
func (h handler) manage(r *http.Request, v *page, c returns.Campaign, refused error) error {
	ctx := r.Context()
	if access.Holds(ctx, returns.MayFill) == nil && c.State == returns.Open {
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "导入表格"), URL: c.URL() + "/upload", Plain: true, Icon: "plus"})
	}
	v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "下载填报模板"), URL: c.URL() + "/sheet.xlsx", Plain: true, Icon: "download"})
	if !returns.CanManage(ctx, c) {
		return nil
	}
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(c.Version)}}
	edit := ui.Form{ID: "edit", Action: c.URL(), Hidden: lock, Submit: lang.T(ctx, "保存"), Fields: []ui.Field{{Name: "title", Label: lang.T(ctx, "名称"), Value: c.Title, Required: true},
		{Name: "due_on", Label: lang.T(ctx, "截止日期"), Type: "date", Value: c.DueOn.String(), Required: true}, {Name: "note", Label: lang.T(ctx, "填报要求"), Type: "textarea", Rows: 3, Value: c.Note}}}
	if refused != nil {
		edit.Keep(r)
		edit.Refuse(r, refused)
	}
	v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: lang.T(ctx, "修改或延期"), Plain: true, Form: edit})
	if c.State == returns.Closed {
		v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "重新开放"), URL: c.URL() + "/open", Post: true, Hidden: lock, Plain: true})
		return nil
	}
	v.Head.Actions = append(v.Head.Actions, ui.Button{Label: lang.T(ctx, "结束填报"), URL: c.URL() + "/close", Post: true, Hidden: lock, Plain: true})
	missing, err := h.s.Missing(ctx, c)
	if err != nil || len(missing) == 0 {
		return err
	}
	var options []ui.Option
	for _, u := range missing[:min(len(missing), 100)] {
		options = append(options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "补充单位"), Note: lang.T(ctx, "%d 个单位还没有要求填报", len(missing)), Asks: []ui.Ask{{Label: lang.T(ctx, "补充单位"), Plain: true,
		Form: ui.Form{ID: "units", Action: c.URL() + "/units", Submit: lang.T(ctx, "补充"), Fields: []ui.Field{{Name: "units", Label: lang.T(ctx, "年中新设、分立或漏报的单位"), Type: "checkbox", Options: options}}}}}})
	return nil
}

func figuresOf(ctx context.Context, c returns.Campaign, p returns.Progress) []ui.Figure {
	percent := func(n, of int) string {
		if of == 0 {
			return "–"
		}
		return strconv.FormatFloat(float64(n)*100/float64(of), 'f', 1, 64) + " %"
	}
	at := func(s returns.State) string { return c.URL() + "?state=" + string(s) }
	given := p.Submitted + p.Checked + p.Accepted
	return []ui.Figure{{Label: lang.T(ctx, "单位"), Value: ui.Number(p.Total), URL: c.URL()},
		{Label: lang.T(ctx, "完整率"), Value: percent(p.Filled, p.Asked), Sub: lang.T(ctx, "必填单元格已填")},
		{Label: lang.T(ctx, "按时率"), Value: percent(p.OnTime, p.Total-p.Waived), Sub: lang.T(ctx, "截止前提交")},
		{Label: lang.T(ctx, "填报中"), Value: ui.Number(p.Filling), URL: at(returns.Filling)}, {Label: lang.T(ctx, "已提交"), Value: ui.Number(given)},
		{Label: lang.T(ctx, "待区审核"), Value: ui.Number(p.Submitted), URL: at(returns.Submitted)}, {Label: lang.T(ctx, "待市接收"), Value: ui.Number(p.Checked), URL: at(returns.Checked)},
		{Label: lang.T(ctx, "已接收"), Value: ui.Number(p.Accepted), URL: at(returns.Accepted), Tone: ui.Done}, {Label: lang.T(ctx, "退回更正"), Value: ui.Number(p.Returned), URL: at(returns.Returned), Tone: ui.Late}}
}

func (h handler) returnList(r *http.Request, c returns.Campaign, list paging.Of[returns.Return], p paging.Req) ui.List {
	ctx := r.Context()
	var states []ui.Option
	for _, s := range returns.States {
		states = append(states, ui.Option{Value: string(s), Label: lang.T(ctx, s.Label())})
	}
	l := ui.List{Action: c.URL(), Search: ui.SearchBox(r, lang.T(ctx, "查单位")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "doubt", lang.T(ctx, "核对"), ui.Option{Value: "1", Label: lang.T(ctx, "有错误或疑点")})}}
	l.Table = ui.Table{Caption: lang.T(ctx, "填报单位"), Empty: lang.T(ctx, "没有符合条件的单位")}
	check, accept := access.Holds(ctx, returns.MayCheck) == nil, access.Holds(ctx, returns.MayAccept) == nil
	if check || accept {
		l.Table.Columns = append(l.Table.Columns, ui.Column{Label: lang.T(ctx, "选择")})
		l.Bulk = &ui.Bulk{}
	}
	if check {
		l.Bulk.Buttons = append(l.Bulk.Buttons, ui.Button{Label: lang.T(ctx, "审核通过"), URL: c.URL() + "/check", Small: true})
	}
	if accept {
		l.Bulk.Buttons = append(l.Bulk.Buttons, ui.Button{Label: lang.T(ctx, "接收"), URL: c.URL() + "/accept", Small: true})
	}
	l.Table.Columns = append(l.Table.Columns, ui.Sortable(r, "unit", lang.T(ctx, "单位")), ui.Sortable(r, "state", lang.T(ctx, "状态")), ui.Sortable(r, "filled", lang.T(ctx, "已填")),
		ui.Sortable(r, "wrong", lang.T(ctx, "错误")), ui.Column{Label: lang.T(ctx, "疑点"), Num: true}, ui.Sortable(r, "submitted", lang.T(ctx, "提交")))
	for _, x := range list.Rows {
		row := []ui.Cell{{Text: x.UnitName, URL: x.URL(), Sub: lang.T(ctx, x.Kind)}, {Chip: stateChip(ctx, x.State)}, {Text: part(x.Filled, x.Asked), Num: true}, {Text: ui.Number(x.Wrong), Num: true},
			{Text: ui.Number(x.Doubts), Num: true}, {Text: day(x.SubmittedAt), Sub: x.SubmittedName}}
		if l.Bulk != nil {
			pick := ui.Cell{}
			if check && x.State == returns.Submitted || accept && x.State == returns.Checked {
				pick = ui.Cell{Pick: x.ID, PickLabel: x.UnitName}
			}
			row = append([]ui.Cell{pick}, row...)
		}
		l.Table.Rows = append(l.Table.Rows, row)
	}
	return l
}

func day(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return civil.DateOf(t.Time).String()
}

func (h handler) exported(ctx context.Context, f returns.Filter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "单位"), lang.T(ctx, "类型"), lang.T(ctx, "年度"), lang.T(ctx, "状态"), lang.T(ctx, "应填"), lang.T(ctx, "已填"), lang.T(ctx, "错误"), lang.T(ctx, "疑点"), lang.T(ctx, "提交")}, nil) {
			return
		}
		for n := 1; ; n++ {
			list, err := h.s.List(ctx, f, paging.Req{Number: n, Size: paging.Max})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range list.Rows {
				if !yield([]any{x.UnitName, lang.T(ctx, x.Kind), x.Year, lang.T(ctx, x.State.Label()), x.Asked, x.Filled, x.Wrong, x.Doubts, day(x.SubmittedAt)}, nil) {
					return
				}
			}
			if n*paging.Max >= list.Total {
				return
			}
		}
	}
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	due, err := civil.ParseDate(r.FormValue("due_on"))
	if err != nil {
		err = errs.NewField("due_on", "日期格式应为 2026-09-01")
	} else {
		err = h.s.Edit(r.Context(), r.PathValue("id"), versionOf(r), r.FormValue("title"), r.FormValue("note"), due)
	}
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.campaignPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
}

func (h handler) close(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.Close(r.Context(), r.PathValue("id"), versionOf(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
}

func (h handler) openAgain(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.OpenAgain(r.Context(), r.PathValue("id"), versionOf(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
}

func (h handler) addUnits(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	_, err := h.s.Add(r.Context(), r.PathValue("id"), append([]string{"-"}, r.Form["units"]...))
	if errs.KindOf(err) == errs.Invalid {
		return h.campaignPage(w, r, web.Status(err), nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
}

// bulk takes one step for every chosen return; what cannot take it is named.
func (h handler) bulk(a returns.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		if err := r.ParseForm(); err != nil {
			return err
		}
		if _, err := h.s.Campaign(ctx, r.PathValue("id")); err != nil {
			return err
		}
		done := 0
		t := ui.Table{Caption: lang.T(ctx, "没有办理的单位"), Columns: []ui.Column{{Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "原因")}}}
		for _, id := range r.Form["pick"] {
			err := h.s.Step(ctx, id, -1, a, returns.Told{})
			if err == nil {
				done++
				continue
			}
			name := id
			if f, err := h.s.Get(ctx, id); err == nil {
				name = f.UnitName
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: name, URL: "/returns/" + id}, {Text: errs.TextIn(lang.From(ctx), err)}})
		}
		if len(t.Rows) == 0 {
			return web.SeeOther(w, r, "/campaigns/"+r.PathValue("id"))
		}
		v := page{Frame: ui.NewFrame(r, lang.T(ctx, "批量办理"), ui.Link{Text: lang.T(ctx, "数据填报"), URL: "/campaigns/" + r.PathValue("id")})}
		v.Main = []ui.Card{{Title: lang.T(ctx, "已办理 %d 个单位", done), Table: &t}}
		return cardsPage.Render(w, r, http.StatusOK, v)
	}
}

func (h handler) sheet(w http.ResponseWriter, r *http.Request) error {
	s, err := h.s.SheetOf(r.Context(), r.PathValue("id"), r.FormValue("return"))
	if err != nil {
		return err
	}
	ui.Attach(w, fmt.Sprintf("%s.xlsx", s.Name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return xlsx.WriteXLSX(w, s)
}

func versionOf(r *http.Request) int { n, _ := strconv.Atoi(r.FormValue("version")); return n }
