package roster

import (
	"sync"

	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of files of units.
type Service struct {
	db    *db.DB
	units *org.Service
	refs  []Reference

	mu      sync.Mutex
	running map[string]*running // what is being applied on this node
}

// New returns the service and registers its jobs with q.
func New(d *db.DB, q *jobs.Queue, units *org.Service) *Service {
	s := &Service{db: d, units: units, running: map[string]*running{}}
	jobs.Handle(q, s.runCheck)
	jobs.Handle(q, s.runApply)
	return s
}
