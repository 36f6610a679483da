package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Run serves requests and runs jobs until ctx ends, then lets what is under way finish. ready, if not
// nil, is told the address once requests are taken.
func (a *App) Run(ctx context.Context, ready func(addr net.Addr)) error {
	l, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", a.Config.Listen, err)
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	for _, f := range append(a.background, a.Jobs.Run, mindMemory, a.warm) {
		beside.Go(func() { f(work) })
	}
	defer func() { stopWork(); beside.Wait() }()

	srv := &http.Server{
		Handler:           a.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(finish)
	}()
	if ready != nil {
		ready(l.Addr())
	}
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
