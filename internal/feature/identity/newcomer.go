package identity

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Newcomer is an account to be opened with a password that was made for it.
type Newcomer struct {
	Particulars             // tidy and checked
	Role        access.Role // to begin with, "" is none
	Hash        string      // of its first password
}

// FirstPasswords makes n passwords to be changed at the first sign-in, and their hashes.
func (s *Service) FirstPasswords(ctx context.Context, n int) (made, hashes []string, err error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, nil, err
	}
	return s.hasher.Fresh(ctx, n, rules["password_min"])
}

// OpenAll opens many accounts in the transaction of the caller; it asks for each whether the actor may.
func (s *Service) OpenAll(ctx context.Context, tx *db.Tx, list []Newcomer) error {
	s.forget(tx)
	for _, n := range list {
		if err := s.welcome(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) welcome(ctx context.Context, tx *db.Tx, n Newcomer) error {
	a := Account{ID: tx.NewID(), Version: 1, State: Active, Hash: n.Hash, PasswordAt: tx.Now, MustChange: true, CreatedAt: tx.Now, CreatedBy: actor.From(ctx).ID}
	if err := s.fill(ctx, tx, &a, n.Particulars); err != nil {
		return err
	}
	if err := s.may(ctx, tx, a, MayManage); err != nil {
		return err
	}
	if err := insertAccount(ctx, tx, a); err != nil {
		return err
	}
	if err := record(ctx, tx, "create", a, "", nil, shown(a)); err != nil || n.Role == "" {
		return err
	}
	h, err := s.held(ctx, tx, NewRole{AccountID: a.ID, Role: n.Role, UnitID: a.UnitID})
	if err != nil {
		return err
	}
	if err := insertHeld(ctx, tx, h); err != nil {
		return err
	}
	return record(ctx, tx, "grant", a, "", nil, h)
}
