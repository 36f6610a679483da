package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrationTable is where goose keeps which migrations are applied.
const migrationTable = "schema_migration"

// Migrate applies every NNNN_name.sql of files that has not been applied, in order, each in a
// transaction of its own. Several nodes may start at once: one migrates, the others wait. A database
// that has migrations the program does not know is refused.
func (d *DB) Migrate(ctx context.Context, files fs.FS) error {
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithTableName(migrationTable), goose.WithAllowOutofOrder(true),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if d.dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, d.write, forward{files}, options...)
	if err != nil {
		return fmt.Errorf("db: migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", known(err))
	}
	d.migrations = len(p.ListSources())
	if n, err := d.Pending(ctx); err != nil || n < 0 {
		return errors.Join(err, fmt.Errorf("数据库已由更新的版本升级（多 %d 步），请使用那个版本 · a newer version of the program has upgraded this database", -n))
	}
	return nil
}

// Pending returns how many migrations of the program the database lacks.
func (d *DB) Pending(ctx context.Context) (int, error) {
	n, err := Get[int](ctx, d, `select count(distinct version_id) from `+migrationTable+` where version_id > 0`)
	return d.migrations - n, err
}

// forward gives goose our files, which are plain SQL and only ever go forward, with its heading.
type forward struct{ fs.FS }

// Open opens a migration as goose wants it.
func (f forward) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || info.IsDir() {
		return file, err
	}
	text, err := io.ReadAll(file)
	plain := strings.TrimSuffix(strings.TrimSpace(string(text)), ";")
	return headed{file, strings.NewReader("-- +goose Up\n" + plain + ";\n")}, err
}

type headed struct {
	fs.File
	text io.Reader
}

// Read reads the heading, then the file.
func (h headed) Read(b []byte) (int, error) { return h.text.Read(b) }
