package app

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	memoryLeast = 96 << 20 // below this much the garbage collector is left alone
	memorySlack = 48 << 20 // what may become garbage above what is in use
)

// mindMemory keeps the garbage collector from letting the program grow to twice what it uses, which
// is its habit: the lists in memory are large, cost nothing to collect around, and stay. Whoever set
// GOGC or GOMEMLIMIT knows better.
func mindMemory(ctx context.Context) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLeast))
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			metrics.Read(live)
			debug.SetMemoryLimit(max(memoryLeast, int64(live[0].Value.Uint64())*9/8+memorySlack))
		}
	}
}

// warm reads the long lists into memory, so that nobody waits for it with the first one.
func (a *App) warm(ctx context.Context) {
	for name, list := range map[string]interface{ Warm(context.Context) error }{"units": a.Org, "orders": a.Rectify} {
		if err := list.Warm(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "list not read into memory; the first page of it will try again", "list", name, "error", err)
		}
	}
}
