package identity

import (
	"context"

	"dudao/internal/platform/jobs"
)

// sweep is the daily job that forgets what nobody needs.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "identity.sweep" }

func (s *Service) handle(q *jobs.Queue) {
	q.Every(sweep{}, "03:20")
	jobs.Handle(q, func(ctx context.Context, _ sweep) error { return s.cleanUp(ctx, s.db.Now()) })
}
