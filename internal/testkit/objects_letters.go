package testkit

import (
	"bytes"
	"maps"

	letters "dudao/internal/feature/document"
	"dudao/internal/feature/document/office"
	"dudao/internal/feature/org"
	"dudao/internal/platform/docx"
)

func init() {
	pair := func(values func(w *World, district string) map[string]string) func(*World) Pair {
		return func(w *World) Pair { return Pair{values(w, "hd"), values(w, "xc")} }
	}
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/letters/{id}":        pair((*World).sentLetter),
		"/letters/{id}/edit":   pair(func(w *World, d string) map[string]string { return map[string]string{"id": string(w.DraftLetter(d))} }),
		"/letter-batches/{id}": pair((*World).batch),
		"/letter-templates/{id}": pair(func(w *World, d string) map[string]string {
			return map[string]string{"id": w.OwnTemplate(d, letters.Order).ID}
		}),
		"/public/proof/{id}": pair((*World).sentLetter),
	})
	Unscoped["/letter-starters/{kind}"] = "a kind of letter: the standard layout with placeholders, the same for everybody"
	Unscoped["/letter-words/{kind}"] = "a kind of letter: each office changes its own word for it"
}

// OwnTemplate is a file the district's office uploaded for a kind of letter: the one to begin with, unchanged.
func (w *World) OwnTemplate(district string, k letters.Kind) office.Template {
	w.t.Helper()
	var b bytes.Buffer
	w.Must(docx.Starter(&b, k.Info().Form, "某区人民政府教育督导室", func(part string) string { return "{{" + part + "}}" }))
	t, err := w.Papers.Add(w.As(district+"_staff"), office.NewTemplate{Kind: k, Name: "本室版式", File: b.Bytes()})
	w.Must(err)
	return t
}

// DraftLetter is a letter to a school of the district, drafted without a record.
func (w *World) DraftLetter(district string) letters.LetterID {
	w.t.Helper()
	id, err := w.Letters.New(w.As(district+"_staff"), letters.NewLetter{Kind: letters.Order, Units: []org.UnitID{org.UnitID(district + "_school1")}, Title: "关于整改的通知", Body: "请整改。"})
	w.Must(err)
	return id
}

// sentLetter is a letter that went out, with a countersigner who did not have to sign.
func (w *World) sentLetter(district string) map[string]string {
	id := w.DraftLetter(district)
	w.Must(w.Letters.Submit(w.As(district+"_staff"), id, 1, ""))
	w.Must(w.Letters.Approve(w.As(district+"_leader"), id, 2, true))
	w.RunJobs()
	l, err := w.Letters.Letter(w.As(district+"_staff"), id)
	w.Must(err)
	return map[string]string{"id": string(id), "delivery": l.Deliveries[0].ID, "signer": "x"}
}

func (w *World) batch(district string) map[string]string {
	id := w.DraftLetter(district)
	w.Must(w.Letters.Submit(w.As(district+"_staff"), id, 1, ""))
	batch, err := w.Letters.ApproveMany(w.As(district+"_leader"), "", []letters.LetterID{id})
	w.Must(err)
	return map[string]string{"id": batch}
}
