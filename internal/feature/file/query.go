package file

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// byID returns a file without asking who wants to know; its users ask the record.
func byID(ctx context.Context, r db.Reader, id string) (File, error) {
	return db.Get[File](ctx, r, `select `+columns+` from file where id = $1`, id)
}

func withVersions(ctx context.Context, r db.Reader, f File) (Item, error) {
	list, err := db.List[Version](ctx, r, `select `+versionColumns+` from file_version where file_id = $1 order by n desc`, f.ID)
	if err == nil && len(list) == 0 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return Item{f, list}, err
}

// List returns the files of a record, the oldest first, without the deleted ones.
func (s *Service) List(ctx context.Context, ref ident.Ref) ([]Item, error) {
	right, err := s.rightsOf(ref)
	if err != nil {
		return nil, err
	}
	if err := right.Read(ctx, s.db, ref.ID); err != nil {
		return nil, err
	}
	return Of(ctx, s.db, ref)
}

// Of is List for a feature that has asked already whether the reader may see the record.
func Of(ctx context.Context, r db.Reader, ref ident.Ref) ([]Item, error) {
	files, err := db.List[File](ctx, r, `select `+columns+` from file where ref_kind = $1 and ref_id = $2 and deleted_at is null order by id`, ref.Kind, ref.ID)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	versions, err := db.List[Version](ctx, r, `select v.id, v.file_id, v.n, v.name, v.mime, v.size, v.sha256, v.received_at, v.by_id, v.by_name, v.thumb
		from file_version v join file f on f.id = v.file_id where f.ref_kind = $1 and f.ref_id = $2 and f.deleted_at is null order by v.n desc`, ref.Kind, ref.ID)
	if err != nil {
		return nil, err
	}
	byFile := map[string][]Version{}
	for _, v := range versions {
		byFile[v.FileID] = append(byFile[v.FileID], v)
	}
	out := make([]Item, 0, len(files))
	for _, f := range files {
		out = append(out, Item{f, byFile[f.ID]})
	}
	return out, nil
}

// Count returns how many files a record has.
func Count(ctx context.Context, r db.Reader, ref ident.Ref) (int, error) {
	return db.Get[int](ctx, r, `select count(*) from file where ref_kind = $1 and ref_id = $2 and deleted_at is null`, ref.Kind, ref.ID)
}

// Counts returns how many files each of several records of a kind has; those without any are missing.
func Counts(ctx context.Context, r db.Reader, kind string, ids []string) (map[string]int, error) {
	var w db.Where
	w.Add("ref_kind = ? and deleted_at is null", kind)
	db.AddIn(&w, "ref_id", ids)
	rows, err := db.List[struct {
		ID string `db:"ref_id"`
		N  int    `db:"n"`
	}](ctx, r, `select ref_id, count(*) as n from file `+w.SQL()+` group by ref_id`, w.Args()...)
	out := make(map[string]int, len(rows))
	for _, row := range rows {
		out[row.ID] = row.N
	}
	return out, err
}

// Show returns a file that the acting person may read.
func (s *Service) Show(ctx context.Context, id string) (Item, error) {
	f, err := byID(ctx, s.db, id)
	if err != nil {
		return Item{}, err
	}
	right, err := s.rightsOf(f.Ref)
	if err != nil {
		return Item{}, err
	}
	if err := right.Read(ctx, s.db, f.Ref.ID); err != nil {
		return Item{}, err
	}
	if !f.DeletedAt.IsZero() {
		return Item{}, errs.New(errs.Gone, "文件已删除")
	}
	return withVersions(ctx, s.db, f)
}

// Open returns the content of version n of a file, 0 for the newest. The caller closes it.
func (s *Service) Open(ctx context.Context, id string, n int) (Item, Version, io.ReadSeekCloser, error) {
	it, err := s.Show(ctx, id)
	if err != nil {
		return it, Version{}, nil, err
	}
	for _, v := range it.Versions {
		if n == 0 || v.N == n {
			body, err := s.open(ctx, v.SHA256)
			return it, v, body, err
		}
	}
	return it, Version{}, nil, errs.New(errs.NotFound, "没有找到相应的记录")
}

// OpenThumb returns the small picture of the newest version, a JPEG.
func (s *Service) OpenThumb(ctx context.Context, id string) (Version, io.ReadSeekCloser, error) {
	it, err := s.Show(ctx, id)
	if err != nil {
		return Version{}, nil, err
	}
	if it.Now().Thumb == "" {
		return Version{}, nil, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	body, err := s.open(ctx, it.Now().Thumb)
	return it.Now(), body, err
}

func (s *Service) open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	body, err := s.store.Open(ctx, sha)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.New(errs.Unavailable, "文件内容暂时取不到，请联系管理员").Because(err)
	}
	return body, err
}

// Read records that somebody took the content: evidence has personal data.
func (s *Service) Read(ctx context.Context, it Item, v Version) error {
	return audit.RecordRead(ctx, s.db, audit.Entry{Action: "file.read", Ref: it.Ref, UnitPath: it.UnitPath, Note: it.Title,
		New: map[string]any{"file": it.ID, "n": v.N}})
}
