package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

var files = fstest.MapFS{
	"0001_a.sql": {Data: []byte("create table a (id text not null primary key, n integer not null, on_date date, at timestamp);\ncreate index a_n on a (n);\n")},
	"0002_b.sql": {Data: []byte("create table b (id text not null primary key, a_id text not null references a (id))")},
}

func open(t testing.TB, address string, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	return d
}

func add(ctx context.Context, d *db.DB, id string, n int) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into a (id, n, on_date, at) values ($1, $2, $3, $4)`, id, n, tx.Today(), tx.Now)
		return err
	})
}

func wantKind(t *testing.T, err error, k errs.Kind) {
	t.Helper()
	if err == nil || errs.KindOf(err) != k {
		t.Errorf("err = %v, want kind %d", err, k)
	}
}

type row struct {
	ID string     `db:"id"`
	N  int        `db:"n"`
	On civil.Date `db:"on_date"`
	At civil.Time `db:"at"`
}

func TestRowsGoInAndComeBack(t *testing.T) {
	now := time.Date(2026, 9, 1, 17, 30, 0, 0, time.UTC)
	d := open(t, testkit.Database(t), db.Options{Now: func() time.Time { return now }})
	for i := range 3 {
		if err := add(t.Context(), d, fmt.Sprint(i), i); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.List[row](t.Context(), d, `select id, n, on_date, at from a order by n`)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	if r := got[2]; r.ID != "2" || r.On.String() != "2026-09-02" || !r.At.Equal(now) {
		t.Errorf("row = %+v", r)
	}
	if _, err := db.Get[row](t.Context(), d, `select id, n, on_date, at from a where id = $1`, "x"); errs.KindOf(err) != errs.NotFound {
		t.Errorf("err = %v", err)
	}
	if n, err := db.Get[int](t.Context(), d, `select count(*) from a`); n != 3 || err != nil {
		t.Error(n, err)
	}
	if _, err := db.List[row](t.Context(), d, `select id as other from a`); err == nil {
		t.Error("a column without a field was taken")
	}
}

func TestMigrateTwiceAndPending(t *testing.T) {
	address := testkit.Database(t)
	d := open(t, address, db.Options{})
	open(t, address, db.Options{})
	if n, err := d.Pending(t.Context()); n != 0 || err != nil {
		t.Errorf("pending = %d, %v", n, err)
	}
	more := fstest.MapFS{"0003_bad.sql": {Data: []byte("create table c (id text);\ncreate tabel d (id text);\n")}}
	if err := d.Migrate(t.Context(), more); err == nil {
		t.Error("a broken migration passed")
	}
	if _, err := db.List[string](t.Context(), d, `select id from c`); err == nil {
		t.Error("half of a broken migration stayed")
	}
	older := fstest.MapFS{"0001_a.sql": {Data: []byte("create table a (id text);\n")}}
	if err := d.Migrate(t.Context(), older); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("an older program takes a newer database: %v", err)
	}
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	d := open(t, testkit.Database(t), db.Options{})
	ran := false
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		tx.AfterCommit(func() { ran = true })
		if _, err := tx.Exec(t.Context(), `insert into a (id, n) values ('x', 1)`); err != nil {
			return err
		}
		return errs.New(errs.Conflict, "no")
	})
	wantKind(t, err, errs.Conflict)
	if n, _ := db.Get[int](t.Context(), d, `select count(*) from a`); n != 0 || ran {
		t.Errorf("%d rows, after commit ran: %v", n, ran)
	}
}

func TestConstraintsAreConflicts(t *testing.T) {
	d := open(t, testkit.Database(t), db.Options{})
	if err := add(t.Context(), d, "1", 1); err != nil {
		t.Fatal(err)
	}
	wantKind(t, add(t.Context(), d, "1", 2), errs.Conflict)
	wantKind(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into b (id, a_id) values ('1', 'nowhere')`)
		return err
	}), errs.Conflict)
}

func TestManyWritersAndReaders(t *testing.T) {
	d := open(t, testkit.Database(t), db.Options{})
	if err := add(t.Context(), d, "1", 0); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 25 {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), `update a set n = n + 1 where id = $1`, "1")
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if _, err := db.Get[int](t.Context(), d, `select n from a where id = $1`, "1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if n, _ := db.Get[int](t.Context(), d, `select n from a where id = $1`, "1"); n != 200 {
		t.Errorf("n = %d", n)
	}
}

func TestSignalAfterCommit(t *testing.T) {
	d := open(t, testkit.Database(t), db.Options{})
	woken := d.Listen("x")
	_ = d.Write(t.Context(), func(tx *db.Tx) error { tx.Notify("x"); return errors.New("no") })
	select {
	case <-woken:
		t.Fatal("signal of a transaction that failed")
	default:
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { tx.Notify("x"); tx.Notify("x"); return nil }); err != nil {
		t.Fatal(err)
	}
	<-woken
}

// A database that somebody else has locked says so within the time one waits, and works afterwards.
func TestLockedSQLite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	d := open(t, file, db.Options{Wait: 30 * time.Millisecond})
	other, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, add(t.Context(), d, "1", 1), errs.Unavailable)
	if _, err := db.Get[int](t.Context(), d, `select count(*) from a`); err != nil {
		t.Errorf("reading: %v", err)
	}
	tx.Rollback()
	if err := add(t.Context(), d, "1", 1); err != nil {
		t.Error(err)
	}
}

// Whoever waits for a long transaction of ours is told so, rather than waiting for ever.
func TestWaitingForTheWriter(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "x.db"), db.Options{Wait: 30 * time.Millisecond})
	err := d.Write(t.Context(), func(*db.Tx) error { return add(context.WithoutCancel(t.Context()), d, "1", 1) })
	wantKind(t, err, errs.Unavailable)
}

func TestFullSQLite(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "x.db"), db.Options{})
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := db.List[int](t.Context(), tx, `pragma max_page_count = 12`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	long := make([]byte, 100_000)
	for i := range long {
		long[i] = 'x'
	}
	wantKind(t, add(t.Context(), d, string(long), 1), errs.Unavailable)
	if n, err := db.Get[int](t.Context(), d, `select count(*) from a`); n != 0 || err != nil {
		t.Errorf("reading: %d, %v", n, err)
	}
}

// A file that cannot be written any more is said to be that, and can still be read.
func TestReadOnlySQLite(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "x.db"), db.Options{})
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `pragma query_only = 1`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	err := add(t.Context(), d, "1", 1)
	wantKind(t, err, errs.Unavailable)
	if text := errs.TextOf(err); !strings.Contains(text, "不能写入") {
		t.Errorf("text = %s", text)
	}
	if _, err := db.Get[int](t.Context(), d, `select count(*) from a`); err != nil {
		t.Errorf("reading: %v", err)
	}
}

// proxy stands between us and a server and can be pulled out.
type proxy struct {
	net.Listener
	to    string
	mu    sync.Mutex
	conns []net.Conn
	down  atomic.Bool
}

func (p *proxy) serve() {
	for {
		in, err := p.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil || p.down.Load() {
			in.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, in, out)
		p.mu.Unlock()
		go func() { io.Copy(out, in); out.Close() }()
		go func() { io.Copy(in, out); in.Close() }()
	}
}

func (p *proxy) pull() {
	p.down.Store(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

func TestPostgresGoneAndBack(t *testing.T) {
	address := testkit.Database(t)
	if !db.IsPostgres(address) {
		t.Skip("needs TEST_POSTGRES")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := &proxy{Listener: l, to: u.Host}
	go p.serve()
	u.Host = l.Addr().String()
	q := u.Query()
	q.Set("sslmode", "disable")
	u.RawQuery = q.Encode()
	d := open(t, u.String(), db.Options{})
	if err := add(t.Context(), d, "1", 1); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		p.pull()
		_, err := tx.Exec(t.Context(), `update a set n = 2 where id = '1'`)
		return err
	})
	wantKind(t, err, errs.Unavailable)
	wantKind(t, add(t.Context(), d, "2", 2), errs.Unavailable)
	_, err = db.List[row](t.Context(), d, `select id from a`)
	wantKind(t, err, errs.Unavailable)
	p.down.Store(false)
	if err := add(t.Context(), d, "3", 3); err != nil {
		t.Errorf("after it came back: %v", err)
	}
	if n, err := db.Get[int](t.Context(), d, `select n from a where id = '1'`); n != 1 || err != nil {
		t.Errorf("n = %d, %v", n, err)
	}
}

func TestPostgresRefusesNUL(t *testing.T) {
	d := open(t, testkit.Database(t), db.Options{})
	if d.Dialect() != db.Postgres {
		t.Skip("needs TEST_POSTGRES")
	}
	wantKind(t, add(t.Context(), d, "a\x00b", 1), errs.Invalid)
}

func BenchmarkGet(b *testing.B) {
	d := open(b, testkit.Database(b), db.Options{})
	if err := add(b.Context(), d, "1", 1); err != nil {
		b.Fatal(err)
	}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := db.Get[row](b.Context(), d, `select id, n, on_date, at from a where id = $1`, "1"); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	d := open(b, testkit.Database(b), db.Options{})
	for b.Loop() {
		if err := add(b.Context(), d, d.NewID(), 1); err != nil {
			b.Fatal(err)
		}
	}
}
