package identityweb

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/web"
)

type meOut struct {
	Body struct {
		ID      string    `json:"id"`
		Name    string    `json:"name"`
		Role    string    `json:"role"`
		UnitID  string    `json:"unit_id"`
		Scope   string    `json:"scope"`
		ForID   string    `json:"for_id" doc:"who handed the role over"`
		ForName string    `json:"for_name"`
		May     []string  `json:"may"`
		Roles   []hatBody `json:"roles"`
	}
}

type hatBody struct {
	RoleID       string `json:"role_id"`
	DelegationID string `json:"delegation_id"`
	Role         string `json:"role"`
	UnitID       string `json:"unit_id"`
	ForName      string `json:"for_name"`
	ToOn         string `json:"to_on"`
}

type sessionsOut struct {
	Body struct {
		Items []sessionBody `json:"items"`
	}
}

type sessionBody struct {
	ID        string `json:"id"`
	Addr      string `json:"addr"`
	Agent     string `json:"agent"`
	CreatedAt string `json:"created_at"`
	SeenAt    string `json:"seen_at"`
	Current   bool   `json:"current"`
}

type delegateIn struct {
	Body struct {
		ID     string `json:"id,omitempty"`
		RoleID string `json:"role_id"`
		To     string `json:"to" doc:"login name"`
		FromOn string `json:"from_on"`
		ToOn   string `json:"to_on"`
		Reason string `json:"reason"`
	}
}

type delegationMadeOut struct {
	Body struct {
		ID string `json:"id"`
	}
}

type delegationsOut struct {
	Body struct {
		Items []delegationBody `json:"items"`
	}
}

type delegationBody struct {
	ID       string `json:"id"`
	Role     string `json:"role"`
	FromID   string `json:"from_id"`
	FromName string `json:"from_name"`
	ToID     string `json:"to_id"`
	ToName   string `json:"to_name"`
	FromOn   string `json:"from_on"`
	ToOn     string `json:"to_on"`
	Reason   string `json:"reason"`
	EndedAt  string `json:"ended_at"`
}

type signInRulesOut struct {
	Body struct {
		Items []proof.Rule `json:"items"`
	}
}

type signInRulesIn struct {
	Body struct {
		Values   map[string]int `json:"values"`
		Versions map[string]int `json:"versions"`
	}
}

type apiTokenIn struct {
	Body struct {
		Name      string   `json:"name"`
		May       []string `json:"may"`
		ReadOnly  bool     `json:"read_only"`
		ExpiresOn string   `json:"expires_on"`
	}
}

type apiTokenOut struct {
	Body struct {
		Token string `json:"token" doc:"shown once"`
	}
}

type apiTokensOut struct {
	Body struct {
		Items []apiTokenBody `json:"items"`
	}
}

type apiTokenBody struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	May       string `json:"may"`
	ReadOnly  bool   `json:"read_only"`
	ExpiresOn string `json:"expires_on"`
	UsedAt    string `json:"used_at"`
	EndedAt   string `json:"ended_at"`
}

type endSessionsIn struct {
	Body struct {
		Others bool `json:"others"`
	}
}

// apiMine adds what everybody may do about their own account. Making a token takes a session: a token
// makes no tokens.
func apiMine(rt *web.Router, h handler) {
	web.Op(rt, "GET", "/me", web.SignedIn, "identity.me", "我的身份", h.apiMe)
	web.Op(rt, "GET", "/sessions", web.SignedIn, "identity.sessions", "已登录的设备", h.apiSessions)
	web.Op(rt, "POST", "/sessions/end", web.SignedIn, "identity.end_sessions", "全部退出", func(ctx context.Context, in *endSessionsIn) (*identityDone, error) {
		_, err := h.s.EndSessions(ctx, in.Body.Others)
		return nil, err
	})
	web.Op(rt, "POST", "/sessions/{id}/end", web.SignedIn, "identity.end_session", "退出设备", func(ctx context.Context, in *identityIDIn) (*identityDone, error) {
		return nil, h.s.EndSession(ctx, in.ID)
	})
	web.Op(rt, "GET", "/delegations", web.SignedIn, "identity.delegations", "我的代理", func(ctx context.Context, _ *struct{}) (*delegationsOut, error) {
		return delegationsOf(h.s.MyDelegations(ctx))
	})
	web.Op(rt, "GET", "/delegations/all", rule, "identity.all_delegations", "全部代理", func(ctx context.Context, _ *struct{}) (*delegationsOut, error) {
		return delegationsOf(h.s.Delegations(ctx))
	})
	web.Op(rt, "POST", "/delegations", web.SignedIn, "identity.delegate", "委托代理", h.apiDelegate)
	web.Op(rt, "POST", "/delegations/{id}/end", web.SignedIn, "identity.end_delegation", "结束代理", func(ctx context.Context, in *identityIDIn) (*identityDone, error) {
		return nil, h.s.EndDelegation(ctx, in.ID)
	})
	web.Op(rt, "GET", "/me/tokens", web.SignedIn, "identity.tokens", "我的令牌", h.apiTokens)
	web.Op(rt, "POST", "/me/tokens", web.SignedIn, "identity.make_token", "建立令牌", h.apiMakeToken)
	web.Op(rt, "POST", "/me/tokens/{id}/revoke", web.SignedIn, "identity.revoke_token", "撤销令牌", func(ctx context.Context, in *identityIDIn) (*identityDone, error) {
		return nil, h.s.RevokeToken(ctx, in.ID)
	})
	web.Op(rt, "GET", "/sign-in-rules", rule, "identity.rules", "登录安全规则", func(ctx context.Context, _ *struct{}) (*signInRulesOut, error) {
		list, err := h.s.RuleList(ctx)
		out := new(signInRulesOut)
		out.Body.Items = list
		return out, err
	})
	web.Op(rt, "PUT", "/sign-in-rules", rule, "identity.set_rules", "修改登录安全规则", func(ctx context.Context, in *signInRulesIn) (*identityDone, error) {
		return nil, h.s.SetRules(ctx, in.Body.Values, in.Body.Versions)
	})
}

func (h handler) apiMe(ctx context.Context, _ *struct{}) (*meOut, error) {
	hats, err := h.s.Hats(ctx)
	if err != nil {
		return nil, err
	}
	a, out := actor.From(ctx), new(meOut)
	b := &out.Body
	b.ID, b.Name, b.Role, b.UnitID, b.Scope, b.ForID, b.ForName = a.ID, a.Name, a.Role, a.UnitID, a.Scope, a.ForID, a.ForName
	b.May, b.Roles = []string{}, []hatBody{}
	for _, d := range h.s.Policy().Defs {
		if a.May(string(d.Permission)) {
			b.May = append(b.May, string(d.Permission))
		}
	}
	for _, x := range hats {
		b.Roles = append(b.Roles, hatBody{x.RoleID, x.DelegationID, string(x.Role), string(x.UnitID), x.ForName, x.ToOn.String()})
	}
	return out, nil
}

func (h handler) apiSessions(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
	list, err := h.s.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	out := new(sessionsOut)
	out.Body.Items = []sessionBody{}
	for _, x := range list {
		out.Body.Items = append(out.Body.Items, sessionBody{x.ID, x.Addr, x.Agent, stamp(x.CreatedAt), stamp(x.SeenAt), x.ID == actor.From(ctx).Session})
	}
	return out, nil
}

func delegationsOf(list []identity.DelegationRow, err error) (*delegationsOut, error) {
	if err != nil {
		return nil, err
	}
	out := new(delegationsOut)
	out.Body.Items = []delegationBody{}
	for _, g := range list {
		out.Body.Items = append(out.Body.Items, delegationBody{g.ID, string(g.Role), g.FromID, g.FromName, g.ToID, g.ToName, g.FromOn.String(), g.ToOn.String(), g.Reason, stamp(g.EndedAt)})
	}
	return out, nil
}

func (h handler) apiDelegate(ctx context.Context, in *delegateIn) (*delegationMadeOut, error) {
	b := in.Body
	n := identity.NewDelegation{ID: b.ID, RoleID: b.RoleID, ToLogin: b.To, Reason: b.Reason}
	var c errs.Check
	c.That(n.FromOn.UnmarshalText([]byte(b.FromOn)) == nil, "from_on", "日期应写成 2026-09-01 的样子")
	c.That(n.ToOn.UnmarshalText([]byte(b.ToOn)) == nil, "to_on", "日期应写成 2026-09-01 的样子")
	if err := c.Err(); err != nil {
		return nil, err
	}
	id, err := h.s.Delegate(ctx, n)
	if err != nil {
		return nil, err
	}
	out := new(delegationMadeOut)
	out.Body.ID = id
	return out, nil
}

func (h handler) apiTokens(ctx context.Context, _ *struct{}) (*apiTokensOut, error) {
	list, err := h.s.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	out := new(apiTokensOut)
	out.Body.Items = []apiTokenBody{}
	for _, t := range list {
		out.Body.Items = append(out.Body.Items, apiTokenBody{t.ID, t.Name, t.May, t.ReadOnly, t.ExpiresOn.String(), stamp(t.UsedAt), stamp(t.EndedAt)})
	}
	return out, nil
}

func (h handler) apiMakeToken(ctx context.Context, in *apiTokenIn) (*apiTokenOut, error) {
	n := identity.NewToken{Name: in.Body.Name, ReadOnly: in.Body.ReadOnly}
	for _, p := range in.Body.May {
		n.May = append(n.May, access.Permission(p))
	}
	if n.ExpiresOn.UnmarshalText([]byte(in.Body.ExpiresOn)) != nil {
		return nil, errs.NewField("expires_on", "日期应写成 2026-09-01 的样子")
	}
	token, err := h.s.MakeToken(ctx, n)
	if err != nil {
		return nil, err
	}
	out := new(apiTokenOut)
	out.Body.Token = token
	return out, nil
}
