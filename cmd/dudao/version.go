package main

import (
	"context"
	"fmt"
	"runtime"

	"dudao/internal/app"
)

func version(_ context.Context, c *call) error {
	_, err := fmt.Fprintf(c.out, "dudao %s %s/%s %s\n", app.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	return err
}
