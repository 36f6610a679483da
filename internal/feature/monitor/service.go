package monitor

import (
	"context"
	"sync"
	"sync/atomic"

	"dudao/internal/base/civil"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// noRounding compares coefficients as they are: the text does not say otherwise (rules 1.1 (2)).
const noRounding = -1

// Service has the use cases of monitoring.
type Service struct {
	db    *db.DB
	org   *org.Service
	jobs  *jobs.Queue
	shown atomic.Pointer[picture]
	bring sync.Mutex
}

// New returns the service; it follows what is given in returns.
func New(d *db.DB, units *org.Service, given *returns.Service, q *jobs.Queue) *Service {
	s := &Service{db: d, org: units, jobs: q}
	given.OnGiven(s.follow)
	s.nightly()
	return s
}

// Today is the day the service lives in.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// Rules are those of 优质均衡.
func rules() balance.Rules {
	ru, ok := balance.RulesOf("2017")
	if !ok {
		panic("monitor: data/monitor/balance.yaml has no rules 2017")
	}
	return ru
}

// Rules are those the areas are judged by.
func (s *Service) Rules() balance.Rules { return rules() }

// Set is the indicators of 优质均衡.
func Set() *indicator.Set {
	set, ok := indicator.SetOf("balanced")
	if !ok {
		panic("monitor: data/indicators has no set balanced")
	}
	return set
}

// tick takes the next number of the clock: whoever writes blocks holds it until the end of the transaction, so that
// numbers are seen in their order.
func tick(ctx context.Context, tx *db.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, `update monitor_clock set seq = seq + 1 where id = 1`); err != nil {
		return 0, err
	}
	return db.Get[int64](ctx, tx, `select seq from monitor_clock where id = 1`)
}
