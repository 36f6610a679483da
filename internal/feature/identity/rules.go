package identity

import (
	"context"
	"time"

	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
)

const rulesFor = time.Minute // how long a node may go by rules that another node changed

// rules returns the numbers in force.
func (s *Service) rules(ctx context.Context) (proof.Rules, error) {
	now := s.db.Now()
	s.mu.Lock()
	r, at := s.ruleCache, s.rulesAt
	s.mu.Unlock()
	if age := now.Sub(at.Time); r != nil && age >= 0 && age < rulesFor {
		return r, nil
	}
	r, err := proof.RulesOf(ctx, s.db)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.ruleCache, s.rulesAt = r, now
	s.mu.Unlock()
	return r, nil
}

// RuleList returns every rule for the security administrator.
func (s *Service) RuleList(ctx context.Context) ([]proof.Rule, error) {
	if err := access.Holds(ctx, MayRule); err != nil {
		return nil, err
	}
	return proof.RuleList(ctx, s.db)
}

// SetRules changes the values given by code; versions are those that were read.
func (s *Service) SetRules(ctx context.Context, values, versions map[string]int) error {
	if err := access.Holds(ctx, MayRule); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx)
		return proof.SetRules(ctx, tx, values, versions)
	})
}
