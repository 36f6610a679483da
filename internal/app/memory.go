package app

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// garbage is how much may gather above what is in use before it is collected; at least a fifth of it.
const garbage = 40 << 20

// mindMemory keeps the garbage collector from letting the program grow to twice what it uses, which
// is its habit: the lists in memory are large, cost nothing to collect around, and stay. Whoever set
// GOGC or GOMEMLIMIT knows better.
func mindMemory(ctx context.Context) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	const usual = 100
	defer debug.SetGCPercent(usual)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	now := usual
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			metrics.Read(live)
			used := max(int64(live[0].Value.Uint64()), 1)
			if percent := int(min(max(garbage*100/used, 20), 2*usual)); percent < now*4/5 || percent > now*5/4 {
				debug.SetGCPercent(percent)
				now = percent
			}
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
