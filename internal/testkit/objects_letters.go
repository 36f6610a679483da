package testkit

import (
	"maps"

	letters "dudao/internal/feature/document"
	"dudao/internal/feature/org"
)

func init() {
	pair := func(values func(w *World, district string) map[string]string) func(*World) Pair {
		return func(w *World) Pair { return Pair{values(w, "hd"), values(w, "xc")} }
	}
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/letters/{id}":        pair((*World).sentLetter),
		"/letters/{id}/edit":   pair(func(w *World, d string) map[string]string { return map[string]string{"id": string(w.DraftLetter(d))} }),
		"/letter-batches/{id}": pair((*World).batch),
		"/public/proof/{id}":   pair((*World).sentLetter),
	})
	Unscoped["/letter-words/{kind}"] = "a kind of letter: each office changes its own word for it"
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
