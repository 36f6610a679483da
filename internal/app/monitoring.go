package app

import (
	"dudao/internal/feature/returns"
	"dudao/internal/feature/returns/returnsweb"
)

// connectMonitoring connects the collection of figures and what is made of them.
func (a *App) connectMonitoring() {
	a.Returns = returns.New(a.DB, a.Org)
	a.Files.Register(a.Returns.CellRights())
	returnsweb.Routes(a.Web, a.Returns, a.Files)
}
