package visitweb

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/file"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// most bytes of what a phone sends of one visit, and of one photo.
const (
	mostJSON  = 1 << 20
	mostPhoto = 12 << 20
)

type appView struct {
	ui.Frame
	Texts string // the words of the phone in the reader's language, as JSON
}

var appPage = web.MustPage[appView](ui.Layout, pages, "app.html")

// app is the page that the phone keeps: it draws itself from what is stored on the phone.
func (h handler) app(w http.ResponseWriter, r *http.Request) error {
	words := map[string]string{}
	for _, zh := range appTexts {
		words[zh] = lang.T(r.Context(), zh)
	}
	for _, list := range [][]visit.Word{visit.Answers, visit.Parts, visit.Outcomes, visit.Rechecks} {
		for _, x := range list {
			words[x.Label] = lang.T(r.Context(), x.Label)
		}
	}
	for _, x := range visit.Texts {
		words[x.Label] = lang.T(r.Context(), x.Label)
	}
	text, err := json.Marshal(words)
	if err != nil {
		return err
	}
	return appPage.Render(w, r, http.StatusOK, appView{ui.NewFrame(r, lang.T(r.Context(), "手机随访")), string(text)})
}

// worker serves the script that keeps the page on the phone; it may not reach beyond the page.
func (h handler) worker(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Service-Worker-Allowed", "/visit-app")
	_, err := w.Write(ui.Script("sw.js"))
	return err
}

func (h handler) day(w http.ResponseWriter, r *http.Request) error {
	d, err := h.s.Day(r.Context())
	if err != nil {
		return said(w, r, err)
	}
	return answer(w, http.StatusOK, d)
}

// reply is what the phone hears of one visit.
type reply struct {
	ID        string                 `json:"id"`
	State     visit.State            `json:"state"`
	Receipt   string                 `json:"receipt"`
	Version   int                    `json:"version"`
	Values    map[string]visit.Value `json:"values"`
	Conflicts []visit.Conflict       `json:"conflicts"`
}

func (h handler) put(w http.ResponseWriter, r *http.Request) error {
	var p visit.Put
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostJSON)).Decode(&p); err != nil {
		return said(w, r, errs.New(errs.Invalid, "发送的内容无法读取").Because(err))
	}
	a, err := h.s.Put(r.Context(), p)
	if err != nil {
		return said(w, r, err)
	}
	out := reply{ID: a.Visit.ID, State: a.Visit.State, Version: a.Visit.Version, Values: a.Values, Conflicts: a.Conflicts}
	if a.Visit.State != visit.Draft {
		out.Receipt = a.Visit.Receipt
	}
	return answer(w, http.StatusOK, out)
}

// photo keeps one photo of a draft; the id was made on the phone, so that sending twice keeps one.
func (h handler) photo(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	taken := civil.Time{}
	if err := taken.Scan(q.Get("at")); err != nil {
		taken = civil.Time{}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostPhoto))
	if err != nil {
		return said(w, r, errs.New(errs.Invalid, "照片没有传完，请重新发送").Because(err))
	}
	sum := sha256.Sum256(body)
	if want := q.Get("sha256"); want != "" && want != hex.EncodeToString(sum[:]) {
		return said(w, r, errs.New(errs.Invalid, "照片在传输中损坏，请重新发送"))
	}
	it, err := h.files.Add(r.Context(), file.Upload{ID: q.Get("id"), Ref: ident.Ref{Kind: visit.RefKind, ID: q.Get("visit")}, Name: q.Get("name"), Title: q.Get("title"), HappenedAt: taken}, bytes.NewReader(body))
	if err != nil {
		return said(w, r, err)
	}
	return answer(w, http.StatusOK, map[string]string{"id": it.ID, "sha256": it.Now().SHA256})
}

func (h handler) emergency(w http.ResponseWriter, r *http.Request) error {
	var p struct {
		ID   string     `json:"id"`
		Unit org.UnitID `json:"unit"`
		Said string     `json:"said"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostJSON)).Decode(&p); err != nil {
		return said(w, r, errs.New(errs.Invalid, "发送的内容无法读取").Because(err))
	}
	if err := h.s.Emergency(r.Context(), p.ID, p.Unit, p.Said); err != nil {
		return said(w, r, err)
	}
	return answer(w, http.StatusOK, map[string]string{"id": p.ID})
}

// trouble is why something was refused, in words and by property.
type trouble struct {
	Text   string `json:"text"`
	Fields []bad  `json:"fields,omitempty"`
}

type bad struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// said answers an error in the phone's own words; what is no fault of the phone is the router's.
func said(w http.ResponseWriter, r *http.Request, err error) error {
	status := web.Status(err)
	if status >= http.StatusInternalServerError {
		return err
	}
	l := lang.From(r.Context())
	out := trouble{Text: errs.TextIn(l, err)}
	for _, f := range errs.FieldsIn(l, err) {
		out.Fields = append(out.Fields, bad{f.Name, f.Text})
	}
	return answer(w, status, out)
}

func answer(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}
