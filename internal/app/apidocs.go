package app

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// apiView is one page of the reader of the API: all operations, or those of one tag in full.
type apiView struct {
	ui.Frame
	Intro []string
	Table ui.Table
	Cards []apiCard
}

// apiCard is one operation in full.
type apiCard struct {
	ui.Card
	Line   string // POST /api/v1/…
	Tables []ui.Table
}

var apiPage = web.MustPage[apiView](ui.Layout, html, "html/api.html")

// operation is one operation with its place.
type operation struct {
	*huma.Operation
	method, path string
}

func (a *App) apiRoutes() {
	rt := a.Web
	rt.Feature("api")
	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(rt.OpenAPI()) })
	rt.Handle("GET /api/v1/openapi.json", web.Public, func(w http.ResponseWriter, r *http.Request) error {
		text, err := document()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		w.Header().Set("Cache-Control", "no-cache")
		_, err = w.Write(text)
		return err
	})
	rt.Handle("GET /api/v1/docs", web.Public, a.showAPI)
	rt.Handle("GET /api/v1/docs/{tag}", web.Public, a.showAPITag)
}

// operations lists the operations by address.
func (a *App) operations(tag string) (all []operation) {
	paths := a.Web.OpenAPI().Paths
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		p := paths[path]
		for _, o := range []operation{{p.Get, "GET", path}, {p.Post, "POST", path}, {p.Put, "PUT", path}, {p.Patch, "PATCH", path}, {p.Delete, "DELETE", path}} {
			if o.Operation != nil && (tag == "" || slices.Contains(o.Tags, tag)) {
				all = append(all, o)
			}
		}
	}
	return all
}

func (a *App) showAPI(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := apiView{Frame: ui.NewFrame(r, lang.T(ctx, "接口文档")), Intro: []string{
		lang.T(ctx, "页面上能做的事，接口都能做：同样的规则，同样的权限。"),
		lang.T(ctx, "用浏览器会话或“Authorization: Bearer 令牌”访问。错误按 RFC 9457 返回。写操作可带“Idempotency-Key”，重复发送得到第一次的结果。"),
	}}
	v.Head.Actions = []ui.Button{{Label: "openapi.json", URL: web.API + "/openapi.json", Plain: true, Icon: "download"}}
	v.Table = ui.Table{Caption: v.Title, Columns: []ui.Column{{Label: lang.T(ctx, "地址")}, {Label: lang.T(ctx, "用途")}, {Label: lang.T(ctx, "权限")}}}
	for _, o := range a.operations("") {
		v.Table.Rows = append(v.Table.Rows, []ui.Cell{
			{Text: o.method + " " + o.path, URL: web.API + "/docs/" + o.Tags[0] + "#" + o.OperationID},
			{Text: lang.T(ctx, o.Summary)}, {Text: a.permissionOf(r, o)},
		})
	}
	return apiPage.Render(w, r, http.StatusOK, v)
}

func (a *App) permissionOf(r *http.Request, o operation) string {
	switch p, _ := o.Extensions["x-permission"].(string); p {
	case "":
		return lang.T(r.Context(), "公开")
	case web.SignedIn:
		return lang.T(r.Context(), "已登录")
	default:
		for _, d := range a.Policy.Defs {
			if string(d.Permission) == p {
				return lang.T(r.Context(), d.Label)
			}
		}
		return p
	}
}

func (a *App) showAPITag(w http.ResponseWriter, r *http.Request) error {
	ctx, tag := r.Context(), r.PathValue("tag")
	list := a.operations(tag)
	if len(list) == 0 {
		return errs.New(errs.NotFound, "没有这组接口：%s", tag)
	}
	v := apiView{Frame: ui.NewFrame(r, lang.T(ctx, "接口文档")+" · "+tag, ui.Link{Text: lang.T(ctx, "接口文档"), URL: web.API + "/docs"})}
	for _, o := range list {
		c := apiCard{Card: ui.Card{ID: o.OperationID, Title: lang.T(ctx, o.Summary)}, Line: o.method + " " + o.path}
		c.Facts = []ui.Fact{{Label: lang.T(ctx, "权限"), Value: a.permissionOf(r, o)}}
		if t := a.parameters(r, o); len(t.Rows) > 0 {
			c.Tables = append(c.Tables, t)
		}
		if o.RequestBody != nil {
			for _, m := range o.RequestBody.Content {
				c.Tables = append(c.Tables, a.fields(r, lang.T(ctx, "请求内容"), m.Schema))
			}
		}
		for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
			if m := o.Responses[status].Content["application/json"]; m != nil {
				c.Tables = append(c.Tables, a.fields(r, lang.T(ctx, "返回 %s", status), m.Schema))
			}
		}
		v.Cards = append(v.Cards, c)
	}
	return apiPage.Render(w, r, http.StatusOK, v)
}

func (a *App) parameters(r *http.Request, o operation) ui.Table {
	t := a.table(r, lang.T(r.Context(), "参数"))
	for _, p := range o.Parameters {
		t.Rows = append(t.Rows, a.row(r, p.Name, p.In, p.Schema, p.Required))
	}
	return t
}

func (a *App) table(r *http.Request, caption string) ui.Table {
	ctx := r.Context()
	return ui.Table{Caption: caption, Columns: []ui.Column{{Label: caption}, {Label: lang.T(ctx, "类型")}, {Label: lang.T(ctx, "必填")}}}
}

func (a *App) row(r *http.Request, name, sub string, s *huma.Schema, required bool) []ui.Cell {
	must := ""
	if required {
		must = lang.T(r.Context(), "是")
	}
	return []ui.Cell{{Text: name, Sub: sub}, {Text: kindOf(s)}, {Text: must}}
}

// fields lists what an object is made of, what lies in it indented by its name.
func (a *App) fields(r *http.Request, caption string, s *huma.Schema) ui.Table {
	t := a.table(r, caption)
	a.walk(r, &t, "", s, 0)
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, a.row(r, kindOf(s), "", s, true))
	}
	return t
}

func (a *App) walk(r *http.Request, t *ui.Table, prefix string, s *huma.Schema, depth int) {
	s = a.resolve(s)
	if s == nil || depth > 3 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		t.Rows = append(t.Rows, a.row(r, prefix+name, p.Description, p, slices.Contains(s.Required, name)))
		inner, mark := a.resolve(p), "."
		if inner != nil && inner.Items != nil {
			inner, mark = inner.Items, "[]."
		}
		a.walk(r, t, prefix+name+mark, inner, depth+1)
	}
}

func (a *App) resolve(s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return a.Web.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// kindOf says the type of a value in a word, such as "string (uuid)" or "integer ≥ 1".
func kindOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case s.Items != nil:
		return kindOf(s.Items) + "[]"
	}
	text := s.Type
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	if s.Minimum != nil {
		text += " ≥ " + strconv.FormatFloat(*s.Minimum, 'f', -1, 64)
	}
	if s.Maximum != nil {
		text += " ≤ " + strconv.FormatFloat(*s.Maximum, 'f', -1, 64)
	}
	return text
}
