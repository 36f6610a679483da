package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dudao/internal/platform/db"
)

// The names inside an archive.
const (
	archivedSQLite   = "database.sqlite"
	archivedPostgres = "database.pgdump"
	archivedData     = "data/"
)

// Backup writes database and data folder into one archive, while the program may run. The folder is
// read after the database: files are never changed, so each file the database names is there.
func (a *App) Backup(ctx context.Context, file string) (err error) {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s 已存在 · exists already", file)
	}
	dir, err := os.MkdirTemp(filepath.Dir(file), ".backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := archivedSQLite
	if a.DB.Dialect() == db.Postgres {
		name = archivedPostgres
	}
	copied := filepath.Join(dir, name)
	if err := a.DB.Backup(ctx, a.Config.Database, copied); err != nil {
		return err
	}
	part := filepath.Join(dir, "archive")
	if err := writeArchive(ctx, part, name, copied, a.Config.Data, a.Config.Database); err != nil {
		return err
	}
	return os.Rename(part, file)
}

func writeArchive(ctx context.Context, file, name, copied, data, database string) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestSpeed) // the level is valid
	t := tar.NewWriter(z)
	err = addFile(t, name, copied)
	if err == nil {
		err = filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist): // a temporary file that is gone meanwhile
				return nil
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case !d.Type().IsRegular() || strings.HasPrefix(path, database):
				return nil
			}
			rel, err := filepath.Rel(data, path)
			if err != nil {
				return err
			}
			return addFile(t, archivedData+filepath.ToSlash(rel), path)
		})
	}
	return errors.Join(err, t.Close(), z.Close(), f.Sync(), f.Close())
}

func addFile(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h := &tar.Header{Name: name, Mode: int64(info.Mode().Perm()), Size: info.Size(), ModTime: info.ModTime(), Format: tar.FormatPAX}
	if err := t.WriteHeader(h); err != nil {
		return err
	}
	_, err = io.CopyN(t, f, info.Size())
	return err
}

// Restore unpacks an archive of Backup into an empty database and an empty folder.
func Restore(ctx context.Context, file, database, data string) error {
	if err := mustBeEmpty(ctx, database, data); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s 不是备份文件 · is no backup: %w", file, err)
	}
	t, found := tar.NewReader(z), false
	for {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("备份文件不完整 · the backup is damaged: %w", err)
		}
		isDatabase, err := restoreOne(ctx, h, t, database, data)
		if err != nil {
			return err
		}
		found = found || isDatabase
	}
	if !found {
		return errors.New("备份文件中没有数据库 · the backup has no database")
	}
	return nil
}

func mustBeEmpty(ctx context.Context, database, data string) error {
	if db.IsPostgres(database) {
		d, err := db.Open(database, db.Options{})
		if err != nil {
			return err
		}
		defer d.Close()
		n, err := db.Get[int](ctx, d, `select count(*) from information_schema.tables where table_schema = 'public'`)
		if err != nil {
			return err
		}
		if n > 0 {
			return errors.New("数据库不是空的 · the database is not empty")
		}
	} else if _, err := os.Stat(database); err == nil {
		return fmt.Errorf("%s 已存在 · exists already", database)
	}
	if list, err := os.ReadDir(data); err == nil && len(list) > 0 {
		return fmt.Errorf("文件夹 %s 不是空的 · the folder is not empty", data)
	}
	return nil
}

// restoreOne writes one entry of the archive and reports whether it was the database.
func restoreOne(ctx context.Context, h *tar.Header, r io.Reader, database, data string) (bool, error) {
	rel, inData := strings.CutPrefix(h.Name, archivedData)
	switch {
	case inData && filepath.IsLocal(rel):
		return false, unpack(filepath.Join(data, filepath.FromSlash(rel)), r, fs.FileMode(h.Mode).Perm())
	case h.Name == archivedSQLite && !db.IsPostgres(database):
		return true, unpack(database, r, 0o600)
	case h.Name == archivedPostgres && db.IsPostgres(database):
		dir, err := os.MkdirTemp("", "dudao-restore-")
		if err != nil {
			return true, err
		}
		defer os.RemoveAll(dir)
		dump := filepath.Join(dir, archivedPostgres)
		if err := unpack(dump, r, 0o600); err != nil {
			return true, err
		}
		return true, db.RestorePostgres(ctx, database, dump)
	case h.Name == archivedSQLite || h.Name == archivedPostgres:
		return true, fmt.Errorf("备份里是 %s，与目标数据库不同 · the backup is of the other engine", h.Name)
	}
	return false, fmt.Errorf("备份文件里有不认识的内容 · unknown entry in the backup: %q", h.Name)
}

func unpack(file string, r io.Reader, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}
