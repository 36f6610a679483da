package file

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

const columns = `id, version, ref_kind, ref_id, unit_path, title, kind, happened_at, latest, created_at, created_by, deleted_at, deleted_by, delete_reason`

const versionColumns = `id, file_id, n, name, mime, size, sha256, received_at, by_id, by_name, thumb`

func insert(ctx context.Context, tx *db.Tx, f File) error {
	_, err := tx.Exec(ctx, `insert into file (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		f.ID, f.Version, f.Ref.Kind, f.Ref.ID, f.UnitPath, f.Title, f.Kind, f.HappenedAt, f.Latest, f.CreatedAt, f.CreatedBy, f.DeletedAt, f.DeletedBy, f.DeleteReason)
	return err
}

func update(ctx context.Context, tx *db.Tx, f File, version int) error {
	n, err := tx.Exec(ctx, `update file set version = version + 1, latest = $1, deleted_at = $2, deleted_by = $3, delete_reason = $4 where id = $5 and version = $6`,
		f.Latest, f.DeletedAt, f.DeletedBy, f.DeleteReason, f.ID, version)
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "文件刚被别人改动，请刷新后再试")
	}
	return err
}

// keep stores a version and makes it a leaf of the log; its record gets a line in its timeline.
func (s *Service) keep(ctx context.Context, tx *db.Tx, f File, n int, name string, t format, staged *blob.Staged) (Version, error) {
	a := actor.From(ctx)
	v := Version{ID: tx.NewID(), FileID: f.ID, N: n, Name: name, MIME: t.mime, Size: staged.Size, SHA256: staged.SHA256,
		ReceivedAt: tx.Now, ByID: a.ID, ByName: a.Name}
	if _, err := tx.Exec(ctx, `insert into file_version (`+versionColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		v.ID, v.FileID, v.N, v.Name, v.MIME, v.Size, v.SHA256, v.ReceivedAt, v.ByID, v.ByName, v.Thumb); err != nil {
		return v, err
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: sealAction, Ref: ident.Ref{Kind: sealKind, ID: v.ID}, UnitPath: f.UnitPath, New: sealOf(f, v)}); err != nil {
		return v, err
	}
	action := "file.add"
	if n > 1 {
		action = "file.version"
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: action, Ref: f.Ref, UnitPath: f.UnitPath, Note: f.Title, New: map[string]any{"file": f.ID, "n": n, "sha256": v.SHA256}}); err != nil {
		return v, err
	}
	if drawable(t.mime) {
		return v, jobs.Enqueue(ctx, tx, thumb{v.ID}, tx.Now)
	}
	return v, nil
}
