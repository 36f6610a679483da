package roster

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/platform/xlsx"
)

// inlineBytes is how much text a file may hold that is checked while the person waits; a larger one
// is kept in the database, where every node reaches it, and checked by a job with progress.
const inlineBytes = 1 << 20

// partBytes is how much of a file one row keeps.
const partBytes = 768 << 10

// checkJob checks a file for the person who sent it.
type checkJob struct {
	Import string
	Actor  actor.Actor
	Lang   lang.Lang
}

// Kind names the job.
func (checkJob) Kind() string { return "org.import_check" }

// checkLater keeps the file and asks for the check, in the transaction of the import.
func checkLater(ctx context.Context, tx *db.Tx, im Import, file xlsx.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	buf := make([]byte, partBytes)
	for part := 0; ; part++ {
		n, err := io.ReadFull(file, buf)
		if n > 0 {
			if _, err := tx.Exec(ctx, `insert into unit_import_part (import_id, part, body) values ($1, $2, $3)`, im.ID, part, base64.StdEncoding.EncodeToString(buf[:n])); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			a := actor.From(ctx)
			a.Grants = nil
			return jobs.Enqueue(ctx, tx, checkJob{im.ID, a, lang.From(ctx)}, tx.Now)
		}
		if err != nil {
			return err
		}
	}
}

// runCheck is the job: it acts for the person, whose right was checked when they sent the file. After
// a node died it begins anew. What is wrong with the file is said on the import.
func (s *Service) runCheck(ctx context.Context, j checkJob) error {
	j.Actor.Grants = map[string]bool{string(org.MayImport): true}
	ctx = lang.With(actor.With(ctx, j.Actor), j.Lang)
	im, err := importIn(ctx, s.db, j.Import)
	if errs.KindOf(err) == errs.NotFound || err == nil && im.State != Checking {
		return s.forgetFile(ctx, j.Import)
	}
	if err != nil {
		return err
	}
	err = s.checkKept(ctx, im)
	switch errs.KindOf(err) {
	case errs.Internal, errs.Unavailable:
		if err != nil {
			return err // tried again
		}
	case errs.Stale: // given up by a person meanwhile
	default:
		err = s.failImport(ctx, im, err)
	}
	return errors.Join(err, s.forgetFile(ctx, j.Import))
}

// checkKept checks the rows of a file that is kept, from the first.
func (s *Service) checkKept(ctx context.Context, im Import) error {
	k, err := s.checker(ctx)
	if err != nil {
		return err
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from unit_import_row where import_id = $1`, im.ID)
		return err
	}); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "dudao-import-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	for part := 0; ; part++ {
		body, err := db.Get[string](ctx, s.db, `select body from unit_import_part where import_id = $1 and part = $2`, im.ID, part)
		if errs.KindOf(err) == errs.NotFound {
			break
		}
		if err != nil {
			return err
		}
		if _, err := io.Copy(file, base64.NewDecoder(base64.StdEncoding, strings.NewReader(body))); err != nil {
			return err
		}
	}
	return s.readFile(ctx, &im, k, file)
}

// failImport says on the import what is wrong with its file.
func (s *Service) failImport(ctx context.Context, im Import, why error) error {
	said := errs.TextIn(lang.From(ctx), why)
	if f := errs.FieldsIn(lang.From(ctx), why); len(f) > 0 {
		said = f[0].Text
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from unit_import_row where import_id = $1`, im.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update unit_import set version = version + 1, state = $1, message = $2, done = 0 where id = $3 and state = $4`, Failed, said, im.ID, Checking)
		return err
	})
}

// forgetFile deletes a kept file, and the rows of a check that was given up.
func (s *Service) forgetFile(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from unit_import_row where import_id = $1 and not exists (select 1 from unit_import where id = $2 and state not in ('discarded', 'failed'))`, id, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from unit_import_part where import_id = $1`, id)
		return err
	})
}
