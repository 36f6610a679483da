package document_test

import (
	"testing"

	"dudao/internal/base/ident"
	"dudao/internal/feature/document"
	"dudao/internal/testkit"
)

// BenchmarkBatch issues 1,000 letters that were approved together: numbers, both files, signatures, sending.
func BenchmarkBatch(b *testing.B) {
	w := testkit.New(b)
	const letters = 1000
	for range b.N {
		b.StopTimer()
		var ids []document.LetterID
		for range letters {
			id := draft(w, "hd_staff", facts(), document.Order, ident.Ref{Kind: record.Kind, ID: w.DB.NewID()})
			w.Must(w.Letters.Submit(w.As("hd_staff"), id, 1, ""))
			ids = append(ids, id)
		}
		b.StartTimer()
		_, err := w.Letters.ApproveMany(w.As("hd_leader"), "", ids)
		w.Must(err)
		w.RunJobs()
	}
	b.ReportMetric(float64(b.N*letters)/b.Elapsed().Seconds(), "letters/s")
}
