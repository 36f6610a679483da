package accountability

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// The two bundles of files of a record: what the office found, and what the unit hands in with its statement. The
// office's are for the level that runs the record; the unit's for whoever reads the record (《教育督导问责办法》: 调查
// 认定事实, 陈述申辩).
const (
	FoundFiles  = "accountability.found"
	StatedFiles = "accountability.stated"
)

// Found and Stated name the bundles of a record.
func (r Record) Found() ident.Ref { return ident.Ref{Kind: FoundFiles, ID: r.ID} }

// Stated names the files of the unit.
func (r Record) Stated() ident.Ref { return ident.Ref{Kind: StatedFiles, ID: r.ID} }

// inside reports whether the acting person belongs to the level that runs a record, or stands above it.
func (r Record) inside(ctx context.Context) bool {
	a := actor.From(ctx)
	return a.All || a.May(string(MayInternal)) && access.Covers(a, r.SeatPath)
}

// going refuses what may no longer change: a record without a next step.
func (s *Service) going(r Record) error {
	for _, st := range s.flows[r.Kind].Possible(r.State) {
		if st.By != Paper && s.fits(r, st) {
			return nil
		}
	}
	return errs.New(errs.Conflict, "记录已经办结，不能再添加文件")
}

// MayAdd asks whether the acting person may add files to a bundle now.
func (s *Service) MayAdd(ctx context.Context, r Record, kind string) error {
	a := actor.From(ctx)
	if err := s.going(r); err != nil {
		return err
	}
	if kind == FoundFiles {
		if err := access.Require(ctx, MayRun, r.SeatPath); err != nil || a.All || a.Scope == r.SeatPath {
			return err
		}
		return errs.New(errs.Denied, "由%s办理", r.OfficeName)
	}
	if err := access.Require(ctx, MayAnswer, r.UnitPath); err != nil {
		return err
	}
	if a.UnitID != string(r.UnitID) || r.ShownOn.IsZero() {
		return errs.New(errs.Denied, "由%s办理", r.UnitName)
	}
	return nil
}

// FileRights says who may read and add the files of each bundle.
func (s *Service) FileRights() map[string]file.Rights {
	return map[string]file.Rights{FoundFiles: s.rights(FoundFiles), StatedFiles: s.rights(StatedFiles)}
}

func (s *Service) rights(kind string) file.Rights {
	read := func(ctx context.Context, r db.Reader, id string) (Record, error) {
		rec, err := Visible(ctx, r, "", id)
		if err == nil && kind == FoundFiles && !rec.inside(ctx) {
			err = errs.New(errs.NotFound, "没有找到相应的记录")
		}
		return rec, err
	}
	return file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := read(ctx, r, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			rec, err := read(ctx, r, id)
			if err != nil {
				return err
			}
			return s.MayAdd(ctx, rec, kind)
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			rec, err := read(ctx, r, id)
			if kind == FoundFiles {
				return rec.SeatPath, err
			}
			return rec.UnitPath, err
		},
	}
}

// Files are the files of a bundle, none when it is not for the acting person.
func (s *Service) Files(ctx context.Context, r Record, kind string) ([]file.Item, error) {
	if kind == FoundFiles && !r.inside(ctx) {
		return nil, nil
	}
	return file.Of(ctx, s.db, ident.Ref{Kind: kind, ID: r.ID})
}
