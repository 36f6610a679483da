package app

import (
	"context"
	"path"

	"dudao/internal/base/actor"
	"dudao/internal/feature/audit/auditweb"
	"dudao/internal/feature/org"
)

// unitNames lets the audit log, which stands below the units, say their names: they are not secret.
func (a *App) unitNames() auditweb.Units {
	return auditweb.Units{
		Find: func(ctx context.Context, text string) (string, error) {
			u, err := a.Org.Resolve(actor.With(ctx, actor.System), text, "")
			return u.Path, err
		},
		Name: func(ctx context.Context, unitPath string) string {
			u, err := org.UnitByID(ctx, a.DB, org.UnitID(path.Base(unitPath)))
			if err != nil {
				return ""
			}
			return u.Name
		},
	}
}
