package inspect

import (
	"context"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/file"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/db"
)

// FileRights says who may read and add the files of a supervision, by the kind of what they belong
// to: the unit's evidence of its claims and its reply, the team's photos and sheets of its records,
// the office's attachments of letters.
func FileRights() map[string]file.Rights {
	return map[string]file.Rights{
		RefKind:             rights(whole, func(w *seen) error { return w.add(MayManage, Office, openStates...) }, nil),
		RefIndicator:        rights(ofPart("inspect_indicator"), func(w *seen) error { return w.add(MayAnswer, Unit, Noticed) }, unitOrInside),
		fieldwork.RefRecord: rights(ofPart("inspect_record"), func(w *seen) error { return w.add(MayWork, Team, Onsite) }, insideOnly),
		RefReply:            rights(whole, func(w *seen) error { return w.add(MayAnswer, Unit, Preliminary) }, unitOrInside),
	}
}

// openStates are the states before the opinion.
var openStates = []State{Prepare, Noticed, Evaluated, Onsite, Review, Preliminary, Replied, Signing}

// seen is a supervision as the acting person stands to it.
type seen struct {
	ctx context.Context
	Inspection
	viewer Viewer
}

func (w *seen) add(need access.Permission, side Side, states ...State) error {
	if err := w.viewer.may(w.ctx, need, side, w.Inspection); err != nil {
		return err
	}
	return (&work{Inspection: w.Inspection}).in(states...)
}

func unitOrInside(w *seen) error {
	if w.viewer.Ours {
		return nil
	}
	return insideOnly(w)
}

func insideOnly(w *seen) error {
	if !w.viewer.Inside {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return nil
}

type finder func(ctx context.Context, r db.Reader, id string) (string, error)

// whole: the files belong to the supervision itself.
func whole(_ context.Context, _ db.Reader, id string) (string, error) { return id, nil }

// ofPart finds the supervision of a row of a table.
func ofPart(table string) finder {
	return func(ctx context.Context, r db.Reader, id string) (string, error) {
		return db.Get[string](ctx, r, `select inspection_id from `+table+` where id = $1`, id)
	}
}

func rights(find finder, write, read func(*seen) error) file.Rights {
	look := func(ctx context.Context, r db.Reader, id string) (*seen, error) {
		of, err := find(ctx, r, id)
		if err != nil {
			return nil, err
		}
		i, err := byID(ctx, r, of)
		if err != nil {
			return nil, err
		}
		team, err := teamOf(ctx, r, i.ID)
		w := &seen{ctx, i, viewerOf(ctx, i, team)}
		if err == nil && read != nil {
			err = read(w)
		}
		return w, err
	}
	return file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := look(ctx, r, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			w, err := look(ctx, r, id)
			if err != nil {
				return err
			}
			return write(w)
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			w, err := look(ctx, r, id)
			if err != nil {
				return "", err
			}
			return w.UnitPath, nil
		},
	}
}

// Files lists the files of one thing of a supervision that the caller has been shown.
func (s *Service) Files(ctx context.Context, ref ident.Ref) ([]file.Item, error) {
	r, ok := FileRights()[ref.Kind]
	if !ok {
		return nil, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	if err := r.Read(ctx, s.db, ref.ID); err != nil {
		return nil, err
	}
	return file.Of(ctx, s.db, ref)
}
