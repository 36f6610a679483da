package app

import (
	"context"

	"dudao/internal/feature/access"
	"dudao/internal/feature/notify"
)

// Features are the services of the program, one field a feature, in the order of the floors.
type Features struct{}

// policy joins the permission tables of the features.
func policy() *access.Policy {
	return access.NewPolicy()
}

// connect makes the services and adds their routes, one paragraph a feature.
func (a *App) connect(ctx context.Context) error {
	// notify
	notify.Handle(a.DB, a.Jobs, a.Config.Sender)

	return nil
}
