package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"dudao/internal/base/errs"
	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

func TestTheDocumentIsOpenAPI(t *testing.T) {
	w := testkit.New(t)
	rec := w.Get("", "/api/v1/openapi.json")
	if rec.Code != 200 {
		t.Fatalf("code = %d", rec.Code)
	}
	schemas := jsonschema.NewCompiler()
	s, err := schemas.Compile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := jsonschema.UnmarshalJSON(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(d); err != nil {
		t.Error(err)
	}
}

// Every route of the API stands in the document, and nothing else does.
func TestTheDocumentIsComplete(t *testing.T) {
	w := testkit.New(t)
	paths := w.Web.OpenAPI().Paths
	for _, r := range w.Web.Routes {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if !strings.HasPrefix(path, web.API) || r.Feature == "api" {
			continue
		}
		p := paths[path]
		if p == nil || method == "GET" && p.Get == nil || method == "POST" && p.Post == nil {
			t.Errorf("%s is not in the document: add it with web.Op", r.Pattern)
		}
	}
}

func TestReaderOfTheAPI(t *testing.T) {
	w := testkit.New(t)
	rec := w.Get("", "/api/v1/docs")
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), "/api/v1/jobs/{id}/retry") {
		t.Errorf("%d", rec.Code)
	}
	rec = w.Get("", "/api/v1/docs/job")
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, "items[].kind") || strings.Contains(body, "https://") {
		t.Errorf("%d %s", rec.Code, body)
	}
	if rec := w.Get("", "/api/v1/docs/nothing"); rec.Code != 404 {
		t.Errorf("%d", rec.Code)
	}
}

type counted struct {
	Body struct {
		N int `json:"n"`
	}
}

// counting adds an operation that counts its calls and refuses every name but "ok".
func counting(w *testkit.World) *int {
	n := new(int)
	web.Op(w.Web, "POST", "/counted", web.SignedIn, "test.count", "计数", func(ctx context.Context, in *struct {
		Body struct {
			Name string `json:"name" minLength:"1"`
		}
	}) (*counted, error) {
		*n++
		switch in.Body.Name {
		case "busy":
			return nil, errs.New(errs.Unavailable, "数据库正忙，请稍后重试")
		case "bad":
			return nil, errs.NewField("name", "请更正标出的内容")
		}
		out := &counted{}
		out.Body.N = *n
		return out, nil
	})
	return n
}

func TestIdempotencyKey(t *testing.T) {
	w := testkit.New(t)
	n := counting(w)
	send := func(who, key, name string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/api/v1/counted", strings.NewReader(`{"name":"`+name+`"}`))
		r.Header.Set("Content-Type", "application/json")
		if key != "" {
			r.Header.Set(web.IdempotencyKey, key)
		}
		return w.Checked(who, r)
	}
	first, again := send("hd_staff", "k1", "ok"), send("hd_staff", "k1", "ok")
	if *n != 1 || first.Code != 200 || again.Code != 200 || first.Body.String() != again.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("n = %d, %d %s, %d %s", *n, first.Code, first.Body, again.Code, again.Body)
	}
	if rec := send("hd_staff", "k1", "other"); rec.Code != 422 || *n != 1 {
		t.Errorf("another request under the key: %d, n = %d", rec.Code, *n)
	}
	if rec := send("xc_staff", "k1", "ok"); rec.Code != 200 || *n != 2 {
		t.Errorf("another person: %d, n = %d", rec.Code, *n)
	}
	if a, b := send("hd_staff", "k2", "bad"), send("hd_staff", "k2", "bad"); a.Code != 422 || b.Code != 422 || *n != 3 || a.Body.String() != b.Body.String() {
		t.Errorf("a refusal: %d %d, n = %d", a.Code, b.Code, *n)
	}
	if a, b := send("hd_staff", "k3", "busy"), send("hd_staff", "k3", "busy"); a.Code != 503 || b.Code != 503 || *n != 5 {
		t.Errorf("unavailable is tried again: %d %d, n = %d", a.Code, b.Code, *n)
	}
	send("hd_staff", "", "ok")
	send("hd_staff", "", "ok")
	if *n != 7 {
		t.Errorf("without a key: n = %d", *n)
	}
	w.Clock.Days(3)
	w.RunJobs()
	if send("hd_staff", "k1", "ok"); *n != 8 {
		t.Errorf("after the answer was forgotten: n = %d", *n)
	}
}

func TestProblems(t *testing.T) {
	w := testkit.New(t)
	counting(w)
	for _, c := range []struct {
		who, body, language string
		code                int
		want                string
	}{
		{"", `{"name":"ok"}`, "", 401, "请先登录"},
		{"hd_staff", `{"name":""}`, "", 422, "请求内容不符合接口文档的要求"},
		{"hd_staff", `{"name":`, "", 400, ""},
		{"hd_staff", `{"name":"bad"}`, "", 422, "请更正标出的内容"},
	} {
		r := httptest.NewRequest("POST", "/api/v1/counted", strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		rec := w.Checked(c.who, r)
		var p struct {
			Status int
			Detail string
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != c.code || p.Status != c.code || c.want != "" && p.Detail != c.want {
			t.Errorf("%s: %d %s", c.body, rec.Code, rec.Body)
		}
		if kind := rec.Header().Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s: %s", c.body, kind)
		}
	}
	if rec := w.JSON("hd_staff", http.MethodGet, "/api/v1/nowhere", ""); rec.Code != 404 || rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// deaf is a test that counts what it is told.
type deaf struct {
	testing.TB
	said []string
}

func (d *deaf) Errorf(format string, args ...any) {
	d.said = append(d.said, fmt.Sprintf(format, args...))
}

// The check of the answers notices a missing member, an unknown status and an unknown kind of content.
func TestAnswersThatDoNotFitAreNoticed(t *testing.T) {
	const path = "/api/v1/units"
	for name, spoil := range map[string]func(*huma.Operation){
		"member": func(o *huma.Operation) {
			o.Responses["200"].Content["application/json"].Schema = &huma.Schema{Type: "object", Required: []string{"nothing"}}
		},
		"status":  func(o *huma.Operation) { delete(o.Responses, "200"); delete(o.Responses, "default") },
		"content": func(o *huma.Operation) { o.Responses["200"].Content = map[string]*huma.MediaType{"text/csv": {}} },
	} {
		t.Run(name, func(t *testing.T) {
			d := &deaf{TB: t}
			w := testkit.New(d)
			w.API("hd_staff", "GET", "/units", nil)
			if len(d.said) > 0 {
				t.Fatal(d.said)
			}
			spoil(w.Web.OpenAPI().Paths[path].Get)
			w.API("hd_staff", "GET", "/units", nil)
			if len(d.said) != 1 {
				t.Errorf("said %q", d.said)
			}
		})
	}
}
