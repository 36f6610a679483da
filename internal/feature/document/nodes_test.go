package document_test

import (
	"fmt"
	"sync"
	"testing"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/document"
	"dudao/internal/testkit"
)

// beside is another node on the same database and the same stored files.
func beside(w *testkit.World) *app.App {
	a, err := app.New(w.As("hd_staff"), app.Config{Database: w.Config.Database, Data: w.Config.Data, Now: w.Clock.Now})
	w.Must(err)
	return a
}

// toApprove are letters that wait for the leader.
func toApprove(w *testkit.World, n int) (ids []document.LetterID) {
	for range n {
		id := draft(w, "hd_staff", facts(), document.Order, ident.Ref{Kind: record.Kind, ID: w.DB.NewID()})
		w.Must(w.Letters.Submit(w.As("hd_staff"), id, 1, ""))
		ids = append(ids, id)
	}
	return ids
}

// Two nodes issue at once: the numbers of the series have no gap and none twice (GB/T 9704-2012 发文字号).
func TestTwoNodesIssueAtOnce(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	other := beside(w)
	t.Cleanup(func() { other.Close() })
	ids := toApprove(w, 16)
	var wg sync.WaitGroup
	for i, id := range ids {
		node := w.Letters
		if i%2 == 1 {
			node = other.Letters
		}
		wg.Go(func() {
			if err := node.Approve(w.As("hd_leader"), id, 2, false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	_, numbers, err := w.Letters.Numbers(w.As("hd_staff"), 2026)
	w.Must(err)
	seen := map[string]bool{}
	for i, x := range numbers {
		if x.Seq != i+1 || seen[x.Number] {
			t.Errorf("number %d follows %d as %s", x.Seq, i, x.Number)
		}
		seen[x.Number] = true
	}
	if len(numbers) != len(ids) {
		t.Errorf("%d numbers for %d letters", len(numbers), len(ids))
	}
}

// Power lost between number and dispatch: the node that starts next makes, signs and sends the letter under the
// number it has, once.
func TestPowerLostBetweenNumberAndDispatch(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := toApprove(w, 1)[0]
	dead := beside(w)
	w.Must(dead.Letters.Approve(w.As("hd_leader"), id, 2, true))
	dead.Close() // before its job ran
	before := letter(w, "hd_staff", id)
	if before.State != document.Numbered || before.Number == "" || before.PDF != "" {
		t.Fatalf("left in %s as %q", before.State, before.Number)
	}
	w.RunJobs()
	w.RunJobs()
	after := letter(w, "hd_staff", id)
	if after.State != document.Sent || after.Number != before.Number || after.Signature == "" {
		t.Errorf("then %s as %q", after.State, after.Number)
	}
	events, err := audit.Of(t.Context(), w.DB, after.Ref())
	w.Must(err)
	count := map[string]int{}
	for _, e := range events {
		count[e.Action]++
	}
	if count[document.SealAction] != 1 || count["document.send"] != 1 {
		t.Errorf("sealed %d times, sent %d times", count[document.SealAction], count["document.send"])
	}
	again := toApprove(w, 1)[0]
	w.Must(w.Letters.Approve(w.As("hd_leader"), again, 2, true))
	if l := letter(w, "hd_staff", again); l.Seq != after.Seq+1 {
		t.Errorf("the next letter is %d, want %d", l.Seq, after.Seq+1)
	}
}

// A countersigner on leave: whoever they handed their role to signs for them, and nobody else.
func TestCountersignerOnLeave(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, who := range []string{"hd_staff", "hd_staff2", "hd_inspector1", "hd_leader"} {
		w.Account(who)
	}
	id := draft(w, "hd_staff", facts(), document.Order, record)
	w.Must(w.Letters.AddSigner(w.As("hd_staff"), id, 1, "hd_staff2", 1))
	w.Must(w.Letters.Submit(w.As("hd_staff"), id, 2, ""))
	if err := w.Letters.Agree(w.As("hd_staff"), id, 3, ""); err == nil {
		t.Error("somebody else signed")
	}
	deputy := w.Actor("hd_staff2") // the role and the reach of who is away, under another name
	deputy.ForID, deputy.ForName = deputy.ID, deputy.Name
	deputy.ID, deputy.Name = w.Actor("hd_inspector1").ID, "代理人"
	w.Must(w.Letters.Agree(actor.With(t.Context(), deputy), id, 3, "同意"))
	l := letter(w, "hd_staff", id)
	if l.State != document.Approval || len(l.Signers) != 1 || l.Signers[0].ByName != "代理人" {
		t.Errorf("%s %s", l.State, fmt.Sprint(l.Signers))
	}
}
