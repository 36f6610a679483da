package app

import (
	"context"
	"log/slog"

	"dudao/internal/feature/dropout/dropoutweb"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/monitorweb"
	"dudao/internal/feature/returns"
	"dudao/internal/feature/returns/returnsweb"
)

// connectMonitoring connects the collection of figures and what is made of them.
func (a *App) connectMonitoring() {
	a.Returns = returns.New(a.DB, a.Org)
	a.Files.Register(a.Returns.CellRights())
	returnsweb.Routes(a.Web, a.Returns, a.Files)
	a.Monitor = monitor.New(a.DB, a.Org, a.Returns, a.Jobs)
	monitorweb.Routes(a.Web, a.Monitor)
	dropoutweb.Routes(a.Web, a.Dropout)
	a.background = append(a.background, func(ctx context.Context) {
		if err := a.Monitor.Warm(ctx); err != nil && ctx.Err() == nil { // whoever asks first reads it then, and hears of it
			slog.WarnContext(ctx, "monitor: not read at the start", "error", err)
		}
	})
}
