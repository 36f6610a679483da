package web

import (
	"context"
	"net/http"
	"reflect"
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
		h(w, r)
		return nil
	})
}

func (m guardedMux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.rt.mux.ServeHTTP(w, r) }

func (rt *Router) startAPI() {
	rt.api.permission = map[string]string{}
	c := huma.DefaultConfig("dudao 督导", "1.0.0")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served by ourselves: their page loads from a foreign host
	c.CreateHooks = nil
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	rt.api.huma = humago.New(guardedMux{rt}, c)
}

// schemaName names the schema of a type after its feature too: two features may both have an Item.
func schemaName(t reflect.Type, hint string) string {
	if t.Name() == "" { // of a body without a name the operation tells: org.edit and plan.edit are two
		feature, rest, ok := strings.Cut(hint, ".")
		if ok && rest != "" {
			hint = feature + strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	feature := strings.TrimSuffix(t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:], "web")
	if feature == "" || t.Name() == "" || strings.HasPrefix(strings.ToLower(name), feature) {
		return name
	}
	return strings.ToUpper(feature[:1]) + feature[1:] + name
}

// OpenAPI returns the document of the API as OpenAPI 3.1.
func (rt *Router) OpenAPI() *huma.OpenAPI { return rt.api.huma.OpenAPI() }

// Op adds an operation of the API: the same service a page calls, behind the same permission.
// id is a name such as "rectify.list"; path starts after /api/v1. I and O follow huma's rules: fields
// tagged path, query or header, and a Body.
func Op[I, O any](rt *Router, method, path, permission, id, summary string, f func(ctx context.Context, in *I) (*O, error)) {
	rt.api.permission[method+" "+API+path] = permission
	tag, _, _ := strings.Cut(id, ".")
	huma.Register(rt.api.huma, huma.Operation{
		OperationID: id, Method: method, Path: API + path, Summary: summary, Tags: []string{tag},
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, Problem(lang.From(ctx), err)
		}
		return out, nil
	})
}

// Problem turns err into an RFC 9457 problem that tells nothing a person may not read.
func Problem(l lang.Lang, err error) huma.StatusError {
	p := &huma.ErrorModel{Status: Status(err), Title: http.StatusText(Status(err)), Detail: errs.TextIn(l, err)}
	for _, f := range errs.FieldsIn(l, err) {
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: f.Name, Message: f.Text})
	}
	return p
}
