package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Backup writes a copy of the database as it is at one moment to file, while others go on writing. On
// PostgreSQL it runs pg_dump.
func (d *DB) Backup(ctx context.Context, url, file string) error {
	if d.dialect == Postgres {
		return run(ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file="+file, "--dbname="+url)
	}
	own, err := sql.Open("sqlite", dsn(url, []string{"busy_timeout(5000)"}, false)) // the readers cannot, the writer has other work
	if err != nil {
		return err
	}
	defer own.Close()
	if _, err := own.ExecContext(ctx, `vacuum into $1`, file); err != nil {
		return known(err)
	}
	return flush(file)
}

// RestorePostgres fills an empty database of PostgreSQL from a file of Backup.
func RestorePostgres(ctx context.Context, url, file string) error {
	return run(ctx, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname="+url, file)
}

func run(ctx context.Context, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("找不到 %s，请安装 postgresql-client · %s is missing: install postgresql-client", name, name)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return errors.Join(fmt.Errorf("%s: %s", name, strings.TrimSpace(said.String())), err)
	}
	return nil
}

func flush(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
