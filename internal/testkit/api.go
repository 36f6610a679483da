package testkit

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// API sends a request of the API as that person and fails the test if the answer does not fit the
// document of the API. path starts after /api/v1; body is anything JSON can say, nil sends none.
func (w *World) API(name, method, path string, body any) *httptest.ResponseRecorder {
	w.t.Helper()
	var text []byte
	if body != nil {
		var err error
		text, err = json.Marshal(body)
		w.Must(err)
	}
	return w.Checked(name, newRequest(method, "/api/v1"+path, text))
}

func newRequest(method, url string, body []byte) *http.Request {
	r := httptest.NewRequest(method, url, bytes.NewReader(body))
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// Checked serves a request of the API, with headers of the test's choice, and checks the answer.
func (w *World) Checked(name string, r *http.Request) *httptest.ResponseRecorder {
	w.t.Helper()
	again := r.Clone(r.Context())
	rec := w.Do(name, r)
	v, err := w.document()
	w.Must(err)
	res := rec.Result()
	res.Body = readCloser{strings.NewReader(rec.Body.String())}
	if ok, problems := v.ValidateHttpResponse(again, res); !ok {
		for _, p := range problems {
			w.t.Errorf("%s %s: %d does not fit the document: %s: %s", r.Method, r.URL.Path, rec.Code, p.Message, p.Reason)
			for _, s := range p.SchemaValidationErrors {
				w.t.Errorf("  %s: %s", s.FieldPath, s.Reason)
			}
		}
		w.t.Logf("answer: %s", rec.Body.String())
	}
	return rec
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// documents are the checkers by the text of the document: making one takes longer than most tests.
var documents sync.Map

func (w *World) document() (validator.Validator, error) {
	text, err := json.Marshal(w.Web.OpenAPI())
	if err != nil {
		return nil, err
	}
	if v, ok := documents.Load(string(text)); ok {
		return v.(validator.Validator), nil
	}
	d, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, err
	}
	v, problems := validator.NewValidator(d)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	documents.Store(string(text), v)
	return v, nil
}
