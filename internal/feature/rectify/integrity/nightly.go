package integrity

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Nightly is the job that has what is late put on record and checks the invariants of every loop.
// Reminders before a deadline come from the clock.
type Nightly struct{}

// Kind names the job.
func (Nightly) Kind() string { return "rectify.nightly" }

func (s *Service) nightly(ctx context.Context, _ Nightly) error {
	ctx = actor.With(ctx, actor.System)
	if err := s.rungs.ClimbAll(ctx); err != nil {
		return err
	}
	if err := s.loops.Forget(ctx); err != nil {
		return err
	}
	_, err := s.CheckAll(ctx)
	return err
}

// EnqueueNightly asks for one run of the nightly job now.
func EnqueueNightly(ctx context.Context, tx *db.Tx) error {
	return jobs.Enqueue(ctx, tx, Nightly{}, tx.Now)
}
