package identityweb

import (
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) rules(w http.ResponseWriter, r *http.Request) error {
	return h.showRules(w, r, http.StatusOK, nil)
}

func (h handler) showRules(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	list, err := h.s.RuleList(ctx)
	if err != nil {
		return err
	}
	f := ui.Form{ID: "rules", Action: "/accounts/rules", Submit: lang.T(ctx, "保存"), Cancel: ui.Link{URL: "/accounts"},
		Note: lang.T(ctx, "标准只要求限次、超时和复杂度，没有规定数字；数字由运营单位确定并留痕。")}
	for _, x := range list {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "version_" + x.Code, Value: strconv.Itoa(x.Version)})
		f.Fields = append(f.Fields, ui.Field{
			Name: x.Code, Label: lang.T(ctx, x.Label), Type: "number", Value: strconv.Itoa(x.Value), Unit: lang.T(ctx, x.Unit),
			Min: strconv.Itoa(x.Least), Max: strconv.Itoa(x.Most), Hint: lang.T(ctx, "依据 %s，证据等级 %s", x.Basis, x.Evidence),
		})
	}
	if refused != nil {
		theirs := f.Fields
		f.Fields = append([]ui.Field(nil), theirs...)
		f.Keep(r)
		f.Refuse(r, refused)
		if errs.KindOf(refused) == errs.Stale {
			for i := range f.Fields {
				if f.Fields[i].Value != theirs[i].Value {
					f.Fields[i].Theirs = theirs[i].Value
				}
			}
		}
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "登录安全规则"), accountsLink(ctx)), Cards: []ui.Card{{Form: &f}}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) setRules(w http.ResponseWriter, r *http.Request) error {
	list, err := h.s.RuleList(r.Context())
	if err != nil {
		return err
	}
	values, versions := map[string]int{}, map[string]int{}
	var c errs.Check
	for _, x := range list {
		n, bad := strconv.Atoi(strings.TrimSpace(r.PostFormValue(x.Code)))
		c.That(bad == nil, x.Code, "应为 %d 到 %d 的整数", x.Least, x.Most)
		values[x.Code] = n
		versions[x.Code], _ = strconv.Atoi(r.PostFormValue("version_" + x.Code))
	}
	if err = c.Err(); err == nil {
		err = h.s.SetRules(r.Context(), values, versions)
	}
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.showRules(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/accounts/rules")
}
