package rectify

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// ItemRights says who may read and add the evidence files of an item: whoever sees the order reads,
// the responsible unit adds until the result is handed in.
func ItemRights() (kind string, rights file.Rights) {
	return itemKind, file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := orderOfItem(ctx, r, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			o, err := orderOfItem(ctx, r, id)
			if err != nil {
				return err
			}
			return o.mayAddEvidence(ctx)
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			o, err := orderOfItem(ctx, r, id)
			return o.UnitPath, err
		},
	}
}

func orderOfItem(ctx context.Context, r db.Reader, id string) (Order, error) {
	item, err := db.Get[Item](ctx, r, `select `+itemCols+` from rectify_item where id = $1`, id)
	if err != nil {
		return Order{}, err
	}
	return visibleOrder(ctx, r, item.OrderID, MayView)
}

func (o *Order) mayAddEvidence(ctx context.Context) error {
	if err := access.Require(ctx, MaySubmit, o.UnitPath); err != nil {
		return err
	}
	if !o.Owner(actor.From(ctx)) {
		return errs.New(errs.Denied, "由%s办理", o.UnitName)
	}
	if !in(o.State, reporting) {
		return o.step(Note)
	}
	return nil
}

// MayAddEvidence reports whether the acting person may add evidence to the order now.
func (o *Order) MayAddEvidence(ctx context.Context) bool { return o.mayAddEvidence(ctx) == nil }

// Files lists the evidence files of the items of an order the caller has loaded.
func (s *Service) Files(ctx context.Context, items []Item) (map[string][]file.Item, error) {
	out := map[string][]file.Item{}
	for _, i := range items {
		list, err := file.Of(ctx, s.db, i.Ref())
		if err != nil {
			return nil, err
		}
		out[i.ID] = list
	}
	return out, nil
}
