package file

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/platform/scan"
)

// Rights says who may read and who may change the files of a kind of record. The functions get the
// id of the record and return nil, or the error that the person shall see: NotFound for records out
// of reach, Conflict for a state in which nothing may be added or removed.
type Rights struct {
	Read, Write func(ctx context.Context, r db.Reader, id string) error
	Path        func(ctx context.Context, r db.Reader, id string) (string, error) // whose record it is; nil: of the acting person's subtree
}

// Service has the use cases of files.
type Service struct {
	db      *db.DB
	store   blob.Store
	staging *blob.Staging
	scanner scan.Scanner // nil for none
	rights  map[string]Rights
}

// New returns the service and registers its jobs with q.
func New(d *db.DB, q *jobs.Queue, store blob.Store, staging *blob.Staging, scanner scan.Scanner) *Service {
	s := &Service{db: d, store: store, staging: staging, scanner: scanner, rights: map[string]Rights{}}
	jobs.Handle(q, s.makeThumb)
	return s
}

// Register lets records of a kind have files. Only the wiring of the program calls it.
func (s *Service) Register(kind string, r Rights) { s.rights[kind] = r }

// rightsOf returns the rights of a kind of record.
func (s *Service) rightsOf(ref ident.Ref) (Rights, error) {
	r, ok := s.rights[ref.Kind]
	if !ok {
		return r, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return r, nil
}

// MayAdd returns an error unless the acting person may add files to the record.
func (s *Service) MayAdd(ctx context.Context, ref ident.Ref) error {
	r, err := s.rightsOf(ref)
	if err != nil {
		return err
	}
	return r.Write(ctx, s.db, ref.ID)
}

// Add keeps a file that arrives and tells the log. body is read to its end or until it is too large.
func (s *Service) Add(ctx context.Context, u Upload, body io.Reader) (Item, error) {
	if err := s.MayAdd(ctx, u.Ref); err != nil {
		return Item{}, err
	}
	f, staged, err := s.receive(ctx, u.Ref, &u.Name, body)
	if err != nil {
		return Item{}, err
	}
	defer staged.Discard()
	if err := u.check(f, s.db.Now()); err != nil {
		return Item{}, err
	}
	if err := s.store.Put(ctx, staged); err != nil {
		return Item{}, err
	}
	var out Item
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		right, err := s.rightsOf(u.Ref)
		if err != nil {
			return err
		}
		if err := right.Write(ctx, tx, u.Ref.ID); err != nil { // again: the record may have moved on meanwhile
			return err
		}
		if out, err = again(ctx, tx, u); err != nil || out.ID != "" {
			return err
		}
		path, err := pathOf(ctx, tx, right, u.Ref)
		if err != nil {
			return err
		}
		if u.ID == "" {
			u.ID = tx.NewID()
		}
		out.File = File{ID: u.ID, Version: 1, Ref: u.Ref, UnitPath: path, Title: u.Title, Kind: u.Kind, HappenedAt: u.HappenedAt,
			Latest: 1, CreatedAt: tx.Now, CreatedBy: actor.From(ctx).ID}
		if err := insert(ctx, tx, out.File); err != nil {
			return err
		}
		v, err := s.keep(ctx, tx, out.File, 1, u.Name, f, staged)
		out.Versions = []Version{v}
		return err
	})
	return out, err
}

// again returns the file that the same form made before.
func again(ctx context.Context, tx *db.Tx, u Upload) (Item, error) {
	if u.ID == "" {
		return Item{}, nil
	}
	f, err := byID(ctx, tx, u.ID)
	if errs.KindOf(err) == errs.NotFound && err != nil {
		return Item{}, nil
	}
	if err != nil {
		return Item{}, err
	}
	if f.Ref != u.Ref || f.CreatedBy != actor.From(ctx).ID {
		return Item{}, errs.New(errs.Conflict, "表单已失效，请重新打开")
	}
	return withVersions(ctx, tx, f)
}

func pathOf(ctx context.Context, tx *db.Tx, r Rights, ref ident.Ref) (string, error) {
	if r.Path == nil {
		return actor.From(ctx).Scope, nil
	}
	return r.Path(ctx, tx, ref.ID)
}

// AddVersion keeps a newer state of a file beside the older ones.
func (s *Service) AddVersion(ctx context.Context, id string, version int, name string, body io.Reader) (Item, error) {
	old, err := byID(ctx, s.db, id)
	if err != nil {
		return Item{}, err
	}
	if err := s.MayAdd(ctx, old.Ref); err != nil {
		return Item{}, err
	}
	f, staged, err := s.receive(ctx, old.Ref, &name, body)
	if err != nil {
		return Item{}, err
	}
	defer staged.Discard()
	if err := s.store.Put(ctx, staged); err != nil {
		return Item{}, err
	}
	var out Item
	err = s.change(ctx, id, version, func(tx *db.Tx, it *File) error {
		last, err := withVersions(ctx, tx, *it)
		if err != nil {
			return err
		}
		if last.Now().SHA256 == staged.SHA256 {
			return errs.NewField("file", "与现有版本内容相同，没有新的版本")
		}
		it.Latest++
		if _, err := s.keep(ctx, tx, *it, it.Latest, name, f, staged); err != nil {
			return err
		}
		out, err = withVersions(ctx, tx, *it)
		return err
	})
	return out, err
}

// Delete takes a file away from its record, with a reason; the log keeps who did it and the hash.
func (s *Service) Delete(ctx context.Context, id string, version int, reason string) (ident.Ref, error) {
	reason = strings.TrimSpace(reason)
	var ref ident.Ref
	err := s.change(ctx, id, version, func(tx *db.Tx, f *File) error {
		if reason == "" {
			return errs.NewField("reason", "请写明删除的理由")
		}
		ref = f.Ref
		f.DeletedAt, f.DeletedBy, f.DeleteReason = tx.Now, actor.From(ctx).ID, reason
		if err := audit.Record(ctx, tx, audit.Entry{Action: "file.delete", Ref: ident.Ref{Kind: "file", ID: f.ID}, UnitPath: f.UnitPath, Note: reason}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "file.remove", Ref: f.Ref, UnitPath: f.UnitPath, Note: f.Title + "：" + reason})
	})
	return ref, err
}

// change is the shape of a change: load, ask the record, apply, save with the version that was read.
func (s *Service) change(ctx context.Context, id string, version int, rule func(*db.Tx, *File) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		right, err := s.rightsOf(f.Ref)
		if err != nil {
			return err
		}
		if err := right.Write(ctx, tx, f.Ref.ID); err != nil {
			return err
		}
		if !f.DeletedAt.IsZero() {
			return errs.New(errs.Gone, "文件已删除")
		}
		if err := rule(tx, &f); err != nil {
			return err
		}
		return update(ctx, tx, f, version)
	})
}

// receive stages a body, proves its type and has it scanned. An infected file goes to quarantine.
func (s *Service) receive(ctx context.Context, ref ident.Ref, name *string, body io.Reader) (format, *blob.Staged, error) {
	*name = cleanName(*name)
	if err := CheckName(*name, -1); err != nil {
		return format{}, nil, err
	}
	staged, err := s.staging.Take(body, MaxSize)
	if errors.Is(err, blob.ErrTooLarge) {
		return format{}, nil, TooLarge()
	}
	if err != nil {
		return format{}, nil, err
	}
	f, err := s.inspect(ctx, ref, *name, staged)
	if err != nil {
		staged.Discard()
		return f, nil, err
	}
	return f, staged, nil
}

func (s *Service) inspect(ctx context.Context, ref ident.Ref, name string, staged *blob.Staged) (format, error) {
	if err := checkSize(staged.Size); err != nil {
		return format{}, err
	}
	r, err := staged.Open()
	if err != nil {
		return format{}, err
	}
	defer r.Close()
	f, err := checkContent(name, r)
	if err != nil || s.scanner == nil {
		return f, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return f, err
	}
	finding, err := s.scanner.Scan(ctx, r)
	if err != nil {
		slog.ErrorContext(ctx, "file: scanner", "err", err)
		return f, errs.New(errs.Unavailable, "病毒检查服务暂时不可用，文件没有保存，请稍后再传").Because(err)
	}
	if finding == "" {
		return f, nil
	}
	if err := s.quarantine(ctx, ref, name, finding, staged); err != nil {
		return f, err
	}
	return f, errs.NewField("file", "文件含有恶意代码（%s），已隔离，没有保存", finding)
}

func (s *Service) quarantine(ctx context.Context, ref ident.Ref, name, finding string, staged *blob.Staged) error {
	sha, size := staged.SHA256, staged.Size
	if err := s.staging.Quarantine(staged); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		right, err := s.rightsOf(ref)
		if err != nil {
			return err
		}
		path, err := pathOf(ctx, tx, right, ref)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into file_quarantine (id, ref_kind, ref_id, unit_path, name, size, sha256, finding, at, by_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.NewID(), ref.Kind, ref.ID, path, name, size, sha, finding, tx.Now, actor.From(ctx).ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "file.quarantine", Ref: ref, UnitPath: path, Note: name + "：" + finding,
			New: map[string]any{"name": name, "sha256": sha, "size": size}})
	})
}
