package identityweb

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")

// cardsView is a page of cards.
type cardsView struct {
	ui.Frame
	Cards []ui.Card
}

func (h handler) signIn(w http.ResponseWriter, r *http.Request) error {
	if actor.From(r.Context()).Known() {
		return web.SeeOther(w, r, next(r))
	}
	return showSignIn(w, r, http.StatusOK, "", nil)
}

// next is where to go after signing in.
func next(r *http.Request) string { return web.Local(r.FormValue("next"), "/") }

// showSignIn shows the first step; parked is a form to be sent again afterwards.
func showSignIn(w http.ResponseWriter, r *http.Request, status int, parked string, refused error) error {
	ctx := r.Context()
	f := ui.Form{
		ID: "sign-in", Action: "/sign-in", Submit: lang.T(ctx, "登录"),
		Fields: []ui.Field{
			{Name: "login", Label: lang.T(ctx, "登录名"), Required: true, Autocomplete: "username", MaxLength: 64},
			{Name: "password", Label: lang.T(ctx, "密码"), Type: "password", Required: true, Autocomplete: "current-password"},
		},
	}
	f.Hidden = carried(r, parked)
	if parked != "" {
		f.Note = lang.T(ctx, "登录已超时。您填写的内容没有丢失，登录后点一下就能重新提交。")
	}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "登录")), Cards: []ui.Card{{Form: &f}}}
	v.Bare = true
	return cardsPage.Render(w, r, status, v)
}

func carried(r *http.Request, parked string) (hidden []ui.Hidden) {
	if n := r.FormValue("next"); n != "" {
		hidden = append(hidden, ui.Hidden{Name: "next", Value: web.Local(n, "/")})
	}
	if parked != "" {
		hidden = append(hidden, ui.Hidden{Name: "parked", Value: parked})
	}
	return hidden
}

func (h handler) enter(w http.ResponseWriter, r *http.Request) error {
	in, err := h.s.SignIn(r.Context(), identity.Attempt{
		Login: r.PostFormValue("login"), Password: r.PostFormValue("password"), Addr: ClientAddr(r), Agent: r.UserAgent(),
	})
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.TooMany {
		return showSignIn(w, r, web.Status(err), r.PostFormValue("parked"), err)
	}
	if err != nil {
		return err
	}
	setCookie(w, r, in.Token)
	if in.Stage == identity.AwaitsCode {
		return showCode(w, r, http.StatusOK, nil)
	}
	return h.goOn(w, r, in)
}

// goOn leads on after signing in: to the form that was interrupted, or to the page that was asked for.
func (h handler) goOn(w http.ResponseWriter, r *http.Request, in identity.SignedIn) error {
	if in.Lang != "" {
		http.SetCookie(w, &http.Cookie{Name: web.LangCookie, Value: in.Lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Secure(r)})
	}
	if in.Large {
		http.SetCookie(w, &http.Cookie{Name: "text", Value: "large", Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Secure(r)})
	}
	p, ok := h.s.Unpark(r.PostFormValue("parked"), in.AccountID)
	if !ok {
		return web.SeeOther(w, r, next(r))
	}
	ctx := r.Context()
	f := ui.Form{ID: "again", Action: p.Path, Multipart: p.Multipart, Submit: lang.T(ctx, "重新提交"), Cancel: ui.Link{Text: lang.T(ctx, "放弃，去首页"), URL: "/"}}
	f.Note = lang.T(ctx, "您刚才填写的内容还没有提交。请确认后重新提交。")
	if p.Files {
		f.Note += lang.T(ctx, "所选文件需要重新选择。")
	}
	names := make([]string, 0, len(p.Form))
	for n := range p.Form {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		for _, v := range p.Form[n] {
			f.Hidden = append(f.Hidden, ui.Hidden{Name: n, Value: v})
		}
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "重新提交")), Cards: []ui.Card{{Form: &f}}}
	if typed := ui.Typed(p.Form); len(typed) > 0 {
		v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "您填写的内容"), Text: typed})
	}
	v.Bare = true
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) code(w http.ResponseWriter, r *http.Request) error {
	if actor.From(r.Context()).Known() {
		return web.SeeOther(w, r, next(r))
	}
	return showCode(w, r, http.StatusOK, nil)
}

func showCode(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	f := ui.Form{
		ID: "code", Action: "/sign-in/code", Submit: lang.T(ctx, "验证"), Cancel: ui.Link{Text: lang.T(ctx, "返回"), URL: "/sign-in"},
		Hidden: carried(r, r.PostFormValue("parked")),
		Fields: []ui.Field{{
			Name: "code", Label: lang.T(ctx, "动态口令"), Required: true, Autocomplete: "one-time-code", MaxLength: 40,
			Hint: lang.T(ctx, "手机验证器上的 6 位数字；手机不在身边时填写一个恢复码。"),
		}},
	}
	if refused != nil {
		f.Refuse(r, refused)
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "第二步：动态口令")), Cards: []ui.Card{{Form: &f}}}
	v.Bare = true
	return cardsPage.Render(w, r, status, v)
}

func (h handler) second(w http.ResponseWriter, r *http.Request) error {
	token := ""
	if c, err := r.Cookie(Cookie); err == nil {
		token = c.Value
	}
	in, err := h.s.Second(r.Context(), token, r.PostFormValue("code"), identity.Attempt{Addr: ClientAddr(r), Agent: r.UserAgent()})
	switch errs.KindOf(err) {
	case errs.Invalid, errs.TooMany:
		return showCode(w, r, web.Status(err), err)
	case errs.Unauthenticated:
		return showSignIn(w, r, http.StatusUnauthorized, r.PostFormValue("parked"), err)
	}
	if err != nil {
		return err
	}
	setCookie(w, r, in.Token)
	return h.goOn(w, r, in)
}

func (h handler) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.s.SignOut(r.Context()); err != nil {
		return err
	}
	setCookie(w, r, "")
	return web.SeeOther(w, r, "/")
}

// parked shows the sign-in page to a form that came without a session, and carries the form.
func (h handler) parked(w http.ResponseWriter, r *http.Request) error {
	p := identity.Parked{Path: r.URL.RequestURI(), Form: r.PostForm}
	const most = 8 << 20 // of a form with files; the fields stand before them
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if parts, err := r.MultipartReader(); err == nil {
		p.Multipart = true
		p.Form, p.Files = texts(parts)
	}
	token := ""
	if c, err := r.Cookie(Cookie); err == nil {
		token = c.Value
	}
	sealed, err := h.s.Park(r.Context(), token, p)
	if err != nil {
		return err
	}
	clean := r.Clone(r.Context())
	clean.Form, clean.PostForm, clean.MultipartForm = url.Values{}, url.Values{}, nil
	return showSignIn(w, clean, http.StatusUnauthorized, sealed, nil)
}

// texts reads the fields of a form that has files. Nothing of a stranger's files is kept.
func texts(parts *multipart.Reader) (form url.Values, files bool) {
	form = url.Values{}
	for {
		p, err := parts.NextPart()
		if err != nil { // the end, or a file that reaches beyond what is read
			return form, files
		}
		if p.FileName() != "" {
			files = true
			continue
		}
		text, err := io.ReadAll(io.LimitReader(p, web.FormLimit))
		if err != nil {
			return form, files
		}
		form.Add(p.FormName(), strings.ToValidUTF8(string(text), ""))
	}
}
