package db

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// Options are what a DB takes from its surroundings; the demo and the tests bring their own.
type Options struct {
	Now  func() time.Time // nil means time.Now
	Rand io.Reader        // random bits of new ids; nil means crypto/rand
	Wait time.Duration    // how long a write waits for its turn; 0 means 10 s
	Fast bool             // SQLite does not wait for the disk: for a file that is made anew if it breaks
}

// IsPostgres reports whether the address of a database is one of PostgreSQL.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Open opens url: postgres://… or a file name.
func Open(url string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	d := &DB{now: o.Now, rand: o.Rand, wait: o.Wait, topics: map[string][]chan struct{}{}}
	var err error
	if IsPostgres(url) {
		err = d.openPostgres(url)
	} else {
		err = d.openSQLite(url, o.Fast)
	}
	if err == nil {
		err = d.write.Ping()
	}
	if err != nil {
		if d.write != nil {
			d.Close()
		}
		return nil, fmt.Errorf("db: open: %w", known(err))
	}
	return d, nil
}

// openPostgres opens one pool. The driver prepares each SQL text once a connection; a connection that
// was idle is asked before it is used again, so a server that was gone is found again by itself.
func (d *DB) openPostgres(url string) (err error) {
	p, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	p.SetMaxOpenConns(32)
	p.SetMaxIdleConns(32)
	p.SetConnMaxIdleTime(5 * time.Minute)
	d.read, d.write, d.dialect = p, p, Postgres
	return nil
}

// openSQLite opens one writer, durable against power loss (synchronous=full), whose transactions
// take the lock when they begin, and a pool of readers that cannot write.
func (d *DB) openSQLite(file string, fast bool) (err error) {
	if dir := filepath.Dir(file); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	busy := fmt.Sprintf("busy_timeout(%d)", min(d.wait, 5*time.Second).Milliseconds())
	common := []string{busy, "foreign_keys(1)", "temp_store(memory)"}
	sync := "synchronous(full)"
	if fast {
		sync = "synchronous(off)"
	}
	w, err := sql.Open("sqlite", dsn(file, append([]string{"journal_mode(wal)", sync, "cache_size(-16000)"}, common...), true))
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	d.write, d.dialect = w, SQLite
	d.read = w
	if err := w.Ping(); err != nil { // makes the file and its journal before a reader looks
		return err
	}
	r, err := sql.Open("sqlite", dsn(file, append(common, "cache_size(-2000)", "query_only(1)"), false))
	if err != nil {
		return err
	}
	readers := max(4, 2*runtime.NumCPU())
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	d.read = r
	d.readStmts, d.writeStmts = newStatements(r), newStatements(w)
	return nil
}

func dsn(file string, pragmas []string, writer bool) string {
	q := url.Values{"_pragma": pragmas}
	if writer {
		q.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Opaque: strings.ReplaceAll(url.PathEscape(file), "%2F", "/"), RawQuery: q.Encode()}).String()
}
