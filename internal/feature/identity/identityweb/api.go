package identityweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

type accountBody struct {
	ID         string         `json:"id"`
	Version    int            `json:"version"`
	Login      string         `json:"login"`
	Name       string         `json:"name"`
	UnitID     string         `json:"unit_id"`
	UnitName   string         `json:"unit_name"`
	State      string         `json:"state" enum:"active,disabled"`
	TOTP       bool           `json:"totp"`
	SignedInAt string         `json:"signed_in_at"`
	Roles      []heldRoleBody `json:"roles"`
}

type heldRoleBody struct {
	ID     string `json:"id"`
	Role   string `json:"role"`
	UnitID string `json:"unit_id"`
	Scope  string `json:"scope"`
	FromOn string `json:"from_on"`
	ToOn   string `json:"to_on"`
}

func roleOf(h identity.Held) heldRoleBody {
	return heldRoleBody{h.ID, string(h.Role), string(h.UnitID), h.Scope, h.FromOn.String(), h.ToOn.String()}
}

func accountOf(a identity.Account, unit *string, held []identity.HeldRow) accountBody {
	b := accountBody{a.ID, a.Version, a.Login, a.Name, string(a.UnitID), stringOf(unit), string(a.State), a.HasTOTP(), stamp(a.SignedInAt), []heldRoleBody{}}
	for _, h := range held {
		b.Roles = append(b.Roles, roleOf(h.Held))
	}
	return b
}

func stamp(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

type accountListIn struct {
	Q     string `query:"q"`
	Role  string `query:"role"`
	State string `query:"state" enum:"active,disabled"`
	Page  int    `query:"page" minimum:"1" default:"1"`
	Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type accountListOut struct {
	Body struct {
		Items []accountBody `json:"items"`
		Total int           `json:"total"`
	}
}

type accountParticulars struct {
	Login  string `json:"login,omitempty"`
	Name   string `json:"name,omitempty"`
	UnitID string `json:"unit_id,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Email  string `json:"email,omitempty"`
}

func (b accountParticulars) particulars() identity.Particulars {
	return identity.Particulars{Login: b.Login, Name: b.Name, Phone: b.Phone, Email: b.Email, UnitID: org.UnitID(b.UnitID)}
}

type accountCreateIn struct {
	Body struct {
		ID string `json:"id,omitempty"`
		accountParticulars
	}
}

type accountCreatedOut struct {
	Body struct {
		ID       string `json:"id"`
		Password string `json:"password,omitempty" doc:"shown once"`
	}
}

type identityIDIn struct {
	ID string `path:"id"`
}

type accountEditIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int `json:"version,omitempty"`
		accountParticulars
	}
}

type accountReasonIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

type accountOut struct{ Body accountBody }

type accountContactOut struct {
	Body struct {
		Phone string `json:"phone"`
		Email string `json:"email"`
	}
}

type roleGrantIn struct {
	ID   string `path:"id"`
	Body struct {
		ID     string `json:"id,omitempty"`
		Role   string `json:"role,omitempty"`
		UnitID string `json:"unit_id,omitempty"`
		Scope  string `json:"scope,omitempty"`
		FromOn string `json:"from_on,omitempty"`
		ToOn   string `json:"to_on,omitempty"`
		Reason string `json:"reason,omitempty"`
	}
}

type heldRoleOut struct{ Body heldRoleBody }

type endRoleIn struct {
	ID   string `path:"id"`
	Role string `path:"role"`
	Body struct {
		Reason string `json:"reason,omitempty"`
	}
}

type identityDone struct{}

func api(rt *web.Router, h handler) {
	apiImports(rt, h)
	web.Op(rt, "GET", "/accounts", view, "identity.list", "账号列表", h.apiList)
	web.Op(rt, "POST", "/accounts", manage, "identity.create", "建立账号", h.apiCreate)
	web.Op(rt, "GET", "/accounts/{id}", view, "identity.show", "账号", h.apiShow)
	web.Op(rt, "PUT", "/accounts/{id}", manage, "identity.edit", "修改账号信息", func(ctx context.Context, in *accountEditIn) (*identityDone, error) {
		return nil, h.s.Edit(ctx, in.ID, given(in.Body.Version), in.Body.particulars())
	})
	web.Op(rt, "POST", "/accounts/{id}/disable", manage, "identity.disable", "停用账号", func(ctx context.Context, in *accountReasonIn) (*identityDone, error) {
		return nil, h.s.Disable(ctx, in.ID, given(in.Body.Version), in.Body.Reason)
	})
	web.Op(rt, "POST", "/accounts/{id}/enable", manage, "identity.enable", "恢复账号", func(ctx context.Context, in *accountReasonIn) (*identityDone, error) {
		return nil, h.s.Enable(ctx, in.ID, given(in.Body.Version))
	})
	web.Op(rt, "POST", "/accounts/{id}/reset", manage, "identity.reset", "重置密码", h.apiReset)
	web.Op(rt, "POST", "/accounts/{id}/contact", manage, "identity.contact", "查看完整联系方式", h.apiContact)
	web.Op(rt, "POST", "/accounts/{id}/unlock", unlock, "identity.unlock", "解除锁定", func(ctx context.Context, in *identityIDIn) (*identityDone, error) {
		return nil, h.s.Unlock(ctx, in.ID)
	})
	web.Op(rt, "POST", "/accounts/{id}/expel", unlock, "identity.expel", "强制退出", func(ctx context.Context, in *accountReasonIn) (*identityDone, error) {
		return nil, h.s.Expel(ctx, in.ID, in.Body.Reason)
	})
	web.Op(rt, "POST", "/accounts/{id}/totp/off", unlock, "identity.drop_factor", "解除动态口令", func(ctx context.Context, in *accountReasonIn) (*identityDone, error) {
		return nil, h.s.DropFactor(ctx, in.ID, in.Body.Reason)
	})
	web.Op(rt, "POST", "/accounts/{id}/roles", grant, "identity.grant", "授予角色", h.apiGrant)
	web.Op(rt, "POST", "/accounts/{id}/roles/{role}/end", grant, "identity.end_role", "收回角色", func(ctx context.Context, in *endRoleIn) (*identityDone, error) {
		return nil, h.s.EndRole(ctx, in.ID, in.Role, in.Body.Reason)
	})
	apiMine(rt, h)
}

func (h handler) apiList(ctx context.Context, in *accountListIn) (*accountListOut, error) {
	p, err := h.s.List(ctx, identity.Filter{Text: in.Q, Role: access.Role(in.Role), State: identity.State(in.State)}, page.Req{Number: in.Page, Size: in.Size})
	if err != nil {
		return nil, err
	}
	out := new(accountListOut)
	out.Body.Items, out.Body.Total = []accountBody{}, p.Total
	for _, a := range p.Rows {
		out.Body.Items = append(out.Body.Items, accountOf(a.Account, a.UnitName, a.Held))
	}
	return out, nil
}

func (h handler) apiCreate(ctx context.Context, in *accountCreateIn) (*accountCreatedOut, error) {
	a, password, err := h.s.Create(ctx, identity.NewAccount{ID: in.Body.ID, Particulars: in.Body.particulars()})
	if err != nil {
		return nil, err
	}
	out := new(accountCreatedOut)
	out.Body.ID, out.Body.Password = a.ID, password
	return out, nil
}

func (h handler) apiShow(ctx context.Context, in *identityIDIn) (*accountOut, error) {
	a, err := h.s.Account(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &accountOut{accountOf(a.Account, a.UnitName, a.Held)}, nil
}

func (h handler) apiReset(ctx context.Context, in *accountReasonIn) (*accountCreatedOut, error) {
	password, err := h.s.Reset(ctx, in.ID, given(in.Body.Version))
	if err != nil {
		return nil, err
	}
	out := new(accountCreatedOut)
	out.Body.ID, out.Body.Password = in.ID, password
	return out, nil
}

func (h handler) apiContact(ctx context.Context, in *accountReasonIn) (*accountContactOut, error) {
	c, err := h.s.Contact(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := new(accountContactOut)
	out.Body.Phone, out.Body.Email = c.Phone, c.Email
	return out, nil
}

func (h handler) apiGrant(ctx context.Context, in *roleGrantIn) (*heldRoleOut, error) {
	b := in.Body
	n := identity.NewRole{ID: b.ID, AccountID: in.ID, Role: access.Role(b.Role), UnitID: org.UnitID(b.UnitID), Scope: b.Scope, Reason: b.Reason}
	var c errs.Check
	c.That(n.FromOn.UnmarshalText([]byte(b.FromOn)) == nil, "from_on", "日期应写成 2026-09-01 的样子")
	c.That(n.ToOn.UnmarshalText([]byte(b.ToOn)) == nil, "to_on", "日期应写成 2026-09-01 的样子")
	if err := c.Err(); err != nil {
		return nil, err
	}
	held, err := h.s.Grant(ctx, n)
	if err != nil {
		return nil, err
	}
	return &heldRoleOut{roleOf(held)}, nil
}

// given is the version that was read; a request that names none has read none.
func given(version int) int {
	if version <= 0 {
		return -1
	}
	return version
}
