package web

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
)

// API is the prefix of every operation.
const API = "/api/v1"

type apiState struct {
	huma       huma.API
	permission map[string]string // pattern → permission, until huma registers it
}

// guardedMux puts every operation of the API into the route table, behind the guard.
type guardedMux struct{ rt *Router }

func (m guardedMux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	permission, ok := m.rt.api.permission[pattern]
	if !ok {
		panic("web: operation without a permission: " + pattern)
	}
	m.rt.Handle(pattern, permission, func(w http.ResponseWriter, r *http.Request) error {
		return m.rt.replies.answer(w, r, func(w http.ResponseWriter, r *http.Request) error {
			h(w, r)
			return nil
		})
	})
}

func (m guardedMux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.rt.mux.ServeHTTP(w, r) }

func (rt *Router) startAPI() {
	rt.api.permission = map[string]string{}
	c := huma.DefaultConfig("dudao", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served by ourselves: their page loads from a foreign host
	c.CreateHooks = nil
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Info.Description = "Education supervision platform. Errors are problems as in RFC 9457. Lists take page and size. " +
		"A write with the header Idempotency-Key may be sent again: the second request gets the answer of the first. Texts come in Chinese, or in English with Accept-Language: en."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "A token made under /sessions"},
		"session": {Type: "apiKey", In: "cookie", Name: "dudao_session", Description: "A browser that is signed in"},
	}
	c.Transformers = append(c.Transformers, sayInLanguage)
	rt.api.huma = humago.New(guardedMux{rt}, c)
}

// packagePath is what the name of a generic type carries of its argument: "VersionedDudao/internal/…webBody".
var packagePath = regexp.MustCompile(`[Dd]udao/(?:[a-z0-9_]+/)*[a-z0-9_]+`)

// schemaName names the schema of a type after its feature too: two features may both have an Item.
func schemaName(t reflect.Type, hint string) string {
	if t.Name() == "" { // of a body without a name the operation tells: org.edit and plan.edit are two
		feature, rest, ok := strings.Cut(hint, ".")
		if ok && rest != "" {
			hint = feature + strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	name := packagePath.ReplaceAllString(huma.DefaultSchemaNamer(t, hint), "")
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	feature := strings.TrimSuffix(t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:], "web")
	if feature == "" || t.Name() == "" || strings.HasPrefix(strings.ToLower(name), feature) {
		return name
	}
	return strings.ToUpper(feature[:1]) + feature[1:] + name
}

// sayInLanguage says in the language of the request that what was sent does not fit the document.
func sayInLanguage(ctx huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*huma.ErrorModel); ok && p.Detail == "validation failed" {
		p.Detail = lang.T(ctx.Context(), "请求内容不符合接口文档的要求")
	}
	return v, nil
}

// OpenAPI returns the document of the API as OpenAPI 3.1.
func (rt *Router) OpenAPI() *huma.OpenAPI { return rt.api.huma.OpenAPI() }

// Op adds an operation of the API: the same service a page calls, behind the same permission.
// id is a name such as "rectify.list"; path starts after /api/v1. I and O follow huma's rules: fields
// tagged path, query or header, and a Body.
func Op[I, O any](rt *Router, method, path, permission, id, summary string, f func(ctx context.Context, in *I) (*O, error)) {
	rt.api.permission[method+" "+API+path] = permission
	tag, _, _ := strings.Cut(id, ".")
	op := huma.Operation{OperationID: id, Method: method, Path: API + path, Summary: summary, Tags: []string{tag}, MaxBodyBytes: -1} // Router.MaxBody limits
	if permission != Public {
		op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
		op.Extensions = map[string]any{"x-permission": permission}
		if method != http.MethodGet {
			most := mostKey
			op.Parameters = append(op.Parameters, &huma.Param{Name: IdempotencyKey, In: "header",
				Description: "Any text of the client's; a second request with it gets the answer of the first",
				Schema:      &huma.Schema{Type: "string", MaxLength: &most}})
		}
	}
	huma.Register(rt.api.huma, op, func(ctx context.Context, in *I) (*O, error) {
		if at := unstorable(reflect.ValueOf(in).Elem(), ""); at != "" {
			return nil, rt.problem(ctx, errs.NewField(at, "含有无法保存的控制字符"))
		}
		out, err := f(ctx, in)
		if err != nil {
			return nil, rt.problem(ctx, err)
		}
		return out, nil
	})
}

// problem is Problem with what an operator finds in the log, for a fault of ours.
func (rt *Router) problem(ctx context.Context, err error) huma.StatusError {
	if Status(err) >= 500 && ctx.Err() == nil {
		slog.ErrorContext(ctx, "failed", "request", RequestID(ctx), "error", err)
	}
	return Problem(lang.From(ctx), err)
}

// Problem turns err into an RFC 9457 problem that tells nothing a person may not read.
func Problem(l lang.Lang, err error) huma.StatusError {
	p := &huma.ErrorModel{Status: Status(err), Title: http.StatusText(Status(err)), Detail: errs.TextIn(l, err)}
	for _, f := range errs.FieldsIn(l, err) {
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: f.Name, Message: f.Text})
	}
	return p
}
