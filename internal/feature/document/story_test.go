package document_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/differ"
	"dudao/internal/feature/document/offline"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
	"dudao/internal/testkit"
)

var record = ident.Ref{Kind: "test.record", ID: "r1"}

func facts() document.Facts {
	return document.Facts{UnitID: "hd_school1", UnitName: "海淀第一小学", UnitPath: "/110000/110108/hd_school1/", OfficeID: "hd_office", OfficeName: "海淀区人民政府教育督导室",
		SeatPath: "/110000/110108/", Title: "2026 年秋季督导", URL: "/inspections/r1",
		Values:   map[string]string{"督导名称": "2026 年秋季督导", "方案截止": "2026年9月16日", "整改截止": "2026年11月30日"},
		Blocks:   map[string][]paper.Block{"问题清单": {{Kind: paper.Para, Text: "消防通道堆放杂物。"}}},
		To:       []document.Party{{UnitID: "hd_school1", Name: "海淀第一小学"}, {Name: "海淀区教育委员会", Copy: true, Why: "京教组发〔2020〕5号（三）规范反馈制度"}},
		Findings: []document.FindingFact{{Text: "消防通道堆放杂物", Clause: "《消防法》第二十八条", Demand: "清理", Due: day("2026-11-30"), Evidence: 1}}}
}

func draft(w *testkit.World, who string, f document.Facts, k document.Kind, ref ident.Ref) (id document.LetterID) {
	w.Must(w.DB.Write(w.As(who), func(tx *db.Tx) (err error) {
		id, err = document.Draft(w.As(who), tx, f, ref, k)
		return err
	}))
	return id
}

func letter(w *testkit.World, who string, id document.LetterID) document.Full {
	l, err := w.Letters.Letter(w.As(who), id)
	w.Must(err)
	return l
}

// A letter goes its whole way: drafted from the record, countersigned in turn, approved by somebody else,
// numbered, signed, sent, received. 《党政机关公文处理工作条例》(发文办理); 京教组发〔2020〕5号 (三) 规范反馈制度.
func TestALetterGoesItsWay(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, who := range []string{"hd_staff", "hd_staff2", "hd_leader", "city_staff", "xc_staff"} {
		w.Account(who)
	}
	sent := 0
	w.Letters.Register(record.Kind, document.Source{
		Facts: func(context.Context, db.Reader, string, document.Kind) (document.Facts, error) { return facts(), nil },
		Sent:  func(_ context.Context, _ *db.Tx, l document.Letter) error { sent++; return nil },
	})
	id := draft(w, "hd_staff", facts(), document.Order, record)
	if again := draft(w, "hd_staff2", facts(), document.Order, record); again != id {
		t.Error("a second draft of the same record and kind was made")
	}
	l := letter(w, "hd_staff", id)
	if l.Content.Title != "关于责令海淀第一小学限期整改的通知" || !strings.Contains(l.Content.Body, "消防通道堆放杂物。") || strings.Contains(l.Content.Body, "待填") {
		t.Fatalf("drafted as %q\n%s", l.Content.Title, l.Content.Body)
	}
	if len(l.Deliveries) != 2 || !l.Deliveries[1].Outside() || l.Deliveries[1].Why == "" {
		t.Fatalf("recipients %+v", l.Deliveries)
	}
	for _, who := range []string{"hd_head1", "xc_staff"} {
		_, err := w.Letters.Letter(w.As(who), id)
		w.WantKind(err, errs.NotFound)
	}

	c := l.Content
	c.Body = strings.Replace(c.Body, "2026年9月16日", "2026年9月20日", 1)
	w.Must(w.Letters.Edit(w.As("hd_staff"), id, l.Version, c))
	w.WantKind(w.Letters.Edit(w.As("hd_staff2"), id, l.Version, c), errs.Stale)
	l = letter(w, "hd_staff", id)
	if !l.Differs() {
		t.Error("the change is not seen")
	}
	marked := 0
	for _, x := range differ.Paragraphs(l.Base.Body, l.Content.Body) {
		if x.Added || x.Gone {
			marked++
		}
	}
	if marked != 2 {
		t.Errorf("%d paragraphs are marked, want the old one and the new one", marked)
	}

	w.Must(w.Letters.AddSigner(w.As("hd_staff"), id, l.Version, "hd_staff2", 1))
	w.WantKind(w.Letters.Submit(w.As("hd_staff"), id, l.Version+1, ""), errs.Invalid) // the day of the record is gone: a reason
	w.Must(w.Letters.Submit(w.As("hd_staff"), id, l.Version+1, "与学校商定"))
	l = letter(w, "hd_staff2", id)
	if l.State != document.Countersign || l.Signers[0].State != document.SignerAsked {
		t.Fatalf("%s %+v", l.State, l.Signers)
	}
	w.WantKind(w.Letters.Agree(w.As("hd_staff"), id, l.Version, "同意"), errs.Denied)
	w.Must(w.Letters.Return(w.As("hd_staff2"), id, l.Version, "期限写错"))
	l = letter(w, "hd_staff", id)
	if l.State != document.Drafting || l.ReturnReason != "期限写错" {
		t.Fatalf("%s %q", l.State, l.ReturnReason)
	}
	w.Must(w.Letters.Submit(w.As("hd_staff"), id, l.Version, "与学校商定"))
	w.Must(w.Letters.Agree(w.As("hd_staff2"), id, l.Version+1, "同意"))

	l = letter(w, "hd_leader", id)
	w.WantKind(w.Letters.Approve(w.As("hd_staff"), id, l.Version, true), errs.Denied)
	w.WantKind(w.Letters.Approve(w.As("city_leader"), id, l.Version, true), errs.Denied)
	w.Must(w.Letters.Approve(w.As("hd_leader"), id, l.Version, true))
	w.RunJobs()
	l = letter(w, "hd_staff", id)
	if l.State != document.Sent || l.Number != "海教督整〔2026〕1号" || sent != 1 {
		t.Fatalf("%s %s, hook %d times", l.State, l.Number, sent)
	}

	got := letter(w, "hd_head1", id)
	if len(got.Signers) != 0 {
		t.Error("the recipient sees who countersigned")
	}
	w.Must(w.Letters.Receive(w.As("hd_head1"), id, got.Deliveries[0].ID, got.Deliveries[0].Version, document.Delivered{}))
	w.WantKind(w.Letters.Receive(w.As("hd_head1"), id, got.Deliveries[1].ID, 2, document.Delivered{By: "某人"}), errs.Denied)
	d := l.Deliveries[1]
	w.WantKind(w.Letters.Receive(w.As("hd_staff"), id, d.ID, d.Version, document.Delivered{By: "王某", Refused: true}), errs.Invalid)
	w.Must(w.Letters.Receive(w.As("hd_staff"), id, d.ID, d.Version, document.Delivered{By: "王某"}))

	nowhere := w.Actor("hd_head2") // a body outside the platform has no unit either
	nowhere.UnitID = ""
	_, err := w.Letters.Letter(actor.With(t.Context(), nowhere), id)
	w.WantKind(err, errs.NotFound)

	p, err := w.Letters.Prove(t.Context(), id)
	w.Must(err)
	if !p.Valid || !p.Same && !p.Pending {
		t.Errorf("the proof does not hold: %+v", p)
	}
	var b strings.Builder
	w.Must(w.Letters.File(w.As("hd_head1"), id, document.PDF, &b))
	if m, _, err := w.Letters.CompareFile(t.Context(), id, strings.NewReader(b.String())); err != nil || m != document.SamePDF {
		t.Errorf("the PDF itself: %s %v", m, err)
	}
	if m, _, _ := w.Letters.CompareFile(t.Context(), id, strings.NewReader(b.String()[1:])); m != document.NoMatch {
		t.Errorf("one byte less: %s", m)
	}
}

// Numbers of a series have no gap and none twice, also when letters are approved at once, and a voided one
// stays visible. GB/T 9704-2012 发文字号.
func TestNumbersHaveNoGap(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	const n = 12
	ids := make([]document.LetterID, n)
	for i := range ids {
		ids[i] = draft(w, "hd_staff", facts(), document.Order, ident.Ref{Kind: record.Kind, ID: w.DB.NewID()})
		w.Must(w.Letters.Submit(w.As("hd_staff"), ids[i], 1, ""))
	}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			if err := w.Letters.Approve(w.As("hd_leader"), id, 2, false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.Must(w.Letters.Void(w.As("hd_leader"), ids[3], 3, "发现错误"))
	series, numbers, err := w.Letters.Numbers(w.As("hd_staff"), 2026)
	w.Must(err)
	if len(series) != 1 || series[0].Next != n+1 || len(numbers) != n {
		t.Fatalf("%+v, %d numbers", series, len(numbers))
	}
	voided := 0
	for i, x := range numbers {
		if x.Seq != i+1 {
			t.Errorf("number %d follows %d", x.Seq, i)
		}
		if x.State == "void" {
			voided++
		}
	}
	if voided != 1 {
		t.Errorf("%d voided numbers are shown", voided)
	}
	w.RunJobs()
	if l := letter(w, "hd_staff", ids[3]); l.State != document.Voided || l.PDF != "" {
		t.Errorf("the voided letter went on: %s", l.State)
	}
	if l := letter(w, "hd_staff", ids[0]); l.State != document.Signed {
		t.Errorf("state %s", l.State)
	}
	report, err := w.Audit.Verify(t.Context())
	w.Must(err)
	if !report.OK() {
		t.Errorf("verify: %+v", report.Problems)
	}
	_, err = rawExec(w, `update doc_letter set number = '海教督整〔2026〕99号' where id = '`+string(ids[0])+`'`)
	w.Must(err)
	if report, err = w.Audit.Verify(t.Context()); err != nil || report.OK() {
		t.Errorf("a changed number is not found: %v", err)
	}
}

func rawExec(w *testkit.World, q string) (n int64, err error) {
	err = w.DB.Write(context.Background(), func(tx *db.Tx) error { n, err = tx.Exec(context.Background(), q); return err })
	return n, err
}

func day(s string) civil.Date { d, _ := civil.ParseDate(s); return d }

// One changed byte of a letter is found without a network: in an exported folder, by the command and by
// the public page.
func TestAnExportProvesItsLetters(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := draft(w, "hd_staff", facts(), document.Order, record)
	w.Must(w.Letters.Submit(w.As("hd_staff"), id, 1, ""))
	w.Must(w.Letters.Approve(w.As("hd_leader"), id, 2, true))
	w.RunJobs()
	_, err := w.Audit.Sequence(t.Context())
	w.Must(err)
	dir := t.TempDir()
	_, err = w.Audit.Export(w.As("city_staff"), dir)
	w.Must(err)
	if n, err := offline.Export(t.Context(), w.Letters, dir); n != 1 || err != nil {
		t.Fatalf("%d letters exported, %v", n, err)
	}
	if n, problems, err := offline.VerifyFolder(t.Context(), dir); n != 1 || len(problems) > 0 || err != nil {
		t.Fatalf("%d %+v %v", n, problems, err)
	}
	for _, name := range []string{"letter.pdf", "letter.docx", "statement.txt", "signature.der"} {
		file := filepath.Join(dir, "letters", string(id), name)
		b, err := os.ReadFile(file)
		w.Must(err)
		b[len(b)/2] ^= 1
		w.Must(os.WriteFile(file, b, 0o600))
		if _, problems, err := offline.VerifyFolder(t.Context(), dir); len(problems) == 0 || err != nil {
			t.Errorf("a changed byte of %s is not found: %v", name, err)
		}
		b[len(b)/2] ^= 1
		w.Must(os.WriteFile(file, b, 0o600))
	}
	w.Must(os.RemoveAll(filepath.Join(dir, "letters", string(id))))
	if _, problems, err := offline.VerifyFolder(t.Context(), dir); len(problems) != 1 || err != nil {
		t.Errorf("a missing letter is not found: %+v %v", problems, err)
	}
}

// A batch issues each letter whole; what is not begun when it is cancelled goes back to the leader.
func TestABatchIsWholeOrNotBegun(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	var ids []document.LetterID
	for range 5 {
		id := draft(w, "hd_staff", facts(), document.Order, ident.Ref{Kind: record.Kind, ID: w.DB.NewID()})
		w.Must(w.Letters.Submit(w.As("hd_staff"), id, 1, ""))
		ids = append(ids, id)
	}
	_, err := w.Letters.ApproveMany(w.As("hd_staff"), "", ids)
	w.WantKind(err, errs.Denied)
	batch, err := w.Letters.ApproveMany(w.As("hd_leader"), "", ids)
	w.Must(err)
	p, err := w.Letters.Batch(w.As("hd_leader"), batch)
	w.Must(err)
	if p.Waiting != 5 || p.Total != 5 {
		t.Fatalf("%+v", p)
	}
	w.Must(w.Letters.CancelBatch(w.As("hd_leader"), batch))
	w.RunJobs()
	for _, id := range ids {
		if l := letter(w, "hd_staff", id); l.State != document.Approval || l.Number != "" {
			t.Errorf("cancelled, but %s %s", l.State, l.Number)
		}
	}
	batch, err = w.Letters.ApproveMany(w.As("hd_leader"), "", ids)
	w.Must(err)
	w.RunJobs()
	p, err = w.Letters.Batch(w.As("hd_leader"), batch)
	w.Must(err)
	if p.Done != 5 || p.State != document.Finished {
		t.Errorf("%+v", p)
	}
	for _, id := range ids {
		if l := letter(w, "hd_staff", id); l.State != document.Sent || l.PDF == "" || l.Number == "" {
			t.Errorf("half issued: %s %s", l.State, l.Number)
		}
	}
}
