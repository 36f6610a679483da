package app

import (
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspector"
)

// connectInspect connects the register of inspectors and the supervisions.
func (a *App) connectInspect() {
	a.Inspector = inspector.New(a.DB)
	a.Inspect = inspect.New(a.DB, a.Org, a.Clock)
	for kind, r := range inspect.FileRights() {
		a.Files.Register(kind, r)
	}
}
