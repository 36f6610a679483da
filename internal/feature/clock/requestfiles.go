package clock

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// FilesOf lists the evidence of requests, by request.
func (s *Service) FilesOf(ctx context.Context, list []Request) (map[string][]file.Item, error) {
	out := map[string][]file.Item{}
	for _, q := range list {
		items, err := file.Of(ctx, s.db, q.Ref())
		if err != nil {
			return nil, err
		}
		out[q.ID] = items
	}
	return out, nil
}

// RequestRights says who may read and add the evidence of a request: whoever sees the duty reads, whoever
// asked adds while it waits.
func RequestRights() (kind string, rights file.Rights) {
	return RequestKind, file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := requestByID(ctx, r, MayView, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			q, err := requestByID(ctx, r, MayAskTime, id)
			if err != nil {
				return err
			}
			return q.MayAdd(ctx)
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			q, err := requestByID(ctx, r, MayView, id)
			return q.UnitPath, err
		},
	}
}

// MayAdd says why the acting person may not add evidence to the request; nil means they may.
func (q Request) MayAdd(ctx context.Context) error {
	a := actor.From(ctx)
	if err := access.Require(ctx, MayAskTime, q.UnitPath); err != nil {
		return err
	}
	if q.AskedBy != a.ID && (q.UnitID == "" || q.UnitID != a.UnitID) {
		return errs.New(errs.Denied, "由承担该事项的单位或本人申请")
	}
	if q.State != Waiting {
		return errs.New(errs.Conflict, "这项申请已不能决定")
	}
	return nil
}
