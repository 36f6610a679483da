package app

import (
	"context"

	"dudao/internal/feature/access/accessweb"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/enrol"
	"dudao/internal/feature/identity/identityweb"
	"dudao/internal/feature/identity/people"
	"dudao/internal/platform/crypto"
)

// connectIdentity opens the key, makes the service and lets its middleware say who acts.
func (a *App) connectIdentity(ctx context.Context) error {
	keys, err := crypto.Load(a.Config.Key, a.Config.Data)
	if err != nil {
		return err
	}
	if a.Identity, err = identity.New(ctx, a.DB, a.Jobs, a.Policy, a.Org, keys); err != nil {
		return err
	}
	if a.Dropout, err = dropout.New(a.DB, keys, a.Jobs); err != nil {
		return err
	}
	if a.Enrol, err = enrol.New(a.DB, a.Identity, keys); err != nil {
		return err
	}
	for action, label := range identity.Labels {
		a.Audit.AddLabel(action, label)
	}
	a.SignIn = identityweb.Middleware(a.Identity, fail)
	accessweb.Routes(a.Web, a.Policy)
	identityweb.Routes(a.Web, a.Identity, a.Enrol, people.New(a.DB))
	return nil
}
