// Package db opens SQLite or PostgreSQL and runs portable SQL on either.
//
// SQL is written once, with $1 placeholders, in the subset both engines share
// (see README.md in this folder). Only this package and the packages that
// implement a platform service may ask for the Dialect.
//
// Read open.go for how the engines are opened, db.go for transactions, scan.go for rows to structs,
// where.go for conditions, errors.go for what a failing database means to people, migrate.go for
// the schema.
package db

import (
	"context"
	"database/sql"
	"io"
	"sync"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
)

// Dialect names a database engine.
type Dialect string

// The engines.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database.
type DB struct {
	read, write *sql.DB // SQLite: many readers, one writer; PostgreSQL: the same pool
	dialect     Dialect
	now         func() time.Time
	rand        io.Reader
	wait        time.Duration
	readStmts   *statements // nil on PostgreSQL, whose driver keeps its own
	writeStmts  *statements
	migrations  int // how many the program brings; set by Migrate

	mu      sync.Mutex
	topics  map[string][]chan struct{}
	idMilli int64  // the millisecond of the last id …
	idNext  uint64 // … and the number of the next one in it
}

// Close closes the database.
func (d *DB) Close() error {
	d.readStmts.close()
	d.writeStmts.close()
	if d.read != d.write {
		d.read.Close()
	}
	return d.write.Close()
}

// Dialect returns the engine in use.
func (d *DB) Dialect() Dialect { return d.dialect }

// Now returns the program's time.
func (d *DB) Now() civil.Time { return civil.At(d.now()) }

// NewID returns a new time-ordered id outside a transaction, for a form that will create a record.
func (d *DB) NewID() string {
	now, first := d.now(), uint64(0)
	return d.newID(now, &first)
}

// newID returns the next id of the instant and moves n, the caller's count, behind it. Ids of one
// count always sort as they were made; those of one millisecond of this process do, too, unless
// transactions of different milliseconds take turns.
func (d *DB) newID(at time.Time, n *uint64) string {
	d.mu.Lock()
	if ms := at.UnixMilli(); ms != d.idMilli {
		d.idMilli, d.idNext = ms, 0
	}
	mine := max(*n, d.idNext)
	d.idNext = mine + 1
	d.mu.Unlock()
	*n = mine + 1
	return ident.New(at, mine, d.rand)
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := List[int](ctx, d, `select 1`)
	return err
}

// Listen returns a channel that gets a signal after a transaction that called Notify with the topic.
// Signals that nobody waits for are joined into one.
func (d *DB) Listen(topic string) <-chan struct{} {
	c := make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.topics[topic] = append(d.topics[topic], c)
	return c
}

func (d *DB) signal(topic string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.topics[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Reader is what queries need: a DB or a Tx.
type Reader interface {
	query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

func (d *DB) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if s := d.readStmts.prepared(ctx, q); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return d.read.QueryContext(ctx, q, args...)
}

// Tx is a write transaction with one fixed point in time.
type Tx struct {
	tx     *sql.Tx
	Now    civil.Time
	db     *DB
	ids    uint64   // how far the ids of this transaction have counted
	wanted []string // statements to prepare once the writer is free
	after  []func()
}

// NewID returns a new time-ordered id, which sorts after those the transaction has made before.
func (t *Tx) NewID() string { return t.db.newID(t.Now.Time, &t.ids) }

// Today returns the civil date of the transaction in Beijing.
func (t *Tx) Today() civil.Date { return civil.DateOf(t.Now.Time) }

// AfterCommit runs f once the transaction is in the database; it never runs otherwise.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Notify wakes who listens to the topic, after the commit.
func (t *Tx) Notify(topic string) { t.AfterCommit(func() { t.db.signal(topic) }) }

// Dialect returns the engine in use.
func (t *Tx) Dialect() Dialect { return t.db.dialect }

func (t *Tx) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if s := t.stmt(ctx, q); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, q, args...)
}

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	var res sql.Result
	var err error
	if s := t.stmt(ctx, q); s != nil {
		res, err = s.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, q, args...)
	}
	if err != nil {
		return 0, known(err)
	}
	return res.RowsAffected()
}

// stmt returns the statement prepared on the writer, if it is; otherwise it will be next time.
func (t *Tx) stmt(ctx context.Context, q string) *sql.Stmt {
	if t.db.writeStmts == nil {
		return nil
	}
	if s := t.db.writeStmts.get(q); s != nil {
		return t.tx.StmtContext(ctx, s)
	}
	t.wanted = append(t.wanted, q)
	return nil
}

// Write runs f in one transaction and commits if f returns nil.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	t := &Tx{db: d}
	if err := d.write1(ctx, t, f); err != nil {
		return err
	}
	d.writeStmts.prepareAll(ctx, t.wanted)
	for _, f := range t.after {
		f()
	}
	return nil
}

func (d *DB) write1(ctx context.Context, t *Tx, f func(*Tx) error) error {
	conn, err := d.writer(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	t.tx, err = conn.BeginTx(ctx, nil)
	if err != nil {
		return known(err)
	}
	defer t.tx.Rollback() // no-op after Commit
	t.Now = civil.At(d.now())
	if err := f(t); err != nil {
		return err
	}
	return known(t.tx.Commit())
}

// writer waits for its turn to write, but not for ever.
func (d *DB) writer(ctx context.Context) (*sql.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, d.wait)
	defer cancel()
	conn, err := d.write.Conn(limited)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		return nil, errs.New(errs.Unavailable, "数据库正忙，请稍后重试").Because(err)
	}
	return conn, known(err)
}
