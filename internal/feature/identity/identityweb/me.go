package identityweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) me(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, c, err := h.s.Me(ctx)
	if err != nil {
		return err
	}
	left, err := h.s.CodesLeft(ctx)
	if err != nil {
		return err
	}
	factor := ui.Chip{Text: lang.T(ctx, "未启用"), Tone: ui.Soon}
	more := ui.Link{Text: lang.T(ctx, "启用动态口令"), URL: "/me/totp"}
	if a.HasTOTP() {
		factor = ui.Chip{Text: lang.T(ctx, "已启用，剩余恢复码 %d 个", left), Tone: ui.Done}
		more.Text = lang.T(ctx, "管理动态口令")
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "我的账号"))}
	v.Cards = []ui.Card{
		{Title: lang.T(ctx, "基本信息"), Facts: []ui.Fact{
			{Label: lang.T(ctx, "登录名"), Value: a.Login}, {Label: lang.T(ctx, "姓名"), Value: a.Name},
			{Label: lang.T(ctx, "电话"), Value: orDash(c.Phone)}, {Label: lang.T(ctx, "电子邮箱"), Value: orDash(c.Email)},
		}, Note: lang.T(ctx, "需要更正时请联系建立账号的管理员")},
		{Title: lang.T(ctx, "登录安全"), Facts: []ui.Fact{
			{Label: lang.T(ctx, "密码修改时间"), Value: moment(a.PasswordAt)}, {Label: lang.T(ctx, "动态口令"), Chip: &factor},
		}, More: []ui.Link{{Text: lang.T(ctx, "修改密码"), URL: "/me/password"}, more, {Text: lang.T(ctx, "接口令牌"), URL: "/me/tokens"}, {Text: lang.T(ctx, "岗位与会话"), URL: "/sessions"}}},
		{Title: lang.T(ctx, "显示"), Form: &ui.Form{
			ID: "preferences", Action: "/me/preferences", Submit: lang.T(ctx, "保存"),
			Fields: []ui.Field{
				{Name: "lang", Label: lang.T(ctx, "语言"), Type: "radio", Options: []ui.Option{
					{Value: "zh", Label: lang.T(ctx, "中文"), Chosen: a.Lang != "en"}, {Value: "en", Label: "English", Chosen: a.Lang == "en"}}},
				{Name: "large", Label: lang.T(ctx, "大字版"), Type: "checkbox", Value: trueIf(a.Large)},
			}}},
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func trueIf(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func (h handler) prefer(w http.ResponseWriter, r *http.Request) error {
	l, large := r.PostFormValue("lang"), r.PostFormValue("large") != ""
	if err := h.s.Prefer(r.Context(), l, large); err != nil {
		return err
	}
	setPreference(w, r, web.LangCookie, l)
	text := "normal"
	if large {
		text = "large"
	}
	setPreference(w, r, "text", text)
	return web.SeeOther(w, r, "/me")
}

func setPreference(w http.ResponseWriter, r *http.Request, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Secure(r)})
}

func meLink(ctx context.Context) ui.Link {
	return ui.Link{Text: lang.T(ctx, "我的账号"), URL: "/me"}
}

func (h handler) password(w http.ResponseWriter, r *http.Request) error {
	return h.showPassword(w, r, http.StatusOK, nil)
}

func (h handler) showPassword(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	a, _, err := h.s.Me(ctx)
	if err != nil {
		return err
	}
	f := ui.Form{
		ID: "password", Action: "/me/password", Submit: lang.T(ctx, "修改密码"),
		Fields: []ui.Field{
			{Name: "old", Label: lang.T(ctx, "当前密码"), Type: "password", Required: true, Autocomplete: "current-password"},
			{Name: "password", Label: lang.T(ctx, "新密码"), Type: "password", Required: true, Autocomplete: "new-password",
				Hint: lang.T(ctx, "至少 10 位，含字母、数字、符号中的两种；不能包含登录名，也不能是常见密码。几个词连成的短句既长又好记。")},
			{Name: "again", Label: lang.T(ctx, "再输一遍新密码"), Type: "password", Required: true, Autocomplete: "new-password"},
		},
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "修改密码"), meLink(ctx))}
	if a.MustChange {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "密码是由他人设置的，请先改成自己的密码。"), Tone: ui.Soon}
	}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v.Cards = []ui.Card{{Form: &f}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) changePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	var err error = errs.NewField("again", "两次输入的新密码不一致")
	if password == r.PostFormValue("again") {
		err = h.s.ChangePassword(r.Context(), r.PostFormValue("old"), password)
	}
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.TooMany) {
		return h.showPassword(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/me")
}

var factorPage = web.MustPage[factorView](ui.Layout, files, "factor.html")

// factorView shows an authenticator to be set up.
type factorView struct {
	ui.Frame
	Box, QR, Secret string
	Form            ui.Form
}

func (h handler) factor(w http.ResponseWriter, r *http.Request) error {
	a, _, err := h.s.Me(r.Context())
	if err != nil {
		return err
	}
	if a.HasTOTP() {
		return h.showFactorOn(w, r, http.StatusOK, nil)
	}
	f, err := h.s.OfferFactor(r.Context())
	if err != nil {
		return err
	}
	return showFactor(w, r, http.StatusOK, f, nil)
}

func showFactor(w http.ResponseWriter, r *http.Request, status int, f proof.NewFactor, refused error) error {
	ctx := r.Context()
	size := strconv.Itoa(f.Size)
	v := factorView{Frame: ui.NewFrame(r, lang.T(ctx, "启用动态口令"), meLink(ctx)), Box: "0 0 " + size + " " + size, QR: f.QR, Secret: f.Secret}
	v.Form = ui.Form{
		ID: "totp", Action: "/me/totp", Submit: lang.T(ctx, "启用"), Hidden: []ui.Hidden{{Name: "offer", Value: f.Sealed}},
		Fields: []ui.Field{{Name: "code", Label: lang.T(ctx, "验证器显示的 6 位数字"), Required: true, InputMode: "numeric", Autocomplete: "one-time-code", MaxLength: 8}},
	}
	if refused != nil {
		v.Form.Refuse(r, refused)
	}
	return factorPage.Render(w, r, status, v)
}

func (h handler) showFactorOn(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	left, err := h.s.CodesLeft(ctx)
	if err != nil {
		return err
	}
	f := ui.Form{
		ID: "off", Action: "/me/totp/off", Submit: lang.T(ctx, "停用动态口令"), Danger: true, Note: lang.T(ctx, "停用后只凭密码就能登录。更换手机时可先停用再重新启用。"),
		Fields: []ui.Field{{Name: "password", Label: lang.T(ctx, "当前密码"), Type: "password", Required: true, Autocomplete: "current-password"}},
	}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "动态口令"), meLink(ctx))}
	v.Cards = []ui.Card{{Text: []string{lang.T(ctx, "动态口令已启用，剩余恢复码 %d 个。", left)}, Asks: []ui.Ask{{Label: lang.T(ctx, "停用动态口令"), Form: f, Danger: true}}}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) takeFactor(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	codes, err := h.s.TakeFactor(ctx, r.PostFormValue("offer"), r.PostFormValue("code"))
	if err != nil && errs.KindOf(err) == errs.Invalid {
		f, again := h.s.Reoffer(ctx, r.PostFormValue("offer"))
		if again != nil {
			return again
		}
		return showFactor(w, r, web.Status(err), f, err)
	}
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "请保存恢复码"), meLink(ctx))}
	v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "恢复码只显示这一次。手机丢失时，用一个恢复码代替动态口令登录，每个只能用一次。"), Tone: ui.Soon}
	v.Cards = []ui.Card{{Title: lang.T(ctx, "恢复码"), Text: codes, Do: []ui.Button{{Label: lang.T(ctx, "我已保存"), URL: "/me"}}}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) dropFactor(w http.ResponseWriter, r *http.Request) error {
	err := h.s.DropOwnFactor(r.Context(), r.PostFormValue("password"))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.TooMany) {
		return h.showFactorOn(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/me")
}
