package db

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

// statements keeps prepared statements of one pool by their text. SQLite spends as long on parsing a
// statement as on answering it.
type statements struct {
	pool *sql.DB
	mu   sync.RWMutex
	m    map[string]*sql.Stmt
}

// Texts beyond these are put together by the program (long lists of ids) and hardly come twice.
const (
	mostStatements  = 600
	longestText     = 4000
	mostPlaceholder = 60
)

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, m: map[string]*sql.Stmt{}}
}

func (s *statements) get(q string) *sql.Stmt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[q]
}

// prepared returns the statement for q, preparing it if need be; nil if it should run unprepared.
func (s *statements) prepared(ctx context.Context, q string) *sql.Stmt {
	if s == nil {
		return nil
	}
	if st := s.get(q); st != nil {
		return st
	}
	if !s.worth(q) {
		return nil
	}
	st, err := s.pool.PrepareContext(ctx, q)
	if err != nil {
		return nil // running it says what is wrong
	}
	return s.put(q, st)
}

func (s *statements) worth(q string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.m) < mostStatements && len(q) <= longestText && strings.Count(q, "$") <= mostPlaceholder
}

func (s *statements) put(q string, st *sql.Stmt) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if other, ok := s.m[q]; ok {
		st.Close()
		return other
	}
	s.m[q] = st
	return st
}

func (s *statements) prepareAll(ctx context.Context, texts []string) {
	if s == nil {
		return
	}
	for _, q := range texts {
		s.prepared(ctx, q)
	}
}

func (s *statements) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.m {
		st.Close()
	}
	clear(s.m)
}
