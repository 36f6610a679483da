package audit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

type letter struct {
	Title string `json:"title"`
	State string `json:"state"`
}

// record writes n entries of a district office.
func record(w *testkit.World, t testing.TB, n int) {
	for i := range n {
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
			return audit.Record(w.As("hd_staff"), tx, audit.Entry{
				Action: "test.change", Ref: ident.Ref{Kind: "test", ID: fmt.Sprint("r", i)}, UnitPath: "/110000/110108/",
				Note: "第 " + fmt.Sprint(i) + " 次", Old: letter{"甲", "draft"}, New: letter{"乙", "issued"},
			})
		}))
	}
}

func verify(t testing.TB, w *testkit.World) *audit.Report {
	t.Helper()
	r, err := w.Audit.Verify(t.Context())
	w.Must(err)
	return r
}

func TestEntrySaysWhoForWhomWhenFromWhereAndWhat(t *testing.T) {
	w := testkit.New(t)
	a := w.Actor("hd_staff")
	a.ForID, a.ForName, a.Addr = "hd_leader", "李主任", "10.0.0.7"
	ctx := actor.With(t.Context(), a)
	ref := ident.Ref{Kind: "test", ID: "1"}
	w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "test.issue", Ref: ref, UnitPath: "/110000/110108/", Note: "理由\x00\xff",
			Old: map[string]any{"b": 1, "a": "<甲>"}, New: map[string]any{"b": 2, "a": "<甲>"}})
	}))
	events, err := audit.Of(ctx, w.DB, ref)
	w.Must(err)
	if len(events) != 1 {
		t.Fatalf("events = %+v", events)
	}
	e := events[0]
	if e.Who != "hd_staff" || e.ForName != "李主任" || e.Role != "district_staff" || e.Note != "理由?" || e.Old != `{"a":"<甲>","b":1}` || !e.At.Equal(testkit.Start) {
		t.Errorf("event = %+v", e)
	}
	sealed, err := audit.Sealed(ctx, w.DB, ref, "test.issue")
	w.Must(err)
	if sealed.Addr != "10.0.0.7" || sealed.New != `{"a":"<甲>","b":2}` {
		t.Errorf("stored = %+v", sealed)
	}
}

// Proofs hold at every size of the tree, signed or not.
func TestEveryEntryHasItsProof(t *testing.T) {
	w := testkit.New(t)
	for _, n := range []int{1, 6, 9, 64} {
		record(w, t, n)
		_, err := w.Audit.Sequence(t.Context())
		w.Must(err)
	}
	point, err := w.Audit.Checkpoint(t.Context())
	w.Must(err)
	record(w, t, 3)
	_, err = w.Audit.Sequence(t.Context())
	w.Must(err)
	all := audit.Scope{From: "/", To: "0", Whole: true}
	rows, err := w.Audit.List(t.Context(), all, audit.Filter{}, page.Req{Size: 500})
	w.Must(err)
	if rows.Total != 83 || point.Size != 80 {
		t.Fatalf("total %d, checkpoint at %d", rows.Total, point.Size)
	}
	for _, e := range rows.Rows {
		p, err := w.Audit.Prove(t.Context(), e)
		w.Must(err)
		if p.Problem != "" || (p.Index < 80) != (p.Checkpoint != nil) {
			t.Errorf("proof of %d: %+v", *e.Index, p)
		}
		e.Note += "x"
		if p, _ := w.Audit.Prove(t.Context(), e); p.Problem == "" {
			t.Errorf("altered entry %d is proved", *e.Index)
		}
	}
	if r := verify(t, w); !r.OK() || r.Leaves != 83 || r.Checkpoints != 1 {
		t.Errorf("report = %+v", r)
	}
}

// One byte changed anywhere is found, and the first altered leaf is named with its column.
func TestOneByteChangedIsFound(t *testing.T) {
	w := testkit.New(t)
	record(w, t, 11)
	_, err := w.Audit.Checkpoint(t.Context())
	w.Must(err)
	record(w, t, 2)
	_, err = w.Audit.Sequence(t.Context())
	w.Must(err)
	record(w, t, 1) // still waiting
	if r := verify(t, w); !r.OK() {
		t.Fatalf("before: %+v", r.Problems)
	}
	victim, err := db.Get[string](t.Context(), w.DB, `select entry_id from audit_leaf where idx = 5`)
	w.Must(err)
	waiting, err := db.Get[string](t.Context(), w.DB, `select id from audit_pending`)
	w.Must(err)

	type change struct {
		column, sql string
		index       int64
		text        string
	}
	var changes []change
	for _, c := range strings.Fields("at actor_id actor_name role for_id for_name addr action ref_kind ref_id unit_path note old_json new_json") {
		changes = append(changes, change{c, `update audit_entry set ` + c + ` = ` + c + ` || '1' where id = '` + victim + `'`, 5, c})
	}
	changes = append(changes,
		change{"note", `update audit_entry set note = replace(note, ' ', '6') where id = '` + victim + `'`, 5, "note"},
		change{"marks", `update audit_entry set marks = case substr(marks, 1, 1) when 'f' then '0' else 'f' end || substr(marks, 2) where id = '` + victim + `'`, 5, "marks"},
		change{"id", `update audit_entry set id = 'x' || substr(id, 2) where id = '` + victim + `'`, 5, "删除"},
		change{"row gone", `delete from audit_entry where id = '` + victim + `'`, 5, "删除"},
		change{"leaf", `update audit_leaf set leaf = replace(leaf, substr(leaf, 3, 1), case substr(leaf, 3, 1) when '+' then '/' else '+' end) where idx = 5`, 5, "哈希值"},
		change{"case of a leaf", `update audit_leaf set leaf = upper(leaf) where idx = 5`, 5, "哈希值"},
		change{"leaf gone", `delete from audit_leaf where idx = 5`, 5, "缺少"},
		change{"last leaf gone", `delete from audit_leaf where idx = 12`, -1, ""},
		change{"index", `update audit_leaf set idx = 99 where idx = 5`, 5, "缺少"},
		change{"entry of a leaf", `update audit_leaf set entry_id = 'x' where idx = 5`, 5, "删除"},
		change{"node", `update audit_node set hash = replace(hash, substr(hash, 2, 1), case substr(hash, 2, 1) when '+' then '/' else '+' end) where idx = 2`, 1, "节点"},
		change{"node gone", `delete from audit_node where idx = 2`, 1, "节点"},
		change{"extra node", `insert into audit_node (idx, hash) values (3, 'x')`, -1, "多余"},
		change{"size", `update audit_tree set size = size - 1`, -1, "条数"},
		change{"size", `update audit_tree set size = size + 1`, -1, "条数"},
		change{"checkpoint", `update audit_checkpoint set note = replace(note, 'time 2', 'time 3')`, -1, "签名"},
		change{"time of a checkpoint", `update audit_checkpoint set at = '2026' || at`, -1, "检查点"},
		change{"checkpoint gone", `delete from audit_checkpoint`, -1, "检查点"},
		change{"waiting entry", `update audit_entry set note = note || '1' where id = '` + waiting + `'`, -1, "note"},
		change{"waiting leaf", `update audit_pending set leaf = 'x' || leaf`, -1, "不符"},
		change{"waiting gone", `delete from audit_pending`, -1, "多出"},
		change{"extra entry", `insert into audit_entry select 'x', at, actor_id, actor_name, role, for_id, for_name, addr, action, ref_kind, ref_id, unit_path, note, old_json, new_json, marks from audit_entry where id = '` + victim + `'`, -1, "多出"},
	)
	undo := errs.New(errs.Conflict, "undo")
	for _, c := range changes {
		t.Run(c.column, func(t *testing.T) {
			err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
				n, err := tx.Exec(t.Context(), c.sql)
				if err != nil || n != 1 {
					t.Fatalf("%d rows, %v", n, err)
				}
				r, err := w.Audit.VerifyIn(t.Context(), tx)
				if err != nil {
					t.Fatal(err)
				}
				if r.OK() {
					t.Fatal("not found")
				}
				p := r.Problems[0]
				if p.Index != c.index && c.text != "" || !strings.Contains(p.Text, c.text) {
					t.Errorf("first problem = %+v", p)
				}
				return undo
			})
			if err != undo {
				t.Fatal(err)
			}
		})
	}
	if r := verify(t, w); !r.OK() {
		t.Fatalf("after: %+v", r.Problems)
	}
}

// A log that was cut and resigned to look whole is betrayed by the checkpoints beside the database.
func TestCutLogIsFound(t *testing.T) {
	w := testkit.New(t)
	record(w, t, 8)
	_, err := w.Audit.Checkpoint(t.Context())
	w.Must(err)
	for _, q := range []string{
		`delete from audit_checkpoint`, `delete from audit_entry where id in (select entry_id from audit_leaf where idx >= 4)`,
		`delete from audit_leaf where idx >= 4`, `delete from audit_node where idx >= 7`, `update audit_tree set size = 4`,
	} {
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q); return err }))
	}
	r := verify(t, w)
	if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Text, "曾有 8 条") {
		t.Errorf("problems = %+v", r.Problems)
	}
}

func TestEntryThatWaitsTooLongIsFound(t *testing.T) {
	w := testkit.New(t)
	record(w, t, 1)
	if r := verify(t, w); !r.OK() {
		t.Errorf("at once: %+v", r.Problems)
	}
	w.Clock.Days(1)
	if r := verify(t, w); !r.OK() {
		t.Errorf("a program that was stopped meanwhile: %+v", r.Problems)
	}
	record(w, t, 1)
	if r := verify(t, w); r.OK() {
		t.Error("others were written a day later, and it still waits")
	}
}

// Writers do not wait for the tree, and the tree loses nothing while they write.
func TestWritersAndSequencerTogether(t *testing.T) {
	w := testkit.New(t)
	ctx, stop := context.WithCancel(t.Context())
	var all, seq sync.WaitGroup
	seq.Go(func() {
		for ctx.Err() == nil {
			if _, err := w.Audit.Sequence(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	for range 6 {
		all.Go(func() { record(w, t, 40) })
	}
	all.Wait()
	stop()
	seq.Wait()
	_, err := w.Audit.Checkpoint(t.Context())
	w.Must(err)
	if r := verify(t, w); !r.OK() || r.Leaves != 240 {
		t.Errorf("report = %+v", r)
	}
}

// A checkpoint a day, no more, and only when the log has grown.
func TestDailyCheckpoint(t *testing.T) {
	w := testkit.New(t)
	tick := func(want int) {
		t.Helper()
		w.Must(w.Audit.Tick(t.Context()))
		if _, n, err := w.Audit.Checkpoints(t.Context(), 10, 0); err != nil || n != want {
			t.Errorf("%d checkpoints, want %d; %v", n, want, err)
		}
	}
	tick(0)
	record(w, t, 2)
	tick(1)
	record(w, t, 2)
	tick(1)
	w.Clock.Days(1)
	tick(2)
	w.Clock.Days(1)
	tick(2)
}

func TestExportIsProvedWithoutDatabase(t *testing.T) {
	w := testkit.New(t)
	record(w, t, 5)
	_, err := w.Audit.Checkpoint(t.Context())
	w.Must(err)
	record(w, t, 5)
	folder := t.TempDir()
	n, err := w.Audit.Export(w.As("auditor"), folder)
	w.Must(err)
	r, err := audit.VerifyExport(t.Context(), folder, "")
	w.Must(err)
	if n != 11 || !r.OK() || r.Leaves != 11 || r.Checkpoints != 2 {
		t.Errorf("%d leaves, report %+v", n, r)
	}
	name := filepath.Join(folder, "log.jsonl")
	text, err := os.ReadFile(name)
	w.Must(err)
	text[len(text)*3/4] ^= 1
	w.Must(os.WriteFile(name, text, 0o600))
	r, err = audit.VerifyExport(t.Context(), folder, "")
	w.Must(err)
	if r.OK() || !strings.Contains(r.Problems[len(r.Problems)-1].Text, "第 5 至 10 条") {
		t.Errorf("problems = %+v", r.Problems)
	}
}

func TestKeyStays(t *testing.T) {
	dir := t.TempDir()
	a, err := audit.OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := audit.OpenKeys(dir)
	if err != nil || a.Public != b.Public {
		t.Errorf("%q, then %q; %v", a.Public, b.Public, err)
	}
}

// BenchmarkAuditedWrite is a change with its entry, by 32 writers while the tree grows beside them.
func BenchmarkAuditedWrite(b *testing.B) {
	w := testkit.New(b)
	ctx := w.As("hd_staff")
	work, stop := context.WithCancel(b.Context())
	var beside sync.WaitGroup
	beside.Go(func() { w.Audit.Run(work) })
	var mu sync.Mutex
	var took []time.Duration
	b.SetParallelism(max(32/runtime.GOMAXPROCS(0), 1))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			start := time.Now()
			w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `insert into job (id, kind, payload, run_at, attempts, error, queued_at) values ($1, 'bench', '', $2, 0, '', $2)`, tx.NewID(), tx.Now); err != nil {
					return err
				}
				return audit.Record(ctx, tx, audit.Entry{Action: "test.change", Ref: ident.Ref{Kind: "test", ID: "1"}, UnitPath: "/110000/110108/", Old: letter{"甲", "draft"}, New: letter{"乙", "issued"}})
			}))
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		took = append(took, mine...)
		mu.Unlock()
	})
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "writes/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	stop()
	beside.Wait()
}
