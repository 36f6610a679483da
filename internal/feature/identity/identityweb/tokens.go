package identityweb

import (
	"net/http"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) tokens(w http.ResponseWriter, r *http.Request) error {
	return h.showTokens(w, r, http.StatusOK, "", nil)
}

func (h handler) showTokens(w http.ResponseWriter, r *http.Request, status int, made string, refused error) error {
	ctx := r.Context()
	list, err := h.s.Tokens(ctx)
	if err != nil {
		return err
	}
	today := h.s.Today()
	t := ui.Table{
		Caption: lang.T(ctx, "接口令牌"), Empty: lang.T(ctx, "还没有令牌。程序要代您读取或填报数据时，在下面建立一个。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "用途")}, {Label: lang.T(ctx, "权限")}, {Label: lang.T(ctx, "有效期至")}, {Label: lang.T(ctx, "最近使用")}, {Label: ""}},
	}
	for _, x := range list {
		last := ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "已失效")}}
		if x.On(today) {
			last = ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "撤销"), URL: "/me/tokens/" + x.ID + "/revoke", Post: true, Small: true, Plain: true, Danger: true}}}
		}
		kind := lang.T(ctx, "读写")
		if x.ReadOnly {
			kind = lang.T(ctx, "只读")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Name}, {Text: kind, Sub: strings.Join(strings.Fields(x.May), " ")}, {Text: x.ExpiresOn.String()}, {Text: orDash(moment(x.UsedAt))}, last})
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "接口令牌"), meLink(ctx))}
	if made != "" {
		v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "新令牌"), Notice: &ui.Notice{Text: lang.T(ctx, "令牌只显示这一次，请立即保存。"), Tone: ui.Soon}, Text: []string{made}})
	}
	v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "我的令牌"), Table: &t})
	if f, ok := h.tokenForm(r); ok {
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "建立令牌"), Form: &f})
	}
	return cardsPage.Render(w, r, status, v)
}

// tokenForm offers the permissions of the role acted in.
func (h handler) tokenForm(r *http.Request) (ui.Form, bool) {
	ctx := r.Context()
	me := actor.From(ctx)
	var may []ui.Option
	for _, d := range h.s.Policy().Defs {
		if me.May(string(d.Permission)) {
			may = append(may, ui.Option{Value: string(d.Permission), Label: lang.T(ctx, d.Label), Hint: string(d.Permission)})
		}
	}
	return ui.Form{
		ID: "token", Action: "/me/tokens", Submit: lang.T(ctx, "建立令牌"),
		Note: lang.T(ctx, "令牌以您当前的身份办理，权限不能超过您自己；请求头写 Authorization: Bearer 令牌。"),
		Fields: []ui.Field{
			{Name: "name", Label: lang.T(ctx, "用途"), Required: true, MaxLength: 50},
			{Name: "expires_on", Label: lang.T(ctx, "有效期至"), Type: "date", Required: true, Value: h.s.Today().AddDays(90).String()},
			{Name: "read_only", Label: lang.T(ctx, "只读"), Type: "checkbox", Value: "true"},
			{Name: "may", Label: lang.T(ctx, "权限"), Type: "checkbox", Options: may, Multiple: true, Required: true},
		},
	}, me.ForID == "" && len(may) > 0
}

func (h handler) makeToken(w http.ResponseWriter, r *http.Request) error {
	n := identity.NewToken{Name: r.PostFormValue("name"), ReadOnly: r.PostFormValue("read_only") != ""}
	for _, p := range slices.Sorted(slices.Values(r.PostForm["may"])) {
		n.May = append(n.May, access.Permission(p))
	}
	var err error
	if n.ExpiresOn, err = civil.ParseDate(strings.TrimSpace(r.PostFormValue("expires_on"))); err != nil {
		err = errs.NewField("expires_on", "日期应写成 2026-09-01 的样子")
	}
	token := ""
	if err == nil {
		token, err = h.s.MakeToken(r.Context(), n)
	}
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return h.showTokens(w, r, web.Status(err), "", err)
	}
	if err != nil {
		return err
	}
	return h.showTokens(w, r, http.StatusOK, token, nil)
}

func (h handler) revokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.RevokeToken(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/me/tokens")
}
