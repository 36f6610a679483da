// Package notifyweb serves the inbox.
package notifyweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

var (
	listPage     = web.MustPage[listView](ui.Layout, files, "list.html")
	settingsPage = web.MustPage[settingsView](ui.Layout, files, "settings.html")
)

type listView struct {
	ui.Frame
	List ui.List
}

type settingsView struct {
	ui.Frame
	Card ui.Card
}

type handler struct{ s *notify.Service }

// Routes adds every URL of the inbox.
func Routes(rt *web.Router, s *notify.Service) {
	rt.Feature("notify")
	rt.AddNav(web.NavItem{Label: "收件箱", URL: "/inbox", Permission: web.SignedIn, Icon: "bell", Order: 5})
	h := handler{s}
	rt.Handle("GET /inbox", web.SignedIn, h.list)
	rt.Handle("GET /inbox/{id}", web.SignedIn, h.open)
	rt.Handle("POST /inbox/read", web.SignedIn, h.readAll)
	rt.Handle("GET /inbox/settings", web.SignedIn, h.settings)
	rt.Handle("POST /inbox/settings", web.SignedIn, h.prefer)
	rt.Handle("GET /inbox/deliveries", string(notify.MayDeliveries), h.deliveries)
	rt.Handle("POST /inbox/deliveries/{id}/retry", string(notify.MayDeliveries), h.retry)
	api(rt, s)
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	p := ui.Asked(r)
	list, err := h.s.List(ctx, notify.Filter{Text: q.Get("q"), Unread: q.Get("show") == "unread", Urgent: q.Get("urgent") == "yes"}, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "收件箱"))}
	v.Head.Tabs = tabs(ctx, "/inbox")
	v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "全部标为已读"), URL: "/inbox/read", Post: true, Plain: true}}
	t := ui.Table{Caption: lang.T(ctx, "收件箱"), Empty: lang.T(ctx, "没有通知。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "通知")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "时间")}}}
	for _, n := range list.Rows {
		state := ui.Chip{Text: lang.T(ctx, "已读")}
		if !n.Read {
			state = ui.Chip{Text: lang.T(ctx, "未读"), Tone: ui.Act}
		}
		row := ui.Cell{Text: n.Subject, URL: "/inbox/" + n.ID}
		if n.Urgent {
			row.Sub = lang.T(ctx, "紧急")
		}
		t.Rows = append(t.Rows, []ui.Cell{row, {Chip: &state}, {Text: stamp(n.At)}})
	}
	v.List = ui.List{Action: "/inbox", Search: ui.SearchBox(r, lang.T(ctx, "查通知")), Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p),
		Filters: []ui.Filter{ui.Choice(r, "show", lang.T(ctx, "状态"), ui.Option{Value: "unread", Label: lang.T(ctx, "未读")}),
			ui.Choice(r, "urgent", lang.T(ctx, "紧急"), ui.Option{Value: "yes", Label: lang.T(ctx, "是")})}}
	return listPage.Render(w, r, http.StatusOK, v)
}

func tabs(ctx context.Context, now string) []ui.Tab {
	out := []ui.Tab{{Link: ui.Link{Text: lang.T(ctx, "收件箱"), URL: "/inbox"}, Current: now == "/inbox"},
		{Link: ui.Link{Text: lang.T(ctx, "通知设置"), URL: "/inbox/settings"}, Current: now == "/inbox/settings"}}
	if access.Holds(ctx, notify.MayDeliveries) == nil {
		out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, "发送情况"), URL: "/inbox/deliveries"}, Current: now == "/inbox/deliveries"})
	}
	return out
}

// open marks a notice as read and leads to what it is about.
func (h handler) open(w http.ResponseWriter, r *http.Request) error {
	n, err := h.s.Read(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if n.URL == "" {
		n.URL = "/inbox"
	}
	return web.SeeOther(w, r, n.URL)
}

func (h handler) readAll(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.ReadAll(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inbox")
}

func (h handler) settings(w http.ResponseWriter, r *http.Request) error {
	return h.showSettings(w, r, http.StatusOK, nil)
}

func (h handler) showSettings(w http.ResponseWriter, r *http.Request, status int, bad error) error {
	ctx := r.Context()
	p, sends, err := h.s.Preference(ctx)
	if err != nil {
		return err
	}
	mode := ui.Field{Name: "mode", Label: lang.T(ctx, "邮件通知"), Type: "radio", Required: true}
	for _, m := range notify.Modes {
		mode.Options = append(mode.Options, ui.Option{Value: string(m.Mode), Label: lang.T(ctx, m.Label), Chosen: m.Mode == p.Mode})
	}
	f := ui.Form{Action: "/inbox/settings", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(p.Version)}}, Fields: []ui.Field{mode}, Submit: lang.T(ctx, "保存"),
		Note: lang.T(ctx, "夜间、周末和节假日不发送，紧急通知除外。收件箱里始终有全部通知。")}
	if bad != nil {
		f.Keep(r)
		f.Refuse(r, bad)
	}
	v := settingsView{Frame: ui.NewFrame(r, lang.T(ctx, "通知设置"), ui.Link{Text: lang.T(ctx, "收件箱"), URL: "/inbox"})}
	v.Head.Tabs = tabs(ctx, "/inbox/settings")
	v.Card = ui.Card{Form: &f}
	if !sends {
		v.Card.Notice = &ui.Notice{Text: lang.T(ctx, "还没有配置邮件服务器，通知只在收件箱中。")}
	}
	return settingsPage.Render(w, r, status, v)
}

func (h handler) prefer(w http.ResponseWriter, r *http.Request) error {
	version, _ := strconv.Atoi(r.FormValue("version"))
	err := h.s.Prefer(r.Context(), version, notify.Mode(r.FormValue("mode")))
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale:
		return h.showSettings(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inbox/settings")
}

var deliveryStates = []struct {
	state, label string
	tone         ui.Tone
}{{notify.Failed, "发送失败", ui.Late}, {notify.Queued, "等待发送", ui.Act}, {notify.Kept, "等待汇总", ui.Act}, {notify.Sent, "已发送", ui.Done}, {notify.Skipped, "没有邮箱", ui.Quiet}}

// deliveries shows what could not be sent, without what it says.
func (h handler) deliveries(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := ui.Asked(r)
	list, err := h.s.Deliveries(ctx, r.URL.Query().Get("state"), p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "发送情况"), ui.Link{Text: lang.T(ctx, "收件箱"), URL: "/inbox"})}
	v.Head.Tabs = tabs(ctx, "/inbox/deliveries")
	chips, options := map[string]ui.Chip{}, []ui.Option{}
	for _, s := range deliveryStates {
		chips[s.state] = ui.Chip{Text: lang.T(ctx, s.label), Tone: s.tone}
		options = append(options, ui.Option{Value: s.state, Label: lang.T(ctx, s.label)})
	}
	t := ui.Table{Caption: lang.T(ctx, "发送情况"), Empty: lang.T(ctx, "没有符合条件的发送记录。"), Columns: []ui.Column{{Label: lang.T(ctx, "账号")}, {Label: lang.T(ctx, "状态")},
		{Label: lang.T(ctx, "次数"), Num: true}, {Label: lang.T(ctx, "原因")}, {Label: lang.T(ctx, "时间")}, {}}}
	for _, d := range list.Rows {
		chip := chips[d.State]
		row := []ui.Cell{{Text: d.AccountID, URL: "/accounts/" + d.AccountID}, {Chip: &chip}, {Text: strconv.Itoa(d.Attempts), Num: true}, {Text: d.Problem}, {Text: stamp(d.At)}, {}}
		if d.State == notify.Failed || d.State == notify.Skipped {
			row[5].Buttons = []ui.Button{{Label: lang.T(ctx, "重发"), URL: "/inbox/deliveries/" + d.ID + "/retry", Post: true, Small: true, Plain: true}}
		}
		t.Rows = append(t.Rows, row)
	}
	v.List = ui.List{Action: "/inbox/deliveries", Total: list.Total, Table: t, Pager: ui.PagerOf(r, list.Total, p), Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), options...)}}
	return listPage.Render(w, r, http.StatusOK, v)
}

func (h handler) retry(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.Retry(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inbox/deliveries")
}

func stamp(t civil.Time) string { return t.In(civil.Beijing).Format("2006-01-02 15:04") }

type (
	listInput struct {
		Text   string `query:"q"`
		Unread bool   `query:"unread"`
		Urgent bool   `query:"urgent"`
		State  string `query:"state"`
		Page   int    `query:"page" minimum:"1" default:"1"`
		Size   int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	paged[T any] struct {
		Body struct {
			Total int `json:"total"`
			Rows  []T `json:"rows"`
		}
	}
	idInput struct {
		ID string `path:"id"`
	}
	preferenceBody struct {
		notify.Preference
	}
)

func pageOf[T any](l page.Of[T], err error) (*paged[T], error) {
	out := &paged[T]{}
	if out.Body.Total, out.Body.Rows = l.Total, l.Rows; l.Rows == nil {
		out.Body.Rows = []T{}
	}
	return out, err
}

func api(rt *web.Router, s *notify.Service) {
	web.Op(rt, "GET", "/inbox", web.SignedIn, "notify.list", "收件箱", func(ctx context.Context, in *listInput) (*paged[notify.Notice], error) {
		return pageOf(s.List(ctx, notify.Filter{Text: in.Text, Unread: in.Unread, Urgent: in.Urgent}, page.Req{Number: in.Page, Size: in.Size}))
	})
	web.Op(rt, "POST", "/inbox/{id}/read", web.SignedIn, "notify.read", "标为已读", func(ctx context.Context, in *idInput) (*struct{ Body notify.Notice }, error) {
		n, err := s.Read(ctx, in.ID)
		return &struct{ Body notify.Notice }{n}, err
	})
	web.Op(rt, "POST", "/inbox/read", web.SignedIn, "notify.read_all", "全部标为已读", func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, s.ReadAll(ctx)
	})
	web.Op(rt, "GET", "/inbox/settings", web.SignedIn, "notify.preference", "通知设置", func(ctx context.Context, _ *struct{}) (*struct{ Body preferenceBody }, error) {
		p, _, err := s.Preference(ctx)
		return &struct{ Body preferenceBody }{preferenceBody{p}}, err
	})
	web.Op(rt, "PUT", "/inbox/settings", web.SignedIn, "notify.prefer", "更改通知设置", func(ctx context.Context, in *struct{ Body preferenceBody }) (*struct{}, error) {
		return nil, s.Prefer(ctx, in.Body.Version, in.Body.Mode)
	})
	web.Op(rt, "GET", "/inbox/deliveries", string(notify.MayDeliveries), "notify.deliveries", "发送情况", func(ctx context.Context, in *listInput) (*paged[notify.Delivery], error) {
		return pageOf(s.Deliveries(ctx, in.State, page.Req{Number: in.Page, Size: in.Size}))
	})
	web.Op(rt, "POST", "/inbox/deliveries/{id}/retry", string(notify.MayDeliveries), "notify.retry", "重发通知", func(ctx context.Context, in *idInput) (*struct{}, error) {
		return nil, s.Retry(ctx, in.ID)
	})
}
