package notify

import (
	"context"
	"sync"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
)

const (
	// changes is the topic of transactions that change an inbox.
	changes = "notify.inbox"
	// keep is how long a count of the navigation may miss what another node did.
	keep = 10 * time.Second
)

// waiting keeps the counts of the navigation, which every page asks for.
type waiting struct {
	woken <-chan struct{}
	mu    sync.Mutex
	all   map[string]counted // by account and unit
}

type counted struct {
	n  int
	at civil.Time
}

// Waiting counts what the person has not read yet, for the navigation: what this node does shows at
// once, what others do within ten seconds.
func (s *Service) Waiting(ctx context.Context) (int, error) {
	a := actor.From(ctx)
	now := s.db.Now()
	key := a.ID + "\n" + a.UnitID + "\n" + a.Role
	s.waiting.mu.Lock()
	select {
	case <-s.waiting.woken:
		s.waiting.all = nil
	default:
	}
	old, ok := s.waiting.all[key]
	s.waiting.mu.Unlock()
	if age := now.Sub(old.at.Time); ok && age >= 0 && age < keep {
		return old.n, nil
	}
	n, err := Unread(ctx, s.db, a)
	if err != nil {
		return 0, err
	}
	s.waiting.mu.Lock()
	defer s.waiting.mu.Unlock()
	if s.waiting.all == nil || len(s.waiting.all) > 10_000 {
		s.waiting.all = map[string]counted{}
	}
	s.waiting.all[key] = counted{n, now}
	return n, nil
}
