package main

import (
	"context"
	"errors"
	"io"

	"dudao/internal/app"
)

// demo builds the demo in an empty database.
func demo(ctx context.Context, c *call) error {
	a, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	return buildDemo(ctx, a, c.out)
}

func buildDemo(context.Context, *app.App, io.Writer) error { return errNotYet }

// errNotYet is what a command says whose feature is not there yet.
var errNotYet = errors.New("此命令尚未提供 · not available yet")
