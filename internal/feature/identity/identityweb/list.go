package identityweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

func accountsLink(ctx context.Context) ui.Link {
	return ui.Link{Text: lang.T(ctx, "账号"), URL: "/accounts"}
}

func filterOf(r *http.Request) identity.Filter {
	q := r.URL.Query()
	return identity.Filter{Text: strings.TrimSpace(q.Get("q")), Role: access.Role(q.Get("role")), State: identity.State(q.Get("state"))}
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, asked := filterOf(r), ui.Asked(r)
	done, err := ui.Export(w, r, lang.T(ctx, "账号"), func() xlsx.Rows { return h.exported(ctx, f, asked) })
	if done || err != nil {
		return err
	}
	p, err := h.s.List(ctx, f, asked)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "账号"))}
	v.Head.Actions = listActions(ctx)
	v.List = ui.List{
		Action: "/accounts", Search: ui.SearchBox(r, lang.T(ctx, "查登录名、姓名或完整电话")), Total: p.Total, Export: ui.Exports(r), Pager: ui.PagerOf(r, p.Total, asked),
		Filters: []ui.Filter{
			ui.Choice(r, "role", lang.T(ctx, "角色"), roleOptions(ctx)...),
			ui.Choice(r, "state", lang.T(ctx, "状态"), ui.Option{Value: string(identity.Active), Label: lang.T(ctx, "正常")}, ui.Option{Value: string(identity.Disabled), Label: lang.T(ctx, "已停用")}),
		},
		Table: ui.Table{Caption: lang.T(ctx, "账号"), Empty: lang.T(ctx, "没有符合条件的账号"), Columns: []ui.Column{
			ui.Sortable(r, "login", lang.T(ctx, "登录名")), ui.Sortable(r, "name", lang.T(ctx, "姓名")), ui.Sortable(r, "unit", lang.T(ctx, "单位")),
			{Label: lang.T(ctx, "角色")}, ui.Sortable(r, "signed_in", lang.T(ctx, "最近登录")), {Label: lang.T(ctx, "状态")},
		}},
	}
	for _, a := range p.Rows {
		state := stateChip(ctx, a.Account)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{
			{Text: a.Login, URL: a.URL()}, {Text: a.Name}, {Text: orDash(stringOf(a.UnitName))},
			{Text: orDash(roleList(ctx, a.Held))}, {Text: orDash(moment(a.SignedInAt))}, {Chip: &state},
		})
	}
	return listPage.Render(w, r, http.StatusOK, v)
}

func listActions(ctx context.Context) (do []ui.Button) {
	if access.Holds(ctx, identity.MayManage) == nil {
		do = append(do, ui.Button{Label: lang.T(ctx, "新建账号"), URL: "/accounts/new"}, ui.Button{Label: lang.T(ctx, "批量导入"), URL: "/account-imports", Plain: true})
	}
	if access.Holds(ctx, identity.MayRule) == nil {
		do = append(do, ui.Button{Label: lang.T(ctx, "登录安全规则"), URL: "/accounts/rules", Plain: true}, ui.Button{Label: lang.T(ctx, "全部代理"), URL: "/accounts/delegations", Plain: true})
	}
	return do
}

func roleOptions(ctx context.Context) (out []ui.Option) {
	for _, r := range access.Roles {
		out = append(out, ui.Option{Value: string(r.Role), Label: lang.T(ctx, r.Label)})
	}
	return out
}

// exported writes every page of the list, without contacts.
func (h handler) exported(ctx context.Context, f identity.Filter, asked page.Req) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "登录名"), lang.T(ctx, "姓名"), lang.T(ctx, "单位"), lang.T(ctx, "角色"), lang.T(ctx, "最近登录"), lang.T(ctx, "状态")}, nil) {
			return
		}
		asked.Size = page.Max
		for asked.Number = 1; ; asked.Number++ {
			p, err := h.s.List(ctx, f, asked)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, a := range p.Rows {
				if !yield([]any{a.Login, a.Name, stringOf(a.UnitName), roleList(ctx, a.Held), moment(a.SignedInAt), lang.T(ctx, a.State.Label())}, nil) {
					return
				}
			}
			if asked.Number*page.Max >= p.Total {
				return
			}
		}
	}
}
