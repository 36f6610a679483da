// Package portalweb serves the public site: reports and rectification results without sign-in, read
// from frozen snapshots and nothing else.
package portalweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *portal.Service }

// Routes adds every URL of the public site.
func Routes(rt *web.Router, s *portal.Service) {
	rt.Feature("portal")
	withdraw := string(portal.MayWithdraw)
	rt.AddNav(
		web.NavItem{Group: "公开", Label: "公开网站", URL: "/public", Permission: web.Public, Icon: "globe", Order: 380},
		web.NavItem{Group: "公开", Label: "已公开内容", URL: "/publications", Permission: withdraw, Icon: "file", Order: 385},
	)
	h := handler{s}
	rt.Handle("GET /{$}", web.Public, h.root)
	rt.Handle("GET /public", web.Public, h.home)
	rt.Handle("GET /public/units/{id}", web.Public, h.unit)
	rt.Handle("GET /public/items/{id}", web.Public, h.item)
	rt.Handle("GET /public/items/{id}/frozen.json", web.Public, h.frozen)
	rt.Handle("GET /public/items/{id}/data.csv", web.Public, h.csv)
	rt.Handle("GET /public/feed.xml", web.Public, h.feed)
	rt.Handle("GET /sitemap.xml", web.Public, h.sitemap)
	rt.Handle("GET /robots.txt", web.Public, h.robots)
	rt.Handle("GET /publications", withdraw, h.publications)
	rt.Handle("POST /publications/{id}/withdraw", withdraw, h.withdraw)
	api(rt, s)
}

type (
	listInput struct {
		Text string `query:"q" doc:"标题、单位或正文中含有的文字"`
		Kind string `query:"kind" doc:"report 或 rectification"`
		Year int    `query:"year"`
		Unit string `query:"unit"`
		Page int    `query:"page" minimum:"1" default:"1"`
		Size int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	listOutput struct {
		Body struct {
			Total int               `json:"total"`
			Rows  []portal.Snapshot `json:"rows"`
		}
	}
	itemOutput struct {
		Body struct {
			portal.Snapshot
			Item portal.Item `json:"item"`
		}
	}
)

func api(rt *web.Router, s *portal.Service) {
	web.Op(rt, "GET", "/public/items", web.Public, "portal.list", "公开内容列表", func(ctx context.Context, in *listInput) (*listOutput, error) {
		l, err := s.List(ctx, portal.Filter{Text: in.Text, Kind: in.Kind, Year: in.Year, UnitID: in.Unit}, page.Req{Number: in.Page, Size: in.Size})
		out := &listOutput{}
		if out.Body.Total, out.Body.Rows = l.Total, l.Rows; l.Rows == nil {
			out.Body.Rows = []portal.Snapshot{}
		}
		return out, err
	})
	web.Op(rt, "GET", "/public/items/{id}", web.Public, "portal.get", "一项公开内容", func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*itemOutput, error) {
		out := &itemOutput{}
		var err error
		if out.Body.Snapshot, out.Body.Item, err = s.Item(ctx, in.ID); err != nil {
			return nil, err
		}
		if out.Body.Item.Sections == nil {
			out.Body.Item.Sections = []portal.Section{}
		}
		return out, nil
	})
	web.Op(rt, "POST", "/public/items/{id}/withdraw", string(portal.MayWithdraw), "portal.withdraw", "撤回公开内容", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Reason string `json:"reason,omitempty"`
		}
	}) (*struct{}, error) {
		return nil, s.WithdrawItem(ctx, in.ID, in.Body.Reason)
	})
}

// frame is the light frame of the public site: nobody's name, no navigation, nothing internal.
func frame(r *http.Request, title string, crumbs ...ui.Link) ui.Frame {
	f := ui.NewFrame(r, title, crumbs...)
	f.User, f.Nav, f.Shell.Role = "", nil, ""
	return f
}

// filterOf reads what is asked of the public list.
func filterOf(r *http.Request) (portal.Filter, page.Req) {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	n, _ := strconv.Atoi(q.Get("page"))
	return portal.Filter{Text: q.Get("q"), Kind: q.Get("kind"), Year: year}, page.Req{Number: n, Size: 20}
}

// publications lists what this office has published, with the way to take it back.
func (h handler) publications(w http.ResponseWriter, r *http.Request) error {
	return h.showPublications(w, r, http.StatusOK, nil)
}

func (h handler) showPublications(w http.ResponseWriter, r *http.Request, status int, bad error) error {
	ctx := r.Context()
	_, p := filterOf(r)
	list, err := h.s.Own(ctx, p)
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "已公开内容")), Pager: ui.PagerOf(r, list.Total, p)}
	v.Head.Sub = lang.T(ctx, "谁组织、谁发布、谁负责：这里是本单位发布的内容")
	if list.Total == 0 {
		v.Cards = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "还没有公开内容。督导报告批准后、整改验收后可以公布。")}}}
	}
	for _, s := range list.Rows {
		c := ui.Card{Title: s.Title, Chips: chips(ctx, s), Note: s.PublishedOn.String(), More: []ui.Link{{Text: lang.T(ctx, "查看公开页面"), URL: s.URL()}}}
		if s.State == "current" {
			f := ui.Form{ID: "withdraw-" + s.ID, Action: "/publications/" + s.ID + "/withdraw", Danger: true, Submit: lang.T(ctx, "撤回"),
				Note:   lang.T(ctx, "撤回后公众只能看到撤回说明和理由，内容不再显示；撤回不能恢复。"),
				Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "撤回理由"), Type: "textarea", Rows: 2, Required: true}}}
			if bad != nil && r.PathValue("id") == s.ID {
				f.Keep(r)
				f.Refuse(r, bad)
			}
			c.Asks = []ui.Ask{{Label: lang.T(ctx, "撤回"), Plain: true, Form: f}}
		}
		v.Cards = append(v.Cards, c)
	}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	err := h.s.WithdrawItem(r.Context(), r.PathValue("id"), r.FormValue("reason"))
	if errs.KindOf(err) == errs.Invalid {
		return h.showPublications(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/publications")
}
