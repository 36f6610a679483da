package identityweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) sessions(w http.ResponseWriter, r *http.Request) error {
	return h.showSessions(w, r, http.StatusOK, nil)
}

// showSessions is the page of who I am here: my roles, my browsers, what I handed over.
func (h handler) showSessions(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	hats, err := h.s.Hats(ctx)
	if err != nil {
		return err
	}
	open, err := h.s.Sessions(ctx)
	if err != nil {
		return err
	}
	lent, err := h.s.MyDelegations(ctx)
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "岗位与会话"))}
	v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "我的账号"), URL: "/me", Plain: true}, {Label: lang.T(ctx, "退出登录"), URL: "/sign-out", Post: true, Plain: true}}
	v.Cards = []ui.Card{hatsCard(ctx, hats), browsersCard(ctx, open), h.lentCard(r, lent, hats, refused)}
	return cardsPage.Render(w, r, status, v)
}

func hatsCard(ctx context.Context, hats []identity.Hat) ui.Card {
	me := actor.From(ctx)
	t := ui.Table{
		Caption: lang.T(ctx, "我的身份"), Empty: lang.T(ctx, "您还没有任何角色，请联系安全管理员授予。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "角色")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "有效期")}, {Label: ""}},
	}
	for _, x := range hats {
		name, until := roleName(ctx, x.Role), lang.T(ctx, "长期")
		sub := ""
		if x.ForID != "" {
			sub = lang.T(ctx, "代 %s", x.ForName)
		}
		if !x.ToOn.IsZero() {
			until = lang.T(ctx, "至 %s", x.ToOn.String())
		}
		last := ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "切换身份"), URL: "/sessions/role", Post: true, Small: true, Plain: true,
			Hidden: []ui.Hidden{{Name: "hat", Value: x.Key()}, {Name: "next", Value: "/"}}}}}
		if string(x.Role) == me.Role && string(x.UnitID) == me.UnitID && x.ForID == me.ForID && x.Scope == me.Scope {
			last = ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "当前身份"), Tone: ui.Act}}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: name, Sub: sub}, {Text: orDash(x.UnitName)}, {Text: until}, last})
	}
	return ui.Card{ID: "roles", Title: lang.T(ctx, "我的身份"), Table: &t}
}

func browsersCard(ctx context.Context, open []identity.Session) ui.Card {
	me := actor.From(ctx)
	t := ui.Table{
		Caption: lang.T(ctx, "已登录的设备"),
		Columns: []ui.Column{{Label: lang.T(ctx, "设备")}, {Label: lang.T(ctx, "地址")}, {Label: lang.T(ctx, "登录时间")}, {Label: lang.T(ctx, "最近使用")}, {Label: ""}},
	}
	for _, x := range open {
		last := ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "退出"), URL: "/sessions/" + x.ID + "/end", Post: true, Small: true, Plain: true}}}
		if x.ID == me.Session {
			last = ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "本设备"), Tone: ui.Act}}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: device(ctx, x.Agent)}, {Text: x.Addr}, {Text: moment(x.CreatedAt)}, {Text: moment(x.SeenAt)}, last})
	}
	return ui.Card{ID: "devices", Title: lang.T(ctx, "已登录的设备"), Table: &t, Do: []ui.Button{
		{Label: lang.T(ctx, "退出其他设备"), URL: "/sessions/end", Post: true, Plain: true, Hidden: []ui.Hidden{{Name: "others", Value: "yes"}}},
		{Label: lang.T(ctx, "全部退出"), URL: "/sessions/end", Post: true, Plain: true, Danger: true},
	}}
}

func (h handler) lentCard(r *http.Request, lent []identity.DelegationRow, hats []identity.Hat, refused error) ui.Card {
	ctx := r.Context()
	t := delegationTable(ctx, lent, h.s.Today(), actor.From(ctx).ID)
	t.Empty = lang.T(ctx, "没有代理记录。外出或休假前可以把角色交给同事代理一段时间。")
	c := ui.Card{ID: "delegations", Title: lang.T(ctx, "代理"), Table: &t, Note: lang.T(ctx, "代理人办理的每件事都记为“代您办理”")}
	var roles []ui.Option
	for _, x := range hats {
		if x.DelegationID == "" && !identity.IsAdministrator(x.Role) {
			roles = append(roles, ui.Option{Value: x.RoleID, Label: roleAt(ctx, x.Role, &x.UnitName)})
		}
	}
	if len(roles) == 0 {
		return c
	}
	f := ui.Form{
		ID: "delegate", Action: "/sessions/delegations", Submit: lang.T(ctx, "委托代理"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
		Fields: []ui.Field{
			{Name: "role", Label: lang.T(ctx, "委托的角色"), Type: "select", Options: roles, Required: true},
			{Name: "to", Label: lang.T(ctx, "代理人"), Required: true, Pick: "/people/pick", Hint: lang.T(ctx, "同一单位或同一管辖范围的同事；填姓名或登录名")},
			{Name: "from_on", Label: lang.T(ctx, "开始日期"), Type: "date", Required: true, Value: h.s.Today().String()},
			{Name: "to_on", Label: lang.T(ctx, "结束日期（含当天）"), Type: "date", Required: true},
			{Name: "reason", Label: lang.T(ctx, "原因"), Required: true, MaxLength: 200},
		},
	}
	if refused != nil {
		f.Hidden = []ui.Hidden{{Name: "id", Value: r.FormValue("id")}}
		f.Keep(r)
		f.Refuse(r, refused)
	}
	c.Asks = []ui.Ask{{Label: lang.T(ctx, "委托代理"), Form: f, Plain: true}}
	return c
}

// delegationTable lists delegations; me is who looks, "" the security administrator.
func delegationTable(ctx context.Context, list []identity.DelegationRow, today civil.Date, me string) ui.Table {
	t := ui.Table{
		Caption: lang.T(ctx, "代理"),
		Columns: []ui.Column{{Label: lang.T(ctx, "角色")}, {Label: lang.T(ctx, "委托人")}, {Label: lang.T(ctx, "代理人")}, {Label: lang.T(ctx, "期间")}, {Label: lang.T(ctx, "原因")}, {Label: lang.T(ctx, "状态")}, {Label: ""}},
	}
	for _, g := range list {
		state, open := ui.Chip{Text: lang.T(ctx, "代理中"), Tone: ui.Act}, true
		switch {
		case !g.EndedAt.IsZero() || g.ToOn.Before(today):
			state, open = ui.Chip{Text: lang.T(ctx, "已结束")}, false
		case today.Before(g.FromOn):
			state = ui.Chip{Text: lang.T(ctx, "未开始"), Tone: ui.Soon}
		}
		last := ui.Cell{}
		if open {
			last.Buttons = []ui.Button{{Label: lang.T(ctx, "提前结束"), URL: "/sessions/delegations/" + g.ID + "/end", Post: true, Small: true, Plain: true}}
			if me == "" {
				last.Buttons[0].Hidden = []ui.Hidden{{Name: "next", Value: "/accounts/delegations"}}
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: roleAt(ctx, g.Role, g.UnitName)}, {Text: g.FromName}, {Text: g.ToName}, {Text: period(ctx, g.FromOn, g.ToOn)}, {Text: g.Reason}, {Chip: &state}, last})
	}
	return t
}

func (h handler) wear(w http.ResponseWriter, r *http.Request) error {
	role, delegation, _ := strings.Cut(r.PostFormValue("hat"), "/")
	if err := h.s.Wear(r.Context(), role, delegation); err != nil {
		return err
	}
	return web.SeeOther(w, r, next(r))
}

func (h handler) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.EndSession(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/sessions")
}

func (h handler) endSessions(w http.ResponseWriter, r *http.Request) error {
	others := r.PostFormValue("others") == "yes"
	if _, err := h.s.EndSessions(r.Context(), others); err != nil {
		return err
	}
	if others {
		return web.SeeOther(w, r, "/sessions")
	}
	setCookie(w, r, "")
	return web.SeeOther(w, r, "/sign-in")
}

func (h handler) delegate(w http.ResponseWriter, r *http.Request) error {
	from, to, err := dates(r)
	login := r.PostFormValue("to")
	if p, unknown := h.people.Named(r.Context(), login, ""); unknown == nil {
		login = p.Login
	} else if errs.KindOf(unknown) == errs.Invalid && err == nil {
		err = errs.Rename(unknown, "to")
	}
	if err == nil {
		_, err = h.s.Delegate(r.Context(), identity.NewDelegation{
			ID: r.PostFormValue("id"), RoleID: r.PostFormValue("role"), ToLogin: login, FromOn: from, ToOn: to, Reason: r.PostFormValue("reason"),
		})
	}
	if errs.KindOf(err) == errs.Invalid && err != nil {
		return h.showSessions(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/sessions#delegations")
}

// dates reads from_on and to_on of a form; empty is the zero date.
func dates(r *http.Request) (from, to civil.Date, err error) {
	var c errs.Check
	for _, x := range []struct {
		name string
		d    *civil.Date
	}{{"from_on", &from}, {"to_on", &to}} {
		c.That(x.d.UnmarshalText([]byte(strings.TrimSpace(r.PostFormValue(x.name)))) == nil, x.name, "日期应写成 2026-09-01 的样子")
	}
	return from, to, c.Err()
}

func (h handler) endDelegation(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.EndDelegation(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, web.Local(r.PostFormValue("next"), "/sessions#delegations"))
}

func (h handler) delegations(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := h.s.Delegations(ctx)
	if err != nil {
		return err
	}
	t := delegationTable(ctx, list, h.s.Today(), "")
	t.Empty = lang.T(ctx, "没有代理记录")
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "全部代理"), accountsLink(ctx)), Cards: []ui.Card{{Table: &t}}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}
