package ladder

import (
	"context"

	"dudao/internal/platform/db"
)

// OnConfirm adds what a confirmed rung brings: a letter, the file of a talk, a circular. It runs in the
// transaction of the decision, after the escalation is saved as confirmed; an error refuses the
// decision. It runs for records of every kind: look at e.Kind if that matters.
func (s *Service) OnConfirm(r Rung, f func(ctx context.Context, tx *db.Tx, e Escalation, d Decision) error) {
	s.onConfirm[r] = append(s.onConfirm[r], f)
}

// OnDecline adds what follows when a rung is declined; e.Reason says why.
func (s *Service) OnDecline(r Rung, f func(ctx context.Context, tx *db.Tx, e Escalation) error) {
	s.onDecline[r] = append(s.onDecline[r], f)
}

// OnReach adds what a kind of record keeps when the night, or a change of its days, finds it on a new
// rung. What its own feature climbs with Climb or Propose it keeps itself.
func (s *Service) OnReach(refKind string, f func(ctx context.Context, tx *db.Tx, e Escalation) error) {
	s.onReach[refKind] = append(s.onReach[refKind], f)
}
