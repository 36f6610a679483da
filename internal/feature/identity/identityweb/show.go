package identityweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.showAccount(w, r, http.StatusOK, asked{})
}

// asked is a form of the account's page that came back with something to correct.
type asked struct {
	form    string
	refused error
	contact *identity.Contact // was asked for
}

func (h handler) showAccount(w http.ResponseWriter, r *http.Request, status int, back asked) error {
	ctx := r.Context()
	a, err := h.s.Account(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	state := stateChip(ctx, a.Account)
	v := cardsView{Frame: ui.NewFrame(r, a.Name, accountsLink(ctx))}
	v.Head.Number, v.Head.Chips = a.Login, []ui.Chip{state}
	if a.Waits > 0 {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "已锁定，%d 分钟后解除", a.Waits), Tone: ui.Late})
	}
	v.Head.Actions, v.Head.Asks = h.doings(r, a, back)
	v.Cards = []ui.Card{h.factsCard(r, a, back), h.rolesCard(r, a, back)}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) factsCard(r *http.Request, a identity.Shown, back asked) ui.Card {
	ctx := r.Context()
	factor := ui.Chip{Text: lang.T(ctx, "未启用")}
	if a.HasTOTP() {
		factor = ui.Chip{Text: lang.T(ctx, "已启用"), Tone: ui.Done}
	}
	c := ui.Card{Title: lang.T(ctx, "账号信息"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "登录名"), Value: a.Login},
		{Label: lang.T(ctx, "所在单位"), Value: orDash(stringOf(a.UnitName))},
		{Label: lang.T(ctx, "电话"), Value: orDash(a.Phone)},
		{Label: lang.T(ctx, "电子邮箱"), Value: orDash(a.Email)},
		{Label: lang.T(ctx, "动态口令"), Chip: &factor},
		{Label: lang.T(ctx, "建立时间"), Value: moment(a.CreatedAt)},
		{Label: lang.T(ctx, "最近登录"), Value: orDash(moment(a.SignedInAt))},
		{Label: lang.T(ctx, "在线会话"), Value: strconv.Itoa(a.Sessions)},
	}}
	if a.State == identity.Disabled {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "停用原因"), Value: a.Why})
	}
	if back.contact != nil {
		c.Facts[2].Value, c.Facts[3].Value = orDash(back.contact.Phone), orDash(back.contact.Email)
	} else if (a.Phone != "" || a.Email != "") && access.Holds(ctx, identity.MayManage) == nil {
		c.Asks = []ui.Ask{reasonAsk(ctx, a, "contact", lang.T(ctx, "查看完整联系方式"), lang.T(ctx, "查看个人信息会记入审计日志。"), lang.T(ctx, "查看事由"), false, back)}
	}
	return c
}

// reasonAsk is a step of the account's page that needs a reason.
func reasonAsk(ctx context.Context, a identity.Shown, step, label, note, field string, danger bool, back asked) ui.Ask {
	f := ui.Form{
		ID: strings.ReplaceAll(step, "/", "-"), Action: a.URL() + "/" + step, Submit: label, Note: note, Danger: danger,
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}},
		Fields: []ui.Field{{Name: "reason", Label: field, Required: true, MaxLength: 200}},
	}
	if back.form == step {
		refuse(ctx, &f, back.refused)
	}
	return ui.Ask{Label: label, Form: f, Danger: danger, Plain: true}
}

func refuse(ctx context.Context, f *ui.Form, err error) {
	l := lang.From(ctx)
	f.Error = errs.TextIn(l, err)
	for _, p := range errs.FieldsIn(l, err) {
		for i := range f.Fields {
			if f.Fields[i].Name == p.Name {
				f.Fields[i].Problem = p.Text
			}
		}
	}
}

// doings are the steps this person may take with the account.
func (h handler) doings(r *http.Request, a identity.Shown, back asked) (do []ui.Button, asks []ui.Ask) {
	ctx := r.Context()
	post := func(label, step string) ui.Button {
		return ui.Button{Label: label, URL: a.URL() + "/" + step, Post: true, Plain: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}}}
	}
	if h.s.May(ctx, a.Account, identity.MayManage) {
		do = append(do, ui.Button{Label: lang.T(ctx, "修改"), URL: a.URL() + "/edit", Plain: true}, post(lang.T(ctx, "重置密码"), "reset"))
		if a.State == identity.Active {
			asks = append(asks, reasonAsk(ctx, a, "disable", lang.T(ctx, "停用"), lang.T(ctx, "停用后立即退出所有设备，不能再登录；经办记录保留。"), lang.T(ctx, "停用原因"), true, back))
		} else {
			do = append(do, post(lang.T(ctx, "恢复使用"), "enable"))
		}
	}
	if h.s.May(ctx, a.Account, identity.MayUnlock) {
		if a.Waits > 0 || a.Failures > 0 {
			do = append(do, post(lang.T(ctx, "解除锁定"), "unlock"))
		}
		if a.Sessions > 0 {
			asks = append(asks, reasonAsk(ctx, a, "expel", lang.T(ctx, "强制退出"), lang.T(ctx, "立即退出该账号的所有设备。"), lang.T(ctx, "原因"), true, back))
		}
		if a.HasTOTP() {
			asks = append(asks, reasonAsk(ctx, a, "totp/off", lang.T(ctx, "解除动态口令"), lang.T(ctx, "仅在本人手机和恢复码都丢失、并核实身份后使用。"), lang.T(ctx, "原因"), true, back))
		}
	}
	return do, asks
}

func (h handler) rolesCard(r *http.Request, a identity.Shown, back asked) ui.Card {
	ctx := r.Context()
	may := h.s.May(ctx, a.Account, identity.MayGrant)
	t := ui.Table{
		Caption: lang.T(ctx, "角色"), Empty: lang.T(ctx, "还没有角色：登录后不能办理任何业务。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "角色")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "期间")}, {Label: lang.T(ctx, "授予")}, {Label: ""}},
	}
	for _, x := range a.Held {
		last := ui.Cell{}
		if may {
			last.Buttons = []ui.Button{{Label: lang.T(ctx, "收回"), URL: a.URL() + "?end=" + x.ID + "#roles", Small: true, Plain: true, Danger: true}}
		}
		t.Rows = append(t.Rows, roleRow(ctx, x, last))
	}
	for _, x := range a.Ended {
		t.Rows = append(t.Rows, roleRow(ctx, x, ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "已收回或到期")}}))
	}
	c := ui.Card{ID: "roles", Title: lang.T(ctx, "角色"), Table: &t}
	if !may {
		return c
	}
	if end := r.URL.Query().Get("end"); end != "" || back.form == "end" {
		if back.form == "end" {
			end = r.PathValue("role")
		}
		f := ui.Form{ID: "end", Title: lang.T(ctx, "收回角色"), Action: a.URL() + "/roles/" + end + "/end", Submit: lang.T(ctx, "收回"), Danger: true, Cancel: ui.Link{URL: a.URL()},
			Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "收回原因"), Required: true, MaxLength: 200}}}
		if back.form == "end" {
			refuse(ctx, &f, back.refused)
		}
		c.Form = &f
	}
	c.Asks = []ui.Ask{h.grantAsk(r, a, back)}
	return c
}

func roleRow(ctx context.Context, x identity.HeldRow, last ui.Cell) []ui.Cell {
	given := moment(x.GrantedAt)
	if x.GrantName != nil {
		given = *x.GrantName + " " + given
	}
	return []ui.Cell{{Text: roleName(ctx, x.Role)}, {Text: orDash(stringOf(x.UnitName)), Sub: x.Scope}, {Text: period(ctx, x.FromOn, x.ToOn)}, {Text: given, Sub: x.Reason}, last}
}

func (h handler) grantAsk(r *http.Request, a identity.Shown, back asked) ui.Ask {
	ctx := r.Context()
	all := access.Holds(ctx, identity.MayAll) == nil
	var roles []ui.Option
	for _, x := range access.Roles {
		if all || identity.Local(x.Role) {
			roles = append(roles, ui.Option{Value: string(x.Role), Label: lang.T(ctx, x.Label)})
		}
	}
	f := ui.Form{
		ID: "grant", Action: a.URL() + "/roles", Submit: lang.T(ctx, "授予角色"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
		Fields: []ui.Field{
			{Name: "role", Label: lang.T(ctx, "角色"), Type: "select", Options: roles, Required: true},
			{Name: "unit", Label: lang.T(ctx, "任职单位"), Value: stringOf(a.UnitName), Required: true, Hint: lang.T(ctx, "管辖范围由角色和单位决定")},
			{Name: "from_on", Label: lang.T(ctx, "开始日期"), Type: "date", Value: h.s.Today().String()},
			{Name: "to_on", Label: lang.T(ctx, "结束日期（含当天）"), Type: "date", Hint: lang.T(ctx, "不填表示长期")},
			{Name: "reason", Label: lang.T(ctx, "授予依据"), MaxLength: 200},
		},
	}
	if back.form == "grant" {
		f.Hidden[0].Value = r.PostFormValue("id")
		f.Keep(r)
		refuse(ctx, &f, back.refused)
	}
	return ui.Ask{Label: lang.T(ctx, "授予角色"), Form: f, Plain: true}
}

// after answers a step of the account's page: back to it, or the form again with what to correct.
func (h handler) after(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return h.showAccount(w, r, web.Status(err), asked{form: form, refused: err})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/accounts/"+r.PathValue("id"))
}

func (h handler) disable(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "disable", h.s.Disable(r.Context(), r.PathValue("id"), version(r), r.PostFormValue("reason")))
}

func (h handler) enable(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "", h.s.Enable(r.Context(), r.PathValue("id"), version(r)))
}

func (h handler) unlock(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "", h.s.Unlock(r.Context(), r.PathValue("id")))
}

func (h handler) expel(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "expel", h.s.Expel(r.Context(), r.PathValue("id"), r.PostFormValue("reason")))
}

func (h handler) takeOffFactor(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "totp/off", h.s.DropFactor(r.Context(), r.PathValue("id"), r.PostFormValue("reason")))
}

func (h handler) reset(w http.ResponseWriter, r *http.Request) error {
	password, err := h.s.Reset(r.Context(), r.PathValue("id"), version(r))
	if err != nil {
		return err
	}
	a, err := h.s.Account(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return showPasswordOnce(w, r, a.ID, a.Login, password)
}

func (h handler) contact(w http.ResponseWriter, r *http.Request) error {
	c, err := h.s.Contact(r.Context(), r.PathValue("id"), r.PostFormValue("reason"))
	if err != nil {
		return h.after(w, r, "contact", err)
	}
	return h.showAccount(w, r, http.StatusOK, asked{contact: &c})
}

func (h handler) grant(w http.ResponseWriter, r *http.Request) error {
	from, to, err := dates(r)
	if err == nil {
		n := identity.NewRole{ID: r.PostFormValue("id"), AccountID: r.PathValue("id"), Role: access.Role(r.PostFormValue("role")), FromOn: from, ToOn: to, Reason: r.PostFormValue("reason")}
		u, notFound := h.s.Unit(r.Context(), r.PostFormValue("unit"))
		if err = notFound; err == nil {
			n.UnitID = u.ID
			_, err = h.s.Grant(r.Context(), n)
		}
	}
	return h.after(w, r, "grant", err)
}

func (h handler) endRole(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, "end", h.s.EndRole(r.Context(), r.PathValue("id"), r.PathValue("role"), r.PostFormValue("reason")))
}
