package testkit

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"maps"
	"net/http/httptest"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/file"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
)

func init() {
	files := func(w *World) Pair { return IDs(w.photo("hd"), w.photo("xc")) }
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/files/{id}":          files,
		"/files/download/{id}": files,
		"/files/preview/{id}":  files,
		"/files/thumb/{id}":    files,
		"/files/tus/{id}":      func(w *World) Pair { return IDs(w.upload("hd"), w.upload("xc")) },
		"/audit/{id}":          func(w *World) Pair { return IDs(w.entry("hd"), w.entry("xc")) },
		"/duties/{id}":         func(w *World) Pair { return IDs(w.duty("hd"), w.duty("xc")) },
		"/plans/{id}":          func(w *World) Pair { return Pair{w.changedPlan("hd"), w.changedPlan("xc")} },
		"/plan-items/{id}":     planPart("item"),
		"/plan-changes/{id}":   planPart("change"),
	})
	maps.Copy(Unscoped, map[string]string{
		"/audit/checkpoints/{size}": "a signed state of the whole log, which shows nothing of an entry",
		"/standards/{id}":           "a standard: one set for the whole city, and who supervises by it may read it",
		"/deadlines/{rule}":         "a rule of time, the same for everybody",
		"/calendar/{date}":          "a day",
		"/calendar/recounts/{id}":   "a correction of the calendar: the clocks it moved are shown within one's range",
		"/ladder/{rung}":            "a rule of the ladder, the same for everybody",
	})
}

// item is a finding of a returned order, to which its school may add evidence.
func (w *World) item(district string) ident.Ref {
	kind, _ := rectify.ItemRights()
	return ident.Ref{Kind: kind, ID: w.returnedAt(district, district+"_head1").List[0].ID}
}

// photo is a picture with its small picture, kept as evidence.
func (w *World) photo(district string) string {
	var b bytes.Buffer
	w.Must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 600, 400))))
	it, err := w.Files.Add(w.As(district+"_head1"), file.Upload{Ref: w.item(district), Name: "公示栏.png"}, &b)
	w.Must(err)
	w.RunJobs()
	return it.ID
}

// upload is a file of which no piece has arrived yet.
func (w *World) upload(district string) string {
	ref := w.item(district)
	var meta []string
	for _, m := range [][2]string{{"filename", "公示.pdf"}, {"ref_kind", ref.Kind}, {"ref_id", ref.ID}} {
		meta = append(meta, m[0]+" "+base64.StdEncoding.EncodeToString([]byte(m[1])))
	}
	r := httptest.NewRequest("POST", "/files/tus/", nil)
	for name, value := range map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "1000", "Upload-Metadata": strings.Join(meta, ",")} {
		r.Header.Set(name, value)
	}
	rec := w.Do(district+"_head1", r)
	_, id, ok := strings.Cut(rec.Header().Get("Location"), "/files/tus/")
	if !ok {
		w.t.Fatalf("testkit: no upload: %d %s", rec.Code, rec.Body)
	}
	return id
}

// entry is what the log keeps of an order.
func (w *World) entry(district string) string {
	o := w.returnedAt(district, district+"_head1")
	list, err := w.Audit.List(w.t.Context(), audit.Scope{From: o.UnitPath, To: o.UnitPath + "~"}, audit.Filter{Record: o.ID.Ref().String()}, page.Req{})
	w.Must(err)
	if len(list.Rows) == 0 {
		w.t.Fatal("testkit: the log has nothing of an order")
	}
	return list.Rows[0].ID
}

// duty is the time in which a school hands in its result.
func (w *World) duty(district string) string {
	o := w.returnedAt(district, district+"_head1")
	list, err := clock.Open(w.t.Context(), w.DB, o.ID.Ref())
	w.Must(err)
	if len(list) == 0 {
		w.t.Fatal("testkit: an order without a clock")
	}
	return list[0].ID
}

// changedPlan is the approved plan of a district for 2027 with an item and the proposal to drop it,
// made once.
func (w *World) changedPlan(district string) map[string]string {
	staff, leader := w.As(district+"_staff"), w.As(district+"_leader")
	had, err := w.Plan.List(staff, plan.Filter{Year: 2027}, page.Req{})
	w.Must(err)
	if had.Total == 0 {
		p, err := w.Plan.Create(staff, plan.NewPlan{Year: 2027})
		w.Must(err)
		_, _, err = w.Plan.AddItem(staff, p.ID, plan.ItemInput{Title: "春季学校专项督导", Mode: plan.Special, Field: plan.Schooling, From: civil.NewDate(2027, 3, 1),
			To: civil.NewDate(2027, 3, 12), StandardCode: "yw-school", Basis: "《教育督导条例》第十四条", LeadName: "张组长", Targets: []string{district + "_school1"}})
		w.Must(err)
		w.Must(w.Plan.Step(staff, p.ID, p.Version, plan.Submit, ""))
		w.Must(w.Plan.Step(leader, p.ID, p.Version+1, plan.Approve, ""))
		full, err := w.Plan.Plan(staff, p.ID)
		w.Must(err)
		_, err = w.Plan.RemoveItem(staff, full.Items[0].ID, full.Items[0].Version, "与市级督导重复")
		w.Must(err)
		had, err = w.Plan.List(staff, plan.Filter{Year: 2027}, page.Req{})
		w.Must(err)
	}
	p, err := w.Plan.Plan(staff, had.Rows[0].ID)
	w.Must(err)
	return map[string]string{"id": p.ID, "item": p.Items[0].ID, "change": p.Changes[0].ID}
}

func planPart(name string) func(*World) Pair {
	return func(w *World) Pair { return IDs(w.changedPlan("hd")[name], w.changedPlan("xc")[name]) }
}
