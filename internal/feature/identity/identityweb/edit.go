package identityweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func particularsFields(ctx context.Context, p identity.Particulars, unit string) []ui.Field {
	u := ui.Field{Name: "unit", Label: lang.T(ctx, "所在单位"), Value: unit, Required: true, Hint: lang.T(ctx, "填写单位名称、简称或代码")}
	if access.Holds(ctx, "org.view") == nil {
		u.Pick = "/units/pick"
	}
	return []ui.Field{
		{Name: "login", Label: lang.T(ctx, "登录名"), Value: p.Login, Required: true, MaxLength: 32, Hint: lang.T(ctx, "小写字母、数字、点、横线或下划线，以后可以修改")},
		{Name: "name", Label: lang.T(ctx, "姓名"), Value: p.Name, Required: true, MaxLength: 50},
		u,
		{Name: "phone", Label: lang.T(ctx, "电话"), Type: "tel", Value: p.Phone, Hint: lang.T(ctx, "可不填；加密保存，查看留痕")},
		{Name: "email", Label: lang.T(ctx, "电子邮箱"), Type: "email", Value: p.Email, Hint: lang.T(ctx, "可不填；用于接收提醒")},
	}
}

func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, http.StatusOK, h.s.NewID(), nil)
}

func (h handler) showNew(w http.ResponseWriter, r *http.Request, status int, id string, refused error) error {
	ctx := r.Context()
	f := ui.Form{
		ID: "account", Action: "/accounts", Submit: lang.T(ctx, "建立账号"), Cancel: ui.Link{URL: "/accounts"}, Hidden: []ui.Hidden{{Name: "id", Value: id}},
		Note:   lang.T(ctx, "建立后显示一次初始密码，本人首次登录时必须修改。角色另行授予。"),
		Fields: particularsFields(ctx, identity.Particulars{}, ""),
	}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "新建账号"), accountsLink(ctx)), Cards: []ui.Card{{Form: &f}}}
	return cardsPage.Render(w, r, status, v)
}

// particulars reads the form and finds the unit.
func (h handler) particulars(r *http.Request) (identity.Particulars, error) {
	p := identity.Particulars{Login: r.PostFormValue("login"), Name: r.PostFormValue("name"), Phone: r.PostFormValue("phone"), Email: r.PostFormValue("email")}
	u, err := h.s.Unit(r.Context(), r.PostFormValue("unit"))
	p.UnitID = u.ID
	return p, err
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := h.particulars(r)
	if err != nil {
		return h.showNew(w, r, web.Status(err), r.PostFormValue("id"), err)
	}
	a, password, err := h.s.Create(ctx, identity.NewAccount{ID: r.PostFormValue("id"), Particulars: p})
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Denied) {
		return h.showNew(w, r, web.Status(err), r.PostFormValue("id"), err)
	}
	if err != nil {
		return err
	}
	if password == "" {
		return web.SeeOther(w, r, a.URL())
	}
	return showPasswordOnce(w, r, a.ID, a.Login, password)
}

// showPasswordOnce shows a password that was made here; it cannot be shown again.
func showPasswordOnce(w http.ResponseWriter, r *http.Request, id, login, password string) error {
	ctx := r.Context()
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "初始密码"), accountsLink(ctx))}
	v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "密码只显示这一次，请用安全的方式交给本人；本人首次登录时必须修改。"), Tone: ui.Soon}
	v.Cards = []ui.Card{{Facts: []ui.Fact{{Label: lang.T(ctx, "登录名"), Value: login}, {Label: lang.T(ctx, "初始密码"), Value: password}},
		Do: []ui.Button{{Label: lang.T(ctx, "查看账号"), URL: "/accounts/" + id}}}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	return h.showEdit(w, r, http.StatusOK, nil)
}

func (h handler) showEdit(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	id := r.PathValue("id")
	a, err := h.s.Account(ctx, id)
	if err != nil {
		return err
	}
	c, err := h.s.Contact(ctx, id, "修改账号信息")
	if err != nil {
		return err
	}
	p := identity.Particulars{Login: a.Login, Name: a.Name, Phone: c.Phone, Email: c.Email}
	unit := stringOf(a.UnitName)
	f := ui.Form{
		ID: "account", Action: a.URL(), Submit: lang.T(ctx, "保存"), Cancel: ui.Link{URL: a.URL()},
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}}, Fields: particularsFields(ctx, p, unit),
	}
	if refused != nil {
		theirs := f.Fields
		f.Fields = particularsFields(ctx, p, unit)
		f.Keep(r)
		f.Refuse(r, refused)
		if errs.KindOf(refused) == errs.Stale {
			for i := range f.Fields {
				if f.Fields[i].Value != theirs[i].Value {
					f.Fields[i].Theirs = theirs[i].Value
				}
			}
		} else {
			f.Hidden[0].Value = r.PostFormValue("version")
		}
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "修改账号信息"), accountsLink(ctx), ui.Link{Text: a.Login, URL: a.URL()}), Cards: []ui.Card{{Form: &f}}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) save(w http.ResponseWriter, r *http.Request) error {
	p, err := h.particulars(r)
	if err == nil {
		err = h.s.Edit(r.Context(), r.PathValue("id"), version(r), p)
	}
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.showEdit(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/accounts/"+r.PathValue("id"))
}

// version is the version a form was shown with; what cannot be read is nobody's version.
func version(r *http.Request) int {
	n, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil || n <= 0 {
		return -1
	}
	return n
}
