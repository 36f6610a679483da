package app

import (
	"context"

	"dudao/internal/feature/access"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
)

// Features are the services of the program, one field a feature, in the order of the floors.
type Features struct {
	Org *org.Service
}

// policy joins the permission tables of the features.
func policy() *access.Policy {
	return access.NewPolicy(org.Permissions)
}

// connect makes the services and adds their routes, one paragraph a feature.
func (a *App) connect(ctx context.Context) error {
	// org
	a.Org = org.New(a.DB, a.Jobs)

	// notify
	notify.Handle(a.DB, a.Jobs, a.Config.Sender)

	return nil
}
