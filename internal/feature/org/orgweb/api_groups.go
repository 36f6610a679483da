package orgweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

// groupBody is a group with its members.
type groupBody struct {
	org.Group
	Memberships []org.Membership `json:"memberships"`
}

func (a apiHandler) groups(rt *web.Router) {
	const view, manage = string(org.MayView), string(org.MayManage)
	type groupChange struct {
		Version int        `json:"version,omitempty"`
		Name    string     `json:"name,omitempty"`
		Note    string     `json:"note,omitempty"`
		UnitID  string     `json:"unit_id,omitempty"`
		On      civil.Date `json:"on,omitempty"`
	}
	type in struct {
		Group string `path:"group"`
		Body  groupChange
	}
	show := func(ctx context.Context, id string, err error) (*body[groupBody], error) {
		if err != nil {
			return nil, err
		}
		g, members, err := a.s.Group(ctx, id)
		return &body[groupBody]{groupBody{g, members}}, err
	}
	web.Op(rt, "GET", "/unit-groups", view, "org.groups", "分组列表", func(ctx context.Context, in *struct {
		Set string `query:"set"`
	}) (*body[listOf[org.Group]], error) {
		list, err := a.s.Groups(ctx, in.Set)
		return listBody(page.Of[org.Group]{Rows: list, Total: len(list)}), err
	})
	web.Op(rt, "GET", "/unit-groups/{group}", view, "org.group", "分组", func(ctx context.Context, in *struct {
		Group string `path:"group"`
	}) (*body[groupBody], error) {
		return show(ctx, in.Group, nil)
	})
	web.Op(rt, "POST", "/unit-groups", manage, "org.group_add", "新建分组", func(ctx context.Context, in *struct {
		Body struct {
			ID      string `json:"id,omitempty"`
			SetCode string `json:"set_code,omitempty"`
			UnitID  string `json:"unit_id,omitempty"`
			Name    string `json:"name,omitempty"`
			Note    string `json:"note,omitempty"`
		}
	}) (*body[groupBody], error) {
		b := in.Body
		g, err := a.s.AddGroup(ctx, org.Group{ID: b.ID, SetCode: b.SetCode, UnitID: org.UnitID(b.UnitID), Name: b.Name, Note: b.Note})
		return show(ctx, g.ID, err)
	})
	web.Op(rt, "POST", "/unit-groups/{group}/edit", manage, "org.group_edit", "修改分组", func(ctx context.Context, x *in) (*body[groupBody], error) {
		return show(ctx, x.Group, a.s.EditGroup(ctx, x.Group, x.Body.Version, x.Body.Name, x.Body.Note))
	})
	web.Op(rt, "POST", "/unit-groups/{group}/join", manage, "org.group_join", "加入分组", func(ctx context.Context, x *in) (*body[groupBody], error) {
		return show(ctx, x.Group, a.s.Join(ctx, x.Group, x.Body.Version, org.UnitID(x.Body.UnitID), x.Body.On))
	})
	web.Op(rt, "POST", "/unit-groups/{group}/leave", manage, "org.group_leave", "退出分组", func(ctx context.Context, x *in) (*body[groupBody], error) {
		return show(ctx, x.Group, a.s.Leave(ctx, x.Group, x.Body.Version, org.UnitID(x.Body.UnitID)))
	})
	web.Op(rt, "POST", "/unit-groups/{group}/close", manage, "org.group_close", "解散分组", func(ctx context.Context, x *in) (*body[groupBody], error) {
		return show(ctx, x.Group, a.s.CloseGroup(ctx, x.Group, x.Body.Version))
	})
}
