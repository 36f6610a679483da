// Command dudao is the education supervision platform.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"dudao/internal/app"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dudao:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var c app.Config
	fs := flag.NewFlagSet("dudao", flag.ContinueOnError)
	fs.StringVar(&c.Database, "database", "dudao.db", "file name or postgres://…")
	fs.StringVar(&c.Listen, "listen", "127.0.0.1:8080", "address")
	if err := fs.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	srv := &http.Server{Addr: c.Listen, Handler: a.Handler()}
	go func() { <-ctx.Done(); srv.Close() }()
	return srv.ListenAndServe()
}
