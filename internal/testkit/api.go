package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
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
	rec := w.Do(name, r)
	if err := w.fits(r, rec); err != nil {
		w.t.Errorf("%s %s: %d does not fit the document: %s\nanswer: %s", r.Method, r.URL.Path, rec.Code, err, rec.Body.String())
	}
	return rec
}

// fits says whether the document of the API tells of such an answer: its status, its kind of content
// and, of JSON, its schema. The schemas of OpenAPI 3.1 are JSON Schema 2020-12.
func (w *World) fits(r *http.Request, rec *httptest.ResponseRecorder) error {
	d, err := w.document()
	if err != nil {
		return err
	}
	path := d.path(r)
	answers := d.op(path, r.Method)
	if answers == nil {
		return fmt.Errorf("no such operation")
	}
	status := strconv.Itoa(rec.Code)
	if answers[status] == nil {
		status = "default"
	}
	if answers[status] == nil {
		return fmt.Errorf("no such status")
	}
	if rec.Body.Len() == 0 && len(answers[status].Content) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(rec.Header().Get("Content-Type"))
	if err != nil {
		return err
	}
	if _, ok := answers[status].Content[kind]; !ok {
		return fmt.Errorf("no such content: %s", kind)
	}
	if !strings.HasSuffix(kind, "json") {
		return nil
	}
	return d.valid(pointer("paths", path, strings.ToLower(r.Method), "responses", status, "content", kind, "schema"), rec.Body.Bytes())
}

// document is the document of the API, read as a test reads it.
type document struct {
	Paths map[string]map[string]json.RawMessage `json:"paths"`

	mux     *http.ServeMux
	mu      sync.Mutex // guards what follows
	schemas *jsonschema.Compiler
}

type answers map[string]*struct {
	Content map[string]json.RawMessage `json:"content"`
}

// documents are kept by their text: to read one takes longer than most tests.
var documents sync.Map

func (w *World) document() (*document, error) {
	text, err := json.Marshal(w.Web.OpenAPI())
	if err != nil {
		return nil, err
	}
	if d, ok := documents.Load(string(text)); ok {
		return d.(*document), nil
	}
	d := &document{mux: http.NewServeMux(), schemas: jsonschema.NewCompiler()}
	d.schemas.AssertFormat()
	if err := json.Unmarshal(text, d); err != nil {
		return nil, err
	}
	for path, ops := range d.Paths {
		for method := range ops {
			d.mux.Handle(strings.ToUpper(method)+" "+path, http.NotFoundHandler())
		}
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if err := d.schemas.AddResource("openapi.json", whole); err != nil {
		return nil, err
	}
	documents.Store(string(text), d)
	return d, nil
}

// path is the address in the document that answers a request, "" if none does.
func (d *document) path(r *http.Request) string {
	_, p := d.mux.Handler(r)
	_, p, _ = strings.Cut(p, " ")
	return p
}

func (d *document) op(path, method string) answers {
	var op struct {
		Responses answers `json:"responses"`
	}
	if json.Unmarshal(d.Paths[path][strings.ToLower(method)], &op) != nil {
		return nil
	}
	return op.Responses
}

// valid checks a value against the schema that stands at a place of the document.
func (d *document) valid(at string, text []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	d.mu.Lock()
	s, err := d.schemas.Compile("openapi.json#" + at)
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// pointer is a place in a JSON document (RFC 6901), as a fragment of an address.
func pointer(steps ...string) string {
	var b strings.Builder
	for _, s := range steps {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D", "%", "%25").Replace(s))
	}
	return b.String()
}
