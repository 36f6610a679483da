// Package db opens SQLite or PostgreSQL and runs portable SQL on either.
//
// SQL is written once, with $1 placeholders, in the subset both engines share
// (see README.md in this folder). Only this package and the packages that
// implement a platform service may ask for the Dialect.
package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
)

// Dialect names a database engine.
type Dialect string

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
}

// Options are what a DB takes from its surroundings; the demo and the tests bring their own.
type Options struct {
	Now  func() time.Time // nil means time.Now
	Rand io.Reader        // random bits of new ids; nil means crypto/rand
}

// Open opens url: postgres://… or a file name.
func Open(url string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if strings.HasPrefix(url, "postgres://") {
		p, err := sql.Open("pgx", url)
		if err != nil {
			return nil, err
		}
		return &DB{p, p, Postgres, o.Now, o.Rand}, p.Ping()
	}
	const pragmas = "?_pragma=foreign_keys(1)&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)&_pragma=synchronous(normal)"
	r, err := sql.Open("sqlite", "file:"+url+pragmas)
	if err != nil {
		return nil, err
	}
	w, err := sql.Open("sqlite", "file:"+url+pragmas+"&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	return &DB{r, w, SQLite, o.Now, o.Rand}, w.Ping()
}

// Close closes the database.
func (d *DB) Close() error {
	if d.read != d.write {
		d.read.Close()
	}
	return d.write.Close()
}

// Dialect returns the engine in use.
func (d *DB) Dialect() Dialect { return d.dialect }

// Tx is a write transaction with one fixed point in time.
type Tx struct {
	tx      *sql.Tx
	Now     civil.Time
	dialect Dialect
	rand    io.Reader
	after   []func()
}

// NewID returns a new time-ordered id.
func (t *Tx) NewID() string { return ident.New(t.Now.Time, t.rand) }

// Today returns the civil date of the transaction in Beijing.
func (t *Tx) Today() civil.Date { return civil.DateOf(t.Now.Time) }

// AfterCommit runs f once the transaction is in the database; it never runs otherwise.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Dialect returns the engine in use.
func (t *Tx) Dialect() Dialect { return t.dialect }

// Reader is what queries need: a DB or a Tx.
type Reader interface {
	query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

func (d *DB) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return d.read.QueryContext(ctx, q, args...)
}

func (t *Tx) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, q, args...)
}

// Write runs f in one transaction and commits if f returns nil.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // no-op after Commit
	t := &Tx{tx: tx, Now: civil.At(d.now()), dialect: d.dialect, rand: d.rand}
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return known(err)
	}
	for _, f := range t.after {
		f()
	}
	return nil
}

// Now returns the program's time.
func (d *DB) Now() civil.Time { return civil.At(d.now()) }

// NewID returns a new time-ordered id outside a transaction, for a form that will create a record.
func (d *DB) NewID() string { return ident.New(d.now(), d.rand) }

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(ctx, q, args...)
	if err != nil {
		return 0, known(err)
	}
	return res.RowsAffected()
}

// List runs q and scans every row into a T by its db tags.
func List[T any](ctx context.Context, r Reader, q string, args ...any) ([]T, error) {
	rows, err := r.query(ctx, q, args...)
	if err != nil {
		return nil, known(err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []T
	for rows.Next() {
		var v T
		ptrs, err := pointers(&v, cols)
		if err != nil {
			return nil, err
		}
		if err := rows.Scan(ptrs...); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, known(rows.Err())
}

// Get is List for exactly one row; no row is errs.NotFound.
func Get[T any](ctx context.Context, r Reader, q string, args ...any) (T, error) {
	list, err := List[T](ctx, r, q, args...)
	if err == nil && len(list) != 1 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return list[0], nil
}

func pointers(v any, cols []string) ([]any, error) {
	rv := reflect.ValueOf(v).Elem()
	if rv.Kind() != reflect.Struct || len(cols) == 1 && rv.NumField() == 1 && rv.Type().Field(0).Tag.Get("db") == "" {
		return []any{v}, nil
	}
	byTag := map[string]any{}
	collect(rv, byTag)
	out := make([]any, len(cols))
	for i, c := range cols {
		p, ok := byTag[c]
		if !ok {
			return nil, fmt.Errorf("db: %T has no field for column %q", v, c)
		}
		out[i] = p
	}
	return out, nil
}

func collect(rv reflect.Value, m map[string]any) {
	for i := range rv.NumField() {
		f := rv.Type().Field(i)
		if f.Anonymous {
			collect(rv.Field(i), m)
		} else if tag := f.Tag.Get("db"); tag != "" {
			m[tag] = rv.Field(i).Addr().Interface()
		}
	}
}

// known turns the two engines' constraint errors into errs kinds.
func known(err error) error {
	if err == nil {
		return nil
	}
	const sqliteUnique, sqlitePrimary, sqliteForeign = 2067, 1555, 787
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() {
		case sqliteUnique, sqlitePrimary:
			return errs.New(errs.Conflict, "记录已存在").Because(err)
		case sqliteForeign:
			return errs.New(errs.Conflict, "记录被引用或引用不存在").Because(err)
		}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "23505":
			return errs.New(errs.Conflict, "记录已存在").Because(err)
		case "23503":
			return errs.New(errs.Conflict, "记录被引用或引用不存在").Because(err)
		}
	}
	return err
}

// Migrate applies every *.sql of files that has not been applied, in name order.
func (d *DB) Migrate(ctx context.Context, files fs.FS) error {
	return d.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `create table if not exists schema_migration (name text primary key, applied_at timestamp not null)`); err != nil {
			return err
		}
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			return err
		}
		for _, name := range names {
			done, err := List[string](ctx, tx, `select name from schema_migration where name = $1`, path.Base(name))
			if err != nil {
				return err
			}
			if len(done) > 0 {
				continue
			}
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			for _, stmt := range strings.Split(string(text), ";\n") {
				if strings.TrimSpace(stmt) == "" {
					continue
				}
				if _, err := tx.Exec(ctx, stmt); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			if _, err := tx.Exec(ctx, `insert into schema_migration (name, applied_at) values ($1, $2)`, path.Base(name), tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
}
