package inspect

import (
	"context"

	"dudao/internal/platform/db"
)

// WorkOf counts the supervisions whose team an inspector is or was in, as far as the acting person may
// see them, and those of them that go on.
func (s *Service) WorkOf(ctx context.Context, inspectorID string) (all, going int, err error) {
	count := func(narrow func(*db.Where)) (int, error) {
		var w db.Where
		if err := visible(ctx, &w); err != nil {
			return 0, err
		}
		w.Add("i.id in (select m.inspection_id from inspect_member m where m.inspector_id = ?)", inspectorID)
		narrow(&w)
		return db.Get[int](ctx, s.db, `select count(*) from inspection i `+w.SQL(), w.Args()...)
	}
	if all, err = count(func(*db.Where) {}); err != nil {
		return 0, 0, err
	}
	going, err = count(func(w *db.Where) { w.Add("i.state not in (?, ?)", Closed, Cancelled) })
	return all, going, err
}
