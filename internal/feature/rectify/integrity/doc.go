// Package integrity looks at every loop of rectification from outside (闭环核验): each night it has
// lateness put on record, recomputes the invariants of all orders and findings from the tables and
// keeps what is broken until it is whole again.
//
// It stands on rectify: the invariants are rules there (loop.go), which every write keeps too; what is
// found here was changed behind the program's back. Leaders, offices and auditors read the list
// (rectify.integrity).
package integrity

import (
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of the check.
type Service struct {
	db    *db.DB
	loops *rectify.Service
	rungs *ladder.Service
}

// New returns the service and registers its job with q.
func New(d *db.DB, q *jobs.Queue, loops *rectify.Service, rungs *ladder.Service) *Service {
	s := &Service{d, loops, rungs}
	jobs.Handle(q, s.nightly)
	q.Every(Nightly{}, "00:40") // after the ladder
	return s
}
