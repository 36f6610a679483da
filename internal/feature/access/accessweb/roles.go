package accessweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var rolesPage = web.MustPage[rolesView](ui.Layout, files, "roles.html")

// rolesView is the matrix of roles and permissions; it is generated from the tables that the program
// asks, so it cannot say anything else than what holds.
type rolesView struct {
	ui.Frame
	List ui.List
}

func (h handler) roles(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := r.URL.Query()
	defs, roles := h.narrow(ctx, q.Get("q"), access.Role(q.Get("role")))
	done, err := ui.Export(w, r, lang.T(ctx, "角色与权限"), func() xlsx.Rows { return exported(ctx, defs, roles) })
	if done || err != nil {
		return err
	}
	v := rolesView{Frame: ui.NewFrame(r, lang.T(ctx, "角色与权限"))}
	v.Head.Sub = lang.T(ctx, "由程序使用的权限表生成；角色的管辖范围是单位子树，见账号页。")
	var options []ui.Option
	for _, x := range access.Roles {
		options = append(options, ui.Option{Value: string(x.Role), Label: lang.T(ctx, x.Label)})
	}
	t := ui.Table{Caption: lang.T(ctx, "角色与权限"), Empty: lang.T(ctx, "没有符合条件的权限"), Columns: []ui.Column{{Label: lang.T(ctx, "权限")}}}
	for _, x := range roles {
		t.Columns = append(t.Columns, ui.Column{Label: lang.T(ctx, x.Label)})
	}
	for _, d := range defs {
		row := []ui.Cell{{Text: lang.T(ctx, d.Label), Sub: string(d.Permission)}}
		for _, x := range roles {
			c := ui.Cell{Text: "—"}
			if slices.Contains(d.Roles, x.Role) {
				c = ui.Cell{Chip: &ui.Chip{Text: lang.T(ctx, "有"), Tone: ui.Done}}
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	v.List = ui.List{Action: "/roles", Search: ui.SearchBox(r, lang.T(ctx, "查权限")), Total: len(defs), Table: t, Export: ui.Exports(r), Pager: ui.Pager{Now: 1, Last: 1},
		Filters: []ui.Filter{ui.Choice(r, "role", lang.T(ctx, "角色"), options...)}}
	return rolesPage.Render(w, r, http.StatusOK, v)
}

// narrow returns the permissions that contain text, and the roles to show: one or all.
func (h handler) narrow(ctx context.Context, text string, role access.Role) (defs []access.Def, roles []access.RoleInfo) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, d := range h.policy.Defs {
		if strings.Contains(strings.ToLower(string(d.Permission)+" "+lang.T(ctx, d.Label)), text) && (role == "" || slices.Contains(d.Roles, role)) {
			defs = append(defs, d)
		}
	}
	for _, x := range access.Roles {
		if role == "" || x.Role == role {
			roles = append(roles, x)
		}
	}
	return defs, roles
}

func exported(ctx context.Context, defs []access.Def, roles []access.RoleInfo) xlsx.Rows {
	head := []any{lang.T(ctx, "权限"), lang.T(ctx, "代码")}
	for _, x := range roles {
		head = append(head, lang.T(ctx, x.Label))
	}
	rows := [][]any{head}
	for _, d := range defs {
		row := []any{lang.T(ctx, d.Label), string(d.Permission)}
		for _, x := range roles {
			cell := ""
			if slices.Contains(d.Roles, x.Role) {
				cell = lang.T(ctx, "有")
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return xlsx.Of(rows...)
}

type rolesOut struct {
	Body struct {
		Roles       []roleInfoBody   `json:"roles"`
		Permissions []permissionBody `json:"permissions"`
	}
}

type roleInfoBody struct {
	Role  string `json:"role"`
	Label string `json:"label"`
}

type permissionBody struct {
	Permission string   `json:"permission"`
	Label      string   `json:"label"`
	Roles      []string `json:"roles"`
}

func (h handler) apiRoles(ctx context.Context, _ *struct{}) (*rolesOut, error) {
	out := new(rolesOut)
	for _, x := range access.Roles {
		out.Body.Roles = append(out.Body.Roles, roleInfoBody{string(x.Role), lang.T(ctx, x.Label)})
	}
	for _, d := range h.policy.Defs {
		p := permissionBody{string(d.Permission), lang.T(ctx, d.Label), []string{}}
		for _, x := range d.Roles {
			p.Roles = append(p.Roles, string(x))
		}
		out.Body.Permissions = append(out.Body.Permissions, p)
	}
	return out, nil
}
